"""The program as a person or script meets it: help, errors, exit statuses, documents, probe, check, ctl."""
import functools
import json
import os
import signal
import socket
import subprocess

import pytest
from harness.completion import commands_of, complete, options_of
from harness.rig import ROOT, TALLYBOX, Refused, tallybox
from harness.processes import free_ports

MINIMAL = "[programme]\nsize = 320x180\nfps = 15\n[camera main]\nsource = test:product\n"


@pytest.mark.parametrize("words,status", [
    (["--help"], 0), (["--version"], 0), ([], 64), (["fly"], 64), (["run", "--fast"], 64),
    (["run", "extra"], 64), (["run", "--config", "/nowhere/at.all"], 78), (["ctl"], 64),
    (["ctl", "--state-dir", "/nowhere", "state"], 69), (["doc", "poem"], 64), (["run", "--help"], 0),
    (["doc", "sample", "extra"], 64), (["doc", "theme", "paper", "extra"], 64), (["doc"], 64), (["ctl", "help"], 0),
])
def test_exit_status(words, status):
    done = tallybox(*words)
    assert done.returncode == status, done.stderr
    assert (done.stderr if status else done.stdout).strip()


def test_every_command_has_help():
    for command in ("run", "check", "probe", "ctl", "render", "doc"):
        assert f"tallybox {command}" in tallybox(command, "--help").stdout


def test_help_of_commands():
    every = tallybox("ctl", "help").stdout
    assert "card show NAME" in every and "stock set SKU N" in every
    assert tallybox("ctl", "help", "zebra").stdout == every
    cards = tallybox("ctl", "help", "card").stdout.splitlines()
    assert 5 < len(cards) < len(every.splitlines()) and all(line.split()[0] == "card" for line in cards)


@pytest.mark.parametrize("words,says", [
    (["--seconds=-1"], "--seconds"), (["--seconds=0"], "--seconds"), (["--seconds=nan"], "--seconds"),
    (["--seconds=inf"], "--seconds"), (["--seconds=99999"], "--seconds"), (["--frames=0"], "--frames"),
    (["--frames=-3"], "--frames"), (["--frames=2", "--seconds=1"], "not both"),
    (["--frames=2", "--at", "0:scene main", "--at", "99:scene main"], "99:scene"), (["--seconds=1", "--at", "1:panic"], "too late"),
])
def test_render_takes_its_words_seriously(place, words, says):
    config = place / "c.conf"
    config.write_text(MINIMAL)
    done = tallybox("render", "--config", config, "--output", place / "x.y4m", *words)
    assert done.returncode == 64 and says in done.stderr, done.stderr
    assert not (place / "x.y4m").exists()


def test_render(place):
    config = place / "c.conf"
    config.write_text(MINIMAL)
    done = tallybox("render", "--config", config, "--output", place / "x.y4m", "--seconds=0.2", "--at", "0.1:panic")
    assert done.returncode == 0, done.stderr
    assert (place / "x.y4m").read_bytes().count(b"FRAME\n") == 3


def test_sample_config_is_the_generated_one():
    assert (ROOT / "config" / "tallybox.conf").read_text() == tallybox("doc", "sample").stdout


def test_sample_config_is_valid(place):
    sample = place / "sample.conf"
    sample.write_text(tallybox("doc", "sample").stdout)
    done = tallybox("check", "--config", sample, "--state-dir", place)
    assert done.returncode in (0, 1), done.stderr


def test_man_page_is_clean(place):
    page = place / "tallybox.1"
    page.write_text(tallybox("doc", "man").stdout)
    done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", str(page)], capture_output=True, text=True)
    assert done.stdout == ""
    for word in ("CONFIGURATION", "stock set", "key_credential"):
        assert word in page.read_text()


def test_completion():
    offer = functools.partial(complete, TALLYBOX)
    names = commands_of(TALLYBOX)
    assert len(names) == 8 and offer("") == [*names, "--help", "--version"]
    for name in names:
        options = options_of(TALLYBOX, name)
        assert "--help" in options and sorted(offer(name, "-")) == sorted(options), name
    assert "--config" in offer("run", "") and offer("run", "--conf") == ["--config"]
    assert offer("cards", "") == [] and "--state-dir" in offer("run", "--config", "x.conf", "")
    for before in (["--config"], ["-c"], ["--config", "="], ["--no-web", "--state-dir"]):
        assert offer("run", *before, "") == []


def test_completion_of_words():
    offer = functools.partial(complete, TALLYBOX)
    of_card = ["detail", "hide", "product", "show", "text", "toggle", "until"]
    assert offer("ctl", "card", "") == offer("ctl", "help", "card", "") == of_card
    assert offer("ctl", "--state-dir", "x", "card", "t") == offer("ctl", "--state-dir", "=", "x", "card", "t") == ["text", "toggle"]
    assert offer("ctl", "") == ["help", *offer("ctl", "help", "")] and "scene" in offer("ctl", "s")
    assert offer("ctl", "panic", "") == ["off"] and offer("ctl", "scene", "") == []
    assert sorted(offer("doc", "")) == ["completion", "man", "sample", "theme"]
    assert sorted(offer("doc", "theme", "")) == ["glass", "market", "paper"]


def test_probe():
    found = json.loads(tallybox("probe", "--json").stdout)
    assert any(e["kind"] == "x264enc" and e["works"] for e in found["encoders"])
    assert {"cameras", "microphones"} <= found.keys()
    assert "[encoder]" in tallybox("probe").stdout


def test_check_says_go(place, rtmp):
    (place / "key").write_text("check\n")
    config = place / "c.conf"
    config.write_text(MINIMAL + f"[output stage]\nurl = {rtmp.url}\nkey_file = key\n")
    done = tallybox("check", "--config", config, "--state-dir", place / "s")
    assert done.returncode == 0, done.stdout
    assert "go    camera main" in done.stdout and "go    output stage" in done.stdout


def test_check_says_what_to_do(place):
    (place / "key").write_text("check\n")
    port, = free_ports(1)
    config = place / "c.conf"
    config.write_text(MINIMAL + "[camera side]\nsource = file:/nowhere.mp4\n"
                      f"[output stage]\nurl = rtmp://127.0.0.1:{port}/live\nkey_file = key\n")
    done = tallybox("check", "--config", config, "--state-dir", place / "s")
    assert done.returncode == 1
    assert done.stdout.count("NO GO") == 2 and "camera side" in done.stdout


def test_check_of_a_credential_sends_to_the_service(place):
    config = place / "c.conf"
    config.write_text(MINIMAL + "[output stage]\nurl = rtmp://127.0.0.1:9/live\nkey_credential = keys_stage\n"
                      "[shop]\nurl = ws://127.0.0.1:9/\ntoken_credential = keys_shop\n")
    done = tallybox("check", "--config", config, "--state-dir", place / "s")
    for line in ("NO GO output stage: ", "NO GO shop: "):
        told = next(one for one in done.stdout.splitlines() if one.startswith(line))
        assert "this is not the service" in told and "page Check" in told and "LoadCredential" not in told, told


def test_check_leaves_no_folder_behind(place):
    config = place / "c.conf"
    config.write_text(MINIMAL)
    done = tallybox("check", "--config", config, "--state-dir", place / "s")
    assert done.returncode == 0 and "go    recording: room" in done.stdout, done.stdout
    assert not (place / "s").exists()


def test_check_of_a_disk_that_the_service_may_not_write(place):
    if os.geteuid() != 0:
        pytest.skip("needs root, who may write everywhere")
    config = place / "c.conf"
    config.write_text(MINIMAL + f"[recording]\nfolder = {place}/disk/shows\n")
    (place / "s").mkdir()
    os.chown(place / "s", 65534, 65534)
    (place / "disk").mkdir()
    os.chmod(place, 0o755)
    done = tallybox("check", "--config", config, "--state-dir", place / "s")
    assert done.returncode == 1 and f"sudo install -d -o nobody {place}/disk/shows" in done.stdout, done.stdout
    os.chown(place / "disk", 65534, 65534)
    done = tallybox("check", "--config", config, "--state-dir", place / "s")
    assert done.returncode == 0 and not (place / "disk/shows").exists(), done.stdout


def test_check_tries_once(place):
    port, = free_ports(1)
    (place / "token").write_text("token-of-nobody\n")
    config = place / "c.conf"
    config.write_text(MINIMAL + f"[shop]\nurl = ws://127.0.0.1:{port}/\ntoken_file = token\n")
    done = tallybox("check", "--config", config, "--state-dir", place / "s")
    assert done.returncode == 1 and "NO GO shop: " in done.stdout and "rying again" not in done.stdout, done.stdout


def test_two_rigs_in_one_folder(rig):
    one = rig(MINIMAL).start()
    done = tallybox("run", "--config", one.config, "--state-dir", one.state_dir)
    assert done.returncode == 69 and "already runs" in done.stderr


def test_ctl(rig):
    one = rig(MINIMAL).start()
    words = ["--state-dir", one.state_dir]
    assert json.loads(tallybox("ctl", *words, "state").stdout)["programme"]["scene"] == "main"
    done = tallybox("ctl", *words, "scene", "mian")
    assert done.returncode == 1 and 'Did you mean "main"?' in done.stderr
    # Stock lives on through a restart.
    one.ctl("stock", "set", "MUG-01", "12")
    assert one.stop() == 0
    one.start()
    assert one.state()["products"][0]["available"] == 12


def test_ctl_gives_up_on_a_rig_that_hangs(rig):
    one = rig(MINIMAL).start()
    one.process.send_signal(signal.SIGSTOP)
    try:
        done = tallybox("ctl", "--state-dir", one.state_dir, "state")
    finally:
        one.process.send_signal(signal.SIGCONT)
    assert done.returncode == 69 and "has not answered for 10 s" in done.stderr


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"cmd":[]}', b'{"cmd":"scene"}', b'{"cmd":[1]}',
                                  b'{"cmd":["scene","\\u0000"]}', b"\xff\xfe", b'{"cmd":["scene"]}',
                                  b'{"cmd":["fly","me"]}', b'{"cmd":{"a":1}}', b"null"])
def test_ctl_refuses_nonsense(rig, line):
    one = rig(MINIMAL).start()
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(10)
        link.connect(str(one.state_dir / "ctl.sock"))
        link.sendall(line + b"\n")
        assert json.loads(link.makefile().readline())["ok"] is False
    assert one.state()["programme"]["on_air"] is True


def test_ctl_survives_a_flood(rig):
    one = rig(MINIMAL).start()
    links = []
    for _ in range(60):
        link = socket.socket(socket.AF_UNIX)
        link.connect(str(one.state_dir / "ctl.sock"))
        links.append(link)
    links[0].settimeout(10)
    try:
        links[0].sendall(b"x" * 200_000)
    except OSError:
        pass  # it hangs up on a line that never ends
    for link in links:
        link.close()
    assert one.state()["programme"]["missed_ticks"] == 0


def test_unknown_names_are_explained(rig):
    one = rig(MINIMAL).start()
    for words in (["scene", "x"], ["card", "show", "x"], ["mute", "x"], ["output", "start", "x"],
                  ["stock", "sell", "x"]):
        with pytest.raises(Refused) as refused:
            one.ctl(*words)
        assert "x" in str(refused.value)
