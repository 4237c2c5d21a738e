"""What a rig says of its cards, and what its journal has."""
import json

from .processes import wait_for
from .rig import tallybox


def card(one, name="mug"):
    return one.find("cards", name)


def journal(one, *words):
    done = tallybox("journal", "--state-dir", one.state_dir, "--json", *words)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def wait_journal(one, condition, *words):
    return wait_for(lambda: [e for e in journal(one, *words) if condition(e)], 10, "the journal's entry")
