"""Sound cards without a kernel: alsa-lib reads an asound.conf of ours, whose cards are the plug-ins of tests/alsa."""
import os

from .rig import ROOT

PLUGINS = ROOT / os.environ.get("TALLYBOX_BUILD", "build") / "tests"


class Cards:
    """cards = Cards(folder); cards.add("voice", format="S24_3LE", ppm=200); a rig in cards.environment knows
    alsa:voice. What a card does is told by files in its folder: see tests/alsa."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(parents=True)
        self.config = folder / "asound.conf"
        self.config.write_text("".join(f'{kind}_type.fault {{ lib "{PLUGINS}/libasound_module_{kind}_fault.so" }}\n'
                                       for kind in ("pcm", "ctl")))

    @property
    def environment(self):
        return {"ALSA_CONFIG_PATH": str(self.config)}

    def add(self, name, **settings):
        (self.folder / name).mkdir()
        words = " ".join(f"{key} {value}" for key, value in settings.items())
        with open(self.config, "a") as config:
            for kind, more in (("pcm", words), ("ctl", "")):
                config.write(f'{kind}.{name} {{ type fault folder "{self.folder / name}" {more} }}\n')

    def put(self, name, file, text=""):
        """In place: somebody may watch this very file."""
        (self.folder / name / file).write_text(text)

    def take(self, name, file):
        (self.folder / name / file).unlink()

    def mixer(self, name):
        """(volume of 40, is it on); None while it is being written"""
        words = (self.folder / name / "mixer").read_text().split()
        return (int(words[0]), words[1] == "1") if len(words) == 2 else None
