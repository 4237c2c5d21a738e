"""The smallest server of stocksync.v1.json, as shop/PROTOCOL.md promises it (section 10), over bare sockets; and what it
can do wrong, each fault by a name of its own."""
import base64
import hashlib
import json
import socket
import struct
import threading
import time
import uuid

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TOKEN = "smallest-token"


class Hangup(Exception):
    def __init__(self, code=None):
        super().__init__(code)
        self.code = code


class Line:
    """One rig's connection, server's side."""

    def __init__(self, shop, connection):
        self.shop, self.socket = shop, connection
        self.lock = threading.Lock()
        self.greeted = False
        self.deadline = time.monotonic() + 10

    def read(self, n):
        got = b""
        while len(got) < n:
            if not self.greeted:  # whatever else comes, such as pings
                self.socket.settimeout(max(self.deadline - time.monotonic(), 0.01))
            more = self.socket.recv(n - len(got))
            if not more:
                raise Hangup
            got += more
        return got

    def frame(self, opcode, payload):
        head = bytes([0x80 | opcode])
        if len(payload) < 126:
            head += bytes([len(payload)])
        else:
            head += bytes([126]) + struct.pack(">H", len(payload)) if len(payload) < 65536 \
                else bytes([127]) + struct.pack(">Q", len(payload))
        with self.lock:
            self.socket.sendall(head + payload)

    def send(self, **message):
        self.frame(1, json.dumps(message).encode())

    def receive(self):
        """The next text; pings are answered; Hangup at the end."""
        while True:
            first, second = self.read(2)
            length = second & 0x7F
            if length == 126:
                length = struct.unpack(">H", self.read(2))[0]
            elif length == 127:
                length = struct.unpack(">Q", self.read(8))[0]
            mask = self.read(4)
            if length > 65536:
                raise Hangup(1009)
            payload = bytes(b ^ mask[i % 4] for i, b in enumerate(self.read(length)))
            if first & 0xF == 8:
                raise Hangup
            if first & 0xF == 9:
                if self.shop.fault != "no-pong":
                    self.frame(10, payload)
            elif first & 0xF == 1:
                return payload.decode()

    def upgrade(self):
        head = b""
        while b"\r\n\r\n" not in head:
            head += self.read(1)
        headers = {name.lower(): value for name, value in
                   (line.split(": ", 1) for line in head.decode().split("\r\n")[1:] if ": " in line)}
        fault = self.shop.fault
        if headers.get("sec-websocket-protocol") != "stocksync.v1.json" and fault != "any-subprotocol":
            self.refuse("400 Bad Request")
        if headers.get("authorization") != "Bearer " + TOKEN and fault != "any-token":
            self.refuse("500 Oh" if fault == "token-500" else "401 Unauthorized")
        accept = base64.b64encode(hashlib.sha1((headers["sec-websocket-key"] + GUID).encode()).digest()).decode()
        chosen = "" if fault == "no-subprotocol" else "Sec-WebSocket-Protocol: stocksync.v1.json\r\n"
        self.socket.sendall(f"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            f"Sec-WebSocket-Accept: {accept}\r\n{chosen}\r\n".encode())

    def refuse(self, status):
        self.socket.sendall(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        raise Hangup

    def snapshot(self):
        self.shop.send_snapshot(self)

    def greet(self, hello):
        if not isinstance(hello.get("v"), int) or hello["v"] != 1 or not isinstance(hello.get("drop"), str) \
                or not hello["drop"].replace("-", "").replace(".", "").isalnum():
            raise Hangup(4400)
        if hello["drop"] != "main":
            raise Hangup(4500 if self.shop.fault == "drop-4500" else 4404)
        if self.shop.fault == "slow-welcome":
            time.sleep(6)
        mode = "resume" if self.shop.fault == "resumes-anything" and "resume" in hello else "snapshot"
        self.send(t="welcome", v=1, epoch=self.shop.epoch, seq=self.shop.seq, mode=mode, hb_ms=1000,
                  stale_ms=1500 if self.shop.fault == "short-stale" else self.shop.stale_ms, now=now(), **self.shop.source())
        if mode == "snapshot":
            self.snapshot()

    def take(self, text):
        try:
            message = json.loads(text, object_pairs_hook=unique)
        except ValueError:
            if self.shop.fault == "takes-junk":
                return
            raise Hangup(4400) from None
        if not isinstance(message, dict) or not isinstance(message.get("t"), str):
            raise Hangup(4400)
        if message["t"] == "hello":
            self.greet(message)
        elif message["t"] == "resync":
            if self.shop.fault != "no-resync":
                self.snapshot()
        elif message["t"] == "adjust":
            self.send(t="adjusted", id=message["id"], ok=False, code="forbidden")
        elif self.shop.fault == "strict":
            raise Hangup(4400)

    def run(self):
        code = None
        try:
            self.upgrade()
            if self.shop.fault == "early":
                self.snapshot()
            try:
                self.take(self.receive())
            except socket.timeout:
                raise Hangup(4000 if self.shop.fault == "hello-4000" else 4408) from None
            self.greeted = True
            self.socket.settimeout(None)
            self.shop.lines.append(self)
            while True:
                self.take(self.receive())
        except Hangup as end:
            code = end.code
        except OSError:
            pass
        if self in self.shop.lines:
            self.shop.lines.remove(self)
        try:
            if code:
                self.frame(8, struct.pack(">H", code))
            self.socket.shutdown(socket.SHUT_WR)
            self.socket.settimeout(1)
            while self.socket.recv(4096):
                pass
        except OSError:
            pass
        self.socket.close()


def unique(pairs):
    if len(pairs) != len(dict(pairs)):
        raise ValueError("a key twice")
    return dict(pairs)


def now(ago_s=0):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - ago_s))


class SmallestShop:
    """A shop that sells one mug every half second. `fault`: what it does wrong."""

    stale_ms = 3000

    def __init__(self, fault=None):
        self.fault = fault
        self.epoch, self.seq = uuid.uuid4().hex[:8], 7
        self.available = 500
        self.lines = []
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.over = threading.Event()
        self.threads = [threading.Thread(target=one, daemon=True) for one in (self.accept, self.sell, self.beat)]
        for thread in self.threads:
            thread.start()

    def source(self):
        return {"src_at": "2099-01-01T00:00:00Z"} if self.fault == "future-source" else {}

    def items(self):
        mug = {"sku": "MUG-01", "rev": self.seq, "title": "Green mug", "cap": 500, "avail": self.available,
               "sold": 500 - self.available, "state": "live"}
        if self.fault == "bad-item":
            mug["sold"] = 501
        return [mug, mug] if self.fault == "twice" else [mug]

    def send_snapshot(self, line):
        with self.lock:
            if self.fault == "odd-parts":
                line.send(t="snapshot", epoch=self.epoch, seq=self.seq, items=self.items(), part=1, parts=2)
                line.send(t="snapshot", epoch=self.epoch, seq=self.seq + 1, items=[], part=2, parts=2)
            elif self.fault == "not-json":
                line.frame(1, b'{"t":"snapshot"')
            elif self.fault == "too-long":
                line.frame(1, b'{"t":"snapshot"}' + b" " * 70000)
            line.send(t="snapshot", epoch=self.epoch, seq=self.seq, items=self.items())

    def tell(self, **message):
        for line in list(self.lines):
            try:
                line.send(**message)
            except OSError:
                pass

    def accept(self):
        while not self.over.is_set():
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=Line(self, connection).run, daemon=True).start()

    def sell(self):
        while not self.over.wait(0.05 if self.fault == "fast" else 0.5):
            with self.lock:
                self.available = max(self.available - 1, 0)
                self.seq += 1
                if self.fault != "silent":
                    self.tell(t="delta", epoch=self.epoch, prev=self.seq - (2 if self.fault == "gaps" else 1),
                              seq=self.seq, items=self.items())

    def beat(self):
        while not self.over.wait(1):
            with self.lock:
                if self.fault != "silent":
                    self.tell(t="hb", epoch=self.epoch, seq=self.seq + (1 if self.fault == "hb-ahead" else 0), now=now(),
                              **({"src_at": "2020-01-01T00:00:00Z"} if self.fault == "late-source" else self.source()))

    def stop(self):
        self.over.set()
        self.listener.close()
        for line in list(self.lines):
            line.socket.close()
