"""What is reported of a trial of a loop engine: what it called, and what it told."""

from collections.abc import Collection

from proving_ground import facts
from proving_ground.agents.calls import Call
from proving_ground.loops.evidence import LoopEvidence, LoopRun, says_done, task_of
from proving_ground.loops.laws import LAWS

SESSION = "loop"
LINES = 8
"""How many of the last lines that the engine printed are reported."""


def tell(evidence: LoopEvidence | None, reported: Collection[str]) -> facts.Happened:
    """All that was seen; the laws were checked after every run, and `reported` tells the broken."""
    broken = facts.violations_of(reported)
    bad = {each.law for each in broken}
    runs = _runs(evidence) if evidence else ()
    applied = LAWS.applying(evidence) if evidence else ()
    return facts.Happened(
        family="loops",
        sessions=(facts.Session(name=SESSION, runs=runs),) if runs else (),
        laws_held=tuple(law.id for law in applied if law.id not in bad),
        laws_broken=broken,
    )


def _runs(evidence: LoopEvidence) -> tuple[facts.Run, ...]:
    start = min((call.started for call in evidence.calls), default=0.0)
    return tuple(_run(evidence, run, start) for run in evidence.runs)


def _run(evidence: LoopEvidence, run: LoopRun, start: float) -> facts.Run:
    ended = facts.how_a_run_ended(run.exit_code, evidence.endings(run))
    printed = (run.stdout + run.stderr).splitlines()[-LINES:]
    return facts.Run(
        action="started",
        exit=run.exit_code,
        ended=ended,
        after=facts.State(words=ended),
        fault=run.fault or "",
        calls=tuple(call.facts(start, result=_result(call)) for call in run.calls),
        notes=(*run.survivors, *_person(run), *(f"printed: {line}" for line in printed)),
    )


def _person(run: LoopRun) -> tuple[str, ...]:
    """Whom the run was to ask, and how often it did."""
    return () if run.person is None else (f"its person {run.person}, and was asked {run.asked} ×",)


def _result(call: Call) -> str:
    ended = [facts.how_a_call_ended(call.exit)] if call.exit != 0 else []
    done = [f"{task_of(call)} is done"] if task_of(call) else []
    said = ["nothing is left"] if says_done(call) else []
    if call.exit is None:
        return ended[0]
    return ", ".join((*ended, *done, *said)) or facts.how_a_call_ended(call.exit)
