"""What makes no sense is told with its line and a fix, before any process is started."""

from collections.abc import Callable
from typing import Any, cast

import pytest

from proving_ground.engines.reference.orchestrator import ReferenceOrchestrator
from proving_ground.errors import InputError, PrerequisiteError
from proving_ground.orchestration.contract import Capability
from proving_ground.testing import MockAgentFactory, MockMcpCall, OrchestratorHarness
from proving_ground.testing.options import check_needs

AGENTS: dict[str, tuple[str, dict[str, Any], str]] = {
    "no such phase": ("biuld", {}, "Did you mean 'build'"),
    "a phase without an agent": ("complete", {}, "no agent for 'complete'"),
    "no such part": ("plan", {"mcp_call": []}, "Did you mean 'mcp_calls'"),
    "a delay": ("plan", {"delay_ms": 5}, "no part of an agent's behaviour 'delay_ms'"),
    "one call": ("plan", {"mcp_calls": MockMcpCall("x")}, "mcp_calls is MockMcpCall"),
    "a text": ("plan", {"mcp_calls": "x"}, "mcp_calls is 'x'"),
    "a dictionary": ("plan", {"mcp_calls": [{"tool": "x"}]}, "an instance of MockMcpCall"),
    "times": ("plan", {"times": 0}, "1 or more"),
    "times without a number": ("plan", {"times": True}, "a whole number"),
    "an exit code": ("plan", {"exit_code": 256}, "255 at most"),
    "money": ("plan", {"cost_usd": -1}, "0 or more"),
    "no money": ("plan", {"cost_usd": float("nan")}, "cost_usd is nan"),
    "a latch": ("plan", {"latch": "a/b"}, "letters, digits, - and _"),
    "an empty latch": ("plan", {"latch": ""}, "letters, digits, - and _"),
    "a latch for ever": ("plan", {"latch": "a", "times": None}, "write times=1"),
    "a file elsewhere": ("build", {"files": {"../a": ""}}, "'../a' is no file in"),
    "no file": ("build", {"files": {"": "x"}}, "'' is no file in the agent's folder"),
    "no name": ("build", {"files": {"a\0b": "x"}}, "is no file in the agent's folder"),
    "no text": ("build", {"files": {"a": "\udce9"}}, "files.a is"),
    "an absolute file": ("build", {"files": {"/tmp/a": ""}}, "is no file in the agent's folder"),
    "files without texts": ("build", {"files": ["a"]}, "files is ['a']"),
    "a file without a text": ("build", {"files": {"a": None}}, "files.a is None"),
    "an error that is no text": ("build", {"error": 3}, "error is 3"),
    "a task that is no text": ("build", {"task": 3}, "task is 3"),
}
OPTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "no specification": ({"spec": " "}, "' ' is no specification"),
    "no such option": ({"efort": "low"}, "Did you mean 'effort'"),
    "no such effort": ({"effort": "lowest"}, "'low', 'medium', 'high' or 'max'"),
    "no such phase": ({"initial_phase": "biuld"}, "'build' or 'review'"),
    "a specification that is no text": ({"spec": 3}, "3 is no specification"),
    "a specification that cannot be written": ({"spec": "\udce9"}, "is no specification"),
    "a phase nobody begins with": ({"initial_phase": "complete"}, "'build' or 'review'"),
    "no such backend": ({"backend": "gemini"}, "'claude' or 'codex'"),
    "no such engine": ({"engine": "refrence"}, "Did you mean 'reference'"),
    "no orchestrator": ({"engine": "amplifier"}, "no orchestrator 'amplifier'"),
    "no limit": ({"usd_per_run": "1"}, "usd_per_run is '1'"),
    "less than nothing": ({"max_loops": 0}, "1 or more"),
    "what is no answer": ({"use_worktrees": "yes"}, "use_worktrees is 'yes'"),
}


CALLS: dict[str, tuple[Any, str | None]] = {
    "a set": ({"a": {1}}, None),
    "no number of JSON": ({"a": float("nan")}, None),
    "no names": ([1], None),
    "no text": ({"a": "\udce9"}, None),
    "an empty latch": ({}, ""),
    "a latch that is no text": ({}, cast("str", 3)),
}


def create(**options: Any) -> None:
    OrchestratorHarness.create(**{"spec": "Add it.", "mock_agent": MockAgentFactory(), **options})


def told_of(make: Callable[[], object]) -> str:
    with pytest.raises(InputError, match=r"test_mistakes\.py:\d+: ") as error:
        make()
    assert "What to do" in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("mistake", AGENTS)
def test_what_no_agent_can_do(mistake: str) -> None:
    phase, config, told = AGENTS[mistake]
    assert told in told_of(lambda: MockAgentFactory().for_phase(phase, **config))


@pytest.mark.parametrize("mistake", CALLS)
def test_what_is_no_call_of_a_tool(mistake: str) -> None:
    args, latch = CALLS[mistake]
    assert "this is no call of a tool" in told_of(lambda: MockMcpCall("x", args, latch))


@pytest.mark.parametrize("mistake", OPTIONS)
def test_what_no_orchestration_can_be_asked(mistake: str) -> None:
    options, told = OPTIONS[mistake]
    assert told in told_of(lambda: create(**options))


def test_agents_that_are_none() -> None:
    assert "{} is no MockAgentFactory" in told_of(lambda: create(mock_agent={}))


def test_nothing_comes_after_all_calls() -> None:
    mock = MockAgentFactory().for_phase("review", times=None)
    assert "in all calls (" in told_of(lambda: mock.for_phase("review"))


def test_agents_who_were_never_called() -> None:
    mock = MockAgentFactory()
    assert "run the harness first" in told_of(mock.assert_all_called)
    assert "run the harness first" in told_of(lambda: mock.recorded_prompts)


@pytest.mark.parametrize("option", ["initial_phase", "usd_per_run", "backend"])
def test_an_engine_is_asked_only_for_what_it_declares(option: str) -> None:
    class Plain(ReferenceOrchestrator):
        name = "plain"
        capabilities = frozenset({Capability.CLOCK})

    adapter = Plain.__new__(Plain)
    with pytest.raises(PrerequisiteError, match=f"{option} needs .* plain does not\n  What to do"):
        check_needs({option: 1}, adapter)
