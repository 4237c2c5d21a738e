"""The layering of the house: which room may include which, and which library belongs to which room."""
import json
import re
import subprocess

import pytest
from harness.rig import ROOT

ROOMS = {
    "base": [],
    "config": ["base"],
    "show": ["base"],
    "mixer": ["base", "show"],
    "capture": ["base", "config", "show", "mixer"],
    "overlay": ["base", "config", "show", "mixer"],
    "encoder": ["base", "config", "show", "mixer"],
    "shop": ["base", "config", "show"],
    "shop/server": ["base", "config", "show", "shop"],
    "web-ui/server": ["base", "config", "show"],
    "daemon": ["base", "config", "show", "mixer", "capture", "overlay", "encoder", "shop", "web-ui/server"],
}
PREFIX = {"base": "base", "config": "cfg", "show": "show", "mixer": "mix", "capture": "cap", "overlay": "ovl",
          "encoder": "enc", "shop": "shop", "shop/server": "srv", "web-ui/server": "web",
          "daemon": "dmn"}
LIBRARIES = {
    r"gst/": {"mixer", "capture", "encoder", "daemon"},
    r"(cairo|pango)": {"overlay"},
    r"qrencode": {"overlay"},
    r"librsvg/": {"overlay"},
    r"unicode/": {"overlay"},
    r"alsa/": {"capture"},
    r"linux/videodev2": {"capture"},
    r"libudev": {"capture"},
    r"libsoup": {"web-ui/server"},
    r"gnutls": {"web-ui/server"},
    r"crypt\.h": {"web-ui/server"},
    r"libwebsockets": {"shop", "shop/server"},
    r"openssl/": {"shop/server"},
    r"sqlite3": {"shop", "shop/server"},
    r"turbojpeg": {"encoder"},
    r"ebur128": {"mixer"},
    r"systemd/": {"daemon"},
    r"jansson": {"show", "shop", "shop/server", "web-ui/server", "daemon"},
}


def includes():
    for room in ROOMS:
        for path in sorted((ROOT / room).glob("*.[ch]")):
            for kind, name in re.findall(r'^#include ([<"])([^>"]+)', path.read_text(), flags=re.M):
                yield room, path.name, kind, name


def test_rooms_include_only_lower_rooms():
    owner = {path.name: room for room in ROOMS for path in (ROOT / room).glob("*.h")}
    for room, path, kind, name in includes():
        if kind == '"':
            assert owner[name] in [room, *ROOMS[room]], f"{room}/{path} includes {name}"


def test_libraries_belong_to_rooms():
    for room, path, kind, name in includes():
        for pattern, rooms in LIBRARIES.items():
            if kind == "<" and re.match(pattern, name):
                assert room in rooms, f"{room}/{path} includes <{name}>"


def test_npm_packages_run_in_the_oldest_debian():
    """Debian 12 has Node.js 18."""
    lock = json.loads((ROOT / "web-ui/package-lock.json").read_text())
    wants = {name: package.get("engines", {}).get("node", ">=0") for name, package in lock["packages"].items()}
    oldest = {name: int(re.match(r">=?\s*(\d+)", node)[1]) for name, node in wants.items()}
    assert len(oldest) > 10 and {name: node for name, node in oldest.items() if node > 18} == {}


def test_files_carry_their_room():
    for room, prefix in PREFIX.items():
        for path in (ROOT / room).glob("*.[ch]"):
            assert path.name.startswith(prefix + "-") or path.name == "main.c", path


def test_public_symbols_carry_their_room():
    for room, prefix in PREFIX.items():
        if room == "daemon":
            continue
        out = subprocess.run(["nm", "-g", "--defined-only", str(ROOT / "build" / f"lib{room.replace('/', '-')}.a")],
                             capture_output=True, text=True, check=True).stdout
        for symbol in re.findall(r" [TDRB] (\S+)", out):
            assert symbol.startswith((prefix + "_", "__")), f"{room}: {symbol}"


@pytest.mark.parametrize("upper,lower", [("base", "cfg-file.h"), ("show", "mix-types.h"),
                                         ("encoder", "cap-types.h"), ("overlay", "enc-hub.h")])
def test_an_illegal_include_does_not_compile(upper, lower):
    """The compile commands of a room do not see the headers of rooms that it may not include."""
    out = subprocess.run(["ninja", "-C", str(ROOT / "build"), "-t", "commands", f"lib{upper}.a"],
                         capture_output=True, text=True, check=True).stdout
    line = next(one for one in out.splitlines() if " -c " in one)
    flags = [word for word in line.split() if word.startswith(("-I", "-D", "-std", "-isystem"))]
    flags += [w for f, w in zip(line.split(), line.split()[1:]) if f == "-isystem" for w in ("-isystem", w)]
    done = subprocess.run(["cc", *flags, "-fsyntax-only", "-x", "c", "-"], input=f'#include "{lower}"\n',
                          capture_output=True, text=True, cwd=ROOT / "build")
    assert done.returncode != 0 and lower in done.stderr
