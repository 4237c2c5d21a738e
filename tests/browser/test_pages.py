"""The control room's pages in a real browser."""
import os
import re
import subprocess

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
    done = subprocess.run(
        ["node", str(ROOT / "tests/browser/pages.mjs"), f"https://127.0.0.1:{room.port}", code, str(place)],
        env={**os.environ, "TALLYBOX_NODE_MODULES": str(ROOT / "build/npm/node_modules")},
        capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (place / "live.png").stat().st_size > 10000


def test_every_file_of_the_pages_is_built_in():
    app = ROOT / "web-ui/app"
    listed = set(re.findall(r"<file>([^<]+)</file>", (app / "app.gresource.xml").read_text()))
    there = {str(path.relative_to(app)) for path in app.rglob("*") if path.is_file()}
    assert listed == there - {"app.gresource.xml"}
