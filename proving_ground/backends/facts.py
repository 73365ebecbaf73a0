"""What is reported of a trial of a backends engine: what was asked, called, and answered."""

from collections.abc import Collection

from proving_ground import facts
from proving_ground.agents import calls
from proving_ground.backends.evidence import Evidence, Run
from proving_ground.backends.laws import LAWS

SESSION = "requests"


def tell(evidence: Evidence, reported: Collection[str]) -> facts.Happened:
    """All that was seen; laws were checked after every request, and `reported` tells the broken."""
    broken = facts.violations_of(reported)
    bad = {each.law for each in broken}
    seen = evidence.runs
    start = min((call.started for run in seen for call in run.calls), default=0.0)
    runs = tuple(_run(run, start) for run in seen)
    return facts.Happened(
        family="backends",
        sessions=(facts.Session(name=SESSION, runs=runs),) if runs else (),
        laws_held=tuple(law.id for law in LAWS if law.id not in bad and runs),
        laws_broken=broken,
    )


def _run(run: Run, start: float) -> facts.Run:
    asked = ", ".join(f"{name}: {value}" for name, value in run.request.arguments.items())
    remembered = ", ".join(run.after.stored_data.memories)
    return facts.Run(
        action=f"{run.request.method}" + (f" ({asked})" if asked else ""),
        exit=run.exit_code,
        after=facts.State(words=_answer(run)),
        fault=run.fault or "",
        calls=tuple(call.facts(start, result=_result(call)) for call in run.calls),
        notes=(*((f"remembered: {remembered}",) if remembered else ()), *run.survivors),
    )


def _result(call: calls.Call) -> str:
    return "cut short" if call.exit is None else f"exit {call.exit}"


def _answer(run: Run) -> str:
    if run.answer is None:
        return f"printed: {run.stdout.strip() or run.stderr.strip() or 'nothing'}"
    return "done" if run.answer.success else f"not done: {run.answer.error}"
