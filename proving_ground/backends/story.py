"""A trial's story in plain words: what was asked, which backends were called, what was answered."""

import shlex
from typing import TYPE_CHECKING

from proving_ground.backends.evidence import Turn
from proving_ground.backends.laws import LAWS

if TYPE_CHECKING:
    from proving_ground.backends.trial import BackendsTrial


def tell(trial: "BackendsTrial") -> str:
    """The story of all requests of a trial, as lines of text."""
    if not trial.evidence.turns:
        return "The engine was never asked for anything."
    lines = [line for n, turn in enumerate(trial.evidence.turns, 1) for line in _turn(n, turn)]
    bad = {each.partition(":")[0] for each in trial.reported}
    held = [law.id for law in LAWS if law.id not in bad]
    broken = [f"LAW BROKEN {each}" for each in sorted(trial.reported)]
    return "\n".join([*lines, f"Laws that held: {', '.join(held)}", *broken])


def _turn(number: int, turn: Turn) -> list[str]:
    asked = ", ".join(f"{name}: {value}" for name, value in turn.request.arguments.items())
    lines = [f"Request {number}: {turn.request.method}" + (f" ({asked})" if asked else "")]
    calls = ((each.program, shlex.join(each.argv[1:]), each.exit) for each in turn.calls)
    lines += [f"  {program} {words}  →  exit {code}" for program, words, code in calls]
    fault = f", {turn.fault}" if turn.fault else ""
    lines.append(f"  Afterwards: exit {turn.exit_code}{fault}, {_answer(turn)}")
    return [*lines, f"  Remembered: {', '.join(turn.after.account.memories) or 'nothing'}"]


def _answer(turn: Turn) -> str:
    if turn.answer is None:
        return f"printed: {turn.stdout.strip() or turn.stderr.strip() or 'nothing'}"
    return "done" if turn.answer.success else f"not done: {turn.answer.error}"
