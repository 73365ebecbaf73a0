"""The MCP server and its bridge, asked by the official client and by the stand-ins' own."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from mcp import ClientSession, StdioServerParameters, stdio_client

from proving_ground.agents.standin import mcp as standin
from reference_engine.orchestrator.config import Phase, Settings
from reference_engine.orchestrator.server import Server
from reference_engine.orchestrator.store import Store
from reference_engine.orchestrator.tools import Step

SETTINGS = Settings(
    spec="s", base="main", max_revisions=1, usd_per_loop=1, usd_per_phase=1, usd_per_run=1
)
TASK = {"id": "a", "title": "A", "description": "Do A", "dependencies": []}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.create(tmp_path / "run" / "state.db", "run", SETTINGS)
    yield store
    store.close()


def test_the_official_client_finds_the_tools_of_its_step(store: Store) -> None:
    async def talk() -> tuple[list[str], bool | None]:
        async with Server(store) as server:
            with server.admit(Step("enumerate", Phase.ENUMERATE, 1)) as end:
                ours = StdioServerParameters(command=end.command, args=end.args)
                async with stdio_client(ours) as streams, ClientSession(*streams) as session:
                    await session.initialize()
                    tools = [tool.name for tool in (await session.list_tools()).tools]
                    return tools, (await session.call_tool("write_task", TASK)).is_error

    tools, failed = asyncio.run(talk())
    assert tools == ["write_task", "record_cost", "write_context", "read_context"]
    assert not failed
    assert [task.id for task in store.tasks()] == ["a"]


def call(
    store: Store,
    step: Step,
    tool: str,
    arguments: dict[str, object],
    server: Server | None = None,
) -> tuple[str, bool]:
    """What the stand-ins' client is answered."""

    def talk(command: str, args: list[str]) -> tuple[str, bool]:
        connection = standin.Server("orchestrator", command, args, {})
        answer = connection.call(tool, arguments)
        connection.close()
        return answer

    async def serve() -> tuple[str, bool]:
        async with server or Server(store) as serving:
            with serving.admit(step) as end:
                return await asyncio.to_thread(talk, end.command, end.args)

    return asyncio.run(serve())


@pytest.mark.parametrize(
    ("role", "tool", "arguments", "answer"),
    [
        ("plan", "write_task", TASK, "there is no tool write_task in plan"),
        ("enumerate", "write_task", {"id": "a"}, "title: Field required"),
        ("enumerate", "write_task", {**TASK, "x": 1}, "x: Extra inputs are not permitted"),
        ("enumerate", "write_task", {**TASK, "dependencies": ["a"]}, "depends on itself"),
        ("plan", "add_plan_group", {"groupIndex": 0, "taskIds": ["z"]}, "there is no task z"),
        ("analyze", "read_context", {"key": "k"}, "nothing is recorded under k"),
    ],
)
def test_a_call_that_may_not_be_is_an_error_that_says_why(
    store: Store, role: str, tool: str, arguments: dict[str, object], answer: str
) -> None:
    text, failed = call(store, Step(role, Phase.PLAN, 1), tool, arguments)
    assert failed
    assert answer in text


def test_a_locked_database_is_an_error_that_asks_for_patience(store: Store, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "run" / "state.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        text, failed = call(store, Step("enumerate", Phase.ENUMERATE, 1), "write_task", TASK)
        other.execute("ROLLBACK")
    other.close()
    assert (failed, store.tasks()) == (True, [])
    assert "call it again" in text


def test_a_temporary_folder_may_have_a_long_name(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 40)
    folder.mkdir()
    server = Server(store, folder)
    step = Step("enumerate", Phase.ENUMERATE, 1)
    assert call(store, step, "write_task", TASK, server) == ("Task a is recorded.", False)


def test_notes_pass_from_agent_to_agent(store: Store) -> None:
    note = {"key": "style", "value": "Tabs"}
    call(store, Step("analyze", Phase.ANALYZE, 1), "write_context", note)
    step = Step("build", Phase.BUILD, 1, "a", "loop-1")
    assert call(store, step, "read_context", {"key": "style"}) == ("Tabs", False)
