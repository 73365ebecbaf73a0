"""A pipeline in the engine's own format: a folder per stage, and the pipeline's file."""

import json
from pathlib import Path
from typing import Any

from proving_ground.engines.agent_pipelines.dialect import Dialect
from proving_ground.pipelines.pipeline import Pipeline, Stage

BLOCK = "block-"
"""What the name of a block begins with, so that the state tells it from a stage."""
STAGES = Path("scripts/stages")
PIPELINE = Path(".claude/pipelines/trial.yaml")


def write_configuration(project: Path, pipeline: Pipeline, dialect: Dialect) -> None:
    """Write stages and pipeline into the project.

    Every position has a stage folder of its own, and a name of its own after that, as the same
    stage may be run twice with prompts that differ. The number of iterations goes with the
    pipeline, not the stage: it is there that users set it, and a stage's own number would win
    over it.
    """
    for i, stage in enumerate(pipeline.stages):
        folder = project / STAGES / pipeline.key(i)
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "stage.yaml", _stage(pipeline, stage))
        (folder / "prompt.md").write_text(_prompt(pipeline, i, dialect), encoding="utf-8")
    (project / PIPELINE).parent.mkdir(parents=True, exist_ok=True)
    _write(project / PIPELINE, _pipeline(pipeline, dialect))


def _stage(pipeline: Pipeline, stage: Stage) -> dict[str, Any]:
    termination = stage.termination.model_dump(exclude={"iterations", "tasks"})
    plain = {"name": stage.name, "termination": termination, "delay": 0}
    return plain | (_choices(stage, pipeline) if pipeline.is_single else {})


def _pipeline(pipeline: Pipeline, dialect: Dialect) -> dict[str, Any]:
    return {
        "name": pipeline.name,
        "defaults": _given(provider=pipeline.backend, model=pipeline.model),
        dialect.stage_list: [_node(pipeline, i, dialect) for i in range(len(pipeline.stages))],
    }


def _node(pipeline: Pipeline, index: int, dialect: Dialect) -> dict[str, Any]:
    """A stage of the pipeline; or a block of providers, each of which does that one stage."""
    key, stage = pipeline.key(index), pipeline.stages[index]
    own = {"prompt": _prompt(pipeline, index, dialect)} if dialect.has_inline_prompts else {}
    if stage.block is None:
        return _entry(pipeline, index) | own | {dialect.stage_name: key}
    entry = _entry(pipeline, index) | own | {"id": key}
    entry["termination"] = stage.termination.model_dump(exclude={"iterations", "tasks"})
    inputs = entry.pop("inputs", None) if dialect.has_block_inputs else None
    providers: list[Any] = [
        _given(name=each.backend, model=each.model, inputs=inputs) for each in stage.block.agents
    ]
    if all(each.keys() == {"name"} for each in providers):
        providers = [each["name"] for each in providers]
    block = {"providers": providers, "stages": [entry]}
    return {dialect.stage_name: f"{BLOCK}{key}", "parallel": block}


def _entry(pipeline: Pipeline, index: int) -> dict[str, Any]:
    stage = pipeline.stages[index]
    return {
        "stage": pipeline.key(index),
        "runs": stage.termination.iterations,
        **_given(
            provider=stage.backend,
            model=stage.model,
            context=pipeline.context,
            inputs=_inputs(pipeline, stage),
        ),
    }


def _inputs(pipeline: Pipeline, stage: Stage) -> dict[str, Any] | None:
    if stage.inputs is None:
        return None
    index, select = pipeline.index(stage.inputs.stage), stage.inputs.select
    if pipeline.stages[index].block:
        chosen = "history" if select == "all" else select
        return {"from_parallel": {"stage": pipeline.key(index), "select": chosen}}
    return {"from": pipeline.key(index), "select": select}


def _choices(stage: Stage, pipeline: Pipeline) -> dict[str, Any]:
    return _given(
        provider=stage.backend or pipeline.backend,
        model=stage.model or pipeline.model,
        context=pipeline.context,
    )


def _prompt(pipeline: Pipeline, index: int, dialect: Dialect) -> str:
    """The stage's prompt, which must itself name what the agent is to be told besides."""
    stage = pipeline.stages[index]
    text = stage.prompt.replace("${STAGE}", pipeline.key(index))
    if not dialect.has_context:
        text = text.replace("${CONTEXT}", "")
    agent = "\nAgent: ${PROGRESS}\n" if stage.block else ""
    return text + agent + ("\nInputs: ${CTX}\n" if stage.inputs else "")


def _given(**values: object) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
