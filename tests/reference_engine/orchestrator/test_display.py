"""What people see: a live table in a terminal, plain lines elsewhere; both tell phase and cost."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import sys
from pathlib import Path
from reference_engine.orchestrator.config import Phase, Settings
from reference_engine.orchestrator.display import Display
from reference_engine.orchestrator.records import Loop
from reference_engine.orchestrator.store import Store
from reference_engine.orchestrator.tools import Step
asked = Settings(spec="s", base="main", max_revisions=1, usd_per_loop=1, usd_per_phase=1,
                 usd_per_run=9)
store = Store.create(Path(sys.argv[1], "state.db"), "run", asked)
store.do("INSERT INTO tasks (id, title, description, dependencies, estimated_iterations)"
         " VALUES ('a', 'A', '', '[]', 1)")
store.save_loop(Loop("loop-1", "a", "running", "branch", "c0", iterations=2))
store.spend(Phase.BUILD, 1.5, "loop-1")
store.set_run(phase=Phase.BUILD)
with Display(store) as display:
    display.entered(Phase.BUILD)
    display.called(Step("build", Phase.BUILD, 3, "a", "loop-1"))
"""


@pytest.fixture
def argv(tmp_path: Path) -> list[str]:
    return [sys.executable, "-c", PROGRAM, str(tmp_path)]


def test_lines_tell_phase_step_and_cost(argv: list[str]) -> None:
    told = subprocess.check_output(argv, text=True)
    assert told.splitlines() == ["phase build  ($1.50)", "  build 3 of a  ($1.50)"]


def test_a_terminal_shows_the_loops_as_well(argv: list[str]) -> None:
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    subprocess.run(argv, stdout=theirs, stderr=theirs, env=env, check=True)
    shown = os.read(ours, 1 << 16).decode()
    os.close(theirs)
    os.close(ours)
    for word in ("BUILD  $1.50 of $9.00", "loop-1", "running", "build 3 of a"):
        assert word in shown
