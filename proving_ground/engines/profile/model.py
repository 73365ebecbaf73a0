"""The profile of a loop engine: what its YAML file may say, as models; five keys are enough."""

import re
import shlex
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
    model_validator,
)

from proving_ground.engines.profile.templates import ItemTemplate, Template, used
from proving_ground.evidence.run_state import Ending
from proving_ground.loops.asking import TERMINAL
from proving_ground.loops.contract import AllowedBy


def _expression(text: str) -> str:
    try:
        jmespath.compile(text)
    except JMESPathError as error:
        raise ValueError(f"not JMESPath: {str(error).splitlines()[0]}") from None
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return text


def _words(value: Any) -> Any:
    return shlex.split(value) if isinstance(value, str) else value


def _several(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _inside(path: str) -> str:
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise ValueError(f"{path} lies outside of the project; name a path in it, as docs/a.md")
    return path


def _spoken(value: Any) -> Any:
    return {"done": value} if isinstance(value, str) else value


JmesPath = Annotated[str, AfterValidator(_expression)]
Inside = Annotated[str, AfterValidator(_inside)]
Regex = Annotated[str, AfterValidator(_pattern)]
Group = tuple[Template, ...]
CommandLine = Annotated[tuple[Template | Group, ...], BeforeValidator(_words), Field(min_length=1)]
"""Words, or one text with all of them; a list inside is left out where it tells no value."""
Endings = Annotated[tuple[Ending, ...], BeforeValidator(_several), Field(min_length=1)]


KEYS = {"flag": "run", "environment": "env", "file": "project"}
"""Where a user says something, and the key of the profile that shows how."""


class Strict(BaseModel):
    """Frozen, and strict about keys: a misspelt one is an error, never ignored."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, coerce_numbers_to_str=True
    )


class Says(Strict):
    """What an agent says at the end of its answer, or in a file."""

    goes_on: ItemTemplate = Field(
        default="", alias="continue", description="when there is more to do; {n} and {title} tell"
    )
    done: ItemTemplate = Field(default="", description="when all is done: the done-signal")
    file: Inside | None = Field(
        default=None, description="the file in which it says so, instead of in its answer"
    )


class Agent(Strict):
    """How the agent speaks to this engine; it is a stand-in that does one step per call."""

    says: Annotated[Says, BeforeValidator(_spoken)] = Says()
    program: Literal["claude", "codex"] = "claude"
    signals: int = Field(
        default=1, ge=1, description="answers in a row that must say that all is done"
    )
    least_seconds: float = Field(
        default=0, ge=0, le=30, description="how long each call takes at least"
    )
    commits: bool = Field(default=False, description="whether it commits its work")
    allowed_by: AllowedBy = Field(
        default="user",
        description="whose settings or options let it write and run programs; with `engine`, "
        "the user's own settings allow nothing",
    )


class Work(Strict):
    """The list of tasks that the engine works off."""

    file: Inside = Field(
        description="where it is, from the project; `project:` writes it by {tasks}"
    )
    open: ItemTemplate | dict[str, Any] = Field(
        description="an open task: a line, or an object in a JSON list; {n} and {title} are filled"
    )
    done: ItemTemplate | dict[str, Any] = Field(
        description="the same line when the task is done, or the object's keys that change"
    )
    each: str = Field(
        default="", description="where in a JSON file the list is, as names with dots"
    )
    ticked_by: Literal["agent", "engine"] = "agent"
    told: tuple[ItemTemplate, ...] = Field(
        default=(), description="what the agent is told of its task; its {title}, if not said"
    )

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if isinstance(self.open, str) != isinstance(self.done, str):
            raise ValueError("open and done must both be lines, or both objects")
        return self


class State(Strict):
    """The engine's own account of itself, in a JSON file."""

    from_: Inside = Field(
        alias="from", description="the file; of a pattern such as *.json the newest"
    )
    ending: JmesPath | None = Field(default=None, description="how it ended, as an expression")
    endings: dict[str, Ending] = Field(
        default={}, description="what the engine's own words for it mean"
    )
    started: JmesPath | None = Field(
        default=None, description="how many calls have begun, the current too"
    )


class History(Strict):
    """The engine's own record of its calls, in a JSON file, or one of a JSON object a line."""

    from_: Inside = Field(
        alias="from", description="the file; of a pattern such as *.jsonl the newest"
    )
    each: JmesPath = Field(
        default="@", description="the list with one entry for each call, as an expression"
    )


def _unquoted(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError('YAML takes this for true or false; put it in quotes, as "yes" or "no"')
    return value


Answer = Annotated[Template, BeforeValidator(_unquoted)]


class Ask(Strict):
    """How the engine asks a person whether it may go on, and how the person answers."""

    question: Regex | None = Field(
        default=None, min_length=1, description="what it prints as it asks, as a regular expression"
    )
    file: Inside | None = Field(
        default=None, description="or the file of the project in which it asks"
    )
    answer: Inside = Field(
        default=TERMINAL,
        description="where a person answers: `terminal`, `stdin` (a pipe), `command`, or a file",
    )
    agree: Answer = Field(description="what lets it go on: the line, the file's text, the command")
    refuse: Answer = Field(description="the same for what stops it")
    before: int = Field(default=1, ge=1, description="the call before which it first asks")
    kept: bool = Field(default=False, description="whether a yes counts for later runs as well")
    run: CommandLine | None = Field(
        default=None, description="the command that asks, where `run` asks nobody"
    )

    @model_validator(mode="after")
    def _is_clear(self) -> Self:
        if (self.question is None) == (self.file is None):
            raise ValueError(
                "one thing tells that it asks: question, what it prints then, or file, the file "
                "that is there then"
            )
        if self.agree == self.refuse:
            raise ValueError("agree and refuse are the same: how does it tell a yes from a no?")
        return self


class Retries(Strict):
    """An engine that tries again."""

    retries: int = Field(ge=1, description="how often in a row it goes on after one that failed")


def _policy(value: Any) -> Any:
    told = value.get("retries") if isinstance(value, dict) and len(value) == 1 else None
    is_count = isinstance(told, int) and not isinstance(told, bool) and told > 0
    if value is None or isinstance(value, Retries) or value in ("stop", "go_on") or is_count:
        return value
    raise ValueError("allowed are stop, go_on (until its cap), and {retries: N} with N from 1 on")


class Limits(Strict):
    """When the suite gives up."""

    calls: int = Field(default=20, ge=12, le=150, description="calls of the agent, in a scenario")
    seconds: float = Field(default=60, gt=0, le=600, description="seconds of a run without an end")


class Source(Strict):
    """What was judged."""

    repository: str
    commit: str = Field(default="", description="the commit, or the version")


def _texts(told: dict[str, str] | Iterable[Template | Group]) -> Iterator[str]:
    """The texts of files or variables, or of a command."""
    for part in told.values() if isinstance(told, dict) else told:
        yield from (part,) if isinstance(part, str) else part


class Profile(Strict):
    """An engine, its command, its files, what its agent says, and what its exits mean."""

    elsewhere: ClassVar[Mapping[str, str]] = {
        "votes": "Write how many answers in a row must say done as `agent.signals`.",
        "done": "Write what the agent says when all is done as `agent.says.done`.",
        "prompt": "Write {prompt} in a text of `project` or `run`, where the engine reads it.",
        "cap": "Write {cap} in a text of `run`, `env` or `project`, where the engine reads it.",
        "model": "Write {model} in a text of `run`, `env` or `project`, where it is asked for.",
        "tasks": "Describe the list as `work`, and write {tasks} in a file of `project`.",
        "timeout": "Write after how many seconds it counts as endless as `limits.seconds`.",
        "name": "Write its name as `engine`.",
        "command": "Write the command that starts it as `run`.",
    }
    """What people write who look for a key under another name."""

    engine: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="its name")
    run: CommandLine = Field(description="the command that starts it, in the project's folder")
    project: dict[Inside, Template] = Field(
        default={},
        description="files to write before it starts; `copy: PATH` copies a file or a folder",
    )
    agent: Agent = Agent()
    exit: dict[int, Endings] = Field(description="what each exit code means", min_length=1)
    home: str | None = Field(
        default=None, description="the engine's folder, from the profile's; {home}"
    )
    resume: CommandLine | None = Field(default=None, description="the command after an earlier run")
    work: Work | None = None
    state: State | None = None
    outcome: dict[Ending, Regex] = Field(
        default={}, description="what it prints when it ends so; wins over the exit"
    )
    env: dict[str, Template] = Field(default={}, description="variables of its environment")
    sleep: dict[float, float] = Field(
        default={}, description="hurried sleeps: seconds asked of `sleep`, and seconds taken"
    )
    limits: Limits = Limits()
    needs: tuple[str, ...] = Field(default=(), description="programs that must be on PATH")
    on_agent_failure: Annotated[
        Literal["stop", "go_on"] | Retries | None, BeforeValidator(_policy)
    ] = Field(default=None, description="what follows an agent that failed, as it promises")
    resumes: Literal["iteration", "task"] | None = Field(
        default=None,
        description="what a later run goes on with: the count of iterations, or the open tasks",
    )
    sessions: Literal["one"] | None = Field(
        default=None, description="one at a time: it refuses a second start while it works"
    )
    settings: tuple[Literal["flag", "environment", "file"], ...] = Field(
        default=(),
        description="where {model} may be asked for, the strongest first: `flag` for the texts of "
        "`run`, `environment` for those of `env`, `file` for those of `project`",
    )
    zero_cap: Literal["unlimited"] | None = Field(
        default=None, description="whether a {cap} of 0 sets no limit"
    )
    history: History | None = None
    ask: Ask | None = None
    answers: Inside | None = Field(
        default=None, description="files that keep what agents answer, as a pattern; or stdout"
    )
    ends_agents: bool = Field(
        default=False, description="whether it ends an agent that has reported, but does not end"
    )
    clean_tree: bool = Field(default=False, description="whether it refuses a changed project")
    changes_by_itself: tuple[str, ...] = Field(
        default=(),
        description="patterns of files that it changes on purpose: the user's, or outside",
    )
    source: Source | None = None
    known: str | None = Field(
        default=None, description="its list of known failures, from the profile's"
    )
    python: str | None = Field(
        default=None,
        pattern=r"^[\w.]+:\w+$",
        description="module:Class, derived from ProfileAdapter, where YAML is not enough",
    )

    @field_validator("settings")
    @classmethod
    def _hold_the_model(cls, places: tuple[str, ...], others: ValidationInfo) -> tuple[str, ...]:
        for place in places:
            told = others.data.get(KEYS[place], ())
            if "model" not in used(_texts(told)):
                raise ValueError(
                    f"no text of {KEYS[place]} holds {{model}}: add one, or take {place} out"
                )
        if len(set(places)) < len(places):
            raise ValueError("a place stands here twice: name each once, the strongest first")
        return places

    @model_validator(mode="after")
    def _can_be_done(self) -> Self:
        if not (self.agent.says.done or self.work):
            raise ValueError(
                "nothing tells when the work is done: write what the agent says then under "
                "agent.says.done, or describe the list of tasks under work"
            )
        if self.work and self.work.file not in self.project:
            raise ValueError(
                f"work.file is {self.work.file}, but project does not write it: add a file "
                f"{self.work.file} with {{tasks}} in it"
            )
        if Ending.COMPLETE not in {ending for told in self.exit.values() for ending in told}:
            raise ValueError("no exit means complete: add one, such as 0: complete")
        return self

    def texts(self) -> Iterator[str]:
        """All texts that may hold placeholders."""
        for place in KEYS:
            yield from self.texts_of(place)

    def texts_of(self, place: str) -> Iterator[str]:
        """Those texts by which a user says something in that place."""
        yield from _texts(getattr(self, KEYS[place]))
        if place == "flag":
            yield from _texts(self.resume or ())
            yield from _texts((self.ask and self.ask.run) or ())
