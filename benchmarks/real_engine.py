"""What the suite costs over the bare engine: `python -m benchmarks.real_engine CHECKOUT [ROUNDS]`.

CHECKOUT is one of agent-pipelines. The same flows run side by side, in turns, so that a busy
machine is unfair to nobody: the engine's command by itself, with our stand-ins for its agents; our
scenarios of these flows; and the engine's own integration tests of them, which call no agents.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path
from statistics import median
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.clocks import Cost, timed
from benchmarks.measured import read
from benchmarks.own_tests import OwnTests
from proving_ground.agents.install import install
from proving_ground.engines.agent_pipelines import AgentPipelines
from proving_ground.errors import PrerequisiteError
from proving_ground.pipelines.contract import Flags
from proving_ground.pipelines.scene import Scene
from proving_ground.repository.project import Workshop
from proving_ground.scratch import scratch_folder

ROOT = Path(__file__).parents[1]
AIM = 0.10


class Flow(NamedTuple):
    """One of our scripts, the scenario that runs it, the engine's own test of such a run."""

    script: str
    scenario: str
    test: str


ROWS = """\
continue-3 | A stage runs to its last iteration | test_single_stage_completes_max_iterations
stop-at-2 | The agent decides that the work is done | test_single_stage_stops_on_agent_decision
plateau-2-3 | The plateau is reached as soon as the votes agree | test_plateau_requires_consensus
multi-3-stages | All stages run to their ends | test_multi_stage_executes_all_stages"""
FLOWS = tuple(Flow(*row.split(" | ")) for row in ROWS.splitlines())


Clock = Callable[[Cost], float]
CLOCKS: tuple[Clock, ...] = (attrgetter("wall"), attrgetter("cpu"))


def main(checkout: Path, rounds: int) -> None:
    """Run everything in turns, and print what each flow costs in each way."""
    with tempfile.TemporaryDirectory(dir=scratch_folder()) as name:
        folder = Path(name)
        adapter = AgentPipelines(checkout, folder)
        adapter.check()
        workshop, own = Workshop(folder), OwnTests(checkout, folder)
        costs: dict[Flow, list[tuple[Cost, Cost, Cost]]] = {flow: [] for flow in FLOWS}
        for _ in range(rounds):
            for flow, turns in costs.items():
                bare = _bare(adapter, workshop, flow.script)
                ours = _scenario(checkout, flow.scenario, folder / "measured")
                turns.append((bare, ours, timed(own.command(flow.test))))
    _print(costs)


def _bare(adapter: AgentPipelines, workshop: Workshop, script: str) -> Cost:
    """The engine's command alone; what it reads and calls is laid out before the clock starts."""
    scene, session = Scene(), "session-1"
    scene.use(script)
    project = workshop.new_project(plain=False)
    adapter.prepare(project.folder, scene.pipeline)
    install(
        project.agents,
        scene.script,
        project=project.folder,
        state_files=adapter.state_files(session),
        patterns=adapter.patterns,
    )
    command = adapter.command("start", project.folder, scene.pipeline, session, Flags())
    environment = {**command.env, **project.environment(command.env["PATH"])}
    return timed(replace(command, env=environment))


def _scenario(checkout: Path, name: str, log: Path) -> Cost:
    """Our scenario, from its first hook to its last."""
    engine = ["-Dengine=agent-pipelines", f"-Dengine_home={checkout}", "-Dknown=none"]
    runner = ["--runner=benchmarks.measured:MeasuredRunner", f"-Dmeasured={log}"]
    argv = [sys.executable, "-m", "behave", *runner, *engine, f"--name=^{name}$"]
    subprocess.run(argv, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    told = read(log)[-1]
    return Cost(told["wall"], told["suite"] + told["engine"], told["verdict"])


def _print(costs: Mapping[Flow, Sequence[tuple[Cost, Cost, Cost]]]) -> None:
    table = Table("flow", "", "seconds", "over bare", "CPU seconds", "over bare", "result")
    for flow, turns in costs.items():
        for column, name in enumerate(("bare command", "our scenario", "its own test")):
            figures = [cell for clock in CLOCKS for cell in _cells(turns, column, clock)]
            results = ", ".join(sorted({turn[column].result for turn in turns}))
            table.add_row("" if column else flow.script, name, *figures, results)
        table.add_section()
    every = [turn for turns in costs.values() for turn in turns]
    wall, cpu = (_over_bare(every, 1, clock) for clock in CLOCKS)
    Console(width=120).print(
        table,
        f"Our overhead over the bare command, median of {len(every)} turns: {wall:+.1%} seconds, "
        f"{cpu:+.1%} CPU (aim: {AIM:.0%} at most)",
    )


def _cells(turns: Sequence[tuple[Cost, Cost, Cost]], column: int, clock: Clock) -> tuple[str, str]:
    seconds = median(clock(turn[column]) for turn in turns)
    return f"{seconds:.2f}", f"{_over_bare(turns, column, clock):+.0%}" if column else ""


def _over_bare(turns: Sequence[tuple[Cost, Cost, Cost]], column: int, clock: Clock) -> float:
    """The median of the ratios to the bare command in the same turn, less one."""
    return median(clock(turn[column]) / clock(turn[0]) for turn in turns) - 1


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    try:
        main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) == 3 else 3)
    except PrerequisiteError as problem:
        sys.exit(str(problem))
