"""What a real CLI tells its model of commands, files and tools that it did, or refused."""

from typing import Any

import pytest

from proving_ground.agents.real.model import ScriptedModel
from proving_ground.agents.real.results import results
from proving_ground.agents.real.turns import turns
from proving_ground.agents.script import Act
from proving_ground.agents.standin import wire
from proving_ground.agents.standin.call import Call
from tests.agents.conftest import Bench

RUN = {"run": "touch b.txt"}
TOOL = {"tool": "echo", "args": {}}
EDIT = {"edit": "a.txt", "old": "A", "new": "B"}
TOLD = "Output:\n"


def claude(text: str, *, failed: bool) -> dict[str, Any]:
    """A request of claude's that tells of one result."""
    block = {"type": "tool_result", "tool_use_id": "toolu_scripted00010", "content": text}
    return {"messages": [{"role": "user", "content": [{**block, "is_error": failed}]}]}


def codex(text: str, kind: str = "function_call_output") -> dict[str, Any]:
    """A request of codex's that tells of one result."""
    return {"input": [{"type": kind, "call_id": "call_00010", "output": text}]}


@pytest.mark.parametrize(
    ("act", "request_", "refused"),
    [
        (RUN, claude("(no output)", failed=False), False),
        (RUN, claude("Exit code 3\nPermission to use it", failed=True), False),
        (RUN, claude("touch in '/p/b.txt' needs approval.", failed=True), True),
        (RUN, claude("Permission to use Bash has been denied.", failed=True), True),
        (RUN, claude("Auto mode is unavailable", failed=True), True),
        ({"delete": "a"}, claude("Permission to use Bash has been denied.", failed=True), True),
        (RUN, codex(f"Process exited with code 0\n{TOLD}"), False),
        (RUN, codex(f"Process exited with code 1\n{TOLD}rejected"), False),
        (RUN, codex("exec_command failed: rejected by user approval settings"), True),
        (TOOL, claude("it failed", failed=True), False),
        (TOOL, claude("you haven't granted it yet", failed=True), True),
        (TOOL, codex("MCP tool call requires approval, but approval policy is never"), True),
        (TOOL, codex("it failed"), False),
        (EDIT, claude("String to replace not found", failed=True), False),
        (EDIT, claude("PreToolUse:Edit hook error: no", failed=True), True),
        (EDIT, codex("patch rejected: user approval settings", "custom_tool_call_output"), True),
        (EDIT, codex("Success. Updated a.txt", "custom_tool_call_output"), False),
    ],
)
def test_a_refusal_is_told_from_a_failure(
    act: Act, request_: dict[str, Any], *, refused: bool
) -> None:
    (result,) = results(request_).values()
    assert result.refuses(act) == refused


@pytest.mark.parametrize("refuses", [True, False])
def test_a_command_that_was_refused_is_none_that_was_run(bench: Bench, *, refuses: bool) -> None:
    acts: list[Act] = [RUN, {"text": "Ran."}]
    bench.play(*acts)
    call = Call(str(bench.agents.folder), "claude", bench.prompt())
    call.read_script()
    before = wire.RECEIPT["commands"]
    with ScriptedModel(call, turns(acts, call), str(bench.project)) as model:
        model.answer("/v1/messages", {"tools": [{}], "messages": []})
        said = claude("Permission to use Bash has been denied.", failed=True)
        told = said if refuses else claude("(no output)", failed=False)
        model.answer("/v1/messages", {"tools": [{}], **told})
    assert bool(model.refused) == refuses
    assert wire.RECEIPT["commands"] - before == (not refuses)
