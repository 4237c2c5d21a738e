"""A tap between a rig and an RTMP server: passes everything on, notes when each video message came by and what stamp
it carries (RTMP chunk format: Adobe's RTMP 1.0 specification, section 5.3)."""
import socket
import statistics
import threading
import time

HEADER = {0: 11, 1: 7, 2: 3, 3: 0}
VIDEO = 9


class Messages:
    """Follows one direction of an RTMP connection far enough to see each message's type, stamp and begin."""

    def __init__(self, seen):
        self.data, self.seen = bytearray(), seen
        self.handshake, self.chunk_size = 1 + 1536 + 1536, 128
        self.streams = {}

    def feed(self, data):
        self.data += data
        if self.handshake:
            if len(self.data) < self.handshake:
                return
            del self.data[:self.handshake]
            self.handshake = 0
        while self._chunk():
            pass

    def _chunk(self):
        d = self.data
        if len(d) < 18:
            return False
        form, stream, at = d[0] >> 6, d[0] & 63, 1
        if stream < 2:
            at += stream + 1
            stream = bytes(d[1:at])
        state = self.streams.setdefault(stream, {"time": 0, "delta": 0, "size": 0, "type": 0, "left": 0})
        head = d[at:at + HEADER[form]]
        at += HEADER[form]
        if form < 3:
            stamp = int.from_bytes(head[:3], "big")
            state["extended"] = stamp == 0xffffff
        if state.get("extended"):
            stamp = int.from_bytes(d[at:at + 4], "big")
            at += 4
        elif form == 3:
            stamp = state["delta"]
        begins = state["left"] == 0
        size = int.from_bytes(head[3:6], "big") if form < 2 else state["size"]
        body = min(self.chunk_size, size if begins else state["left"])
        if len(d) < at + body:
            return False
        if form < 2:
            state["size"], state["type"] = size, head[6]
        if begins:
            state["left"] = state["size"]
            state["time"] = stamp if form == 0 else state["time"] + stamp
            state["delta"] = 0 if form == 0 else stamp
            self.seen(state["type"], state["time"], bytes(d[at:at + body]))
        if state["type"] == 1 and begins:
            self.chunk_size = int.from_bytes(d[at:at + 4], "big")
        state["left"] -= body
        del d[:at + body]
        return True


class RtmpTap:
    def __init__(self, server_port):
        self.server_port = server_port
        self.video = []  # (monotonic time of arrival, stamp in ms)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"rtmp://127.0.0.1:{self.listener.getsockname()[1]}/live"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        try:
            while True:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.server_port))
                for one in (near, far):
                    one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                messages = Messages(self._seen)
                threading.Thread(target=self._pump, args=(near, far, messages.feed), daemon=True).start()
                threading.Thread(target=self._pump, args=(far, near, None), daemon=True).start()
        except OSError:
            pass

    def _seen(self, kind, stamp, body):
        # AVC NAL units only: the sequence header (packet type 0) is no picture.
        if kind == VIDEO and len(body) > 1 and body[1] == 1:
            self.video.append((time.monotonic(), stamp))

    @staticmethod
    def _pump(source, sink, look):
        try:
            while data := source.recv(65536):
                if look:
                    look(data)
                sink.sendall(data)
        except OSError:
            pass
        for one in (source, sink):
            one.close()

    def latencies_ms(self, rig, fps=30, looks=8):
        """How long after its tick each picture came by, on the programme's own clock. The stream's time 0 is the
        programme's first frame (the output must have gone live within the first 2 s); which tick that was follows from
        how many ticks `state` counts at which position, looked at just when the count moves."""
        firsts, last, zeros = [], None, []
        while len(firsts) < looks:
            now = time.monotonic()
            programme = rig.state()["programme"]
            if last is not None and programme["ticks"] != last:
                done = programme["ticks"] + programme["missed_ticks"]
                firsts.append(int(programme["position_ms"] * fps / 1000) + 1 - done)
                zeros.append(now - programme["position_ms"] / 1000)
            last = programme["ticks"]
            time.sleep(0.002)
        zero = statistics.median(zeros) + statistics.mode(firsts) / fps
        return [(arrival - zero) * 1000 - stamp for arrival, stamp in self.video]

    def close(self):
        self.listener.close()
