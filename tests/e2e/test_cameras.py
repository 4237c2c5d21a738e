"""Cameras that fail in mid-show: the programme goes on, the other camera too, the words say what to do, and the
camera is back by itself."""
import subprocess
import time

import pytest
from harness import media, processes
from harness.cameras import Plug, environment
from harness.rig import Rig

CONFIG = """
[programme]
size = 320x180
fps = 30
[camera left]
source = {left}
[camera right]
source = {right}
[scene both]
layout = side
cameras = left, right
[encoder]
preset = ultrafast
[recording]
keep_free = 0
"""
FILM = ("videotestsrc num-buffers=8 ! video/x-raw,width=320,height=180,framerate=30/1 ! jpegenc ! "
        "multifilesink location={}")


@pytest.fixture(name="rig")
def fixture_rig(tmp_path):
    left, right = Plug(tmp_path / "left"), Plug(tmp_path / "right")
    left.put()
    right.put()
    rig = Rig(tmp_path / "rig", CONFIG.format(left=left.source, right=right.source), environment(tmp_path / "gst"))
    rig.left = left
    rig.start()
    rig.wait_state("cameras", "left", "live")
    rig.wait_state("cameras", "right", "live")
    yield rig
    rig.stop()


def left(rig):
    return rig.find("cameras", "left")


def ticks(rig):
    return rig.state()["programme"]["ticks"]


def wait_for_words(rig, words, seconds=20):
    processes.wait_for(lambda: words in left(rig)["text"], seconds, f"\"{words}\" of the left camera: {left(rig)}")


def come_back(rig, **orders):
    """It is well again; gives the seconds until it is live."""
    begin = time.monotonic()
    rig.left.put(**orders)
    rig.wait_state("cameras", "left", "live")
    return time.monotonic() - begin


def test_faults(rig, tmp_path):
    took = {}
    before = ticks(rig)
    begin = time.monotonic()

    rig.left.pull()
    wait_for_words(rig, "there is no camera at")
    assert "as soon as it is there." in left(rig)["text"] and "Trying again" not in left(rig)["text"]
    took["replug"] = come_back(rig)

    rig.left.put(fault="freeze")
    wait_for_words(rig, "stopped sending pictures")
    took["freeze"] = come_back(rig)

    rig.left.put(fault="dqbuf")
    rig.wait_state("cameras", "left", "retrying")  # an ordinary file has no driver that could be asked why
    took["failure"] = come_back(rig)

    subprocess.run(["gst-launch-1.0", "-q", *FILM.format(tmp_path / "film-%03d").split()], check=True)
    film = {"format": "mjpeg", "pictures": tmp_path / "film-%03d"}
    rig.left.put(fault="dqbuf", **film)
    rig.wait_state("cameras", "left", "retrying")
    come_back(rig, broken=4, **film)
    wait_for_words(rig, "of its pictures arrive broken")
    assert left(rig)["state"] == "live"

    rig.left.put(stamps="jumping", **film)
    wait_for_words(rig, "Camera left is live.")
    time.sleep(1)
    assert left(rig)["state"] == "live"

    seconds = time.monotonic() - begin
    print("back after", {name: f"{s:.1f} s" for name, s in took.items()})
    assert all(s < 8 for s in took.values()), took
    assert ticks(rig) - before > 0.5 * 30 * seconds  # a busy machine misses some
    assert rig.log().count("Camera right is live") == 1
    assert rig.stop() == 0
    assert not media.decode_errors(rig.recordings()[0])
