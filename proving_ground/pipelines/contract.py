"""What an engine's adapter must say; all else in the suite is the same for every engine."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from proving_ground.agents.prompts import PromptPatterns
from proving_ground.evidence.run_state import Ending, IterationFolder, RunState, SessionStatus
from proving_ground.pipelines.pipeline import Pipeline, Stage
from proving_ground.processes.command import Action, Command
from proving_ground.trials.adapter import EngineAdapter

Place = tuple[int, int]
"""A stage's index and an iteration's number."""


class Key(NamedTuple):
    """A stage's index, an iteration's number, and in a block which of its agents is meant."""

    stage: int
    iteration: int
    agent: int | None = None

    @property
    def place(self) -> Place:
        """Stage and iteration, without the agent of a block."""
        return self.stage, self.iteration


class Capability(StrEnum):
    """What an engine may declare that it can do; a scenario asks with `@needs.NAME`."""

    MULTI_STAGE = "multi-stage"
    RESUME = "resume"
    JUDGMENT = "judgment"
    QUEUE = "queue"
    BACKENDS = "backends"
    SETTINGS = "settings"
    PIPELINE_FIRST = "pipeline-first"
    PIPELINE_CHECK = "pipeline-check"
    CAP_CHECK = "cap-check"
    LOCATED_MISTAKES = "located-mistakes"
    STAGE_INPUTS = "stage-inputs"
    CONTEXT = "context"
    SESSION_LOCK = "session-lock"
    INTERRUPT = "interrupt"
    CLOCK = "clock"
    AGENT_TIMEOUT = "agent-timeout"
    RAISE_CAP = "raise-cap"
    PARALLEL_BLOCKS = "parallel-blocks"
    MERGE_RULES = "merge-rules"
    BACKEND_BLOCKS = "backend-blocks"
    BLOCK_MODELS = "block-models"
    SESSION_FILES = "session-files"
    TASK_SOURCES = "task-sources"
    HOOKS = "hooks"
    APPROVAL = "approval"
    STATUS = "status"
    STAGE_STATUS = "stage-status"


class Mistake(StrEnum):
    """What an author may get wrong in the files of a pipeline."""

    NO_FILE = "no file"
    NONSENSE = "a line that makes no sense"
    UNREADABLE = "a letter that nobody can read"
    NO_TEXT = "bytes that are no text"
    UNKNOWN_SETTING = "a setting that does not exist"
    LEFT_OUT = "a setting left out"
    UNFIT_VALUE = "a value that does not fit"
    BELOW_ZERO = "a number below zero"
    NO_TIME = "no time to work in"
    UNKNOWN_VARIABLE = "a variable that nobody fills"


class InjectedMistake(NamedTuple):
    """Where a mistake stands: its file, its line from 1 and the word to name, if there are such."""

    file: Path
    line: int | None
    word: str


@dataclass(frozen=True)
class Settings:
    """What the user's environment asks for; None where it is silent."""

    backend: str | None = None
    model: str | None = None


@dataclass(frozen=True)
class Flags(Settings):
    """What the command line asks for, over everything else; `answer` is a person's approval.

    `files` are what the session's agents are given to read, as paths in the project.
    """

    iterations: int | None = None
    answer: bool | None = None
    files: tuple[str, ...] = ()


class PipelineAdapter(EngineAdapter):
    """One engine, as the suite drives it and reads its account of a session.

    Adapters are made once per behave run and keep nothing of a trial; every method gets the
    project's folder (a `Path`) and the session's name. `read_state` and `artifacts` also work
    on a partial copy of the project that holds only the files that `state_files` names.
    """

    capabilities: frozenset[Capability]
    endings: Mapping[int, frozenset[Ending]]
    """What an exit code may mean; a negative code is a signal, as in subprocess."""
    default_models: Mapping[str, str]
    """The model that the engine asks of each backend when nobody chose one."""
    queue_label: str | None = None
    """The label of a session's items in beads, with `{session}`; None where it does not matter."""
    default_cap = 25
    """The most iterations that a judgment may take where its author named none."""
    patterns = PromptPatterns()
    points: int | None = 6
    """How many points of a sweep are tried unless told; None for all, where a run takes no time."""
    plain_folder = False
    """True where the engine cannot work in a folder whose name has spaces or non-ASCII."""

    @abstractmethod
    def prepare(self, project: Path, pipeline: Pipeline) -> None:
        """Write the pipeline into the project in the engine's own format."""

    @abstractmethod
    def command(
        self, action: Action, project: Path, pipeline: Pipeline, session: str, flags: Flags
    ) -> Command:
        """How to start or resume the session."""

    @abstractmethod
    def environment(self, settings: Settings) -> dict[str, str]:
        """The variables by which a user sets backend and model for this engine."""

    @abstractmethod
    def state_files(self, session: str) -> tuple[str, ...]:
        """The files that hold the session's state, as paths relative to the project."""

    @abstractmethod
    def read_state(self, project: Path, session: str) -> RunState | None:
        """Read the engine's account, None where there is none; StateUnreadable where torn."""

    @abstractmethod
    def artifacts(self, project: Path, session: str) -> tuple[IterationFolder, ...]:
        """The iteration folders that lie on disk, in order of stage and iteration."""

    def refusal(self, printed: str) -> str | None:  # noqa: ARG002 - most take what they get
        """Why the engine did not even take what `prepare` wrote, in its words; None where it did.

        A run that called nobody and ended so proves nothing. What scenarios ask for on purpose, as
        a stage of no iterations, is no such reason.
        """
        return None

    def inputs(self, project: Path, session: str, stage: int, iteration: int) -> tuple[Key, ...]:
        """The earlier iterations whose outputs the agent was given, in order."""
        raise NotImplementedError(
            f"{self.name} declares {Capability.STAGE_INPUTS}, "
            "but its adapter does not tell what an agent was given"
        )

    def files(self, project: Path, session: str, key: Key) -> tuple[str, ...]:
        """The files given to the session that the agent was told of, as paths in the project."""
        raise NotImplementedError(
            f"{self.name} declares {Capability.SESSION_FILES}, "
            "but its adapter does not tell what an agent was given"
        )

    def hook_iteration(self, told: str) -> int:
        """Which iteration a hook was told to run for, in what it read on stdin."""
        raise NotImplementedError(
            f"{self.name} declares {Capability.HOOKS}, "
            "but its adapter does not tell how hooks are told an iteration"
        )

    def inject_mistake(
        self, project: Path, pipeline: Pipeline, stage: str, mistake: Mistake
    ) -> InjectedMistake:
        """Make that mistake in what `prepare` wrote of the stage."""
        raise NotImplementedError(
            f"{self.name} declares {Capability.LOCATED_MISTAKES}, "
            "but its adapter does not tell how an author makes mistakes"
        )

    def status_command(self, project: Path, session: str) -> Command:
        """How a user asks how the session stands."""
        raise NotImplementedError(
            f"{self.name} declares {Capability.STATUS}, "
            "but its adapter does not tell how to ask for it"
        )

    def parse_status(self, printed: str) -> SessionStatus | None:
        """What the engine has told a user who asked; None where it tells of no session."""
        raise NotImplementedError(
            f"{self.name} declares {Capability.STATUS}, "
            "but its adapter does not tell what an answer means"
        )

    def plant_lock(self, project: Path, session: str, pid: int) -> None:
        """Leave a lock of the session, such as an engine with that process id would leave."""
        raise NotImplementedError(
            f"{self.name} declares {Capability.SESSION_LOCK}, "
            "but its adapter does not tell what a lock looks like"
        )

    def expected_call(
        self, pipeline: Pipeline, stage: Stage, asked: Settings, flags: Flags
    ) -> tuple[str, str | None]:
        """Backend and model of a call: flag > stage > pipeline > environment > default."""
        sources = (flags, stage, pipeline, asked)
        backend = next((s.backend for s in sources if s.backend), "claude")
        model = next((s.model for s in sources if s.model), None)
        return backend, model or self.default_models.get(backend)
