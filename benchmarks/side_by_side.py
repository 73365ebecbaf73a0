"""The same trivial scenarios by other runners: `python -m benchmarks.side_by_side [SCENARIOS]`.

The others are installed from PyPI and npm into a temporary folder. What cannot be had is left out,
and said to be. Plain behave is the measure: all are told as ratios to it, in the same run.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.trivial import behave, cost, write_project

PYTHON = ("behavex", "pytest-bdd", "pytest-xdist")
NODE = "@cucumber/cucumber"
ROUNDS = 3


def main(scenarios: int) -> None:
    """Print CPU and wall seconds of each way, least of the rounds, and their ratios to behave's."""
    console = Console(width=100)
    with tempfile.TemporaryDirectory() as name:
        folder, tools = write_project(Path(name, "project"), scenarios), Path(name, "tools")
        ways = {
            "plain behave": behave("--runner=behave.runner:Runner"),
            "Proving Ground, report": behave("-Dreport=out"),
            "Proving Ground, report, 2 jobs": behave("-Dreport=out", "-Djobs=2"),
            **_of_python(tools, console),
            **_of_node(folder, console),
        }
        table = Table(f"{scenarios:,} scenarios", "CPU s", "over behave", "s", "over behave")
        measure: tuple[float, float] = (0.0, 0.0)
        for way, argv in ways.items():
            cpu, wall = _least(argv, folder, console)
            measure = measure if any(measure) else (cpu, wall)
            ratios = f"{cpu / measure[0]:.2f} ×", f"{wall / measure[1]:.2f} ×"
            table.add_row(way, f"{cpu:.2f}", ratios[0], f"{wall:.2f}", ratios[1])
    console.print(table)


def _least(argv: list[str], folder: Path, console: Console) -> tuple[float, float]:
    env = {**os.environ, "TMPDIR": str(folder.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    found = [cost(argv, folder, env) for _ in range(ROUNDS)]
    if bad := {each.result for each in found} - {"exit 0"}:
        console.print(f"{argv[0]} ended with {', '.join(bad)}: its figures are worth nothing")
    return min(each.cpu for each in found), min(each.wall for each in found)


def _of_python(tools: Path, console: Console) -> dict[str, list[str]]:
    subprocess.run([sys.executable, "-m", "venv", tools / "python"], check=True)
    program = tools / "python" / "bin"
    if not _installs([program / "pip", "install", "--quiet", *PYTHON], tools, console):
        return {}
    pytest = [str(program / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    behavex = [str(program / "behavex"), "features", "-o", "out-behavex"]
    return {
        "behavex": behavex,
        "behavex, 2 processes": [*behavex, "--parallel-processes=2", "--parallel-scheme=feature"],
        "pytest-bdd": pytest,
        "pytest-bdd, xdist, 2 workers": [*pytest, "-n2"],
    }


def _of_node(folder: Path, console: Console) -> dict[str, list[str]]:
    (folder / "package.json").write_text("{}", "utf-8")
    install = ["npm", "install", "--no-fund", "--no-audit", "--silent", NODE]
    if not _installs(install, folder, console):
        return {}
    cucumber = [str(folder / "node_modules" / ".bin" / "cucumber-js"), "--format=summary"]
    return {"cucumber-js": cucumber, "cucumber-js, 2 workers": [*cucumber, "--parallel=2"]}


def _installs(command: list[str | Path], folder: Path, console: Console) -> bool:
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except OSError as error:
        console.print(f"left out: {command[0]} cannot be started ({error.strerror})")
        return False
    if done.returncode:
        console.print(f"left out: {' '.join(map(str, command))}\n{done.stderr[-500:]}")
    return not done.returncode


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
