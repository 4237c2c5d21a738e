"""Counts read from pictures: told apart by pictures that the product itself draws of them."""
import subprocess

import numpy

from .rig import tallybox


def luma(path, crop, width, height):
    """The luma of every picture within (x, y, width, height)."""
    x, y, w, h = crop
    out = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-an", "-fps_mode", "passthrough",
                          "-vf", f"crop={w}:{h}:{x}:{y}:exact=1", "-pix_fmt", "yuv420p", "-f", "rawvideo", "-"],
                         capture_output=True, check=True).stdout
    return numpy.frombuffer(out, numpy.uint8).reshape(-1, h * 3 // 2, w)[:, :h].astype(numpy.int16)


def references(place, width, height, cards, sku, title, numbers):
    """{number: its luma}, and where on the picture that is, (x, y, width, height): the product's own drawing of each
    number on the product card at the lower left, on a slate."""
    fps, settled = 10, 5
    (place / "render.conf").write_text(f"[programme]\nsize = {width}x{height}\nfps = {fps}\n[camera a]\nsource = "
                                       f"test:product\n[scene slate]\nlayout = slate\n{cards}")
    most = max(numbers)
    words = [f"0:stock {what}" for what in (f"title {sku} '{title}'", f"price {sku} 2490 EUR", f"set {sku} {most}",
                                            f"cap {sku} {most}")]
    words += [f"{(settled + i) / fps}:stock set {sku} {number}" for i, number in enumerate(numbers)]
    done = tallybox("render", "--config", place / "render.conf", "--output", place / "numbers.y4m", "--frames",
                    settled + len(numbers), *(word for one in words for word in ("--at", one)))
    assert done.returncode == 0, done.stderr
    drawn = luma(place / "numbers.y4m", (0, height // 2, width // 2, height // 2), width, height)[settled:]
    (place / "numbers.y4m").unlink()
    # The leftmost part that changes: the digits. The bar beside them would make it too easy.
    columns = numpy.flatnonzero((drawn.max(0) - drawn.min(0) > 60).any(0))
    columns = columns[columns < columns[0] + height // 8]
    left, right = columns[0] & ~1, (columns[-1] | 1) + 1
    rows = numpy.flatnonzero((drawn.max(0) - drawn.min(0) > 60)[:, left:right].any(1))
    top, bottom = rows[0] & ~1, (rows[-1] | 1) + 1
    pictures = {n: one[top:bottom, left:right] for n, one in zip(numbers, drawn)}
    return pictures, (left, height // 2 + top, right - left, bottom - top)


def read_number(picture, known, known_numbers):
    """(number, how far it is from its drawing, how far from the next like it)"""
    far = abs(known - picture).mean(axis=(1, 2))
    best, second = numpy.argsort(far)[:2]
    return known_numbers[best], far[best], far[second]


def age_of(number, at, had):
    """How long ago there was that number for the last time, in seconds, of [(number, from when, until when)]; infinite
    when there never was."""
    return min((max(at - until, 0) for had_number, since, until in had if had_number == number and since <= at),
               default=float("inf"))
