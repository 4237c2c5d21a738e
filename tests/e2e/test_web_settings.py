"""Settings through the control room: read, checked, changed, brought back; what acts at once and what waits."""
import json
import os

import pytest
from harness.processes import wait_for
from harness.rig import Refused
from harness.web import Room

CONFIG = """# Our stall.
[programme]
size = 320x180
; slower saves the fan
fps = 10

# the one on the tripod
[camera one]
source = test:product
[camera net]
source = rtsp://mia:hush-hush@127.0.0.1:9/s
[microphone host]
source = test:silence
# not so loud
gain = -6
[scene one]
cameras = one
[card mia]
kind = lower-third
text = Mia
[output market]
url = rtmp://127.0.0.1:9/live
key_file = market.key
start = no
[recording]
enabled = no
[web]
listen = loopback
port = 0
"""
SECRET = "live_topsecret_4711"


@pytest.fixture(scope="module")
def room(control_room):
    return control_room(CONFIG, lambda rig: (rig.folder / "market.key").write_text(SECRET + "\n"))


def settings(room):
    status, answer, _ = room.ask("GET", "/api/v1/settings")
    assert status == 200
    return answer


def change(room, *changes, dry=False, **other):
    wanted = {"revision": settings(room)["revision"], "dry": dry, **({"changes": changes} if changes else {}), **other}
    return room.ask("PUT", "/api/v1/settings", wanted)[:2]


def put(section, name, key, value):
    return {"section": section, "name": name, "key": key, "value": value}


def present(room, section, name=None):
    table = next(one for one in settings(room)["sections"] if one["name"] == section)
    return next(one for one in table["present"] if one["name"] == name)


def test_every_option_is_told_and_no_secret(room):
    now = settings(room)
    sections = {one["name"]: one for one in now["sections"]}
    assert {"programme", "camera", "output", "web", "shop", "card"} <= set(sections)
    fps = next(one for one in sections["programme"]["options"] if one["key"] == "fps")
    assert (fps["min"], fps["max"], fps["default"], fps["type"]) == (5, 60, "30", "rate") and fps["help"]
    when = {(name, one["key"]): one["when"] for name, section in sections.items() for one in section["options"]}
    assert {when["programme", key] for key in ("size", "fps", "latency")} | {when["encoder", "preset"]} == {"restart"}
    assert (when["encoder", "bitrate"], when["camera", "source"], when["output", "url"], when["output", "start"]) == (
        "now", "now", "output", "start")
    assert (sections["output"]["when"], sections["camera"]["when"]) == ("now", "restart")
    assert now["writable"] and now["errors"] == [] and now["pending"] == []
    assert present(room, "programme")["values"] == {"size": "320x180", "fps": "10"}
    assert present(room, "output", "market")["secrets"] == {"key_file": True, "test_key_file": False}
    assert present(room, "camera", "net")["values"]["source"] == "rtsp://mia:***@127.0.0.1:9/s"
    assert SECRET not in json.dumps(now) and "hush-hush" not in json.dumps(now)


def test_look_first_then_change_at_once_and_undo(room):
    gain = put("microphone", "host", "gain", "-12")
    status, seen = change(room, gain, dry=True)
    assert status == 200 and room.rig.config.read_text() == CONFIG
    assert [(one["kind"], one["text"]) for one in seen["diff"] if one["kind"] in "+-"] == [
        ("-", "gain = -6"), ("+", "gain = -12")]
    assert seen["effects"] == [{"section": "microphone", "name": "host", "key": "gain", "when": "now"}]
    status, done = change(room, gain)
    assert status == 200 and room.rig.config.read_text() == CONFIG.replace("-6", "-12")
    assert room.rig.find("microphones", "host")["gain_db"] == -12
    assert settings(room)["pending"] == [] and settings(room)["versions"][0]["id"] == done["version"]
    assert change(room, version=done["version"])[0] == 200
    assert room.rig.config.read_text() == CONFIG
    assert room.rig.find("microphones", "host")["gain_db"] == -6


def test_what_waits_for_a_restart_is_said(room):
    _, done = change(room, put("programme", None, "fps", "15"), put("card", "mia", "text", "Mia Berger"),
                     put("output", "market", "start", "yes"))
    assert {(one["key"], one["when"]) for one in done["effects"]} == {("fps", "restart"), ("text", "now"),
                                                                        ("start", "start")}
    assert room.rig.find("cards", "mia")["text"] == "Mia Berger"
    assert [one["key"] for one in settings(room)["pending"]] == ["fps"]
    assert change(room, version=done["version"])[0] == 200
    assert settings(room)["pending"] == []


@pytest.mark.parametrize("wanted,word", [
    (put("programme", None, "fps", "fast"), "[programme] fps: \"fast\" is not"),
    (put("microphone", "host", "gain", "99"), "[microphone host] gain: "),
    (put("scene", "one", "cameras", "nobody"), "there is no [camera nobody]"),
    (put("camera", "one", "source", None), "[camera one] source: This key is missing"),
    (put("overlay", None, "theme", "market.key"), "market.key: This is not a theme"),
    (put("camera", "net", "source", "rtsp://mia:hush/x@127.0.0.1:9/s"), "/ as %2F"),
    (put("camera", "net", "source", "http://mia:hush@127.0.0.1:9/s"), "no source"),
    (put("programme", None, "speed", "1"), "no such setting"), (put("nothing", None, "x", "1"), "no such section"),
    (put("programme", None, "scene", "a\n[output evil]\nurl = x"), "one line"),
    (put("camera", "Bad Name", "source", "test:ball"), "other characters"),
    (put("camera", "net", "source", "rtsp://mia:***@evil.example/s"), "write the password anew"),
    (put("output", "market", "url", "rtmp://evil.example/live"), "Write it anew"),
    (put("output", "market", "key_file", "/etc/hostname"), "Write the key itself"),
    (put("output", "market", "key_credential", "other"), "Write the key itself"),
    ({"section": "programme", "name": None, "key": "fps", "secret": "abcdef"}, "no secret"),
    ({"section": "output", "name": "market", "key": "key_file", "secret": "two words"}, "cannot be a key"),
    ({"section": "camera", "name": "one", "remove": True}, "there is no [camera one]"),
], ids=str)
def test_mistakes_change_nothing_and_name_the_remedy(room, wanted, word):
    before = room.rig.config.read_text()
    for dry in (True, False):
        status, answer = change(room, wanted, dry=dry)
        assert status == 400 and word in answer["error"], answer
        assert str(room.rig.folder) not in answer["error"] and "hush" not in answer["error"]
        assert SECRET not in answer["error"]
    assert room.rig.config.read_text() == before


@pytest.mark.parametrize("source", ["rtsp://mia:pa/ssW0rd@127.0.0.1:9/s", "rtsp://mia:pa@ssW0rd@127.0.0.1:9/s",
                                    "rtsp://mia:pa ssW0rd@127.0.0.1:9/s"])
def test_a_password_that_should_be_escaped_is_shown_nowhere(room, source):
    before = room.rig.config.read_text()
    room.rig.config.write_text(before.replace("rtsp://mia:hush-hush@127.0.0.1:9/s", source))
    try:
        with pytest.raises(Refused):
            room.rig.ctl("reload")
        seen = settings(room)
        assert seen["errors"] and present(room, "camera", "net")["values"]["source"] == "rtsp://mia:***@127.0.0.1:9/s"
        assert "ssW0rd" not in json.dumps(seen) + json.dumps(room.rig.state()) + room.rig.log()
    finally:
        room.rig.config.write_text(before)


def test_a_stale_page_changes_nothing(room):
    wanted = {"revision": "0" * 16, "changes": [put("programme", None, "fps", "12")]}
    assert room.ask("PUT", "/api/v1/settings", wanted)[0] == 409
    assert room.ask("PUT", "/api/v1/settings", {})[0] == 409
    assert change(room, version="../../../etc/passwd")[0] == 404
    assert change(room, version="0000000000000")[0] == 404


def test_keys_go_in_and_never_come_out(room):
    new = "live_brand_new_0815"
    wanted = {"section": "output", "name": "market", "key": "key_file", "secret": new}
    keys = room.rig.state_dir / "keys"
    assert change(room, wanted, dry=True)[0] == 200 and list(keys.iterdir()) == []
    status, done = change(room, wanted)
    assert status == 200 and new not in json.dumps(done) + json.dumps(settings(room)) + room.rig.config.read_text()
    (file,) = keys.iterdir()
    assert file.read_text() == new and file.stat().st_mode & 0o777 == 0o600
    assert keys.stat().st_mode & 0o777 == 0o700
    assert [one["when"] for one in done["effects"]] == ["now"] and settings(room)["pending"] == []
    room.command("scene", new)
    log = json.dumps(room.ask("GET", "/api/v1/log")[1])
    assert new not in log and SECRET not in log and new not in room.rig.log()
    assert change(room, version=done["version"])[0] == 200


def test_sections_come_and_go(room):
    status, done = change(room, {"section": "camera", "name": "two", "add": True},
                          put("camera", "two", "source", "test:presenter"))
    assert status == 200 and {(one["section"], one["when"]) for one in done["effects"]} == {("camera", "restart")}
    assert "[camera two]\nsource = test:presenter\n" in room.rig.config.read_text()
    assert change(room, {"section": "camera", "name": "two", "remove": True})[0] == 200
    assert present(room, "camera", "one") and settings(room)["pending"] == []
    whole = CONFIG.replace("fps = 10", "fps = 12")
    assert change(room, text=whole)[0] == 200 and room.rig.config.read_text() == whole
    assert change(room, text=whole.replace("320x180", "odd"))[0] == 400
    assert change(room, text=whole.replace("127.0.0.1:9/live", "evil.example/live"))[0] == 400
    assert change(room, text=CONFIG)[0] == 200


def test_roles(room):
    for role in ("creator", "producer", "viewer"):
        code = room.ask("POST", "/api/v1/people", {"name": role, "roles": [role]})[1]["code"]
        other = Room(room.port)
        other.sign_in(code=code)
        assert other.ask("GET", "/api/v1/settings")[0] == 403
        assert other.ask("PUT", "/api/v1/settings", {"changes": []})[0] == 403
        assert other.ask("GET", "/api/v1/log")[0] == 403
        assert other.ask("POST", "/api/v1/restart", {"force": True})[0] == 403


def test_log_lines(room):
    lines = room.ask("GET", "/api/v1/log?lines=3")[1]["lines"]
    assert len(lines) == 3 and set(lines[0]) == {"at", "level", "room", "text"}
    assert any("Mia changed the settings" in one["text"] for one in room.ask("GET", "/api/v1/log")[1]["lines"])


def test_restart_is_refused_on_air_and_takes_up_what_waited(room):
    """The last one: afterwards the rig has another port, and nobody's session is lost."""
    assert change(room, put("programme", None, "fps", "15"))[0] == 200
    room.command("output", "start", "market")
    wait_for(lambda: room.rig.find("outputs", "market")["state"] not in ("idle", "stopped"), 20, "a start")
    status, answer, _ = room.ask("POST", "/api/v1/restart", {"force": False})
    assert status == 409 and "market" in answer["error"]
    pid = room.rig.process.pid
    assert room.ask("POST", "/api/v1/restart", {"force": True})[0] == 202
    wait_for(lambda: room.rig.log().count("the control room is at") == 2, 30, "the rig again")
    port = int(room.rig.log().rsplit("the control room is at https://127.0.0.1:", 1)[1].split()[0])
    again = Room(port)
    again.cookie = room.cookie
    wait_for(lambda: again.ask("GET", "/api/v1/state")[1]["programme"]["on_air"], 30, "the programme")
    state = again.ask("GET", "/api/v1/state")[1]
    assert state["programme"]["fps"] in (15, "15/1", "15", [15, 1]), state["programme"]
    assert settings(again)["pending"] == [] and room.rig.process.poll() is None and room.rig.process.pid == pid
    os.kill(pid, 0)
