"""German pages are German throughout: every sentence with which the rig tells how it fares, every setting's name and
help, and every text of the pages has its German."""
import json
import pathlib
import re
import subprocess

import pytest
from harness.rig import ROOT
from harness.web import open_room

APP = ROOT / "web-ui/app/js"

# Who says how a camera, microphone, output, the recording, the shop, a link or a card fares.
SPEAKERS = """
    capture/cap-words.c capture/cap-backend-alsa.c capture/cap-backend-streams.c capture/cap-backend-v4l2.c
    capture/cap-source.c capture/cap-microphone.c capture/cap-plug.c capture/cap-guard.c capture/cap-chooser.c
    encoder/enc-output-policy.c encoder/enc-recorder.c encoder/enc-target.c shop/shop-policy.c
    shop/shop-client-report.c shop/shop-fetch.c show/show-state.c show/show-card-says.c show/show-cue.c overlay/ovl-renderer.c
    overlay/ovl-image.c overlay/ovl-qr.c web-ui/server/web-access.c daemon/dmn-settings-store.c show/show-reduce-card.c
    show/show-reduce-stock.c show/show-reduce-adjust.c show/show-reduce-picture.c daemon/dmn-config-cards.c""".split()
# Not said by itself, or told to whoever writes the config.
PARTS = {"{}{}{} left", "{} Trying again in {}.", "{} Trying again in {} s.", "{} Trying again now.", "{} is live.{}{}{}{}{}", "output {}: url: {}", "The link's page answers {}{}.",
         "Microphone {}"}
LITERAL = r'"(?:[^"\\\n]|\\.)*"'


def sentences(path):
    """The texts of a C file, with {} for what is put in; macros between literals are numbers."""
    text = re.sub(r"/\*.*?\*/", "", (ROOT / path).read_text(), flags=re.S).replace("\\\n", "\n")
    text = re.sub(r'^#include.*$', "", text, flags=re.M)
    text = re.sub(r"\bN\b", '"%d"', re.sub(r"^#define N .*$", "", text, flags=re.M))
    text = re.sub(r"\bG_G?U?INT64_FORMAT\b", '"d"', text)
    for run in re.findall(rf"(?:{LITERAL}\s*)+", text):
        joined = "".join(one[1:-1] for one in re.findall(LITERAL, run)).replace('\\"', '"').replace("%%", "\0")
        joined = re.sub(r"%[-0-9.]*[a-z]+|\{(?!what)[a-z]+\}", "{}", joined).replace("\0", "%")
        yield from [joined.replace("{what}", what) for what in ("pictures", "sound")] if "{what}" in joined else [joined]


def is_for_people(text):
    return re.match(r"[A-Z]|\{\}|this card|there is no", text) and (re.search(r"[a-z][.?…]$", text) or re.match(r"(Not|No|Only|Opens|\{\}.* left$|Pre-)", text))


@pytest.fixture(scope="module")
def words():
    said = [
        "Camera main is live. It sends no sound. About 3 % of its pictures arrive broken and are left out (12 so far). "
        "Use a shorter cable or another USB port.",
        'Camera main: there is no camera at "/dev/video0". Plug it in; it will be used as soon as it is there. '
        "Trying again in 4 s.",
        "Microphone host stopped sending sound. Check its cable. Trying again in 1 s.",
        "The server of output twitch takes no connections. Trying again in 12 s.", "17 of 200 in this drop",
        "Mia Berger, Potter", "", "Output twitch is live, but something new."]
    done = subprocess.run(["node", str(ROOT / "tests/browser/words.mjs"), str(APP)], input=json.dumps(said),
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_what_the_rig_says_is_found_again(words):
    assert words["said"] == [
        "Kamera main läuft. Ton kommt keiner. Etwa 3 % der Bilder kommen beschädigt an und fallen weg (bisher 12). Ein "
        "kürzeres Kabel oder einen anderen USB-Anschluss nehmen.",
        "Kamera main: An „/dev/video0“ ist keine Kamera. Einstecken; sobald sie da ist, geht es los. Neuer Versuch in 4 s.",
        "Mikrofon host sendet keinen Ton mehr. Kabel prüfen. Neuer Versuch in 1 s.",
        "Der Server von Ziel twitch nimmt keine Verbindung an. Neuer Versuch in 12 s.", "17 von 200 in diesem Verkauf",
        "Mia Berger, Potter", "", "Output twitch is live, but something new."]
    assert words["around"] == "Der Link x ist tot: Den Server des Links gibt es nicht. Namen prüfen. So kann niemand kaufen."


def test_every_sentence_of_the_rig_has_its_german(words):
    known = {re.sub(r"\{\d\}", "{}", english) for english, _ in words["sentences"]}
    lacking = [(path, text) for path in SPEAKERS for text in dict.fromkeys(sentences(path))
               if is_for_people(text) and text not in PARTS and not {text, "{}: " + text} & known]
    assert lacking == []
    for english, german in words["sentences"]:
        numbers = re.findall(r"\{(\d)\}", english)
        assert german and numbers == sorted(numbers), english
        assert set(re.findall(r"\{(\d)\}", german)) == set(numbers), english


CONFIG = """
[programme]
size = 320x180
fps = 10
[camera one]
source = test:product
[microphone m]
source = test:silence
[recording]
enabled = no
[web]
listen = loopback
port = 0
"""

# Names that are the same in German, or stand for themselves.
SAME = {"Auto", "Preset", "Name", "Link", "Start"}


def test_every_setting_has_its_german(rig, words):
    here, code = open_room(rig(CONFIG, web=True).start())
    here.sign_in(code=code, name="Mia")
    known = {key for table in words["tables"] for key in table}
    lacking = []
    for section in here.ask("GET", "/api/v1/settings")[1]["sections"]:
        lacking += [section["help"]] if section["help"] not in known else []
        for option in section["options"]:
            name = re.sub(r"_file$", "", option["key"]) if option["secret"] else option["key"]
            title = name.replace("_", " ").capitalize()
            lacking += [text for text in (title, option["help"]) if text not in known | SAME and not (option["secret"] and text == option["help"])]
    assert lacking == []


def test_every_text_of_the_pages_has_its_german(words):
    known = {key for table in words["tables"] for key in table}
    lacking = set()
    for path in APP.glob("*.js"):
        if path.name.startswith(("german", "check")):
            continue
        for quoted in re.findall(r'\bt\(((?:"[^"]*"|[^()"])*)\)', path.read_text()):
            lacking |= {(path.name, text) for text in re.findall(r'"([^"]+)"', quoted) if text not in known}
    assert lacking == set()
