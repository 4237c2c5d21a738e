"""What a viewer gets while the rig hears nothing from the shop, read back from the received video: the number carries its
mark 15 s after the last word and gives way to "updating…" after 60 s, and the right one stands there soon after the line
is mended. No picture shows an older number without the mark, and none a number that the shop never had. A number that is
hidden because the shop's own source is old stays so when the line breaks and is back."""
import time

import numpy
import pytest
from harness.media import packets
from harness.numbers import age_of, luma, read_number, references
from harness.processes import wait_for
from harness.proxy import RtmpTap
from harness.relay import Relay
from harness.smallest_shop import TOKEN, SmallestShop, now
from harness.stock import card

TITLE = "Hand-thrown stoneware mug"
CAP = 13
WIDTH, HEIGHT, FPS = 1280, 720, 15
MARKED_S, HIDDEN_S = 15, 60
LATE_S = 1.0
EARLY_S = 1.2  # a heartbeat may still have been on its way when the line fell silent
UPDATING = "updating…"

CARDS = """
[card mug]
kind = product
sku = MUG-01
corner = bottom-left
shown = yes
[recording]
enabled = no
[web]
listen = off
"""


class CalmShop(SmallestShop):
    """Sells when it is told to, and copies a source that it last heard from `source_age_s` ago."""

    stale_ms = MARKED_S * 1000
    source_age_s = 0
    is_mute = False

    def __init__(self):
        super().__init__()
        self.had = []  # [number, from when, until when]
        self.said_at = None

    def tell(self, **message):
        super().tell(**message)
        self.said_at = time.monotonic()

    def items(self):
        return [{"sku": "MUG-01", "rev": self.seq, "title": TITLE, "cap": CAP, "avail": min(self.available, CAP),
                 "price": {"minor": 2490, "cur": "EUR"}}]

    def sell(self):
        pass

    def beat(self):
        while not self.over.wait(1):
            with self.lock:
                if self.is_mute:
                    continue
                self.tell(t="hb", epoch=self.epoch, seq=self.seq, now=now(), src_at=now(self.source_age_s))

    def set(self, number):
        with self.lock:
            if self.had:
                self.had[-1][2] = time.monotonic()
            self.had.append([number, time.monotonic(), float("inf")])
            self.available, self.seq = number, self.seq + 1
            self.tell(t="delta", epoch=self.epoch, prev=self.seq - 1, seq=self.seq, items=self.items())


@pytest.fixture
def shop():
    one = CalmShop()
    yield one
    one.stop()


@pytest.fixture
def relay(shop):
    one = Relay(shop.port)
    yield one
    one.close()


def pose(rig, shop, number, says, freshness):
    """The card stands still like that for a moment; gives from when to when."""
    shop.set(number)
    wait_for(lambda: (card(rig)["says"], card(rig)["freshness"]) == (says, freshness), 20, f"{says}, {freshness}")
    time.sleep(0.6)
    begin = time.monotonic()
    time.sleep(0.4)
    return begin, time.monotonic()


def break_line(shop, relay):
    """The line breaks and is back, and nothing is said of the shop's own source for a while. Gives from when to when."""
    begin = time.monotonic()
    shop.is_mute = True
    relay.cut()
    wait_for(lambda: not shop.lines, 10, "the break")
    relay.mend()
    wait_for(lambda: shop.lines, 45, "the line")
    time.sleep(2)
    shop.is_mute = False
    time.sleep(2)
    return begin, time.monotonic()


def pose_all(rig, shop, relay, numbers):
    """Each number with its mark, and no number, because the shop says that its own source is that old; and from when to
    when there was none although the line broke."""
    shop.source_age_s = (MARKED_S + HIDDEN_S) / 2
    poses = {(number, "aged"): pose(rig, shop, number, f"{number} of {CAP} in this drop", "aged") for number in numbers}
    shop.source_age_s = 2 * HIDDEN_S
    poses[UPDATING, "unknown"] = pose(rig, shop, numbers[0], UPDATING, "unknown")
    hidden = break_line(shop, relay)
    shop.source_age_s = 0
    return poses, hidden


def fall_silent(rig, shop, relay):
    """Until the number was hidden for a while, and is back. Gives when the last word was said and when it was mended."""
    with shop.lock:
        relay.silence()
        said = shop.said_at
    time.sleep(0.2)
    shop.set(10)
    wait_for(lambda: card(rig)["freshness"] == "aged", MARKED_S + 10, "the mark")
    wait_for(lambda: card(rig)["freshness"] == "unknown", HIDDEN_S, "the number to be hidden")
    time.sleep(1.5)
    relay.cut()
    mended = time.monotonic()
    relay.mend()
    wait_for(lambda: (card(rig)["says"], card(rig)["freshness"]) == (f"10 of {CAP} in this drop", "fresh"), 45,
             f"the number to be back, was {card(rig)}")
    return said, mended


def learn(pictures, arrivals, poses):
    """The mean picture of each pose."""
    return {what: pictures[[begin <= at <= end for at in arrivals]].mean(0) for what, (begin, end) in poses.items()}


def test_what_is_old_is_marked_and_then_hidden(place, rig, rtmp, footage, shop, relay):
    tap = RtmpTap(rtmp.port)
    (place / "key").write_text("stale\n")
    (place / "token").write_text(TOKEN + "\n")
    one = rig(f"""
[programme]
size = {WIDTH}x{HEIGHT}
fps = {FPS}
[camera a]
source = file:{footage.product}
[encoder]
bitrate = 2500
[shop]
url = ws://127.0.0.1:{relay.port}/stock
drop = main
token_file = {place}/token
[output o]
url = {tap.url}
key_file = {place}/key
{CARDS}""").start()
    one.wait_state("outputs", "o", "live")
    poses, hidden = pose_all(one, shop, relay, [12, 11, 10])
    shown_from, _ = pose(one, shop, 13, f"13 of {CAP} in this drop", "fresh")
    for number in (12, 11):
        pose(one, shop, number, f"{number} of {CAP} in this drop", "fresh")
    said, mended = fall_silent(one, shop, relay)
    time.sleep(1 + LATE_S)
    assert one.stop() == 0
    tap.close()

    received, = rtmp.recordings("stale")
    arrivals = [at for at, _ in tap.video]
    assert len(packets(received, "video")) == len(arrivals)
    known, crop = references(place, WIDTH, HEIGHT, CARDS, "MUG-01", TITLE, range(CAP, 9, -1))
    pictures = luma(received, crop, WIDTH, HEIGHT)
    known = {(number, "fresh"): picture for number, picture in known.items()} | learn(pictures, arrivals, poses)
    drawn, looks = numpy.stack(list(known.values())), list(known)

    seen = []
    for index, (at, picture) in enumerate(zip(arrivals, pictures)):
        if at < shown_from and not hidden[0] <= at <= hidden[1]:
            continue
        look, far, next_far = read_number(picture, drawn, looks)
        assert far < 0.5 * next_far, f"picture {index}: {look}? {far:.1f} from it, {next_far:.1f} from the next"
        if at < shown_from:
            assert look == (UPDATING, "unknown"), f"picture {index}, {at - hidden[0]:.1f} s into the break: {look}"
            continue
        seen.append((at, look))
        limit_s = {"fresh": MARKED_S, "aged": HIDDEN_S, "unknown": float("inf")}[look[1]] + LATE_S
        assert look[0] == UPDATING or age_of(look[0], at, shop.had) <= limit_s, f"picture {index}, {at - said:.1f} s: {look}"

    # In silence: the last number, the same with its mark, none. Afterwards: the right one, and no other.
    silent = [(at - said, look) for at, look in seen if said + LATE_S <= at <= mended]
    order = [look for i, (at, look) in enumerate(silent) if i == 0 or look != silent[i - 1][1]]
    assert order == [(11, "fresh"), (11, "aged"), (UPDATING, "unknown")]
    marked = next(at for at, look in silent if look[1] == "aged")
    hidden = next(at for at, look in silent if look[1] == "unknown")
    assert MARKED_S - EARLY_S < marked < MARKED_S + LATE_S
    assert HIDDEN_S - EARLY_S < hidden < HIDDEN_S + LATE_S
    after = [look for at, look in seen if at > mended + LATE_S]
    back = after.index((10, "fresh"))
    assert set(after[:back]) <= {(UPDATING, "unknown")} and set(after[back:]) == {(10, "fresh")}
    print(f"{len(seen)} pictures; marked after {marked:.1f} s, hidden after {hidden:.1f} s, back "
          f"{next(at for at, look in seen if at > mended and look == (10, 'fresh')) - mended:.1f} s after the line was")
