"""Remotes made for OBS: obs-websocket-js as the client that they are made of, and raw frames that no client sends."""
import json
import re
import subprocess

import pytest
from harness.node import start_script
from harness.obs import BINARY, TEXT, Raw
from harness.processes import wait_for

PASSWORD = "correct-horse-battery"
CONFIG = """
[programme]
size = 320x180
fps = 10
transition = 100 ms
[camera main]
source = test:product
[camera second]
source = test:presenter
[microphone host]
source = test:sine
[scene main]
cameras = main
[scene both]
layout = pip
cameras = main, second
[scene break]
layout = slate
[card mug]
sku = MUG
[cue hello]
scene = main
[cue mug]
scene = both
show = mug
sku = MUG
[recording]
enabled = no
[web]
listen = off
[obs]
listen = loopback
port = 0
"""




def start(rig, more="password_file = obs.password\n"):
    one = rig(CONFIG + more, web=True)
    (one.folder / "obs.password").write_text(PASSWORD + "\n")
    (one.folder / "key").write_text("stage-key-1\n")
    one.start()
    wait_for(lambda: "remotes for OBS" in one.log(), 20, "the port for remotes")
    one.obs_port = int(re.findall(r"remotes for OBS find the show at port (\d+)", one.log())[-1])
    return one


def test_a_client_of_obs(rig, rtmp):
    one = start(rig, f"password_file = obs.password\n[output main]\nurl = {rtmp.url}\nkey_file = key\nstart = no\n")
    client = start_script("e2e/obs.mjs", one.obs_port, PASSWORD, one.state_dir / "recordings", stderr=subprocess.PIPE)
    try:
        ready = client.stdout.readline()
        if ready.startswith("ready"):
            one.stop()
        out, errors = client.communicate(timeout=60)
    finally:
        client.kill()
    assert client.returncode == 0, ready + out + errors
    assert PASSWORD not in one.log()


@pytest.fixture
def remote(rig):
    return start(rig)


STRANGE = [  # what is sent instead of Identify, and how it ends
    (TEXT, b"", 4002), (TEXT, b"{", 4002), (TEXT, b"[]", 4002), (TEXT, b"[" * 100000, 4002), (TEXT, b"1", 4002),
    (TEXT, b'{"op":1,"op":1,"d":{}}', 4002), (TEXT, b'{"op":1,"d":{"a":"\\u0000"}}', 4002), (BINARY, b"{}", 4002),
    (TEXT, b"{}", 4006), (TEXT, b'{"op":"1","d":{}}', 4006), (TEXT, b'{"op":1}', 4003), (TEXT, b'{"op":1,"d":[]}', 4004),
    (TEXT, b'{"op":6,"d":{"requestType":"GetVersion","requestId":"1"}}', 4007), (TEXT, b'{"op":99,"d":{}}', 4007),
    (TEXT, b'{"op":1,"d":{}}', 4009), (TEXT, b'{"op":1,"d":{"authentication":7}}', 4009),
    (TEXT, b'{"request-type":"GetAuthRequired","message-id":"1"}', 4010),
    (TEXT, b"\xff\xfe", 1007), (3, b"", 1002),
]
AFTERWARDS = [
    (1, {"rpcVersion": 1}, 4008), (7, {}, 4006), (-1, {}, 4006), (6, {"requestType": "GetVersion"}, 4003),
    (6, {"requestId": "1"}, 4003), (6, {"requestId": "1", "requestType": 1}, 4004), (8, {"requests": []}, 4003),
    (8, {"requestId": "1"}, 4003), (8, {"requestId": "1", "requests": {}}, 4004),
    (8, {"requestId": "1", "requests": [], "executionType": 3}, 4005),
    (8, {"requestId": "1", "requests": [], "executionType": "0"}, 4004),
    (8, {"requestId": "1", "requests": [], "haltOnFailure": 1}, 4004),
    (8, {"requestId": "1", "requests": [], "variables": {"a": 1}}, 4012),
    (8, {"requestId": "1", "requests": [{}] * 1001}, 4012),
    (3, {"eventSubscriptions": -1}, 4004),
]


def test_what_no_client_sends(remote):
    silent = Raw(remote.obs_port)
    assert silent.message()["op"] == 0
    for opcode, payload, code in STRANGE:
        raw = Raw(remote.obs_port)
        raw.message()
        raw.send_frame(opcode, payload)
        assert raw.message()["close"] == code, (opcode, payload[:60])
        raw.close()
    raw = Raw(remote.obs_port)
    raw.message()
    raw.send_frame(TEXT, b"x" * 300000)
    assert raw.message()["close"] in (1009, None)  # it hangs up on what it does not want to read
    for op, data, code in AFTERWARDS:
        raw = Raw(remote.obs_port)
        assert raw.identify(PASSWORD)["op"] == 2
        raw.send(op, data)
        assert raw.message()["close"] == code, (op, data)
        raw.close()
    raw = Raw(remote.obs_port)
    raw.identify(PASSWORD)
    raw.send(8, {"requestId": None, "requests": [1, None, {"requestType": "GetStats", "requestData": 3}]})
    batch = raw.message()
    assert [one["requestStatus"]["code"] for one in batch["d"]["results"]] == [203, 203, 401]
    # A batch that would sleep for a minute goes when its client goes.
    raw.send(8, {"requestId": 1, "requests": [{"requestType": "Sleep", "requestData": {"sleepMillis": 50000}}] * 9})
    raw.close()
    assert silent.message()["close"] == 4007
    assert remote.state()["programme"]["on_air"]


def test_wrong_passwords_are_slowed_down_and_nobody_is_locked_out(remote):
    inside = Raw(remote.obs_port)
    assert inside.identify(PASSWORD)["op"] == 2
    words = []
    for _ in range(12):
        raw = Raw(remote.obs_port)
        end = raw.identify("wrong-" + PASSWORD)
        assert end["close"] == 4009
        words.append(end["why"])
        raw.close()
    assert "Authentication failed" in words[0] and "Too many" in words[-1]
    late = Raw(remote.obs_port)
    assert "Too many" in late.identify(PASSWORD)["why"]
    assert inside.call("GetVersion")["d"]["requestStatus"]["result"]
    text = json.dumps(remote.state()) + remote.log() + json.dumps(inside.call("GetVersion"))
    assert PASSWORD not in text


def test_limits(remote):
    inside = Raw(remote.obs_port)
    assert inside.identify(PASSWORD)["op"] == 2
    strangers = [Raw(remote.obs_port) for _ in range(40)]
    assert inside.call("GetSceneList")["d"]["requestStatus"]["result"]
    ends = [one.message() for one in strangers]
    assert all(one["op"] == 0 for one in ends)
    assert strangers[0].message()["close"] == 1001 and Raw(remote.obs_port).identify(PASSWORD)["op"] == 2
    for one in strangers:
        one.close()
    codes = set()
    for _ in range(4):
        inside.send(8, {"requestId": "1", "requests": [{"requestType": "GetStudioModeEnabled"}] * 1000})
        codes |= {one["requestStatus"]["code"] for one in inside.message()["d"]["results"]}
    assert codes == {100, 207}


def test_pages_of_other_sites(rig):
    foreign = {"Origin": "https://evil.example"}
    one = start(rig)
    page = Raw(one.obs_port, headers=foreign)
    assert page.status == 101 and page.message()["d"]["authentication"]
    page.close()
    assert Raw(one.obs_port, protocol="obswebsocket.xml").status == 400
    one.stop()

    one = start(rig, "without_password = yes\n")
    assert Raw(one.obs_port, headers=foreign).status == 403
    assert Raw(one.obs_port, headers={"Origin": "null"}).status == 403
    program = Raw(one.obs_port, protocol="obswebsocket.json")
    assert program.identify()["op"] == 2 and program.call("GetSceneList")["d"]["requestStatus"]["result"]
