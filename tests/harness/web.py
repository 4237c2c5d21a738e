"""A browser's side of the control room: requests with a cookie, over TLS as the rig offers it."""
import http.client
import json
import re
import socket
import ssl

from .processes import wait_for


# A rig that asks little of the machine; tests add what they are about.
SMALL_SHOW = """
[programme]
size = 320x180
fps = 10
[camera one]
source = test:product
[microphone m]
source = test:silence
[web]
listen = loopback
port = 0
"""


class Room:
    """One person's way into the control room of a rig."""

    def __init__(self, port, host="127.0.0.1"):
        self.port, self.host, self.cookie, self.rig = port, host, None, None
        self.source = None  # the address that requests come from; 127.0.0.2 is another person's on the same machine

    def ask(self, method, path, body=None, headers=None, tls=True):
        """(status, JSON or bytes, headers). `headers` with a value of None leave that header out."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = (http.client.HTTPSConnection(self.host, self.port, timeout=20, context=context,
                                                  source_address=self.source) if tls
                      else http.client.HTTPConnection(self.host, self.port, timeout=20, source_address=self.source))
        authority = f"{self.host}:{self.port}"
        sent = {"Host": authority, "Origin": f"https://{authority}", "Content-Type": "application/json"}
        if self.cookie:
            sent["Cookie"] = self.cookie
        sent.update(headers or {})
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        for name, value in sent.items():
            for one in value if isinstance(value, list) else [value]:
                if one is not None:
                    connection.putheader(name, one)
        if data or method == "POST":
            connection.putheader("Content-Length", str(len(data)))
        connection.endheaders(data)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        if (answer.getheader("Content-Type") or "").startswith("application/json"):
            content = json.loads(content)
        return answer.status, content, answer.headers

    def sign_in(self, **words):
        status, content, headers = self.ask("POST", "/api/v1/session", words)
        if status == 200:
            self.cookie = headers["Set-Cookie"].split(";")[0]
        return status, content, headers

    def connect(self):
        """A bare line, for what no browser sends."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context.wrap_socket(socket.create_connection((self.host, self.port), 20))

    def listen(self):
        """A websocket to the events, as the line itself: what it says comes unmasked, in one frame a message."""
        line = self.connect()
        cookie = f"Cookie: {self.cookie}\r\n" if self.cookie else ""
        line.sendall((f"GET /api/v1/events HTTP/1.1\r\nHost: {self.host}:{self.port}\r\nUpgrade: websocket\r\n"
                      f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n{cookie}"
                      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").encode())
        return line

    @staticmethod
    def say(line, message):
        """One short text frame, masked with zeros."""
        text = json.dumps(message).encode()
        assert len(text) < 126
        line.sendall(bytes([0x81, 0x80 | len(text), 0, 0, 0, 0]) + text)

    def command(self, *words, id=None):
        return self.ask("POST", "/api/v1/commands", {"cmd": list(words), **({"id": id} if id else {})})


def open_room(rig):
    """The first person's way in, by the code that the rig printed."""
    found = []

    def said():
        found[:] = re.findall(r":(\d+)/join#([0-9A-Z-]+)", (rig.folder / "log").read_text())
        return bool(found)

    wait_for(said, 20, "the address of the control room")
    port, code = found[-1]
    room = Room(int(port))
    room.rig = rig
    return room, code
