"""Every fault has a defined behaviour, a visible state, and harms nothing else."""
import itertools
import os
import random
import re
import shutil
import socket
import subprocess
import threading
import time

import pytest
from harness import media
from harness.nginx import RtmpServer
from harness.processes import free_ports, wait_for
from test_on_air import check_audio, check_video

HEAD = """
[programme]
size = 640x360
fps = 30

[encoder]
bitrate = 800

[camera main]
source = test:product

[microphone host]
source = test:sine
gain = -20
"""
GOOD = """
[output good]
url = {url}
key_file = {key}
"""
BAD = """
[output bad]
url = {url}
key_file = {key}
"""


@pytest.fixture
def key(place):
    path = place / "key"
    path.write_text("fault-key\n")
    return path


def check_nothing_lost(*paths):
    for path in paths:
        check_video(path)
        check_audio(path)
        assert media.decode_errors(path) == []


def finish(one, server):
    """Ends the rig; what the good output and the recording got is whole."""
    assert one.stop() == 0
    check_nothing_lost(server.recordings("fault-key")[-1], *one.recordings())
    return one.recordings()


# Cameras


def test_camera_file_is_taken_away_and_comes_back(rig, rtmp, key, place, footage):
    """A camera that ends and cannot be opened again: slate within 1 s, retried, back by itself."""
    film = place / "camera.mp4"
    shutil.copy(footage.product, film)
    one = rig(HEAD + f"[camera second]\nsource = file:{film}\n"
              + GOOD.format(url=rtmp.url, key=key)).start()
    one.wait_state("cameras", "second", "live")
    one.ctl("scene", "second")
    # A file that ends in the middle: what is left cannot be played on.
    size = film.stat().st_size
    with open(film, "r+b") as file:
        file.truncate(1000)
    broken = one.wait_state("cameras", "second", {"retrying", "connecting", "stalled"}, 60)
    assert "second" in broken["text"]
    assert one.find("cameras", "main")["state"] == "live"
    shutil.copy(footage.product, film)
    assert film.stat().st_size == size
    one.wait_state("cameras", "second", "live", 60)
    finish(one, rtmp)


def test_network_camera_freezes_without_an_error(rig, rtmp, key):
    """A sender that stops sending but keeps its connection: noticed by the lack of progress."""
    port, = free_ports(1)
    sender = subprocess.Popen(
        ["gst-launch-1.0", "-q", "videotestsrc", "is-live=true", "!",
         "video/x-raw,width=320,height=180,framerate=15/1", "!", "x264enc", "tune=zerolatency",
         "key-int-max=15", "!", "mpegtsmux", "!", "srtsink", f"uri=srt://127.0.0.1:{port}?mode=listener",
         "wait-for-connection=false"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        one = rig(HEAD + f"[camera net]\nsource = srt://127.0.0.1:{port}\n"
                  + GOOD.format(url=rtmp.url, key=key)).start()
        one.wait_state("cameras", "net", "live", 60)
        one.ctl("scene", "net")
        sender.send_signal(subprocess.signal.SIGSTOP)
        frozen = one.wait_state("cameras", "net", {"retrying", "connecting", "stalled"}, 20)
        assert "net" in frozen["text"]
        sender.send_signal(subprocess.signal.SIGCONT)
        one.wait_state("cameras", "net", "live", 60)
        finish(one, rtmp)
    finally:
        sender.kill()
        sender.wait()


def test_camera_that_was_never_there(rig, rtmp, key, place):
    one = rig(HEAD + f"[camera second]\nsource = v4l2:/dev/video99\n" + GOOD.format(url=rtmp.url, key=key)
              ).start()
    gone = one.wait_state("cameras", "second", "retrying")
    assert "/dev/video99" in gone["text"] + (gone["detail"] or "")
    one.ctl("scene", "second")
    one.wait_state("outputs", "good", "live")
    time.sleep(3)
    finish(one, rtmp)


# RTMP servers


class MuteServer:
    """Accepts connections and never says a word."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.links = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        try:
            while True:
                self.links.append(self.socket.accept())
        except OSError:
            pass

    def close(self):
        self.socket.close()
        for link, _ in self.links:
            link.close()


def test_server_refuses(rig, rtmp, key):
    port, = free_ports(1)
    one = rig(HEAD + GOOD.format(url=rtmp.url, key=key)
              + BAD.format(url=f"rtmp://127.0.0.1:{port}/live", key=key)).start()
    one.wait_state("outputs", "good", "live")
    bad = one.wait_state("outputs", "bad", "retrying")
    assert "bad" in bad["text"] and bad["retries"] >= 1
    time.sleep(3)
    finish(one, rtmp)


def test_server_is_killed_and_comes_back(rig, rtmp, key, place):
    other = RtmpServer(place / "other")
    other.start()
    try:
        one = rig(HEAD + GOOD.format(url=rtmp.url, key=key) + BAD.format(url=other.url, key=key)).start()
        one.wait_state("outputs", "bad", "live")
        one.wait_state("outputs", "good", "live")
        other.kill()
        one.wait_state("outputs", "bad", {"retrying", "connecting"})
        other.launch()
        one.wait_state("outputs", "bad", "live", 60)
        time.sleep(3)
        finish(one, rtmp)
        again = other.recordings("fault-key")[-1]
        first = media.packets(again, "video")[0]
        assert first[3] and first[0] < 0.5, "a new connection begins with a keyframe at time 0"
        check_nothing_lost(again)
    finally:
        other.stop()


def test_server_accepts_and_is_mute(rig, rtmp, key):
    mute = MuteServer()
    try:
        one = rig(HEAD + GOOD.format(url=rtmp.url, key=key)
                  + BAD.format(url=f"rtmp://127.0.0.1:{mute.port}/live", key=key)).start()
        one.wait_state("outputs", "good", "live")
        one.wait_state("outputs", "bad", "retrying")
        finish(one, rtmp)
    finally:
        mute.close()


def test_server_freezes_in_mid_stream(rig, rtmp, key, place):
    other = RtmpServer(place / "other")
    other.start()
    try:
        one = rig(HEAD + GOOD.format(url=rtmp.url, key=key) + BAD.format(url=other.url, key=key)).start()
        one.wait_state("outputs", "bad", "live")
        other.freeze()
        begin = time.monotonic()
        one.wait_state("outputs", "bad", {"retrying", "connecting"}, 60)
        print(f"noticed after {time.monotonic() - begin:.1f} s")
        other.thaw()
        one.wait_state("outputs", "bad", "live", 90)
        finish(one, rtmp)
    finally:
        other.stop()


def test_server_rejects_the_key(rig, rtmp, key, place):
    other = RtmpServer(place / "other", keys={"right-key"})
    other.start()
    (place / "wrong").write_text("wrong-key\n")
    try:
        one = rig(HEAD + GOOD.format(url=rtmp.url, key=key)
                  + BAD.format(url=other.url, key=place / "wrong")).start()
        bad = one.wait_state("outputs", "bad", "rejected")
        assert "key" in bad["text"]
        state = str(one.state())
        assert "wrong-key" not in state and "fault-key" not in state
        finish(one, rtmp)
        assert "wrong-key" not in one.log()
    finally:
        other.stop()


@pytest.fixture
def strict(place):
    server = RtmpServer(place / "strict", keys={"right-key"})
    server.start()
    yield server
    server.stop()


def rig_with_a_key(rig, strict, path, key):
    """An output that is rejected for its key."""
    path.write_text(key)
    one = rig(HEAD + BAD.format(url=strict.url, key=path) + "[recording]\nenabled = no\n").start()
    one.wait_state("outputs", "bad", "rejected", 10)
    return one


@pytest.mark.parametrize("key, words, seconds", [("", "no stream key in its first line", 10),
                                                 ("wrong-key\n", "Check the key", 40)])
def test_a_mended_key_is_taken_without_a_command(rig, strict, place, key, words, seconds):
    one = rig_with_a_key(rig, strict, place / "stream.key", key)
    wait_for(lambda: re.search(f"{words}.* Trying again in ", one.find("outputs", "bad")["text"]), 5, "its words")
    (place / "stream.key").write_text("right-key\n")
    one.wait_state("outputs", "bad", "live", seconds)


@pytest.mark.parametrize("command", [("output", "start", "bad"), ("reload",)])
@pytest.mark.parametrize("key", ["", "wrong-key\n"])
def test_a_mended_key_is_taken_at_once_when_asked_for(rig, strict, place, key, command):
    one = rig_with_a_key(rig, strict, place / "stream.key", key)
    (place / "stream.key").write_text("right-key\n")
    one.ctl(*command)
    one.wait_state("outputs", "bad", "live", 4)


def test_a_key_is_looked_at_before_the_start(rig, strict, place):
    (place / "stream.key").write_text("")
    one = rig(HEAD + BAD.format(url=strict.url, key=place / "stream.key")
              + "start = no\n[recording]\nenabled = no\n").start()
    assert "no stream key" in one.wait_state("outputs", "bad", "rejected", 10)["text"]
    (place / "stream.key").write_text("right-key\n")
    one.ctl("reload")
    one.wait_state("outputs", "bad", "idle", 5)
    (place / "stream.key").write_text("")
    one.ctl("output", "start", "bad")
    one.wait_state("outputs", "bad", "rejected", 10)
    one.ctl("output", "stop", "bad")
    one.wait_state("outputs", "bad", "stopped", 5)


def test_rtmps_with_an_own_authority(rig, key, place):
    server = RtmpServer(place / "tls", tls=True)
    server.start()
    try:
        one = rig(HEAD + GOOD.format(url=server.tls_url, key=key) + f"tls_ca = {server.authority}\n"
                  + BAD.format(url=server.tls_url, key=key)).start()
        one.wait_state("outputs", "good", "live")
        bad = one.wait_state("outputs", "bad", {"retrying", "rejected"})
        assert "certificate" in bad["text"] + (bad["detail"] or "")
        time.sleep(3)
        finish(one, server)
    finally:
        server.stop()


# Disk


@pytest.fixture
def small_disk(place):
    folder = place / "disk"
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(folder)])
    assert done.returncode == 0, "needs root: the test mounts a small tmpfs"
    yield folder
    subprocess.run(["umount", "-l", str(folder)])


def fill_up(filler):
    with open(filler, "wb", buffering=0) as file:
        for size in (65536, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                pass


@pytest.mark.parametrize("ends", ["killed", "stopped"])
def test_a_number_set_while_the_disk_is_full_is_written_later(rig, small_disk, ends):
    one = rig("[camera a]\nsource = test:product\n[recording]\nenabled = no\n")
    one.state_dir = small_disk / "state"
    one.start()
    one.ctl("stock", "set", "MUG", "9")
    one.ctl("stock", "set", "GONE", "9")
    fill_up(small_disk / "filler")
    one.ctl("stock", "set", "MUG", "3")
    one.ctl("stock", "remove", "GONE")
    wait_for(lambda: "would be lost at a restart" in one.log(), 10, "the fault told")
    (small_disk / "filler").unlink()
    if ends == "killed":
        wait_for(lambda: "could be written again" in one.log(), 20, "the number written")
        one.kill()
    else:
        assert one.stop() == 0
    one.start()
    assert [(product["sku"], product["available"]) for product in one.state()["products"]] == [("MUG", 3)]


def test_disk_full(rig, rtmp, key, small_disk):
    filler = small_disk / "filler"
    one = rig(HEAD + GOOD.format(url=rtmp.url, key=key)
              + f"[recording]\nfolder = {small_disk}\nkeep_free = 0\n").start()
    one.wait_state("outputs", "good", "live")
    wait_for(lambda: one.state()["recording"]["state"] == "live", 20, "recording")
    time.sleep(4)
    fill_up(filler)
    full = wait_for(lambda: one.state()["recording"] if one.state()["recording"]["state"] != "live" else None,
                    40, "disk full noticed")
    assert "disk is full" in full["text"].lower(), full
    time.sleep(2)
    filler.unlink()
    wait_for(lambda: one.state()["recording"]["state"] == "live", 60, "recording again")
    time.sleep(3)
    assert one.stop() == 0
    check_nothing_lost(rtmp.recordings("fault-key")[-1])
    files = sorted(small_disk.glob("*/*.mp4"))
    assert len(files) >= 2
    check_nothing_lost(files[-1])
    assert len(media.packets(files[0], "video")) > 30, "what was recorded before still plays"


def first_picture_s(one):
    """When the programme's first picture was, on the programme's clock. The count of ticks is true at the moment at
    which it moves."""
    before = one.state()["programme"]["ticks"]
    programme = wait_for(lambda: now if (now := one.state()["programme"])["ticks"] != before else None, 20,
                         "ticks", 0.01)
    return programme["position_ms"] / 1000 - (programme["ticks"] + programme["missed_ticks"]) / 30


def test_kill_at_any_moment(rig, place):
    """SIGKILL at 20 random moments: every recording that is a second old plays, and lacks a second at most of what
    the programme showed."""
    dice = random.Random(7)
    lost = []
    for attempt in range(20):
        one = rig(HEAD + "[recording]\nenabled = yes\n").start()
        wait_for(lambda: one.state()["recording"]["state"] == "live", 20, "recording")
        begin = time.monotonic()
        zero = first_picture_s(one)
        time.sleep(max(begin + dice.uniform(1.0, 4.0) - time.monotonic(), 0))
        shown = one.state()["programme"]["position_ms"] / 1000 - zero
        one.kill()
        path, = one.recordings()
        video, audio = media.packets(path, "video"), media.packets(path, "audio")
        lost.append(shown - video[-1][0])
        assert abs(video[-1][0] - audio[-1][0]) < 0.3
        assert media.decode_errors(path) == []
        shutil.rmtree(one.folder)
    print(f"lost: {min(lost):.2f} to {max(lost):.2f} s")
    assert max(lost) <= 1.0, lost


# The machine


def test_a_machine_that_is_too_slow(rig, rtmp, key, place):
    """One core for pictures that need several: the encoder is made easier until none is left out, for all that watch."""
    slow = """[programme]
size = 1280x720
fps = 60
[camera a]
source = test:snow
[scene a]
cameras = a
[encoder]
preset = fast
bitrate = 6000
"""
    core = str(min(os.sched_getaffinity(0)))
    one = rig(slow + GOOD.format(url=rtmp.url, key=key), wrapper=["taskset", "--cpu-list", core]).start()

    def programme():
        return one.state()["programme"]

    def left_none_out():
        before = programme()["missed_ticks"]
        time.sleep(3)
        return programme()["missed_ticks"] == before

    wait_for(lambda: "the picture is coarser" in (programme()["problem"] or ""), 60, "an easier encoder")
    assert re.search(r"It is late and left out \d+ % of the pictures", one.log())
    wait_for(left_none_out, 120, "an encoder that is fast enough")
    one.wait_state("outputs", "good", "live")
    time.sleep(2)
    assert one.stop() == 0
    assert media.decode_errors(rtmp.recordings("fault-key")[-1]) == []
    parts = one.recordings()
    assert len(parts) >= 2, "another preset, another file"
    for i, path in enumerate(parts):
        bare = place / f"bare{i}.mp4"  # what a player sees that only reads how pictures are decoded at the beginning
        subprocess.run(["ffmpeg", "-v", "error", "-i", str(path), "-c", "copy", "-bsf:v",
                        "filter_units=remove_types=7-8", str(bare)], check=True)
        assert media.decode_errors(bare) == []
