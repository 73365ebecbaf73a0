"""A person's word on whether the next stage may begin."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime

from reference_engine.pipelines import display
from reference_engine.pipelines.config import Approval, Consent
from reference_engine.pipelines.processes import Signals

_TERMINAL = 0
_WORDS: dict[str, Consent] = {"y": "yes", "yes": "yes", "n": "no", "no": "no"}


@dataclass(frozen=True)
class Answer:
    """What was decided, and by whom."""

    consent: Consent
    source: str


def must_wait(deadline: str | None, given: Consent | None) -> bool:
    """Whether there is neither an answer, nor somebody to ask, nor a deadline that has passed."""
    return given is None and not _is_over(deadline) and not os.isatty(_TERMINAL)


def decide(
    approval: Approval, deadline: str | None, given: Consent | None, signals: Signals
) -> Answer | None:
    """The answer `given`, or else of the person at the terminal; None while there is none.

    An answer is in time up to the deadline, and at it. After it the default counts.
    """
    if _is_over(deadline):
        if given:
            display.say(f"the answer {given} comes too late: it was due by {deadline}")
        return _default(approval)
    if given:
        return Answer(given, "a person")
    if os.isatty(_TERMINAL):
        return _ask(approval, deadline, signals)
    return None


def _ask(approval: Approval, deadline: str | None, signals: Signals) -> Answer | None:
    """Ask at the terminal until there is a clear answer, the deadline has passed, or it closes."""
    while True:
        display.say(f"{approval.question} [yes/no]")
        if not signals.wait_for(_TERMINAL, _seconds_left(deadline)):
            return _default(approval)
        line = _line()
        if not line:
            return None
        if word := _WORDS.get(line.strip().lower()):
            return Answer(word, "the person at the terminal")


def _line() -> str:
    """What was typed up to the return key; empty where the terminal is gone."""
    try:
        return os.read(_TERMINAL, 1024).decode(errors="replace")
    except OSError:
        return ""


def _default(approval: Approval) -> Answer:
    return Answer(approval.default or "no", "nobody answered in time, and the default")


def _is_over(deadline: str | None) -> bool:
    return deadline is not None and datetime.now(UTC) > datetime.fromisoformat(deadline)


def _seconds_left(deadline: str | None) -> float | None:
    if deadline is None:
        return None
    return max(0.0, (datetime.fromisoformat(deadline) - datetime.now(UTC)).total_seconds())
