"""A hostile engine: a program of a few lines that does harm in a trial, and what it comes to."""

import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from proving_ground.limits import LIMITS as IN_FORCE
from proving_ground.limits import set_limits
from proving_ground.pipelines.pipeline import Stage, Termination
from proving_ground.pipelines.trial import PipelineTrial
from proving_ground.processes import descendants
from proving_ground.processes.client import SUPERVISORS
from proving_ground.root import ROOT
from proving_ground.suite.context import SuiteContext

CLI = """
import json, os, pathlib, shutil, signal, socket, subprocess, sys, time
HERE = pathlib.Path(__file__)
SUITE = HERE.with_name("suite.txt").read_text()
OUT = HERE.with_name("out.txt").read_text()
exec(HERE.with_name("import.txt").read_text())

def main(arguments=None):
    state = pathlib.Path(".pipelines/runs/session-1/state.json")
    state.parent.mkdir(parents=True, exist_ok=True)
    exec(HERE.with_name("attack.txt").read_text(), {**globals(), "state": state})
    return 0

if __name__ == "__main__":
    sys.exit(main())
"""

LEFT = f".left-by-an-engine-of-{os.getpid()}"
"""A name that no other program uses; attacks write it LEFT."""
USERS_HOME = Path(pwd.getpwuid(os.getuid()).pw_dir)
"""The HOME that an engine is not told of."""
LIMITS = {"limit.patience_s": "30", "limit.files": "1000", "limit.trial_mib": "256"}
SHORT_S = 1.0
"""Seconds of silence after which an engine that never ends has hung: it does so on any machine."""


def write_engine(home: Path, attack: str, imported: str = "") -> None:
    """Write an engine of each family that does just that."""
    for name in ("pipelines", "orchestrator", "backends"):
        package = home / "reference_engine" / name
        package.mkdir(parents=True, exist_ok=True)
        for folder in (package.parent, package):
            (folder / "__init__.py").touch()
        (package / "cli.py").write_text(CLI)
        (package / "attack.txt").write_text(attack)
        (package / "suite.txt").write_text(str(ROOT))
        (package / "out.txt").write_text(str(home))
        (package / "import.txt").write_text(imported)


class HostileEngine:
    """Lets an attack run in a trial of its own; `verdict` and what was said is what it comes to."""

    def __init__(self, home: Path):
        self.home = home
        write_engine(home, "")
        self.ground = SuiteContext({"engine_home": str(home), **LIMITS})

    def close(self) -> None:
        self.ground.close()
        set_limits({})

    def verdict(
        self, attack: str, imported: str = "", patience_s: float | None = None
    ) -> tuple[str, str]:
        """The attack runs as the engine does, `imported` when the engine is imported."""
        living = set(descendants.of(os.getpid()))
        write_engine(self.home, attack.replace("LEFT", LEFT), imported.replace("LEFT", LEFT))
        trial = self.ground.new_trial({"pipelines"})
        assert isinstance(trial, PipelineTrial)
        trial.scene.add(Stage(name="work", termination=Termination(iterations=1)))
        try:
            with patience(patience_s):
                return outcome(trial.run)
        finally:
            trial.facts()
            for folder in (ROOT, USERS_HOME, Path("/tmp")):
                (folder / LEFT).unlink(missing_ok=True)
            self.ground.end(trial, keep=False)
            assert not trial.project.root.exists()
            must_have_ended(living)


def must_have_ended(before: set[int]) -> None:
    """Nothing lives of what an engine has started; whatever lived `before` is not its doing."""
    assert set(descendants.of(os.getpid())) - before <= SUPERVISORS


@contextmanager
def patience(seconds: float | None) -> Iterator[None]:
    """Let engines be silent for no more than that for now; None: for as long as the limits say."""
    usual, IN_FORCE.patience_s = IN_FORCE.patience_s, seconds or IN_FORCE.patience_s
    try:
        yield
    finally:
        IN_FORCE.patience_s = usual


def outcome(run: Callable[[], None]) -> tuple[str, str]:
    """As behave counts it: an assertion that does not hold is a FAIL, all else an ERROR."""
    try:
        run()
    except AssertionError as error:
        return "FAIL", str(error)
    except Exception as error:
        return "ERROR", repr(error)
    return "PASS", ""


@pytest.fixture(autouse=True, scope="module")
def limits_as_before() -> Iterator[None]:
    """Other tests wait as long as ever."""
    yield
    set_limits({})


@pytest.fixture(scope="module")
def hostile_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostileEngine]:
    engine = HostileEngine(tmp_path_factory.mktemp("home"))
    yield engine
    engine.close()
