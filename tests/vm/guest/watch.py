#!/usr/bin/env python3
"""Keeps the rig's newest state where a shell reads it without starting a program, which costs an emulated processor
about a second: state.now has one line for each value ("cameras.left.state=live"), state.json is as the rig gave it.
Both are gone as soon as the rig does not answer."""
import json
import os
import pathlib
import socket
import sys
import time

EVERY_S = 0.3
ANSWER_S = 15


def lines(value, path=""):
    """Members of lists are known by their names."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from lines(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            named = inner.get("name", inner.get("sku", i)) if isinstance(inner, dict) else i
            yield from lines(inner, f"{path}.{named}")
    else:
        text = value if isinstance(value, str) else json.dumps(value)
        yield f"{path}={text}".replace("\n", " ") + "\n"


def put(name, text):
    pathlib.Path(name + ".new").write_text(text)
    os.rename(name + ".new", name)


def watch(link):
    answers = link.makefile()
    while True:
        link.sendall(b'{"id": 1, "cmd": ["state"]}\n')
        state = json.loads(answers.readline())["result"]
        put("state.json", json.dumps(state, indent=2))
        put("state.now", "".join(lines(state)))
        time.sleep(EVERY_S)


def main(path):
    while True:
        try:
            with socket.socket(socket.AF_UNIX) as link:
                link.settimeout(ANSWER_S)
                link.connect(path)
                watch(link)
        except (OSError, ValueError):
            for name in ("state.now", "state.json"):
                pathlib.Path(name).unlink(missing_ok=True)
            time.sleep(EVERY_S)


main(sys.argv[1])
