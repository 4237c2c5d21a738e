"""A running tallybox: its config, its process, its control socket."""
import json
import os
import pathlib
import socket
import subprocess

from .processes import end, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[2]
TALLYBOX = pathlib.Path(os.environ.get("TALLYBOX_BUILD", ROOT / "build")) / "tallybox"


class Refused(Exception):
    """The rig answered a command with an error."""


def tallybox(*words, timeout=60, **options):
    """Runs the program to its end; gives CompletedProcess with text."""
    return subprocess.run([str(TALLYBOX), *map(str, words)], capture_output=True, text=True,
                          timeout=timeout, **options)


def as_the_service():
    """The unit runs it with Nice=-10; so do tests where they may, or a busy machine would be part of the test."""
    try:
        os.nice(-10)
    except PermissionError:
        pass


class Rig:
    def __init__(self, folder, config, environment=None, wrapper=(), web=False):
        self.folder = folder
        folder.mkdir(parents=True)
        self.config = folder / "tallybox.conf"
        self.config.write_text(config)
        self.state_dir = folder / "state"
        self.environment = {**os.environ, "G_DEBUG": "fatal-criticals", **(environment or {})}
        self.wrapper = list(wrapper)
        self.words = [] if web else ["--no-web"]
        self.process = None

    def start(self, wait_s=60):
        self.log_file = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [*self.wrapper, str(TALLYBOX), "run", "--config", str(self.config), "--state-dir",
             str(self.state_dir), *self.words],
            stdin=subprocess.DEVNULL, stdout=self.log_file, stderr=self.log_file,
            env=self.environment, preexec_fn=as_the_service)
        if wait_s:
            wait_for(self.is_on_air, wait_s, "the programme on air")
        return self

    def is_on_air(self):
        assert self.process.poll() is None, f"tallybox ended:\n{self.log()}"
        try:
            return self.state()["programme"]["on_air"]
        except OSError:
            return False

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    def ctl(self, *words):
        """One command over the control socket; its result, or Refused."""
        line = json.dumps({"id": 1, "cmd": [str(w) for w in words]}) + "\n"
        with socket.socket(socket.AF_UNIX) as link:
            link.settimeout(30)
            link.connect(str(self.state_dir / "ctl.sock"))
            link.sendall(line.encode())
            answer = json.loads(link.makefile().readline())
        if not answer["ok"]:
            raise Refused(answer["error"])
        return answer["result"]

    def state(self):
        return self.ctl("state", "products")

    def find(self, kind, name):
        """One entry of the state's list: find("outputs", "main")."""
        return next(one for one in self.state()[kind] if one["name"] == name)

    def wait_state(self, kind, name, wanted, seconds=30):
        wanted = {wanted} if isinstance(wanted, str) else set(wanted)
        wait_for(lambda: self.find(kind, name)["state"] in wanted, seconds,
                 f"{kind} {name} in {wanted}, was {self.find(kind, name)}")
        return self.find(kind, name)

    def recordings(self):
        return sorted((self.state_dir / "recordings").glob("*/*.mp4"))

    def stop(self, seconds=30):
        """Asks it to end; gives its exit status."""
        if self.process is None:
            return None
        status = end(self.process, seconds, self.log)
        self.log_file.close()
        return status

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.log_file.close()
