"""The tech check in a real browser."""
import os
import subprocess

from harness.rig import ROOT
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
    done = subprocess.run(
        ["node", str(ROOT / "tests/browser/check.mjs"), f"https://127.0.0.1:{room.port}", code, str(folder)],
        env={**os.environ, "TALLYBOX_NODE_MODULES": str(ROOT / "build/npm/node_modules")},
        capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
