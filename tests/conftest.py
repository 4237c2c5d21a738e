"""Fixtures for all end-to-end tests: a rig, an RTMP server, footage. Everything lives in a folder of its own,
binds loopback on ports that the kernel gives, and is gone afterwards."""
import os
import pathlib
import shutil
import sys
import tempfile

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from harness.footage import Footage  # noqa: E402
from harness.nginx import RtmpServer  # noqa: E402
from harness.rig import Rig  # noqa: E402
from harness.web import open_room  # noqa: E402


@pytest.fixture
def place():
    """A folder with a short path: Unix sockets allow 107 characters."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tb-", dir=os.environ.get("TMPDIR", "/tmp")))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def rtmp(place):
    server = RtmpServer(place / "rtmp")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def rig(place):
    """rig(config text) -> a Rig, not yet started."""
    made = []

    def make(config, **words):
        made.append(Rig(place / f"rig{len(made)}", config, **words))
        return made[-1]

    yield make
    for one in made:
        one.stop()


@pytest.fixture(scope="module")
def control_room():
    """control_room(config text) -> a Room of a rig on air for all tests of a module, Mia signed in. `prepare(rig)`
    comes before the start; `source` is the address that she comes from."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tb-"))
    made = []

    def make(config, prepare=None, source=None):
        made.append(Rig(folder / f"rig{len(made)}", config, web=True))
        if prepare:
            prepare(made[-1])
        here, code = open_room(made[-1].start())
        here.source = source
        assert here.sign_in(code=code, name="Mia")[0] == 200
        return here

    yield make
    for one in made:
        one.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def footage():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tb-footage-"))
    yield Footage(folder)
    shutil.rmtree(folder, ignore_errors=True)
