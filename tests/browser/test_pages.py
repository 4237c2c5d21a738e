"""The control room's pages in a real browser."""
import re

from harness.node import run_script
from harness.rig import ROOT
from harness.web import open_room

CONFIG = """
[programme]
size = 320x180
fps = 10
[camera one]
source = test:product
[camera two]
source = test:presenter
[microphone host]
source = test:sine
[scene one]
cameras = one
[scene two]
cameras = two
[scene break]
layout = slate
[card mug]
sku = MUG
shown = yes
[card who]
kind = lower-third
text = Mia
shown = yes
[recording]
enabled = no
[web]
listen = loopback
port = 0
"""


def test_two_people_at_once(rig, place):
    one = rig(CONFIG, web=True).start()
    one.ctl("stock", "set", "MUG", "5")
    one.ctl("card", "text", "who", "Mia \U0010fffd")  # no font has that
    room, code = open_room(one)
    run_script("browser/pages.mjs", f"https://127.0.0.1:{room.port}", code, place)
    assert (place / "live.png").stat().st_size > 10000


def test_every_file_of_the_pages_is_built_in():
    app = ROOT / "web-ui/app"
    listed = set(re.findall(r"<file>([^<]+)</file>", (app / "app.gresource.xml").read_text()))
    there = {str(path.relative_to(app)) for path in app.rglob("*") if path.is_file()}
    assert listed == there - {"app.gresource.xml"}
