"""The family of each scenario, and what an engine that is of other families leaves out."""

from collections.abc import Collection, Iterable
from typing import Any

from proving_ground.engines.registry import FAMILIES, families
from proving_ground.errors import InputError
from proving_ground.suite.selection import scenarios_of


def family_of(tags: Collection[str]) -> str:
    """The family that the tags of a scenario name; ValueError for none or several."""
    (family,) = (each for each in FAMILIES if each in tags)
    return family


def leave_out_other_families(config: Any, engine: str, features: Iterable[Any]) -> int:
    """Leave scenarios out whose family the engine is not of; how many would have run.

    InputError where no other is left. Nothing is left out for an engine that nobody knows:
    behave's hooks say so later.
    """
    own = families(engine)
    meant = [each for each in scenarios_of(features) if each.should_run(config)]
    others = [each for each in meant if own and family_of(each.effective_tags) not in own]
    if others and len(others) == len(meant):
        found = ", ".join(sorted({f"@{family_of(each.effective_tags)}" for each in others}))
        raise InputError(
            f"-D engine={engine}",
            f"all {len(others)} scenarios that are selected are for engines of {found}",
            f"choose scenarios of {' or '.join(f'@{each}' for each in own)}, or another engine",
        )
    for scenario in others:
        scenario.mark_skipped()
    return len(others)
