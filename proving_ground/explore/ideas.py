"""How ideas for randomised trials are drawn, by Hypothesis, which also makes them smaller."""

from hypothesis import strategies as draw

from proving_ground.explore.idea import (
    ASKED,
    CONTINUE,
    STARTED_TWICE,
    STOP,
    SWEEPS,
    Event,
    Idea,
    Mishap,
    Saying,
    Stage,
)

NAMES = ("plan", "build", "build-2", "a", "plan-build", "z9")
"""Names of which some begin like others."""
DEEDS = (
    "crashes",
    "is killed",
    "gives up with its own code",
    "writes no decision",
    "writes an empty decision",
    "writes half a decision",
    "writes an unknown decision",
    "writes a list for a decision",
    "reports its usage limit",
    "decides well but exits badly",
    "decides well, but then its API fails",
)
"""What an agent does whose iteration fails."""
PAST = ("killed", "without power", "interrupted", "terminated")
LAST = (*PAST, ASKED, STARTED_TWICE, *SWEEPS)
SPECIAL = "$`\\'{}[]()<>&|;*?~#%!:,.=+-_@^/ \täöü€漢🙂abcXYZ0129"
"""Every character that shells, sed, YAML, JSON, Markdown or regular expressions treat specially,
but for the quotation mark, which ends a text in a feature."""


@draw.composite
def _stages(given: draw.DrawFn, name: str) -> Stage:
    cap = given(draw.sampled_from((1, 2, 3, 4, 5, 11)))
    votes = draw.lists(draw.sampled_from((CONTINUE, STOP)), max_size=cap).map(tuple)
    if given(draw.booleans()):
        return Stage(name, cap, given(votes))
    consensus = given(draw.integers(2, 3))
    least = given(draw.none() | draw.integers(2, cap + 1)) if cap > 1 else None
    least = least if least and least <= cap else None
    return Stage(name, max(cap, 2), given(votes), consensus, least)


_TEXTS = draw.text(SPECIAL, min_size=1, max_size=12).map(str.strip).filter(bool)


@draw.composite
def ideas(given: draw.DrawFn, *, sweeps: bool = True) -> Idea:
    """Any idea; without `sweeps` none that runs the engine at every change to the disk."""
    names = given(draw.lists(draw.sampled_from(NAMES), min_size=1, max_size=3, unique=True))
    stages = tuple(given(_stages(name)) for name in names)
    places = draw.tuples(draw.integers(0, len(stages) - 1), draw.integers(1, 4))
    at = draw.integers(0, 12)
    where = given(draw.lists(places, max_size=2, unique=True))
    times = draw.none() | draw.integers(1, 3)
    mishaps = tuple(
        Mishap(*place, given(draw.sampled_from(DEEDS)), given(times)) for place in where
    )
    sayings = given(draw.lists(draw.tuples(places, _TEXTS), max_size=2, unique_by=lambda s: s[0]))
    past = given(
        draw.lists(draw.none() | draw.builds(Event, draw.sampled_from(PAST), at), max_size=3)
    )
    kinds = [each for each in LAST if sweeps or each not in SWEEPS]
    kinds = [each for each in kinds if not (past and each == STARTED_TWICE)]
    last = given(draw.none() | draw.builds(Event, draw.sampled_from(kinds), at))
    context = given(draw.just("") | _TEXTS)
    told = tuple(Saying(*place, text) for place, text in sayings)
    return Idea(stages, mishaps, told, (*past, last), context)
