"""What is kept of shows, fetched through the control room while the next show runs."""
import csv
import io
import json
import os
import pathlib
import socket
import ssl
import subprocess
import threading
import time

import pytest
from harness.processes import wait_for
from harness.web import SMALL_SHOW, Room

CONFIG = SMALL_SHOW + """
[scene one]
cameras = one
[scene break]
layout = slate
[card mug]
sku = MUG
shown = yes
"""
OLD = "2026-03-01_19-00-00"


def put_earlier_show(rig):
    """Its recording is long enough that its way out takes a while."""
    folder = rig.state_dir / "recordings" / OLD
    folder.mkdir(parents=True)
    subprocess.run(["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=64x64:rate=5:duration=4",
                    "-c:v", "libx264", "-movie_timescale", "48000", folder / f"{OLD}_001.mp4"], check=True)
    with open(folder / f"{OLD}_002.mp4", "wb") as big:
        big.truncate(64 << 20)
    (folder / "secret.txt").write_text("not for anybody")
    (folder / f"{OLD}_003.mp4").symlink_to("/etc/passwd")


@pytest.fixture(scope="module")
def room(control_room):
    here = control_room(CONFIG, put_earlier_show)
    here.command("stock", "set", "MUG", "5")
    return here


def fetch(room, name, **headers):
    return room.ask("GET", f"/api/v1/recordings/{name}", headers=headers)


def programme(room):
    return room.ask("GET", "/api/v1/state")[1]["programme"]


def test_recordings_are_listed_and_the_one_that_grows_is_marked(room):
    wait_for(lambda: len(room.ask("GET", "/api/v1/recordings")[1]["recordings"]) >= 1, 20, "a recording")
    wait_for(lambda: room.ask("GET", "/api/v1/recordings")[1]["recordings"][0]["writing"], 20, "one that grows")
    newest = room.ask("GET", "/api/v1/recordings")[1]["recordings"][0]
    assert newest["bytes"] > 0 and newest["began"].startswith("20")
    status, data, headers = fetch(room, newest["name"])
    assert status == 200 and data[4:8] == b"ftyp" and len(data) >= newest["bytes"]
    assert headers["Content-Type"] == "video/mp4"
    assert headers["Content-Disposition"] == f'attachment; filename="{newest["name"]}"'
    room.command("record", "split")

    def finished():
        one = next(one for one in room.ask("GET", "/api/v1/recordings")[1]["recordings"]
                   if one["name"] == newest["name"])
        return not one["writing"] and one["length_ms"] > 500
    wait_for(finished, 30, "a file that is finished")
    name = f"{room.rig.folder}/fetched.mp4"
    pathlib.Path(name).write_bytes(fetch(room, newest["name"])[1])
    subprocess.run(["ffmpeg", "-loglevel", "error", "-xerror", "-i", name, "-f", "null", "-"], check=True)


def test_ranges(room):
    name = f"{OLD}_001.mp4"
    whole = (room.rig.state_dir / "recordings" / OLD / name).read_bytes()
    status, data, headers = fetch(room, name)
    assert (status, data, headers["Accept-Ranges"]) == (200, whole, "bytes")
    tag, n = headers["ETag"], len(whole)
    for asked, first, last in (("bytes=0-0", 0, 0), ("bytes=10-19", 10, 19), ("bytes=100-", 100, n - 1),
                               ("bytes=-7", n - 7, n - 1), (f"bytes=5-{n + 50}", 5, n - 1)):
        status, data, headers = fetch(room, name, Range=asked)
        assert (status, data) == (206, whole[first:last + 1]), asked
        assert headers["Content-Range"] == f"bytes {first}-{last}/{n}"
    status, _, headers = fetch(room, name, Range=f"bytes={n}-")
    assert (status, headers["Content-Range"]) == (416, f"bytes */{n}")
    for asked in ("bytes=0-1,5-6", "pieces=1-2", "bytes=x"):
        assert fetch(room, name, Range=asked)[:2] == (200, whole), asked
    assert fetch(room, name, **{"Range": "bytes=0-3", "If-Range": tag})[0] == 206
    assert fetch(room, name, **{"Range": "bytes=0-3", "If-Range": '"other"'})[0] == 200


@pytest.mark.parametrize("name", [
    "..%2f..%2ftallybox.conf", f"..%2f{OLD}_001.mp4", f"{OLD}%2f{OLD}_001.mp4", "secret.txt", f"{OLD}_003.mp4",
    f"{OLD}_001.mp4%00.txt", "%2fetc%2fpasswd", f"{OLD}_999.mp4", ".", "..", "%2e%2e", f"{OLD}", "a" * 3000])
def test_nothing_else_is_handed_out(room, name):
    status, answer, _ = fetch(room, name)
    assert status in (400, 404) and b"root:" not in str(answer).encode() and "not for anybody" not in str(answer)


def test_roles(room):
    code = room.ask("POST", "/api/v1/people", {"name": "Pia", "roles": ["producer"]})[1]["code"]
    producer = Room(room.port)
    producer.sign_in(code=code)
    assert producer.ask("GET", "/api/v1/recordings")[0] == 403
    assert fetch(producer, f"{OLD}_001.mp4")[0] == 403
    assert producer.ask("GET", "/api/v1/journal")[0] == 200
    assert Room(room.port).ask("GET", "/api/v1/journal")[0] == 401


def test_journal_by_time_and_as_a_table(room):
    room.command("card", "text", "mug", "=1+1, \"quoted\"")
    room.command("card", "hide", "mug")

    def lines(query=""):
        status, text, headers = room.ask("GET", f"/api/v1/journal{query}")
        assert status == 200 and headers["Content-Type"].startswith("application/x-ndjson")
        return [json.loads(line) for line in text.decode().splitlines()]

    wait_for(lambda: any(one["kind"] == "card" for one in lines()), 20, "a card in the journal")
    entries = lines()
    assert [one["id"] for one in entries] == sorted(one["id"] for one in entries)
    middle = entries[len(entries) // 2]["at"]
    assert {one["at"] >= middle for one in lines(f"?since={middle}")} == {True}
    assert all(one["at"] < middle for one in lines(f"?until={middle}"))
    assert all(one["name"] == "mug" for one in lines("?card=mug")) and lines("?card=nobody") == []
    status, text, headers = room.ask("GET", "/api/v1/journal?format=csv")
    assert headers["Content-Disposition"] == 'attachment; filename="journal.csv"'
    rows = list(csv.DictReader(io.StringIO(text.decode())))
    assert [int(row["id"]) for row in rows][:len(entries)] == [one["id"] for one in entries]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values() if cell)
    for bad in ("?since=tomorrow", "?format=xml"):
        assert room.ask("GET", "/api/v1/journal" + bad)[0] == 400


def connect(room, path):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.connect(("127.0.0.1", room.port))
    line = context.wrap_socket(plain)
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{room.port}\r\nCookie: {room.cookie}\r\n\r\n".encode())
    return line


def test_who_is_out_gets_no_more_of_a_file(room):
    device = room.ask("POST", "/api/v1/devices", {"name": "Cutter", "roles": ["tech"]})[1]
    with room.connect() as line:
        line.sendall(f"GET /api/v1/recordings/{OLD}_002.mp4 HTTP/1.1\r\nHost: 127.0.0.1:{room.port}\r\n"
                     f"Authorization: Bearer {device['token']}\r\n\r\n".encode())
        got = line.recv(4096)
        assert b" 200 " in got
        length = len(got)
        assert room.ask("DELETE", f"/api/v1/people/{device['id']}")[0] == 200
        try:
            while piece := line.recv(1 << 20):
                length += len(piece)
        except OSError:
            pass
    assert length < 64 << 20
    assert fetch(room, f"{OLD}_001.mp4")[0] == 200


def test_downloads_are_few_and_leave_the_programme_alone(room):
    """Some crawl and hold their place, others pull as fast as they may: no tick is missed, memory stays."""
    path = f"/api/v1/recordings/{OLD}_002.mp4"
    before = programme(room)
    memory = int((pathlib.Path(f"/proc/{room.rig.process.pid}/statm")).read_text().split()[1])
    slow = [connect(room, path) for _ in range(5)]
    for line in slow:
        assert b" 200 " in line.recv(100)
    done = []
    fast = threading.Thread(target=lambda: done.append(len(fetch(room, f"{OLD}_002.mp4")[1])))
    began = time.monotonic()
    fast.start()
    time.sleep(0.5)
    status, answer, headers = fetch(room, f"{OLD}_001.mp4")
    assert (status, headers["Retry-After"]) == (503, "10") and answer["error"]
    fast.join(60)
    assert done == [64 << 20]
    assert time.monotonic() - began > 2, "the pace is limited"
    after = programme(room)
    assert after["missed_ticks"] == before["missed_ticks"]
    grown = int((pathlib.Path(f"/proc/{room.rig.process.pid}/statm")).read_text().split()[1]) - memory
    assert grown * os.sysconf("SC_PAGE_SIZE") < 24 << 20, "files are not read whole"
    for line in slow:
        line.close()
    wait_for(lambda: fetch(room, f"{OLD}_001.mp4")[0] == 200, 20, "a place for the next")
