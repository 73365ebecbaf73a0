"""When a run is struck: while an agent works, or while a hook runs."""

import re
from typing import cast

from proving_ground.language.words import phrase
from proving_ground.orchestration.trial import Moment as PhaseMoment
from proving_ground.pipelines.hook_words import ORDINALS, WHEN
from proving_ground.pipelines.trial import HookMoment, Moment

_NAME = r'"[^"]*"'
_WORKS = r"work(?:s|ed)"
_IN_AN_ITERATION = rf"(?:the agent|agent-\d+) {_WORKS} on iteration \d+(?: of stage {_NAME})?"
_IN_A_PHASE = rf"the agent of {_NAME} {_WORKS}(?: on {_NAME})?"
_IN_A_HOOK = rf"the hook (?:{'|'.join(WHEN)}) r[ua]ns? the (?:{'|'.join(ORDINALS)}) time"


@phrase(
    f"{_IN_AN_ITERATION}|{_IN_A_PHASE}|{_IN_A_HOOK}",
    "the agent works on iteration 2",
    'the agent works on iteration 2 of stage "…"',
    "agent-1 works on iteration 2",
    'the agent of "…" works',
    'the agent of "…" works on "…"',
    *(f"the hook {when} runs the first time" for when in WHEN),
)
def moment(text: str) -> Moment | HookMoment | PhaseMoment:
    """The moment that a sentence names, after `while`."""
    names = text.split('"')[1::2]
    if found := re.fullmatch(r"the hook (.+) r[ua]ns? the (\w+) time", text):
        return HookMoment(WHEN[found[1]], ORDINALS[found[2]])
    if text.startswith("the agent of "):
        return PhaseMoment(*names)
    worker, number = re.findall(r"^agent-(\d+)", text), re.findall(r"iteration (\d+)", text)
    agent = int(worker[0]) if worker else None
    return Moment(int(number[0]), names[0] if names else None, agent)


@phrase(f" while (?:{moment.pattern})", " while … (see <Moment>)")  # type: ignore[attr-defined]
def while_moment(text: str) -> Moment | HookMoment | PhaseMoment:
    """The moment after ` while `, where a sentence may leave it out."""
    return cast("Moment | HookMoment | PhaseMoment", moment(text.strip().removeprefix("while ")))


TYPES = {"Moment": moment, "While": while_moment}
