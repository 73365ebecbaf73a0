"""The adapter of the reference pipeline engine that ships here."""

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from proving_ground.engines import reference_mistakes, reference_status
from proving_ground.engines.contract import (
    Action,
    Adapter,
    Capability,
    Command,
    Flags,
    Key,
    Misspelling,
    Mistake,
    Settings,
)
from proving_ground.engines.reference_home import InHome
from proving_ground.errors import StateUnreadable
from proving_ground.pipeline import Approval, Block, Hook, Pipeline, Stage, Tasks
from proving_ground.run_state import (
    AgentState,
    Ending,
    ErrorState,
    HistoryEntry,
    IterationFolder,
    RunState,
    StageState,
    Standing,
)

ENTRY = "reference_engine.pipelines.cli:main"
FOLDER = Path(".pipelines")
ANSWERS = {True: "yes", False: "no"}
GOOD_DECISIONS = ("continue", "stop")


class ReferencePipelines(InHome, Adapter):
    """Drives `reference-pipelines`; `home` holds a `reference_engine` other than our own."""

    home_option = "engine_home"
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
        130: frozenset({Ending.INTERRUPTED}),
        143: frozenset({Ending.INTERRUPTED}),
    }

    def prepare(self, project: Path, pipeline: Pipeline) -> None:
        """Write the hooks, and one stage folder or a pipeline file with its prompts inline."""
        for hook in pipeline.hooks:
            _write_hook(project, hook)
        if _is_plain(pipeline):
            stage = pipeline.stages[0]
            folder = project / FOLDER / "stages" / stage.name
            folder.mkdir(parents=True, exist_ok=True)
            _dump(folder / "stage.yaml", _stage(stage, pipeline))
            (folder / "prompt.md").write_text(stage.brief)
        else:
            stages = [{**_stage(stage), "prompt": stage.brief} for stage in pipeline.stages]
            (project / FOLDER).mkdir(exist_ok=True)
            settings = {
                "name": pipeline.name,
                "context": pipeline.context,
                "provider": pipeline.backend,
                "model": pipeline.model,
                "hooks": _hooks(pipeline) or None,
            }
            file = project / FOLDER / f"{pipeline.name}.yaml"
            _dump(file, {**_told(settings), "stages": stages})

    def hook_iteration(self, told: str) -> int:
        """A key of the JSON that a hook is told."""
        return int(json.loads(told)["iteration"])

    def misspell(
        self, project: Path, pipeline: Pipeline, stage: str, mistake: Mistake
    ) -> Misspelling:
        """In the stage's own folder, or else in the pipeline's file."""
        own = project / FOLDER / "stages" / stage / "stage.yaml"
        file = own if _is_plain(pipeline) else project / FOLDER / f"{pipeline.name}.yaml"
        return reference_mistakes.make(file, stage, mistake)

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
        return self._run((*_verb(action, pipeline), *options), project)

    def question(self, project: Path, session: str) -> Command:
        """`show`, for people."""
        return self._run(("show", "--session", session), project)

    def read_standing(self, printed: str) -> Standing | None:
        """What `show` prints."""
        return reference_status.read(printed)

    def _run(self, arguments: Sequence[str], project: Path) -> Command:
        program = str(Path(sys.executable).with_name("reference-pipelines"))
        env = {"PYTHONPATH": str(self.home)} if self.home else {}
        return Command((program, *arguments), project, env, preload=ENTRY)

    def environment(self, settings: Settings) -> dict[str, str]:
        """PIPELINES_PROVIDER and PIPELINES_MODEL."""
        asked = {"PIPELINES_PROVIDER": settings.backend, "PIPELINES_MODEL": settings.model}
        return {name: value for name, value in asked.items() if value is not None}

    def state_files(self, session: str) -> tuple[str, ...]:
        """One JSON file."""
        return (str(_run_folder(session) / "state.json"),)

    def read_state(self, project: Path, session: str) -> RunState | None:
        """Read state.json."""
        path = project / _run_folder(session) / "state.json"
        try:
            raw = json.loads(path.read_bytes())
            return _state(raw)
        except FileNotFoundError:
            return None
        except (ValueError, LookupError, TypeError) as error:
            raise StateUnreadable(f"{path} does not hold a session's state: {error!r}") from None

    def artifacts(self, project: Path, session: str) -> tuple[IterationFolder, ...]:
        """Every stage-NN-name/iterations/NNN, and stage-NN-name/agent-N/iterations/NNN."""
        run = project / _run_folder(session)
        folders = [*run.glob("stage-*/iterations/*"), *run.glob("stage-*/agent-*/iterations/*")]
        return tuple(_iteration(folder) for folder in sorted(folders, key=_key))

    def inputs(self, project: Path, session: str, stage: int, iteration: int) -> tuple[Key, ...]:
        """The `inputs` of the iteration's context.json, paths of earlier outputs."""
        pattern = f"stage-{stage:02d}-*/iterations/{iteration:03d}/context.json"
        (context,) = (project / _run_folder(session)).glob(pattern)
        return tuple(_key(Path(path).parent) for path in json.loads(context.read_text())["inputs"])

    def plant_lock(self, project: Path, session: str, pid: int) -> None:
        """A file that names the process; the lock proper ends with whoever held it."""
        folder = project / FOLDER / "locks"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{session}.lock").write_text(f"{pid}\n")


def _verb(action: Action, pipeline: Pipeline) -> list[str]:
    if action == "resume":
        return ["resume"]
    if _is_plain(pipeline):
        return ["run", "--stage", pipeline.stages[0].name]
    return ["run", str(FOLDER / f"{pipeline.name}.yaml")]


def _is_plain(pipeline: Pipeline) -> bool:
    """Whether the pipeline is just a stage, so that no file is needed."""
    return pipeline.is_single and not _hooks(pipeline)


def _hooks(pipeline: Pipeline) -> dict[str, Any]:
    """The hooks as the pipeline's file tells of them."""
    own = {
        hook.point: f"tools/{hook.point}.sh" for hook in pipeline.hooks if hook.origin == "pipeline"
    }
    return own | _told({"timeout": pipeline.hook_timeout})


def _write_hook(project: Path, hook: Hook) -> None:
    folder = project / (FOLDER / "hooks" if hook.origin == "project" else "tools")
    folder.mkdir(parents=True, exist_ok=True)
    if hook.text is not None:
        file = folder / f"{hook.point}.sh"
        file.write_text(hook.text)
        file.chmod(0o755 if hook.executable else 0o644)


def _block(block: Block) -> dict[str, Any]:
    agents = [_told({"provider": each.backend, "model": each.model}) for each in block.agents]
    return _told({"agents": agents, "merge": block.merge, "needed": block.needed})


def _approval(approval: Approval) -> dict[str, Any]:
    default = None if approval.otherwise is None else ANSWERS[approval.otherwise]
    return _told({"question": approval.question, "timeout": approval.within, "default": default})


def _stage(stage: Stage, defaults: Pipeline | None = None) -> dict[str, Any]:
    termination = stage.termination.model_dump(exclude_unset=True, exclude={"tasks"})
    if tasks := stage.termination.tasks:
        termination["tasks"] = _tasks(tasks)
    backend, model = stage.backend, stage.model
    if defaults:
        backend, model = backend or defaults.backend, model or defaults.model
    inputs = stage.inputs.model_dump(by_alias=True) if stage.inputs else None
    return _told(
        {
            "name": stage.name,
            "termination": termination,
            "provider": backend,
            "model": model,
            "inputs": inputs,
            "approval": _approval(stage.approval) if stage.approval else None,
            "parallel": _block(stage.block) if stage.block else None,
            "timeout": stage.timeout,
        }
    )


def _tasks(tasks: Tasks) -> dict[str, Any]:
    match tasks.kind:
        case "beads":
            return {"type": "beads"}
        case "program":
            return {"type": "program", "program": tasks.place}
        case "markdown":
            return {"type": "markdown", "file": tasks.place}
        case "json":
            return {"type": "json", "file": tasks.place, "done": tasks.done}


def _told(settings: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in settings.items() if value is not None}


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True))


def _run_folder(session: str) -> Path:
    return FOLDER / "runs" / session


def _state(raw: dict[str, Any]) -> RunState:
    error = raw["error"]
    return RunState(
        ending=Ending(raw["status"]),
        current_stage=raw["current_stage"],
        started=raw["iteration"],
        completed=raw["iteration_completed"],
        stages=tuple(StageState(each["name"], each["status"]) for each in raw["stages"]),
        history=tuple(_entry(each) for each in raw["history"]),
        error=ErrorState(error["type"], error["message"]) if error else None,
        started_at=raw["started_at"],
        ended_at=raw["ended_at"],
        resumed_at=raw["resumed_at"],
        agents=_agents(raw),
    )


def _entry(raw: dict[str, Any]) -> HistoryEntry:
    return HistoryEntry(
        raw["iteration"],
        raw["decision"],
        raw["stage"],
        raw["completed_at"],
        raw,
        _agents(raw),
    )


def _agents(raw: dict[str, Any]) -> tuple[AgentState, ...]:
    return tuple(
        AgentState(each["agent"], each["status"], (each["result"] or {}).get("decision"))
        for each in raw["agents"]
    )


def _iteration(folder: Path) -> IterationFolder:
    files = {each.name: each.read_bytes() for each in sorted(folder.iterdir()) if each.is_file()}
    key = _key(folder)
    return IterationFolder(
        stage=key.stage,
        iteration=key.iteration,
        complete="output.md" in files and _is_decision(files.get("status.json", b"")),
        files={name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        answer=files.get("output.md", b"").decode(errors="replace"),
        agent=key.agent,
    )


def _key(folder: Path) -> Key:
    owner = folder.parent.parent
    agent = int(owner.name.split("-")[1]) if owner.name.startswith("agent-") else None
    stage = owner if agent is None else owner.parent
    return Key(int(stage.name.split("-")[1]), int(folder.name), agent)


def _is_decision(text: bytes) -> bool:
    try:
        return json.loads(text)["decision"] in GOOD_DECISIONS
    except (ValueError, LookupError, TypeError):
        return False
