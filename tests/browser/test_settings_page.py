"""The page Settings in a real browser, and axe-core over every page."""
import os
import shutil
import subprocess

from harness.rig import ROOT
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
    done = subprocess.run(
        ["node", str(ROOT / "tests/browser/settings.mjs"), f"https://127.0.0.1:{room.port}", code, str(place)],
        env={**os.environ, "TALLYBOX_NODE_MODULES": str(ROOT / "build/npm/node_modules")},
        capture_output=True, text=True, timeout=300)
    kept = os.environ.get("TALLYBOX_SCREENSHOTS")
    if kept:
        shutil.copytree(place, kept, dirs_exist_ok=True, ignore=shutil.ignore_patterns("rig*"))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "\n[output market]\nurl = rtmp://127.0.0.1:9/live\n" in one.config.read_text()
    assert one.config.read_text().startswith("# Ours.\n")
