"""What people write in pipeline.yaml and stage.yaml."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Provider = Literal["claude", "codex"]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""Name of a session or stage: it becomes part of a path."""


class Model(BaseModel):
    """Frozen, and strict about keys and types: a mistake is an error, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class BeadsTasks(Model):
    """Tasks in beads."""

    type: Literal["beads"] = "beads"
    label: str = "pipeline/${SESSION_NAME}"


class JsonTasks(Model):
    """Tasks in a JSON file: the keys of its list and of a task's fields."""

    type: Literal["json"]
    file: str
    list: str = "tasks"
    id: str = "id"
    title: str = "title"
    done: str = "done"


class MarkdownTasks(Model):
    """Tasks in a Markdown file."""

    type: Literal["markdown"]
    file: str


class ProgramTasks(Model):
    """Tasks that a program keeps."""

    type: Literal["program"]
    program: str


class Termination(Model):
    """When a stage ends; what `iterations` is without a value depends on the type."""

    type: Literal["fixed", "judgment", "queue"] = "fixed"
    iterations: int | None = Field(default=None, ge=0)
    min_iterations: int = Field(default=1, ge=1)
    consensus: int = Field(default=2, ge=1)
    tasks: BeadsTasks | JsonTasks | MarkdownTasks | ProgramTasks = Field(
        default=BeadsTasks(), discriminator="type"
    )

    @property
    def cap(self) -> int:
        """How many iterations the stage may have."""
        if self.iterations is not None:
            return self.iterations
        return 1 if self.type == "fixed" else 25


class Member(Model):
    """One of the agents that work side by side; what it leaves out is the stage's."""

    provider: Provider | None = None
    model: str | None = None


class Parallel(Model):
    """Agents that work on each iteration side by side, and how many must end well, and agree."""

    agents: list[Member] = Field(min_length=1)
    merge: Literal["all", "first", "consensus"] = "all"
    needed: int | None = None

    @model_validator(mode="after")
    def _needed_by_a_consensus(self) -> Self:
        allowed = range(1, len(self.agents) + 1)
        if self.merge == "consensus" and self.needed not in allowed:
            found = "is missing" if self.needed is None else f"{self.needed} is not allowed"
            raise ValueError(f"needed: {found}; allowed: 1 to {len(self.agents)}")
        if self.merge != "consensus" and self.needed is not None:
            raise ValueError(f"needed: has no meaning with merge: {self.merge}; leave it out")
        return self

    @property
    def quorum(self) -> int:
        """How many agents must end well, and how many must say `stop`."""
        return {"all": len(self.agents), "first": 1, "consensus": self.needed or 0}[self.merge]


class StageSettings(Model):
    """What a stage's own file and a pipeline's entry for it can both say."""

    termination: Termination = Termination()
    provider: Provider | None = None
    model: str | None = None
    parallel: Parallel | None = None
    timeout: float | None = Field(default=None, gt=0, le=86_400)

    def overlaid(self, other: "StageSettings") -> "StageSettings":
        """These settings, but for those that `other` gives."""
        mine, others = (
            settings.model_dump(exclude_unset=True, include=set(StageSettings.model_fields))
            for settings in (self, other)
        )
        termination = {**mine.get("termination", {}), **others.get("termination", {})}
        return StageSettings(**{**mine, **others, "termination": termination})


Consent = Literal["yes", "no"]


class Approval(Model):
    """A person is asked before the stage begins; `default` is the answer after `timeout` seconds.

    Without them the question stays open.
    """

    question: str = "May it begin?"
    timeout: float | None = Field(default=None, gt=0)
    default: Consent | None = None

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.timeout is None) != (self.default is None):
            raise ValueError("'timeout' and 'default' need each other")
        return self


class HookSettings(Model):
    """Hooks that a pipeline names: paths of programs, relative to the project.

    `timeout` is how many seconds a hook may take, the project's own as well.
    """

    pre_iteration: str | None = None
    post_iteration: str | None = None
    between_stages: str | None = None
    on_error: str | None = None
    timeout: float = Field(default=60, gt=0, le=86_400)


class StageFile(StageSettings):
    """`.pipelines/stages/NAME/stage.yaml`."""

    name: Name
    description: str = ""


class Inputs(Model):
    """Outputs of an earlier stage: of its latest iteration, or of all."""

    stage: str = Field(alias="from")
    select: Literal["latest", "all"] = "latest"


class StageEntry(StageSettings):
    """One stage of a pipeline: based on a folder of .pipelines/stages, or on a prompt."""

    name: Name
    stage: Name | None = None
    prompt: str | None = None
    context: str | None = None
    inputs: Inputs | None = None
    approval: Approval | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.stage is None) == (self.prompt is None):
            raise ValueError("needs either 'stage' or 'prompt'")
        return self


class PipelineFile(Model):
    """`pipeline.yaml`."""

    name: str
    provider: Provider | None = None
    model: str | None = None
    context: str | None = None
    hooks: HookSettings = HookSettings()
    stages: list[StageEntry] = Field(min_length=1)
