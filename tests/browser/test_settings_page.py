"""The page Settings in a real browser, and axe-core over every page."""
import os
import shutil

from harness.node import run_script
from harness.web import open_room

CONFIG = """# Ours.
[programme]
size = 320x180
fps = 10
[camera one]
source = test:product
[camera two]
source = test:presenter
[microphone host]
source = test:sine
gain = -20
[scene one]
cameras = one
[scene break]
layout = slate
[card mug]
sku = MUG
shown = yes
[web]
listen = loopback
port = 0
"""


def test_settings_and_accessibility(rig, place):
    one = rig(CONFIG, web=True).start()
    one.ctl("stock", "set", "MUG", "5")
    room, code = open_room(one)
    try:
        run_script("browser/settings.mjs", f"https://127.0.0.1:{room.port}", code, place, seconds=300)
    finally:
        kept = os.environ.get("TALLYBOX_SCREENSHOTS")
        if kept:
            shutil.copytree(place, kept, dirs_exist_ok=True, ignore=shutil.ignore_patterns("rig*"))
    assert "\n[output market]\nurl = rtmp://127.0.0.1:9/live\n" in one.config.read_text()
    assert one.config.read_text().startswith("# Ours.\n")
