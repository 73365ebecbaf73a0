"""When a run is struck: while an agent works, a hook runs, or a list is about to be changed."""

import re
from typing import cast

from proving_ground.language.words import phrase
from proving_ground.orchestration.trial import Moment as PhaseMoment
from proving_ground.pipelines.hook_words import ORDINALS, WHEN
from proving_ground.pipelines.trial import HookMoment, ListMoment, Moment

_NAME = r'"[^"]*"'
_WORKS = r"work(?:s|ed)"
_IN_AN_ITERATION = rf"(?:the agent|agent-\d+) {_WORKS} on iteration \d+(?: of stage {_NAME})?"
_IN_A_PHASE = rf"the agent of {_NAME} {_WORKS}(?: on {_NAME})?"
_IN_A_HOOK = rf"the hook (?:{'|'.join(WHEN)}) r[ua]ns? the (?:{'|'.join(ORDINALS)}) time"

_AT_THE_LIST = "the run is about to tick off its first task"
AnyMoment = Moment | HookMoment | ListMoment | PhaseMoment


@phrase(
    f"{_IN_AN_ITERATION}|{_IN_A_PHASE}|{_IN_A_HOOK}|{_AT_THE_LIST}",
    "the agent works on iteration 2",
    'the agent works on iteration 2 of stage "…"',
    "agent-1 works on iteration 2",
    'the agent of "…" works',
    'the agent of "…" works on "…"',
    *(f"the hook {when} runs the first time" for when in WHEN),
    _AT_THE_LIST,
)
def moment(text: str) -> AnyMoment:
    """The moment that a sentence names, after `while`."""
    names = text.split('"')[1::2]
    if text == _AT_THE_LIST:
        return ListMoment()
    if found := re.fullmatch(r"the hook (.+) r[ua]ns? the (\w+) time", text):
        return HookMoment(WHEN[found[1]], ORDINALS[found[2]])
    if text.startswith("the agent of "):
        return PhaseMoment(*names)
    worker, number = re.findall(r"^agent-(\d+)", text), re.findall(r"iteration (\d+)", text)
    agent = int(worker[0]) if worker else None
    return Moment(int(number[0]), names[0] if names else None, agent)


@phrase(f" while (?:{moment.pattern})", " while … (see <Moment>)")  # type: ignore[attr-defined]
def while_moment(text: str) -> AnyMoment:
    """The moment after ` while `, where a sentence may leave it out."""
    return cast("AnyMoment", moment(text.strip().removeprefix("while ")))


TYPES = {"Moment": moment, "While": while_moment}
