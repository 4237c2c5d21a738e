"""A raw client of obs-websocket: frames as they are, also those that no library would send."""
import base64
import hashlib
import json
import os
import socket
import struct

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def answer_to(hello, password):
    """The proof of the password that `hello` asks for (protocol.md, "Creating an authentication string")."""
    words = hello["d"]["authentication"]
    secret = base64.b64encode(hashlib.sha256((password + words["salt"]).encode()).digest()).decode()
    return base64.b64encode(hashlib.sha256((secret + words["challenge"]).encode()).digest()).decode()


class Raw:
    def __init__(self, port, protocol=None, headers=None):
        """`status` tells how the server took the handshake."""
        self.link = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.file = self.link.makefile("rb")
        lines = ["GET / HTTP/1.1", f"Host: 127.0.0.1:{port}", "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Version: 13", f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}"]
        lines += [f"Sec-WebSocket-Protocol: {protocol}"] if protocol else []
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.link.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.status = int(self.file.readline().split()[1])
        while self.file.readline().strip():
            pass

    def send_frame(self, opcode, payload, fin=True):
        size = len(payload)
        head = bytes([(0x80 if fin else 0) | opcode])
        head += (bytes([0x80 | size]) if size < 126 else bytes([0xfe]) + struct.pack(">H", size) if size < 65536
                 else bytes([0xff]) + struct.pack(">Q", size))
        mask = os.urandom(4)
        self.link.sendall(head + mask + bytes(b ^ mask[i & 3] for i, b in enumerate(payload)))

    def send(self, op, data):
        self.send_frame(TEXT, json.dumps({"op": op, "d": data}).encode())

    def frame(self):
        """(opcode, payload); (None, b"") when the server hung up."""
        try:
            head = self.file.read(2)
            if len(head) < 2:
                return None, b""
            size = head[1] & 0x7f
            if size == 126:
                size = struct.unpack(">H", self.file.read(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", self.file.read(8))[0]
            return head[0] & 0x0f, self.file.read(size)
        except ConnectionError:
            return None, b""

    def message(self):
        """The next message, pings aside; a close frame is {"close": code, "why": …}."""
        while True:
            opcode, payload = self.frame()
            if opcode == PING:
                self.send_frame(PONG, payload)
            elif opcode == TEXT:
                return json.loads(payload)
            elif opcode == CLOSE:
                return {"close": struct.unpack(">H", payload[:2])[0], "why": payload[2:].decode()}
            else:
                return {"close": None}

    def identify(self, password=None, **words):
        """Says who it is; gives what came back."""
        hello = self.message()
        proof = {"authentication": answer_to(hello, password)} if password else {}
        self.send(1, {"rpcVersion": 1, **proof, **words})
        return self.message()

    def call(self, request, data=None):
        self.send(6, {"requestType": request, "requestId": "1", "requestData": data})
        while True:
            message = self.message()
            if message.get("op") == 7 or "close" in message:
                return message

    def close(self):
        self.file.close()
        self.link.close()
