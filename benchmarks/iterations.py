"""What an iteration costs in a long run: `python -m benchmarks.iterations [ITERATIONS...]`.

One scenario on the reference engine, whose stage has so many iterations (default: 10, 100, 1,000).
CPU milliseconds of an iteration, of the suite and of the engine with its agents; what a run of one
iteration costs is taken off first.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.measured import read
from proving_ground.commands.init import FILES
from proving_ground.root import ROOT

SIZES = (10, 100, 1_000)
FEATURE = """
@pipelines
Feature: A long run

  Scenario: Of {0} iterations
    Given a stage "work" of {0} iterations
    When the pipeline runs
    Then iterations 1 to {0} are each recorded once, in order
"""
COPIED = ("features/environment.py", "features/steps/all.py")


def main(sizes: list[int]) -> None:
    """Print the cost of an iteration, and its ratio to that in the shortest run."""
    table = Table("iterations", "suite", "engine and agents", title="CPU ms of an iteration more")
    one = _cost(1)
    first: list[float] = []
    for size in sizes:
        each = [(b - a) / (size - 1) * 1000 for a, b in zip(one, _cost(size), strict=True)]
        first = first or each
        cells = (f"{ms:.2f} ({ms / of:.2f} ×)" for ms, of in zip(each, first, strict=True))
        table.add_row(f"{size:,}", *cells)
    Console(width=90).print(table)


def _cost(iterations: int) -> tuple[float, float]:
    """CPU seconds of the suite, and of the engine with its agents."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for path in COPIED:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(FILES[path], "utf-8")
        (folder / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
        (folder / "features/long.feature").write_text(FEATURE.format(iterations), "utf-8")
        log = folder / "measured.jsonl"
        runner = ["--runner=benchmarks.measured:MeasuredRunner", f"-Dmeasured={log}"]
        limits = ["-Dlimit.patience_s=600", f"-Dlimit.calls={iterations + 1}"]
        env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "behave", "--format=null", *runner, *limits]
        done = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, check=False
        )
        told = read(log)[-1] if log.exists() else {"verdict": "none"}
    if told["verdict"] != "PASS":
        sys.exit(f"{iterations} iterations: {told['verdict']}\n{done.stdout}{done.stderr}")
    return told["suite"], told["engine"]


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or list(SIZES))
