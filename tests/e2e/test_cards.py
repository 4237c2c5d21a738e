"""What a designer has to work with: `tallybox cards` draws everything in the theme, language and size of a config, and
`tallybox doc theme` prints a theme to start one's own from."""
import re
import struct
import subprocess

import pytest
from harness.rig import tallybox

THEMES = ("glass", "paper", "market")
# Cards, slates and all; each with what must be there of it.
NAMES = {"product", "product-last", "product-sold-out", "product-preorder", "product-aged", "product-updating", "counter",
         "countdown", "link", "lower-third", "terms", "access-open", "hubs", "ad", "slate-starting", "slate-break",
         "slate-end", "alignment", "together"}


def config(place, theme="glass", locale="en", size="1280x720", extra=""):
    path = place / "tallybox.conf"
    path.write_text(f"[programme]\nsize = {size}\n[camera a]\nsource = test:product\n[overlay]\ntheme = {theme}\n"
                    f"locale = {locale}\n{extra}")
    return path


def draw(place, folder="cards", **words):
    """{name: PNG file}"""
    done = tallybox("cards", "--config", config(place, **words), place / folder)
    assert done.returncode == 0, done.stderr
    files = {one.stem: one for one in (place / folder).iterdir()}
    assert f"{len(files)} pictures are in {place / folder}" in done.stdout
    return files


def size_of(png):
    """Width and height, of the header (PNG specification, 11.2.2)."""
    return struct.unpack(">II", png.read_bytes()[16:24])


def bytes_of(files):
    return {name: png.read_bytes() for name, png in files.items()}


@pytest.mark.parametrize("theme,locale,size", [("glass", "en", (1280, 720)), ("paper", "ar", (720, 1280)),
                                               ("market", "ja", (720, 720))])
def test_everything_is_drawn(place, theme, locale, size):
    files = draw(place, theme=theme, locale=locale, size="{}x{}".format(*size))
    assert NAMES <= files.keys()
    for name in ("slate-starting", "slate-break", "slate-end", "alignment", "together"):
        assert size_of(files[name]) == size
    for name in files:
        width, height = size_of(files[name])
        assert 0 < width <= size[0] and 0 < height <= size[1] and width % 2 == height % 2 == 0
    read = subprocess.run(["zbarimg", "-q", "--raw", files["link"], files["together"]], capture_output=True, text=True)
    assert read.stdout.split() == ["https://shop.example/mug"] * 2


def test_a_theme_of_ones_own(place):
    """What is printed is the built-in one; changed, it is another; and what nobody could read is refused."""
    own = place / "own.ini"
    built_in = bytes_of(draw(place, "paper", theme="paper"))
    text = tallybox("doc", "theme", "paper").stdout
    own.write_text(text)
    assert bytes_of(draw(place, "same", theme=own)) == built_in
    sale = re.search(r"^sale *= *(#\w+)$", text, re.M)[1]
    own.write_text(text.replace(sale, "#5a1846"))
    changed = bytes_of(draw(place, "changed", theme=own))
    assert changed["product"] != built_in["product"] and changed["terms"] == built_in["terms"]
    own.write_text(text.replace(sale, "#f4efe4"))
    done = tallybox("cards", "--config", config(place, theme=own), place / "refused")
    assert done.returncode == 78 and "own.ini" in done.stderr and "contrast" in done.stderr, done.stderr


@pytest.mark.parametrize("name", THEMES)
def test_themes_are_printed(name):
    done = tallybox("doc", "theme", name)
    assert done.returncode == 0 and done.stdout.startswith(("#", "[")), done.stderr


def test_what_goes_wrong(place):
    assert tallybox("cards").returncode == 64
    done = tallybox("doc", "theme", "velvet")
    assert done.returncode == 64 and all(name in done.stderr for name in THEMES), done.stderr
    done = tallybox("cards", "--config", config(place, theme="velvet"), place / "cards")
    assert done.returncode == 78 and "velvet" in done.stderr, done.stderr
    (place / "file").write_text("")
    done = tallybox("cards", "--config", config(place), place / "file")
    assert done.returncode not in (0, 64, 78) and "cannot be" in done.stderr, done.stderr
