"""A trial's story in plain words: what was asked, which backends were called, what was answered."""

import shlex
from typing import TYPE_CHECKING

from proving_ground.backends.evidence import Run
from proving_ground.backends.laws import LAWS

if TYPE_CHECKING:
    from proving_ground.backends.trial import BackendsTrial


def tell(trial: "BackendsTrial") -> str:
    """The story of all requests of a trial, as lines of text."""
    if not trial.evidence.runs:
        return "The engine was never asked for anything."
    lines = [line for n, run in enumerate(trial.evidence.runs, 1) for line in _run(n, run)]
    bad = {each.partition(":")[0] for each in trial.reported}
    held = [law.id for law in LAWS if law.id not in bad]
    broken = [f"LAW BROKEN {each}" for each in sorted(trial.reported)]
    return "\n".join([*lines, f"Laws that held: {', '.join(held)}", *broken])


def _run(number: int, run: Run) -> list[str]:
    asked = ", ".join(f"{name}: {value}" for name, value in run.request.arguments.items())
    lines = [f"Request {number}: {run.request.method}" + (f" ({asked})" if asked else "")]
    calls = ((each.program, shlex.join(each.argv[1:]), each.exit) for each in run.calls)
    lines += [f"  {program} {words}  →  exit {code}" for program, words, code in calls]
    fault = f", {run.fault}" if run.fault else ""
    lines.append(f"  Afterwards: exit {run.exit_code}{fault}, {_answer(run)}")
    return [*lines, f"  Remembered: {', '.join(run.after.stored_data.memories) or 'nothing'}"]


def _answer(run: Run) -> str:
    if run.answer is None:
        return f"printed: {run.stdout.strip() or run.stderr.strip() or 'nothing'}"
    return "done" if run.answer.success else f"not done: {run.answer.error}"
