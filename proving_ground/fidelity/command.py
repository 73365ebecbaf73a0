"""Hold the stand-ins against what was recorded of the real claude and codex."""

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Collection
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from proving_ground.agents.real import programs as real_cli
from proving_ground.fidelity import cases, corpus, tolerance
from proving_ground.fidelity.cases import Case
from proving_ground.fidelity.comparison import (
    DIFFERS,
    MATCHES,
    UNSAID,
    Difference,
    compare,
    verdict,
)
from proving_ground.fidelity.observation import Observation, observe
from proving_ground.fidelity.recording import WORKERS, record

AT_ONCE = 6
"""Stand-ins that are called at the same time; most of them wait for something."""
WIDTH = 300
"""Characters of a difference that are printed."""
Found = tuple[Case, str, list[Difference]]


def add_arguments(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument("cases", nargs="*", help="beginnings of names of cases; else all")
    installed: dict[str, Any] = {
        "nargs": "?",
        "type": Path,
        "const": real_cli.FOLDER,
        "metavar": "FOLDER",
    }
    parser.add_argument("--record", **installed, help="record the real CLIs that lie there anew")
    parser.add_argument("--real", **installed, help="compare the real CLIs that lie there")
    parser.add_argument("--least", type=float, metavar="PERCENT", help="how many must match")
    parser.add_argument(
        "--differences", action="store_true", help="print what differs, and in what"
    )


def main(arguments: Namespace) -> int:
    """0 where every case matches but those that are tolerated."""
    chosen = cases.load(arguments.cases)
    if arguments.record:
        record(chosen, real_cli.programs(arguments.record), _print)
        return 0
    real = real_cli.programs(arguments.real) if arguments.real else None
    found = compared(chosen, real)
    allowed = {} if arguments.real else tolerance.load().cases
    for case, how, differences in found:
        if how != MATCHES and (arguments.differences or case.case not in allowed):
            _print(f"{how}: {case.case}")
            for each in differences if arguments.differences else differences[:3]:
                _print(f"    {each}"[:WIDTH])
    _print(summary(found, allowed))
    return 0 if _is_enough(found, allowed, arguments.least) else 1


def _is_enough(found: list[Found], allowed: Collection[str], least: float | None) -> bool:
    """Whether as many match as must; without a number, all but those that are tolerated."""
    stale = [case.case for case, how, _ in found if how == MATCHES and case.case in allowed]
    for name in stale:
        _print(f"{tolerance.PATH}: {name} matches now; take it off the list")
    bad = [case for case, how, _ in found if how != MATCHES and case.case not in allowed]
    enough = not bad if least is None else share(found) >= least
    return enough and not stale


def compared(chosen: list[Case], programs: Path | None = None) -> list[Found]:
    """Each case with its verdict, and with all in which the agent differs from the corpus."""
    known = {agent: corpus.load(agent) for agent in {case.agent for case in chosen}}
    keys = [key.path for key in tolerance.load().keys]
    with ProcessPoolExecutor(WORKERS if programs else AT_ONCE) as pool:
        seen = list(pool.map(observe, chosen, [programs] * len(chosen)))
    return [
        _judged(case, known[case.agent], each, keys)
        for case, each in zip(chosen, seen, strict=True)
    ]


def _judged(case: Case, known: corpus.Corpus, seen: Observation, keys: list[str]) -> Found:
    if case.case not in known.cases:
        return case, UNSAID, [Difference("the corpus", "this case", "nothing; record it")]
    noise = (*known.noise.get(case.case, ()), *case.ignore)
    differences = compare(known.cases[case.case], seen, (*known.optional, *keys), noise)
    return case, verdict(seen, differences), differences


def share(found: list[Found]) -> float:
    """The percentage of cases that match."""
    return 100 * sum(how == MATCHES for _, how, _ in found) / len(found)


def summary(found: list[Found], allowed: Collection[str]) -> str:
    """A line that tells how many cases match, differ, and cannot be said."""
    counts = Counter(how for _, how, _ in found)
    told = ", ".join(f"{counts[how]} {how}" for how in (MATCHES, DIFFERS, UNSAID))
    tolerated = sum(how != MATCHES and case.case in allowed for case, how, _ in found)
    return f"{len(found)} cases: {told} ({share(found):.1f} % match; {tolerated} tolerated)"


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
