"""The main job: two cameras on real footage, sound, scenes, fades and a card, to an RTMP server and to disk.
Judged on what arrived."""
import itertools
import time

from harness import media

CONFIG = """
[programme]
size = 1280x720
fps = 30

[camera product]
source = file:{product}

[camera presenter]
source = file:{presenter}

[microphone host]
source = test:sine
gain = -20

[card mug]
kind = product
sku = MUG-01

[encoder]
bitrate = 2500

[output stage]
url = {url}
key_file = {key_file}

[recording]
enabled = yes
"""

SECONDS = 60


def act(rig, step):
    """Something happens on the programme all the time."""
    actions = [
        ("scene", "pip"), ("card", "show", "mug"), ("stock", "set", "MUG-01", 40 - step % 40),
        ("transition", "crossfade", 400), ("scene", "presenter"), ("scene", "side"), ("mute", "host"),
        ("card", "hide", "mug"), ("unmute", "host"), ("transition", "cut"), ("scene", "break"),
        ("scene", "product"), ("card", "show", "mug"), ("stock", "sell", "MUG-01"),
        ("transition", "crossfade", 2000), ("scene", "presenter"), ("scene", "pip"),
    ]
    rig.ctl(*actions[step % len(actions)])


def check_video(path, fps=30):
    packets = media.packets(path, "video")
    dts = [p[1] for p in packets]
    assert [p[0] for p in packets] == dts, "no B-frames: presentation is decoding order"
    steps = [b - a for a, b in itertools.pairwise(dts)]
    assert min(steps) > 0
    # FLV and MP4 stamps are rounded to a millisecond or finer; one frame may be missing, two may not.
    assert max(steps) < 2.1 / fps, f"a gap of {max(steps):.3f} s at {dts[steps.index(max(steps))]:.2f}"
    keys = [p[1] for p in packets if p[3]]
    assert all(abs((b - a) - 2.0) < 0.002 for a, b in itertools.pairwise(keys)), keys
    return packets


def check_audio(path):
    packets = media.packets(path, "audio")
    for a, b in itertools.pairwise(packets):
        assert 0 < b[0] - a[0] <= 0.040, f"sound gap at {a[0]}: {b[0] - a[0]:.3f} s"
    return packets


def check_parameter_sets(path):
    """Every IDR brings its SPS and PPS, so that whoever joins there can decode."""
    units = media.keyframe_units(path)
    assert units and all({5, 7, 8} <= one for one in units), units


def check_formats(path, size=(1280, 720)):
    streams = media.streams(path)
    video, audio = streams["video"], streams["audio"]
    assert (video["width"], video["height"]) == size
    assert video["codec_name"] == "h264" and video["profile"] in ("High", "Main")
    assert video["has_b_frames"] == 0 and video["pix_fmt"] == "yuv420p"
    assert video["color_space"] == "bt709" and video["color_range"] == "tv"
    assert audio["codec_name"] == "aac" and audio["profile"] == "LC"
    assert audio["sample_rate"] == "48000" and audio["channels"] == 2


def test_a_minute_on_air(rig, rtmp, footage, place):
    (place / "key").write_text("stage-key-1\n")
    one = rig(CONFIG.format(product=footage.product, presenter=footage.presenter, url=rtmp.url,
                            key_file=place / "key")).start()
    one.wait_state("outputs", "stage", "live")
    one.ctl("stock", "set", "MUG-01", "40")
    begin = time.monotonic()
    for step in itertools.count():
        act(one, step)
        time.sleep(0.7)
        if time.monotonic() - begin > SECONDS:
            break
    state = one.state()
    assert one.stop() == 0
    assert all(c["state"] == "live" for c in state["cameras"]), state["cameras"]
    assert state["programme"]["missed_ticks"] == 0
    assert state["outputs"][0]["dropped_packets"] == 0

    received, = rtmp.recordings("stage-key-1")
    recorded, = one.recordings()
    for path in (received, recorded):
        check_formats(path)
        video, audio = check_video(path), check_audio(path)
        assert video[-1][0] - video[0][0] > SECONDS - 3
        assert abs((video[-1][0] - video[0][0]) - (audio[-1][0] - audio[0][0])) < 0.3
        assert media.decode_errors(path) == []
    check_parameter_sets(received)
    assert "stage-key-1" not in one.log()
