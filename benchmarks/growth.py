"""What a scenario costs where there are many: `python -m benchmarks.growth [SCENARIOS...]`.

Trivial scenarios (default: 100, 1,000 and 10,000 of them) are run by plain behave, by the suite, by
the suite with a report, and with a report by two jobs. CPU seconds of all processes; what a run of
ten costs is taken off first, so that a column is the cost of more scenarios, and is flat where that
grows linearly.
"""

import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.trivial import behave, cost, write_project

SIZES = (100, 1_000, 10_000)
LEAST = 10
WAYS = {
    "plain behave": ("--runner=behave.runner:Runner",),
    "suite": (),
    "suite, report": ("-Dreport=out",),
    "suite, report, 2 jobs": ("-Dreport=out", "-Djobs=2"),
}


def main(sizes: list[int]) -> None:
    """Print milliseconds of CPU for a scenario, and each as a ratio to that of the first size."""
    table = Table("scenarios", *WAYS, title="CPU milliseconds of a scenario more")
    least = _costs(LEAST)
    first: dict[str, float] = {}
    for size in sizes:
        each = {
            way: (cpu - least[way]) / (size - LEAST) * 1000 for way, cpu in _costs(size).items()
        }
        first = first or each
        cells = [f"{ms:.2f} ({ms / first[way]:.2f} ×)" for way, ms in each.items()]
        table.add_row(f"{size:,}", *cells)
    Console(width=110).print(table)


def _costs(size: int) -> dict[str, float]:
    """CPU seconds of a run of so many scenarios, in each way."""
    with tempfile.TemporaryDirectory() as name:
        folder = write_project(Path(name), size)
        env = {**os.environ, "TMPDIR": name, "PYTHONDONTWRITEBYTECODE": "1"}
        costs = {way: cost(behave(*options), folder, env) for way, options in WAYS.items()}
    bad = {way: told.result for way, told in costs.items() if told.result != "exit 0"}
    if bad:
        sys.exit(f"not every scenario passed: {bad}")
    return {way: told.cpu for way, told in costs.items()}


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or list(SIZES))
