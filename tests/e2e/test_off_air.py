"""Cameras that nobody looks at are decoded only as far as a thumbnail needs; a cut to one shows its fresh pictures, from
the first on: none that stands still, none from before, none that is green.

The films have the number of each picture in them: ten fields along the top, lowest bit left; grey below."""
import subprocess
import time

import numpy
from harness.footage import ffmpeg
from harness.processes import free_ports
from harness.rig import Rig

WIDTH, HEIGHT, BITS = 640, 360, 10
FPS, SECONDS = 30, 30
DOZE_S = 5  # longer than a camera stays awake off air


def film(place, name, *codec):
    strip = (f"nullsrc=s={BITS}x1:r={FPS}:d={SECONDS},geq=lum='if(mod(floor(N/pow(2,X)),2),235,16)':cb=128:cr=128,"
             f"scale={WIDTH}:64:flags=neighbor,format=yuv420p")
    path = place / name
    ffmpeg("-f", "lavfi", "-i", f"color=gray:s={WIDTH}x{HEIGHT}:r={FPS}:d={SECONDS},format=yuv420p", "-f", "lavfi", "-i",
           strip, "-filter_complex", "[0:v][1:v]overlay=0:0:shortest=1", *codec, path)
    return path


def pictures(path):
    """Every picture of a recording: luma, and the mean of each chroma plane below the strip."""
    raw = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-pix_fmt", "yuv420p", "-f", "rawvideo",
                          "-"], capture_output=True, check=True).stdout
    size = WIDTH * HEIGHT
    for at in range(0, len(raw) - size * 3 // 2 + 1, size * 3 // 2):
        planes = numpy.frombuffer(raw, numpy.uint8, size * 3 // 2, at)
        luma = planes[:size].reshape(HEIGHT, WIDTH)
        chroma = planes[size:].reshape(2, HEIGHT // 2, WIDTH // 2)[:, HEIGHT // 4:]
        yield luma, chroma.mean(axis=(1, 2))


def number_of(luma):
    """None: not one of the films."""
    if luma[120:].std() > 4:
        return None
    fields = [luma[30, (2 * bit + 1) * WIDTH // (2 * BITS)] for bit in range(BITS)]
    return sum((int(field) > 128) << bit for bit, field in enumerate(fields))


def runs_of_film(path):
    """[[(picture's place in the recording, number)]], one list each time a film was on programme."""
    runs, last = [], None
    for place, (luma, chroma) in enumerate(pictures(path)):
        number = number_of(luma)
        if number is not None:
            assert abs(chroma - 128).max() < 6, f"picture {place} is coloured: {chroma}"
            if last is None:
                runs.append([])
            runs[-1].append((place, number))
        last = number
    return runs


def test_cuts_to_cameras_off_air_are_fresh(place):
    jpeg = film(place, "jpeg.avi", "-c:v", "mjpeg", "-q:v", "3", "-pix_fmt", "yuvj422p")
    h264 = film(place, "h264.mkv", "-c:v", "libx264", "-preset", "ultrafast", "-g", 2 * FPS, "-bf", "2")
    rig = Rig(place / "rig", f"""
[programme]
size = {WIDTH}x{HEIGHT}
fps = {FPS}
transition = 0
[camera other]
source = test:product
[camera jpeg]
source = file:{jpeg}
[camera h264]
source = file:{h264}
[scene other]
cameras = other
[scene jpeg]
cameras = jpeg
[scene h264]
cameras = h264
[microphone none]
source = test:silence
[encoder]
bitrate = 4000
""").start()
    try:
        rig.ctl("scene", "other")
        for scene in ("jpeg", "h264"):
            time.sleep(DOZE_S)
            assert {rig.find("cameras", name)["state"] for name in ("jpeg", "h264")} == {"live"}
            rig.ctl("scene", scene)
            time.sleep(2)
            rig.ctl("scene", "other")
    finally:
        rig.stop()
    recording, = rig.recordings()
    runs = [run for run in runs_of_film(recording) if len(run) > FPS // 2]
    assert len(runs) == 2, [len(run) for run in runs]
    for run in runs:
        lags = [place_in - number for place_in, number in run]
        usual = sorted(lags)[len(lags) // 2]
        assert max(abs(lag - usual) for lag in lags) <= 2, f"not fresh: {run[:8]}, usual lag {usual}"
        steps = [b[1] - a[1] for a, b in zip(run, run[1:])]
        assert min(steps) >= 0 and steps.count(0) <= 2, f"stands still: {run}"


class Sender:
    """A network camera; each programme of its transport stream has streams of its own."""

    def __init__(self, port):
        self.link = subprocess.Popen(
            ["gst-launch-1.0", "-q", "fdsrc", "blocksize=1316", "!", "srtsink", "sync=false", "wait-for-connection=false",
             f"uri=srt://127.0.0.1:{port}?mode=listener"], stdin=subprocess.PIPE)
        self.programme, self.n_programmes, self.begun = None, 0, time.monotonic()

    def send(self, luma):
        self.end_programme()
        self.n_programmes += 1
        self.programme = subprocess.Popen(
            ["ffmpeg", "-v", "error", "-nostdin", "-re", "-f", "lavfi", "-i", f"color=0x{luma:02x}{luma:02x}{luma:02x}:s=320x180:r=15",
             "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "15",
             "-output_ts_offset", f"{time.monotonic() - self.begun:.3f}", "-mpegts_start_pid", str(0x100 * self.n_programmes),
             "-tables_version", str(self.n_programmes), "-f", "mpegts", "-"], stdout=self.link.stdin)

    def end_programme(self):
        if self.programme:
            self.programme.kill()
            self.programme.wait()

    def stop(self):
        self.end_programme()
        self.link.kill()
        self.link.wait()


def test_network_camera_changes_its_programme_off_air(place):
    """It gets a new decoder while nobody looks. The cut to it shows what it sends now."""
    port, = free_ports(1)
    sender = Sender(port)
    rig = Rig(place / "rig", f"""
[programme]
size = 320x180
fps = 15
[camera other]
source = test:product
[camera net]
source = srt://127.0.0.1:{port}
[scene other]
cameras = other
[scene net]
cameras = net
[microphone none]
source = test:silence
""")
    try:
        sender.send(luma=200)
        rig.start()
        rig.ctl("scene", "other")
        rig.wait_state("cameras", "net", "live", 60)
        time.sleep(DOZE_S)
        sender.send(luma=60)
        time.sleep(DOZE_S)
        rig.ctl("scene", "net")
        time.sleep(3)
        assert rig.find("cameras", "net")["state"] == "live"
        assert rig.stop() == 0
    finally:
        rig.stop()
        sender.stop()
    recording, = rig.recordings()
    last = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-sseof", "-0.5", "-i", str(recording), "-pix_fmt", "gray",
                           "-frames:v", "1", "-f", "rawvideo", "-"], capture_output=True, check=True).stdout
    assert abs(numpy.frombuffer(last, numpy.uint8).mean() - 60) < 30
