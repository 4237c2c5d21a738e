"""Scripts that run in Node, with the libraries that the build brought: browsers, clients of obs-websocket."""
import os
import subprocess

from .rig import ROOT


def start_script(path, *words, inside=(), **options):
    """One under way; what it prints comes over a pipe, as text. `inside`: words before it, of a machine's own network."""
    return subprocess.Popen([*inside, "node", str(ROOT / "tests" / path), *map(str, words)],
                            env={**os.environ, "TALLYBOX_NODE_MODULES": str(ROOT / "build/npm/node_modules")},
                            stdout=subprocess.PIPE, text=True, **options)


def run_script(path, *words, inside=(), seconds=180):
    """Runs one to its end, which must be a good one; what it printed."""
    script = start_script(path, *words, inside=inside, stderr=subprocess.PIPE)
    try:
        out, errors = script.communicate(timeout=seconds)
    finally:
        script.kill()
    assert script.returncode == 0, out + errors
    return out
