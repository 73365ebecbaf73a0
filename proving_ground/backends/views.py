"""What a trial has seen, as lists of names, numbers and texts that a sentence can speak of."""

import re
from collections.abc import Callable, Iterable, Mapping

from proving_ground.backends import definitions, sample, tools
from proving_ground.backends.contract import Reason
from proving_ground.backends.trial import BackendsTrial
from proving_ground.errors import EngineFault
from proving_ground.evidence.expectation import in_words


def _states(available: Mapping[str, bool]) -> list[str]:
    return [
        f"{name} ({'available' if is_ else 'not available'})"
        for name, is_ in sorted(available.items())
    ]


def _results(trial: BackendsTrial) -> set[str]:
    """The files in which agents' results were kept; EngineFault where a request failed."""
    answers = [run.answer for run in trial.evidence.runs if run.answer]
    failed = [answer.error for answer in answers if not answer.success]
    if failed:
        raise EngineFault(f"a result was not kept: {failed[0]}")
    told = [answer.content for answer in answers]
    return {file for each in told for file in (*each.get("files", ()), each.get("file")) if file}


LISTS: dict[str, Callable[[BackendsTrial], Iterable[str]]] = {
    "agents": lambda trial: trial.answered("agents"),
    "agents at work": lambda trial: [definitions.who(c.prompt) for c in trial.evidence.calls],
    "capabilities": lambda trial: [
        n for n in ("tasks", "web") if trial.answered("capabilities")[n]
    ],
    "kept memories": lambda trial: trial.last.after.stored_data.memories,
    "kept to-dos": lambda trial: trial.last.after.stored_data.tasks,
    "listed backends": lambda trial: _states(trial.answered("available")),
    "listed to-dos": lambda trial: [task["title"] for task in trial.answered("tasks")],
    "offered servers": lambda trial: [trial.answered("servers")],
    "result": lambda trial: [trial.answered("result")],
    "sessions": lambda trial: [f"{s['id']} of {s['backend']}" for s in trial.answered("sessions")],
    "state of the to-do": lambda trial: [trial.answered("task")["status"]],
    "tools": lambda trial: sorted(tools.in_words(each["name"]) for each in trial.client.tools),
}
"""Names in order; what there is one of is a list of one."""

_COUNTED: dict[tuple[str, str], Callable[[BackendsTrial], int]] = {
    ("memory was loaded", "memories were loaded"): lambda trial: trial.answered("memories loaded"),
    ("memory was found", "memories were found"): lambda trial: trial.answered("memories found"),
    ("file was written", "files were written"): lambda trial: len(trial.answered("files")),
    ("line could not be read", "lines could not be read"): (
        lambda trial: trial.answered("unreadable lines")
    ),
    ("request reached the website", "requests reached the website"): (
        lambda trial: len(trial.website.asked)
    ),
    ("result was kept", "results were kept"): lambda trial: len(_results(trial)),
}
COUNTS = {form: count for forms, count in _COUNTED.items() for form in forms}
"""Numbers, under what is said after them: of one, or of several."""

TEXTS: dict[str, Callable[[BackendsTrial], str]] = {
    "the answer": lambda trial: in_words(trial.answer.content),
    "the backend": lambda trial: trial.last_call.prompt,
    "the export": lambda trial: trial.answered("content"),
    "the kept transcript": lambda trial: trial.kept_transcript(),
    "the report": lambda trial: trial.answered("output"),
    "the session": BackendsTrial.handed_over,
    "the transcript": BackendsTrial.written,
    "the user": lambda trial: trial.last.stdout + trial.last.stderr,
}
"""Who reads something, and what; or what can be read."""


def _messages(_trial: BackendsTrial) -> list[str]:
    return [re.escape(said) for _, said in sample.CONVERSATION]


PASSAGES: dict[str, Callable[[BackendsTrial], list[str]]] = {
    "a version": lambda _: [r"\d+\.\d+"],
    "the whole conversation": _messages,
    "that what is kept cannot be read": lambda trial: [trial.adapter.reasons[Reason.UNREADABLE]],
}
"""What a text must match, each of these patterns somewhere."""
