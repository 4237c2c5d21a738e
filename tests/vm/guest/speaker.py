#!/usr/bin/env python3
"""speaker.py HZ [MARK_HZ]: a tone without end, as aplay takes it: S16_LE, 48 kHz, stereo. With MARK_HZ there are marks
on the right instead, 50 ms of that tone at the start of each second. One program for all of it, since each one that is
started costs an emulated processor about a second."""
import array
import math
import sys

RATE = 48000
LEVEL = 13000
MARK = RATE // 20


def wave(hz):
    """A second, which any whole number of hertz fills without a seam."""
    return [round(LEVEL * math.sin(2 * math.pi * hz * at / RATE)) for at in range(RATE)]


left = wave(int(sys.argv[1]))
right = left if len(sys.argv) < 3 else wave(int(sys.argv[2]))[:MARK] + [0] * (RATE - MARK)
second = array.array("h", (sample for pair in zip(left, right) for sample in pair)).tobytes()
try:
    while True:
        sys.stdout.buffer.write(second)
except BrokenPipeError:
    sys.stderr.close()
