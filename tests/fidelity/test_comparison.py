"""That the comparison finds a stand-in that is wrong, whatever it is wrong in."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from proving_ground.fidelity import corpus
from proving_ground.fidelity.cases import AGENTS
from proving_ground.fidelity.comparison import compare
from proving_ground.fidelity.observation import Observation, SeenCall, SeenEvent

SEEN = [(agent, name, seen) for agent in AGENTS for name, seen in corpus.load(agent).cases.items()]


def first(seen: Observation, **changed: Any) -> Observation:
    return replace(seen, calls=(replace(seen.calls[0], **changed), *seen.calls[1:]))


def event(seen: Observation, change: Callable[[SeenEvent], SeenEvent]) -> Observation:
    *others, last = seen.calls[0].events
    return first(seen, events=(*others, change(last)))


def without_a_key(told: SeenEvent) -> SeenEvent:
    return replace(told, shape=told.shape - {max(told.shape)})


def with_another_value(told: SeenEvent) -> SeenEvent:
    return replace(told, told={**told.told, "subtype": "other"})


WRONG: dict[str, Callable[[Observation], Observation]] = {
    "another exit": lambda seen: first(seen, exit=(seen.calls[0].exit or 0) + 1),
    "silent or noisy on stderr": lambda seen: first(seen, err=not seen.calls[0].err),
    "another text on stdout": lambda seen: first(seen, out="0" * 8),
    "its command outlives it, or does not": lambda seen: first(seen, child=not seen.calls[0].child),
    "an event more": lambda seen: first(seen, events=(*seen.calls[0].events, LATE)),
    "a file that the real one does not write": lambda seen: replace(
        seen, files={**seen.files, "forbidden.txt": "0" * 8}
    ),
    "no trace of its session": lambda seen: replace(seen, sessions=(*seen.sessions, "/elsewhere")),
    "a call less": lambda seen: replace(seen, calls=seen.calls[:-1]),
}
LATE = SeenEvent("result/late", frozenset({":object"}), {})
WRONG_EVENT = {"a key less": without_a_key, "another value": with_another_value}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_stand_in_is_found_out_in_every_case(wrong: str) -> None:
    for agent, name, seen in SEEN:
        assert compare(seen, WRONG[wrong](seen)), f"{agent} {name}"


@pytest.mark.parametrize("wrong", WRONG_EVENT)
def test_a_wrong_event_is_found_out_in_every_case_that_has_events(wrong: str) -> None:
    told = [(name, seen) for _, name, seen in SEEN if seen.calls[0].events]
    assert len(told) > 50
    for name, seen in told:
        assert compare(seen, event(seen, WRONG_EVENT[wrong])), name


def test_another_prompt_is_found_out_wherever_the_model_was_asked() -> None:
    told = [(name, seen) for _, name, seen in SEEN if seen.calls[0].heard is not None]
    assert len(told) > 50
    for name, seen in told:
        assert compare(seen, first(seen, heard="0" * 8)), name


def test_what_is_the_same_does_not_differ() -> None:
    for _, _, seen in SEEN:
        assert compare(seen, seen) == []


def test_keys_that_come_and_go_may_be_missing_with_all_below_them() -> None:
    a = SeenEvent("x", frozenset({":object", ".a:object", ".a.b:string"}), {"a.b": 1})
    b = SeenEvent("x", frozenset({":object"}), {})
    seen = [
        Observation((SeenCall(0, (each,), "", err=False, heard=None, child=None),), {})
        for each in (a, b)
    ]
    assert [each.place for each in compare(*seen)] == ["call 1 1:x keys", "call 1 1:x a.b"]
    assert compare(*seen, optional=[".a"]) == []
    assert compare(*seen, optional=[".b"]) != []


def test_no_text_of_a_vendor_is_kept() -> None:
    """Values are numbers and single words; prose is there as a digest alone."""
    for _, name, seen in SEEN:
        for call in seen.calls:
            texts = [call.out, *(v for event in call.events for v in event.told.values())]
            words = [text for text in texts if isinstance(text, str)]
            assert not [text for text in words if len(text.split()) > 2 or len(text) > 40], name
