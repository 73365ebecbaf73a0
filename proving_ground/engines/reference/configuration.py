"""Writing a pipeline into a project, as the reference pipelines want to read it."""

from pathlib import Path
from typing import Any

import yaml

from proving_ground.pipelines.pipeline import Approval, Block, Hook, Pipeline, Stage, Tasks

FOLDER = Path(".pipelines")
ANSWERS = {True: "yes", False: "no"}
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def write(project: Path, pipeline: Pipeline) -> None:
    """Write the hooks, and one stage folder or a pipeline file with its prompts inline."""
    for hook in pipeline.hooks:
        _write_hook(project, hook)
    stage = pipeline.stages[0]
    file = project / file_of(pipeline, stage.name)
    file.parent.mkdir(parents=True, exist_ok=True)
    if is_plain(pipeline):
        _dump(file, _stage(stage, pipeline))
        file.with_name("prompt.md").write_text(stage.brief)
    else:
        stages = [{**_stage(stage), "prompt": stage.brief} for stage in pipeline.stages]
        settings = {
            "name": pipeline.name,
            "context": pipeline.context,
            "provider": pipeline.backend,
            "model": pipeline.model,
            "hooks": _hooks(pipeline) or None,
        }
        _dump(file, {**_told(settings), "stages": stages})


def file_of(pipeline: Pipeline, stage: str) -> Path:
    """Where the stage says how it runs: in a file of its own, or in the pipeline's."""
    own = FOLDER / "stages" / stage / "stage.yaml"
    return own if is_plain(pipeline) else FOLDER / f"{pipeline.name}.yaml"


def is_plain(pipeline: Pipeline) -> bool:
    """Whether the pipeline is just a stage, so that no file is needed."""
    return pipeline.is_single and not _hooks(pipeline) and not pipeline.context


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
    path.write_text(yaml.dump(content, Dumper=_DUMPER, sort_keys=False, allow_unicode=True))
