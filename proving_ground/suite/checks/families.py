"""The family of a scenario: one tag says it, and its steps speak of that family."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from proving_ground.backends.fixtures import TAGS as FIXTURES
from proving_ground.engines.registry import FAMILIES
from proving_ground.errors import InputError
from proving_ground.suite.checks.written import Written

STEPS = {
    "pipelines": ("agents", "approvals", "hooks", "iterations", "status", "tasks"),
    "loops": ("loops",),
    "orchestration": ("orchestrations", "phase_agents", "services", "repositories"),
    "backends": (
        "agent_definitions",
        "backends",
        "checks",
        "command_line",
        "mcp_servers",
        "memories",
        "requests",
        "todos",
        "transcripts",
        "web",
    ),
}
"""The modules of steps that speak of one family only; the others are shared."""
_FAMILY = {module: family for family, modules in STEPS.items() for module in modules}


def untold(written: Written) -> Iterator[InputError]:
    """A scenario that says no family, or several: no engine would be its own."""
    fix = f"write one of {', '.join(f'@{family}' for family in FAMILIES)} above the feature"
    told: set[tuple[str, int]] = set()
    for scenario in written.scenarios():
        found = _families(scenario)
        what = f"it is tagged {' and '.join(f'@{each}' for each in found)}"
        line = scenario.line if found else scenario.feature.line
        if len(found) != 1 and (scenario.filename, line) not in told:
            told.add((scenario.filename, line))
            yield InputError(
                scenario.filename, what if found else "no tag says its family", fix, line
            )


def other_words(written: Written) -> Iterator[InputError]:
    """A step about another family than the one that its scenario says."""
    for scenario in written.scenarios():
        own = _families(scenario)
        for step in scenario.all_steps if len(own) == 1 else ():
            family = _family_of_step(written.match(step))
            if family not in (None, own[0]):
                problem = f"'{step.name}' is said of @{family}, but this is tagged @{own[0]}"
                fix = f"write @{family} above the feature instead, or take a step of @{own[0]}"
                yield InputError(scenario.filename, problem, fix, step.line)


def other_fixtures(written: Written) -> Iterator[InputError]:
    """A fixture of another family than the one that a scenario says."""
    for scenario in written.scenarios():
        asked, own = sorted(FIXTURES.intersection(scenario.effective_tags)), _families(scenario)
        if asked and len(own) == 1 and own[0] != "backends":
            problem = f"@{asked[0]} is a fixture of @backends, but this is tagged @{own[0]}"
            fix = "write @backends above the feature instead, or leave the fixture out"
            yield InputError(scenario.filename, problem, fix, scenario.line)


def _families(scenario: Any) -> list[str]:
    return [each for each in FAMILIES if each in scenario.effective_tags]


def _family_of_step(match: Any) -> str | None:
    """The one family that a step can speak of; None where there are several, or no such step."""
    return _FAMILY.get(Path(match.func.__code__.co_filename).stem) if match else None
