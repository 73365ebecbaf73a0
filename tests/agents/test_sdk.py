"""The public claude-agent-sdk for Python, with the stand-in in the place of its CLI."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from claude_agent_sdk import (
    AssistantMessage,
    ClaudeAgentOptions,
    ClaudeSDKClient,
    HookMatcher,
    PermissionResultAllow,
    PermissionResultDeny,
    ResultMessage,
    TextBlock,
    create_sdk_mcp_server,
    query,
    tool,
)

from proving_ground.agents.script import Act, answer, call_tool, write_file
from proving_ground.agents.script import run as run_command
from tests.agents.conftest import Bench

WRITES = (write_file("a.txt", "A\n"), answer("Written."))


def options(bench: Bench, *acts: Act, **more: Any) -> ClaudeAgentOptions:
    bench.play(*acts)
    env = {"HOME": str(bench.home), "IS_SANDBOX": "1"}
    return ClaudeAgentOptions(
        cli_path=bench.agents.bin / "claude", cwd=bench.project, env=env, **more
    )


async def told(messages: AsyncIterator[Any]) -> list[Any]:
    return [message async for message in messages]


def talk(given: ClaudeAgentOptions, *said: str) -> list[list[Any]]:
    """What came back for each thing that the user said."""

    async def run() -> list[list[Any]]:
        async with ClaudeSDKClient(given) as client:
            answers = []
            for text in said:
                await client.query(text)
                answers.append(await told(client.receive_response()))
            return answers

    return asyncio.run(asyncio.wait_for(run(), 20))


def result(messages: list[Any]) -> ResultMessage:
    found = messages[-1]
    assert isinstance(found, ResultMessage)
    return found


def texts(messages: list[Any]) -> list[str]:
    blocks = [b for m in messages if isinstance(m, AssistantMessage) for b in m.content]
    return [block.text for block in blocks if isinstance(block, TextBlock)]


def test_one_query(bench: Bench) -> None:
    given = options(bench, answer("Hi."))
    messages = asyncio.run(asyncio.wait_for(told(query(prompt="hello", options=given)), 20))
    assert texts(messages) == ["Hi."]
    assert (result(messages).subtype, result(messages).result) == ("success", "Hi.")
    assert bench.call.prompt == "hello"


def test_two_queries_of_one_session(bench: Bench) -> None:
    acts = ({"message": [answer("One.")]}, {"message": [answer("Two.")]})
    first, second = talk(options(bench, *acts), "hello", "again")
    assert [texts(first), texts(second)] == [["One."], ["Two."]]
    assert result(first).session_id == result(second).session_id
    assert result(second).total_cost_usd > result(first).total_cost_usd > 0


@pytest.mark.parametrize("allows", [True, False])
def test_the_user_decides_what_the_agent_may_do(bench: Bench, *, allows: bool) -> None:
    asked = []

    async def decide(name: str, given: dict[str, Any], _: Any) -> Any:
        asked.append((name, Path(given["file_path"]).name))
        return PermissionResultAllow() if allows else PermissionResultDeny(message="not now")

    (messages,) = talk(options(bench, *WRITES, can_use_tool=decide), "hello")
    assert asked == [("Write", "a.txt")]
    assert (bench.project / "a.txt").exists() == allows
    assert bool(result(messages).permission_denials) != allows
    assert bool(bench.call.refused) != allows


async def _elsewhere(_name: str, given: dict[str, Any], _context: Any) -> Any:
    path = str(Path(given["file_path"]).with_name("b.txt"))
    return PermissionResultAllow(updated_input={"file_path": path, "content": "B\n"})


def test_the_user_may_change_what_a_tool_is_told(bench: Bench) -> None:
    talk(options(bench, *WRITES, can_use_tool=_elsewhere), "hello")
    assert not (bench.project / "a.txt").exists()
    assert (bench.project / "b.txt").read_text() == "B\n"


def test_a_hook_may_change_what_a_tool_is_told(bench: Bench) -> None:
    async def hook(_given: Any, _use: str | None, _context: Any) -> Any:
        told = {"hookEventName": "PreToolUse", "permissionDecision": "allow"}
        return {"hookSpecificOutput": {**told, "updatedInput": {"command": "touch b.txt"}}}

    acts = (run_command("touch", "a.txt"), answer("Touched."))
    hooks = {"PreToolUse": [HookMatcher(matcher="Bash", hooks=[hook])]}
    talk(options(bench, *acts, hooks=hooks), "hello")
    assert not (bench.project / "a.txt").exists()
    assert (bench.project / "b.txt").exists()


def test_without_a_callback_the_agent_may_not_write(bench: Bench) -> None:
    (messages,) = talk(options(bench, *WRITES), "hello")
    assert not (bench.project / "a.txt").exists()
    assert result(messages).permission_denials


@pytest.mark.parametrize("denies", [True, False])
def test_a_hook_sees_each_tool_and_may_deny_it(bench: Bench, *, denies: bool) -> None:
    seen = []

    async def hook(given: Any, _use: str | None, _context: Any) -> Any:
        seen.append(given["tool_name"])
        if not denies:
            return {}
        told = {"hookEventName": "PreToolUse", "permissionDecision": "deny"}
        return {"hookSpecificOutput": {**told, "permissionDecisionReason": "no"}}

    hooks = {"PreToolUse": [HookMatcher(matcher="Write", hooks=[hook])]}
    talk(options(bench, *WRITES, permission_mode="acceptEdits", hooks=hooks), "hello")
    assert seen == ["Write"]
    assert (bench.project / "a.txt").exists() != denies


def test_a_server_that_lives_in_the_program_is_called(bench: Bench) -> None:
    heard = []

    @tool("echo", "Echo", {"text": str})
    async def echo(given: dict[str, Any]) -> dict[str, Any]:
        heard.append(given["text"])
        return {"content": [{"type": "text", "text": f"echo: {given['text']}"}]}

    server = create_sdk_mcp_server("srv", tools=[echo])
    acts = (call_tool("echo", text="hey"), answer("Told."))
    more = {"mcp_servers": {"srv": server}, "allowed_tools": ["mcp__srv__echo"]}
    (messages,) = talk(options(bench, *acts, **more), "hello")
    assert heard == ["hey"]
    assert texts(messages) == ["Told."]
    assert [(call.name, call.answer) for call in bench.call.tools] == [("echo", "echo: hey")]


def test_an_agent_that_hangs_is_interrupted(bench: Bench) -> None:
    given = options(bench, {"fail": "hang"})

    async def run() -> list[Any]:
        async with ClaudeSDKClient(given) as client:
            await client.query("hello")
            while not any((bench.folder / "calls").iterdir()):
                await asyncio.sleep(0.02)
            await client.interrupt()
            return await told(client.receive_response())

    messages = asyncio.run(asyncio.wait_for(run(), 20))
    assert result(messages).subtype == "error_during_execution"


def test_the_permission_mode_can_be_changed(bench: Bench) -> None:
    given = options(bench, *WRITES)

    async def run() -> list[Any]:
        async with ClaudeSDKClient(given) as client:
            await client.set_permission_mode("acceptEdits")
            await client.query("hello")
            return await told(client.receive_response())

    asyncio.run(asyncio.wait_for(run(), 20))
    assert (bench.project / "a.txt").exists()
