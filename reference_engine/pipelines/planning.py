"""The plan of a session: everything looked up once, so that a resume does the same again."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from reference_engine.pipelines.config import (
    Approval,
    Consent,
    Inputs,
    Member,
    Model,
    Parallel,
    PipelineFile,
    Provider,
    StageEntry,
    StageFile,
    StageSettings,
    Termination,
)
from reference_engine.pipelines.errors import UsageError
from reference_engine.pipelines.hooks import PlannedHooks, plan_hooks
from reference_engine.pipelines.loading import Location, Source, read_text
from reference_engine.pipelines.prompts import unknown_variable

Complain = Callable[[Location, str], UsageError]
ANSWERS: tuple[Consent, ...] = get_args(Consent)
PROVIDERS: tuple[Provider, ...] = get_args(Provider)


class PlannedInputs(Model):
    """Like Inputs, but `stage` is the index of the earlier stage."""

    stage: int
    select: Literal["latest", "all"]


class PlannedStage(Model):
    """A stage as it will run; without a model it gets the default one of its provider.

    `files` are what its agents are given to read, as paths in the project.
    """

    name: str
    prompt: str
    context: str
    termination: Termination
    provider: Provider
    model: str | None
    timeout: float | None
    inputs: PlannedInputs | None
    approval: Approval | None
    parallel: Parallel | None
    files: list[str] = []

    def told(self, **said: str) -> "PlannedStage":
        """The stage with those settings, for each of its agents."""
        if self.parallel is None:
            return self.model_copy(update=said)
        own = {key: value for key, value in said.items() if key in Member.model_fields}
        agents = [member.model_copy(update=own) for member in self.parallel.agents]
        parallel = self.parallel.model_copy(update={"agents": agents})
        return self.model_copy(update={**said, "parallel": parallel})

    def of(self, agent: int) -> "PlannedStage":
        """The stage as that one of its agents is to run it."""
        assert self.parallel, "only a stage with several agents has agents by number"
        own = self.parallel.agents[agent].model_dump(exclude_none=True)
        return self.model_copy(update=own)


class Plan(Model):
    """What a session runs."""

    pipeline: str
    hooks: PlannedHooks
    stages: list[PlannedStage]


@dataclass(frozen=True)
class Flags:
    """What the command line says over everything else; None or empty where it is silent.

    `answer` is not part of a plan: it is for the question that the session asks now.
    """

    iterations: int | None = None
    provider: Provider | None = None
    model: str | None = None
    context: str | None = None
    answer: Consent | None = None
    files: tuple[str, ...] = ()

    def over(self, plan: Plan, current: int) -> Plan:
        """The plan with the flags over it; `iterations` is for the current stage alone."""
        said = {"provider": self.provider, "model": self.model, "context": self.context}
        update = {key: value for key, value in said.items() if value}
        stages = [stage.told(**update) for stage in plan.stages]
        if self.files:
            stages = [stage.model_copy(update={"files": [*self.files]}) for stage in stages]
        if self.iterations is not None:
            cap = {"iterations": self.iterations}
            termination = stages[current].termination.model_copy(update=cap)
            stages[current] = stages[current].model_copy(update={"termination": termination})
        return plan.model_copy(update={"stages": stages})


def plan_pipeline(file: Path, project: Path) -> Plan:
    """Plan what a pipeline file says; UsageError where it makes no sense."""
    source = Source.read(file)
    return _plan(source.parse(PipelineFile), project, source.error)


def plan_stage(name: str, project: Path) -> Plan:
    """Plan a pipeline of that one stage; UsageError where there is none of that name."""
    pipeline = PipelineFile(name=name, stages=[StageEntry(name=name, stage=name)])
    return _plan(pipeline, project, lambda _, message: UsageError(message))


def _plan(pipeline: PipelineFile, project: Path, complain: Complain) -> Plan:
    stages = [_stage(pipeline, i, project, complain) for i in range(len(pipeline.stages))]

    def wrong(key: str, message: str) -> UsageError:
        return complain(("hooks", key), message)

    hooks = plan_hooks(pipeline.hooks, project, wrong)
    return Plan(pipeline=pipeline.name, hooks=hooks, stages=stages)


def _stage(pipeline: PipelineFile, index: int, project: Path, complain: Complain) -> PlannedStage:
    entry = pipeline.stages[index]

    def wrong(key: str, message: str) -> UsageError:
        return complain(("stages", index, *key.split(".")), message)

    if entry.approval and index == 0:
        raise wrong("approval", "there is no stage before the first")
    settings, prompt = _source(entry, project, wrong)
    termination = settings.termination
    return PlannedStage(
        name=entry.name,
        prompt=prompt,
        context=entry.context or pipeline.context or "",
        termination=termination.model_copy(update={"iterations": termination.cap}),
        provider=settings.provider or pipeline.provider or _default_provider(),
        model=settings.model or pipeline.model or os.environ.get("PIPELINES_MODEL"),
        timeout=settings.timeout,
        inputs=_inputs(entry.inputs, pipeline.stages[:index], wrong) if entry.inputs else None,
        approval=entry.approval,
        parallel=settings.parallel,
    )


def _source(
    entry: StageEntry, project: Path, wrong: Callable[[str, str], UsageError]
) -> tuple[StageSettings, str]:
    """Settings and prompt of a stage, from its folder or from the pipeline itself."""
    if entry.stage is None:
        prompt = entry.prompt or ""
        if unknown := unknown_variable(prompt):
            raise wrong("prompt", unknown[1])
        return entry, prompt
    stages = project / ".pipelines" / "stages"
    folder = stages / entry.stage
    if not folder.is_dir():
        there = ", ".join(sorted(path.name for path in stages.glob("*/"))) or "none"
        raise wrong("stage", f"no stage {entry.stage!r} in {stages}; there are: {there}")
    base = Source.read(folder / "stage.yaml").parse(StageFile)
    prompt = read_text(folder / "prompt.md")
    if unknown := unknown_variable(prompt):
        raise UsageError(f"{folder / 'prompt.md'}:{unknown[0]}: {unknown[1]}")
    return base.overlaid(entry), prompt


def _inputs(
    inputs: Inputs, earlier: list[StageEntry], wrong: Callable[[str, str], UsageError]
) -> PlannedInputs:
    """The latest earlier stage of that name."""
    named = [i for i, stage in enumerate(earlier) if stage.name == inputs.stage]
    if not named:
        raise wrong("inputs.from", f"{inputs.stage!r} is no earlier stage")
    return PlannedInputs(stage=named[-1], select=inputs.select)


def _default_provider() -> Any:
    provider = os.environ.get("PIPELINES_PROVIDER") or "claude"
    if provider not in PROVIDERS:
        allowed = ", ".join(PROVIDERS)
        raise UsageError(f"PIPELINES_PROVIDER: {provider!r} is not allowed; allowed: {allowed}")
    return provider
