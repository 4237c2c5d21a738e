"""./dev bench: every figure is measured here and now, next to a peer that does the same work, in turns (A B A B), so
that ratios hold when the machine's speed drifts. Prints a table and writes JSON with the raw samples.

Footage is the real one, scaled to 1080p and held in memory (/dev/shm) as Y4M, so that decoding weighs nothing."""
import argparse
import json
import math
import os
import pathlib
import random
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

import numpy

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from harness.cameras import Plug, environment as plugged  # noqa: E402
from harness.footage import Footage, ffmpeg  # noqa: E402
from harness.nginx import RtmpServer  # noqa: E402
from harness.numbers import luma, read_number, references  # noqa: E402
from harness.processes import wait_for  # noqa: E402
from harness.proxy import RtmpTap  # noqa: E402
from harness.relay import Relay  # noqa: E402
from harness.rig import Rig, as_the_service  # noqa: E402
from harness.shop import Shop, Till  # noqa: E402
from harness.web import open_room  # noqa: E402

BUILD = ROOT / "build"
FPS, SECONDS = 30, 10
FRAMES = FPS * SECONDS
WIDTH, HEIGHT = 1920, 1080
X264 = ("preset=superfast:tune=zerolatency:bitrate=4500:vbv-maxrate=4500:vbv-bufsize=4500:keyint=60:"
        "min-keyint=60:scenecut=0:bframes=0:threads=2").split(":")


def cpu_of(words, **options):
    """Runs a command to its end; CPU seconds (user + system) of it and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([str(w) for w in words], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_turns(runs, **commands):
    """{name: [cpu seconds]} of each command, run in turns after one warm-up."""
    samples = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, words in commands.items():
            cpu = cpu_of(words)
            if turn:
                samples[name].append(cpu)
    return samples


class StampedRelay(Relay):
    """Notes when each number of the product S came by on its way to the rig."""

    def __init__(self, target_port):
        self.seen = {}
        super().__init__(target_port)

    def passing(self, data, to_client):
        if to_client and (found := re.search(rb'"sku":"S".*?"avail":(\d+)', data)):
            self.seen.setdefault(int(found[1]), time.monotonic())


def drain(line, stop):
    """Reads what comes, until told to stop."""
    line.settimeout(0.5)
    while not stop.is_set():
        try:
            if not line.recv(65536):
                return
        except TimeoutError:
            pass


def median_ratio(a, b):
    return statistics.median(x / y for x, y in zip(a, b))


class Bench:
    def __init__(self, runs, soak_s):
        self.runs, self.soak_s = runs, soak_s
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tb-bench-", dir="/dev/shm"))
        self.rows, self.raw = [], {}

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def row(self, name, value, reach, unit="", ok=None, note=""):
        if ok is None:
            ok = value <= reach
        self.rows.append({"figure": name, "value": value, "reach": reach, "unit": unit, "ok": bool(ok),
                          "note": note})
        print(f"{'ok  ' if ok else 'MISS'} {name:<58} {value:>9.3f} {unit:<8} reach {reach:<8} {note}",
              flush=True)

    @staticmethod
    def program(name, *words):
        """What one of tests/bench/*.c prints. It runs as the service does, ahead of others."""
        return json.loads(subprocess.run([str(BUILD / "tests" / name), *map(str, words)], check=True,
                                         capture_output=True, text=True, preexec_fn=as_the_service).stdout)

    # Footage

    def prepare(self):
        real = Footage(self.folder)
        self.cameras = [self.folder / "a.y4m", self.folder / "b.y4m"]
        for source, raw in zip((real.product, real.presenter), self.cameras):
            ffmpeg("-stream_loop", "-1", "-i", source, "-t", SECONDS, "-r", FPS, "-vf",
                   f"scale={WIDTH}:{HEIGHT}:force_original_aspect_ratio=decrease:out_color_matrix=bt709:"
                   f"out_range=tv,pad={WIDTH}:{HEIGHT}:-1:-1,setsar=1", "-pix_fmt", "yuv420p", raw)
            self.bare(raw)
        self.cards = []
        for name, size, at in (("c1", (600, 200), "96:826"), ("c2", (600, 200), "1224:826"),
                               ("c3", (270, 270), "96:54")):
            path = self.folder / f"{name}.png"
            ffmpeg("-f", "lavfi", "-i", f"color=0x203040@0.8:s={size[0]}x{size[1]},format=rgba", "-frames:v",
                   1, path)
            self.cards.append((path, at))

    # Mix and overlay

    def ffmpeg_mix(self, *end, sound=False):
        inputs, chain = [], ["[1:v]scale=640:360[p]", "[0:v][p]overlay=1184:54[m0]"]
        for camera in self.cameras:
            inputs += ["-i", camera]
        for i, (card, at) in enumerate(self.cards):
            inputs += ["-loop", "1", "-framerate", FPS, "-i", card]
            chain.append(f"[m{i}][{i + 2}:v]overlay={at}:shortest=1[m{i + 1}]")
        sound_in, sound_out = (self.SOUND, ["-map", "5:a"]) if sound else ([], [])
        return ["ffmpeg", "-v", "error", *inputs, *sound_in, "-filter_complex", ";".join(chain), "-map", "[m3]", *sound_out,
                "-frames:v", FRAMES, *end]

    @staticmethod
    def bare(path):
        """The same frames without headers: the form that costs GStreamer's own elements least."""
        ffmpeg("-i", path, "-f", "rawvideo", path.with_suffix(".yuv"))

    def gst_source(self, path):
        return (f"filesrc location={path.with_suffix('.yuv')} blocksize={WIDTH * HEIGHT * 3 // 2} ! rawvideoparse "
                f"format=i420 width={WIDTH} height={HEIGHT} framerate={FPS}/1")

    def gst_mix(self, end):
        overlays = " ! ".join(
            f"gdkpixbufoverlay location={card} offset-x={at.split(':')[0]} offset-y={at.split(':')[1]}"
            for card, at in self.cards)
        return ["sh", "-c", "exec gst-launch-1.0 -q compositor name=c background=black "
                "sink_1::xpos=1184 sink_1::ypos=54 sink_1::width=640 sink_1::height=360 ! "
                f"video/x-raw,format=I420,width={WIDTH},height={HEIGHT} ! {overlays} ! {end} "
                f"{self.gst_source(self.cameras[0])} ! c.sink_0 {self.gst_source(self.cameras[1])} ! c.sink_1"]

    def mix(self):
        """Mix and overlay alone: ours inside the process, the peers' as the difference to reading only."""
        ours = [self.program("bench-mix") for _ in range(self.runs)]
        full = self.program("bench-mix", "full")
        null = ["-f", "null", "-"]
        read = ["ffmpeg", "-v", "error", "-i", self.cameras[0], "-i", self.cameras[1], "-map", "0", "-map", "1",
                "-frames:v", FRAMES, *null]
        gst_read = ["sh", "-c", "exec gst-launch-1.0 -q " + " ".join(
            f"{self.gst_source(c)} ! fakesink" for c in self.cameras)]
        raw = in_turns(self.runs, ffmpeg=self.ffmpeg_mix(*null), ffmpeg_read=read,
                       gstreamer=self.gst_mix("fakesink"), gstreamer_read=gst_read)
        mix_ms = statistics.median(o["mix_ms"] for o in ours)
        peers = {peer: statistics.median(a - b for a, b in zip(raw[peer], raw[f"{peer}_read"])) / FRAMES * 1000
                 for peer in ("ffmpeg", "gstreamer")}
        self.raw["mix"] = {"ours": ours, "full": full, **raw}
        self.row("mix and overlay, CPU a frame at 1080p", mix_ms, 0.8, "ms")
        for peer, ms in peers.items():
            self.row(f"the same against {peer} ({ms:.2f} ms)", ms / mix_ms, 5, "x less", ms / mix_ms >= 5)
        self.row("full-screen camera without a card: frame copies", full["full_copies"], 0)

    # Whole process

    # The sound that every programme has is encoded by all of them: silence, AAC at 128 kbit/s.
    SOUND = ["-f", "lavfi", "-t", str(SECONDS), "-i", "anullsrc=r=48000:cl=stereo"]
    GST_SOUND = (f"audiotestsrc wave=silence samplesperbuffer=480 num-buffers={SECONDS * 100} ! "
                 "audio/x-raw,rate=48000,channels=2 ! avenc_aac bitrate=128000 ! aacparse ! m. ")

    def gst_encode(self, path, *more):
        return ("x264enc tune=zerolatency speed-preset=superfast bitrate=4500 key-int-max=60 bframes=0 pass=cbr "
                f"vbv-buf-capacity=1000 option-string={':'.join(['scenecut=0', *more])} ! h264parse ! mp4mux name=m ! filesink "
                f"location={path} {self.GST_SOUND}")

    def x264_words(self):
        return ["-c:a", "aac", "-b:a", "128k", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-x264-params", ":".join(X264[2:]), "-preset",
                "superfast", "-tune", "zerolatency"]

    def render_config(self, cards=True):
        text = f"[programme]\nsize = {WIDTH}x{HEIGHT}\nfps = {FPS}\n"
        for name, path in zip("ab", self.cameras):
            text += f"[camera {name}]\nsource = file:{path}\n"
        text += ("[scene pip]\nlayout = pip\ncameras = a, b\nsize = 33\n[scene full]\ncameras = a\n"
                 "[microphone none]\nsource = test:silence\n[encoder]\nbitrate = 4500\npreset = superfast\n")
        if cards:
            for i, corner in enumerate(("bottom-left", "bottom-right", "top-left")):
                text += f"[card c{i}]\nkind = product\nsku = S{i}\ncorner = {corner}\nshown = yes\n"
        path = self.folder / "render.conf"
        path.write_text(text)
        return path

    def process(self):
        config = self.render_config()
        tallybox = BUILD / "tallybox"
        stock = []
        for i in range(3):
            stock += ["--at", f"0:stock set S{i} 12"]
        mixed = self.folder / "mixed.y4m"
        render = [tallybox, "render", "--config", config, "--frames", FRAMES, *stock, "--output"]
        subprocess.run([str(w) for w in [*render, mixed]], check=True)
        self.bare(mixed)
        launch = f"exec gst-launch-1.0 -q {self.gst_source(mixed)} ! "
        bare = ["sh", "-c", launch + self.gst_encode(self.folder / "g.mp4")]
        # The difference that counts is as small as the machine's moods are large: many turns.
        raw = in_turns(
            3 * self.runs,
            render=[*render, self.folder / "r.mp4"],
            bare=bare,
            bare_unsliced=["sh", "-c", launch + self.gst_encode(self.folder / "gu.mp4", "sliced-threads=0")])
        peers = in_turns(
            self.runs,
            bare_gst=bare,
            bare_ffmpeg=["ffmpeg", "-v", "error", "-y", "-i", mixed, *self.SOUND, *self.x264_words(),
                         self.folder / "f.mp4"],
            ffmpeg=self.ffmpeg_mix(*self.x264_words(), "-y", self.folder / "m.mp4", sound=True),
            gstreamer=self.gst_mix(self.gst_encode(self.folder / "gm.mp4")))
        self.raw["process"] = {**raw, **peers}
        self.row("whole process (render) against a bare x264 encode",
                 median_ratio(raw["render"], raw["bare"]), 1.08, "x")
        self.row("  against a bare encode without slices, as render's is",
                 median_ratio(raw["render"], raw["bare_unsliced"]), 1.08, "x")
        self.row("  ffmpeg mixing the same, against its bare encode",
                 median_ratio(peers["ffmpeg"], peers["bare_ffmpeg"]), 1.44, "x", True, "(peer)")
        self.row("  GStreamer compositor, against its bare encode",
                 median_ratio(peers["gstreamer"], peers["bare_gst"]), 1.42, "x", True, "(peer)")

    # Live

    def live_config(self, url, extra=""):
        real = Footage(self.folder)
        (self.folder / "key").write_text("bench\n")
        return (f"[programme]\nsize = 1280x720\nfps = 30\n[camera a]\nsource = file:{real.product}\n"
                f"[camera b]\nsource = file:{real.presenter}\n[microphone m]\nsource = file:{real.voice}\n"
                "[scene pip]\nlayout = pip\ncameras = a, b\nsize = 30\n[scene a]\ncameras = a\n"
                "[card c]\nkind = product\nsku = S\nshown = yes\n[encoder]\nbitrate = 2500\n"
                f"[output o]\nurl = {url}\nkey_file = {self.folder}/key\n" + extra)

    LIVE_TURNS, LIVE_S = 3, 20

    def live_once(self, turn, server, real):
        """CPU seconds of LIVE_S seconds on air, ours and ffmpeg's, and our peak memory."""
        rig = Rig(self.folder / f"live{turn}", self.live_config(server.url)).start()
        try:
            rig.ctl("stock", "set", "S", "12")
            rig.wait_state("outputs", "o", "live")
            time.sleep(5)
            before = self.cpu_of_pid(rig.process.pid)
            time.sleep(self.LIVE_S)
            ours = self.cpu_of_pid(rig.process.pid) - before
            peak_mb = self.peak_mb(rig.process.pid)
        finally:
            rig.stop()
        peer = cpu_of([
            "ffmpeg", "-v", "error", "-re", "-stream_loop", "-1", "-i", real.product, "-re", "-stream_loop", "-1",
            "-i", real.presenter, "-re", "-stream_loop", "-1", "-i", real.voice, "-loop", "1", "-framerate", "30", "-i",
            self.cards[0][0], "-filter_complex",
            "[0:v]fps=30,scale=1280:720[a];[1:v]fps=30,scale=384:288[b];[a][b]overlay=832:36[c];"
            "[c][3:v]overlay=64:484[d]", "-map", "[d]", "-map", "2:a", "-t", str(self.LIVE_S), "-c:v", "libx264",
            "-preset", "superfast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-b:v", "2500k", "-maxrate",
            "2500k", "-bufsize", "2500k", "-g", "60", "-sc_threshold", "0", "-bf", "0", "-c:a", "aac", "-b:a",
            "128k", "-ac", "2", "-f", "tee",
            f"[f=flv]{server.url}/peer|[f=mp4:movflags=frag_keyframe+empty_moov]{self.folder}/peer{turn}.mp4"])
        return ours, peer, peak_mb

    def live(self):
        server = RtmpServer(self.folder / "rtmp")
        server.start()
        real = Footage(self.folder)
        turns = [self.live_once(turn, server, real) for turn in range(self.LIVE_TURNS)]
        server.stop()
        ours, peer, peak_mb = (list(column) for column in zip(*turns))
        self.raw["live"] = {"ours_cpu_s": ours, "ffmpeg_cpu_s": peer, "seconds": self.LIVE_S, "peak_mb": peak_mb}
        percent = [statistics.median(column) / self.LIVE_S * 100 for column in (ours, peer)]
        self.row(f"live for {self.LIVE_TURNS} x {self.LIVE_S} s at 720p: CPU against ffmpeg -re", median_ratio(ours, peer), 0.75, "x",
                 note=f"({percent[0]:.0f} % against {percent[1]:.0f} % of a core; AAC: libav's fast coder against its default)")
        self.row("peak memory, one RTMP output and the recording", max(peak_mb), 160, "MB")

    @staticmethod
    def cpu_of_pid(pid):
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @staticmethod
    def memory_mb(pid, field="VmRSS"):
        for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field):
                return int(line.split()[1]) / 1024
        raise AssertionError(f"no {field}")

    def peak_mb(self, pid):
        return self.memory_mb(pid, "VmHWM")

    # Cameras off air

    def numbered(self, name, *codec):
        """Footage at 1080p with the number of each picture burnt in: ten fields along the top, lowest bit left."""
        path = self.folder / name
        strip = ("nullsrc=s=10x1:r=30:d=10,geq=lum='if(mod(floor(N/pow(2,X)),2),235,16)':cb=128:cr=128,"
                 f"scale={WIDTH}:96:flags=neighbor,format=yuv420p")
        ffmpeg("-i", self.cameras[0], "-f", "lavfi", "-i", strip, "-filter_complex",
               "[0:v][1:v]overlay=0:0:shortest=1", "-frames:v", FRAMES, *codec, path)
        return path

    def gst_decode(self, film, end):
        """CPU time of each picture, jpegdec and videoconvert to what the programme needs; start-up taken out."""
        words = ["sh", "-c", f"exec gst-launch-1.0 -q filesrc location={film} ! avidemux ! identity eos-after={end} ! "
                 "jpegdec ! videoconvert ! video/x-raw,format=I420,colorimetry=bt709 ! fakesink"]
        return cpu_of(words)

    def camera(self):
        """A camera off air against the same one on air, and its way back."""
        jpeg = self.numbered("numbered.avi", "-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj422p")
        h264 = self.numbered("numbered.mkv", "-c:v", "libx264", "-preset", "veryfast", "-g", 2 * FPS, "-pix_fmt",
                             "yuv420p")
        raw = {"mjpeg": [], "h264": [], "decode": []}
        for film, name in ((jpeg, "mjpeg"), (h264, "h264")):
            for _ in range(self.runs):
                on, off = (self.program("bench-camera", "cost", film, where, 6)["cpu_ms"] for where in ("on", "off"))
                raw[name].append({"on_ms": on, "off_ms": off})
        for name, kind in (("mjpeg", "MJPEG"), ("h264", "H.264")):
            ratio = statistics.median(r["off_ms"] / r["on_ms"] for r in raw[name])
            on = statistics.median(r["on_ms"] for r in raw[name])
            self.row(f"1080p {kind} camera off air, CPU against on air", ratio, 0.25, "x",
                     note=f"({on / 10:.1f} % of a core on air)")
        for film, kind, reach in ((jpeg, "MJPEG", 2), (h264, "H.264, a key picture each 2 s", 2 * FPS)):
            woken = self.program("bench-camera", "wake", film, 8)
            raw[f"wake {kind}"] = woken
            self.row(f"cut to the first fresh frame, {kind}, largest of 8", max(woken["frames"]), reach, "frames",
                     note=f"({woken['stale']} stale, {woken['frozen']} frozen shown)")
        for _ in range(self.runs):
            ours = self.program("bench-camera", "decode", jpeg, 200)["cpu_ms"]
            theirs = (self.gst_decode(jpeg, FRAMES) - self.gst_decode(jpeg, 10)) / (FRAMES - 10) * 1000
            raw["decode"].append({"ours_ms": ours, "gstreamer_ms": theirs})
        self.raw["camera"] = raw
        self.row("1080p MJPEG: decode and convert, against jpegdec ! videoconvert",
                 statistics.median(r["ours_ms"] / r["gstreamer_ms"] for r in raw["decode"]), 1.0, "x",
                 note=f"({statistics.median(r['ours_ms'] for r in raw['decode']):.2f} ms a picture)")

    # Times

    def start(self):
        """From the start of the process to the first picture at the server, built-in cameras."""
        samples = []
        for turn in range(self.runs + 1):
            server = RtmpServer(self.folder / f"start{turn}")
            server.start()
            tap = RtmpTap(server.port)
            (self.folder / "key").write_text("bench\n")
            rig = Rig(self.folder / f"rig{turn}",
                      "[camera a]\nsource = test:product\n[camera b]\nsource = test:presenter\n[microphone m]\n"
                      f"source = test:sine\n[output o]\nurl = {tap.url}\nkey_file = {self.folder}/key\n")
            begin = time.monotonic()
            rig.start(wait_s=0)
            wait_for(lambda: tap.video, 30, "a picture at the server", 0.005)
            if turn:
                samples.append(tap.video[0][0] - begin)
            rig.stop()
            tap.close()
            server.stop()
        self.raw["start"] = samples
        self.row("start of the process to the first picture at the server", statistics.median(samples), 1.5, "s")

    def command(self):
        """A command's way: to the answer over the socket (the mixer has it then), and on to the picture."""
        rig = Rig(self.folder / "command", self.render_config(False).read_text().replace("1920x1080", "1280x720")
                  + "[recording]\nenabled = no\n").start()
        samples = []
        for i in range(100):
            begin = time.monotonic()
            rig.ctl("scene", ("pip", "full")[i % 2])
            samples.append((time.monotonic() - begin) * 1000)
            time.sleep(0.02)
        rig.stop()
        shown = self.program("bench-command")
        answer_ms = statistics.quantiles(samples, n=20)[18]
        self.raw["command"] = {"answer_ms": samples, **shown}
        self.row("command to answer (the mixer has it), p95", answer_ms, 1000 / FPS, "ms")
        self.row("from there to the first frame that shows it, largest", shown["frames_max"], 1, "frames")

    def latency_once(self, turn):
        """(milliseconds of each picture, pictures missed so far)"""
        server = RtmpServer(self.folder / f"latency{turn}")
        server.start()
        tap = RtmpTap(server.port)
        rig = Rig(self.folder / f"rig-latency{turn}", self.live_config(tap.url)).start()
        try:
            rig.wait_state("outputs", "o", "live")
            time.sleep(20)
            late, missed = tap.latencies_ms(rig), rig.state()["programme"]["missed_ticks"]
        finally:
            rig.stop()
            tap.close()
            server.stop()
        return late[len(late) // 4:], missed

    def latency(self):
        """Programme tick to RTMP send: arrival of each picture at a tap in front of the server against the tick it
        carries (its stamp, on the programme's own clock). Which tick that was is counted, so a run in which pictures
        were missed does not count while there are turns left."""
        for turn in range(self.runs):
            late, missed = self.latency_once(turn)
            if not missed:
                break
        self.raw["latency"] = late
        self.row("programme tick to RTMP send, p95", statistics.quantiles(late, n=20)[18], 60, "ms",
                 note=f"(median {statistics.median(late):.1f})" + (f", {missed} missed: too high" if missed else ""))

    # The shop

    def shop(self):
        self.stock_cost()
        self.stock_to_picture()
        self.many_rigs()

    def stock_cost(self):
        """Inside the rig: drawing a card, not drawing one, and ten thousand products at once."""
        redraw = self.program("bench-stock", "redraw")["ms"]
        idle = self.program("bench-stock", "idle")
        snapshot = self.program("bench-stock", "snapshot", self.folder)
        self.raw["stock_cost"] = {"redraw": redraw, "idle": idle, "snapshot": snapshot}
        slowest = max(redraw, key=lambda name: statistics.median(redraw[name]))
        every = [ms for times in redraw.values() for ms in times]
        self.row("redraw of a card at 1080p, p95 of all cards", statistics.quantiles(every, n=20)[18], 4, "ms",
                 note=f"(slowest: {slowest}, {statistics.median(redraw[slowest]):.1f})")
        self.row("cards drawn in 300 frames in which nothing changed", idle["drawn"], 0,
                 note=f"({idle['cpu_us']:.0f} us of CPU each)")
        self.row("snapshot of 10,000 products, frames to state", statistics.median(snapshot["ms"]), 100, "ms",
                 note=f"(and {max(kept['hand_over_ms'] for kept in snapshot['keep']):.0f} to hand them to the store)")
        self.row("a sale that is stored while they are, longest of all", max(kept["sale_ms"] for kept in snapshot["keep"]),
                 50, "ms")
        self.row("the same, memory", snapshot["mb"], 30, "MB")

    STOCK = {"sku": "S", "title": "Hand-thrown stoneware mug", "cap": 99, "avail": 99,
             "price": {"minor": 2490, "cur": "EUR"}}
    STOCK_CARD = ("[card c]\nkind = product\nsku = S\ncorner = bottom-left\nshown = yes\n[recording]\nenabled = no\n"
                  "[web]\nlisten = off\n")

    def stock_config(self, shop_port, url):
        (self.folder / "key").write_text("bench\n")
        return (f"[programme]\nsize = 1280x720\nfps = {FPS}\n[camera a]\nsource = file:{Footage(self.folder).product}\n"
                f"[encoder]\nbitrate = 2500\n[shop]\nurl = ws://127.0.0.1:{shop_port}/stock\ndrop = bench\n"
                f"token_file = {self.folder}/token\n[output o]\nurl = {url}\nkey_file = {self.folder}/key\n"
                + self.STOCK_CARD)

    @staticmethod
    def sell_each(till, relay, numbers):
        """{number: when the message with it went to the rig}"""
        dice, said = random.Random(1), {}
        for number in numbers:
            time.sleep(dice.uniform(0.3, 0.5))  # a shop sends four times a second at most
            till.sell("bench", "S")
            said[number] = wait_for(lambda n=number: relay.seen.get(n), 5, "the message", 0.002)
        till.close()
        return said

    def first_pictures(self, received, numbers):
        """{number: the first picture in the file that shows it}"""
        known, crop = references(self.folder, 1280, 720, self.STOCK_CARD, "S", self.STOCK["title"], numbers)
        drawn, first = numpy.stack(list(known.values())), {}
        for index, picture in enumerate(luma(received, crop, 1280, 720)):
            number, far, next_far = read_number(picture, drawn, list(known))
            if far < 0.5 * next_far:
                first.setdefault(number, index)
        return first

    def stock_to_picture_once(self, turn):
        """(message to tick, message to packet, both in ms for each number, ticks missed)"""
        cap = self.STOCK["cap"]
        shop, server = Shop(self.folder / f"shop{turn}"), RtmpServer(self.folder / f"stock-rtmp{turn}")
        shop.put_drop("bench", self.STOCK)
        (self.folder / "token").write_text(shop.token("rig", "rig") + "\n")
        till = Till(shop, shop.token("till", "seller"))
        relay = StampedRelay(shop.start().port)
        server.start()
        tap = RtmpTap(server.port)
        rig = Rig(self.folder / f"rig-stock{turn}", self.stock_config(relay.port, tap.url)).start()
        try:
            rig.wait_state("outputs", "o", "live")
            wait_for(lambda: rig.find("cards", "c")["says"].startswith(f"{cap} of"), 20, "the card")
            said = self.sell_each(till, relay, range(cap - 1, cap - 61, -1))
            time.sleep(1)
            late, missed = tap.latencies_ms(rig, FPS), rig.state()["programme"]["missed_ticks"]
        finally:
            rig.stop()
            for one in (tap, relay):
                one.close()
            for one in (server, shop):
                one.stop()
        received, = server.recordings("bench")
        first = self.first_pictures(received, range(cap, min(said) - 1, -1))
        sent = {n: (tap.video[first[n]][0] - at) * 1000 for n, at in said.items() if n in first}
        return [ms - late[first[n]] for n, ms in sent.items()], list(sent.values()), missed

    def stock_to_picture(self):
        """A real shop's messages, timed at a relay before the rig, against the first picture with the new number: its
        tick and its arrival at a tap in front of the RTMP server. Which picture that is, what arrived there tells. As
        ticks are counted, a run in which some were missed does not count while there are turns left."""
        for turn in range(self.runs):
            tick, sent, missed = self.stock_to_picture_once(turn)
            if not missed:
                break
        self.raw["stock_to_picture"] = {"tick_ms": tick, "sent_ms": sent, "missed": missed}
        tick_ms = statistics.quantiles(tick, n=20)[18]
        self.row("stock message to the first picture with it, p95", tick_ms, 50, "ms", tick_ms <= 50 and not missed,
                 note=f"({len(tick)} numbers{f', {missed} ticks missed: not to be trusted' if missed else ''})")
        self.row("stock message to its RTMP packet, p95", statistics.quantiles(sent, n=20)[18], 110, "ms")

    def many_rigs(self, rigs=1000, sales=30):
        """Websockets of one process at one shop; from the sale's request, so that the disk is in it."""
        folder = pathlib.Path(tempfile.mkdtemp(prefix="tb-bench-"))
        shop = Shop(folder / "shop", "connections_per_address = 0\n")
        shop.put_drop("bench", *({"sku": f"S{i}", "title": "Hand-thrown stoneware mug", "cap": 200, "avail": 200,
                                  "price": {"minor": 2490, "cur": "EUR"}} for i in range(20)))
        tokens = shop.token("rig", "rig"), shop.token("till", "seller")
        shop.start()
        try:
            before_mb = self.memory_mb(shop.process.pid)
            clients = subprocess.Popen(
                [str(BUILD / "tests" / "bench-rigs"), str(shop.port), "bench", *tokens, "S3", str(rigs), str(sales)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            greeted = json.loads(clients.stdout.readline())
            kb = (self.memory_mb(shop.process.pid) - before_mb) / rigs * 1024
            told = json.loads(clients.communicate("go\n", timeout=120)[0])["ms"]
        finally:
            shop.stop()
            shutil.rmtree(folder, ignore_errors=True)
        self.raw["many_rigs"] = {**greeted, "kb": kb, "told_ms": told}
        self.row(f"{rigs} rigs at one shop, connected and with its stock", greeted["greeted"], rigs,
                 ok=greeted["greeted"] == rigs, note=f"(in {greeted['connect_ms']:.0f} ms)")
        self.row("sale to all of them, p99", statistics.quantiles(told, n=100)[98], 150, "ms",
                 note=f"(median {statistics.median(told):.1f}, {len(told)} deltas)")
        self.row("the shop's memory for each", kb, 64, "KB")
    # The control room

    ROOM = ("[web]\nlisten = loopback\nport = 0\n[recording]\nenabled = no\n[microphone m]\nsource = test:sine\n"
            "[encoder]\nbitrate = 2500\n[programme]\nsize = 1280x720\nfps = 30\n")

    def picture_of(self, name, colour):
        path = self.folder / f"{name}.y4m"
        ffmpeg("-f", "lavfi", "-i", f"color={colour}:s=1280x720:r=30", "-t", 1, "-pix_fmt", "yuv420p", path)
        return f"[camera {name}]\nsource = file:{path}\n[scene {name}]\ncameras = {name}\n"

    def web(self):
        """The page Live in a browser: first paint, bytes, and a tap's way to the picture and back into the page."""
        rig = Rig(self.folder / "rig-web", self.ROOM + self.picture_of("dark", "black")
                  + self.picture_of("light", "white"), web=True).start()
        try:
            room, code = open_room(rig)
            out = subprocess.run(
                ["node", str(ROOT / "tests/bench/room.mjs"), f"https://127.0.0.1:{room.port}", code, str(self.runs)],
                env={**os.environ, "TALLYBOX_NODE_MODULES": str(BUILD / "npm/node_modules")}, check=True,
                stdout=subprocess.PIPE, text=True, timeout=180).stdout
        finally:
            rig.stop()
        seen = self.raw["web"] = json.loads(out)
        self.row("Live usable, loopback, nothing cached", statistics.median(v["usable_ms"] for v in seen["visits"]),
                 1000, "ms")
        self.row("  bytes until then, without pictures", max(v["bytes"] for v in seen["visits"]) / 1000, 150, "kB")
        p95 = statistics.quantiles(seen["answered"], n=20)[18] + 1000 / FPS
        self.row("tap in the page to change on the programme, p95", p95, 100, "ms",
                 note="(answer + one frame, see command)")
        shown = statistics.quantiles(seen["shown"], n=20)[18]
        self.row("tap to the picture in the page over WHEP, p95", shown, 300, "ms",
                 note=f"(median {statistics.median(seen['shown']):.0f})")

    GLASS_S = 15

    def glass_once(self, turn):
        """{the age of each picture where it is seen, how many could not be read, ticks missed}"""
        folder = self.folder / f"glass{turn}"
        plug = Plug(self.folder / "clock")
        plug.put(size="1280x720", fps=FPS, clock="yes")
        rig = Rig(folder / "rig", self.ROOM + f"[camera clock]\nsource = {plug.source}\n",
                  environment=plugged(folder / "plugins"), web=True).start()
        try:
            rig.wait_state("cameras", "clock", "live")
            room, code = open_room(rig)
            before = rig.state()["programme"]["missed_ticks"]
            out = subprocess.run(
                ["node", str(ROOT / "tests/bench/glass.mjs"), f"https://127.0.0.1:{room.port}", code, str(self.GLASS_S)],
                env={**os.environ, "TALLYBOX_NODE_MODULES": str(BUILD / "npm/node_modules")}, check=True,
                stdout=subprocess.PIPE, text=True, timeout=180).stdout
            return {**json.loads(out), "missed": rig.state()["programme"]["missed_ticks"] - before}
        finally:
            rig.stop()

    def glass(self):
        """From a camera's glass to the picture in the page, over WHEP: the camera writes the time into each picture as
        it takes it, one frame before it delivers it. A run in which ticks were missed does not count while there are
        turns left: a machine that is late for the programme is late for the browser as well."""
        for turn in range(self.runs):
            seen = self.glass_once(turn)
            if not seen["missed"]:
                break
        self.raw["glass"] = seen
        ages, p95 = seen["ages"], statistics.quantiles(seen["ages"], n=20)[18]
        self.row("WHEP glass to glass, p95", p95, 300, "ms", p95 <= 300 and seen["unread"] * 20 < len(ages),
                 note=f"(median {statistics.median(ages):.0f}, {len(ages)} pictures, {seen['unread']} not to be read"
                      + (f", {seen['missed']} ticks missed: not to be trusted)" if seen["missed"] else ")"))

    def meters(self):
        """What 50 pages with meters cost, against the same 50 without."""
        rig = Rig(self.folder / "rig-meters", self.ROOM + self.picture_of("dark", "black"), web=True).start()
        try:
            room, code = open_room(rig)
            room.sign_in(code=code, name="Bench")
            lines = [room.listen() for _ in range(50)]
            stop = threading.Event()
            threads = [threading.Thread(target=drain, args=(line, stop)) for line in lines]
            for thread in threads:
                thread.start()
            time.sleep(3)
            cpu = []
            for topics in ([], ["meters"]) * 3:
                for line in lines:
                    room.say(line, {"topics": topics})
                time.sleep(1)
                before = self.cpu_of_pid(rig.process.pid)
                time.sleep(8)
                cpu.append((self.cpu_of_pid(rig.process.pid) - before) / 8 * 100)
            stop.set()
            for thread in threads:
                thread.join()
        finally:
            rig.stop()
        self.raw["meters"] = cpu
        self.row("50 pages with meters, CPU of a core", statistics.median(b - a for a, b in zip(cpu[::2], cpu[1::2])), 5,
                 "%", note=f"({', '.join(f'{one:.1f}' for one in cpu)} % without and with, in turns)")

    def soak(self):
        """A host that takes the processors away makes every programme miss ticks: what it took is told, and counted off."""
        server = RtmpServer(self.folder / "soak")
        server.start()
        rig = Rig(self.folder / "rig-soak", self.live_config(server.url)).start()
        try:
            time.sleep(3)
            before = rig.state()["programme"]
            paused = self.program("bench-pause", str(self.soak_s))
            after = rig.state()["programme"]
        finally:
            rig.stop()
            server.stop()
        missed = after["missed_ticks"] - before["missed_ticks"]
        pauses_ms = paused["pauses_ms"]
        taken = sum(math.ceil(ms * FPS / 1000) for ms in pauses_ms)
        self.raw["soak"] = {"seconds": self.soak_s, "ticks": after["ticks"] - before["ticks"], "missed": missed, **paused}
        self.row(f"programme ticks missed in {self.soak_s} s at 720p30", max(0, missed - taken), 0,
                 note=f"({missed} in all; the machine stood still {len(pauses_ms)} times, at most "
                      f"{max(pauses_ms, default=0):.0f} ms)")


FIGURES = ("mix", "process", "live", "camera", "start", "command", "latency", "shop", "web", "glass", "meters", "soak")


def main():
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("figures", nargs="*", metavar="FIGURE", help=", ".join(FIGURES))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--soak-seconds", type=int, default=600)
    parser.add_argument("--json", default=str(BUILD / "bench.json"))
    words = parser.parse_args()
    unknown = set(words.figures) - set(FIGURES)
    if unknown:
        parser.error(f"there is no figure {', '.join(sorted(unknown))}; there are {', '.join(FIGURES)}")
    bench = Bench(words.runs, words.soak_seconds)
    try:
        bench.prepare()
        for figure in words.figures or FIGURES:
            getattr(bench, figure)()
    finally:
        bench.close()
    pathlib.Path(words.json).write_text(json.dumps({"figures": bench.rows, "raw": bench.raw}, indent=1))
    print(f"Raw samples: {words.json}")


if __name__ == "__main__":
    main()
