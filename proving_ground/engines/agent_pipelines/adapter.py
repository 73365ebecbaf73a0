"""The adapter: how the suite drives agent-pipelines and reads its account of a session."""

import json
import os
import re
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path

from proving_ground.agents.prompts import Judge, PromptPatterns
from proving_ground.engines.agent_pipelines.artifacts import (
    AGENTS,
    read_artifacts,
    read_files,
    read_inputs,
)
from proving_ground.engines.agent_pipelines.checkout import Checkout
from proving_ground.engines.agent_pipelines.configuration import (
    PIPELINE,
    write_configuration,
)
from proving_ground.engines.agent_pipelines.dialect import Dialect, dialect_of
from proving_ground.engines.agent_pipelines.shims import write_shims
from proving_ground.engines.agent_pipelines.state import RUNS, read_state, state_file
from proving_ground.evidence.run_state import Ending, IterationFolder, RunState, SessionStatus
from proving_ground.pipelines.contract import Flags, Key, PipelineAdapter, Settings
from proving_ground.pipelines.pipeline import Pipeline, Stage
from proving_ground.processes.command import Action, Command

_ENVIRONMENT = {
    # The watchdog over codex: look often, and let an agent that decided end by itself.
    "CODEX_POLL_INTERVAL": "1",
    "CODEX_GRACE_PERIOD": "20",
}
_RUNNER = "./scripts/run.sh"
_LOCKS = Path(".claude/locks")
_JUDGMENT = '{"stop": {stop}, "reason": "As the agent said", "confidence": 0.9}'
_JUDGE = Judge(
    "You are evaluating whether a pipeline stage should stop.",
    (_JUDGMENT, f"```json\n{_JUDGMENT}\n```"),
)
"""Models answer with and without a fence, whatever they are told."""
_REFUSAL = re.compile(
    r"^Error: (Unknown Codex model|Loop type not found|No (prompt|stage\.yaml)|"
    r"Pipeline not found|Invalid reasoning effort).*|"
    r'"message": "(Stage .* not found|No prompt found|Unsupported).*',
    re.MULTILINE,
)
_STOPPED = frozenset({Ending.INTERRUPTED, Ending.KILLED})


class AgentPipelines(PipelineAdapter):
    """hwells4/agent-pipelines at any commit whose layout is known; `home` is a checkout of it.

    `workshop` is a folder of this behave run, in which the adapter keeps its copy of the
    engine's scripts and the commands that it puts on the engine's PATH.
    """

    name = "agent-pipelines"
    endings: Mapping[int, frozenset[Ending]] = {
        0: frozenset({Ending.COMPLETE}),
        1: frozenset({Ending.FAILED, Ending.REFUSED, Ending.CAPPED}),
        **dict.fromkeys((130, 143, -signal.SIGINT, -signal.SIGTERM), _STOPPED),
        **dict.fromkeys((137, -signal.SIGKILL), frozenset({Ending.KILLED})),
    }
    patterns = PromptPatterns(agents=tuple(f"/providers/{name}/" for name in AGENTS), judge=_JUDGE)
    queue_label = "pipeline/{session}"
    default_models: Mapping[str, str] = {"claude": "opus", "codex": "gpt-5.2-codex"}
    permanent_files = (
        ".claude/loop-completions.json.lock",
        f"{RUNS}/*/events.jsonl.lock",
        f"{RUNS}/*/parallel-*.json.lock",
    )

    def __init__(self, home: Path | None, workshop: Path):
        self._workshop = workshop / self.name
        self._shims = self._workshop / "bin"
        self._checkout = Checkout(home, self._workshop)
        scripts = self._checkout.scripts
        self._dialect = dialect_of(scripts) if scripts else Dialect()
        self.capabilities = self._dialect.capabilities

    def prepare(self, project: Path, pipeline: Pipeline) -> None:
        """Write stages and pipeline below the project's `.claude` folder."""
        self._checkout.open(project)
        write_configuration(project, pipeline, self._dialect)
        write_shims(self._shims)

    def command(
        self, action: Action, project: Path, pipeline: Pipeline, session: str, flags: Flags
    ) -> Command:
        """As its users do, by `run.sh`: one stage as a loop, several as a pipeline.

        The number of iterations can be said on the command line of the first only.
        """
        plain = pipeline.is_single and not pipeline.stages[0].block
        what = _loop(pipeline, session, flags) if plain else _file(session)
        here = ("--foreground",) if self._dialect.in_tmux else ()
        argv = (_RUNNER, *what, *_flags(action, flags), *here)
        return Command(argv, project, self._environment())

    def status_command(self, project: Path, session: str) -> Command:
        """`run.sh status`, which looks into the session's events."""
        return Command((_RUNNER, "status", session), project, self._environment())

    def parse_status(self, printed: str) -> SessionStatus | None:
        """One of three words; it tells of no stages."""
        told = re.search(r"^Status: (complete|running|failed)$", printed, re.MULTILINE)
        return SessionStatus(Ending(told[1])) if told else None

    def environment(self, settings: Settings) -> dict[str, str]:
        """The variables that newer checkouts read; older ones know of none."""
        asked = {
            "CLAUDE_PIPELINE_PROVIDER": settings.backend,
            "CLAUDE_PIPELINE_MODEL": settings.model,
        }
        return {name: value for name, value in asked.items() if value is not None}

    def refusal(self, printed: str) -> str | None:
        """What it says of a file, a stage, a backend or a model that it does not know."""
        told = _REFUSAL.search(printed)
        return told[0].strip() if told else None

    def state_files(self, session: str) -> tuple[str, ...]:
        """The one file that every checkout keeps."""
        return (str(state_file(session)),)

    def read_state(self, project: Path, session: str) -> RunState | None:
        """Read `state.json`; a session that was stopped goes on saying that it runs."""
        return read_state(project / state_file(session))

    def artifacts(self, project: Path, session: str) -> tuple[IterationFolder, ...]:
        """The folders of all iterations that the session began."""
        return read_artifacts((project / state_file(session)).parent)

    def inputs(self, project: Path, session: str, stage: int, iteration: int) -> tuple[Key, ...]:
        """What the iteration's context file names as outputs of another stage."""
        return read_inputs((project / state_file(session)).parent, stage, iteration)

    def files(self, project: Path, session: str, key: Key) -> tuple[str, ...]:
        """What the iteration's context file names as the session's own inputs."""
        return read_files((project / state_file(session)).parent, project, key)

    def plant_lock(self, project: Path, session: str, pid: int) -> None:
        """What every checkout writes into a session's lock, however it locks the file."""
        lock = project / _LOCKS / f"{session}.lock"
        lock.parent.mkdir(parents=True, exist_ok=True)
        told = {"session": session, "pid": pid, "started_at": "2026-01-01T00:00:00Z"}
        lock.write_text(json.dumps(told) + "\n")

    def check(self) -> None:
        """Raise PrerequisiteError where the checkout, bash or jq is missing."""
        self._checkout.check()

    def close(self) -> None:
        """Remove the copy of the scripts and the commands beside it."""
        shutil.rmtree(self._workshop, ignore_errors=True)

    def expected_call(
        self, pipeline: Pipeline, stage: Stage, asked: Settings, flags: Flags
    ) -> tuple[str, str | None]:
        """As elsewhere, but this engine lets the environment win over pipeline and stage."""
        first = Flags(flags.backend or asked.backend, flags.model or asked.model)
        return super().expected_call(pipeline, stage, asked, first)

    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join((str(self._shims), os.environ.get("PATH", os.defpath)))
        return {**_ENVIRONMENT, "PATH": path}


def _loop(pipeline: Pipeline, session: str, flags: Flags) -> tuple[str, ...]:
    configured = pipeline.stages[0].termination.iterations
    iterations = configured if flags.iterations is None else flags.iterations
    return ("loop", pipeline.key(0), session, str(iterations))


def _file(session: str) -> tuple[str, ...]:
    return ("pipeline", str(PIPELINE), session)


def _flags(action: Action, flags: Flags) -> list[str]:
    resume = ["--resume"] if action == "resume" else []
    backend = [f"--provider={flags.backend}"] if flags.backend else []
    model = [f"--model={flags.model}"] if flags.model else []
    files = [] if action == "resume" else [f"--input={name}" for name in flags.files]
    return resume + backend + model + files
