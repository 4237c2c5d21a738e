"""A show that broke off goes on as it was; one that was stopped in order begins anew."""
import json
import os
import time

import pytest
from harness.processes import wait_for
from harness.web import Room, open_room

CONFIG = """[programme]
size = 320x180
fps = 10
[camera main]
source = test:product
[camera second]
source = test:presenter
[microphone host]
source = test:sine
[card mug]
sku = MUG
shown = yes
[card ends]
kind = countdown
[scene main]
cameras = main
[scene break]
layout = slate
slate = break
[cue one]
show = mug
[cue two]
hide = mug
[output stage]
url = rtmp://127.0.0.1:9/live
key_file = key
start = no
[recording]
enabled = no
keep_free = 0
[web]
listen = loopback
port = 0
"""

EVENING = [line.split() for line in ("stock set MUG 9", "stock buffer 2", "cue go one", "scene break", "mute host",
                                     "gain host -9", "card until ends +30min", "card text ends Soon",
                                     "bitrate 1500", "output start stage", "record start")]


def asked(rig):
    """What the audience and the crew see of it."""
    state = rig.state()
    cards = {one["name"]: {key: one[key] for key in ("shown", "sku", "text", "until")} for one in state["cards"]}
    host = state["microphones"][0]
    return {"scene": state["programme"]["scene"], "bitrate": state["programme"]["bitrate_kbps"], "cards": cards,
            "host": (host["mute"], host["gain_db"]), "buffer": state["shop"]["buffer"],
            "cue": (state["rundown"]["current"], state["rundown"]["next"], state["rundown"]["since"]),
            "stage": state["outputs"][0]["state"] != "idle", "recording": state["recording"]["state"] != "idle"}


def file_of(rig):
    return rig.state_dir / "resume.json"


def kept(rig):
    try:
        return json.loads(file_of(rig).read_text())
    except FileNotFoundError:
        return {}


def play(rig):
    for words in EVENING:
        rig.ctl(*words)
    wait_for(lambda: kept(rig).get("show", {}).get("recording"), 10, "the last wish on the disk")
    return asked(rig)


def with_key(rig):
    """An output without one is refused from the start, whoever asks for it."""
    (rig.folder / "key").write_text("stage-key-4711\n")
    return rig


@pytest.fixture
def show(rig):
    return with_key(rig(CONFIG)).start()


def test_goes_on_after_a_kill(show):
    fresh = asked(show)
    before = play(show)
    assert before != fresh
    for _ in range(2):
        show.kill()
        show.start()
        assert asked(show) == before
    says = next(one["says"] for one in show.state()["cards"] if one["name"] == "mug")
    assert says.startswith("7 "), says
    assert "go on as they were" in show.log()
    assert show.stop() == 0
    assert not file_of(show).exists()
    show.start()
    assert asked(show) == {**fresh, "buffer": fresh["buffer"]}


def test_goes_on_after_a_restart_from_the_control_room(rig):
    """As often as it is asked for: that is no crash."""
    one = with_key(rig(CONFIG, web=True)).start()
    room, code = open_room(one)
    assert room.sign_in(code=code, name="Mia")[0] == 200
    before = play(one)
    for starts in range(2, 7):
        assert room.ask("POST", "/api/v1/restart", {"force": True})[0] == 202
        wait_for(lambda: one.log().count("the programme is on air") == starts, 30, "on air again")
        assert asked(one) == before
        room, cookie = Room(int(one.log().rsplit("is at https://127.0.0.1:", 1)[1].split()[0])), room.cookie
        room.cookie = cookie


def test_a_stop_during_a_restart_is_a_stop(rig):
    one = with_key(rig(CONFIG, web=True)).start()
    room, code = open_room(one)
    assert room.sign_in(code=code, name="Mia")[0] == 200
    play(one)
    assert room.ask("POST", "/api/v1/restart", {"force": True})[0] == 202
    wait_for(lambda: "starting anew" in one.log(), 10, "the restart", interval=0.001)
    assert one.stop() == 0, "it went on air again, and on"
    assert not file_of(one).exists()


# The config of another evening: every line of it is otherwise than what is on air.
TOMORROW = CONFIG.replace("start = no", "start = yes").replace("enabled = no", "enabled = yes").replace(
    "fps = 10", "fps = 10\nscene = break").replace("source = test:sine", "source = test:sine\nmute = yes").replace(
    "kind = countdown", "kind = countdown\nshown = yes\ntext = Tomorrow") + """
[output early]
url = rtmp://127.0.0.1:9/live
key_file = key
start = no
[output backup]
url = rtmp://127.0.0.1:9/live
key_file = key
start = no
"""


def all_asked(rig):
    outputs = {one["name"]: one["state"] != "idle" for one in rig.state()["outputs"]}
    return {**asked(rig), "outputs": outputs}


def test_settings_that_were_changed_meanwhile_undo_nothing(rig):
    """What they say of the next start counts when there is one: a crash is none."""
    soon = CONFIG.replace("kind = countdown", "kind = countdown\ntext = Soon")
    one = with_key(rig(soon + "[output early]\nurl = rtmp://127.0.0.1:9/live\nkey_file = key\n")).start()
    one.ctl("output", "start", "stage")
    one.ctl("output", "stop", "stage")
    one.config.write_text(TOMORROW)
    one.ctl("reload")
    one.ctl("card", "text", "ends", "Soon")
    one.ctl("output", "start", "backup")
    wait_for(lambda: kept(one).get("show", {}).get("outputs", {}).get("backup"), 10, "the last wish on the disk")
    wait_for(lambda: one.state()["outputs"][0]["state"] in ("idle", "stopped"), 10, "the stopped output")
    before = all_asked(one)
    assert before["outputs"]["early"] and before["outputs"]["backup"] and before["cards"]["ends"]["text"] == "Soon"
    before["stage"] = before["outputs"]["stage"] = False  # idle after a start that does not ask for it
    for _ in range(2):
        one.kill()
        one.start()
        assert all_asked(one) == before
    assert one.stop() == 0
    one.start()
    fresh = all_asked(one)
    assert fresh["outputs"] == {"stage": True, "early": False, "backup": False}
    assert fresh["recording"] and fresh["host"][0] and fresh["scene"] == "break"
    assert fresh["cards"]["ends"]["shown"] and fresh["cards"]["ends"]["text"] == "Tomorrow"


def test_a_config_that_was_changed_while_the_rig_was_down_counts(show):
    """But where somebody had asked for something else."""
    show.ctl("card", "text", "ends", "Soon")
    wait_for(lambda: kept(show).get("show", {}).get("cards"), 10, "the wish on the disk")
    show.kill()
    show.config.write_text(TOMORROW)
    show.start()
    after = all_asked(show)
    assert after["recording"] and after["stage"] and after["cards"]["ends"]["shown"]
    assert after["cards"]["ends"]["text"] == "Soon"


def test_a_wish_that_kills_is_not_tried_for_ever(show):
    before = play(show)
    for _ in range(3):
        show.kill()
        show.start()
        assert asked(show) == before
    show.kill()
    show.start()
    assert asked(show)["scene"] == "main"
    assert "it begins anew" in show.log()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"at_ms":1}', '{"show":{"scene":"break"}}',
                                  '{"at_ms":NOW,"show":17}', '{"at_ms":NOW,"tries":-5,"show":{"scene":"break"}}',
                                  '{"at_ms":LONG_AGO,"show":{"scene":"break"}}', '{"at_ms":NOW,"show":{"scene":"gone"}}'])
def test_what_is_damaged_or_old_counts_for_nothing(rig, text):
    one = with_key(rig(CONFIG))
    one.state_dir.mkdir()
    now_ms = int(time.time() * 1000)
    file_of(one).write_text(text.replace("NOW", str(now_ms)).replace("LONG_AGO", str(now_ms - 31 * 60_000)))
    one.start()
    assert asked(one)["scene"] == "main"


def test_a_disk_that_takes_nothing_is_told(rig):
    one = with_key(rig(CONFIG))
    one.state_dir.mkdir()
    file_of(one).mkdir()
    one.start()
    one.ctl("scene", "break")
    wait_for(lambda: "could not be kept" in one.log(), 10, "the warning")
    assert one.state()["programme"]["scene"] == "break"
    os.rmdir(file_of(one))
    one.ctl("scene", "main")
    one.ctl("mute", "host")
    wait_for(lambda: kept(one).get("show", {}).get("microphones"), 10, "the next wish on the disk")
