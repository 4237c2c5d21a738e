"""The run of show in a real browser: the producer's row on Live, and the presenter's phone."""
from harness.node import run_script
from harness.web import open_room

CONFIG = """
[programme]
size = 320x180
fps = 10
[camera one]
source = test:product
[camera two]
source = test:presenter
[scene one]
cameras = one
[scene both]
layout = pip
cameras = one, two
[card offer]
sku = MUG
[card ends]
kind = countdown
text = The price ends in
[card link]
kind = link
url = http://127.0.0.1:9/mug
[cue hello]
title = Good evening
scene = one
script = Say hello, and who you are.\\nToday: the blue mug and the jug from Vienna.
length = 90 s
[cue mug]
title = The blue mug
scene = both
show = offer
sku = MUG
script = Thrown by hand, no two are alike.\\n\\nHolds 300 ml, fits under every coffee machine. Dishwasher is fine.\\n\\nShow the glaze in the light!
length = 3 min
[cue jug]
title = The jug that goes with it
show = offer
sku = JUG
script = One and a half litres. Pour some water.
[cue buy]
title = Where to buy
show = link
[cue bye]
title = Good night
hide = offer
[recording]
enabled = no
[web]
listen = loopback
port = 0
"""


def test_a_run_of_show(rig, place):
    one = rig(CONFIG, web=True).start()
    for sku, title, n in (("MUG", "Blue mug, hand thrown", 17), ("JUG", "Jug, 1.5 l", 0)):
        one.ctl("stock", "title", sku, title)
        one.ctl("stock", "set", sku, n)
    one.ctl("stock", "cap", "MUG", 200)
    one.ctl("stock", "price", "MUG", 2490, "EUR")
    one.ctl("stock", "was", "MUG", 2990, 2490)
    room, code = open_room(one)
    run_script("browser/cues.mjs", f"https://127.0.0.1:{room.port}", code, place)
    assert len(list(place.glob("*.png"))) >= 6
