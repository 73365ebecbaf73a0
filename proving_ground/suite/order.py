"""In which order scenarios run: as they are written, by lot, or the likeliest to fail first."""

import random
from collections import Counter
from collections.abc import Callable
from math import inf
from pathlib import Path
from statistics import fmean
from typing import Any

from proving_ground.errors import InputError
from proving_ground.report.history import durations
from proving_ground.report.known import read_known
from proving_ground.report.verdicts import identity
from proving_ground.root import ROOT

LIKELIEST = "likeliest"
"""Those first that failed on other engines, or on other versions of this one."""
Arrange = Callable[[list[Any]], None]
Rank = Callable[[Any], float]


def put_in_order(features: list[Any], wish: str) -> str:
    """Put features and scenarios into the order wished for: `random`, `random:SEED`, `likeliest`.

    Returns the wish, a random one with its seed, which repeats the order. InputError for any other.
    """
    kind, _, seed = wish.partition(":")
    if wish == LIKELIEST:
        _arrange(features, Likeliest().arrange)
        return wish
    if kind != "random" or (seed and not seed.isdecimal()):
        fix = f"write random, random:NUMBER or {LIKELIEST}"
        raise InputError(f"-D order={wish}", "no such order", fix)
    seed = seed or str(random.SystemRandom().randrange(10_000))
    _arrange(features, random.Random(int(seed)).shuffle)  # noqa: S311
    return f"random:{seed}"


def rank_of(wish: str, report: Path | None = None) -> Rank | None:
    """By what several workers choose their next scenario; None where they go by the order.

    Without a wish those come first that took longest in the run whose report lies at `report`, and
    before them those that it does not tell of: so no worker is left alone with a long one.
    """
    if wish:
        return Likeliest().rank if wish == LIKELIEST else None
    took = durations(report) if report else {}
    return (lambda scenario: took.get(identity(scenario), inf)) if took else None


class Likeliest:
    """Knows how many of the engines with a list of known failures failed a scenario."""

    def __init__(self) -> None:
        lists = (ROOT / "fixtures" / "engines").glob("*.known.yaml")
        self._failures = Counter(name for each in lists for name in read_known(each))

    def arrange(self, items: list[Any]) -> None:
        """Sort scenarios, or what holds scenarios, by their rank; what is alike stays as it is."""
        items.sort(key=self.rank, reverse=True)

    def rank(self, item: Any) -> float:
        """How many engines failed a scenario; the mean where it is something that holds several."""
        if item.type == "scenario":
            return self._failures[identity(item)]
        scenarios = item.scenarios if item.type == "scenario_outline" else item.walk_scenarios()
        ranks = [self.rank(each) for each in scenarios]
        return fmean(ranks) if ranks else 0


def _arrange(items: list[Any], arrange: Arrange) -> None:
    arrange(items)
    for item in items:
        if item.type in ("feature", "rule"):
            _arrange(item.run_items, arrange)
        elif item.type == "scenario_outline":
            arrange(item.scenarios)
