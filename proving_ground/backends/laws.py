"""The laws of this family: what must hold after every request, whatever the scenario."""

from collections.abc import Iterator

from proving_ground.backends.contract import BACKENDS, COMMAND_LINE
from proving_ground.backends.evidence import Evidence
from proving_ground.laws.law import STAYS_INSIDE, Law, violations
from proving_ground.trials.outside import strays

FORGETTING = frozenset({"delete", "delete_task"})
"""The actions and tools after which a task may be gone."""


def stays_inside(evidence: Evidence) -> Iterator[str]:
    """The tests of the seed's own system wrote into their repository."""
    run = evidence.last
    excused = evidence.root / "tmp" if run.fault else None
    yield from strays(run.before.outside, run.after.outside, excused=excused)


def only_the_chosen(evidence: Evidence) -> Iterator[str]:
    """Bug classes 54 and 68: one backend is never replaced by the other."""
    run = evidence.last
    for call in run.calls:
        if call.program in BACKENDS and call.program != run.expected:
            yield f"{call.program} was called, but {run.expected} is the backend"


def answers_agree(evidence: Evidence) -> Iterator[str]:
    """Every method answers; its exit, its success and its error tell the same."""
    run = evidence.last
    if "Traceback (most recent call last)" in run.stderr:
        yield f"the engine broke down:\n{run.stderr[-2000:]}"
    if run.request.method in COMMAND_LINE or run.fault:
        return
    if run.answer is None:
        yield f"there is no answer to {run.request.method}: {run.stdout[-500:]!r}"
    elif run.answer.success != (run.exit_code == 0):
        yield f"success is {run.answer.success}, but the exit code is {run.exit_code}"
    elif run.answer.success and run.answer.error:
        yield f"it is a success, and has the error {run.answer.error!r}"
    elif not run.answer.success and not run.answer.error:
        yield "it is no success, and no error says why"


def nothing_is_lost(evidence: Evidence) -> Iterator[str]:
    """A store that cannot be read is kept as it is; one that can only grows."""
    run = evidence.last
    before, after = run.before.stored_data, run.after.stored_data
    if before.problem:
        if run.before.stored != run.after.stored:
            yield f"the store was changed although it could not be read: {before.problem}"
        return
    if after.problem:
        yield f"the store cannot be read any more: {after.problem}"
        return
    for memory in before.memories:
        if memory not in after.memories:
            yield f"the memory {memory!r} is lost"
    told = run.request.arguments
    deleting = FORGETTING & {told.get("action"), told.get("tool")}
    if len(after.tasks) < len(before.tasks) - len(deleting):
        yield f"there were {len(before.tasks)} tasks, now there are {len(after.tasks)}"


def nothing_left_alive(evidence: Evidence) -> Iterator[str]:
    """Bug classes 43 and 59: an orphan goes on costing, and holds up whoever waits for it."""
    for process in evidence.last.survivors:
        yield f"the engine has ended, but this lives on: {process}"


def yours_is_yours(evidence: Evidence) -> Iterator[str]:
    """Bug classes 31 and 32: the user's commits and files are the user's."""
    before, after = evidence.last.before, evidence.last.after
    if before.head != after.head:
        yield f"{before.head} was checked out, now it is {after.head}"
    for name, text in before.belongings.items():
        if after.belongings.get(name) != text:
            yield f"the user's file {name} was changed"


LAWS = (
    Law("stays-inside", STAYS_INSIDE, stays_inside),
    Law("only-the-chosen", "Only the chosen backend is ever called.", only_the_chosen),
    Law("answers-agree", "Success, error and exit tell one story.", answers_agree),
    Law("nothing-is-lost", "Memories and tasks do not get lost.", nothing_is_lost),
    Law("nothing-left-alive", "No process of a request survives it.", nothing_left_alive),
    Law("yours-is-yours", "The user's files and commits stay untouched.", yours_is_yours),
)


def broken(evidence: Evidence) -> list[str]:
    """Every violation, as `law-id: what was found`."""
    return violations(LAWS, evidence)
