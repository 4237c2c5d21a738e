"""Golden pictures of every scene, and colours end to end: what `tallybox render` makes by file time.

A picture is compared in blocks of 16 x 16 after the mean of each: at most 4 % of the blocks may differ by more than 4
code values, none by more than 40. That lets another version of the font (Debian 13: 2.6 % on a slate) pass, little else.
TALLYBOX_UPDATE_GOLDEN=1 writes the pictures anew: look at them before committing them."""
import os
import pathlib
import subprocess

import numpy
import pytest
from harness.footage import ffmpeg
from harness.rig import tallybox

GOLDEN = pathlib.Path(__file__).parent / "golden"
WIDTH, HEIGHT = 640, 360

CONFIG = f"""
[programme]
size = {WIDTH}x{HEIGHT}
fps = 30
transition = 0
[camera product]
source = test:product
[camera presenter]
source = test:presenter
[microphone none]
source = test:silence
[scene product]
cameras = product
[scene presenter]
cameras = presenter
[scene pip]
layout = pip
cameras = product, presenter
[scene pip-small-left]
layout = pip
cameras = presenter, product
corner = bottom-left
size = 20
[scene side]
layout = side
cameras = product, presenter
[scene starting]
layout = slate
slate = starting
[scene break]
layout = slate
[scene end]
layout = slate
slate = end
[card mug]
sku = MUG-01
"""
STOCK = ("0:stock title MUG-01 'Stoneware mug'", "0:stock price MUG-01 2490 EUR", "0:stock set MUG-01 137",
         "0:stock cap MUG-01 200")

# name, commands at 0 s, frame to look at
PICTURES = [
    ("product", ["scene product"], 5), ("presenter", ["scene presenter"], 5), ("pip", ["scene pip"], 5),
    ("pip-small-left", ["scene pip-small-left"], 5), ("side", ["scene side"], 5),
    ("starting", ["scene starting"], 2), ("break", ["scene break"], 2), ("end", ["scene end"], 2),
    ("card", ["scene product", "card show mug"], 15),
    ("sold-out", ["scene product", "card show mug", "stock set MUG-01 0"], 15),
    ("crossfade-half", ["transition crossfade 1000", "scene presenter"], 15),
]


def render(place, commands, frames, config=CONFIG, name="out.y4m"):
    (place / "c.conf").write_text(config)
    at = [word for command in commands for word in ("--at", command)]
    done = tallybox("render", "--config", place / "c.conf", "--output", place / name, "--frames", frames, *at)
    assert done.returncode == 0, done.stderr
    return place / name


def picture(path, number=0):
    """One picture of a file as RGB."""
    out = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-vf", f"select=eq(n\\,{number})",
                          "-frames:v", "1", "-pix_fmt", "rgb24", "-f", "rawvideo", "-"], capture_output=True,
                         check=True).stdout
    return numpy.frombuffer(out, numpy.uint8).reshape(HEIGHT, WIDTH, 3).astype(float)


def blocks(rgb, size=16):
    rows, columns = HEIGHT // size, WIDTH // size
    whole = rgb[:rows * size, :columns * size]
    return whole.reshape(rows, size, columns, size, 3).mean(axis=(1, 3))


@pytest.mark.parametrize("name,commands,frame", PICTURES, ids=[p[0] for p in PICTURES])
def test_picture(place, name, commands, frame):
    made = render(place, [*STOCK, *(f"0:{c}" for c in commands)], frame + 1)
    golden = GOLDEN / f"{name}.png"
    if os.environ.get("TALLYBOX_UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        ffmpeg("-i", made, "-vf", f"select=eq(n\\,{frame})", "-frames:v", 1, "-update", 1, golden)
    far = abs(blocks(picture(made, frame)) - blocks(picture(golden))).max(axis=2)
    assert far.max() <= 40 and (far > 4).mean() <= 0.04, f"{name}: {far.max():.1f}, {(far > 4).mean():.3f}"


def test_render_is_repeatable(place):
    """The same commands make the same pictures, to the bit."""
    commands = [*STOCK, "0:card show mug", "0.2:scene pip", "0.4:transition crossfade 200", "0.5:scene side",
                "0.6:stock sell MUG-01"]
    first = render(place, commands, 40, name="a.y4m").read_bytes()
    assert render(place, commands, 40, name="b.y4m").read_bytes() == first


def test_sound_changes_with_its_picture(place):
    """What is asked for at a time is heard from then on, however fast sound and pictures are made."""
    config = CONFIG.replace("[microphone none]\nsource = test:silence", "[microphone host]\nsource = test:sine")
    film = render(place, ["1:mute host", "2:unmute host"], 90, config, "out.mp4")
    pcm = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(film), "-ac", "1", "-f", "s16le", "-"],
                         capture_output=True, check=True).stdout
    sound = numpy.frombuffer(pcm, numpy.int16).astype(float)[:140000]
    level = numpy.array([numpy.sqrt((sound[i:i + 240] ** 2).mean()) for i in range(0, len(sound) - 240, 240)])
    loud = level > level.max() / 2  # of 5 ms each
    changes = [i * 5 for i in range(1, len(loud)) if loud[i] != loud[i - 1]]
    assert len(changes) == 3, changes  # it begins, and 10 ms are a mute
    for change, expected in zip(changes, (5, 1005, 2005)):
        assert abs(change - expected) <= 10, changes


@pytest.mark.parametrize("scene", ["product", "break"])
def test_first_picture_is_there(place, scene):
    assert picture(render(place, [f"0:scene {scene}"], 1)).std() > 20


# Colours: 75 % bars as each kind of camera sends them, and what they must be in BT.709 limited range. Luma weights and
# quantisation: ITU-R BT.709-6 and BT.601-7.
BARS = [(191, 191, 191), (191, 191, 0), (0, 191, 191), (0, 191, 0), (191, 0, 191), (191, 0, 0), (0, 0, 191)]


def bt709_limited(rgb):
    r, g, b = (c / 255 for c in rgb)
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return 16 + 219 * y, 128 + 224 * (b - y) / 1.8556, 128 + 224 * (r - y) / 1.5748


def bars_file(place, matrix, full, codec):
    """Bars as a camera with this matrix and range sends them. The samples are computed here, not by a converter."""
    kr, kb = {"bt709": (0.2126, 0.0722), "bt601": (0.299, 0.114)}[matrix]
    width = WIDTH // len(BARS) // 2 * 2
    planes = [numpy.full((HEIGHT, WIDTH), 16 if not full else 0.0), *(numpy.full((HEIGHT, WIDTH), 128.0),) * 2]
    planes = [p.copy() for p in planes]
    for i, rgb in enumerate(BARS):
        r, g, b = (c / 255 for c in rgb)
        y = kr * r + (1 - kr - kb) * g + kb * b
        u, v = (b - y) / (2 * (1 - kb)), (r - y) / (2 * (1 - kr))
        scale_y, zero, scale_c = (255, 0, 255) if full else (219, 16, 224)
        at = slice(i * width, (i + 1) * width)
        for plane, value in zip(planes, (zero + scale_y * y, 128 + scale_c * u, 128 + scale_c * v)):
            plane[:, at] = value
    raw = place / "bars.yuv"
    y, u, v = (numpy.rint(p).astype(numpy.uint8) for p in planes)
    raw.write_bytes((y.tobytes() + u[::2, ::2].tobytes() + v[::2, ::2].tobytes()) * 30)
    space = {"bt709": "bt709", "bt601": "smpte170m"}[matrix]
    tags = ["-colorspace", space, "-color_range", "pc" if full else "tv"]
    source = ["-f", "rawvideo", "-pix_fmt", "yuvj420p" if full else "yuv420p", "-s", f"{WIDTH}x{HEIGHT}", "-r", "30",
              *tags, "-i", raw]
    if codec == "mjpeg":
        path = place / "bars.avi"
        ffmpeg(*source, "-c:v", "mjpeg", "-q:v", "1", "-pix_fmt", "yuvj420p", path)
    else:
        path = place / "bars.mp4"
        ffmpeg(*source, "-c:v", "libx264", "-qp", "4", "-x264-params",
               f"colormatrix={space}:range={'full' if full else 'tv'}", *tags, path)
    return path


@pytest.mark.parametrize("matrix,full,codec", [("bt709", False, "h264"), ("bt601", False, "h264"),
                                               ("bt601", True, "h264"), ("bt601", True, "mjpeg")])
def test_colours_are_kept(place, matrix, full, codec):
    bars = bars_file(place, matrix, full, codec)
    config = (f"[programme]\nsize = {WIDTH}x{HEIGHT}\nfps = 30\n[camera bars]\nsource = file:{bars}\n"
              "[microphone none]\nsource = test:silence\n")
    made = render(place, [], 10, config)
    with open(made, "rb") as file:
        file.readline()
        file.seek((len(b"FRAME\n") + WIDTH * HEIGHT * 3 // 2) * 8 + file.tell() + len(b"FRAME\n"))
        y = numpy.frombuffer(file.read(WIDTH * HEIGHT), numpy.uint8).reshape(HEIGHT, WIDTH)
        u, v = (numpy.frombuffer(file.read(WIDTH * HEIGHT // 4), numpy.uint8).reshape(HEIGHT // 2, WIDTH // 2)
                for _ in range(2))
    width = WIDTH // len(BARS) // 2 * 2
    for i, rgb in enumerate(BARS):
        middle = i * width + width // 2
        got = [plane[HEIGHT // 2 // half, middle // half - 4:middle // half + 4].mean()
               for plane, half in ((y, 1), (u, 2), (v, 2))]
        for what, a, b in zip("YUV", got, bt709_limited(rgb)):
            assert abs(a - b) <= 3, f"{matrix} full={full} {codec}: {rgb} {what} is {a:.1f}, not {b:.1f}"
