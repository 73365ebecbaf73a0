"""What is reported of a trial of a pipeline."""

from collections.abc import Collection, Iterator, Mapping

from proving_ground import facts
from proving_ground.agents import calls
from proving_ground.faults.sweep import Sweep
from proving_ground.pipelines.evidence import Evidence, Run, Snapshot
from proving_ground.pipelines.laws import LAWS

ACTIONS = {"start": "started", "resume": "resumed"}


def tell(
    sessions: Mapping[str, Evidence], reported: Collection[str], swept: Sweep | None
) -> facts.Happened:
    """All that was seen; the laws were checked after every run, and `reported` tells the broken."""
    broken = facts.violations_of(reported)
    bad = {each.law for each in broken}
    applied = {law for each in sessions.values() for law in LAWS.applying(each)}
    return facts.Happened(
        family="pipelines",
        sessions=tuple(_session(each) for each in sessions.values()),
        sweep=swept.facts() if swept else None,
        laws_held=tuple(law.id for law in LAWS if law in applied and law.id not in bad),
        laws_broken=broken,
    )


def _session(evidence: Evidence) -> facts.Session:
    start = min((call.started for call in evidence.calls), default=0.0)
    runs = tuple(_run(evidence, run, start) for run in evidence.runs)
    return facts.Session(name=evidence.session, runs=runs)


def _run(evidence: Evidence, run: Run, start: float) -> facts.Run:
    return facts.Run(
        action=ACTIONS[run.action],
        exit=run.exit_code,
        ended=facts.how_a_run_ended(run.exit_code, evidence.endings(run.exit_code)),
        after=_state(evidence, run.after),
        fault=run.fault or "",
        approval=run.flags.answer,
        calls=tuple(_calls(evidence, run, start)),
        hooks=tuple(
            facts.Hook(
                point=hook.point,
                origin=hook.origin,
                began_s=round(hook.started - start, 3) if start else 0.0,
            )
            for hook in run.hooks
        ),
        artifacts=tuple(_artifacts(evidence, run)),
        repository=run.git.facts(evidence.at_start),
        notes=run.survivors,
    )


def _calls(evidence: Evidence, run: Run, start: float) -> Iterator[facts.Call]:
    for call, found in zip(run.calls, run.at_calls, strict=True):
        stage = evidence.pipeline.stages[evidence.key(call).stage].name
        state = _state(evidence, found)
        yield call.facts(start, result=_result(call), stage=stage, state=state)


def _result(call: calls.Call) -> str:
    decision = (call.decision or {}).get("decision")
    if call.exit == 0:
        return str(decision) if decision else "judged" if call.judges else "no decision"
    return facts.how_a_call_ended(call.exit)


def _artifacts(evidence: Evidence, run: Run) -> Iterator[facts.Artifact]:
    for folder in run.artifacts:
        yield facts.Artifact(
            stage=_stage(evidence, folder.stage),
            iteration=folder.iteration,
            agent=folder.agent,
            complete=folder.complete,
            files=tuple(sorted(folder.files)),
        )


def _stage(evidence: Evidence, index: int) -> str:
    """The stage's name; an engine may tell of stages that there are not."""
    stages = evidence.pipeline.stages
    return stages[index].name if index < len(stages) else f"number {index}"


def _state(evidence: Evidence, snapshot: Snapshot) -> facts.State:
    state = snapshot.state
    if state is None:
        return facts.State(words=snapshot.problem or "none yet")
    stage = _stage(evidence, state.current_stage)
    return facts.State(
        words=f"{state.ending}, stage {stage}, {state.completed} completed",
        ending=state.ending,
        stage=stage,
        completed=state.completed,
    )
