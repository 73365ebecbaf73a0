"""What is to be run: a pipeline of stages, in no engine's own format."""

import re
from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from proving_ground.errors import TrialError

PROMPT = """\
You work on stage ${STAGE} of session ${SESSION_NAME}, iteration ${ITERATION}.
Do one step of the work, note what you learned, then write your decision.

Stage: ${STAGE}
Session: ${SESSION_NAME}
Iteration: ${ITERATION}
Progress file: ${PROGRESS}
Decision file: ${STATUS}

${CONTEXT}
"""
"""The prompt of a stage for which nobody wrote one; the variables are the engine's to resolve."""

Backend = Literal["claude", "codex"]


class Model(BaseModel):
    """Frozen, and strict about keys: a misspelt one is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Tasks(Model):
    """Where a queue's tasks are kept: in beads, in a file, or with a program of the user's own.

    `place` is the file, relative to the project, or the program, by its name on PATH; beads
    needs none. `done` is the field that tells of a task in a JSON file whether it is done.
    """

    kind: Literal["beads", "json", "markdown", "program"]
    place: str | None = None
    done: str = "done"


class Termination(Model):
    """When a stage ends: after `iterations`, by consecutive stops, or with an empty queue.

    `tasks` is None where the engine is left to its own idea of a queue.
    """

    type: Literal["fixed", "judgment", "queue"] = "fixed"
    iterations: int = Field(default=1, ge=0)
    min_iterations: int = Field(default=1, ge=1)
    consensus: int = Field(default=2, ge=1)
    tasks: Tasks | None = None

    @classmethod
    def uncapped(cls, consensus: int, default: int) -> Self:
        """A judgment whose author names no cap, so that the engine's own default counts."""
        told = {"type", "consensus"}
        return cls.model_construct(told, type="judgment", consensus=consensus, iterations=default)


class Inputs(Model):
    """Outputs of an earlier stage that this stage reads: its latest iteration, or all."""

    stage: str = Field(alias="from")
    select: Literal["latest", "all"] = "latest"


class Member(Model):
    """One agent of a block; backend and model are None where it takes the stage's."""

    backend: Backend | None = None
    model: str | None = None


class Block(Model):
    """Several agents that work on each iteration side by side, and how their decisions merge.

    `all`: every agent must end well, and the stage stops when all decide so. `first`: the first
    agent to end well decides, the others are ended. `consensus`: `needed` agents must end well,
    and the stage stops when so many decide so.
    """

    agents: tuple[Member, ...] = Field(min_length=1)
    merge: Literal["all", "first", "consensus"] = "all"
    needed: int | None = None

    @property
    def quorum(self) -> int:
        """How many agents must end well for an iteration to count."""
        return {"all": len(self.agents), "first": 1, "consensus": self.needed or 1}[self.merge]

    def merged(self, votes: Sequence[str]) -> str | None:
        """What the votes of those who ended well come to; None where they are too few."""
        if len(votes) < self.quorum:
            return None
        return "stop" if votes.count("stop") >= self.quorum else "continue"


class Approval(Model):
    """A person must agree before the stage begins.

    `within` is in seconds; after them the answer is what `otherwise` says: True to go on. With
    None for both, the question stays open for ever.
    """

    question: str = "May it begin?"
    within: float | None = None
    otherwise: bool | None = None


HookPoint = Literal["pre_iteration", "post_iteration", "between_stages", "on_error"]


class Hook(Model):
    """A script of the user's that runs at a point of the pipeline, as seed 002 names it.

    `origin` says where it is found; `text` is the script itself, None where there is no file.
    """

    point: HookPoint
    origin: Literal["project", "pipeline"]
    text: str | None
    executable: bool = True


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", text):
        raise ValueError("Write a name of letters, digits, - and _, as work or build-2")
    return text


class Stage(Model):
    """One stage; backend and model are None where the stage leaves them to the pipeline.

    `timeout` is how many seconds an agent may take, None for as long as it likes.
    """

    name: Annotated[str, AfterValidator(_name)]
    termination: Termination = Termination()
    prompt: str = PROMPT
    backend: Backend | None = None
    model: str | None = None
    inputs: Inputs | None = None
    timeout: float | None = None
    approval: Approval | None = None
    block: Block | None = None

    @property
    def brief(self) -> str:
        """The prompt with all the lines by which an agent knows what it is called for."""
        task = "Task: ${TASK}\nIts title: ${TASK_TITLE}\n" if self.termination.tasks else ""
        agent = "Agent: ${AGENT}\n" if self.block else ""
        return self.prompt + task + agent

    @property
    def quorum(self) -> int:
        """How many agents must end well for an iteration to count."""
        return self.block.quorum if self.block else 1

    def of(self, agent: int | None) -> "Stage":
        """The stage as that agent of its block is asked to do it; as it is where there is none."""
        if self.block is None or agent is None:
            return self
        return self.model_copy(update=self.block.agents[agent].model_dump(exclude_none=True))


class Pipeline(Model):
    """A named sequence of stages; one stage makes a single-stage pipeline."""

    name: str = "trial"
    stages: tuple[Stage, ...] = Field(min_length=1)
    backend: Backend | None = None
    model: str | None = None
    context: str | None = None
    hooks: tuple[Hook, ...] = ()
    hook_timeout: float | None = None

    @model_validator(mode="after")
    def _inputs_come_from_earlier_stages(self) -> Self:
        earlier: set[str] = set()
        for stage in self.stages:
            if stage.inputs and stage.inputs.stage not in earlier:
                raise ValueError(
                    f"stage {stage.name!r} reads from {stage.inputs.stage!r}, "
                    "which is no earlier stage"
                )
            earlier.add(stage.name)
        return self

    @property
    def is_single(self) -> bool:
        """Whether there is just one stage."""
        return len(self.stages) == 1

    def key(self, index: int) -> str:
        """The stage's folder-like name, as in seed 002: `stage-00-name`."""
        return f"stage-{index:02d}-{self.stages[index].name}"

    def index(self, name: str) -> int:
        """Where the stage of that name (or key) stands; TrialError where there is none."""
        for i, stage in enumerate(self.stages):
            if name in (stage.name, self.key(i)):
                return i
        raise TrialError(
            f"there is no stage {name!r}; there are: {', '.join(s.name for s in self.stages)}"
        )
