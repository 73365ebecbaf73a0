"""The closed set of tags, so that a mistyped one is an error and not a scenario nobody runs."""

import re
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from proving_ground.backends.contract import Capability as BackendsCapability
from proving_ground.backends.fixtures import TAGS as FIXTURES
from proving_ground.errors import InputError
from proving_ground.loops.contract import Capability as LoopsCapability
from proving_ground.orchestration.contract import Capability as OrchestrationCapability
from proving_ground.pipelines.contract import Capability as PipelinesCapability
from proving_ground.promises import PREFIX, load_promises
from proving_ground.suite import machine

TOPICS = frozenset(
    {
        "backends",
        "bytes",
        "clock",
        "approval",
        "command-line",
        "completion",
        "concurrency",
        "crashes",
        "disk",
        "endings",
        "first",
        "hooks",
        "loops",
        "mistakes",
        "status",
        "surroundings",
        "multi-stage",
        "orchestration",
        "parallel-blocks",
        "pipelines",
        "regression",
        "resume",
        "seams",
        "signals",
        "single-stage",
        "task-sources",
    }
)
"""What a scenario is about; add a topic here before its first use."""

FLOWS = frozenset(f"flow-{number}" for number in range(1, 13))
BUGS = frozenset(f"bug-{number}" for number in range(1, 6))
BOTH = "backend-both"
"""The scenarios in which both backends have a part, as `proving-ground lint` holds them to."""
BACKENDS = frozenset({"backend-claude", "backend-codex", BOTH})
CAPABILITIES = (
    *PipelinesCapability,
    *BackendsCapability,
    *OrchestrationCapability,
    *LoopsCapability,
)
NEEDS = frozenset(f"needs.{each}" for each in CAPABILITIES)
MACHINE = frozenset({machine.PREFIX + machine.CRASH_POINTS})
PROMISES = frozenset(f"{PREFIX}{name}" for name in load_promises())
WIP = "wip"
CLOSED = TOPICS | FLOWS | BUGS | BACKENDS | NEEDS | MACHINE | PROMISES | FIXTURES | {WIP}
OPEN = re.compile(r"path:.+")
"""Tags for which the test plans supply the names."""


def check_tags(features: Iterable[Any]) -> None:
    """Raise InputError for the first tag of a behave feature that is not in the closed set."""
    for feature in features:
        for tag, line in _tags(feature):
            if tag not in CLOSED and not OPEN.fullmatch(tag):
                raise InputError(feature.filename, f"there is no tag @{tag}", advice(tag), line)


def advice(tag: str, tags: Collection[str] = CLOSED) -> str:
    """What to write instead of an unknown tag."""
    near = get_close_matches(tag, sorted(tags), n=1)
    if near:
        return f"did you mean @{near[0]}?"
    return "take a tag that exists, or add a topic to proving_ground/suite/tags.py"


def _tags(feature: Any) -> Iterator[tuple[str, int]]:
    """Every tag with its line; those of an outline's rows with the columns filled in."""
    for holder in (feature, *feature.walk_scenarios(with_outlines=True, with_rules=True)):
        for tag in holder.tags:
            if "<" not in tag:
                yield str(tag), getattr(tag, "line", holder.line)
