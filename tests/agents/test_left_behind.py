"""What lives on: whether a stand-in left it of its own accord, or the engine let it live."""

from collections.abc import Iterator
from pathlib import Path
from textwrap import indent

import pytest

from proving_ground.agents.install import AgentsFolder, install
from proving_ground.agents.prompts import PromptPatterns
from proving_ground.agents.script import Script
from proving_ground.errors import StandInLied
from proving_ground.processes.client import SupervisorClient
from proving_ground.processes.command import Command
from proving_ground.processes.execution import Execution
from proving_ground.repository.project import Workshop
from proving_ground.trials import testimony

LEAVES = {
    "a program in a session of its own": (
        "import subprocess; subprocess.Popen(['sleep', '99'], start_new_session=True)",
        "left what its script does not ask for: sleep 99",
    ),
    "a fork of itself": (
        "import time\nif os.fork() == 0: os.setsid(); time.sleep(99)",
        "left what its script does not ask for: .*/bin/claude",
    ),
    "a program below another": (
        "os.system('setsid sh -c \"sleep 99 & sleep 98\" &')",
        "left what its script does not ask for: .*sleep 9",
    ),
}


AT_ITS_END = (
    "from proving_ground.agents.standin.call import Call\nfinish = Call.finish\n"
    "def longer(*given, **more):\n finish(*given, **more)\n",
    "\nCall.finish = longer\n",
)
"""What makes a stand-in do something more when it has signed its end."""


@pytest.fixture
def agents(tmp_path: Path) -> AgentsFolder:
    project = Workshop(tmp_path).new_project(plain=True)
    return install(
        project.agents,
        Script(()),
        project=project.folder,
        state_files=(),
        patterns=PromptPatterns(),
    )


def living(supervisor: SupervisorClient, agents: AgentsFolder, program: str) -> dict[int, str]:
    """What lives on after an engine that is that shell script has ended."""
    command = Command(("sh", "-c", program), agents.project)
    env = {"PATH": f"{agents.bin}:/usr/bin:/bin", "HOME": str(agents.project.parent / "home")}
    Execution(supervisor, command, env).close()
    return dict(supervisor.survivors(0))


@pytest.fixture(autouse=True)
def nothing_left(supervisor: SupervisorClient) -> Iterator[None]:
    yield
    supervisor.sweep()


@pytest.mark.parametrize("what", LEAVES)
def test_what_a_stand_in_leaves_unasked_is_its_own(
    supervisor: SupervisorClient, agents: AgentsFolder, what: str
) -> None:
    code, found = LEAVES[what]
    shim = agents.bin / "claude"
    whole, last = shim.read_text().rsplit("main", 1)
    shim.write_text(f"{whole}{indent(code, ' ').join(AT_ITS_END)}main{last}")
    alive = living(supervisor, agents, "claude -p hello")
    with pytest.raises(StandInLied, match=found):
        testimony.must_not_be_theirs(agents, alive)


KEEPS = {
    "the agent itself": ("claude -p hello & sleep 0.5", [{"latch": "held"}]),
    "the agent behind its wrapper": ("codex exec hello & sleep 0.5", [{"latch": "held"}]),
    "what its script leaves": ("claude -p hello", [{"leave": True}]),
    "a program of its own": ("setsid sleep 99 &", []),
}


@pytest.mark.parametrize("what", KEEPS)
def test_what_an_engine_lets_live_is_not(
    supervisor: SupervisorClient, agents: AgentsFolder, what: str
) -> None:
    program, acts = KEEPS[what]
    agents.latch("held")
    agents.play(Script((), tuple(acts)), ())
    alive = living(supervisor, agents, program)
    assert alive
    testimony.must_not_be_theirs(agents, alive)
    agents.close()
