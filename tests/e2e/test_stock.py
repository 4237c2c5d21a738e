"""Stock that is counted on the rig, cards by command, buy links, and the journal of what was shown."""
import http.server
import threading
import time

import pytest
from harness.processes import wait_for
from harness.rig import Refused, tallybox
from harness.stock import card, journal, wait_journal

CONFIG = """
[programme]
size = 320x180
fps = 15

[camera main]
source = test:product

[card mug]
sku = MUG-01
shown = yes

[card opens]
kind = countdown
text = Opens in

[card buy]
kind = link
sku = MUG-01
fallback = https://shop.example/

[card who]
kind = lower-third
text = Mia Berger

[recording]
enabled = no

[web]
listen = off
"""


def test_counted_here(rig):
    one = rig(CONFIG).start()
    one.ctl("stock", "title", "MUG-01", "Green", "mug")
    one.ctl("stock", "cap", "MUG-01", 20)
    one.ctl("stock", "hub", "MUG-01", "stall", 12)
    one.ctl("stock", "hub", "MUG-01", "store", 8)
    assert card(one)["says"] == "20 of 20 in this drop"
    with pytest.raises(Refused, match="stall, store"):
        one.ctl("stock", "sell", "MUG-01")
    one.ctl("stock", "sell", "MUG-01", 12, "stall")
    with pytest.raises(Refused, match="Only 0 of MUG-01 left at stall"):
        one.ctl("stock", "sell", "MUG-01", 1, "stall")
    one.ctl("stock", "buffer", 3)
    assert card(one)["says"] == "5 of 20 in this drop"
    one.ctl("stock", "preorder", "MUG-01", 5, "2027-03-15")
    one.ctl("stock", "state", "MUG-01", "preorder")
    one.ctl("stock", "sell", "MUG-01", 2)
    assert card(one)["says"] == "Pre-order, ships by 2027-03-15, 2 of 5 ordered"
    product, = one.state()["products"]
    assert product["sold"] == 12 and product["pre"]["sold"] == 2
    assert product["hubs"] == [{"name": "stall", "available": 0}, {"name": "store", "available": 8}]
    # A power cut later all of it is there, but what is held back is the config's.
    one.kill()
    one.start()
    assert one.state()["products"] == [product]


def test_cards_by_command(rig):
    one = rig(CONFIG).start()
    assert card(one, "buy")["link"] == "https://shop.example/"
    one.ctl("stock", "url", "MUG-01", "https://shop.example/mug?utm_source=live")
    assert card(one, "buy")["says"] == "shop.example/mug"
    one.ctl("card", "text", "who", "Ada")
    one.ctl("card", "detail", "who", "Potter,", "Studio Lehm")
    assert card(one, "who")["says"] == "Ada, Potter, Studio Lehm"
    one.ctl("stock", "set", "CAP-02", 5)
    one.ctl("card", "product", "mug", "CAP-02")
    assert card(one)["says"] == "5 left"
    with pytest.raises(Refused, match='Did you mean "CAP-02"'):
        one.ctl("card", "product", "mug", "CAP-01")


def test_countdown_runs(rig):
    one = rig(CONFIG).start()
    one.ctl("card", "until", "opens", "+3s")
    one.ctl("card", "show", "opens")
    seen = set()
    wait_for(lambda: seen.add(card(one, "opens")["left_s"]) or 0 in seen, 10, "the end of the countdown", 0.02)
    assert seen == {3, 2, 1, 0}
    assert len(wait_journal(one, lambda e: e["kind"] == "deadline")) == 1


def test_journal(rig):
    one = rig(CONFIG).start()
    begin = time.time()
    for left in (9, 8, 7):
        one.ctl("stock", "set", "MUG-01", left)
        wait_journal(one, lambda e: e["says"] == f"{left} left")
    one.ctl("card", "hide", "mug")
    wait_journal(one, lambda e: e["says"] == "Taken off.")
    entries = journal(one, "--card", "mug")
    assert [e["says"] for e in entries] == ["9 left", "8 left", "7 left", "Taken off."]
    positions = [e["stream_ms"] for e in entries]
    assert positions == sorted(positions) and positions[0] >= 0
    assert [e["rev"] for e in entries[:3]] == [1, 2, 3]
    assert entries[0]["facts"]["available"] == 9 and entries[3]["facts"] is None
    # The record says "sold out" when the picture did, by the programme's own time.
    assert all(e["at"].startswith(time.strftime("%Y-%m-%d", time.gmtime(begin))[:4]) for e in entries)
    assert any(e["kind"] == "programme" for e in journal(one))
    one.kill()
    assert journal(one, "--card", "mug") == entries
    assert "7 left" in tallybox("journal", "--state-dir", one.state_dir).stdout
    assert journal(one, "--since", "2099-01-01T00:00:00Z") == []
    assert tallybox("journal", "--state-dir", one.state_dir, "--since", "soon").returncode == 64
    assert tallybox("journal", "--state-dir", "/nowhere").returncode != 0


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *words):
        pass


def test_a_dead_link(rig):
    """The checkout is gone: the picture leads to the fallback, and everybody is told."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    one = rig(CONFIG.replace("https://shop.example/", f"{base}/")).start()
    one.ctl("stock", "set", "MUG-01", 5)
    one.ctl("stock", "url", "MUG-01", f"{base}/mug")
    one.ctl("card", "show", "buy")
    assert card(one, "buy")["link"] == f"{base}/mug"
    wait_for(lambda: card(one, "buy")["link"] == f"{base}/", 20, "the fallback")
    wait_for(lambda: None not in [link["alive"] for link in card(one, "buy")["links"]], 20, "both links tried")
    dead, works = card(one, "buy")["links"]
    assert dead["alive"] is False and "404" in dead["text"] and works["alive"] is True
    wait_journal(one, lambda e: e["kind"] == "link" and "/mug is dead" in e["says"])
    assert "/mug is dead, it is not shown any more" in one.log()
    server.shutdown()
