"""tallybox-shop over real connections: drops from the command line, hard caps under eight sellers, sales through power
cuts, corrections, tokens, TLS, its end."""
import functools
import json
import os
import pathlib
import re
import selectors
import shutil
import signal
import ssl
import subprocess
import tempfile
import threading
import time
import uuid

import pytest
from harness.completion import commands_of, complete, options_of
from harness.processes import wait_for
from harness.rig import ROOT
from harness.shop import TALLYBOX_SHOP, Closed, Refused, Shop, Till, Wire, connect, tallybox_shop

MUG = {"sku": "MUG-01", "title": "Green mug", "cap": 150, "avail": 150}


@pytest.fixture
def shop(place):
    made = Shop(place / "shop")
    yield made
    made.stop()


# The command line


@pytest.mark.parametrize("words,status", [
    (["--help"], 0), (["--version"], 0), ([], 64), (["fly"], 64), (["run", "extra"], 64), (["run", "--help"], 0),
    (["run", "--config", "/nowhere/at.all"], 78), (["doc", "poem"], 64), (["token"], 64), (["token", "add"], 64),
    (["token", "add", "x", "--rights", "god"], 64), (["request", "GET"], 64), (["demo", "--speed", "0"], 64),
])
def test_exit_status(words, status, place):
    done = tallybox_shop(*words, env={**os.environ, "STATE_DIRECTORY": str(place)})
    assert done.returncode == status, done.stderr
    assert (done.stderr if status else done.stdout).strip()


def test_documents(place):
    assert (ROOT / "config" / "tallybox-shop.conf").read_text() == tallybox_shop("doc", "sample").stdout
    page = place / "tallybox-shop.1"
    page.write_text(tallybox_shop("doc", "man").stdout)
    lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", str(page)], capture_output=True, text=True)
    assert lint.stdout == ""


def test_completion():
    offer = functools.partial(complete, TALLYBOX_SHOP)
    names = commands_of(TALLYBOX_SHOP)
    assert len(names) == 6 and offer("") == [*names, "--help", "--version"]
    for name in names:
        options = options_of(TALLYBOX_SHOP, name)
        assert "--help" in options and sorted(offer(name, "-")) == sorted(options), name
    assert offer("token", "") == ["add", "list", "remove"] and offer("token", "add", "x", "--re") == ["--replace"]
    assert offer("token", "add", "x", "--rights", "") == ["read", "rig", "seller", "admin"]
    assert offer("token", "--rights", "=", "r") == offer("token", "-r", "r") == ["read", "rig"]
    assert offer("request", "") == ["GET", "POST", "PUT", "DELETE"] and offer("request", "PUT", "/v1/drops/x", "") == []
    assert offer("doc", "") == ["completion", "man", "sample"] and offer("verify", "--token-file", "") == []


@pytest.mark.parametrize("config,words", [
    ("[server]\nport = 70000\n", "port"),
    ("[server]\ncertificate = x.pem\n", "belong together"),
    ("[source main]\nvendor = shopify\n", "drop"),
    ("[source main]\nvendor = shopify\ndrop = a\nsecret_file = nowhere\n", "secret_file"),
    ("[source main]\nvendor = square\ndrop = a\nsecret_file = secret\n", "webhook_url"),
    ("[source main]\nvendor = shopify\ndrop = a\nurl = http://shop.example\n", "https"),
])
def test_bad_config(place, config, words):
    (place / "secret").write_text("hush-hush\n")
    (place / "c.conf").write_text(config)
    done = tallybox_shop("run", "--config", place / "c.conf")
    assert done.returncode == 78 and words in done.stderr and "hush" not in done.stderr


def test_port_is_taken(shop, place):
    shop.start()
    other = place / "other.conf"
    other.write_text(f"[server]\nport = {shop.port}\nstore = {place}/other.db\n")
    done = tallybox_shop("run", "--config", other)
    assert done.returncode == 69 and str(shop.port) in done.stderr


def test_tokens(shop):
    one = shop.token("rig-1", "rig")
    assert one.startswith("tbx_") and one != shop.token("rig-2", "rig", "--drop", "spring")
    listed = tallybox_shop("token", "list", "--config", shop.config).stdout
    assert "rig-1" in listed and "spring" in listed and one not in listed
    assert one.encode() not in (shop.folder / "shop.db").read_bytes()
    # One that is in use is not thrown away by a slip.
    again = tallybox_shop("token", "add", "rig-1", "--rights", "admin", "--config", shop.config)
    assert again.returncode == 1 and "--replace" in again.stderr and not again.stdout
    assert tallybox_shop("token", "list", "--config", shop.config).stdout == listed
    new = shop.token("rig-1", "read", "--replace")
    assert new.startswith("tbx_") and new != one
    assert tallybox_shop("token", "list", "--config", shop.config).stdout.count("rig-1") == 1
    assert tallybox_shop("token", "remove", "rig-1", "--config", shop.config).returncode == 0
    assert tallybox_shop("token", "remove", "rig-1", "--config", shop.config).returncode == 1


# A disk that is full


@pytest.fixture
def small_disk(place):
    folder = place / "disk"
    folder.mkdir()
    assert subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]).returncode == 0, "needs root"
    yield folder
    subprocess.run(["umount", "-l", str(folder)])


def test_full_disk(small_disk, place):
    """Nobody is told where the store is; whoever watches is told that it does not work, and when it does again."""
    shop = Shop(place / "shop")
    shop.config.write_text(shop.config.read_text().replace(f"{place}/shop/shop.db", f"{small_disk}/shop.db"))
    till, watcher = Till(shop, shop.token("till", "seller")), Till(shop, None)
    shop.request("PUT", "/v1/drops/spring", {})
    shop.request("PUT", "/v1/drops/spring/items", {"items": [MUG]})
    shop.request("POST", "/v1/drops/spring/start")
    shop.start()
    assert watcher.ask("GET", "/v1/health") == (200, {"ok": True})
    filler = small_disk / "filler"
    with open(filler, "wb", buffering=0) as file, pytest.raises(OSError):
        while True:
            file.write(bytes(4096))
    answers = [till.sell("spring", "MUG-01") for _ in range(100)]
    status, answer = answers[-1]
    assert status == 503 and answer["error"]["code"] == "store"
    assert "disk" not in json.dumps(answers) and "shop.db" not in json.dumps(answers) and "shop.db" in shop.log()
    assert watcher.ask("GET", "/v1/health") == (503, {"ok": False})
    filler.unlink()
    wait_for(lambda: watcher.ask("GET", "/v1/health") == (200, {"ok": True}), 30, "the store to work again")
    assert till.sell("spring", "MUG-01")[0] == 200
    assert shop.stop() == 0


# Rigs


def test_a_drop(shop):
    """What a rig sees of a whole drop, whoever changes it: a till, a person at the shop's machine, the stall."""
    shop.put_drop("spring", MUG, state=None)
    rig, till = shop.token("rig-1", "rig"), shop.token("till", "seller")
    shop.start()
    wire, seller = Wire(shop, rig), Till(shop, till)
    assert "sec-websocket-protocol: stocksync.v1.json" in wire.head and "extensions" not in wire.head
    welcome, items = wire.hello("spring")
    assert items["MUG-01"]["state"] == "upcoming" and items["MUG-01"]["avail"] == 150
    assert seller.sell("spring", "MUG-01")[0] == 409
    shop.request("POST", "/v1/drops/spring/start")  # another process: seen within a second
    assert wire.hear("delta", 5)["items"][0]["state"] == "live"
    status, sold = seller.sell("spring", "MUG-01", 2)
    assert status == 200 and sold["item"]["avail"] == 148
    delta = wire.hear("delta", 5)
    assert delta["items"][0]["sold"] == 2
    wire.send({"t": "adjust", "id": "a1", "sku": "MUG-01", "by": -1, "why": "stall_sale"})
    adjusted = wire.hear("adjusted")
    assert adjusted["ok"] and adjusted["epoch"] == welcome["epoch"]
    told = wire.hear("delta")
    assert told["seq"] == adjusted["seq"] and told["items"][0]["avail"] == 147
    wire.close()
    seller.sell("spring", "MUG-01")
    again = Wire(shop, rig)
    welcome, _ = again.hello("spring", resume={"epoch": welcome["epoch"], "seq": told["seq"]})
    assert welcome["mode"] == "resume"
    if welcome["seq"] > told["seq"]:
        assert again.hear("delta")["items"][0]["avail"] == 146
    else:
        assert again.hear("delta", 5)["items"][0]["avail"] == 146
    shop.request("POST", "/v1/drops/spring/end")
    assert again.ends_with() == 4410
    late = Wire(shop, rig)
    late.send({"t": "hello", "v": 1, "drop": "spring"})
    assert late.ends_with() == 4410
    ledger = shop.request("GET", "/v1/drops/spring/ledger")["entries"]
    assert [entry["what"] for entry in ledger] == ["sell", "stall_sale", "sell"]
    assert ledger[1]["who"] == "rig-1" and ledger[1]["ref"] == "a1"


def test_who_may(shop):
    shop.put_drop("spring", MUG)
    rig, other = shop.token("rig-1", "rig"), shop.token("rig-2", "rig", "--drop", "autumn")
    shop.start()
    for words, status in (({"token": None}, 401), ({"token": "tbx_wrong"}, 401), ({"token": rig, "protocol": None}, 400),
                          ({"token": rig, "protocol": "web requests"}, 400), ({"token": rig, "protocol": "chat"}, 400)):
        with pytest.raises(Refused) as refused:
            Wire(shop, **words)
        assert refused.value.status == status, words
    assert Wire(shop, rig, protocol="chat, stocksync.v1.json").hello("spring")[1]
    for token, drop, code in ((other, "spring", 4403), (rig, "winter", 4404)):
        wire = Wire(shop, token)
        wire.send({"t": "hello", "v": 1, "drop": drop})
        assert wire.ends_with() == code
    wire = Wire(shop, rig)
    wire.hello("spring")
    tallybox_shop("token", "remove", "rig-1", "--config", shop.config)
    assert wire.ends_with(5) == 4401


def test_corrections_survive_a_restart(shop):
    """The same id has one effect and one answer, over another connection and after a restart, too."""
    shop.put_drop("spring", MUG)
    rig = shop.token("rig-1", "rig")
    answers = []
    for _ in range(3):
        shop.start()
        wire = Wire(shop, rig)
        wire.hello("spring")
        for adjust in ({"id": "one", "by": -2, "why": "stall_sale"}, {"id": "many", "by": -1000, "why": "stall_sale"},
                       {"id": "back", "by": 1, "why": "return"}):
            wire.send({"t": "adjust", "sku": "MUG-01", **adjust})
        answers.append({m["id"]: (m["ok"], m.get("code")) for m in (wire.hear("adjusted") for _ in range(3))})
        shop.kill()
    assert answers == [{"one": (True, None), "many": (False, "sold_out"), "back": (True, None)}] * 3
    assert shop.item("spring", "MUG-01")["sold"] == 1


# Hard caps


def sell_at_once(shop, tokens, n):
    """As many sellers as there are tokens, each with a connection of its own and always one request under way: n tries
    each. Gives what each was told: [(status, JSON)]."""
    body = b'{"sku":"MUG-01"}'
    told, selector = [[] for _ in tokens], selectors.DefaultSelector()

    def ask(i, line):
        line.sendall(b"POST /v1/drops/spring/sell HTTP/1.1\r\nHost: shop\r\nAuthorization: Bearer %s\r\n"
                     b"Idempotency-Key: %d-%d\r\nContent-Length: %d\r\n\r\n%s"
                     % (tokens[i].encode(), i, len(told[i]), len(body), body))

    for i in range(len(tokens)):
        line = connect(shop)
        selector.register(line, selectors.EVENT_READ, [i, b""])
        ask(i, line)
    while selector.get_map():
        for key, _ in selector.select():
            i, line = key.data[0], key.fileobj
            key.data[1] += line.recv(65536)
            head, end, rest = key.data[1].partition(b"\r\n\r\n")
            if not end or len(rest) < int(re.search(rb"content-length: (\d+)", head)[1]):
                continue
            key.data[1] = b""
            told[i].append((int(head.split(b" ", 2)[1]), json.loads(rest)))
            if len(told[i]) < n:
                ask(i, line)
            else:
                selector.unregister(line)
                line.close()
    return told


@pytest.fixture
def quick_shop():
    """Its store is in memory: for tests that would otherwise wait for the disk most of the time."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tb-", dir="/dev/shm"))
    made = Shop(folder)
    yield made
    made.stop()
    shutil.rmtree(folder)


def test_eight_sellers_and_one_cap(quick_shop):
    """8 x 5000 tries on a cap of 150: exactly 150 are sold, and everybody else is told so."""
    shop = quick_shop
    shop.put_drop("spring", {**MUG, "avail": 1000})
    rig, tills = shop.token("rig-1", "read"), [shop.token(f"till-{i}", "seller") for i in range(8)]
    shop.start()
    wire, seen = Wire(shop, rig), []
    wire.hello("spring")

    def watch():
        try:
            while True:
                seen.extend((item["avail"], item["sold"]) for item in wire.hear("delta", 600)["items"])
        except Closed:
            pass

    watching = threading.Thread(target=watch)
    watching.start()
    told = sum(sell_at_once(shop, tills, 5000), [])
    assert len(told) == 8 * 5000
    assert sum(status == 200 for status, _ in told) == 150
    assert all(status == 200 or (status == 409 and answer["error"]["code"] == "sold_out") for status, answer in told)
    entries = shop.request("GET", "/v1/drops/spring/ledger")["entries"]
    assert len(entries) == 150 and len({(e["who"], e["ref"]) for e in entries}) == 150
    wait_for(lambda: seen and seen[-1] == (0, 150), 5, "the rig to see the sell-out")
    assert all(avail + count <= 150 for avail, count in seen)
    assert shop.stop() == 0
    watching.join()


def test_power_cuts(shop):
    """SIGKILL at any moment: what was acknowledged is there, and what is asked again is not sold twice."""
    shop.put_drop("spring", {**MUG, "cap": 100000, "avail": 100000})
    tokens = [shop.token(f"till-{i}", "seller") for i in range(4)]
    acknowledged, asked = set(), set()
    lock = threading.Lock()

    def sell_until_the_end(i, keys):
        till = Till(shop, tokens[i])
        try:
            while True:
                key = keys.pop() if keys else f"{i}-{uuid.uuid4()}"
                with lock:
                    asked.add((i, key))
                status, _ = till.sell("spring", "MUG-01", key=key)
                assert status == 200
                with lock:
                    acknowledged.add((i, key))
        except (OSError, Exception) as error:
            if isinstance(error, AssertionError):
                raise

    for cut in range(6):
        shop.start()
        again = [[key for who, key in asked - acknowledged if who == i] for i in range(4)]
        threads = [threading.Thread(target=sell_until_the_end, args=(i, again[i])) for i in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.15 + 0.13 * cut)
        shop.kill()
        for thread in threads:
            thread.join()
    shop.start()
    for i, key in asked - acknowledged:
        assert Till(shop, tokens[i]).sell("spring", "MUG-01", key=key)[0] == 200
    sold, after = [], 0
    while True:
        page = shop.request("GET", f"/v1/drops/spring/ledger?after={after}")
        sold += [(int(e["who"][-1]), e["ref"]) for e in page["entries"]]
        if not page["more"]:
            break
        after = page["entries"][-1]["id"]
    assert len(sold) == len(set(sold)) and set(sold) == asked and len(asked) > 50
    assert shop.item("spring", "MUG-01")["sold"] == len(asked)


# Its end, and TLS


def test_the_end_is_clean(shop):
    shop.put_drop("spring", MUG)
    rig, till = shop.token("rig-1", "read"), shop.token("till", "seller")
    shop.start()
    wires = [Wire(shop, rig) for _ in range(20)]
    for wire in wires:
        wire.hello("spring")
    waiting = Wire(shop, rig)  # said nothing yet
    assert Till(shop, till).sell("spring", "MUG-01")[0] == 200
    assert shop.stop(10) == 0
    assert {wire.ends_with() for wire in [*wires, waiting]} == {1001}
    assert shop.item("spring", "MUG-01")["sold"] == 1
    assert shop.log().count("warning") == 0


def test_tls(place):
    certificate, key = place / "cert.pem", place / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate, "-days",
                    "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True,
                   capture_output=True)
    shop = Shop(place / "shop", f"certificate = {certificate}\nkey = {key}\n", tls=certificate)
    shop.put_drop("spring", MUG)
    rig, till = shop.token("rig-1", "rig"), shop.token("till", "seller")
    shop.start()
    try:
        wire = Wire(shop, rig)
        assert wire.hello("spring")[1]["MUG-01"]["avail"] == 150
        assert Till(shop, till).sell("spring", "MUG-01")[0] == 200
        assert wire.hear("delta")["items"][0]["sold"] == 1
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
        old.maximum_version = ssl.TLSVersion.TLSv1_1
        shop_without = Shop.__new__(Shop)
        shop_without.port, shop_without.tls = shop.port, None
        with pytest.raises((ssl.SSLError, OSError)):
            old.wrap_socket(connect(shop_without))
        with pytest.raises(Refused):  # plain words to a port that speaks TLS
            Wire(shop_without, rig)
        assert shop.is_well()
    finally:
        assert shop.stop() == 0


def test_bad_certificate(place):
    (place / "cert.pem").write_text("not one\n")
    shop = Shop(place / "shop", f"certificate = {place}/cert.pem\nkey = {place}/cert.pem\n")
    done = tallybox_shop("run", "--config", shop.config)
    assert done.returncode == 69 and "certificate" in done.stderr


# The demo


def test_demo(place):
    """The same seed gives the same drop; everything happens in it."""
    token = place / "token"
    process = subprocess.Popen([str(TALLYBOX_SHOP), "--demo", "--speed", "40", "--seed", "3", "--token-file", str(token)],
                               stdout=subprocess.PIPE, text=True)
    try:
        told = dict(process.stdout.readline().split(maxsplit=1) for _ in range(4))
        assert token.stat().st_mode & 0o777 == 0o600
        shop = Shop.__new__(Shop)
        shop.port, shop.tls = int(told["url"].split(":")[2].split("/")[0]), None
        wire = Wire(shop, token.read_text().strip())
        _, items = wire.hello(told["drop"].strip())
        states, end = set(), time.monotonic() + 20
        while states < {"upcoming", "live", "sold_out", "preorder", "paused"}:
            assert time.monotonic() < end, states
            for item in wire.hear("delta")["items"]:
                items[item["sku"]] = item
                states.add(item["state"])
                assert sum(item.get("hubs", {"": item["avail"]}).values()) == item["avail"]
        assert len(items) == 5 and all("price" in item for item in items.values())
        status, answer = Till(shop, token.read_text().strip()).ask("GET", "/v1/status")
        assert status == 200 and answer["rigs"] == 1
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
        process.stdout.close()
    assert json.dumps(items)
