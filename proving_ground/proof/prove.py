"""Prove that every scenario can fail: put each known bug back, and see what turns red."""

import json
import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from proving_ground.errors import TrialError
from proving_ground.proof.defects import FAMILIES, ROOT, Defect, load_defects
from proving_ground.proof.matrix import Kill, Matrix, red
from proving_ground.scratch import scratch_folder
from proving_ground.verdicts import ScenarioResult, read_verdicts


def add_arguments(parser: ArgumentParser) -> None:
    """Which defects, which scenarios, how many at once."""
    parser.add_argument("defects", nargs="*", metavar="DEFECT", help="names; default: all of them")
    parser.add_argument("--bugs", action="store_true", help="only those that a @bug-N must catch")
    parser.add_argument("--tags", action="append", default=[], help="run only these scenarios")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="runs at once")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the matrix there, too")


def main(arguments: Namespace) -> int:
    """Print the kill matrix; 1 where a defect survived or a scenario was turned red by none."""
    console = Console(highlight=False, soft_wrap=True)
    defects = load_defects(arguments.defects)
    chosen = [each for each in defects if each.is_regression or not arguments.bugs]
    matrix = prove(chosen, arguments.tags, arguments.jobs, partial(_print_kill, console))
    if arguments.json:
        arguments.json.write_text(json.dumps(matrix.as_json(), indent=1), "utf-8")
    everything = not (arguments.defects or arguments.bugs)
    unjustified = matrix.unjustified if everything else []
    for scenario in unjustified:
        console.print(f"[yellow]no defect turns red:[/] {scenario}")
    caught = len(matrix.kills) - len(matrix.survivors)
    console.print(f"{caught} of {len(matrix.kills)} defects caught", end="")
    total = len(matrix.scenarios)
    console.print(
        f", {total - len(unjustified)} of {total} scenarios justified" if everything else ""
    )
    return 1 if matrix.survivors or unjustified else 0


def prove(
    defects: list[Defect], tags: list[str], jobs: int, tell: Callable[[Kill], None]
) -> Matrix:
    """Run the suite on the sound engine, then once per defect; TrialError if not green at first.

    `tell` hears of each kill as soon as it and those before it are known.
    """
    with tempfile.TemporaryDirectory(prefix="proving-ground-", dir=scratch_folder()) as folder:
        scenarios = _run(Path(folder, "sound"), tags, None)
        if bad := red(scenarios):
            names = "\n  ".join(result.id for result in bad)
            raise TrialError(f"without any defect, these are not green:\n  {names}")
        with ThreadPoolExecutor(jobs) as pool:
            results = pool.map(
                lambda each: _kill(Path(folder, each.name), tags, each, scenarios), defects
            )
            kills = tuple(_told(kill, tell) for kill in _watched(results, len(defects)))
    return Matrix(kills, scenarios)


def _told(kill: Kill, tell: Callable[[Kill], None]) -> Kill:
    tell(kill)
    return kill


def _kill(
    folder: Path, tags: list[str], defect: Defect, scenarios: tuple[ScenarioResult, ...]
) -> Kill:
    """Run the scenarios of the defect's family: no others meet the engine that it is in."""
    families = set(FAMILIES.values())
    if not any(families & set(each.tags) == defect.tags for each in scenarios):
        return Kill(defect, ())
    defect.put_back(folder)
    wanted = [f"@{tag}" if tag in defect.tags else f"not @{tag}" for tag in sorted(families)]
    return Kill(defect, red(_run(folder, [*tags, *wanted], folder)))


def _run(folder: Path, tags: list[str], home: Path | None) -> tuple[ScenarioResult, ...]:
    folder.mkdir(exist_ok=True)
    verdicts = folder / "verdicts.json"
    options = {"verdicts": verdicts, **({"engine_home": home} if home else {})}
    command = [sys.executable, "-m", "behave", "--format=null"]
    command += [part for key, value in options.items() for part in ("-D", f"{key}={value}")]
    command += [f"--tags={tag}" for tag in tags]
    env = {**os.environ, "TMPDIR": str(folder)}
    ran = subprocess.run(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if not verdicts.exists():
        raise TrialError(f"behave gave no verdicts:\n{ran.stderr.decode(errors='replace')}")
    return read_verdicts(verdicts)


def _watched(kills: Iterable[Kill], total: int) -> Iterable[Kill]:
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        yield from progress.track(kills, total=total, description="defects")


def _print_kill(console: Console, kill: Kill) -> None:
    mark = "[red]SURVIVED[/]" if kill.survived else "[green]caught[/]"
    console.print(f"{mark} [bold]{kill.defect.name}[/]: {kill.defect.symptom}")
    if kill.survived:
        console.print(f"  {kill.survived}")
    if kill.laws:
        console.print(f"  laws broken: {', '.join(kill.laws)}")
    for result in kill.red:
        console.print(f"  {result.verdict:5} {result.id}  ({result.location})")
