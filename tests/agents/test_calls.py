"""Reading the call log."""

from dataclasses import replace
from pathlib import Path

import pytest

from proving_ground.agents.calls import Call, read_calls
from tests.agents.conftest import Bench


@pytest.fixture
def call(bench: Bench) -> Call:
    bench.run()
    return bench.call


@pytest.mark.parametrize(
    ("options", "model"),
    [
        ((), None),
        (("--model", "opus"), "opus"),
        (("--model=opus",), "opus"),
        (("-m", "gpt-5.5"), "gpt-5.5"),
        (("-mgpt-5.5",), "gpt-5.5"),
        (("-m=gpt-5.5",), "gpt-5.5"),
        (("--model", "a", "--model", "b"), "b"),
        (("--", "--model", "opus"), None),
        (("--model",), None),
    ],
)
def test_the_model_is_what_the_engine_asked_for(
    call: Call, options: tuple[str, ...], model: str | None
) -> None:
    assert replace(call, argv=("claude", *options)).model == model


@pytest.mark.parametrize(
    ("code", "decision", "well"),
    [
        (0, {"decision": "continue"}, True),
        (0, {"decision": "stop"}, True),
        (0, {"decision": "error"}, False),
        (0, None, False),
        (1, {"decision": "stop"}, False),
        (None, None, False),
    ],
)
def test_a_call_ends_well_with_a_decision_and_exit_0(
    call: Call, code: int | None, decision: dict[str, str] | None, *, well: bool
) -> None:
    assert replace(call, exit=code, decision=decision).ended_well is well


def test_a_call_that_could_not_record_itself_is_left_out(bench: Bench) -> None:
    bench.run()
    (bench.agents.folder / "calls/0002").mkdir()
    bench.run()
    assert [call.number for call in bench.agents.calls()] == [1, 3]


def test_a_call_that_was_ended_as_it_began_to_play_plays_nothing(bench: Bench) -> None:
    bench.run()
    (bench.folder / "calls/0001/played").write_text("")
    (call,) = read_calls(bench.folder)
    assert (call.rule, call.begun) == (None, 0)


def test_a_folder_without_calls_has_none(bench: Bench) -> None:
    assert read_calls(Path(bench.agents.folder)) == ()
