"""A running tallybox-shop, tills that sell over HTTP, and a rig's end of the stock channel down to the frames, so that
tests can also do what no library would."""
import base64
import http.client
import json
import os
import pathlib
import socket
import ssl
import struct
import subprocess
import uuid

from .processes import end
from .rig import ROOT

TALLYBOX_SHOP = pathlib.Path(os.environ.get("TALLYBOX_BUILD", ROOT / "build")) / "tallybox-shop"
TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def tallybox_shop(*words, timeout=60, **options):
    """Runs the program to its end; gives CompletedProcess with text."""
    return subprocess.run([str(TALLYBOX_SHOP), *map(str, words)], capture_output=True, text=True, timeout=timeout,
                          **options)


class Shop:
    def __init__(self, folder, server="", rest="", tls=None):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.config = folder / "shop.conf"
        self.tls = tls
        self.config.write_text(f"[server]\nport = 0\nstore = {folder}/shop.db\nrequests_per_second = 0\n{server}\n{rest}")
        self.process = self.port = None

    def start(self):
        self.log_file = open(self.folder / "log", "ab")
        self.process = subprocess.Popen([str(TALLYBOX_SHOP), "run", "--config", str(self.config)],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log_file, text=True,
                                        env={**os.environ, "G_DEBUG": "fatal-criticals"})
        line = self.process.stdout.readline()
        assert line.startswith("ws"), f"tallybox-shop ended:\n{self.log()}"
        self.port = int(line.split(":")[2].split("/")[0])
        return self

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def is_well(self):
        """It lives, and answers."""
        try:
            return self.process.poll() is None and Till(self, None).ask("GET", "/v1/health")[0] == 200
        except OSError:
            return False

    def stop(self, seconds=20):
        if self.process is None:
            return None
        status = end(self.process, seconds, self.log)
        self.process.stdout.close()
        self.log_file.close()
        return status

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log_file.close()

    def token(self, name, rights, *words):
        done = tallybox_shop("token", "add", name, "--rights", rights, "--config", self.config, *words)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def request(self, method, path, body=None):
        """Straight to the store, also while it is stopped."""
        done = tallybox_shop("request", "--config", self.config, method, path, *(["-"] if body is not None else []),
                             **({"input": json.dumps(body)} if body is not None else {}))
        assert done.returncode == 0, done.stdout + done.stderr
        return json.loads(done.stdout)

    def put_drop(self, name, *items, state="start"):
        self.request("PUT", f"/v1/drops/{name}", {})
        self.request("PUT", f"/v1/drops/{name}/items", {"items": items})
        if state:
            self.request("POST", f"/v1/drops/{name}/{state}")

    def item(self, drop, sku):
        return self.request("GET", f"/v1/drops/{drop}/item?sku={sku}")["item"]


def connect(shop, room=None):
    """`room`: bytes that the system takes for us before we read."""
    sock = socket.socket()
    if room:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    sock.settimeout(20)
    sock.connect(("127.0.0.1", shop.port))
    if shop.tls:
        context = ssl.create_default_context(cafile=str(shop.tls))
        sock = context.wrap_socket(sock, server_hostname="localhost")
    return sock


class Till:
    """One seller's connection, kept open."""

    def __init__(self, shop, token):
        self.shop, self.token, self.line = shop, token, None

    def ask(self, method, path, body=None, key=None, headers=None):
        """(status, JSON)"""
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.shop.port, timeout=30)
            self.line.sock = connect(self.shop)
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        if key:
            sent["Idempotency-Key"] = key
        data = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else b""
        try:
            self.line.request(method, path, data if method in ("POST", "PUT") else None, {**sent, **(headers or {})})
            answer = self.line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if answer.will_close:
            self.close()
        return answer.status, json.loads(content)

    def sell(self, drop, sku, n=1, key=None, **words):
        return self.ask("POST", f"/v1/drops/{drop}/sell", {"sku": sku, "n": n, **words}, key or str(uuid.uuid4()))

    def close(self):
        if self.line:
            self.line.close()
        self.line = None


class Closed(Exception):
    """The other side hung up; `code` is None when it did so without a word."""

    def __init__(self, code, reason=""):
        super().__init__(f"{code} {reason}")
        self.code = code


class Refused(Exception):
    """No upgrade; `status` is HTTP's, None when there was none."""

    def __init__(self, status):
        super().__init__(str(status))
        self.status = status


class Wire:
    """The rig's end."""

    def __init__(self, shop, token=None, protocol="stocksync.v1.json", headers="", room=None):
        self.sock, self.data = connect(shop, room), b""
        lines = [f"GET /stock HTTP/1.1\r\nHost: 127.0.0.1:{shop.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n"]
        if protocol:
            lines.append(f"Sec-WebSocket-Protocol: {protocol}\r\n")
        if token:
            lines.append(f"Authorization: Bearer {token}\r\n")
        self.sock.sendall(("".join(lines) + headers + "\r\n").encode())
        head = self._until(b"\r\n\r\n")
        status = int(head.split(b" ")[1]) if head else None
        if status != 101:
            self.sock.close()
            raise Refused(status)
        self.head = head.decode().lower()

    def _until(self, end):
        while end not in self.data:
            try:
                got = self.sock.recv(65536)
            except ConnectionResetError:
                got = b""
            if not got:
                return b""
            self.data += got
        head, self.data = self.data.split(end, 1)
        return head

    def _exactly(self, n):
        while len(self.data) < n:
            try:
                got = self.sock.recv(1 << 20)
            except ConnectionResetError:
                got = b""
            if not got:
                raise Closed(None)
            self.data += got
        got, self.data = self.data[:n], self.data[n:]
        return got

    def send_frame(self, opcode, payload, fin=True, length=None):
        """`length`: what the frame says, when that is not the truth."""
        length = len(payload) if length is None else length
        head = bytes([(0x80 if fin else 0) | opcode])
        if length < 126:
            head += bytes([0x80 | length])
        elif length < 65536:
            head += bytes([0x80 | 126]) + struct.pack(">H", length)
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", length)
        self.sock.sendall(head + b"\0\0\0\0" + payload)  # a mask of zeros changes nothing

    def send(self, message):
        self.send_frame(TEXT, message if isinstance(message, bytes) else json.dumps(message).encode())

    def frame(self, seconds=20):
        """(opcode, payload), pings answered."""
        self.sock.settimeout(seconds)
        while True:
            first, second = self._exactly(2)
            length = second & 127
            if length == 126:
                length, = struct.unpack(">H", self._exactly(2))
            elif length == 127:
                length, = struct.unpack(">Q", self._exactly(8))
            payload = self._exactly(length)
            opcode = first & 15
            if opcode == PING:
                self.send_frame(PONG, payload)
            elif opcode == CLOSE:
                raise Closed(struct.unpack(">H", payload[:2])[0] if payload[1:] else None, payload[2:].decode(errors="replace"))
            elif opcode != PONG:
                return opcode, payload

    def hear(self, kind=None, seconds=20):
        """The next message, or the next of that kind."""
        while True:
            message = json.loads(self.frame(seconds)[1])
            if kind in (None, message["t"]):
                return message

    def hello(self, drop, **words):
        """(welcome, items by SKU when there was a snapshot)"""
        self.send({"t": "hello", "v": 1, "drop": drop, "client": "test", **words})
        welcome = self.hear("welcome")
        return welcome, self.snapshot() if welcome["mode"] == "snapshot" else None

    def snapshot(self):
        items, part, parts = {}, 0, 1
        while part < parts:
            message = self.hear("snapshot")
            part, parts = message.get("part", 1), message.get("parts", 1)
            items.update({item["sku"]: item for item in message["items"]})
        return items

    def ends_with(self, seconds=20):
        """The close code."""
        try:
            while True:
                self.frame(seconds)
        except Closed as closed:
            return closed.code

    def close(self):
        self.sock.close()
