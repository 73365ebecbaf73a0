"""What is reported of a trial of an orchestrator: phases, tasks, and what agents reported."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from proving_ground import facts
from proving_ground.agents import calls
from proving_ground.faults.sweep import Sweep
from proving_ground.orchestration.evidence import Evidence, Run, Snapshot
from proving_ground.orchestration.laws import LAWS

ACTIONS = {"start": "started", "resume": "resumed"}
Told = Callable[[Mapping[str, Any], int], str]
"""Words for a report, made of its arguments and of how many of its kind there were."""


def _either(argument: str, yes: str, no: str) -> Told:
    return lambda told, _: yes if told.get(argument) else no


def _plural(word: str) -> Told:
    return lambda _, count: f"{count} {word}{'s' * (count != 1)}"


REPORTS: Mapping[str, Told] = {
    "codebase_analysis": lambda *_: "analyzed",
    "write_task": _plural("task"),
    "add_plan_group": _plural("group"),
    "complete_task": lambda *_: "task done",
    "fail_task": lambda *_: "task given up",
    "review_result": _either("passed", "passed", "sent back"),
    "conflict_result": _either("resolved", "resolved", "not resolved"),
}
"""What an agent decided, by the tool that it reported it with (without `set_`, `set_loop_`)."""


def tell(
    sessions: Mapping[str, Evidence], reported: Collection[str], swept: Sweep | None
) -> facts.Happened:
    """All that was seen; the laws were checked after every run, and `reported` tells the broken."""
    broken = facts.violations_of(reported)
    bad = {each.law for each in broken}
    return facts.Happened(
        family="orchestration",
        sessions=tuple(_session(name, each) for name, each in sessions.items()),
        sweep=swept.facts() if swept else None,
        laws_held=tuple(law.id for law in LAWS if law.id not in bad and sessions),
        laws_broken=broken,
    )


def _session(name: str, evidence: Evidence) -> facts.Session:
    start = min((call.started for call in evidence.calls), default=0.0)
    return facts.Session(
        name=name,
        runs=tuple(
            facts.Run(
                action=ACTIONS[run.action],
                exit=run.exit_code,
                ended=facts.how_a_run_ended(run.exit_code, evidence.endings(run.exit_code)),
                after=_state(run.after),
                fault=run.fault or "",
                calls=tuple(_calls(run, start)),
                repository=run.git.facts(evidence.at_start),
                notes=run.survivors,
            )
            for run in evidence.runs
        ),
    )


def _calls(run: Run, start: float) -> Iterator[facts.Call]:
    for call, snapshot in run.calls_with_snapshots:
        state = _state(snapshot) if snapshot.state or snapshot.problem else None
        yield call.facts(start, result=_result(call), stage=call.stage or "", state=state)


def _result(call: calls.Call) -> str:
    """What the agent reported last, or else how it ended."""
    if call.exit != 0:
        return facts.how_a_call_ended(call.exit)
    if not call.tools:
        return "reported nothing"
    *_, last = call.tools
    if last.failed:
        return "report not taken"
    told = last.name.removeprefix("set_loop_").removeprefix("set_")
    counted = sum(tool.name == last.name and not tool.failed for tool in call.tools)
    return REPORTS[told](last.arguments, counted) if told in REPORTS else "reported"


def _state(snapshot: Snapshot) -> facts.State:
    state = snapshot.state
    if state is None:
        return facts.State(words=snapshot.problem or "no state")
    tasks = ", ".join(f"{task.id} {task.status}" for task in state.tasks)
    error = f"; {state.error.type}: {state.error.message}" if state.error else ""
    phase = "" if state.phase == state.ending else f" in {state.phase}"
    where = f"{state.ending}{phase}, ${state.cost:.2f}"
    return facts.State(
        words=f"{where}, tasks: {tasks or 'none'}{error}",
        ending=state.ending,
        stage=state.phase,
        cost_usd=state.cost,
    )
