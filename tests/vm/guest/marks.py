#!/usr/bin/env python3
"""marks.py FILE [SKIP_S]: where the marks of speaker.py stand in a recording, from SKIP_S on: how many there are, how
much faster than the programme the clock runs that made them (ppm, of the line through them), and how far the one
that is furthest off stands from that line (ms)."""
import subprocess
import sys

import numpy

RATE = 48000
STEP = RATE // 1000  # a millisecond

path, skip_s = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 0
raw = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-ss", str(skip_s), "-i", path, "-af", "pan=mono|c0=c1",
                      "-ar", str(RATE), "-f", "s16le", "-"], check=True, capture_output=True).stdout
sound = numpy.frombuffer(raw, numpy.int16).astype(float)
loud = numpy.sqrt(numpy.mean(sound[:len(sound) // STEP * STEP].reshape(-1, STEP) ** 2, axis=1))
on = loud > loud.max() / 2
begins = numpy.flatnonzero(on[1:] & ~on[:-1]) / 1000
marks = [at for i, at in enumerate(begins) if i == 0 or at - begins[i - 1] > 0.5]
seconds = numpy.round(numpy.subtract(marks, marks[0]))
slope, start = numpy.polyfit(seconds, marks, 1)
worst_ms = numpy.abs(numpy.subtract(marks, start + slope * seconds)).max() * 1000
print(len(marks), f"{(1 / slope - 1) * 1e6:.0f}", f"{worst_ms:.1f}")
