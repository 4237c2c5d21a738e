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
    base/base-folder.c capture/cap-words.c capture/cap-backend-alsa.c capture/cap-backend-streams.c capture/cap-backend-v4l2.c
    capture/cap-source.c capture/cap-microphone.c capture/cap-plug.c capture/cap-guard.c capture/cap-chooser.c
    encoder/enc-output-policy.c encoder/enc-recorder.c encoder/enc-target.c shop/shop-policy.c
    shop/shop-client-report.c shop/shop-fetch.c show/show-state.c show/show-card-says.c show/show-cue.c overlay/ovl-renderer.c
    overlay/ovl-image.c overlay/ovl-qr.c web-ui/server/web-access.c daemon/dmn-settings-store.c show/show-reduce-card.c
    show/show-reduce-stock.c show/show-reduce-adjust.c show/show-reduce-picture.c daemon/dmn-config-cards.c
    base/base-file.c base/base-secret.c""".split()
# Not said by itself, or told to whoever writes the config.
PARTS = {"{}{}{} left", "{} Trying again in {}.", "{} Trying again in {} s.", "{} Trying again now.", "{} is live.{}{}{}{}{}", "output {}: url: {}", "The link's page answers {}{}.",
         "Microphone {}", "Only the service has the credential {}, and this is not the service. Use {}."}
# Who refuses what a page asks for, or says what is wrong with a setting: whole rooms, but for the files that say nothing to
# pages: at the start, to remotes for OBS, or in the person's own language.
REFUSERS = [path for room in ("web-ui/server/web-*.c", "show/show-*.c", "config/cfg-*.c", "daemon/dmn-settings*.c", "daemon/dmn-config*.c")
            for path in sorted(str(one.relative_to(ROOT)) for one in ROOT.glob(room))
            if not re.search(r"/(web-(obs|certificate|listener|pages|options)|show-(check-|check\.|record)|cfg-(doc|part|file))", path)]
REFUSERS += """daemon/dmn-archive.c daemon/dmn-card-pictures.c daemon/dmn-draft.c daemon/dmn-preview.c daemon/dmn-show.c
    overlay/ovl-theme-file.c""".split()
# Tables of help, which are in the documentation.
HELP = r"^(static )?const (WebRoute|ShowCommandInfo|CfgOption|CfgTable|struct \{(?=[^}]*\} (product_)?metrics))(?s:.*?)^\};"
# Parts of sentences, help, or told to programs only.
ELSEWHERE = {"bytes. Shorten it.", ", such as {} = {}.", "This section needs a name. Write [{} NAME], such as [{}", "there is no [card {}]. Add it{}{}.",
             "There is no {} {}.", ", best first.", "Their weight: 400 is regular, 700 bold.", "What the overlay looks like.", "Done.",
             'Send {"id":"…","cmd":["scene","pip"]}.', 'Not done: {"ok":false,"error":"…"} with why, in words.'}
LITERAL = r'"(?:[^"\\\n]|\\.)*"'


def sentences(path):
    """The texts of a C file, with {} for what is put in; macros between literals are numbers."""
    text = re.sub(HELP, "", (ROOT / path).read_text(), flags=re.M)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S).replace("\\\n", "\n")
    text = re.sub(r'^#include.*$', "", text, flags=re.M)
    text = re.sub(r"\bN\b", '"%d"', re.sub(r"^#define N .*$", "", text, flags=re.M))
    text = re.sub(r"\bG_G?U?INT64_FORMAT\b", '"d"', text)
    for run in re.findall(rf"(?:{LITERAL}\s*)+", text):
        joined = "".join(one[1:-1] for one in re.findall(LITERAL, run)).replace('\\"', '"').replace("%%", "\0")
        joined = re.sub(r"%[-0-9.]*[a-z]+|\{(?!what)[a-z]+\}", "{}", joined).replace("\0", "%")
        yield from [joined.replace("{what}", what) for what in ("pictures", "sound")] if "{what}" in joined else [joined]


def is_for_people(text):
    return re.match(r"[A-Z]|\{\}|this card|there is no", text) and (re.search(r"[a-z][.?…]$", text) or re.match(r"(Not|No|Only|Opens|\{\}.* left$|Pre-)", text))


def is_refusal(text):
    return is_for_people(text) or re.search(r"\w.* .*[a-z)\]}\"][.?]$", text) or re.match(r"[A-Z{][^:]*\. [A-Z]", text) and " " in text


def german(said):
    """What words.mjs gives: the tables, and what each of these texts is on a German page."""
    done = subprocess.run(["node", str(ROOT / "tests/browser/words.mjs"), str(APP)], input=json.dumps(said),
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


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
    return german(said)


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
               if is_for_people(text) and text not in PARTS and not {text, text.removesuffix(" {}"), "{}: " + text, "output {}: " + text} & known]
    assert lacking == []
    for english, german in words["sentences"]:
        numbers = re.findall(r"\{(\d)\}", english)
        assert german and numbers == sorted(numbers), english
        assert set(re.findall(r"\{(\d)\}", german)) == set(numbers), english


def test_every_refusal_has_its_german():
    said = [text.strip().removeprefix("\\n") for path in REFUSERS for text in sentences(path) if is_refusal(text.strip())]
    said += [f'"{{}}" {wrong}.' for wrong in re.findall(r'"((?:is|has|starts) [^"]+)"', (ROOT / "config/cfg-value.c").read_text())]
    # Whole sentences only: what comes before and behind them is one of its own.
    whole = {re.sub(r"^\{\} (?=[A-Z][a-z]+ )|(?<=[.?]) \{\}$", "", text) for text in said if text not in PARTS | ELSEWHERE}
    asked = [re.sub(r"\{\}", "x1", text) for text in sorted(whole)]
    assert len(asked) > 150
    told, of_file = german(asked)["said"], german([f"x1: {text}." for text in asked])["said"]
    assert [one for one, said, of in zip(asked, told, of_file) if said == one and of == f"x1: {one}."] == []


def test_mistakes_of_the_config_in_german():
    told = german(['"abc" is not a whole number. Write a whole number from 1 to 120 (fps), such as fps = 30.',
                   '"banana" is not a size. Write WIDTHxHEIGHT in even numbers from 160 to 4096, such as size = 1280x720.',
                   "This key is missing. Add a line such as source = test:product.", 'There is no scene "x". Scenes: main, pip.',
                   "The cue three cannot be taken. \"Mug\" is sold out. Put another one on standby: cue next NAME."])["said"]
    assert told == ["„abc“ ist keine ganze Zahl. Eine ganze Zahl von 1 bis 120 (fps) schreiben, etwa fps = 30.",
                    "„banana“ ist keine Größe. BREITExHÖHE in geraden Zahlen von 160 bis 4096 schreiben, etwa size = 1280x720.",
                    "Das fehlt. Eintragen, etwa source = test:product.", "Szene „x“ gibt es nicht. Szenen: main, pip.",
                    "Der Punkt three lässt sich nicht nehmen. „Mug“ ist ausverkauft. Einen anderen bereitstellen."]


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


# How the German pages call a thing, and what else it was called.
ONE_WORD = {"Laden": r"Shops?\b", "Box": r"\bRigs?\b", "Ziel": r"\bAusg[aä]ng", "Platte": r"\bDatenträger",
            "Artikelnummer": r"\bSKU", "Voreinstellung": r"\bPreset", "Technikprüfung": r"\bTechnik-Check", "Punkt": r"\bSchritt|\bCues?\b",
            "Bitrate": r"\bDatenrate", "ausgeben": r"\bdruckt"}


def pairs_of(path):
    """What a file says in English and German, one beside the other."""
    text = re.sub(r"/\*(?s:.*?)\*/|^#.*$", "", (ROOT / path).read_text(), flags=re.M)
    for both in re.findall(rf"[{{\[]\s*((?:{LITERAL}\s*)+),\s*((?:{LITERAL}\s*)+)[}}\]]", text):
        yield ["".join(one[1:-1] for one in re.findall(LITERAL, said)) for said in both]


def all_pairs(words):
    check = [str(one.relative_to(ROOT)) for one in sorted((ROOT / "show").glob("show-check-*.c"))]
    told = [pair for path in [*check, "daemon/dmn-check-page.c", "web-ui/app/js/check-words.js"] for pair in pairs_of(path)]
    assert len(told) > 150
    return told + [pair for table in words["tables"] for pair in table.items()] + words["sentences"]


def test_one_english_word_for_one_thing(words):
    others = {"output": r"\bdestination", "bitrate": r"\bbit rate", "picture": r"\bframes?\b(?! rate)"}
    wrong = [(right, english) for english, _ in all_pairs(words) for right, other in others.items() if re.search(other, english, re.I)]
    assert not wrong, "\n".join(f"{right}: {english}" for right, english in wrong)


def test_one_german_word_for_one_thing(words):
    told = all_pairs(words)
    wrong = [(right, german) for _, german in told for right, other in ONE_WORD.items() if re.search(other, german)]
    for english, german in told:
        # "Laden" is where things are sold. Files are "heruntergeladen".
        if re.search(r"\b[Ll]aden\b(?!.*\bherunter)", german) and not re.search("shop", english, re.I):
            wrong.append(("herunterladen", german))
        # A "Gerät" is what is plugged in.
        if re.search(r"\b(rig|machine)\b", english) and "Gerät" in german and not re.search("Box|device", german + english):
            wrong.append(("Box", german))
        # Nobody is spoken to as "Sie"; where somebody must be, as "du".
        if re.search(r"\b(Sie|Ihr\w*)\b", german) and re.search(r"\byour?\b", english, re.I) and not re.search(r"\bdu\b", german):
            wrong.append(("du", german))
    assert not wrong, "\n".join(f"{right}: {german}" for right, german in wrong)
