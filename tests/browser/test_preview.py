"""The programme with sound in a real browser, over WHEP."""
import collections
import http.client
import json
import os
import pathlib
import socket
import ssl

import pytest

from harness.node import run_script, start_script
from harness.processes import wait_for
from harness.web import open_room
from harness.wire import Wire
from test_pages import CONFIG


@pytest.fixture
def wire():
    """The rig's machine has a second address that is none of the other machine's business."""
    one = Wire(left_more=["198.51.100.7"])
    yield one
    one.close()


# The page's own look, whose browser is shut without a word, ends by its silence (ENC_VIEWER_SILENT_MS); GLib keeps the
# threads of a pool for another 15 s.
GONE_S = 12 + 15 + 20
# The clock's, from the first time that somebody waits by it; Pango's for fonts (1.56 on), from the first text that is drawn.
STAY = {"GstSystemClock", "[pango] fontcon"}


def threads_of(pid):
    """How many threads of each name, without those that stay for good."""
    names = []
    for one in os.listdir(f"/proc/{pid}/task"):
        try:
            names.append(pathlib.Path(f"/proc/{pid}/task/{one}/comm").read_text().strip())
        except OSError:
            pass
    return collections.Counter(name for name in names if name not in STAY)


def look(host, room, code, seconds, inside=()):
    """What a browser saw within some seconds from the first picture on."""
    return json.loads(run_script("browser/preview.mjs", f"https://{host}:{room.port}", code, seconds, inside=inside,
                                 seconds=120))


def candidates(answer):
    """The addresses at which the preview may be reached."""
    return [line.split()[4] for line in answer.splitlines() if line.startswith("a=candidate:")]


def test_picture_and_sound(rig):
    one = rig(CONFIG, web=True).start()
    room, code = open_room(one)
    before = threads_of(one.process.pid)
    seen = look("127.0.0.1", room, code, 3)
    assert seen["frames"] > 5, seen
    assert seen["energy"] > 0.005, seen
    assert "profile-level-id=4" in seen["answer"], seen["answer"]
    assert candidates(seen["answer"]) == ["127.0.0.1"]
    # The sine is a microphone, the picture is the one that every output gets; nothing is left of it afterwards.
    wait_for(lambda: not threads_of(one.process.pid) - before, GONE_S, "the end of the preview")


def test_another_machine_of_the_network(rig, wire):
    one = rig(CONFIG.replace("listen = loopback", "listen = lan"), web=True, wrapper=wire.left.inside).start()
    room, code = open_room(one)
    seen = look(wire.left.address, room, code, 3, wire.right.inside)
    assert seen["frames"] > 5 and seen["energy"] > 0.005, seen
    assert candidates(seen["answer"]) == [wire.left.address]


def test_lost_packets(rig, wire):
    """One in ten is lost, from the first one on: most are sent again, and the picture goes on."""
    one = rig(CONFIG.replace("listen = loopback", "listen = lan"), web=True, wrapper=wire.left.inside).start()
    room, code = open_room(one)
    wire.loss = 0.1
    seen = look(wire.left.address, room, code, 10, wire.right.inside)
    picture = next(one for one in seen["stats"] if one.get("kind") == "video")
    assert picture["packetsLost"] + picture["retransmittedPacketsReceived"] > 5, picture
    assert picture["retransmittedPacketsReceived"] > 5 and picture["framesDecoded"] > 80, picture
    assert picture["totalFreezesDuration"] < 3, picture
    assert seen["energy"] > 0.005, seen


def test_the_line_breaks_and_comes_back(rig, wire):
    """The page notices by itself, shows small pictures, which come another way, and plays again."""
    one = rig(CONFIG.replace("listen = loopback", "listen = lan"), web=True, wrapper=wire.left.inside).start()
    room, code = open_room(one)
    page = start_script("browser/outage.mjs", f"https://{wire.left.address}:{room.port}", code, inside=wire.right.inside)
    for loss, said in ((0, "plays"), (1, "small pictures"), (0, "plays")):
        wire.loss = loss
        assert page.stdout.readline().strip() == said
    assert page.wait(60) == 0


def test_a_try_that_fails_late_does_not_end_the_next_one(rig):
    one = rig(CONFIG, web=True).start()
    room, code = open_room(one)
    run_script("browser/late.mjs", f"https://127.0.0.1:{room.port}", code, seconds=120)


def post_over_link(machine, address, port, cookie, offer):
    """An offer to an address that holds on one link only; the answer."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    line = http.client.HTTPConnection(f"[{address}]", port)
    with machine.within():
        target = socket.getaddrinfo(f"{address}%wire", port, type=socket.SOCK_STREAM)[0][4]
        plain = socket.socket(socket.AF_INET6)
    plain.settimeout(20)
    plain.connect(target)
    line.sock = context.wrap_socket(plain)
    authority = f"[{address}]:{port}"
    line.request("POST", "/api/v1/whep", offer, {"Host": authority, "Origin": f"https://{authority}",
                                                 "Content-Type": "application/sdp", "Cookie": cookie})
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    assert answer.status == 201, text
    return text


def test_an_address_that_holds_on_one_link_only(rig, wire):
    """Browsers send no media to such a one: they get another address of the same network, and of no other one."""
    one = rig(CONFIG.replace("listen = loopback", "listen = lan"), web=True, wrapper=wire.left.inside).start()
    room, code = open_room(one)
    seen = look(wire.left.address, room, code, 0, wire.right.inside)
    answer = post_over_link(wire.right, wire.left.link_address(), room.port, seen["cookie"], seen["offer"])
    assert candidates(answer) == [wire.left.address]
