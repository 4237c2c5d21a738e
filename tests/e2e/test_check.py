"""The tech check of a running rig: cameras that are black or frozen, a microphone that is silent, a server that is not
there and one that is, a product that nobody knows; sign-off and report."""
import pathlib
import shutil
import tempfile
import time

import pytest
from harness.nginx import RtmpServer
from harness.processes import wait_for
from harness.rig import Refused, Rig
from harness.web import Room, open_room

CONFIG = """
[programme]
size = 320x180
fps = 30
[camera flash]
source = file:{footage}
[camera black]
source = test:black
[camera frozen]
source = test:checkers
[microphone voice]
source = camera:flash
[microphone dead]
source = test:silence
[output there]
url = {url}
key_file = {key}
test_key_file = {test_key}
start = no
[output gone]
url = rtmp://127.0.0.1:1/live
key_file = {key}
start = no
[card mug]
sku = MUG
[card nope]
sku = NOPE
[encoder]
bitrate = 600
[web]
listen = loopback
port = 0
"""


@pytest.fixture(scope="module")
def here(footage):
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tb-"))
    server = RtmpServer(folder / "rtmp")
    server.start()
    (folder / "key").write_text("live-key-0123456789\n")
    (folder / "test-key").write_text("test-key-0123456789\n")
    rig = Rig(folder / "r", CONFIG.format(footage=footage.flash_and_beep(30), url=server.url, key=folder / "key",
                                          test_key=folder / "test-key"), web=True).start()
    rig.ctl("stock", "set", "MUG", "5")
    room, code = open_room(rig)
    assert room.sign_in(code=code, name="Mia")[0] == 200
    room.server = server
    assert not rig.ctl("check")["open"]
    with pytest.raises(Refused):
        rig.ctl("check", "sign", "Mia")
    rig.ctl("check", "start")
    wait_for(lambda: all(one["check"] != "fps" or one["verdict"] != "wait" for one in lines(room).values()), 30, "fps")
    yield room
    assert rig.stop() == 0
    server.stop()
    shutil.rmtree(folder)


def lines(room):
    return {one["id"]: one for one in room.ask("GET", "/api/v1/check")[1]["lines"]}


def line(room, name, verdict, seconds=20):
    return wait_for(lambda: next((one for one in [lines(room)[name]] if one["verdict"] == verdict), None), seconds,
                    f"{name} to be {verdict}, was {lines(room).get(name)}")


def test_what_is_wrong_is_found(here):
    assert "cap" in line(here, "camera/black/black", "no-go")["text"]["en"]
    assert "still" in line(here, "camera/frozen/frozen", "no-go")["text"]["en"]
    assert "sends nothing" in line(here, "microphone/dead/there", "no-go")["text"]["en"]
    assert "NOPE" in line(here, "card/nope/sku", "no-go")["text"]["de"]
    assert here.ask("GET", "/api/v1/check")[1]["verdict"] == "no-go"


def test_what_is_right_is_go(here):
    for name in ("camera/flash/there", "camera/frozen/black", "camera/frozen/focus",
                 "microphone/voice/there", "microphone/voice/level", "card/mug/sku", "recording", "disk-test"):
        line(here, name, "go")
    # A camera off air is counted at its full rate; a busy machine may be slower.
    assert lines(here)["camera/black/fps"]["verdict"] in ("go", "warn")


def test_a_server_that_is_not_there(here):
    here.rig.ctl("check", "uplink", "gone")
    assert "takes no connections" in line(here, "output/gone/line", "no-go")["text"]["en"]


def test_the_line_is_measured_with_the_test_key(here):
    here.rig.ctl("check", "uplink", "there")
    found = wait_for(lambda: next((one for one in [lines(here)["output/there/line"]] if one["verdict"] in ("go", "warn", "no-go")), None), 40,
                     "the line to be judged")
    assert "Mbit/s got through" in found["text"]["en"] and found["verdict"] != "no-go"  # loopback is never too slow
    assert here.server.received("test-key-0123456789") > 0
    assert here.server.received("live-key-0123456789") == 0


def test_a_line_in_use_is_left_alone(here):
    here.rig.ctl("output", "start", "there")
    here.rig.wait_state("outputs", "there", "live")
    with pytest.raises(Refused, match="uses the line"):
        here.rig.ctl("check", "uplink", "gone")
    here.rig.ctl("output", "stop", "there")
    here.rig.wait_state("outputs", "there", "stopped")


def test_a_microphone_is_heard(here):
    assert here.ask("GET", "/api/v1/check/sound/voice")[0] == 404
    here.rig.ctl("check", "record", "voice")

    def sound():
        status, content, _ = here.ask("GET", "/api/v1/check/sound/voice")
        return content if status == 200 else None

    wav = wait_for(sound, 20, "the recording")
    assert wav[:4] == b"RIFF" and len(wav) == 44 + 5 * 48000 * 4 and any(wav[44:])


def test_sign_off(here):
    assert here.ask("GET", "/api/v1/check/report")[0] == 404
    assert here.command("check", "sign", "Ada <b>")[0] == 200
    listed = wait_for(lambda: here.ask("GET", "/api/v1/check/reports")[1]["reports"], 20, "the report")
    assert listed[0]["name"] == "Ada <b>" and listed[0]["verdict"] == "no-go"
    report = wait_for(lambda: next((r for s, r, _ in [here.ask("GET", "/api/v1/check/report")] if s == 200), None), 20)
    assert {one["camera"] for one in report["pictures"]} == {"flash", "black", "frozen"}
    for path in ("report.html", f"reports/{listed[0]['id']}.html"):
        status, page, headers = here.ask("GET", f"/api/v1/check/{path}")
        assert status == 200 and headers["Content-Type"].startswith("text/html")
        assert "sandbox" in headers["Content-Security-Policy"]
        assert b"Ada &lt;b&gt;" in page and b"data:image/jpeg;base64," in page and b"<script" not in page
    for query in ("lang=de", "print=1&lang=de", "lang=de&print=1"):
        assert "Nicht bereit" in here.ask("GET", f"/api/v1/check/report.html?{query}")[1].decode(), query
    assert here.ask("GET", "/api/v1/check/reports/nothing")[0] == 404


def test_roles(here):
    for role, status in (("tech", 200), ("producer", 403), ("viewer", 403)):
        code = here.ask("POST", "/api/v1/people", {"name": role, "roles": [role]})[1]["code"]
        person = Room(here.port)
        person.sign_in(code=code)
        assert person.ask("GET", "/api/v1/check")[0] == status
        assert person.ask("GET", "/api/v1/check/report.html")[0] == status
        assert person.command("check", "start")[0] == status


def test_it_ends(here):
    here.rig.ctl("check", "stop")
    board = here.rig.ctl("check")
    assert not board["open"] and not board["lines"]
    assert not here.rig.state()["check"]["open"]
    time.sleep(0.2)
