"""Which of the points of a sweep are tried: all, a sample, or one alone."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from proving_ground.errors import InputError

ALL = "all"
Share = Callable[[int], tuple[int, int]]
"""Told how many points are to be tried, says which of how many equal parts of them is one's own."""


@dataclass(frozen=True)
class Points:
    """At most `sample` points (None: all), or only the one of that number; of these its share."""

    sample: int | None = None
    only: int | None = None
    share: Share | None = None

    def chosen(self, total: int) -> list[int]:
        """Numbers from 1 to `total`, in order: one at random of each stretch, always the same."""
        if self.only:
            if self.only > total:
                fix = f"choose one from 1 to {total}"
                raise InputError(f"-D point={self.only}", "there is no such point", fix)
            return [self.only]
        count = min(self.sample or total, total)
        edges = [1 + total * position // count for position in range(count + 1)] if count else []
        dice = random.Random(0)  # noqa: S311 - to be repeated, not to be secret
        return [dice.randrange(*edges[at : at + 2]) for at in range(count)]

    def mine(self, numbers: list[int]) -> list[int]:
        """Those of the chosen points that this process tries, where others try the rest."""
        if self.share is None or not numbers:
            return numbers
        part, of = self.share(len(numbers))
        return numbers[part - 1 :: of]


def asked_for(userdata: Mapping[str, str], default: int | None) -> Points:
    """What `-D points=all`, `-D points=N` or `-D point=NUMBER` ask for; else the default."""
    if "point" in userdata:
        return Points(only=_number(userdata["point"], "point"))
    wish = userdata.get("points")
    if wish is None:
        return Points(default)
    return Points(None if wish == ALL else _number(wish, "points"))


def _number(text: str, option: str) -> int:
    if text.isdecimal() and int(text):
        return int(text)
    also = f", or {ALL}" if option == "points" else ""
    raise InputError(f"-D {option}={text}", "is no number of points", f"write 1 or more{also}")
