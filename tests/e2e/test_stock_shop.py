"""Stock that a real tallybox-shop counts, over a wire that breaks: what the rig says is compared with what the shop has."""
import time

import pytest
from harness.processes import wait_for
from harness.relay import Relay
from harness.rig import Refused, tallybox
from harness.shop import Shop, Till
from harness.stock import card, wait_journal

CONFIG = """
[programme]
size = 320x180
fps = 15

[camera main]
source = test:product

[card mug]
sku = MUG-01
shown = yes

[recording]
enabled = no

[web]
listen = off
"""
MUG = {"sku": "MUG-01", "title": "Green mug", "cap": 150, "avail": 150, "price": {"minor": 2490, "cur": "EUR"}}


class World:
    """A shop, a wire to it, and a rig at its end."""

    def __init__(self, place, rig, rights="rig"):
        self.shop = Shop(place / "shop")
        self.shop.put_drop("spring", MUG)
        (place / "token").write_text(self.shop.token("rig", rights) + "\n")
        self.till_token = self.shop.token("till", "seller")
        self.shop.start()
        self.relay = Relay(self.shop.port)
        self.rig = rig(CONFIG + f"""
[shop]
url = ws://127.0.0.1:{self.relay.port}/stock
drop = spring
token_file = {place}/token
""").start()
        self.wait_says("150 of 150 in this drop")

    def restart_shop(self):
        self.shop.start()
        self.relay.target_port = self.shop.port

    def sell(self, n=1):
        till = Till(self.shop, self.till_token)
        status, answer = till.sell("spring", "MUG-01", n)
        till.close()
        assert status == 200, answer

    def wait_says(self, words, freshness="fresh", seconds=20):
        wait_for(lambda: (card(self.rig)["says"], card(self.rig)["freshness"]) == (words, freshness), seconds,
                 f"{words}, {freshness}; was {card(self.rig)}")

    def has(self):
        return self.shop.item("spring", "MUG-01")["avail"]

    def link(self):
        return self.rig.state()["shop"]

    def close(self):
        self.relay.close()
        self.shop.stop()


@pytest.fixture
def world(place, rig):
    made = []

    def make(**words):
        made.append(World(place, rig, **words))
        return made[-1]

    yield make
    for one in made:
        one.close()


def test_numbers_follow(world):
    w = world()
    for left in range(149, 139, -1):
        w.sell()
        w.wait_says(f"{left} of 150 in this drop", seconds=5)
    assert w.link()["state"] == "live" and w.link()["synced"]
    with pytest.raises(Refused, match="The shop sets this. Change it there."):
        w.rig.ctl("stock", "set", "MUG-01", 5)
    w.sell(140)
    w.wait_says("Sold out")


def test_rig_is_there_before_its_drop(place, rig):
    """Refused in plain words, and linked soon after somebody made the drop: nobody goes to the rig."""
    shop = Shop(place / "shop")
    (place / "token").write_text(shop.token("rig", "rig") + "\n")
    shop.start()
    try:
        one = rig(CONFIG + f"[shop]\nurl = ws://127.0.0.1:{shop.port}/stock\ndrop = spring\n"
                  f"token_file = {place}/token\n").start()
        wait_for(lambda: one.state()["shop"]["state"] == "rejected", 10, "the refusal")
        told = one.state()["shop"]
        assert told["text"].startswith("The shop has no such drop yet. Set it up there") and (told["retry_in_s"] or 0) <= 10
        shop.put_drop("spring", MUG)
        wait_for(lambda: card(one)["says"] == "150 of 150 in this drop", 40, "the first number")
    finally:
        shop.stop()


def test_sold_at_the_stall(world):
    w = world()
    w.rig.ctl("stock", "sell", "MUG-01", 4)
    wait_for(lambda: w.has() == 146, 10, "the shop to know")
    w.wait_says("146 of 150 in this drop")
    w.rig.ctl("stock", "return", "MUG-01")
    w.wait_says("147 of 150 in this drop")
    w.rig.ctl("stock", "count", "MUG-01", 140)
    w.wait_says("140 of 150 in this drop")
    assert w.has() == 140
    assert w.link()["pending_adjustments"] == 0 and w.link()["refused_adjustments"] == []


def test_a_rig_that_may_only_show(world):
    w = world(rights="read")
    w.rig.ctl("stock", "sell", "MUG-01", 4)
    refused = wait_for(lambda: w.link()["refused_adjustments"], 10, "the refusal")
    assert "Ask it for a token that may." in refused[0]["text"]
    w.wait_says("150 of 150 in this drop")
    assert w.has() == 150
    wait_journal(w.rig, lambda e: e["kind"] == "stock" and "does not count" in e["says"])


def test_the_wire_goes_silent(world):
    """Marked after 15 s, hidden after 60 s, right again at once: as long as nothing is heard nothing is guessed."""
    w = world()
    w.relay.silence()
    begin = time.monotonic()
    w.sell()
    w.wait_says("150 of 150 in this drop", "aged", 25)
    assert 12 < time.monotonic() - begin < 24
    wait_for(lambda: card(w.rig)["freshness"] == "unknown", 60, "the number to be hidden")
    assert 50 < time.monotonic() - begin < 75
    assert card(w.rig)["says"] == "updating…"
    w.relay.cut()
    w.relay.mend()
    w.wait_says("149 of 150 in this drop", seconds=45)


def test_the_shop_restarts(world):
    w = world()
    w.shop.kill()
    w.restart_shop()
    w.sell()
    w.wait_says("149 of 150 in this drop", seconds=45)


def test_sold_while_the_wire_is_cut(world):
    """Three sales without a link and a power cut of the rig among them: each reaches the shop once."""
    w = world()
    w.relay.cut()
    for left in (149, 148):
        w.rig.ctl("stock", "sell", "MUG-01")
        w.wait_says(f"{left} of 150 in this drop", "aged")
    assert w.has() == 150
    w.rig.kill()
    w.rig.start()
    assert card(w.rig)["says"] == "148 of 150 in this drop" and card(w.rig)["freshness"] == "aged"
    w.rig.ctl("stock", "sell", "MUG-01")
    assert w.link()["pending_adjustments"] == 3
    w.sell(10)
    w.relay.mend()
    w.wait_says("137 of 150 in this drop", seconds=60)
    assert w.has() == 137
    assert w.link()["pending_adjustments"] == 0


def test_the_shop_sold_it_meanwhile(world):
    """The last pieces are sold at the stall and in the shop at once: one of both is told so."""
    w = world()
    w.relay.cut()
    w.rig.ctl("stock", "sell", "MUG-01", 2)
    w.sell(149)
    w.relay.mend()
    refused = wait_for(lambda: w.link()["refused_adjustments"], 60, "the refusal")
    assert "the shop has no more" in refused[0]["text"]
    w.wait_says("1 of 150 in this drop")
    assert w.has() == 1


def test_never_more_than_there_was(world):
    """Sales at both ends over a wire that breaks again and again: no number on the picture is higher than what the shop
    had, unless it carries the mark, and in the end both agree."""
    w = world()
    sold, highest = 0, 150
    for step in range(40):
        if step % 10 == 4:
            w.relay.cut()
        if step % 10 == 7:
            w.relay.mend()
        if step % 2:
            w.rig.ctl("stock", "sell", "MUG-01")
        else:
            w.sell()
        sold += 1
        shown = card(w.rig)
        if shown["freshness"] == "fresh":
            assert int(shown["says"].split()[0]) <= highest
            highest = int(shown["says"].split()[0])
        time.sleep(0.1)
    w.relay.mend()
    w.wait_says(f"{150 - sold} of 150 in this drop", seconds=60)
    assert w.has() == 150 - sold


def test_check_says_go(world, place):
    w = world()
    done = tallybox("check", "--config", w.rig.config, "--state-dir", place / "other")
    assert "go    shop: linked, it has 1 products" in done.stdout, done.stdout
    (place / "token").write_text("wrong\n")
    done = tallybox("check", "--config", w.rig.config, "--state-dir", place / "other")
    assert done.returncode == 1 and "NO GO shop" in done.stdout, done.stdout
    assert "Trying again" not in done.stdout, done.stdout  # a check tries once
    assert "wrong" not in done.stdout + done.stderr
