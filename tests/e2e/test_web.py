"""The control room's API as a browser and as an attacker meet it."""
import gzip
import re
import socket
import ssl
import time

import pytest
from harness.rig import Refused
from harness.web import SMALL_SHOW, Room, open_room

CONFIG = SMALL_SHOW + """
[camera two]
source = test:presenter
[recording]
enabled = no
"""


@pytest.fixture
def room(rig):
    here, code = open_room(rig(CONFIG, web=True).start())
    assert here.sign_in(code=code, name="Mia")[0] == 200
    return here


def test_a_code_is_good_once(rig):
    here, code = open_room(rig(CONFIG, web=True).start())
    assert f"https://127.0.0.1:{here.port}/join#" in (here.rig.folder / "log").read_text()
    assert here.ask("GET", "/api/v1/state")[0] == 401
    status, me, headers = here.sign_in(code=code.lower().replace("-", " "), name="Mia")
    assert (status, me["name"]) == (200, "Mia") and "creator" in me["roles"]
    for word in ("HttpOnly", "SameSite=Strict", "Secure"):
        assert word in headers["Set-Cookie"]
    assert here.ask("GET", "/api/v1/state")[1]["programme"]["on_air"]
    other = Room(here.port)
    assert other.sign_in(code=code, name="Eve")[0] == 403
    assert here.ask("DELETE", "/api/v1/session")[0] == 200
    assert here.ask("GET", "/api/v1/me")[0] == 401


def test_another_code_is_had_on_the_machine_itself(rig):
    here, first = open_room(rig(CONFIG, web=True).start())
    told = here.rig.ctl("invite")
    assert told["url"] == f"https://127.0.0.1:{here.port}/join#{told['code']}" and told["code"] != first
    assert here.sign_in(code=told["code"], name="Mia")[0] == 200
    assert "creator" in here.ask("GET", "/api/v1/me")[1]["roles"]
    status, answer, _ = here.command("invite")
    assert status == 403 and "tallybox ctl invite" in answer["error"]
    assert "invite" not in {one["name"] for one in here.ask("GET", "/api/v1/commands")[1]["commands"]}
    other = Room(here.port)
    assert other.sign_in(code=here.rig.ctl("invite")["code"], name="Ben")[0] == 200
    assert told["code"] not in here.rig.log()


def test_no_code_without_a_control_room(rig):
    with pytest.raises(Refused, match="no control room"):
        rig(CONFIG).start().ctl("invite")


def test_commands_once(room):
    assert room.command("stock", "set", "MUG", "5")[0] == 200
    for _ in range(2):
        status, answer, _ = room.command("stock", "sell", "MUG", id="sale-1")
        assert status == 200 and answer["ok"] and answer["result"]["rev"] > 0
    assert room.ask("GET", "/api/v1/state")[1]["products"][0]["available"] == 4
    for _ in range(2):
        assert room.command("stock", "sell", "MUG", id="")[0] == 200
    assert room.ask("GET", "/api/v1/state")[1]["products"][0]["available"] == 2
    status, answer, _ = room.command("scene", "nowhere")
    assert status == 404 and not answer["ok"] and "nowhere" in answer["error"]


def test_two_devices_have_the_same_name_for_a_command(room):
    assert room.command("stock", "set", "MUG", "5")[0] == 200
    for name in ("Till", "Deck"):
        token = room.ask("POST", "/api/v1/devices", {"name": name, "roles": ["producer"]})[1]["token"]
        by_token = {"Authorization": f"Bearer {token}", "Origin": None}
        for _ in range(2):
            sale = {"id": "a1", "cmd": ["stock", "sell", "MUG"]}
            assert Room(room.port).ask("POST", "/api/v1/commands", sale, by_token)[0] == 200
    assert room.ask("GET", "/api/v1/state")[1]["products"][0]["available"] == 3


def test_roles(room):
    code = room.ask("POST", "/api/v1/people", {"name": "Vic", "roles": ["viewer"]})[1]["code"]
    viewer = Room(room.port)
    assert viewer.sign_in(code=code)[1]["roles"] == ["viewer"]
    assert viewer.ask("GET", "/api/v1/state")[0] == 200
    assert viewer.command("scene", "two")[0] == 403
    assert viewer.ask("GET", "/api/v1/people")[0] == 403
    token = room.ask("POST", "/api/v1/devices", {"name": "Deck", "roles": ["producer"]})[1]["token"]
    deck = Room(room.port)
    by_token = {"Authorization": f"Bearer {token}", "Origin": None}
    assert deck.ask("POST", "/api/v1/commands", {"cmd": ["scene", "two"]}, by_token)[0] == 200
    assert deck.ask("POST", "/api/v1/devices", {"name": "X", "roles": ["tech"]}, by_token)[0] == 403


def test_nobody_puts_out_whoever_has_more_to_say(room):
    mia = room.ask("GET", "/api/v1/me")[1]
    tech = Room(room.port)
    assert tech.sign_in(code=room.ask("POST", "/api/v1/people", {"name": "Tom", "roles": ["tech"]})[1]["code"])[0] == 200
    session = next(one for one in tech.ask("GET", "/api/v1/sessions")[1]["sessions"] if one["name"] == "Mia")
    for path in (f"/api/v1/people/{mia['id']}", f"/api/v1/sessions/{session['id']}"):
        status, answer, _ = tech.ask("DELETE", path)
        assert status == 403 and answer["error"]
    assert room.ask("DELETE", f"/api/v1/people/{mia['id']}")[0] == 409  # the last creator
    assert room.ask("DELETE", f"/api/v1/people/{tech.ask('GET', '/api/v1/me')[1]['id']}")[0] == 200
    assert tech.ask("GET", "/api/v1/me")[0] == 401 and room.ask("GET", "/api/v1/me")[0] == 200


def test_only_null_takes_the_pin_away(room):
    assert room.ask("PUT", "/api/v1/me/pin", {"pin": "274186"})[0] == 200
    for body in ({}, {"pin": 123456}, {"pin": False}, {"pin": ["274186"]}, b""):
        assert room.ask("PUT", "/api/v1/me/pin", body)[0] == 400
    assert room.ask("GET", "/api/v1/me")[1]["has_pin"]
    assert room.ask("PUT", "/api/v1/me/pin", {"pin": None})[0] == 200
    assert not room.ask("GET", "/api/v1/me")[1]["has_pin"]


def test_who_is_removed_while_a_request_comes(room):
    """Its headers came from somebody; its body comes from nobody any more."""
    device = room.ask("POST", "/api/v1/devices", {"name": "Deck", "roles": ["producer"]})[1]
    body = b'{"cmd":["scene","two"]}'
    with room.connect() as line:
        line.sendall(f"POST /api/v1/commands HTTP/1.1\r\nHost: 127.0.0.1:{room.port}\r\nContent-Length: {len(body)}\r\n"
                     f"Content-Type: application/json\r\nAuthorization: Bearer {device['token']}\r\n\r\n".encode() + body[:9])
        time.sleep(1)  # until the headers have been looked at
        assert room.ask("DELETE", f"/api/v1/people/{device['id']}")[0] == 200
        line.sendall(body[9:])
        assert b" 401 " in line.recv(4096)
    assert room.ask("GET", "/api/v1/state")[1]["programme"]["scene"] == "one"


@pytest.mark.parametrize("headers,status", [
    ({"Origin": "https://evil.example"}, 403), ({"Origin": None}, 403), ({"Origin": "null"}, 403),
    ({"Host": "evil.example"}, 400), ({"Host": ["127.0.0.1", "evil.example"]}, 400), ({"Host": None}, 400),
    ({"Content-Type": "text/plain"}, 415), ({"Content-Type": None}, 415),
])
def test_other_sites_are_kept_out(room, headers, status):
    assert room.ask("POST", "/api/v1/commands", {"cmd": ["scene", "two"]}, headers)[0] == status
    assert room.ask("GET", "/api/v1/state")[1]["programme"]["scene"] == "one"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b'{"cmd":[1]}', b'{"cmd":["scene"],"cmd":["x"]}',
                                  b"[" * 5000, b"{}" + b" " * 70000],
                         ids=["empty", "list", "open", "binary", "number", "twice", "deep", "long"])
def test_bad_bodies(room, body):
    status, answer, _ = room.ask("POST", "/api/v1/commands", body)
    assert status in (400, 413) and answer["error"]


def test_guessing_is_slowed_down_and_harms_nobody(room):
    thief = Room(room.port)
    seen = [thief.sign_in(code=f"AAAAA-{n:05}")[0] for n in range(14)]
    assert seen[0] == 403 and seen[-1] == 429
    assert room.ask("GET", "/api/v1/me")[0] == 200


def test_websocket_tells_changes(room):
    with Room(room.port).listen() as line:
        assert b" 401 " in line.recv(4096)
    with room.listen() as line:
        seen, deadline = b"", time.monotonic() + 20
        while b'"t":"snapshot"' not in seen and time.monotonic() < deadline:
            seen += line.recv(65536)
        assert b" 101 " in seen
        room.command("scene", "two")
        while b'"scene":"two"' not in seen and time.monotonic() < deadline:
            seen += line.recv(65536)
        assert b'"t":"change"' in seen and b'"scene":"two"' in seen


def test_meters_are_told_to_those_who_ask(room):
    def count(line, seconds):
        seen, deadline = b"", time.monotonic() + seconds
        line.settimeout(0.2)
        while time.monotonic() < deadline:
            try:
                seen += line.recv(65536)
            except TimeoutError:
                pass
        return seen.count(b'"t":"meters"'), seen

    with room.listen() as line:
        assert count(line, 1.5)[0] == 0
        room.say(line, {"topics": ["meters", "others"]})
        n, seen = count(line, 3)
        assert 10 <= n <= 65, n
        assert b'{"t":"meters","programme":[null,null],"microphones":[[null,null]]}' in seen, seen[-500:]
        room.say(line, {"topics": []})
        count(line, 0.5)
        assert count(line, 1)[0] == 0
        room.say(line, "no object")
        assert count(line, 0.5)[0] == 0


def read_until(line, wanted):
    """Whether that came within 20 s, or "": whether the line was closed."""
    seen, deadline = b"", time.monotonic() + 20
    line.settimeout(1)
    while time.monotonic() < deadline:
        try:
            piece = line.recv(65536)
        except TimeoutError:
            continue
        except OSError:
            piece = b""
        seen += piece
        if not piece or (wanted and wanted in seen):
            return bool(piece) == bool(wanted)
    return False


def sign_in_twice(room):
    """Ben, at two browsers."""
    one, other = Room(room.port), Room(room.port)
    one.sign_in(code=room.ask("POST", "/api/v1/people", {"name": "Ben", "roles": ["producer"]})[1]["code"])
    assert one.ask("PUT", "/api/v1/me/pin", {"pin": "314159"})[0] == 200
    assert other.sign_in(name="Ben", pin="314159")[0] == 200
    return one, other


def test_who_is_out_hears_nothing_more(room):
    one, other = sign_in_twice(room)
    with room.listen() as mias, one.listen() as first, other.listen() as second:
        for line in (mias, first, second):
            assert read_until(line, b'"t":"snapshot"')
        assert one.ask("DELETE", "/api/v1/session")[0] == 200
        assert read_until(first, b"")
        room.command("scene", "two")
        assert read_until(second, b'"scene":"two"')
        ben = next(who for who in room.ask("GET", "/api/v1/people")[1]["people"] if who["name"] == "Ben")
        assert room.ask("DELETE", f"/api/v1/people/{ben['id']}")[0] == 200
        assert read_until(second, b"")
        room.command("scene", "one")
        assert read_until(mias, b'"scene":"one"')


OFFER = "".join(f"{line}\r\n" for line in [
    "v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0", "m=video 9 UDP/TLS/RTP/SAVPF 102 106 108",
    "c=IN IP4 0.0.0.0", "a=mid:0", "a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuvwx", "a=setup:actpass",
    "a=fingerprint:sha-256 " + ":".join(["AA"] * 32), "a=rtcp-mux", "a=recvonly",
    *(line for payload, profile in ((102, "42001f"), (106, "4d001f"), (108, "64001f"))
      for line in (f"a=rtpmap:{payload} H264/90000", f"a=fmtp:{payload} packetization-mode=1;profile-level-id={profile}"))])


def test_who_is_out_looks_on_no_more(room):
    """There are few seats, and who never comes keeps one for a while: unless sent away."""
    one, _ = sign_in_twice(room)

    def offer(who):
        return who.ask("POST", "/api/v1/whep", OFFER.encode(), {"Content-Type": "application/sdp"})

    first = offer(one)
    assert first[0] == 201, first
    for _ in range(30):
        if offer(one)[0] == 503:
            break
    assert one.ask("DELETE", first[2]["Location"])[0] == 200
    assert offer(room)[0] == 201 and offer(room)[0] == 503
    assert one.ask("DELETE", "/api/v1/session")[0] == 200
    assert offer(room)[0] == 201


def test_slow_headers_are_cut_off(room):
    with socket.create_connection(("127.0.0.1", room.port), 30) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\n")
        began = time.monotonic()
        line.settimeout(30)
        assert line.recv(100) == b""
        assert time.monotonic() - began > 5
    assert room.ask("GET", "/healthz")[0] == 200


def test_figures_for_monitors(room):
    """Names are UTF-8, with the only three escapes that the text format of Prometheus knows."""
    sku = 'Tasse "Ä" \\1'
    assert room.command("stock", "set", sku, "5")[0] == 200
    assert room.command("stock", "sell", sku, "2")[0] == 200
    status, text, headers = room.ask("GET", "/metrics")
    assert status == 200 and headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = text.decode().splitlines()
    assert 'tallybox_product_available{name="Tasse \\"Ä\\" \\\\1"} 3' in lines, lines
    assert 'tallybox_product_sold{name="Tasse \\"Ä\\" \\\\1"} 2' in lines
    assert any(line.startswith("tallybox_programme_ticks_total ") for line in lines)
    for line in lines:
        assert re.fullmatch(r'# (HELP|TYPE) \w+ .+|\w+(\{name="([^"\\]|\\[\\"n])*"\})? -?[0-9.e+-]+', line), line


def test_description_matches_the_server(room):
    paths = room.ask("GET", "/api/v1/openapi.json")[1]["paths"]
    assert len(paths) > 10
    for path, methods in paths.items():
        for method in methods:
            here = Room(room.port)
            status = here.ask(method.upper(), path.replace("{", "").replace("}", ""))[0]
            assert status not in (404, 405, 500), (method, path, status)
        assert room.ask("PATCH", path.replace("{", "").replace("}", ""))[0] == 405


def test_headers_of_every_answer(room):
    for path in ("/healthz", "/api/v1/state", "/nothing.js"):
        headers = room.ask("GET", path)[2]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_are_packed_for_those_who_take_it(room):
    plain, body, headers = room.ask("GET", "/app.css")
    assert plain == 200 and headers["Content-Encoding"] is None and headers["Vary"] == "Accept-Encoding"
    status, packed, more = room.ask("GET", "/app.css", headers={"Accept-Encoding": "br, gzip"})
    assert (status, more["Content-Encoding"], gzip.decompress(packed)) == (200, "gzip", body)
    assert len(packed) < len(body) / 2 and more["ETag"] != headers["ETag"]
    again = {"Accept-Encoding": "gzip", "If-None-Match": more["ETag"]}
    assert room.ask("GET", "/app.css", headers=again)[:2] == (304, b"")
    assert room.ask("GET", "/app.css", headers={"Accept-Encoding": "gzip;q=0"})[1] == body


def test_pictures_of_what_is_seen(room):
    for name in ("one", "two", "programme"):
        status, picture, headers = room.ask("GET", f"/api/v1/pictures/{name}")
        assert (status, headers["Content-Type"], picture[:3]) == (200, "image/jpeg", b"\xff\xd8\xff"), name
    assert room.ask("GET", "/api/v1/pictures/nobody")[0] == 404
    assert Room(room.port).ask("GET", "/api/v1/pictures/one")[0] == 401


def test_offers_that_are_none(room):
    sdp = {"Content-Type": "application/sdp"}
    assert room.ask("OPTIONS", "/api/v1/whep")[2]["Accept-Post"] == "application/sdp"
    assert room.ask("POST", "/api/v1/whep", b"v=0\r\n", sdp)[0] == 406
    assert room.ask("POST", "/api/v1/whep", b"\xff\x00", sdp)[0] == 406
    assert room.ask("POST", "/api/v1/whep", b"", sdp)[0] == 400
    assert room.ask("POST", "/api/v1/whep", {"offer": 1})[0] == 415
    assert room.ask("POST", "/api/v1/commands", b"v=0\r\n", sdp)[0] == 415
    assert room.ask("POST", "/api/v1/whep", b"v=0\r\n", {"Content-Type": "text/plain"})[0] == 415
    assert room.ask("DELETE", "/api/v1/whep/nobody")[0] == 200
    assert Room(room.port).ask("POST", "/api/v1/whep", b"v=0\r\n", sdp)[0] == 401
