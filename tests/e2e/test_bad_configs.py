"""Mistakes in a config, of every kind a person makes: each is reported at its line, with a remedy, all at once, and
nothing starts. (The parser's own table of mistakes is in tests/unit/test-cfg-file.c.)"""
import signal
import time

import pytest
from harness.nginx import RtmpServer
from harness.processes import wait_for
from harness.rig import Refused, tallybox
from harness.web import open_room

GOOD_CAMERA = "[camera main]\nsource = test:product\n"

# (what is wrong, config, [(line, words that the message must have)])
MISTAKES = [
    ("unknown section", GOOD_CAMERA + "[camra two]\nsource = test:product\n", [(3, "camera")]),
    ("unknown key", GOOD_CAMERA + "sorce = x\n", [(3, "source")]),
    ("key before a section", "size = 1280x720\n", [(1, "section")]),
    ("no name", "[camera]\nsource = test:product\n", [(1, "name")]),
    ("bad name", "[camera Main One]\nsource = test:product\n", [(1, "name")]),
    ("doubled section", GOOD_CAMERA * 2, [(3, "main")]),
    ("doubled key", GOOD_CAMERA + "source = test:product\n", [(3, "source")]),
    ("no source", "[camera main]\n", [(1, "source")]),
    ("unknown source", "[camera main]\nsource = usb:1\n", [(2, "v4l2:")]),
    ("empty source", "[camera main]\nsource =\n", [(2, "source")]),
    ("unknown pattern", "[camera main]\nsource = test:nothing-like-it\n", [(2, "no test picture: write one of")]),
    ("v4l2 without a path", "[camera main]\nsource = v4l2:\n", [(2, "v4l2:")]),
    ("rtsp without a host", "[camera main]\nsource = rtsp://\n", [(2, "rtsp://")]),
    ("srt without a port", "[camera main]\nsource = srt://\n", [(2, "srt://")]),
    ("microphone source as camera", "[camera main]\nsource = alsa:hw:0\n", [(2, "")]),
    ("camera source as microphone", "[microphone m]\nsource = v4l2:/dev/video0\n", [(2, "alsa:")]),
    ("no such camera for sound", GOOD_CAMERA + "[microphone m]\nsource = camera:second\n", [(4, "second")]),
    ("gain too high", "[microphone m]\nsource = test:sine\ngain = 90\n", [(3, "24")]),
    ("gain is no number", "[microphone m]\nsource = test:sine\ngain = loud\n", [(3, "gain")]),
    ("delay too long", "[microphone m]\nsource = test:sine\ndelay = 5 s\n", [(3, "delay")]),
    ("unknown role", "[microphone m]\nsource = test:sine\nrole = noise\n", [(3, "voice")]),
    ("size with one number", "[programme]\nsize = 1280\n", [(2, "1280x720")]),
    ("odd size", "[programme]\nsize = 1281x721\n", [(2, "even")]),
    ("huge size", "[programme]\nsize = 99999x720\n", [(2, "3840")]),
    ("rate zero", "[programme]\nfps = 0\n", [(2, "fps")]),
    ("rate in words", "[programme]\nfps = fast\n", [(2, "fps")]),
    ("latency without a unit that exists", "[programme]\nlatency = 3 weeks\n", [(2, "latency")]),
    ("first scene unknown", "[programme]\nscene = nowhere\n", [(2, "nowhere")]),
    ("two [programme]", "[programme]\nfps = 30\n[programme]\nfps = 25\n", [(3, "programme")]),
    ("unknown layout", GOOD_CAMERA + "[scene s]\nlayout = mosaic\n", [(4, "pip")]),
    ("pip with one camera", GOOD_CAMERA + "[scene s]\nlayout = pip\ncameras = main\n", [(5, "two cameras")]),
    ("full without a camera", GOOD_CAMERA + "[scene s]\n", [(3, "one camera")]),
    ("scene of an unknown camera", GOOD_CAMERA + "[scene s]\ncameras = mian\n", [(4, "main")]),
    ("inset too large", GOOD_CAMERA + "[scene s]\nlayout = pip\ncameras = main, main\nsize = 80\n", [(6, "50")]),
    ("unknown corner", GOOD_CAMERA + "[scene s]\ncameras = main\ncorner = middle\n", [(5, "top-left")]),
    ("slate with a camera", GOOD_CAMERA + "[scene s]\nlayout = slate\ncameras = main\n", [(5, "no camera")]),
    ("card without a product", "[card c]\nshown = yes\n", [(1, "sku = MUG-01")]),
    ("places without a product", "[card c]\nkind = hubs\n", [(1, "sku = MUG-01")]),
    ("link without a link", "[card c]\nkind = link\n", [(1, "url = https://")]),
    ("link of another kind", "[card c]\nkind = link\nurl = ftp://a.example/\n", [(3, "https://shop.example/mug")]),
    ("fallback with a password", "[card c]\nkind = link\nsku = X\nfallback = https://me:pass@a.example/\n",
     [(4, "https://shop.example/mug")]),
    ("lower third without a name", "[card c]\nkind = lower-third\n", [(1, "text =")]),
    ("terms without words", "[card c]\nkind = terms\n", [(1, "text =")]),
    ("deadline without a zone", "[card c]\nkind = countdown\nuntil = 2027-03-15T19:00:00\n", [(3, "2027-03-15T19:00:00Z")]),
    ("deadline in words", "[card c]\nkind = countdown\nuntil = tomorrow\n", [(3, "with its zone")]),
    ("cue with an unknown scene", GOOD_CAMERA + "[cue c]\nscene = mian\n", [(4, "use one of: main, starting")]),
    ("cue with an unknown card", "[card mug]\nsku = X\n[cue c]\nshow = mug, jug\n", [(4, "use some of: mug")]),
    ("cue with a card and no card", "[cue c]\nhide = jug\n", [(2, "no [card jug]. Add it.")]),
    ("cue that shows and hides", "[card mug]\nsku = X\n[cue c]\nshow = mug\nhide = mug\n", [(5, "one list")]),
    ("cue with a long script", "[cue c]\nscript = " + "so " * 501 + "\n", [(2, "1500 characters")]),
    ("cue with a long sku", "[cue c]\nsku = " + "X" * 65 + "\n", [(2, "64 bytes")]),
    ("cue of two days", "[cue c]\nlength = 48 h\n", [(2, "24 h")]),
    ("cue of a bad scene", GOOD_CAMERA + "[scene s]\n[cue c]\nscene = s\n", [(3, "one camera")]),
    ("shop that is a web page", "[shop]\nurl = https://shop.example/\n", [(2, "wss://")]),
    ("shop without TLS", "[shop]\nurl = ws://shop.example/stock\n", [(2, "wss")]),
    ("unknown language", "[overlay]\nlocale = elvish\n", [(2, "such as en")]),
    ("unknown safe area", "[overlay]\nsafe_area = cinema\n", [(2, "ebu-graphics")]),
    ("unknown kind of card", "[card c]\nsku = X\nkind = banner\n", [(3, "product")]),
    ("bitrate too low", "[encoder]\nbitrate = 5\n", [(2, "300")]),
    ("bitrate in the wrong unit", "[encoder]\nbitrate = 5000000\n", [(2, "20000")]),
    ("unknown preset", "[encoder]\npreset = warp\n", [(2, "superfast")]),
    ("unknown encoder", "[encoder]\nkind = magic\n", [(2, "x264enc")]),
    ("output without a url", "[output o]\nstart = yes\n", [(1, "url")]),
    ("http output", "[output o]\nurl = http://a.example/live\n", [(2, "rtmp")]),
    ("output with a password in the url", "[output o]\nurl = rtmp://me:pass@a.example/live\n", [(2, "key")]),
    ("two keys", "[output o]\nurl = rtmp://a.example/live\nkey_file = tallybox.conf\nkey_credential = k\n",
     [(4, "key")]),
    ("yes or no", "[recording]\nenabled = perhaps\n", [(2, "yes")]),
    ("negative free space", "[recording]\nkeep_free = -5\n", [(2, "keep_free")]),
    ("text without a key", "[programme]\nfps\n", [(2, "=")]),
    ("unclosed section", "[programme\nfps = 30\n", [(1, "]")]),
    ("several at once", "[programme]\nfps = x\nsiez = 1x1\n[encoder]\nbitrate = 1\n",
     [(2, "fps"), (3, "size"), (5, "300")]),
]


# What is not there keeps no rig from its start, but is told to whoever changes the config.
MISSING = [
    ("logo without a picture", "[card c]\nkind = logo\n", [(1, "image =")]),
    ("logo's picture", "[card c]\nkind = logo\nimage = nowhere.png\n", [(3, "nowhere.png. Put the picture there.")]),
    ("key", "[output o]\nurl = rtmp://a.example/live\nkey_file = nowhere\n", [(3, "nowhere. Make it")]),
    ("theme", "[overlay]\ntheme = papyrus.ini\n", [(2, "papyrus.ini")]),
    ("token", "[shop]\nurl = wss://a.example/\ntoken_file = nowhere\n", [(3, "nowhere. Make it")]),
    ("authority", "[shop]\nurl = wss://a.example/\ntls_ca = nowhere\n", [(3, "nowhere. Copy")]),
    ("password", "[obs]\nlisten = loopback\npassword_file = nowhere\n", [(3, "nowhere. Make it")]),
]
EXPLAINED = [("run", *one) for one in MISTAKES] + [("check", *one) for one in MISSING]


@pytest.mark.parametrize("command,what,text,wanted", EXPLAINED, ids=[m[1].replace(" ", "-") for m in EXPLAINED])
def test_mistake_is_explained(place, command, what, text, wanted):
    path = place / "tallybox.conf"
    path.write_text(text)
    done = tallybox(command, "--config", path, "--state-dir", place / "state")
    assert done.returncode == 78, done.stderr
    lines = done.stderr.splitlines()
    for number, words in wanted:
        at_line = [line for line in lines if f"tallybox.conf:{number}:" in line]
        assert at_line, f"nothing about line {number}: {lines}"
        assert any(words in line for line in at_line), at_line
    assert len(lines) == len(wanted), lines
    assert "pass@" not in done.stderr and "me:pass" not in done.stderr


def test_there_are_enough_kinds():
    assert len(MISTAKES) >= 40


ON_AIR = """[programme]
size = 320x180
fps = 10
[camera main]
source = test:product
[camera net]
source = rtsp://mia:hush-hush@127.0.0.1:9/s
[recording]
enabled = no
[web]
listen = loopback
port = 0
"""


@pytest.fixture
def desk(rig):
    """A rig on air, and somebody who may do everything."""
    one = rig(ON_AIR, web=True).start()
    room, code = open_room(one)
    assert room.sign_in(code=code, name="Mia")[0] == 200
    return room


@pytest.mark.parametrize("force", [False, True])
def test_a_restart_with_mistakes_is_refused(desk, force):
    desk.rig.config.write_text("[programme\nsize = banana\n")
    status, answer, _ = desk.ask("POST", "/api/v1/restart", {"force": force})
    assert status == 400 and "tallybox.conf:1: " in answer["error"], answer
    assert desk.rig.is_on_air() and "starting anew" not in desk.rig.log()


def test_a_rig_that_was_good_goes_on_air_again(desk):
    one = desk.rig
    one.config.write_text(ON_AIR + "[camera net]\n[scene close]\ncameras = nobody\n")
    assert one.state()["config"] == {"problem": None}
    one.kill()
    one.start()
    state = one.state()
    assert "runs with the one before" in state["config"]["problem"]
    assert [camera["name"] for camera in state["cameras"]] == ["main", "net"]
    log = one.log()
    assert "THE CONFIG HAS MISTAKES" in log and "tallybox.conf:13: " in log and "hush-hush" not in log
    desk.port = int(log.rsplit("the control room is at https://127.0.0.1:", 1)[1].split()[0])
    settings = desk.ask("GET", "/api/v1/settings")[1]
    assert any("[camera net]" in line for line in settings["errors"]), settings["errors"]
    with pytest.raises(Refused, match=r"tallybox.conf:13: "):
        one.ctl("reload")
    # It is told so until the file is good: here, by what ran being brought back.
    wanted = {"revision": settings["revision"], "version": settings["versions"][0]["id"]}
    assert desk.ask("PUT", "/api/v1/settings", wanted)[0] == 200
    assert one.config.read_text() == ON_AIR and one.state()["config"] == {"problem": None}


def test_what_was_good_last_counts(desk):
    one = desk.rig
    changed = ON_AIR + "[output side]\nurl = rtmp://127.0.0.1:9/live\nstart = no\n"
    one.config.write_text(changed)
    one.ctl("reload")
    one.config.write_text(changed + "[output\n")
    one.process.send_signal(signal.SIGHUP)
    wait_for(lambda: "Nothing was changed" in one.log(), 10, "the mistake in the log")
    assert one.stop() == 0
    one.config.unlink()
    one.start()
    assert [output["name"] for output in one.state()["outputs"]] == ["side"]
    one.config.write_text(changed)
    one.ctl("reload")
    assert one.state()["config"] == {"problem": None}


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="100" height="50"><rect width="100" height="50" fill="red"/></svg>'
FILES = {"logo.svg": LOGO, "stage.key": "live-key-1\n", "own.ini": "[theme]\nbase = paper\n", "obs.password": "obs-password-1\n",
         "shop.token": "shop-token-1\n"}


def with_files(url):
    return ON_AIR + f"""[overlay]
theme = own.ini
[card bug]
kind = logo
image = logo.svg
shown = yes
[output stage]
url = {url}
key_file = stage.key
[shop]
url = ws://127.0.0.1:9/stock
token_file = shop.token
[obs]
listen = loopback
port = 0
password_file = obs.password
[microphone host]
source = test:silence
gain = 0
"""


def write_files(one):
    for name, text in FILES.items():
        (one.folder / name).write_text(text)


@pytest.fixture
def stall(rig, rtmp):
    """A rig on air with a file of each kind, and somebody who may do everything."""
    one = rig(with_files(rtmp.url), web=True)
    write_files(one)
    room, code = open_room(one.start())
    assert room.sign_in(code=code, name="Mia")[0] == 200
    one.wait_state("outputs", "stage", "live")
    return room


def start_without_files(room):
    one = room.rig
    one.kill()
    for name in FILES:
        (one.folder / name).unlink()
    one.start(wait_s=15)
    room.port = int(one.log().rsplit("the control room is at https://127.0.0.1:", 1)[1].split()[0])
    return one


def test_a_rig_whose_files_are_gone_goes_on_air(stall):
    one = start_without_files(stall)
    state = one.state()
    assert "names files that are not there" in state["config"]["problem"]
    assert "There is no file" in one.wait_state("outputs", "stage", "rejected")["text"]
    wait_for(lambda: "logo.svg" in (one.find("cards", "bug")["problem"] or ""), 10, "the card without its picture")
    log = one.log()
    assert "THE CONFIG NAMES WHAT IS NOT THERE" in log and "THE CONFIG HAS MISTAKES" not in log
    settings = stall.ask("GET", "/api/v1/settings")[1]
    for name in FILES:
        assert name in log and any(name in line for line in settings["errors"]), (name, settings["errors"])
    with pytest.raises(Refused, match="logo.svg"):
        one.ctl("reload")
    # What is there again is taken up, or waits for the next start.
    write_files(one)
    one.wait_state("outputs", "stage", "live")
    wait_for(lambda: one.state()["config"] == {"problem": None}, 15, "no problem any more")
    assert one.find("cards", "bug")["problem"] is None
    settings = stall.ask("GET", "/api/v1/settings")[1]
    assert settings["errors"] == []
    assert {(row["section"], row["key"], row["when"]) for row in settings["pending"]} == {
        ("overlay", "theme", "restart"), ("obs", "listen", "restart")}
    assert one.ctl("reload")["pending"] == settings["pending"]
    one.kill()
    one.start()
    assert one.state()["config"] == {"problem": None}
    assert one.log().count("remotes for OBS find the show") == 2


def test_a_reload_takes_up_what_is_there_again(stall):
    one = start_without_files(stall)
    write_files(one)
    one.ctl("reload")
    assert one.state()["config"] == {"problem": None}
    one.wait_state("outputs", "stage", "live")


def test_mistakes_and_missing_files_are_both_told(stall):
    one = stall.rig
    one.config.write_text(one.config.read_text() + "[scene close]\ncameras = nobody\n")
    start_without_files(stall)
    problem = one.state()["config"]["problem"]
    assert "runs with the one before" in problem and "names files that are not there" in problem
    write_files(one)
    wait_for(lambda: "names files" not in one.state()["config"]["problem"], 15, "the files found")
    assert "runs with the one before" in one.state()["config"]["problem"]


@pytest.fixture
def strict(place):
    server = RtmpServer(place / "strict", keys={"right-key"})
    server.start()
    yield server
    server.stop()


def test_a_theme_with_a_mistake_lets_a_refused_output_wait(rig, strict):
    one = rig(with_files(strict.url))
    write_files(one)
    (one.folder / "own.ini").write_text("[theme]\nbase = papyrus\n")
    one.start()
    one.wait_state("outputs", "stage", "rejected")
    tries = len(strict.asked)
    time.sleep(10)  # three looks at what is missing; the next try is due after 30 s
    assert len(strict.asked) == tries
    # Another mistake, then none: no output is tried for the sake of a theme.
    (one.folder / "own.ini").write_text("[theme]\nbase = parchment\n")
    time.sleep(4)
    assert "names files" in one.state()["config"]["problem"]
    (one.folder / "own.ini").write_text(FILES["own.ini"])
    wait_for(lambda: one.state()["config"] == {"problem": None}, 8, "no problem any more")
    assert len(strict.asked) == tries


def test_a_theme_that_is_no_longer_named_is_not_looked_for(stall):
    one = stall.rig
    one.kill()
    (one.folder / "own.ini").unlink()
    one.start()
    one.config.write_text(one.config.read_text().replace("theme = own.ini\n", ""))
    one.ctl("reload")
    wait_for(lambda: "all that the config names is there now" in one.log(), 10, "the end of the search")


def test_a_setting_that_acts_while_a_file_is_missing_is_kept(stall):
    one = start_without_files(stall)
    write_files(one)
    (one.folder / "shop.token").rename(one.folder / "other.token")
    text = one.config.read_text().replace("shop.token", "other.token")
    one.config.write_text(text.replace("gain = 0", "gain = -6"))
    one.ctl("reload")
    assert one.find("microphones", "host")["gain_db"] == -6
    one.ctl("gain", "host", "0")
    time.sleep(1)  # a change is on the disk after 250 ms
    one.kill()
    write_files(one)
    one.start()
    assert one.find("microphones", "host")["gain_db"] == 0


def test_another_config_in_the_same_folder_is_not_taken_for_it(desk):
    one = desk.rig
    assert one.stop() == 0
    other = one.folder / "other.conf"
    other.write_text("[programme\n")
    done = tallybox("run", "--config", other, "--state-dir", one.state_dir)
    assert done.returncode == 78 and "other.conf:1:" in done.stderr
