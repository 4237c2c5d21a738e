"""Cameras that fail as told: tests/faulty takes the place of GStreamer's v4l2src in a rig of its own."""
import pathlib
import subprocess

from .rig import TALLYBOX


def environment(folder):
    """GStreamer finds every plug-in but the one that has the real v4l2src."""
    real = pathlib.Path(subprocess.run(["pkg-config", "--variable=pluginsdir", "gstreamer-1.0"], capture_output=True,
                                       text=True, check=True).stdout.strip())
    plugins = folder / "plugins"
    plugins.mkdir(parents=True)
    for library in real.glob("*.so"):
        if library.name != "libgstvideo4linux2.so":
            (plugins / library.name).symlink_to(library)
    return {"GST_PLUGIN_SYSTEM_PATH_1_0": str(plugins), "GST_REGISTRY": str(folder / "registry"),
            "GST_PLUGIN_PATH": str(TALLYBOX.parent / "tests" / "faulty")}


class Plug:
    """Where a camera is plugged in, or not. What it does is written in the file's head: tests/faulty."""

    def __init__(self, path):
        self.path = path

    @property
    def source(self):
        return f"v4l2:{self.path}"

    def put(self, **orders):
        """Plugs it in, or changes what it does."""
        lines = "".join(f"{key} = {value}\n" for key, value in orders.items())
        new = self.path.with_suffix(".new")
        new.write_text("[camera]\n" + lines)
        new.rename(self.path)

    def pull(self):
        self.path.unlink()
