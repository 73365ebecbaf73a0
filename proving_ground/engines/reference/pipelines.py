"""The adapter of the reference pipeline engine that ships here."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from proving_ground.engines.reference import artifacts, configuration, mistakes, state, status
from proving_ground.engines.reference.configuration import ANSWERS, FOLDER, file_of, is_plain
from proving_ground.engines.reference.home import InHome
from proving_ground.evidence.run_state import Ending, IterationFolder, RunState, SessionStatus
from proving_ground.pipelines.contract import (
    Capability,
    Flags,
    InjectedMistake,
    Key,
    Mistake,
    PipelineAdapter,
    Settings,
)
from proving_ground.pipelines.pipeline import Pipeline
from proving_ground.processes.command import Action, Command

ENTRY = "reference_engine.pipelines.cli:main"


class ReferencePipelines(InHome, PipelineAdapter):
    """Drives `reference-pipelines`; `home` holds a `reference_engine` other than our own."""

    package = "pipelines"
    capabilities = frozenset(Capability)
    points = None
    default_models = {"claude": "opus", "codex": "gpt-5.5"}
    endings = {
        0: frozenset({Ending.COMPLETE}),
        1: frozenset({Ending.FAILED}),
        2: frozenset({Ending.REFUSED}),
        3: frozenset({Ending.CAPPED}),
        4: frozenset({Ending.REFUSED}),
        5: frozenset({Ending.PAUSED}),
        129: frozenset({Ending.INTERRUPTED}),
        130: frozenset({Ending.INTERRUPTED}),
        143: frozenset({Ending.INTERRUPTED}),
    }

    def prepare(self, project: Path, pipeline: Pipeline) -> None:
        """Write files below `.pipelines`."""
        configuration.write(project, pipeline)

    def hook_iteration(self, told: str) -> int:
        """A key of the JSON that a hook is told."""
        return int(json.loads(told)["iteration"])

    def inject_mistake(
        self, project: Path, pipeline: Pipeline, stage: str, mistake: Mistake
    ) -> InjectedMistake:
        """In the stage's own folder, or else in the pipeline's file."""
        return mistakes.make(project / file_of(pipeline, stage), stage, mistake)

    def command(
        self, action: Action, project: Path, pipeline: Pipeline, session: str, flags: Flags
    ) -> Command:
        """Run by stage or by file; resume by session alone."""
        options = ["--session", session]
        for option, value in (
            ("--provider", flags.backend),
            ("--model", flags.model),
            ("--iterations", flags.iterations),
            ("--answer", None if flags.answer is None else ANSWERS[flags.answer]),
        ):
            options += [option, str(value)] if value is not None else []
        if action != "resume":
            options += [word for name in flags.files for word in ("--input", name)]
        return self._run((*_verb(action, pipeline), *options), project)

    def status_command(self, project: Path, session: str) -> Command:
        """The command `show`, which tells people how a session stands."""
        return self._run(("show", "--session", session), project)

    def parse_status(self, printed: str) -> SessionStatus | None:
        """Read what the command `show` has printed; None where it tells of no session."""
        return status.read(printed)

    def environment(self, settings: Settings) -> dict[str, str]:
        """PIPELINES_PROVIDER and PIPELINES_MODEL."""
        asked = {"PIPELINES_PROVIDER": settings.backend, "PIPELINES_MODEL": settings.model}
        return {name: value for name, value in asked.items() if value is not None}

    def state_files(self, session: str) -> tuple[str, ...]:
        """The session's state.json."""
        return (str(_run_folder(session) / "state.json"),)

    def read_state(self, project: Path, session: str) -> RunState | None:
        """Read state.json."""
        return state.read(project / self.state_files(session)[0])

    def artifacts(self, project: Path, session: str) -> tuple[IterationFolder, ...]:
        """All iteration folders of the session."""
        return artifacts.read(project / _run_folder(session))

    def inputs(self, project: Path, session: str, stage: int, iteration: int) -> tuple[Key, ...]:
        """What the iteration was told to read."""
        return artifacts.inputs(project / _run_folder(session), stage, iteration)

    def files(self, project: Path, session: str, key: Key) -> tuple[str, ...]:
        """What the iteration's context.json names as given to the session."""
        return artifacts.files(project / _run_folder(session), key)

    def plant_lock(self, project: Path, session: str, pid: int) -> None:
        """A file that names the process; the lock proper ends with whoever held it."""
        folder = project / FOLDER / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{session}.lock").write_text(f"{pid}\n")

    def _run(self, arguments: Sequence[str], project: Path) -> Command:
        program = str(Path(sys.executable).with_name("reference-pipelines"))
        env = {"PYTHONPATH": str(self.home)} if self.home else {}
        return Command((program, *arguments), project, env, preload=ENTRY)


def _verb(action: Action, pipeline: Pipeline) -> list[str]:
    if action == "resume":
        return ["resume"]
    first = pipeline.stages[0].name
    if is_plain(pipeline):
        return ["run", "--stage", first]
    return ["run", str(file_of(pipeline, first))]


def _run_folder(session: str) -> Path:
    return FOLDER / "runs" / session
