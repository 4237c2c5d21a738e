"""The programme with sound in a real browser, over WHEP."""
import json
import os
import subprocess

from harness.processes import wait_for
from harness.rig import ROOT
from harness.web import open_room
from test_pages import CONFIG


def threads_of(pid):
    return len(os.listdir(f"/proc/{pid}/task"))


def test_picture_and_sound(rig):
    one = rig(CONFIG, web=True).start()
    room, code = open_room(one)
    before = threads_of(one.process.pid)
    done = subprocess.run(
        ["node", str(ROOT / "tests/browser/preview.mjs"), f"https://127.0.0.1:{room.port}", code, "3"],
        env={**os.environ, "TALLYBOX_NODE_MODULES": str(ROOT / "build/npm/node_modules")},
        capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    seen = json.loads(done.stdout)
    assert seen["frames"] > 5, seen
    assert seen["energy"] > 0.005, seen
    assert "profile-level-id=4" in seen["answer"] and seen["answer"].count("a=candidate:") == 1, seen["answer"]
    # The sine is a microphone, the picture is the one that every output gets; nothing is left of it afterwards.
    wait_for(lambda: threads_of(one.process.pid) <= before, 20, "the end of the preview")
