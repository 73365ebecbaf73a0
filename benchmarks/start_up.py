"""What a call of a stand-in costs: `python -m benchmarks.start_up [ROUNDS]`.

CPU milliseconds (the median of all rounds of 20 calls, which take turns) of an interpreter that
does nothing, of calls that answer with a plain text, and of calls whose file is refused. The ratio
to the interpreter says more than the milliseconds do where other programs run beside.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from proving_ground.agents.install import install
from proving_ground.agents.prompts import PromptPatterns
from proving_ground.agents.script import Script, answer, write_file

CALLS_A_ROUND = 20
CLAUDE = ("claude", "-p")
CODEX = ("codex", "exec", "--skip-git-repo-check")
MAY = {CLAUDE: "--dangerously-skip-permissions", CODEX: "--yolo"}
TEXT = Script(otherwise=(answer("Done."),))
FILE = Script(otherwise=(write_file("a.txt", "A\n"), answer("Done.")))
CASES = {
    "python -IS -c pass": ((sys.executable, "-IS", "-c", "pass"), TEXT),
    "claude, a text": ((*CLAUDE, MAY[CLAUDE], "hello"), TEXT),
    "codex, a text": ((*CODEX, MAY[CODEX], "hello"), TEXT),
    "codex, a text from the sandbox": ((*CODEX, "hello"), TEXT),
    "claude, a file refused": ((*CLAUDE, "hello"), FILE),
    "codex, a file refused": ((*CODEX, "hello"), FILE),
    "claude, a file written": ((*CLAUDE, MAY[CLAUDE], "hello"), FILE),
    "codex, a file written": ((*CODEX, MAY[CODEX], "hello"), FILE),
}


def main(rounds: int) -> None:
    """Print what each call costs, and its ratio to an interpreter that does nothing."""
    costs: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as name:
            _round(Path(name), costs)
    bare = statistics.median(next(iter(costs.values())))
    table = Table("call", "CPU ms", "over Python", title="What a call of a stand-in costs")
    for case, found in costs.items():
        ms = statistics.median(found)
        table.add_row(case, f"{ms:.1f}", f"{ms / bare:.2f} ×")
    Console(width=90).print(table)


def _round(folder: Path, costs: dict[str, list[float]]) -> None:
    """Make the calls in turns; each case has agents of its own, as one may be called 200 times."""
    places = {}
    for number, (case, (_, script)) in enumerate(CASES.items()):
        places[case] = folder / str(number)
        for room in ("project", "home"):
            (places[case] / room).mkdir(parents=True)
        install(
            places[case] / "agents",
            script,
            project=places[case] / "project",
            state_files=(),
            patterns=PromptPatterns(),
        )
    for _ in range(CALLS_A_ROUND):
        for case, place in places.items():
            costs[case].append(_cpu_ms(CASES[case][0], place))


def _cpu_ms(argv: tuple[str, ...], place: Path) -> float:
    env = {"HOME": str(place / "home"), "IS_SANDBOX": "1"}
    env["PATH"] = f"{place}/agents/bin{os.pathsep}{os.defpath}"
    program = argv[0] if "/" in argv[0] else f"{place}/agents/bin/{argv[0]}"
    with Path(os.devnull).open("r+b") as null:
        process = subprocess.Popen(
            (program, *argv[1:]),
            cwd=place / "project",
            env=env,
            stdin=null,
            stdout=null,
            stderr=null,
        )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(argv)} ended with {process.returncode}, so it is no measure")
    return (usage.ru_utime + usage.ru_stime) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
