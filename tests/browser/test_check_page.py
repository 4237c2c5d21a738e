"""The tech check in a real browser."""
import os

from harness.node import run_script
from harness.web import open_room

CONFIG = """
[programme]
size = 640x360
fps = 15
[camera table]
source = file:{table}
[camera dark]
source = test:black
[microphone host]
source = test:sine
[output main]
url = rtmp://127.0.0.1:1/live
key_file = {key}
start = no
[card mug]
sku = MUG
shown = yes
[web]
listen = loopback
port = 0
"""


def test_from_the_first_look_to_the_report(rig, place, footage):
    (place / "key").write_text("0123456789abcdef\n")
    one = rig(CONFIG.format(table=footage.product, key=place / "key"), web=True).start()
    one.ctl("stock", "set", "MUG", "5")
    room, code = open_room(one)
    folder = os.environ.get("TALLYBOX_SCREENSHOTS", place)
    run_script("browser/check.mjs", f"https://127.0.0.1:{room.port}", code, folder)
