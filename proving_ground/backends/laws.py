"""The laws of this family: what must hold after every request, whatever the scenario."""

import signal
from collections.abc import Iterator

from proving_ground.backends.contract import BACKENDS, COMMAND_LINE
from proving_ground.backends.evidence import Evidence
from proving_ground.laws import belongings
from proving_ground.laws.belongings import STAYS_INSIDE, YOURS_IS_YOURS
from proving_ground.laws.cleanup import NOTHING_LEFT_ALIVE, unfinished
from proving_ground.laws.law import Registry
from proving_ground.laws.told import OWN_SESSION

LAWS = Registry[Evidence](NOTHING_LEFT_ALIVE, OWN_SESSION, STAYS_INSIDE)
broken = LAWS.broken
FORGETTING = frozenset({"delete", "delete_task"})
"""The actions and tools after which a task may be gone."""


@LAWS.law("only-the-chosen", "Only the chosen backend is ever called.")
def only_the_chosen(evidence: Evidence) -> Iterator[str]:
    """Bug classes 54 and 68: one backend is never replaced by the other."""
    run = evidence.last
    for call in run.calls:
        if call.program in BACKENDS and call.program != run.expected:
            yield f"{call.program} was called, but {run.expected} is the backend"


@LAWS.law("answers-agree", "Success, error and exit tell one story.")
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


@LAWS.law("nothing-is-lost", "Memories and tasks do not get lost.")
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
    arguments = run.request.arguments
    deleting = FORGETTING & {arguments.get("action"), arguments.get("tool")}
    if len(after.tasks) < len(before.tasks) - len(deleting):
        yield f"there were {len(before.tasks)} tasks, now there are {len(after.tasks)}"


@LAWS.law("yours-is-yours", YOURS_IS_YOURS.sentence)
def yours_is_yours(evidence: Evidence) -> Iterator[str]:
    """Bug classes 31 and 32; nothing that is asked for in this family makes a commit."""
    yield from belongings.yours_is_yours(evidence)
    if evidence.last.exit_code != -signal.SIGKILL:
        yield from (f"{path} is left in the user's repository" for path in unfinished(evidence))
    start, now = evidence.at_start.refs.get("HEAD"), evidence.last.git.refs.get("HEAD")
    if start != now:
        yield f"{start} was checked out, now it is {now}"
