"""Which scenarios a run is about."""

import re
import shlex
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from proving_ground.errors import InputError
from proving_ground.report.model import Shard
from proving_ground.report.origin import digest, scenario_digest
from proving_ground.report.verdicts import identity, location
from proving_ground.root import ROOT
from proving_ground.suite.tags import WIP

OPERATORS = {"and", "or", "not", "true", "false"}


def scenarios_of(features: Iterable[Any]) -> Iterator[Any]:
    """All scenarios of some behave features, an outline's rows each on its own."""
    for feature in features:
        yield from feature.walk_scenarios()


def identities_of(features: Iterable[Any]) -> frozenset[str]:
    """The names of all scenarios; InputError where two of them share one."""
    seen: dict[str, str] = {}
    for scenario in scenarios_of(features):
        name, place = identity(scenario), location(scenario)
        if seen.setdefault(name, place) != place:
            raise InputError(
                place,
                f"the scenario at {seen[name]} has the same name, '{name}'",
                "give each its own name; an outline's name can hold its columns, as in <behavior>",
            )
    return frozenset(seen)


def asked_for(config: Any) -> tuple[str, ...]:
    """What chooses the scenarios of a run, as it is written on the command line; empty for all."""
    paths = [each for each in map(_near, config.paths or ()) if each != "features"]
    tags = [f"--tags={tag}" for tag in _asked(config) if tag != f"not @{WIP}"]
    names = [f"--name={name}" for name in config.name or ()]
    return tuple(map(shlex.quote, (*paths, *tags, *names)))


def _near(path: str) -> str:
    """A path without the folders of this machine that lead to the features."""
    written = Path(path)
    if not written.is_absolute():
        return str(written)
    bases = (base for base in (Path.cwd(), ROOT) if written.is_relative_to(base))
    base = next(bases, written.parent)
    return str(written.relative_to(base))


def leave_out_wip(config: Any) -> None:
    """Exclude work in progress, unless the command line speaks of it."""
    asked = _asked(config)
    if not any(re.search(rf"\b{WIP}\b", part) for part in asked):
        config.setup_tag_expression([*asked, f"not @{WIP}"])


def select(config: Any, features: Sequence[Any]) -> frozenset[str]:
    """The names of the scenarios that will run; InputError where there are none."""
    selected = [scenario for scenario in scenarios_of(features) if scenario.should_run(config)]
    if not selected:
        why, advice = _nothing(config, features)
        raise InputError(_command_line(), f"this selects no scenario: {why}", advice)
    return frozenset(identity(scenario) for scenario in selected)


def in_shard(
    shard: Shard | None, features: Sequence[Any], selected: frozenset[str]
) -> frozenset[str]:
    """Those of the selected that are in that shard; all where there is none.

    The scenarios are dealt out in the order of the files, so all shards take about as long.
    """
    if shard is None:
        return selected
    named = [each for each in scenarios_of(features) if identity(each) in selected]
    mine = frozenset(identity(each) for each in named[shard.number - 1 :: shard.count])
    for each in named:
        each.should_skip = each.should_skip or identity(each) not in mine
    return mine


def selection_digest(features: Iterable[Any], selected: Collection[str]) -> str:
    """The digest of what the selected scenarios are called, and of what they say."""
    mine = (each for each in scenarios_of(features) if identity(each) in selected)
    return digest("\n".join(sorted(f"{identity(each)} {scenario_digest(each)}" for each in mine)))


def shard_asked_for(userdata: Mapping[str, str]) -> Shard | None:
    """The shard that `-D shard=I/N` asks for; InputError for one that there is not."""
    wish = userdata.get("shard")
    if wish is None:
        return None
    number, slash, count = wish.partition("/")
    if slash and number.isdecimal() and count.isdecimal() and 0 < int(number) <= int(count):
        return Shard(number=int(number), count=int(count))
    raise InputError(
        f"-D shard={wish}", "there is no such shard", "write 1/4 for the first of four"
    )


def _asked(config: Any) -> list[str]:
    tags = config.tags or []
    return [tags] if isinstance(tags, str) else list(tags)


def _command_line() -> str:
    return shlex.join(["behave", *sys.argv[1:]])


def _nothing(config: Any, features: Iterable[Any]) -> tuple[str, str]:
    """The likeliest reason for an empty selection, and what would select something."""
    found = list(scenarios_of(features))
    tags = sorted({str(tag) for scenario in found for tag in scenario.effective_tags})
    for word in re.findall(r"[\w.:-]+", " ".join(_asked(config))):
        if word not in {*tags, *OPERATORS, WIP}:
            near = get_close_matches(word, tags, n=3, cutoff=0.5) or tags
            there = ", ".join(f"@{tag}" for tag in near) or "none"
            return f"none has the tag @{word}", f"choose among the tags there, as {there}"
    meant = [scenario for scenario in found if not scenario.should_skip]
    if meant and all(WIP in scenario.effective_tags for scenario in meant):
        return "what is there is work in progress", "add --tags=@wip"
    return "none fits all that is asked for", "loosen --tags, --name or the paths"
