"""What can be said of a mock agent, what is wrong with it, and what a stand-in does for it."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Annotated, Any, TypedDict

from pydantic import AfterValidator, Field

from proving_ground.agents.script import (
    Act,
    answer,
    cost,
    exit_with,
    wait,
    write_file,
    write_stderr,
)
from proving_ground.orchestration.contract import PHASES
from proving_ground.orchestration.factory import GATES
from proving_ground.testing.mock_mcp_calls import MockMcpCall
from proving_ground.testing.places import check, check_latch, check_text, must_be_one_of, wrong

AGENTS = (*(each for each in PHASES if each != "complete"), *GATES, "review-loop")
"""What agents are called for: phases, and the reviews of what came of them."""
Text = Annotated[str, AfterValidator(check_text)]
WORK = {"${TASK}-${N}.txt": "Work on ${TASK}.\n"}
"""What an agent writes that completes a task, unless it is told."""


class MockAgentConfig(TypedDict, total=False):
    """What an agent does in a call: first what it costs, then its files, its reports, its end.

    - `mcp_calls`: what it reports, in order; nothing unless told.
    - `files`: what it writes in the folder in which it works, each file's text by its path. Who
      reports `complete_task` writes one file unless told, for a task without work is not done.
    - `exit_code`: 0 unless told, or 1 where there is an `error`, which it prints on stderr.
    - `cost_usd`: what the call costs, in USD, as its result tells.
    - `latch`: in place of a delay. It waits until all agents that have a latch of this name are at
      work, and until nothing else of the run moves any more.
    - `task`: the task, where each has an agent of its own; for `build` it is taken from the calls
      unless told. Without one it holds for every task.
    - `times`: in how many calls in a row, 1 unless told; None means in all from then on.
    """

    mcp_calls: Sequence[MockMcpCall]
    files: Mapping[Text, Text]
    exit_code: Annotated[int, Field(ge=0, le=255)]
    error: Text
    cost_usd: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    latch: Annotated[str, AfterValidator(check_latch)]
    task: Text | None
    times: Annotated[int, Field(ge=1)] | None


def check_agent(phase: str, config: Mapping[str, Any]) -> None:
    """InputError for the first thing in it that no agent can do."""
    must_be_one_of(AGENTS, phase, "agent for")
    check(MockAgentConfig, config, "part of an agent's behaviour")
    if config.get("times", 1) is None and "latch" in config:
        raise wrong("who waits at a latch cannot do so in all calls", "write times=1")
    for path in config.get("files", ()):
        parts = PurePosixPath(path).parts
        if not parts or parts[0] == "/" or ".." in parts or "\0" in path:
            raise wrong(f"{path!r} is no file in the agent's folder", "write a path within it")


def acts_of(phase: str, config: MockAgentConfig) -> tuple[Act, ...]:
    """What a stand-in has to do for it."""
    calls = config.get("mcp_calls", ())
    completes = any(call.tool == "complete_task" for call in calls)
    files = config.get("files", WORK if completes else {})
    acts = [cost(config["cost_usd"])] if "cost_usd" in config else []
    acts += [wait(at(config["latch"]))] if config.get("latch") else []
    acts += [write_file(path, text) for path, text in files.items()]
    for call in calls:
        acts += [wait(at(call.latch))] if call.latch else []
        acts.append({"tool": call.tool, "args": dict(call.args)})
    code = config.get("exit_code", 1 if "error" in config else 0)
    acts += [write_stderr(config["error"])] if "error" in config else []
    acts.append(exit_with(code) if code or "error" in config else answer(f"That was {phase}."))
    return tuple(acts)


def at(latch: str) -> str:
    """The name among the stand-ins of a latch of the test's."""
    return f"test-{latch}"
