"""What anybody sees who tries it out: `tallybox-shop --demo` sells by itself, and in the video that arrives at a server
every count is one that the shop told within the last second. A second rig's end of the channel is the witness."""
import signal
import subprocess
import threading
import time

import numpy
import pytest
from harness.media import packets
from harness.numbers import age_of, luma, read_number, references
from harness.processes import wait_for
from harness.proxy import RtmpTap
from harness.shop import TALLYBOX_SHOP, Closed, Shop, Wire
from harness.stock import card

SKU, CAP = "BOWL-02", 48
WIDTH, HEIGHT = 1280, 720
LATE_S = 1.0
SETTLE_S = 0.5  # a card fades in for 0.2 s
LOOK_S = 8
NUMBERS = 6  # that must have been seen

CARDS = f"""
[card mug]
kind = product
sku = {SKU}
corner = bottom-left
shown = yes
[recording]
enabled = no
[web]
listen = off
"""


class Demo:
    """The shop, and what it tells of one product: `had` is [number, from when, until when] while it was on sale."""

    def __init__(self, token):
        self.process = subprocess.Popen([str(TALLYBOX_SHOP), "--demo", "--seed", "7", "--token-file", str(token)],
                                        stdout=subprocess.PIPE, text=True)
        told = dict(self.process.stdout.readline().split(maxsplit=1) for _ in range(4))
        self.url, self.drop = told["url"].strip(), told["drop"].strip()
        self.had, self.on_sale = [], False
        shop = Shop.__new__(Shop)
        shop.port, shop.tls = int(self.url.split(":")[2].split("/")[0]), None
        self.wire = Wire(shop, token.read_text().strip())
        self.note(self.wire.hello(self.drop)[1][SKU])
        self.watching = threading.Thread(target=self.watch, daemon=True)
        self.watching.start()

    def note(self, item):
        at = time.monotonic()
        if self.had and self.had[-1][2] == float("inf"):
            self.had[-1][2] = at
        self.on_sale = item["state"] == "live"
        if self.on_sale:
            self.title = item["title"]
            self.had.append([item["avail"], at, float("inf")])

    def watch(self):
        try:
            while True:
                for item in self.wire.hear("delta", 60)["items"]:
                    if item["sku"] == SKU:
                        self.note(item)
        except (Closed, OSError):
            pass

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        assert self.process.wait(10) == 0
        self.process.stdout.close()
        self.watching.join()


@pytest.fixture
def demo(place):
    one = Demo(place / "token")
    yield one
    one.stop()


def test_the_demo_on_air(place, rig, rtmp, footage, demo):
    tap = RtmpTap(rtmp.port)
    (place / "key").write_text("demo\n")
    one = rig(f"""
[programme]
size = {WIDTH}x{HEIGHT}
[camera a]
source = file:{footage.product}
[encoder]
bitrate = 2500
[shop]
url = {demo.url}
drop = {demo.drop}
token_file = {place}/token
[output o]
url = {tap.url}
key_file = {place}/key
{CARDS}""").start()
    one.wait_state("outputs", "o", "live")
    wait_for(lambda: demo.on_sale and card(one)["says"].endswith(f" of {CAP} in this drop"), 60, "the sale to begin")
    begin = time.monotonic() + SETTLE_S
    while time.monotonic() < begin + LOOK_S and demo.on_sale:
        time.sleep(0.05)
    end = demo.had[-1][2] if not demo.on_sale else time.monotonic()
    time.sleep(0.5)
    assert one.stop() == 0
    tap.close()

    received, = rtmp.recordings("demo")
    arrivals = [at for at, _ in tap.video]
    assert len(packets(received, "video")) == len(arrivals)
    lowest = min(number for number, _, _ in demo.had)
    known, crop = references(place, WIDTH, HEIGHT, CARDS, SKU, demo.title, range(CAP, lowest - 1, -1))
    drawn, numbers = numpy.stack(list(known.values())), list(known)
    shown, ages = set(), []
    for index, (at, picture) in enumerate(zip(arrivals, luma(received, crop, WIDTH, HEIGHT))):
        if not begin <= at <= end:
            continue
        number, far, next_far = read_number(picture, drawn, numbers)
        assert far < 0.5 * next_far, f"picture {index}: {number}? {far:.1f} from it, {next_far:.1f} from the next"
        shown.add(number)
        ages.append(age_of(number, at, demo.had))
        assert ages[-1] <= LATE_S, f"picture {index}: {number}, {ages[-1]:.1f} s after the shop had it"
    assert len(shown) >= NUMBERS, shown
    print(f"{len(ages)} pictures, {len(shown)} numbers, up to {max(ages) * 1000:.0f} ms old")
