"""Shops at Shopify, Square and WooCommerce: webhooks as they send them, signed by openssl, and their APIs played on
loopback. Addresses, headers and bodies are those of the vendors' documents."""
import base64
import concurrent.futures
import contextlib
import http.server
import json
import subprocess
import threading
import time

import pytest
from harness.processes import wait_for
from harness.shop import Shop, Till, Wire, connect

SECRET = "whsec hush".replace(" ", "-")
API_SECRET = "ck_key:cs_secret"
SIGNATURE = {"shopify": "X-Shopify-Hmac-Sha256", "square": "x-square-hmacsha256-signature",
             "woocommerce": "X-WC-Webhook-Signature"}
WEBHOOK_URL = "https://stock.example/webhooks/main"
NOW = int(time.time())


def stamp(seconds=0):
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(NOW + seconds))


def sign(vendor, body):
    """As the vendors document it, made by another program."""
    data = (WEBHOOK_URL.encode() if vendor == "square" else b"") + body
    digest = subprocess.run(["openssl", "dgst", "-sha256", "-hmac", SECRET, "-binary"], input=data, check=True,
                            capture_output=True).stdout
    return base64.b64encode(digest).decode()


def event(vendor, quantity, at=0, item=1, event_id=None):
    """(body, headers) of one change of stock."""
    event_id = event_id or f"event-{quantity}-{at}-{item}"
    if vendor == "shopify":
        body = {"inventory_item_id": item, "location_id": 905684977, "available": quantity,
                "updated_at": stamp(at - 5 * 3600) + "-05:00",
                "admin_graphql_api_id": f"gid://shopify/InventoryLevel/905684977?inventory_item_id={item}"}
        headers = {"X-Shopify-Topic": "inventory_levels/update", "X-Shopify-Webhook-Id": event_id,
                   "X-Shopify-Event-Id": "one-for-many", "X-Shopify-Shop-Domain": "mugs.myshopify.com"}
    elif vendor == "square":
        body = {"merchant_id": "M", "type": "inventory.count.updated", "event_id": event_id, "created_at": stamp(at) + "Z",
                "data": {"type": "inventory_counts", "id": "x", "object": {"inventory_counts": [
                    {"calculated_at": stamp(at) + ".25Z", "catalog_object_id": str(item), "location_id": "L1",
                     "catalog_object_type": "ITEM_VARIATION", "quantity": str(quantity), "state": "IN_STOCK"}]}}}
        headers = {}
    else:
        body = {"id": item, "name": "Green mug", "type": "simple", "sku": "MUG-01" if item == 1 else f"OTHER-{item}",
                "date_modified_gmt": stamp(at), "manage_stock": True, "stock_quantity": quantity,
                "stock_status": "instock" if quantity else "outofstock", "backorders": "no", "meta_data": []}
        headers = {"X-WC-Webhook-Topic": "product.updated", "X-WC-Webhook-Delivery-ID": "the-same-for-a-second",
                   "X-WC-Webhook-Resource": "product", "X-WC-Webhook-Event": "updated"}
    body = json.dumps(body).encode()
    return body, {**headers, "Content-Type": "application/json", SIGNATURE[vendor]: sign(vendor, body)}


@contextlib.contextmanager
def shop_of(place, vendor, more=""):
    (place / "secret").write_text(SECRET + "\n")
    (place / "api").write_text(API_SECRET + "\n")
    shop = Shop(place / "shop", rest=f"[source main]\nvendor = {vendor}\ndrop = spring\nsecret_file = {place}/secret\n"
                f"webhook_url = {WEBHOOK_URL}\n{more}")
    shop.put_drop("spring", {"sku": "MUG-01", "title": "Green mug", "avail": 0})
    if vendor != "woocommerce":
        shop.request("PUT", "/v1/sources/main", {"items": {"1": "MUG-01"}})
    shop.start()
    try:
        yield shop
    finally:
        log = shop.log()
        assert shop.stop() == 0
        assert SECRET not in log and API_SECRET not in log and "cs_secret" not in log


def post(shop, body, headers):
    return Till(shop, None).ask("POST", "/webhooks/main", body, headers=headers)[0]


def webhooks(place, vendor):
    with shop_of(place, vendor) as shop:
        rig = shop.token("rig-1", "read")
        wire = Wire(shop, rig)
        wire.hello("spring")
        body, headers = event(vendor, 20)
        assert post(shop, body, {**headers, SIGNATURE[vendor]: sign(vendor, b"x" + body)}) == 401
        assert post(shop, body + b" ", headers) == 401
        assert post(shop, body, {k: v for k, v in headers.items() if k != SIGNATURE[vendor]}) == 401
        began = time.monotonic()
        assert post(shop, body, headers) == 200
        assert time.monotonic() - began < 5
        assert wire.hear("delta")["items"][0]["avail"] == 20
        for quantity, at, seen in ((18, 30, 18), (19, 20, None), (20, 0, None), (0, 40, 0), (18, 30, None), (7, 50, 7)):
            body, headers = event(vendor, quantity, at)  # newer, overtaken, doubled, sold out, doubled, newer
            assert post(shop, body, headers) == 200
            if seen is not None:
                assert wire.hear("delta")["items"][0]["avail"] == seen
        assert post(shop, *event(vendor, 99, 60, item=2)) == 200  # a product that is none of ours
        told = shop.request("GET", "/v1/drops/spring/items")["items"]
        assert [item["avail"] for item in told] == [7]
        assert wire.hear()["t"] == "hb"  # and nothing else


def restart(place, vendor):
    with shop_of(place, vendor) as shop:
        body, headers = event(vendor, 20)
        assert post(shop, body, headers) == 200
        assert post(shop, *event(vendor, 18, 10)) == 200
        shop.kill()
        shop.start()
        assert post(shop, body, headers) == 200
        assert shop.item("spring", "MUG-01")["avail"] == 18


def php(place, vendor):
    """WooCommerce speaks HTTP/1.0, and first of all sends a ping without a signature."""
    with shop_of(place, vendor) as shop:
        body, headers = event(vendor, 20)
        for data, more, status in ((b"webhook_id=12", {}, b"200"), (body, headers, b"200"), (b"webhook_id=x", {}, b"401")):
            with connect(shop) as line:
                head = "".join(f"{name}: {value}\r\n" for name, value in more.items())
                line.sendall(f"POST /webhooks/main HTTP/1.0\r\nHost: x\r\nContent-Length: {len(data)}\r\n{head}\r\n".encode() + data)
                got = b""
                while more_data := line.recv(1000):
                    got += more_data
            assert got.split(b" ")[1] == status
        assert shop.item("spring", "MUG-01")["avail"] == 20


# Their APIs


class Vendor(http.server.ThreadingHTTPServer):
    """A vendor's API with one product in it."""

    def __init__(self, vendor):
        super().__init__(("127.0.0.1", 0), Api)
        self.vendor, self.quantity, self.at, self.status, self.asked = vendor, 33, 0, 200, []
        self.url = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def answer(self, path, headers, body):
        self.asked.append(path)
        if self.vendor == "woocommerce":
            assert path == "/wp-json/wc/v3/products?sku=MUG-01&per_page=100"
            assert headers["Authorization"] == "Basic " + base64.b64encode(API_SECRET.encode()).decode()
            return [{"id": 1, "sku": "MUG-01", "stock_quantity": self.quantity, "stock_status": "instock",
                     "date_modified_gmt": "2020-01-01T00:00:00", "meta_data": [{"value": "x" * 50000}]}]
        asked = json.loads(body)
        if self.vendor == "shopify":
            assert path.endswith("/graphql.json") and headers["X-Shopify-Access-Token"] == API_SECRET
            assert asked["variables"]["q"] == 'sku:"MUG-01"'
            return {"data": {"inventoryItems": {"nodes": [{"id": "gid://shopify/InventoryItem/1", "sku": "MUG-01",
                    "inventoryLevels": {"nodes": [{"updatedAt": stamp(self.at) + "Z",
                                                   "location": {"id": "gid://shopify/Location/905684977"},
                                                   "quantities": [{"quantity": self.quantity}]}]}}],
                    "pageInfo": {"hasNextPage": False, "endCursor": None}}}}
        assert path == "/v2/inventory/counts/batch-retrieve" and headers["Authorization"] == f"Bearer {API_SECRET}"
        assert asked["catalog_object_ids"] == ["1"] and asked["states"] == ["IN_STOCK"]
        first = "cursor" not in asked
        return {"counts": [] if first else [
            {"catalog_object_id": "1", "location_id": "L1", "state": "IN_STOCK", "quantity": str(self.quantity),
             "calculated_at": stamp(self.at) + "Z"}], **({"cursor": "2"} if first else {})}


class Api(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        length = int(self.headers.get("Content-Length", 0))
        content = json.dumps(self.server.answer(self.path, self.headers, self.rfile.read(length))).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def vendor_of(name):
    vendor = Vendor(name)
    try:
        yield vendor
    finally:
        vendor.shutdown()
        vendor.server_close()


def polls(place, name):
    """What no webhook told comes by asking."""
    with vendor_of(name) as vendor, shop_of(place, name, f"url = {vendor.url}\napi_secret_file = {place}/api\npoll = 2 s\n") as shop:
        wait_for(lambda: shop.item("spring", "MUG-01")["avail"] == 33, 20, "the vendor's count")
        wire = Wire(shop, shop.token("rig-1", "read"))
        wire.hello("spring")
        vendor.quantity, vendor.at = 31, 60
        while wire.hear("delta", 10)["items"][0]["avail"] != 31:
            pass
        hb = wire.hear("hb", 10)
        assert "src_at" in hb and hb["src_at"] <= hb["now"]
        assert len(vendor.asked) < 20


def vendor_is_down(place, name):
    """Rigs are told, `src_at` stands still, and all is well again by itself."""
    with vendor_of(name) as vendor, shop_of(place, name, f"url = {vendor.url}\napi_secret_file = {place}/api\npoll = 2 s\n") as shop:
        wire = Wire(shop, shop.token("rig-1", "read"))
        wire.hello("spring")
        wait_for(lambda: vendor.asked, 10, "the first question")
        vendor.status = 503
        err = wire.hear("err", 20)
        assert err["code"] == "source_down" and not err.get("fatal")
        stood = {wire.hear("hb", 10)["src_at"] for _ in range(2)}
        assert len(stood) == 1
        vendor.status, vendor.quantity = 200, 12
        wait_for(lambda: shop.item("spring", "MUG-01")["avail"] == 12, 70, "the vendor's count")
        hb = wire.hear("hb", 10)
        while hb["src_at"] in stood:
            hb = wire.hear("hb", 10)
        assert shop.log().count("source main") == 2


CASES = [*((webhooks, vendor) for vendor in SIGNATURE), (restart, "shopify"), (php, "woocommerce"),
         *((polls, vendor) for vendor in SIGNATURE), (vendor_is_down, "woocommerce")]


@pytest.fixture(scope="module")
def futures(tmp_path_factory):
    """All of it side by side: most of it is waiting for heartbeats and polls."""
    with concurrent.futures.ThreadPoolExecutor(len(CASES)) as pool:
        yield {case: pool.submit(case[0], tmp_path_factory.mktemp("vendor"), case[1]) for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0].__name__}-{case[1]}")
def test_vendors(futures, case):
    futures[case].result(150)
