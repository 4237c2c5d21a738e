"""Outputs and sources are added, changed and taken away while the show is on air; nobody else notices."""
import itertools
import json
import os
import re
import signal
import time

import numpy
import pytest
from harness import media
from harness.nginx import RtmpServer
from harness.processes import wait_for
from harness.rig import Refused
from harness.web import open_room
from test_growth import sizes
from test_on_air import check_audio, check_video

FPS = 30
CONFIG = """
[programme]
size = 640x360
fps = {fps}

[encoder]
bitrate = 800

[camera main]
source = test:product

[camera second]
source = test:presenter

[microphone host]
source = test:sine
gain = -20

[output stage]
url = {url}
key_file = {key}

[recording]
enabled = {record}

[web]
listen = loopback
port = 0
"""
SECRET = "side_4711_secret"


def put(section, name, key, value):
    return {"section": section, "name": name, "key": key, "value": value}


def added(url, name="side", secret=SECRET):
    return [{"section": "output", "name": name, "add": True}, put("output", name, "url", url),
            put("output", name, "start", "no"), {"section": "output", "name": name, "key": "key_file", "secret": secret}]


def gone(name="side"):
    return {"section": "output", "name": name, "remove": True}


class Desk:
    """A rig on air, and a technician at its page Settings."""

    def __init__(self, rig, rtmp, place, record="yes"):
        (place / "key").write_text("stage-key\n")
        self.rig = rig(CONFIG.format(fps=FPS, url=rtmp.url, key=place / "key", record=record), web=True).start()
        self.room, code = open_room(self.rig)
        assert self.room.sign_in(code=code, name="Mia")[0] == 200
        self.rig.wait_state("outputs", "stage", "live")

    def settings(self):
        return self.room.ask("GET", "/api/v1/settings")[1]

    def change(self, *changes, dry=False):
        wanted = {"revision": self.settings()["revision"], "dry": dry, "changes": list(changes)}
        return self.room.ask("PUT", "/api/v1/settings", wanted)[:2]

    def changed(self, *changes):
        """{(section, key): when} of a change that is done."""
        status, done = self.change(*changes)
        assert status == 200, done
        return {(one["section"], one["key"]): one["when"] for one in done["effects"]}

    def outputs(self):
        return [one["name"] for one in self.rig.state()["outputs"]]


@pytest.fixture
def desk(rig, rtmp, place):
    return lambda **words: Desk(rig, rtmp, place, **words)


@pytest.fixture
def other(place):
    (place / "other").mkdir()
    server = RtmpServer(place / "other" / "rtmp")
    server.start()
    yield server
    server.stop()


def check_every_frame(path):
    """No frame is missing, and no sound."""
    times = [packet[1] for packet in check_video(path, FPS)]
    assert max(b - a for a, b in itertools.pairwise(times)) < 1.5 / FPS
    assert len(times) == round((times[-1] - times[0]) * FPS) + 1
    check_audio(path)
    assert media.decode_errors(path) == []
    return len(times)


def test_nobody_else_notices(desk, rtmp, other):
    one = desk()
    assert one.changed(*added(other.url)) == {("output", None): "now"}
    assert one.outputs() == ["stage", "side"] and one.rig.find("outputs", "side")["state"] == "idle"
    one.rig.ctl("output", "start", "side")
    one.rig.wait_state("outputs", "side", "live")
    time.sleep(1)
    assert one.changed(put("camera", "main", "source", "test:presenter")) == {("camera", "source"): "now"}
    one.rig.wait_state("cameras", "main", "live")
    time.sleep(1)
    status, answer = one.change(gone())
    assert status == 409 and "output stop side" in answer["error"], answer
    one.rig.ctl("output", "stop", "side")
    assert one.changed(gone()) == {("output", None): "now"}
    assert one.outputs() == ["stage"] and one.settings()["pending"] == []
    time.sleep(1)
    state = one.rig.state()["programme"]
    assert (state["missed_ticks"], state["lost_sound_ms"]) == (0, 0)
    assert one.rig.stop() == 0 and SECRET not in one.rig.log()
    recording, = one.rig.recordings()
    frames = [check_every_frame(path) for path in (*rtmp.recordings("stage-key"), recording)]
    print("frames without one missing (server, recording):", frames)
    arrived, = other.recordings(SECRET)
    check_video(arrived, FPS)
    before, after = (media.frame(recording, at, 640, 360)[0].astype(int) for at in (0.5, frames[1] / FPS - 1))
    assert numpy.abs(before - after).mean() > 10, "the camera's new picture is in the recording"


def test_a_camera_that_changes_shows_its_slate_within_a_second(desk):
    one = desk()
    one.changed(put("camera", "main", "source", "file:/nowhere.mp4"), put("camera", "second", "delay", "200 ms"))
    began = time.monotonic()
    one.rig.wait_state("cameras", "main", "retrying", 5)
    assert time.monotonic() - began < 1
    one.rig.wait_state("cameras", "second", "live", 5)
    one.changed(put("camera", "main", "source", "test:product"))
    one.rig.wait_state("cameras", "main", "live", 5)
    assert one.rig.stop() == 0
    check_every_frame(*one.rig.recordings())


def test_a_microphone_changes_and_a_camera_gives_its_sound(desk, footage):
    film = footage.flash_and_beep(30)  # made before: that takes both cores
    one = desk()
    assert one.changed(put("microphone", "host", "source", "test:silence"), put("microphone", "host", "role", "music")) == {
        ("microphone", "source"): "now", ("microphone", "role"): "now"}
    wait_for(lambda: (one.rig.find("microphones", "host")["peak_dbfs"] or -200) < -80, 10, "silence")
    one.changed(put("camera", "second", "source", f"file:{film}"),
                put("microphone", "host", "source", "camera:second"))
    wait_for(lambda: (one.rig.find("microphones", "host")["peak_dbfs"] or -200) > -30, 20, "the camera's sound")
    one.rig.wait_state("microphones", "host", "live", 10)
    one.changed(put("microphone", "host", "source", "test:sine"))
    wait_for(lambda: -45 < (one.rig.find("microphones", "host")["peak_dbfs"] or -200) < -33, 10, "the tone")
    assert one.rig.stop() == 0
    check_every_frame(*one.rig.recordings())


def test_a_live_output_changes_when_it_is_started_next(desk, rtmp, other):
    one = desk(record="no")
    key = {"section": "output", "name": "stage", "key": "key_file", "secret": "new_stage_key"}
    assert one.changed(put("output", "stage", "url", other.url), key) == {
        ("output", "url"): "output", ("output", "key_file"): "output"}
    assert one.settings()["pending"] == [{"section": "output", "name": "stage", "key": None, "when": "output"}]
    sent = rtmp.received("stage-key")
    wait_for(lambda: rtmp.received("stage-key") > sent, 10, "the stream as it was")
    assert other.recordings("new_stage_key") == []
    one.rig.ctl("output", "stop", "stage")
    one.rig.ctl("output", "start", "stage")
    wait_for(lambda: other.received("new_stage_key") > 0, 20, "the stream at the other server")
    assert one.settings()["pending"] == []
    one.rig.ctl("output", "stop", "stage")
    one.rig.wait_state("outputs", "stage", "stopped")
    assert set(one.changed(put("output", "stage", "url", rtmp.url), {**key, "secret": "third_key"}).values()) == {"now"}
    one.rig.ctl("output", "start", "stage")
    wait_for(lambda: rtmp.received("third_key") > 0, 20, "the stream with the third key")


def test_an_output_that_tries_in_vain_takes_the_change_at_once(desk, other):
    one = desk(record="no")
    one.changed(*added("rtmp://127.0.0.1:9/live"))
    one.rig.ctl("output", "start", "side")
    one.rig.wait_state("outputs", "side", "retrying")
    key = {"section": "output", "name": "side", "key": "key_file", "secret": "right_key"}
    assert one.changed(put("output", "side", "url", other.url), key) == {
        ("output", "url"): "now", ("output", "key_file"): "now"}
    one.rig.wait_state("outputs", "side", "live", 10)
    wait_for(lambda: other.received("right_key") > 0, 10, "the stream")
    assert one.settings()["pending"] == []


def test_mistakes_change_nothing(desk, place):
    one = desk(record="no")
    text, state = one.rig.config.read_text(), one.rig.state()
    for wanted, word in (([put("output", "stage", "url", "http://x/y")], "[output stage] url"),
                         (added("rtmp://127.0.0.1:9/live", secret="two words"), "cannot be a key"),
                         ([put("camera", "main", "source", "carrier-pigeon")], "[camera main] source"),
                         ([put("microphone", "host", "source", "camera:nobody")], "there is no [camera nobody]"),
                         ([gone("stage")], "output stop stage"),
                         (added("rtmp://127.0.0.1:9/live") + [put("programme", None, "fps", "fast")], "fps")):
        for dry in (True, False):
            status, answer = one.change(*wanted, dry=dry)
            assert status in (400, 409) and word in answer["error"], answer
    assert one.rig.config.read_text() == text and one.outputs() == ["stage"]
    assert list((one.rig.state_dir / "keys").glob("*")) == []
    one.rig.config.write_text(text + "[output side]\nurl = ftp://x\n")
    with pytest.raises(Refused, match=r"tallybox.conf:\d+: \[output side\] url"):
        one.rig.ctl("reload")
    one.rig.config.write_text(text.replace("[output stage]", "[output other]"))
    with pytest.raises(Refused, match="output stop stage"):
        one.rig.ctl("reload")
    assert one.rig.find("outputs", "stage")["state"] == "live"
    assert [one["name"] for one in state["outputs"]] == one.outputs()


def test_reload_by_command_and_by_signal(desk, rtmp, place):
    one = desk(record="no")
    text = one.rig.config.read_text()
    assert one.rig.ctl("reload") == {"effects": [], "pending": []}
    assert "changed the settings" not in one.rig.log(), "it is the same file"
    side = f"[output side]\nurl = {rtmp.url}\nkey_file = {place / 'key'}\nstart = no\n"
    one.rig.config.write_text(text.replace("-20", "-30").replace("fps = 30", "fps = 25") + side)
    done = one.rig.ctl("reload")
    assert {(one["section"], one["key"]): one["when"] for one in done["effects"]} == {
        ("microphone", "gain"): "now", ("programme", "fps"): "restart", ("output", None): "now"}
    assert [(one["key"], one["when"]) for one in done["pending"]] == [("fps", "restart")]
    assert one.outputs() == ["stage", "side"] and one.rig.find("microphones", "host")["gain_db"] == -30
    one.rig.config.write_text(text + "[nonsense]\n")
    one.rig.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "Nothing was changed" in one.rig.log(), 10, "the mistake in the log")
    assert re.search(r"tallybox.conf:\d+: .*nonsense", one.rig.log()) and one.outputs() == ["stage", "side"]
    one.rig.config.write_text(text)
    one.rig.process.send_signal(signal.SIGHUP)
    wait_for(lambda: one.outputs() == ["stage"], 10, "the config as it was")
    assert one.rig.find("microphones", "host")["gain_db"] == -20
    assert one.rig.find("outputs", "stage")["state"] == "live" and one.rig.is_on_air()


def test_a_config_that_became_something_else_holds_up_nobody(desk):
    one = desk(record="no")
    text = one.rig.config.read_text()
    one.rig.config.unlink()
    os.mkfifo(one.rig.config)
    with pytest.raises(Refused, match="^tallybox.conf: This is not a plain file"):
        one.rig.ctl("reload")
    assert one.settings()["errors"] == ["tallybox.conf: This is not a plain file. Give the path of a plain file."]
    one.rig.config.unlink()
    one.rig.config.write_text("# \n" * 1000000)
    with pytest.raises(Refused, match="^tallybox.conf: This file is larger than"):
        one.rig.ctl("reload")
    one.rig.config.write_bytes(text.encode() + b"# M\xfcller\n")
    with pytest.raises(Refused, match=r"^tallybox.conf:\d+: .*This line is not UTF-8"):
        one.rig.ctl("reload")
    one.rig.config.write_text(text)
    assert one.rig.ctl("reload") == {"effects": [], "pending": []}


def test_pages_are_told_of_outputs_that_come_and_go(desk):
    one = desk(record="no")
    with one.room.listen() as line:
        line.settimeout(10)
        seen = b""
        while b'"t":"snapshot"' not in seen:  # a change before it would be in it
            seen += line.recv(65536)
        for changes, wanted in ((added("rtmp://127.0.0.1:9/live"), rb'"side":\{[^}]*"state":"idle"'),
                                ([gone()], b'"side":null')):
            one.changed(*changes)
            deadline = time.monotonic() + 10
            while not re.search(wanted, seen) and time.monotonic() < deadline:
                seen += line.recv(65536)
            assert re.search(wanted, seen), re.findall(rb'.{40}side.{300}', seen)


def rounds(one, url, n):
    for i in range(n):
        one.changed(*added(url))
        one.changed(put("camera", "main", "source", "test:presenter" if i % 2 else "test:product"),
                    put("microphone", "host", "source", "test:silence" if i % 2 else "test:sine"))
        one.rig.ctl("output", "start", "side")
        one.rig.wait_state("outputs", "side", "live")
        one.rig.ctl("output", "stop", "side")
        one.changed(gone())


def test_50_rounds_leave_nothing_behind(desk, rtmp):
    one = desk(record="no")
    rounds(one, rtmp.url, 25)
    time.sleep(4)
    before = sizes(one.rig.process.pid)
    rounds(one, rtmp.url, 50)
    time.sleep(4)
    after = sizes(one.rig.process.pid)
    print(before, after)
    assert after["fds"] <= before["fds"] + 2
    assert after["threads"] <= before["threads"] + 2
    assert after["rss_kb"] <= before["rss_kb"] + 6000
    state = one.rig.state()["programme"]
    assert (state["missed_ticks"], state["lost_sound_ms"]) == (0, 0)
    assert len(os.listdir(one.rig.state_dir / "keys")) <= 31, "keys that no kept text names are gone"
    assert json.dumps(one.settings()).count(SECRET) == 0
    assert one.rig.stop() == 0
    check_every_frame(*rtmp.recordings("stage-key"))


def test_no_object_of_gstreamer_is_left_behind(rig, rtmp, place, footage):
    """GStreamer's own tracer: what is still alive at the end was forgotten when it was changed or taken away."""
    leaks = {"GST_TRACERS": "leaks", "GST_DEBUG": "GST_TRACER:7"}
    one = Desk(lambda config, **words: rig(config, environment=leaks, **words), rtmp, place)
    rounds(one, rtmp.url, 3)
    one.changed(put("camera", "second", "source", f"file:{footage.product}"))
    one.rig.wait_state("cameras", "second", "live")
    one.changed(put("camera", "second", "source", "file:/nowhere.mp4"))
    assert one.rig.stop() == 0
    alive = re.findall(r"object-alive.*?type-name=\(string\)(\w+)", one.rig.log())
    assert alive == [], alive
