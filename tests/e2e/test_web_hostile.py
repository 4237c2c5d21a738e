"""Strangers at the control room's door, on one rig that is on air all the while: nothing opens, nobody who is inside
is held up, and the programme misses no tick. And what each role may do, endpoint by endpoint, command by command."""
import collections
import concurrent.futures
import os
import pathlib
import random
import socket
import ssl
import statistics
import struct
import time

import pytest
from harness.processes import wait_for
from harness.web import SMALL_SHOW, Room

CONFIG = SMALL_SHOW + """
[scene one]
cameras = one
[scene break]
layout = slate
[card mia]
kind = lower-third
text = Mia
[recording]
enabled = no
"""
PIN = "274186-stall"
ROLES = ("creator", "tech", "producer", "viewer")


@pytest.fixture(scope="module")
def room(control_room):
    """Mia, who comes from an address of her own."""
    here = control_room(CONFIG, source=("127.0.0.2", 0))
    assert here.ask("PUT", "/api/v1/me/pin", {"pin": PIN})[0] == 200
    here.slow_body = raw(here, f"POST /api/v1/session HTTP/1.1\r\nHost: 127.0.0.1:{here.port}\r\n"
                         "Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"co")
    yield here
    assert "warning GLib" not in here.rig.log()
    assert here.rig.state()["programme"]["missed_ticks"] == 0, "the programme missed ticks under attack"


@pytest.fixture(autouse=True)
def all_is_well(room):
    before = room.ask("GET", "/api/v1/state")[1]["programme"]
    yield
    after = room.ask("GET", "/api/v1/state")[1]["programme"]
    assert after["on_air"] and after["scene"] == "one" and after["missed_ticks"] == before["missed_ticks"]


def raw(room, text=b"", tls=False):
    line = socket.create_connection(("127.0.0.1", room.port), 20)
    if tls:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        line = context.wrap_socket(line)
    line.sendall(text.encode("latin-1") if isinstance(text, str) else text)
    return line


def answer_to(room, text):
    """All that comes back until the line is closed, or until nothing came for half a second."""
    got = b""
    with raw(room, text) as line:
        line.settimeout(0.5)
        try:
            while piece := line.recv(65536):
                got += piece
        except OSError:
            pass
    return got


HOST = "Host: 127.0.0.1\r\n"


@pytest.mark.parametrize("text", [
    "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.0\r\n\r\n", f"GET / HTTP/1.1\r\n{HOST}Host: evil.example\r\n\r\n",
    f"GET / HTTP/1.1\r\n{HOST}{HOST}\r\n", "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    f"GET http://evil.example/ HTTP/1.1\r\n{HOST}\r\n", "GET /\r\n", f"GET / HTTP/9.9\r\n{HOST}\r\n", "\0\0\0\0\r\n\r\n",
    f"GET / HTTP/1.1\r\n{HOST}X: {'a' * 200000}\r\n\r\n", f"GET /{'a' * 200000} HTTP/1.1\r\n{HOST}\r\n",
    f"GET / HTTP/1.1\r\n{HOST}" + "".join(f"X{n}: y\r\n" for n in range(20000)) + "\r\n",
    f"POST /api/v1/session HTTP/1.1\r\n{HOST}Content-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n",
    f"POST /api/v1/session HTTP/1.1\r\n{HOST}Content-Type: application/json\r\nContent-Length: -1\r\n\r\n",
    f"POST /api/v1/session HTTP/1.1\r\n{HOST}Content-Type: application/json\r\nContent-Length: -5\r\n\r\n{{}}",
    f"GET / HTTP/1.1\r\n{HOST}Content-Length: -5\r\n\r\n",
    f"POST /api/v1/session HTTP/1.1\r\n{HOST}Content-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 5\r\n"
    "\r\n{}GET /",
    f"POST /api/v1/session HTTP/1.1\r\n{HOST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    "fffffffff\r\n{",
    f"TRACE / HTTP/1.1\r\n{HOST}\r\n", f"CONNECT evil.example:443 HTTP/1.1\r\n{HOST}\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\xff\xff" + b"\x00" * 600, b"\x16\x03\x01\x00\x05hello",
], ids=range(23))
def test_requests_that_are_none(room, text):
    first = answer_to(room, text).split(b"\r\n")[0]
    assert b" 200 " not in first and b" 101 " not in first, first


@pytest.mark.parametrize("path", [
    "/../../etc/passwd", "/js/../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/js/..%2f..%2f..%2fetc%2fpasswd",
    "//etc/passwd", "/etc/passwd", "/vendor/%00", "/index.html%00.js", "/js/%ff%fe.js", "/..\\..\\etc\\passwd",
    "/api/v1/pictures/..%2f..%2fetc%2fpasswd", "/api/v1/../../../etc/passwd", "/.git/config", "/tallybox/app/index.html",
])
def test_paths_lead_nowhere(room, path):
    got = answer_to(room, f"GET {path} HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n")
    assert b"root:" not in got and b"[core]" not in got
    assert b" 200 " not in got[:20] or b"<title>Tallybox</title>" in got


def test_a_pin_is_not_guessed(room):
    thief = Room(room.port)
    seen = [thief.sign_in(name="Mia", pin=f"{n:06}")[0] for n in range(16)]
    assert seen[0] == 403 and seen[-1] == 429 and 200 not in seen
    assert thief.sign_in(name="Mia", pin=PIN)[0] == 429, "not even the right one, from there, now"
    assert room.ask("GET", "/api/v1/me")[0] == 200
    again = Room(room.port)
    again.source = room.source
    assert again.sign_in(name="Mia", pin=PIN)[0] == 200


def cpu_s(pid, name):
    """CPU seconds of a process' threads of that name."""
    total = 0
    for task in pathlib.Path(f"/proc/{pid}/task").iterdir():
        if (task / "comm").read_text().strip() == name:
            fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def test_guessing_does_not_hold_up_the_stock(room):
    """From many addresses at once, as often as they may: hashing is beside the main thread, which carries the stock."""
    def guess(number):
        thief = Room(room.port)
        thief.source = (f"127.0.1.{number % 10 + 1}", 0)
        return thief.sign_in(name="Mia", pin=f"{number:06}")[0]

    pid = room.rig.process.pid
    before = cpu_s(pid, "tallybox"), cpu_s(pid, "pins")
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        guesses = [pool.submit(guess, number) for number in range(40)]
        took = []
        while not all(one.done() for one in guesses):
            begun = time.monotonic()
            room.rig.ctl("stock", "set", "MUG", len(took))
            took.append(time.monotonic() - begun)
            time.sleep(0.05)  # the main thread's time is to be that of the guesses
    seen = collections.Counter(one.result() for one in guesses)
    own, hashing = cpu_s(pid, "tallybox") - before[0], cpu_s(pid, "pins") - before[1]
    assert seen[403] > 8 and seen[200] == 0 and set(seen) <= {403, 429, 503}, seen
    assert hashing > 0.01 * seen[403], "not hashed in that thread"
    assert own < 0.03 * sum(seen.values()), (own, hashing, seen)
    assert statistics.median(took) < 0.5, took


def test_many_idle_sockets(room):
    held = []
    try:
        for _ in range(500):
            held.append(raw(room))
        began = time.monotonic()
        assert room.ask("GET", "/api/v1/state")[0] == 200
        assert time.monotonic() - began < 5
        assert len(list(pathlib.Path(f"/proc/{room.rig.process.pid}/fd").iterdir())) < 350
    finally:
        for line in held:
            line.close()
    wait_for(lambda: answer_to(room, f"GET /healthz HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n").startswith(b"HTTP/1.1 200"),
             20, "a place for the next")


def frame(opcode, payload, first=0x80, mask=True, length=None):
    length = len(payload) if length is None else length
    head = struct.pack("!BB", first | opcode, (0x80 if mask else 0) | (length if length < 126 else 126 if length < 65536 else 127))
    head += b"" if length < 126 else struct.pack("!H", length) if length < 65536 else struct.pack("!Q", length)
    return head + (b"\0\0\0\0" if mask else b"") + payload


def listen(room):
    line = raw(room, f"GET /api/v1/events HTTP/1.1\r\n{HOST}Upgrade: websocket\r\nConnection: Upgrade\r\n"
               f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nCookie: {room.cookie}\r\n\r\n",
               tls=True)
    assert b" 101 " in line.recv(4096)
    return line


def is_closed(line):
    line.settimeout(10)
    try:
        while line.recv(65536):
            pass
    except TimeoutError:
        return False
    except OSError:
        pass
    return True


@pytest.mark.parametrize("data", [
    frame(1, b"{}", mask=False), frame(1, b"", length=(1 << 63) - 1), frame(1, b"x", length=1 << 40), frame(3, b"x"),
    frame(1, b"x", first=0xf0), frame(9, b"x" * 126), frame(9, b"x", first=0), frame(1, b"\xff\xfe\xfd"), frame(8, b"\x00"),
    frame(8, struct.pack("!H", 1)), frame(0, b"x"), frame(2, b"x" * 200000),
], ids=range(12))
def test_frames_that_are_none(room, data):
    with listen(room) as line:
        try:
            line.sendall(data)
        except OSError:
            pass
        assert is_closed(line)


def test_noise_on_websockets(room):
    chance = random.Random(4711)
    for _ in range(15):
        with listen(room) as line:
            try:
                for _ in range(chance.randrange(1, 8)):
                    noise = chance.randbytes(chance.randrange(1, 300))
                    line.sendall(noise if chance.random() < 0.5 else frame(chance.randrange(16), noise))
            except OSError:
                pass


def devices(room):
    made = {}
    for role in ROLES:
        token = room.ask("POST", "/api/v1/devices", {"name": f"a {role}", "roles": [role]})[1]["token"]
        made[role] = {"Authorization": f"Bearer {token}", "Origin": None}
    return made


def test_each_role_at_each_endpoint_and_command(room):
    paths = room.ask("GET", "/api/v1/openapi.json")[1]["paths"]
    commands = room.ask("GET", "/api/v1/commands")[1]["commands"]
    nobody, wrong = Room(room.port), []
    nobody.source = room.source

    def ask(method, path, body, headers):
        return nobody.ask(method, path, body, headers, tls=False)  # hundreds of them

    for role, token in devices(room).items():
        for path, methods in paths.items():
            for method, about in methods.items():
                may = role in about["x-roles"] if "x-roles" in about else True
                if path == "/api/v1/restart" and may:
                    continue
                body = None if method == "get" else {}
                kind = next(iter(about.get("requestBody", {}).get("content", {"application/json": 0})))
                asked = path.replace("{", "").replace("}", "")
                status, answer, _ = ask(method.upper(), asked, body, {**token, "Content-Type": kind})
                refused = status == 403 and isinstance(answer, dict) and answer["error"] == "Your role may not do this."
                if refused == may or status in (401, 405, 500):
                    wrong.append((role, method, path, status))
                if "x-roles" in about and ask(method.upper(), asked, body, {"Content-Type": kind})[0] not in (401, 403):
                    wrong.append(("nobody", method, path))
        for command in commands:
            status, answer, _ = ask("POST", "/api/v1/commands", {"cmd": command["name"].split()}, token)
            refused = status == 403 and "Your role may not use" in answer["error"]
            if refused == (role in command["roles"]):
                wrong.append((role, command["name"], status))
    room.command("panic", "off")
    assert len(paths) > 15 and len(commands) > 30
    assert wrong == []


def test_a_slow_body_is_cut_off(room):
    """The last one: it was begun before all others."""
    line = room.slow_body
    line.settimeout(45)
    assert line.recv(100) == b""
    line.close()
