"""A whole show from the pages in a real browser, with what a viewer gets of it."""
import os
import subprocess
import threading
import time

import numpy
from harness.cameras import Plug, environment
from harness.node import start_script
from harness.numbers import luma, read_number, references
from harness.relay import Relay
from harness.web import open_room

WIDTH, HEIGHT = 640, 360
TITLE = "Hand-thrown stoneware mug"
STAND_S = 2
LIMIT_S = 180
KEY = "0123456789abcdef"
CARDS = """
[card mug]
kind = product
sku = MUG
corner = bottom-left
shown = yes
"""
CONFIG = """
[programme]
size = {width}x{height}
fps = 15
[camera table]
source = {table}
[camera presenter]
source = test:presenter
[microphone host]
source = test:sine
[scene table]
cameras = table
[scene presenter]
cameras = presenter
[scene break]
layout = slate
{cards}
[card left]
kind = counter
sku = MUG
corner = top-left
[card who]
kind = lower-third
text = Mia Berger
corner = top-right
shown = yes
[card terms]
kind = terms
text = Prices include VAT; shipping is extra.
[card ad]
kind = ad
[encoder]
preset = ultrafast
bitrate = 1500
[output main]
url = {url}
key_file = {key}
start = no
[recording]
enabled = no
[web]
listen = loopback
port = 0
"""


def play(script, deeds):
    """Does what the script asks for until it ends; its exit status."""
    limit = threading.Timer(LIMIT_S, script.kill)
    limit.start()
    for line in script.stdout:
        deeds[line.strip()]()
        script.stdin.write("done\n")
        script.stdin.flush()
    limit.cancel()
    return script.wait(60)


def test_a_show_from_the_pages(rig, place, rtmp):
    plug = Plug(place / "table")
    plug.put()
    (place / "key").write_text(KEY + "\n")
    one = rig(CONFIG.format(width=WIDTH, height=HEIGHT, table=plug.source, cards=CARDS, url=rtmp.url, key=place / "key"),
              environment=environment(place / "gst"), web=True).start()
    for words in (("title", "MUG", TITLE), ("price", "MUG", "2490", "EUR"), ("set", "MUG", "5"), ("cap", "MUG", "5")):
        one.ctl("stock", *words)
    room, code = open_room(one)
    relay = Relay(room.port)
    deeds = {"let the number stand": lambda: time.sleep(STAND_S), "pull the camera": plug.pull,
             "plug the camera": plug.put, "cut the line": relay.cut, "mend the line": relay.mend}
    script = start_script("browser/show.mjs", f"https://127.0.0.1:{room.port}", f"https://127.0.0.1:{relay.port}", code,
                          os.environ.get("TALLYBOX_SCREENSHOTS", place), stdin=subprocess.PIPE)
    assert play(script, deeds) == 0
    relay.close()
    assert one.find("outputs", "main")["state"] == "live"
    one.stop()

    known, where = references(place, WIDTH, HEIGHT, CARDS, "MUG", TITLE, range(1, 6))
    stack, numbers = numpy.stack(list(known.values())), list(known)
    seen = [read_number(picture, stack, numbers) for picture in luma(rtmp.recordings(KEY)[-1], where, WIDTH, HEIGHT)]
    read = [number for number, far, next_far in seen if far * 2 < next_far]  # the break has no card
    assert set(read) == {5, 4} and read == sorted(read, reverse=True), read


def test_a_server_that_is_gone(rig, place, rtmp):
    (place / "key").write_text(KEY + "\n")
    one = rig(f"[output main]\nurl = {rtmp.url}\nkey_file = {place}/key\n[recording]\nenabled = no\n[web]\n"
              "listen = loopback\nport = 0\n", web=True).start()
    room, code = open_room(one)
    script = start_script("browser/hurry.mjs", f"https://127.0.0.1:{room.port}", code,
                          os.environ.get("TALLYBOX_SCREENSHOTS", place), stdin=subprocess.PIPE)
    assert play(script, {"kill the server": rtmp.kill, "start the server": rtmp.launch}) == 0
    one.stop()
