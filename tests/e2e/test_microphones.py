"""Sound cards of all kinds at once, with faults: each is told, comes back by itself, and costs the others nothing."""
import subprocess
import time

import numpy
import pytest
from harness import media
from harness.alsa import Cards
from harness.processes import wait_for
from harness.rig import Refused

RATE = 48000
BACK_S = 5  # a device that is there again is live within this

CONFIG = """
[programme]
size = 320x180
fps = 15
[encoder]
preset = ultrafast
bitrate = 300
[camera main]
source = test:product
"""


def microphone(name, *lines):
    return "\n".join([f"[microphone {name}]", f"source = alsa:{name}", *lines, ""])


@pytest.fixture
def cards(place):
    return Cards(place / "cards")


def text_of(rig, name):
    return rig.find("microphones", name)["text"]


def wait_text(rig, name, words, seconds=10):
    began = time.monotonic()
    wait_for(lambda: words in text_of(rig, name), seconds, f'"{words}", not "{text_of(rig, name)}"')
    return time.monotonic() - began


def wait_live(rig, name, seconds=BACK_S):
    began = time.monotonic()
    rig.wait_state("microphones", name, "live", seconds)
    return time.monotonic() - began


def stereo(path):
    out = subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-i", str(path), "-vn", "-ac", "2", "-ar", str(RATE),
                          "-f", "f32le", "-"], capture_output=True, check=True)
    return numpy.frombuffer(out.stdout, numpy.float32).reshape(-1, 2)


def marks(samples):
    """Times at which a 1 kHz mark begins, to a fraction of a ms: where its envelope passes half of its height."""
    t = numpy.arange(len(samples)) / RATE
    turned = samples * numpy.exp(-2j * numpy.pi * 1000 * t)
    envelope = numpy.abs(numpy.convolve(turned, numpy.ones(240) / 240, "same"))
    loud = envelope > envelope.max() / 2
    starts = numpy.flatnonzero(~loud[:-1] & loud[1:])
    # A mark lasts 50 ms; one that is cut off by the beginning is none.
    return numpy.array([t[at] for at in starts if loud[at + 1:at + 1200].all()])


def test_many_microphones(rig, cards):
    """Two that mark the seconds by clocks 400 ppm apart, one mono at 44.1 kHz, one with four channels, and one each
    that is busy, away, silent, and loses sound."""
    cards.add("left", signal="marks", only=0, ppm=200, format="S24_3LE")
    cards.add("right", signal="marks", only=1, ppm=-200, format="S32_LE", rate=44100)
    cards.add("four", signal="room", channels=4, format="S24_LE")
    cards.add("mono", signal="room", channels=1, rate=44100)
    for name in ("busy", "away", "silence", "hasty"):
        cards.add(name, signal="room")
    for name in ("busy", "away", "silence"):
        cards.put(name, name)
    names = ["left", "right", "four", "mono", "busy", "away", "silence", "hasty"]
    one = rig(CONFIG + "".join(microphone(name) for name in names), environment=cards.environment).start()
    for name in ("left", "right", "four", "mono", "silence", "hasty"):
        wait_live(one, name, 20)
    details = {name: one.find("microphones", name)["detail"] for name in names[:4]}
    assert details == {"left": "48 kHz, stereo", "right": "44.1 kHz, stereo", "four": "48 kHz, 4 channels",
                       "mono": "44.1 kHz, mono"}

    assert "another program uses" in text_of(one, "busy")
    assert "there is no sound card" in text_of(one, "away")
    told = {"silent": wait_text(one, "silence", "sends digital silence. Is it switched on?")}
    back = {}
    for name in ("busy", "away"):
        cards.take(name, name)
        back[name] = wait_live(one, name)
    cards.take("silence", "silence")
    wait_text(one, "silence", "is live")

    for n in range(1, 4):
        cards.put("hasty", "xrun")
        wait_for(lambda n=n: one.find("microphones", "hasty")["gaps"] == n, 10, f"gap {n}")
    assert "is live" in text_of(one, "hasty")

    cards.put("four", "away")
    told["pulled out"] = wait_text(one, "four", "there is no sound card")
    cards.put("mono", "stall")
    told["frozen"] = wait_text(one, "mono", "stopped sending sound")
    cards.put("hasty", "suspend")
    told["asleep"] = wait_text(one, "hasty", "is asleep")
    for name, file in (("four", "away"), ("mono", "stall"), ("hasty", "suspend")):
        cards.take(name, file)
        back[name] = wait_live(one, name)
    print("told after", {key: f"{s:.2f} s" for key, s in told.items()}, "back after",
          {key: f"{s:.2f} s" for key, s in back.items()})
    assert max(told.values()) < 6

    time.sleep(25)
    state = one.state()
    for name in ("left", "right"):
        found = next(m for m in state["microphones"] if m["name"] == name)
        print(name, "lost", found["lost_ms"], "ms, followed", round(found["drift_ppm"]), "ppm")
        # On a machine that is busy with other work a little comes too late; the faults of the others cost seconds.
        assert (found["state"], found["gaps"], found["lost_ms"] < 500) == ("live", 0, True)
    assert one.stop() == 0
    recording, = one.recordings()
    assert media.decode_errors(recording) == []
    sound = stereo(recording)
    left, right = (marks(sound[:, channel]) for channel in (0, 1))
    left, right = (m[m > 1.5] for m in (left, right))  # AAC comes to itself, the ring is filled
    nearest = numpy.array([right[abs(right - at).argmin()] - at for at in left]) * 1000
    apart = nearest[abs(nearest) < 300]  # a mark that fell into a hole has no other half
    beat = numpy.concatenate([numpy.diff(left), numpy.diff(right)]) * 1000
    uneven = abs(beat - numpy.round(beat / 1000) * 1000)
    print(f"{len(apart)} marks: left and right at most {abs(apart).max():.2f} ms apart, uneven by {uneven.max():.2f} ms")
    assert len(apart) > 30
    assert abs(apart).max() < 20
    assert uneven.max() < 10


def test_volume_of_the_device(rig, cards):
    """Set, told, kept over a replug and a restart, and given up when the config says otherwise."""
    cards.add("host")
    cards.add("plain", signal="room")
    cards.put("plain", "no-volume")
    cards.put("plain", "no-switch")
    config = CONFIG + microphone("host") + microphone("plain") + "[microphone tone]\nsource = test:sine\n"
    one = rig(config, environment=cards.environment).start()
    wait_live(one, "host", 20)
    assert one.find("microphones", "host")["device"] == {"volume_percent": 50, "volume_db": 0, "min_db": -20,
                                                         "max_db": 20, "mute": False}
    assert one.find("microphones", "plain")["device"] is None

    one.ctl("microphone", "host", "device-volume", "70")
    wait_for(lambda: cards.mixer("host") == (28, True), 5, "70 %")
    wait_for(lambda: one.find("microphones", "host")["device"]["volume_db"] == 8, 5, "8 dB in the state")
    one.ctl("microphone", "host", "device-volume", "-5dB")
    wait_for(lambda: cards.mixer("host") == (15, True), 5, "-5 dB")
    one.ctl("microphone", "host", "device-mute", "on")
    wait_text(one, "host", "is muted at its sound card, as was asked")
    assert cards.mixer("host") == (15, False)
    one.ctl("microphone", "host", "device-mute", "off")
    wait_text(one, "host", "is live")
    with pytest.raises(Refused, match="-20 to 20 dB"):
        one.ctl("microphone", "host", "device-volume", "30dB")
    with pytest.raises(Refused, match="no sound card"):
        one.ctl("microphone", "tone", "device-mute", "on")

    cards.put("host", "mixer", "15 0\n")
    wait_text(one, "host", "is muted on the device itself.")
    cards.put("host", "mixer", "15 1\n")
    wait_text(one, "host", "is live")

    cards.put("host", "away")
    one.wait_state("microphones", "host", "retrying")
    assert one.find("microphones", "host")["device"] is None
    cards.put("host", "mixer", "40 0\n")
    cards.take("host", "away")
    wait_live(one, "host")
    assert cards.mixer("host") == (15, True)

    assert one.stop() == 0
    cards.put("host", "mixer", "40 1\n")
    one.start()
    wait_live(one, "host", 20)
    wait_for(lambda: cards.mixer("host") == (15, True), 5, "what was asked before the restart")
    assert one.stop() == 0
    one.config.write_text(one.config.read_text().replace("source = alsa:host", "source = alsa:host\nvolume = 25"))
    one.start()
    wait_live(one, "host", 20)
    wait_for(lambda: cards.mixer("host") == (10, True), 5, "what the config says now")
