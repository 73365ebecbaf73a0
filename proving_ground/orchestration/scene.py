"""What a scenario has set up so far: the order, the tasks, and what the agents do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from proving_ground.agents.script import Act, call_tool, write_file
from proving_ground.errors import InputError, TrialError
from proving_ground.orchestration.clashes import Clash
from proving_ground.orchestration.contract import RunOptions
from proving_ground.orchestration.factory import AgentFactory, new_task
from proving_ground.orchestration.mcp_calls import mcp_calls


@dataclass(frozen=True)
class PlannedTask:
    """One task as the scenario describes it."""

    name: str
    needs: tuple[str, ...]
    group: int


@dataclass
class Scene:
    """Built by the Given steps."""

    options: RunOptions = field(default_factory=RunOptions)
    factory: AgentFactory = field(default_factory=AgentFactory)
    tasks: list[PlannedTask] = field(default_factory=list)
    shared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    clock: tuple[str, float] | None = None
    """What the engine's clock says, and by how many seconds it jumps at each look."""

    def order_with(self, **changes: Any) -> None:
        """Change what the run is asked for."""
        self.options = replace(self.options, **changes)

    def ask(self, source: str, setting: str, value: str) -> None:
        """Let the command line ask for a backend; InputError for what cannot be asked for."""
        if source != "command line" or setting not in ("backend", "fallback", "model"):
            raise InputError(
                f"the {source} asks for the {setting}",
                "an orchestration cannot be asked so",
                'write: the command line asks for the backend "codex"',
            )
        self.order_with(**{setting: value})

    def describe(self, tasks: list[PlannedTask]) -> None:
        """Let the agents of ENUMERATE and PLAN report these tasks and their groups."""
        self.tasks = tasks
        script = self.factory.script
        written = (new_task(t.name, t.needs) for t in tasks)
        self.factory.for_phase("enumerate", *written, may_rest=True)
        self.factory.for_phase("plan", *self.groups(tasks), may_rest=True)
        scripted = {rule.stage for rule in script.rules}
        if not {"build", "review"} <= scripted:
            raise TrialError("the script says nothing of building or reviewing")

    def groups(self, tasks: list[PlannedTask]) -> list[Act]:
        """The plan that puts each task into its group."""
        numbers = sorted({task.group for task in tasks})
        return [
            call_tool(
                "add_plan_group", groupIndex=n, taskIds=[t.name for t in tasks if t.group == n]
            )
            for n in numbers
        ]

    def share_a_file(self, file: str, *tasks: str) -> None:
        """Let the agents of these tasks write different lines into one file."""

        def part(_: int, task: str) -> Iterable[Act]:
            return (write_file(file, f"The line of {task}.\n"),)

        self.clash(Clash(part, (file,)), *tasks)

    def clash(self, clash: Clash, *tasks: str) -> None:
        """Let the agents of these tasks do what git cannot merge."""
        self.shared |= {file: (*self.shared.get(file, ()), *tasks) for file in clash.shared}
        for number, task in enumerate(tasks):
            acts = (*clash.part(number, task), *mcp_calls("build", "complete-task"))
            self.factory.for_phase("build", *acts, task=task)
        if clash.resolve:
            told = call_tool("set_conflict_result", resolved=True)
            self.factory.for_phase("conflict", *clash.resolve, told, may_rest=True)

    def unmerged(self, names: Iterable[str], files: Mapping[str, str]) -> list[str]:
        """The tasks of which nothing is in these files, or not in each that they shared."""
        shared = [(task, file) for file, tasks in self.shared.items() for task in tasks]
        lost = {task: file for task, file in shared if task not in files.get(file, "")}
        told = "\n".join(files.values())
        return [name for name in names if name in lost or name not in told]
