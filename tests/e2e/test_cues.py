"""The run of show: a cue brings scene, cards and product at once, and is taken back; who may, and what is told."""
import http.server
import subprocess
import threading

import numpy
import pytest
from harness.processes import wait_for
from harness.rig import Refused, tallybox
from harness.stock import card, journal, wait_journal
from harness.web import Room, open_room

CONFIG = """
[programme]
size = 320x180
fps = 15
transition = 0

[camera light]
source = test:white

[camera dark]
source = test:black

[scene light]
cameras = light

[scene dark]
cameras = dark

[card offer]
sku = MUG
corner = bottom-left

[card who]
kind = lower-third
text = Mia
shown = yes

[cue hello]
title = Good evening
script = Say hello.\\n\\nSay who you are.
scene = light
length = 90 s

[cue jug]
title = The jug
scene = dark
show = offer
hide = who
sku = JUG

[cue mug]
sku = MUG

[recording]
enabled = no

[web]
listen = loopback
port = 0
"""


@pytest.fixture
def one(rig):
    made = rig(CONFIG, web=True).start()
    for sku in ("MUG", "JUG"):
        made.ctl("stock", "title", sku, f"The {sku}")
        made.ctl("stock", "set", sku, 5)
    return made


def rundown(one):
    return {key: one.state()["rundown"][key] for key in ("current", "next", "steps_back")}


def picture(room, name="programme"):
    """The luma of a picture as a viewer of the control room gets it, 32 x 18."""
    status, jpeg, _ = room.ask("GET", f"/api/v1/pictures/{name}")
    assert status == 200
    out = subprocess.run(["ffmpeg", "-v", "error", "-f", "mjpeg", "-i", "-", "-vf", "scale=32:18:flags=area", "-pix_fmt",
                          "gray", "-f", "rawvideo", "-"], input=jpeg, capture_output=True, check=True).stdout
    return numpy.frombuffer(out, numpy.uint8).reshape(18, 32)


def test_go_and_back(one):
    room, code = open_room(one)
    room.sign_in(code=code, name="Mia")
    told = one.state()["cues"]
    assert [cue["name"] for cue in told] == ["hello", "jug", "mug"]
    assert told[0]["script"] == "Say hello.\n\nSay who you are." and told[0]["planned_s"] == 90
    assert told[1] == {"name": "jug", "title": "The jug", "script": None, "scene": "dark", "show": ["offer"],
                       "hide": ["who"], "sku": "JUG", "planned_s": None}
    wait_for(lambda: picture(room)[:9].mean() > 200, 10, "the light scene")
    done = tallybox("ctl", "--state-dir", one.state_dir, "cue", "go", "jug")
    assert done.returncode == 0, done.stderr
    # What is on the picture: the dark camera, and the card about the jug where nothing else is.
    wait_for(lambda: picture(room)[:6, 16:].mean() < 30, 10, "the dark scene")
    wait_for(lambda: picture(room)[9:, :16].max() > 60, 10, "the card")
    shown = wait_journal(one, lambda e: e["kind"] == "product" or e["name"] == "offer")
    assert shown[-1]["sku"] == "JUG" and "5 left" in shown[-1]["says"]
    assert [e["says"] for e in journal(one) if e["kind"] == "cue"] == ["The jug"]
    assert rundown(one) == {"current": "jug", "next": "mug", "steps_back": 1}
    assert not card(one, "who")["shown"]
    one.ctl("cue", "back")
    wait_for(lambda: picture(room)[:6].mean() > 200, 10, "the light scene again")
    assert not card(one, "offer")["shown"] and card(one, "offer")["sku"] == "MUG" and card(one, "who")["shown"]
    assert rundown(one) == {"current": None, "next": "hello", "steps_back": 0}


class Checkout(http.server.ThreadingHTTPServer):
    """A shop's page that is down at first."""

    def __init__(self):
        checkout = self
        self.is_up = False

        class Page(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self):
                self.send_response(200 if checkout.is_up else 503)
                self.end_headers()

            do_GET = do_HEAD

            def log_message(self, *args):
                pass

        super().__init__(("127.0.0.1", 0), Page)
        threading.Thread(target=self.serve_forever, daemon=True).start()


def test_a_dead_link_holds_nothing_up(rig):
    server = Checkout()
    made = rig(CONFIG + f"""
[card link]
kind = link
url = http://127.0.0.1:{server.server_port}/mug

[cue buy]
scene = dark
show = offer, link
sku = JUG
""", web=True).start()
    made.ctl("stock", "set", "JUG", 5)
    made.ctl("cue", "next", "buy")
    missing = "The card link is left out until it has a link that works."
    wait_for(lambda: made.state()["rundown"]["leaves_out"] == missing, 20, "word of the dead link")
    assert made.ctl("cue", "go")["left_out"] == missing
    assert made.state()["rundown"]["current"] == "buy" and made.state()["programme"]["scene"] == "dark"
    assert card(made, "offer")["drawn"] and not card(made, "link")["drawn"]
    # Its server is there again: so is the card, without a hand.
    server.is_up = True
    wait_for(lambda: card(made, "link")["drawn"], 40, "the card with the link")
    assert made.state()["rundown"]["left_out"] is None
    server.shutdown()


def test_refusals(one):
    with pytest.raises(Refused, match='no cue "muk". Did you mean "mug"'):
        one.ctl("cue", "go", "muk")
    one.ctl("stock", "set", "JUG", 0)
    one.ctl("cue", "next", "jug")
    assert one.state()["rundown"]["problem"] == '"The JUG" is sold out'
    with pytest.raises(Refused, match='cue jug cannot be taken. "The JUG" is sold out'):
        one.ctl("cue", "go")
    assert one.state()["programme"]["scene"] == "light" and rundown(one)["next"] == "jug"
    with pytest.raises(Refused, match="no cue to take back"):
        one.ctl("cue", "back")


def test_roles_and_events(one):
    """What changes is told; the cues themselves, which do not, are told once."""
    room, code = open_room(one)
    room.sign_in(code=code, name="Mia")
    line = room.listen()
    seen = b""
    while b'"cues"' not in seen:
        seen += line.recv(65536)
    for role, may in (("viewer", False), ("tech", False), ("producer", True)):
        code = room.ask("POST", "/api/v1/people", {"name": role, "roles": [role]})[1]["code"]
        person = Room(room.port)
        person.sign_in(code=code)
        assert person.command("cue", "go")[0] == (200 if may else 403)
        assert len(person.ask("GET", "/api/v1/state")[1]["cues"]) == 3
    seen = b""
    while b'"rundown"' not in seen:
        seen += line.recv(65536)
    assert b'"current":"hello"' in seen and b'"cues"' not in seen
    line.close()
