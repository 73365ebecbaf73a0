"""An engine that runs apart: what it can reach, and what it cannot."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from proving_ground.errors import InputError, PrerequisiteError
from proving_ground.pipelines.pipeline import Stage, Termination
from proving_ground.pipelines.trial import PipelineTrial
from proving_ground.processes import sandbox
from proving_ground.suite.context import SuiteContext
from tests.hostile.conftest import LIMITS, outcome, write_engine

pytestmark = pytest.mark.skipif(bool(sandbox.obstacle()), reason=str(sandbox.obstacle()))

TRIES = """
import ctypes
def works(deed):
    try:
        deed()
    except OSError as error:
        return type(error).__name__
    return "works"
def loopback():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), 2).close()
def remount():
    if ctypes.CDLL(None).mount(None, b"/", None, 32 | 4096, None) < 0:
        raise OSError("no")
found = {
    "the project": works(lambda: open("x", "w")),
    "HOME": works(lambda: open(os.path.expanduser("~/.x"), "w")),
    "TMPDIR": works(lambda: os.rmdir(os.environ["TMPDIR"]) or os.mkdir(os.environ["TMPDIR"])),
    "/dev/null": works(lambda: open("/dev/null", "w").write("x")),
    "the suite": works(lambda: open(SUITE + "/left-by-an-engine", "w")),
    "the engine": works(lambda: open(HERE, "a")),
    "/tmp": works(lambda: open("/tmp/left-by-an-engine", "w")),
    "/dev/shm": works(lambda: open("/dev/shm/left-by-an-engine", "w")),
    "remounting": works(remount),
    "loopback": works(loopback),
    "the host": works(lambda: socket.create_connection(("127.0.0.1", PORT), 2)),
    "the network": works(lambda: socket.create_connection(("192.0.2.1", 80), 2)),
}
open("found.json", "w").write(json.dumps(found))
"""
ALLOWED = {"the project", "HOME", "TMPDIR", "/dev/null", "loopback"}


@pytest.fixture(params=["called in a fork", "run as a program"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    imported = "print('hello')" if request.param == "run as a program" else ""
    write_engine(tmp_path, "", imported)
    return tmp_path


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_it_reaches_its_trial_and_loopback_alone(home: Path, port: int) -> None:
    imported = (home / "reference_engine" / "pipelines" / "import.txt").read_text()
    write_engine(home, TRIES.replace("PORT", str(port)), imported)
    context = SuiteContext({"engine_home": str(home), "sandbox": "on", **LIMITS})
    try:
        trial = context.new_trial({"pipelines"})
        assert isinstance(trial, PipelineTrial)
        trial.scene.add(Stage(name="work", termination=Termination(iterations=1)))
        verdict, said = outcome(trial.run)
        assert verdict == "FAIL", said
        found = json.loads((trial.project.folder / "found.json").read_text())
        context.end(trial, keep=False)
    finally:
        context.close()
    assert {what for what, how in found.items() if how == "works"} == ALLOWED, found


def test_what_is_asked_for_and_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "obstacle", lambda: "it is too old")
    with pytest.raises(PrerequisiteError, match="cannot run an engine apart: it is too old"):
        sandbox.check("on")
    with pytest.raises(InputError, match="write on or off"):
        sandbox.check("yes")
    assert not sandbox.check(None)
