"""Cards as people see them before anybody else does: of the show as they are, and of settings that are not saved."""
import concurrent.futures
import hashlib
import struct

import pytest
from harness.processes import wait_for
from harness.web import SMALL_SHOW, Room

CONFIG = SMALL_SHOW + """
[card mug]
sku = MUG
[card mia]
kind = lower-third
text = Mia
shown = yes
[output market]
url = rtmp://127.0.0.1:9/live
key_file = market.key
start = no
[recording]
enabled = no
"""


@pytest.fixture(scope="module")
def room(control_room):
    here = control_room(CONFIG, lambda rig: (rig.folder / "market.key").write_text("live_secret\n"))
    yield here
    assert here.rig.state()["programme"]["missed_ticks"] == 0


def size_of(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack("!II", png[16:24])


def card(room, name="mug", **headers):
    return room.ask("GET", f"/api/v1/cards/{name}/picture", headers=headers)


def number(room, name="mug"):
    return room.rig.find("cards", name)["picture"]


def test_a_card_is_another_picture_when_it_looks_different_and_only_then(room):
    assert number(room) is None
    status, answer, _ = card(room)
    assert (status, answer["error"]) == (409, "Waiting for its product")
    room.rig.ctl("stock", "set", "MUG", "9")
    before = number(room)
    status, first, headers = card(room)
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "image/png", "private, no-cache")
    width, height = size_of(first)
    assert 300 < width <= 720 and 100 < height <= 400
    tag = headers["ETag"]
    status, nothing, headers = card(room, **{"If-None-Match": tag})
    assert (status, nothing, headers["ETag"]) == (304, b"", tag)

    room.rig.ctl("card", "show", "mug")
    assert number(room) == before and card(room, **{"If-None-Match": tag})[0] == 304, "shown or not, it looks the same"
    room.rig.ctl("card", "hide", "mug")
    room.rig.ctl("stock", "sell", "MUG")
    assert number(room) > before
    status, second, headers = card(room, **{"If-None-Match": tag})
    assert status == 200 and headers["ETag"] != tag and second != first
    room.rig.ctl("card", "text", "mia", "Ben")
    assert card(room, "mia")[0] == 200
    assert card(room, "nobody")[0] == 404


def test_who_may_look_and_who_may_try(room):
    nobody = Room(room.port)
    assert card(nobody)[0] == 401
    assert nobody.ask("POST", "/api/v1/settings/picture", {"card": "mia"})[0] == 401
    code = room.ask("POST", "/api/v1/people", {"name": "Vic", "roles": ["viewer", "producer"]})[1]["code"]
    viewer = Room(room.port)
    viewer.sign_in(code=code)
    assert card(viewer, "mia")[0] == 200
    assert viewer.ask("POST", "/api/v1/settings/picture", {"card": "mia"})[0] == 403


def draft(room, **wanted):
    """Waits when there were too many."""
    answers = []

    def asked():
        answers[:] = [room.ask("POST", "/api/v1/settings/picture", wanted)]
        return answers[0][0] != 503

    wait_for(asked, 20, "a place for the draft")
    return answers[0][:2]


def change(section, name, key, value):
    return {"section": section, "name": name, "key": key, "value": value}


def test_a_draft_is_drawn_and_not_saved(room):
    text = room.rig.config.read_text()
    as_is = draft(room, card="mia")[1]
    longer = draft(room, card="mia", changes=[change("card", "mia", "text", "Mia-Sophie Berger")])[1]
    assert size_of(longer)[0] > size_of(as_is)[0]
    paper = draft(room, card="mia", changes=[change("overlay", None, "theme", "paper")])[1]
    assert paper != as_is
    samples = {draft(room, sample="product", changes=[change("overlay", None, "theme", name)])[1]
               for name in ("glass", "paper", "market")}
    assert len(samples) == 3
    new = [{"section": "card", "name": "jug", "add": True}, change("card", "jug", "sku", "JUG"),
           change("card", "jug", "shown", "yes")]
    assert draft(room, card="jug", changes=new)[0] == 200, "its product is not known, so it is an example"
    whole = draft(room, changes=new)[1]
    assert size_of(whole) == (1280, 720) and whole != draft(room)[1]
    assert room.rig.config.read_text() == text and room.rig.find("cards", "mia")["text"] == "Ben"


@pytest.mark.parametrize("wanted,status,words", [
    ({"card": "mia", "changes": [change("card", "mia", "text", None)]}, 400, "this card needs words"),
    ({"card": "mia", "changes": [change("card", "mia", "kind", "poster")]}, 400, "lower-third"),
    ({"changes": [change("overlay", None, "theme", "/dev/zero")]}, 400, "theme"),
    ({"changes": [change("overlay", None, "theme", "/etc/passwd")]}, 400, "theme"),
    ({"changes": [change("output", "market", "url", "rtmp://evil.example/app")]}, 400, "Only cards"),
    ({"changes": [{"section": "output", "name": "market", "key": "key_file", "secret": "live_other"}]}, 400, "Only cards"),
    ({"changes": [7]}, 400, "Only cards"), ({"changes": [{"section": "card", "name": "../x", "add": True}]}, 400, ""),
    ({"changes": [{"section": "card", "name": "x", "key": 5}]}, 400, "no such setting"),
    ({"card": "nobody"}, 404, "no such card"), ({"sample": "nothing"}, 404, "no such card"),
])
def test_bad_drafts(room, wanted, status, words):
    got, answer = draft(room, **wanted)
    assert got == status and words in answer["error"], answer
    assert not (room.rig.state_dir / "keys").exists() or not list((room.rig.state_dir / "keys").iterdir())


def test_strange_bodies_are_no_harm(room):
    for wanted in ({"changes": "all"}, {"changes": {"a": 1}}, {"card": 7}, {"sample": []}, {}):
        assert draft(room, **wanted)[0] == 200


def test_many_at_once_are_told_to_wait(room):
    with concurrent.futures.ThreadPoolExecutor(24) as pool:
        seen = list(pool.map(lambda _: room.ask("POST", "/api/v1/settings/picture", {"card": "mia"})[0], range(48)))
    assert set(seen) == {200, 503}, seen
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        pictures = list(pool.map(lambda _: card(room)[:2], range(24)))
    assert {status for status, _ in pictures} == {200}
    assert len({hashlib.sha256(png).digest() for _, png in pictures}) == 1
    assert room.rig.is_on_air()
