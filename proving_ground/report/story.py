"""What happened in a trial, as lines of text."""

import shlex
from collections.abc import Iterator

from proving_ground.facts import Call, Happened, Run, Session, State, Sweep


def tell(happened: Happened) -> str:
    """The story of all that ran, and of the laws."""
    if not happened.sessions:
        return "The engine was never run."
    return "\n".join(_lines(happened))


def _lines(happened: Happened) -> Iterator[str]:
    if happened.sweep:
        yield f"SWEEP {_sweep(happened.sweep)}; the last of its points that was tried:"
    for session in happened.sessions:
        yield from _session(session)
    if happened.laws_held:
        yield f"Laws that held: {', '.join(happened.laws_held)}"
    for violation in happened.laws_broken:
        yield f"LAW BROKEN {violation.law}: {violation.found}"


def _sweep(sweep: Sweep) -> str:
    return (
        f"{sweep.level}: {sweep.words} each of {len(sweep.points)} changes; {sweep.tried} tried, "
        f"{sweep.lost} not recovered, {1000 * sweep.pace_s:.0f} ms each"
    )


def _session(session: Session) -> Iterator[str]:
    yield f"SESSION {session.name}"
    for number, run in enumerate(session.runs, 1):
        yield f"{number}. {run.action}" + (f", and {run.fault}" if run.fault else "")
        yield from _run(run)


def _run(run: Run) -> Iterator[str]:
    for call in run.calls:
        yield f"  {_work(call)}{_found(call.state)}"
        yield f"    {shlex.join((call.program, *call.arguments))}  →  {call.result}"
        if call.reports:
            yield f"    reported: {', '.join(call.reports)}"
    ended = [run.ended] if run.ended and run.ended != run.after.words else []
    yield f"  Afterwards: {'; '.join((run.after.words, *ended))}"
    yield from (f"  {note}" for note in run.notes)


def _work(call: Call) -> str:
    parts = [call.stage]
    parts += [f"iteration {call.iteration}"] if call.iteration is not None else []
    parts += [f"agent {call.agent}"] if call.agent is not None else []
    parts += [f"for {call.task}"] if call.task else []
    return ", ".join(part for part in parts if part) or "call"


def _found(state: State | None) -> str:
    return f" (state: {state.words})" if state else ""
