"""What a viewer gets, read back: a shop sells, its stock comes over the websocket onto a picture with moving footage,
and over RTMP to a server. In what arrived there every sampled QR code is read with zbar, and the count on every picture
is told apart from all others by pictures that the product itself draws of them. No picture may show a number that the
shop did not have within the last second."""
import http.server
import random
import subprocess
import threading
import time

import numpy
import pytest
from harness.media import packets
from harness.numbers import age_of, luma, read_number, references
from harness.processes import wait_for
from harness.proxy import RtmpTap
from harness.shop import Shop, Till
from harness.stock import card

CAP = 97
TITLE = "Hand-thrown stoneware mug"
LATE_S = 1.0
SETTLE_S = 0.5  # a card fades in for 0.2 s
SELL_S = 6.5
QR_EVERY = 12  # pictures

CARDS = """
[card mug]
kind = product
sku = MUG-01
corner = bottom-left
shown = yes
[card buy]
kind = link
sku = MUG-01
corner = bottom-right
shown = yes
[recording]
enabled = no
[web]
listen = off
"""


class Kitchen(http.server.BaseHTTPRequestHandler):
    """The shop's page behind the buy link."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def page():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Kitchen)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/mug"
    server.shutdown()
    server.server_close()


@pytest.fixture
def shop(place, page):
    one = Shop(place / "shop")
    one.put_drop("spring", {"sku": "MUG-01", "title": TITLE, "cap": CAP, "avail": CAP, "url": page,
                            "price": {"minor": 2490, "cur": "EUR"}})
    (place / "token").write_text(one.token("rig", "rig") + "\n")
    one.till = one.token("till", "seller")
    yield one.start()
    one.stop()


def sell(shop, seconds, dice):
    """Sells at random moments; gives [(number, from when, until when the shop had it)]. When it changed is only known
    as between question and answer, so spans overlap by that much."""
    till = Till(shop, shop.till)
    had, end = [[CAP, time.monotonic() - 60, None]], time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(dice.uniform(0.1, 0.5))
        asked = time.monotonic()
        status, answer = till.sell("spring", "MUG-01", dice.randint(1, 2))
        assert status == 200, answer
        had[-1][2] = time.monotonic()
        had.append([answer["item"]["avail"], asked, None])
    till.close()
    had[-1][2] = time.monotonic() + 60
    return had


def read_codes(path, place, first):
    """What zbar reads in each sampled picture from number `first` on."""
    folder = place / "pictures"
    folder.mkdir()
    subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-an", "-fps_mode", "passthrough", "-vf",
                    f"select=gte(n\\,{first})*not(mod(n\\,{QR_EVERY}))", "-pix_fmt", "gray", str(folder / "%03d.pgm")],
                   check=True)
    pictures = sorted(folder.glob("*.pgm"))
    done = subprocess.run(["zbarimg", "-q", "--raw", "-Sdisable", "-Sqrcode.enable", *map(str, pictures)],
                          capture_output=True, text=True)
    return len(pictures), done.stdout.split()


@pytest.mark.parametrize("width,height,bitrate", [(1280, 720, 2500), (1920, 1080, 4500)])
def test_read_back(place, rig, rtmp, shop, page, footage, width, height, bitrate):
    tap = RtmpTap(rtmp.port)
    (place / "key").write_text("readback\n")
    one = rig(f"""
[programme]
size = {width}x{height}
[camera a]
source = file:{footage.product}
[encoder]
bitrate = {bitrate}
[shop]
url = ws://127.0.0.1:{shop.port}/stock
drop = spring
token_file = {place}/token
[output o]
url = {tap.url}
key_file = {place}/key
{CARDS}""").start()
    one.wait_state("outputs", "o", "live")
    wait_for(lambda: card(one)["says"] == f"{CAP} of {CAP} in this drop" and card(one, "buy")["link"] == page, 20,
             "the cards")
    begin = time.monotonic() + SETTLE_S
    had = sell(shop, SELL_S, random.Random(height))
    time.sleep(LATE_S)
    missed = one.state()["programme"]["missed_ticks"]
    assert one.stop() == 0
    tap.close()
    received, = rtmp.recordings("readback")
    arrivals = [at for at, _ in tap.video]
    assert len(packets(received, "video")) == len(arrivals)

    first = next(i for i, at in enumerate(arrivals) if at >= begin)

    # The numbers, on every picture.
    known, crop = references(place, width, height, CARDS, "MUG-01", TITLE, range(CAP, had[-1][0] - 1, -1))
    drawn, numbers = numpy.stack(list(known.values())), list(known)
    shown, wrong, ages = set(), [], []
    for index, picture in list(enumerate(luma(received, crop, width, height)))[first:]:
        number, far, next_far = read_number(picture, drawn, numbers)
        assert far < 0.5 * next_far, f"picture {index}: {number}? {far:.1f} from it, {next_far:.1f} from the next"
        shown.add(number)
        age = age_of(number, arrivals[index], had)
        ages.append(age)
        if age > LATE_S:
            wrong.append((index, number, age))
    assert not wrong, f"{len(wrong)} pictures with an old number, {missed} ticks missed: {wrong[:10]}"
    assert len(shown) >= 6 and had[-1][0] in shown
    print(f"{len(ages)} pictures, {len(shown)} numbers, up to {max(ages) * 1000:.0f} ms old")

    # The codes.
    sampled, codes = read_codes(received, place, first)
    assert sampled >= 5 and codes == [page] * sampled
