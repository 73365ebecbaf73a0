"""The words of the steps about orchestrations, and the tables that describe tasks."""

import re
from typing import Any

from proving_ground.errors import InputError
from proving_ground.language import tables
from proving_ground.language.phrases import phrases
from proving_ground.language.words import counted, items, one_of, phrase, quoted
from proving_ground.orchestration.behaviours import BEHAVIOURS, Behaviour
from proving_ground.orchestration.clashes import CLASHES
from proving_ground.orchestration.mcp_calls import mcp_calls
from proving_ground.orchestration.scene import PlannedTask
from proving_ground.orchestration.service_contract import Settings, Wish
from proving_ground.orchestration.views import HEARD, LISTS

TASK_COLUMNS = ("task", "depends on", "group")
LIMITS = {
    "loops at once": "max_loops",
    "loop at once": "max_loops",
    "iterations": "max_iterations",
    "revisions": "max_revisions",
    "revision": "max_revisions",
    "USD per loop": "usd_per_loop",
    "USD per phase": "usd_per_phase",
    "USD per run": "usd_per_run",
    "idle seconds": "idle_seconds",
    "attempts per step": "max_attempts",
    "attempt per step": "max_attempts",
    "failures in a row": "max_failures",
    "failure in a row": "max_failures",
    "seconds before the next attempt": "backoff_seconds",
    "seconds of cooldown": "cooldown_seconds",
    "seconds for a verdict": "cache_seconds",
    "seconds for git": "git_seconds",
}
TASK_STATUSES = {
    "pending": "pending",
    "in progress": "in_progress",
    "completed": "completed",
    "failed": "failed",
}
_FINDING = r', for "([^"]*)" in "([^"]*)" at line (\d+)'


@phrase(
    r'the (?:agent|builder) of "[^"]*"', 'the agent of "…" (a phase)', 'the builder of "…" (a task)'
)
def phase_agent(text: str) -> tuple[str, str | None]:
    """A phase, and the task where it is the builder of one."""
    name = text.split('"')[1]
    return ("build", name) if text.startswith("the builder") else (name, None)


@phrase(_FINDING.replace("(", "(?:"), ', for "…" in "…" at line 3')
def finding(text: str) -> tuple[str, str, int]:
    """What a review finds: the fault, the file and the line."""
    fault, file, line = re.fullmatch(_FINDING, text).groups()  # type: ignore[union-attr]
    return fault, file, int(line)


@phrase(r's? "[^"]*"(?:, built at the same time)?', ' "…"', 's "…", built at the same time')
def task_names(text: str) -> list[str]:
    """Names of tasks of one group."""
    return items(text.split('"')[1])


def planned(told: Any, path: str = "") -> list[PlannedTask]:
    """Tasks from a table of a feature file, or from a list of names: then all in one group."""
    if isinstance(told, list):
        return [PlannedTask(name, (), 0) for name in told]
    tables.columns(told, path, TASK_COLUMNS, required=("task",))
    found: list[PlannedTask] = []
    for row in told:
        cells = row.as_dict()
        needs = tuple(items(cells.get("depends on", "")))
        known = {task.name: task.group for task in found}
        group = cells.get("group") or str(1 + max((known.get(n, 0) for n in needs), default=0))
        if not group.isdecimal():
            raise InputError(path, f"group {group!r} is no number", "write 1, 2, …", row.line)
        found.append(PlannedTask(cells["task"], needs, int(group)))
    return found


ANSWERS = {
    "that it is accepted": 202,
    "that it is known": 200,
    "that all is well": 200,
    "that there is no such run": 404,
    "that it is malformed": 422,
    "that there were too many requests": 429,
    "that it is out of order": 503,
}
"""What the service may answer, and the status that says so."""
SERVICE_WISHES: dict[str, Wish] = {
    "for a run": "run",
    "for a run without a specification": "bad run",
    "to go on with the run": "go on",
    "how the run stands": "standing",
    "how it stands itself": "health",
}


@phrase(r", \d+ times with the same key", ", 2 times with the same key")
def asked_times(text: str) -> int:
    """How often the same is asked."""
    return int(text.split()[1])


@phrase(
    r", and (?:starts no run|takes \d+ requests a minute)",
    ", and starts no run",
    ", and takes 2 requests a minute",
)
def service_settings(text: str) -> Settings:
    """How the service is started."""
    found = re.search(r"\d+", text)
    return Settings(requests_per_minute=int(found[0])) if found else Settings(runs=0)


def gives_up(reason: str) -> Behaviour:
    """A builder reports that its task cannot be done, and why."""
    return lambda _: tuple(mcp_calls("build", "fail-task", reason=reason))


TYPES = {
    "AskedTimes": asked_times,
    "Clash": one_of(CLASHES),
    "Behaviour": phrases({**BEHAVIOURS, 'gives up because "…"': gives_up}),
    "Effort": one_of(("low", "medium", "high", "max")),
    "Finding": finding,
    "Heard": one_of(HEARD.keys()),
    "Limit": one_of(LIMITS),
    "Listed": one_of(LISTS.keys()),
    "Merges": counted("merge"),
    "OrderStatus": one_of(("accepted", "at work", "ended", "stopped")),
    "PhaseAgent": phase_agent,
    "Revisions": counted("revision"),
    "RunCount": counted("run"),
    "ServiceAnswer": one_of(ANSWERS),
    "ServiceSettings": service_settings,
    "ServiceWish": one_of(SERVICE_WISHES),
    "TaskNames": task_names,
    "ThroughPhase": quoted(" through phase "),
    "TaskStatus": one_of(TASK_STATUSES),
}
