"""The stock on the page Live in a real browser, where the rig counts and where a shop does."""
from harness.node import run_script
from harness.processes import wait_for
from harness.relay import Relay
from harness.shop import Shop
from harness.web import open_room

CONFIG = """
[programme]
size = 320x180
fps = 10
[camera one]
source = test:product
[microphone host]
source = test:sine
[card mug]
sku = MUG
shown = yes
[recording]
enabled = no
[web]
listen = loopback
port = 0
"""
MUG = {"sku": "MUG", "title": "Green mug", "cap": 200, "avail": 150, "hubs": {"Hall": 150},
       "price": {"minor": 2490, "cur": "EUR"}}


def play(one, where):
    room, code = open_room(one)
    run_script("browser/stock.mjs", f"https://127.0.0.1:{room.port}", code, where)


def test_taps_add_up(rig):
    one = rig(CONFIG, web=True).start()
    for words in (("set", "MUG", "5"), ("hub", "BOWL", "stall", "4"), ("hub", "BOWL", "store", "6")):
        one.ctl("stock", *words)
    play(one, "here")


def test_taps_count_while_the_shop_is_not_there(rig, place):
    shop = Shop(place / "shop")
    shop.put_drop("spring", MUG)
    (place / "token").write_text(shop.token("rig", "rig") + "\n")
    shop.start()
    relay = Relay(shop.port)
    one = rig(CONFIG + f"""
[shop]
url = ws://127.0.0.1:{relay.port}/stock
drop = spring
token_file = {place}/token
""", web=True).start()
    wait_for(lambda: one.state()["shop"]["synced"], 20, "the shop's numbers")
    relay.cut()
    play(one, "shop")
    relay.mend()
    wait_for(lambda: one.state()["shop"]["pending_adjustments"] == 0, 30, "nothing that waits")
    assert one.state()["shop"]["refused_adjustments"] == []
    mug = shop.item("spring", "MUG")
    assert (mug["avail"], mug["sold"]) == (150, 1)
    relay.close()
    shop.stop()
