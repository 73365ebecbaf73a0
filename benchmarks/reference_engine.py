"""CPU per scenario on the reference engine: `python -m benchmarks.reference_engine [OPTIONS]`.

OPTIONS are passed on to behave. All processes count: behave, its supervisor, git, the engine, its
agents and what they start.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.clocks import of_children
from benchmarks.measured import read

ROOT = Path(__file__).parents[1]
AIM_MS = 60


def main(options: Sequence[str]) -> None:
    """Run behave once, print what its scenarios cost."""
    before = of_children()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "measured.jsonl")
        behave = [sys.executable, "-m", "behave", "--runner=benchmarks.measured:MeasuredRunner"]
        done = subprocess.run([*behave, f"-Dmeasured={log}", *options], cwd=ROOT, check=False)
        scenarios = read(log) if log.exists() else []
    if not scenarios:
        sys.exit(done.returncode or "no scenario was run")
    _print(scenarios, of_children() - before)


def _print(scenarios: list[dict[str, Any]], whole: float) -> None:
    table = Table("milliseconds", "median", "90 %", "most", "mean", "share", title="A scenario")
    total = sum(map(_cpu, scenarios))
    rows: dict[str, Callable[[Mapping[str, Any]], float]] = {
        "CPU, all processes": _cpu,
        "  the suite: behave, supervisor, git": lambda told: told["suite"],
        "  the engine and its agents": lambda told: told["engine"],
    }
    for name, figure in rows.items():
        figures = sorted(figure(told) for told in scenarios)
        table.add_row(name, *_spread(figures), f"{sum(figures) / total:.0%}")
    table.add_row("wall clock", *_spread(sorted(told["wall"] for told in scenarios)), "")
    console = Console()
    console.print(table)
    count = len(scenarios)
    calls, runs = (median(told[key] for told in scenarios) for key in ("calls", "runs"))
    console.print(f"{count} scenarios; the median one has {runs:g} run(s), {calls:g} agent call(s)")
    console.print(
        f"whole behave process tree: {whole:.2f} s CPU, {whole / count * 1000:.0f} ms a scenario, "
        f"of which start-up and summary are {(whole - total) / count * 1000:.0f} ms"
    )
    typical = median(map(_cpu, scenarios)) * 1000
    console.print(f"median {typical:.0f} ms; the aim is {AIM_MS} ms at most")


def _cpu(told: Mapping[str, Any]) -> float:
    return float(told["suite"] + told["engine"])


def _spread(figures: list[float]) -> list[str]:
    most = (median(figures), figures[len(figures) * 9 // 10], figures[-1])
    return [f"{1000 * figure:.0f}" for figure in (*most, sum(figures) / len(figures))]


if __name__ == "__main__":
    main(sys.argv[1:])
