"""Lips and voice: a flash and a beep that begin together in the camera's own file still do so in the stream as it was
received. EBU R 37 allows +40/-60 ms; the rig's own limit is 20 ms."""
import time

import numpy
import pytest
from harness import media

CONFIG = """
[programme]
size = 640x360
fps = 30

[camera main]
source = file:{footage}

[microphone host]
source = camera:main

[encoder]
bitrate = 1500

[output stage]
url = {url}
key_file = {key_file}

[recording]
enabled = no
"""


def flashes(path):
    """Times at which the picture turns white."""
    frames = media.brightness(path)
    return [t1 for (_, a), (t1, b) in zip(frames, frames[1:]) if a < 100 <= b]


def beeps(path):
    """Times at which a beep begins: the first sample above a tenth of full scale after 0.5 s of quiet."""
    start, samples = media.sound(path)
    loud = numpy.flatnonzero(abs(samples) > 0.05)
    begins = loud[numpy.flatnonzero(numpy.diff(loud, prepend=-48000) > 24000)]
    return [start + i / 48000 for i in begins]


def offsets(path):
    """Beep time minus flash time for each flash that has a beep near."""
    heard = numpy.array(beeps(path))
    pairs = [(t, heard[abs(heard - t).argmin()]) for t in flashes(path)]
    return [b - t for t, b in pairs if abs(b - t) < 0.5]


@pytest.mark.parametrize("fps", ["30", "25", "179/6", "15"])
def test_flash_and_beep_arrive_together(rig, rtmp, footage, place, fps):
    (place / "key").write_text("sync\n")
    one = rig(CONFIG.format(footage=footage.flash_and_beep(fps), url=rtmp.url,
                            key_file=place / "key")).start()
    one.wait_state("outputs", "stage", "live")
    time.sleep(11)
    assert one.stop() == 0
    measured = offsets(rtmp.recordings("sync")[0])
    assert len(measured) >= 4, measured
    print(f"{fps} fps: beep after flash by {min(measured) * 1000:.1f}..{max(measured) * 1000:.1f} ms")
    assert max(abs(o) for o in measured) <= 0.020, measured
