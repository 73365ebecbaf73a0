"""What an adapter of a loop engine must say: a program that calls an agent until it is done."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from proving_ground.agents.prompts import PromptPatterns
from proving_ground.evidence.run_state import Ending
from proving_ground.limits import asked_or
from proving_ground.loops.asking import INPUTS, Asking
from proving_ground.processes.command import Command
from proving_ground.trials.adapter import EngineAdapter

NOWHERE = PromptPatterns.reading_only()
"""An agent of a loop reads nothing in its prompt: it does the first step that is open."""

AllowedBy = Literal["user", "engine"]
"""Who lets an agent write and run programs: its user's settings, or the engine's options."""


class Capability(StrEnum):
    """What an engine may declare; steps and laws say which of them they need."""

    OUTCOME = "outcome"
    DONE_SIGNAL = "done-signal"
    CAP = "cap"
    PROMPT = "prompt"
    LONG_PROMPT = "long-prompt"
    MODEL = "model"
    TASK_LIST = "task-list"
    TASK_LINES = "task-lines"
    WORK_SIGNAL = "work-signal"
    STATE = "state"
    STATE_DURING = "state-during"
    HISTORY = "history"
    ANSWERS = "answers"
    FAILURE_POLICY = "failure-policy"
    RESUMES = "resumes"
    ONE_SESSION = "one-session"
    NAMED_SESSIONS = "named-sessions"
    MODEL_FLAG = "model-flag"
    MODEL_ENVIRONMENT = "model-environment"
    MODEL_FILE = "model-file"
    ZERO_CAP = "zero-cap"
    STATE_FILE = "state-file"
    TELLING_LIST = "telling-list"
    ENDS_AGENTS = "ends-agents"
    ASK = "ask"
    KEPT_ANSWER = "kept-answer"
    OWN_INPUT = "own-input"


WITHOUT = {
    Capability.OUTCOME: "one exit stands for success as well as for another ending",
    Capability.DONE_SIGNAL: "no done-signal is declared",
    Capability.CAP: "no way to limit the number of calls is declared",
    Capability.PROMPT: "no way to hand over a prompt is declared",
    Capability.LONG_PROMPT: "no prompt of more than 128 KB can be handed over",
    Capability.MODEL: "no way to choose a model is declared",
    Capability.TASK_LIST: "no list of tasks is declared",
    Capability.TASK_LINES: "no list of tasks is declared that is text, line by line",
    Capability.WORK_SIGNAL: "it hears nothing of an agent but its exit",
    Capability.STATE: "no state is declared",
    Capability.STATE_DURING: "no state that counts calls is declared",
    Capability.HISTORY: "no history of calls is declared",
    Capability.ANSWERS: "nothing is declared to keep what agents answer",
    Capability.FAILURE_POLICY: "it is not declared what follows an agent that failed",
    Capability.RESUMES: "it is not declared what a later run goes on with",
    Capability.ONE_SESSION: "it is not declared that there is but one session at a time",
    Capability.NAMED_SESSIONS: "no way to name a session is declared",
    Capability.MODEL_FLAG: "no flag is declared that chooses the model",
    Capability.MODEL_ENVIRONMENT: "no variable is declared that chooses the model",
    Capability.MODEL_FILE: "no file is declared that chooses the model",
    Capability.ZERO_CAP: "no limit on calls is declared, or one by which 0 is none",
    Capability.STATE_FILE: "no file that holds the state is declared",
    Capability.TELLING_LIST: "no list of tasks is declared that its agents tick",
    Capability.ENDS_AGENTS: "it does not declare to end an agent that has reported, and stays",
    Capability.ASK: "it is not declared how it asks a person",
    Capability.KEPT_ANSWER: "it does not declare to keep a person's answer for later runs",
    Capability.OWN_INPUT: "its standard input is where a person answers it",
}
"""Why a scenario is skipped where the capability is missing."""
PLACES = {
    "flag": Capability.MODEL_FLAG,
    "environment": Capability.MODEL_ENVIRONMENT,
    "file": Capability.MODEL_FILE,
}
"""Where a user may say which model it is to be."""
Resumes = Literal["iteration", "task"]
"""What a later run goes on with: the count of iterations, or the open tasks, and counts anew."""


@dataclass(frozen=True)
class Job:
    """What the loop is to do: the titles of its steps, how often it may call, and with what.

    `done` are the steps that are done before it begins; `listed` says whether the scenario is
    about the list of tasks. A `model` of None is not asked for; `asked` are the models that a user
    asks for in one of the PLACES each. `input` is what lies on the engine's standard input, which
    is not for its agent; `session` is the name of the session, where sessions have names. An agent
    that `lingers` does not end by itself; the engine's own files are `spoiled` where the agent
    damages them. It is to ask a person where it `asks`.
    """

    steps: tuple[str, ...]
    prompt: str
    cap: int = 8
    model: str | None = None
    done: tuple[str, ...] = ()
    listed: bool = False
    input: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)
    session: str = "session-1"
    lingers: bool = False
    spoiled: bool = False
    asks: bool = False

    def model_in(self, place: str) -> str | None:
        """The model that the user asks for in that place."""
        return self.asked.get(place) if self.asked else self.model


@dataclass(frozen=True)
class Voice:
    """How an agent speaks to the engine: what it says when it goes on, and when it is done.

    The engine needs `signals` answers in a row that say so. An agent takes `least_seconds` at
    least; one that `commits` commits its work; one that `decides` writes a decision file. What it
    says stands in its answer, or in `file`; {n} and {title} in it tell of the step that it did.
    What it may do is `allowed_by` the settings of its user, or by the engine's options alone.
    """

    goes_on: str = ""
    done: str = ""
    file: str = ""
    signals: int = 1
    least_seconds: float = 0.0
    commits: bool = False
    decides: bool = False
    allowed_by: AllowedBy = "user"


@dataclass(frozen=True)
class TaskFile:
    """The list of tasks, as agents read and tick it: `form` is lines or json.

    `open` and `done` map each title to its entry in the list; `each` is where in a JSON file the
    list stands, as dotted names; agents tick what they have done where `ticks`. `told` maps each
    title to the texts that the engine tells the agent whose task it is.
    """

    file: str
    form: str
    open: Mapping[str, Any]
    done: Mapping[str, Any]
    each: str = ""
    ticks: bool = True
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class EngineState:
    """What the engine's own state tells: how it ended, how many calls it began; None for unsaid."""

    ending: Ending | None = None
    started: int | None = None


@dataclass(frozen=True)
class Limits:
    """When the suite gives up on an engine: calls of its agent, in all, and seconds of a run."""

    calls: int = 20
    seconds: float = 60.0


class LoopAdapter(EngineAdapter):
    """One loop engine, made once per behave run; methods get the project's folder, a `Path`."""

    capabilities: frozenset[Capability]
    endings: Mapping[int, frozenset[Ending]]
    """What an exit code may mean; a negative code is a signal, as in subprocess."""
    voice: Voice = Voice()
    patterns: PromptPatterns = NOWHERE
    limits: Limits = Limits()
    retries: float | None = None
    """How often in a row it goes on after an agent that failed: never for 0, until its cap for
    infinity; None where it promises nothing."""
    resumes: Resumes | None = None
    settings: tuple[str, ...] = ()
    """The places in which a user may ask for a model, the strongest first."""
    asking: Asking | None = None
    """How it asks a person; None where it asks nobody."""
    program: str = "claude"
    """The agent's program: claude or codex."""
    plain_folder: bool = False
    clean_tree: bool = False
    known: Path | None = None
    """A list of failures that are known of the engine, where it brings one along."""
    shims: Mapping[str, str] = MappingProxyType({})
    """Programs that lie beside the agent on PATH: names and texts."""

    @property
    def most_calls(self) -> int:
        """How many calls of its agent a loop may make, unless `-D` asks for another limit."""
        return int(asked_or("calls", self.limits.calls))

    @abstractmethod
    def prepare(self, project: Path, job: Job) -> None:
        """Write what the engine will read into the project."""

    @abstractmethod
    def command(self, project: Path, job: Job, *, again: bool) -> Command:
        """How to start the loop, or to start it again after an earlier run."""

    def tasks(self, project: Path, job: Job) -> TaskFile | None:  # noqa: ARG002
        """The list of tasks; None where the engine has none for that job."""
        return None

    def endings_of(self, exit_code: int, printed: str) -> frozenset[Ending]:  # noqa: ARG002
        """What the user is told by exit and output; empty where no document says what it means."""
        return self.endings.get(exit_code) or ENDED_BY.get(exit_code, frozenset())

    def state_files(self) -> tuple[str, ...]:
        """The files that each call keeps copies of, relative to the project."""
        return ()

    def read_state(self, root: Path) -> EngineState | None:  # noqa: ARG002
        """The engine's own account in a project or a partial copy; StateUnreadable where torn."""
        return None

    def history(self, root: Path) -> Sequence[Any] | None:  # noqa: ARG002
        """The calls that the engine has on record, one entry each; numbers where it counts them."""
        return None

    def kept_answers(self, root: Path, printed: str) -> str:  # noqa: ARG002
        """All that the engine has kept of what agents answered."""
        return ""

    def answer(self, project: Path, job: Job, *, agrees: bool) -> Command | str:  # noqa: ARG002
        """What a person types or writes who agrees, or does not; or the command that they give."""
        if self.asking is None:
            return ""
        return self.asking.agree if agrees else self.asking.refuse

    def wanted_model(self, job: Job) -> str | None:
        """The model that agents are to be called with, by what the user asks for, and where."""
        told = (job.asked[place] for place in self.settings if place in job.asked)
        return next(told, job.model)

    def lacks(self, capability: Capability) -> bool:
        """Whether the engine does not declare that; its input is its own unless a person's."""
        if capability is Capability.OWN_INPUT:
            return bool(self.asking and self.asking.always and self.asking.at in INPUTS)
        return capability not in self.capabilities

    def without(self, capability: Capability) -> str:
        """Why scenarios that need that capability are skipped."""
        return WITHOUT[capability]


ENDED_BY = {
    **dict.fromkeys((-1, -2, -15, 129, 130, 143), frozenset({Ending.INTERRUPTED})),
    **dict.fromkeys((-13, 141), frozenset({Ending.INTERRUPTED})),  # nobody reads what it prints
    **dict.fromkeys((126, 127), frozenset({Ending.FAILED})),  # the shell cannot run a program
    **dict.fromkeys((-9, 137), frozenset({Ending.KILLED})),
}
"""What an exit means everywhere, unless the engine says otherwise."""
