"""tallybox-shop faces the internet: what strangers, broken rigs and slow lines may try. After all of it, it answers."""
import concurrent.futures
import itertools
import os
import random
import socket
import time

import pytest
from harness.processes import wait_for
from harness.shop import BINARY, CLOSE, TEXT, Closed, Refused, Shop, Till, Wire, connect

MUG = {"sku": "MUG-01", "title": "Green mug", "cap": 150, "avail": 150}
HELLO = b'{"t":"hello","v":1,"drop":"spring"}'


def make_shop(folder):
    made = Shop(folder)
    made.put_drop("spring", MUG)
    made.rig = made.token("rig-1", "rig")
    made.admin = made.token("boss", "admin")
    return made.start()


def end(made):
    well = made.is_well()
    assert made.stop() == 0 and well, made.log()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    made = make_shop(tmp_path_factory.mktemp("attacked"))
    yield made
    end(made)


@pytest.fixture
def shop(served):
    yield served
    assert served.is_well(), served.log()


def answer_to(shop, data, seconds=20):
    """What comes back until the other side hangs up, and after how long."""
    began = time.monotonic()
    with connect(shop) as line:
        line.settimeout(seconds)
        got = b""
        try:
            line.sendall(data)
            while True:
                more = line.recv(65536)
                if not more:
                    break
                got += more
        except (ConnectionResetError, BrokenPipeError):
            pass
    return got, time.monotonic() - began


def status_of(got):
    return int(got.split(b" ")[1]) if got else None


# What takes long, because the shop has patience: all of it side by side, in the background of the tests that are quick.

REQUESTS = [
    (b"GET /v1/health HTTP/1.0\r\n\r\n", 200),
    (b"POST /v1/drops/spring/pause HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 400),
    (b"POST /v1/drops/spring/pause HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n", 400),
    (b"POST /v1/drops/spring/pause HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n", 400),
    (b"POST /v1/drops/spring/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\nabcde", 400),
    (b"POST /v1/drops/spring/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n", 400),
    (b"POST /v1/drops/spring/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 70000\r\n\r\n", 413),
    (b"GET /v1/health HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde", 400),
    (b"GET /stock HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
     b"\r\n", 400),
    (b"GET /stock HTTP/1.1\r\nHost: x\r\nConnection: close\r\nUpgrade: tls/1.0\r\n\r\n", None),
    (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", None),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", None),
    (b"BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n", None),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500), None),
    (b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", None),
    (b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 20000 + b"\r\n\r\n", None),
    (b"GET /v1/health HTTP/1.1\r\n" + b"X-Many: a\r\n" * 3000 + b"\r\n", None),
    (bytes(range(256)) * 40, None),
    (b"GET /v1/../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", None),
    (b"GET /v1/%00%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", None),
]


def check_request(shop, head, status):
    """`status` None: whatever, but no good answer and no connection that stays open."""
    got, seconds = answer_to(shop, head)
    if status:
        assert status_of(got) == status, got
    else:
        assert status_of(got) in (None, 400, 401, 403, 404, 405, 413, 414, 431, 501), got
    assert seconds < 18


def dribble(shop, beginning):
    """A byte a second, and never an end. Gives after how long it was hung up on."""
    began = time.monotonic()
    with connect(shop) as line:
        line.sendall(beginning)
        line.settimeout(1)
        try:
            while time.monotonic() - began < 40:
                line.sendall(b"x")
                try:
                    if not line.recv(100):
                        break
                except socket.timeout:
                    pass
        except OSError:
            pass
    return time.monotonic() - began


def slow_head(shop):
    assert 5 < dribble(shop, b"GET /v1/health HTTP/1.1\r\n") < 20


def slow_body(shop):
    assert dribble(shop, b"POST /v1/drops/spring/pause HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n") < 25


def slow_reader(shop):
    """Some ask for more than the system buffers, and read nothing: they do not stay for good."""
    items = [{"sku": f"S-{i:04}", "title": "x" * 190, "avail": 1} for i in range(5000)]
    assert Till(shop, shop.admin).ask("PUT", "/v1/drops/spring/items", {"items": items})[0] == 200
    lines = []
    for _ in range(20):
        line = connect(shop, 4096)
        line.sendall(b"GET /v1/drops/spring/items HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                     % shop.rig.encode() * 40)
        lines.append(line)
    till = Till(shop, shop.admin)
    wait_for(lambda: till.ask("GET", "/v1/status")[1]["connections"] == 1, 40, "the slow readers to be gone", 0.5)
    for line in lines:
        line.close()


def silence(shop):
    """An upgrade and then nothing: S9."""
    began = time.monotonic()
    assert Wire(shop, shop.rig).ends_with(30) == 4408
    assert 9 < time.monotonic() - began < 20


def slow_rig(shop):
    """One rig reads nothing while the shop is busy: it is sent away, the other one misses nothing."""
    items = [{"sku": f"S-{i:03}", "title": "x" * 190, "avail": 1} for i in range(150)]
    till = Till(shop, shop.admin)
    slow, quick = Wire(shop, shop.rig, room=4096), Wire(shop, shop.rig)
    slow.send(HELLO)
    quick.hello("spring")
    prev, n, began = None, 0, time.monotonic()
    while till.ask("GET", "/v1/status")[1]["rigs"] == 2:
        n += 1
        for item in items:
            item["avail"] = n
        assert till.ask("PUT", "/v1/drops/spring/items", {"items": items})[0] == 200
        delta = quick.hear("delta")
        assert prev in (None, delta["prev"])
        prev = delta["seq"]
        assert time.monotonic() - began < 120
    assert slow.ends_with() in (4429, None)


def half_open(shop):
    """A rig whose line is dead without a word is noticed: it answers no ping."""
    wire = Wire(shop, shop.rig)
    wire.hello("spring")
    till, began = Till(shop, shop.admin), time.monotonic()
    while till.ask("GET", "/v1/status")[1]["rigs"] == 1:
        time.sleep(0.5)
        assert time.monotonic() - began < 60
    assert time.monotonic() - began > 15


# Those that count connections or rigs have a shop of their own.
ALONE = [slow_reader, slow_rig, half_open]
TOGETHER = [slow_head, slow_body, silence]


@pytest.fixture(scope="module", autouse=True)
def patient(tmp_path_factory):
    """The futures by name, all begun before the first test."""
    shops = [make_shop(tmp_path_factory.mktemp("patient")) for _ in range(len(ALONE) + 1)]
    with concurrent.futures.ThreadPoolExecutor(len(ALONE) + len(TOGETHER) + len(REQUESTS)) as pool:
        futures = {one.__name__: pool.submit(one, shop) for one, shop in zip(ALONE, shops)}
        futures |= {one.__name__: pool.submit(one, shops[-1]) for one in TOGETHER}
        futures |= {f"request {i}": pool.submit(check_request, shops[-1], *one) for i, one in enumerate(REQUESTS)}
        yield futures
    for shop in shops:
        end(shop)


# HTTP


def test_wrong_tokens_are_slowed_down(shop):
    """Guessing gets 429 soon; who has a good token is served meanwhile."""
    statuses = []
    for _ in range(60):
        try:
            statuses.append(Till(shop, "tbx_guess").ask("GET", "/v1/drops")[0])
        except OSError:
            statuses.append(None)
    assert set(statuses) <= {401, 429, None} and statuses.count(401) < 40
    assert Till(shop, shop.admin).ask("GET", "/v1/drops")[0] == 200


def test_connections_are_bounded(place):
    shop = Shop(place / "shop", "connections_per_address = 20\n")
    shop.start()
    try:
        lines = [connect(shop) for _ in range(40)]
        time.sleep(0.5)
        alive = 0
        for line in lines:
            line.settimeout(10)
            try:
                line.sendall(b"GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n")
                alive += line.recv(100).startswith(b"HTTP/1.1 200")
            except OSError:
                pass
        assert alive == 20
        for line in lines:
            line.close()
        wait_for(shop.is_well, 10, "room for others")
    finally:
        assert shop.stop() == 0


# The stock channel


def test_ten_megabytes(shop):
    """Frames far too long, told and sent, whole and in pieces."""
    wire = Wire(shop, shop.rig)
    wire.hello("spring")
    try:
        wire.send_frame(TEXT, b"x" * 10_000_000)
        code = wire.ends_with()
    except OSError:
        code = None
    assert code in (1009, 4400, None)
    wire = Wire(shop, shop.rig)
    wire.send_frame(TEXT, b"x" * 1000, length=10_000_000_000)
    try:
        for _ in range(1000):
            wire.sock.sendall(b"x" * 65536)
    except OSError:
        pass
    assert wire.ends_with() in (1009, 4400, 4408, None)
    wire = Wire(shop, shop.rig)
    try:
        wire.send_frame(TEXT, b"x" * 1000, fin=False)
        for _ in range(1000):
            wire.send_frame(0, b"x" * 1000, fin=False)
    except OSError:
        pass
    assert wire.ends_with() in (1009, 4400, None)


def test_longest_message(shop):
    """64 KiB are fine, one more is not: S4."""
    for extra, fine in ((0, True), (1, False)):
        wire = Wire(shop, shop.rig)
        message = HELLO[:-1] + b',"x":"' + b"y" * (65536 - len(HELLO) - 7 + extra) + b'"}'
        assert len(message) == 65536 + extra
        wire.send(message)
        if fine:
            assert wire.hear()["t"] == "welcome"
        else:
            assert wire.ends_with() in (1009, 4400)


def test_fragments(shop):
    """A hello in pieces of one byte, with pings in between."""
    wire = Wire(shop, shop.rig)
    for i, byte in enumerate(HELLO):
        wire.send_frame(TEXT if i == 0 else 0, bytes([byte]), fin=i + 1 == len(HELLO))
        if i % 7 == 0:
            wire.send_frame(9, b"ping")
    assert wire.hear("welcome")["v"] == 1
    assert wire.snapshot()["MUG-01"]["avail"] == 150


@pytest.mark.parametrize("opcode,payload", [
    (TEXT, b""), (TEXT, b"{"), (TEXT, b"[]"), (TEXT, b"null"), (TEXT, b'"hello"'), (TEXT, b"\xff\xfe"), (TEXT, b"\xed\xa0\x80"),
    (TEXT, b'{"t":"hello","v":1,"drop":"sp\xc3"}'), (TEXT, b'{"t":"hello","v":1,"drop":"spring","x":"\xc0\xaf"}'),
    (TEXT, b'{"t":"x","y":[{"\xf4\x90\x80\x80":1}]}'), (TEXT, b'{"t":"hello","v":1,"drop":"spring"} x'),
    (TEXT, b'{"t":"hello","t":"hello","v":1,"drop":"spring"}'), (TEXT, b'{"t":"hello","v":1,"drop":"spr\\u0000ing"}'),
    (TEXT, b'{"t":"hello","v":1e999,"drop":"spring"}'), (TEXT, b'{"t":"hello","v":-1,"drop":"spring"}'),
    (TEXT, b'{"t":"hello","v":1,"drop":"../../etc"}'), (TEXT, b'{"t":"hello","v":1,"drop":"%s"}' % (b"a" * 65)),
    (TEXT, b'{"t":"hello","v":1,"drop":"spring","resume":{"epoch":7,"seq":"x"}}'), (TEXT, b'{"t":' * 12 + b"1" + b"}" * 12),
    (TEXT, b"[" * 60000), (BINARY, HELLO), (BINARY, bytes(1000)), (TEXT, b'{"t":"resync"}'), (3, b"x"), (15, b"x"),
], ids=itertools.count())
def test_garbage(shop, opcode, payload):
    wire = Wire(shop, shop.rig)
    try:
        wire.send_frame(opcode, payload)
    except OSError:
        pass
    assert wire.ends_with() in (1002, 1003, 1007, 1009, 4400, None)


def test_bad_utf8_in_pieces(shop):
    """A character that is torn apart by frames is a good one, half of it is not."""
    for half, fine in ((b"\xbc", True), (b"", False)):
        wire = Wire(shop, shop.rig)
        wire.send_frame(TEXT, HELLO[:-1] + b',"x":"\xc3', fin=False)
        wire.send_frame(0, half + b'"}')
        if fine:
            assert wire.hear()["t"] == "welcome"
        else:
            assert wire.ends_with() in (1007, 4400)


@pytest.mark.parametrize("payload", [b"", b"\x03", b"\x03\xe8\xff\xfe", b"\0\0", b"\x03\xee", b"\x03\xe8" + b"x" * 123])
def test_odd_goodbyes(shop, payload):
    wire = Wire(shop, shop.rig)
    wire.hello("spring")
    wire.send_frame(CLOSE, payload)
    wire.ends_with()


def test_random_bytes(shop):
    """Bytes at random after the upgrade, and bits turned over in good messages."""
    dice = random.Random(int(os.environ.get("TEST_SEED", "1")))
    good = [HELLO, b'{"t":"adjust","id":"a1","sku":"MUG-01","by":-1,"why":"count"}', b'{"t":"resync","reason":"gap"}']
    for n in range(150):
        wire = Wire(shop, shop.rig)
        try:
            if n % 2:
                wire.sock.sendall(dice.randbytes(dice.randrange(1, 5000)))
            else:
                wire.send(HELLO)
                for _ in range(3):
                    data = bytearray(dice.choice(good))
                    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
                    wire.send(bytes(data))
        except OSError:
            pass
        wire.close()
    assert shop.item("spring", "MUG-01")["avail"] <= 151


def test_flood(shop):
    wire = Wire(shop, shop.rig)
    wire.hello("spring")
    try:
        for _ in range(1000):
            wire.send({"t": "resync"})
    except OSError:
        pass
    assert wire.ends_with() in (4429, None)


def test_many_come_and_go(shop):
    """Connections in every state, cut off anywhere."""
    dice = random.Random(2)
    for _ in range(200):
        state = dice.randrange(5)
        try:
            if state == 0:
                line = connect(shop)
                line.sendall(b"GET /stock HTT")
                line.close()
            elif state == 1:
                line = connect(shop)
                line.sendall(b"PUT /v1/drops/spring/items HTTP/1.1\r\nAuthorization: Bearer %s\r\nContent-Length: 500000\r\n\r\n"
                             % shop.admin.encode() + b"{" * dice.randrange(100000))
                line.close()
            else:
                wire = Wire(shop, shop.rig)
                if state >= 3:
                    wire.send(HELLO)
                if state == 4:
                    wire.send({"t": "adjust", "id": f"x{dice.random()}", "sku": "MUG-01", "by": -1, "why": "count"})
                wire.close()
        except (OSError, Closed, Refused):
            pass
    till = Till(shop, shop.admin)
    wait_for(lambda: till.ask("GET", "/v1/status")[1] | {"version": 0} ==
             {"version": 0, "rigs": 0, "connections": 1, "store_works": True}, 20, "all to be gone")


@pytest.mark.parametrize("name", [*(one.__name__ for one in ALONE + TOGETHER), *(f"request {i}" for i in range(len(REQUESTS)))])
def test_patience(patient, name):
    patient[name].result(120)
