"""Would the suite have caught the bugs that people really fixed?

Each pair of the corpus is two versions of a public engine, the later of which fixes a bug. Both are
tried; the pair is caught where a finding that speaks of the bug vanishes with the fix.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from benchmarks.recall.corpus import Pair, load
from benchmarks.recall.trying import CACHE, CAUGHT, Outcome, attempt
from proving_ground.errors import ProvingError

AIM = 0.8


def main(argv: Sequence[str] | None = None) -> int:
    """List the pairs, or try those that are named (all of them by default); 2 for a mistake."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recall", description=__doc__)
    parser.add_argument("pairs", nargs="*", metavar="PAIR", help="its name, or how that begins")
    parser.add_argument("--list", action="store_true", help="what each pair is, without trying it")
    parser.add_argument("--clones", type=Path, default=CACHE / "clones", metavar="DIR")
    parser.add_argument("--jobs", type=int, default=1, help="pairs at once")
    parser.add_argument("--seconds", type=float, default=600, help="how long a pair may take")
    parser.add_argument("--results", type=Path, metavar="FILE", help="keep results there, as JSON")
    arguments = parser.parse_args(argv)
    try:
        pairs = _chosen(load(), arguments.pairs)
    except ProvingError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if arguments.list:
        _say(*map(_entry, pairs))
        return 0
    outcomes = _tried(pairs, arguments)
    _say("", *_table(pairs, outcomes))
    return 0


def _chosen(pairs: dict[str, Pair], names: Sequence[str]) -> list[Pair]:
    found = [p for n, p in pairs.items() if not names or n.startswith(tuple(names))]
    if not found:
        raise ProvingError(f"no pair is called {' or '.join(names)}; see --list")
    return found


def _tried(pairs: Sequence[Pair], arguments: argparse.Namespace) -> list[Outcome]:
    """The outcome of each pair, told as it comes, and kept where that is asked for."""
    file = arguments.results
    kept = json.loads(file.read_text("utf-8")) if file and file.exists() else {}
    outcomes = []
    with ThreadPoolExecutor(arguments.jobs) as pool:
        clones, seconds = arguments.clones.resolve(), arguments.seconds
        for outcome in pool.map(lambda pair: attempt(pair, clones, seconds), pairs):
            outcomes.append(outcome)
            _say(f"{outcome.pair}: {outcome.result}", *_details(outcome))
            kept[outcome.pair] = asdict(outcome)
            if file:
                file.write_text(json.dumps(kept, indent=1) + "\n", "utf-8")
    return outcomes


def _details(outcome: Outcome) -> list[str]:
    lines = [f"  {each}" for each in outcome.findings]
    lines += [f"  {outcome.told}"] if outcome.told else []
    return lines + [f"  vanished, too: {each}" for each in outcome.other]


def _entry(pair: Pair) -> str:
    told = [each for each in (pair.finding.sentence, pair.finding.found) if each]
    place = f"in {pair.finding.scenario}: " if pair.finding.scenario else ""
    return (
        f"{pair.name}: {pair.repository} {pair.before} -> {pair.after} ({pair.kind})\n"
        f"  lost: {pair.lost}\n  finding: {place}{' / '.join(told)}"
    )


def _table(pairs: Sequence[Pair], outcomes: Sequence[Outcome]) -> Iterable[str]:
    """By kind, how many were caught; then each that was not, and why."""
    tried = {outcome.pair: outcome for outcome in outcomes}
    kinds = sorted({pair.kind for pair in pairs})
    for kind in kinds:
        count = Counter(tried[pair.name].result for pair in pairs if pair.kind == kind)
        yield f"{kind}: {count[CAUGHT]} of {count.total()}"
    caught = sum(outcome.result == CAUGHT for outcome in outcomes)
    yield f"caught: {caught} of {len(outcomes)} ({caught / len(outcomes):.0%}; aim: {AIM:.0%})"
    for pair in pairs:
        outcome = tried[pair.name]
        if outcome.result != CAUGHT:
            why = pair.why_missed or outcome.told
            yield f"{outcome.result}: {pair.name} ({pair.kind})" + (f": {why}" if why else "")


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
