"""The laws of this family: what must hold after every run, whatever the scenario."""

from collections.abc import Iterator
from itertools import pairwise

from proving_ground.evidence.run_state import Ending
from proving_ground.laws.account import ALWAYS_READABLE, disagreements
from proving_ground.laws.belongings import STAYS_INSIDE, YOURS_IS_YOURS
from proving_ground.laws.cleanup import NOTHING_LEFT_ALIVE, NOTHING_LEFT_BEHIND
from proving_ground.laws.law import Registry
from proving_ground.laws.told import OWN_SESSION
from proving_ground.orchestration import call_laws
from proving_ground.orchestration.contract import PHASES
from proving_ground.orchestration.evidence import Evidence
from proving_ground.orchestration.state import OrchestrationState

LAWS = Registry[Evidence](
    ALWAYS_READABLE,
    NOTHING_LEFT_ALIVE,
    NOTHING_LEFT_BEHIND,
    OWN_SESSION,
    STAYS_INSIDE,
    YOURS_IS_YOURS,
)
LAWS.law("calls-once", "No call is made again, unless it was cut short or its backend was down.")(
    call_laws.calls_once
)
LAWS.law("attempts-agree", "The state tells who was asked, and how often.")(
    call_laws.attempts_agree
)
LAWS.law("verdicts-agree", "A verdict is an agent's, or told to be one given before.")(
    call_laws.verdicts_agree
)
LAWS.law("as-configured", "Only the configured backends are called.")(call_laws.as_configured)
broken = LAWS.broken
PARALLEL = 4
"""How many loops may run at once where nobody said."""
ORDER = ("analyze", "enumerate", "plan", "revise", "build", "review", "complete")
"""The phases from one revision to the next; a conflict may come at any time while building."""
GATES = {f"review-{phase}": phase for phase in PHASES} | {"review-loop": "build"}


@LAWS.law("outcome-agrees", "Exit, state and call log tell one outcome.")
def outcome_agrees(evidence: Evidence) -> Iterator[str]:
    """Bug classes 1 to 7: no work, an open task or a failed review is never a success."""
    state = evidence.state
    yield from disagreements(evidence)
    if state is None:
        return
    if state.ending is Ending.COMPLETE:
        yield from _false_success(evidence, state)
    elif state.ending not in (Ending.RUNNING, Ending.PAUSED, Ending.COMPLETE) and not state.error:
        yield f"the run is {state.ending}, and no error says why"


def _false_success(evidence: Evidence, state: OrchestrationState) -> Iterator[str]:
    if not evidence.calls_for("build"):
        yield "the run counts as complete, but no agent ever built anything"
    for task in state.tasks:
        if task.status != "completed":
            yield f"the run counts as complete, but task {task.id} is {task.status}"
    for loop in state.loops:
        if loop.status != "completed":
            yield f"the run counts as complete, but loop {loop.id} is {loop.status}"
    verdicts = [review.passed for review in state.reviews if review.scope == "review"]
    if verdicts[-1:] != [True]:
        yield "the run counts as complete, but its latest review did not pass"
    if state.conflicts:
        yield f"the run counts as complete, with conflicts in {', '.join(state.conflicts)}"


@LAWS.law("done-is-merged", "A completed loop is merged, and nothing else is.")
def done_is_merged(evidence: Evidence) -> Iterator[str]:
    """Bug classes 6 and 7: a loop is completed by a commit of two parents in the base branch."""
    if evidence.state is None:
        return
    done = [loop.id for loop in evidence.state.loops if loop.status == "completed"]
    merges = evidence.merges
    if merges != len(done) and not (evidence.last.fault and merges == len(done) + 1):
        yield f"completed: {', '.join(done) or 'no loop'}; the base branch holds {merges} merges"
    if evidence.last.base.in_merge:
        yield "the user's checkout was left in the middle of a merge"


@LAWS.law("phase-agrees", "The state tells the phase that is being worked on.")
def phase_agrees(evidence: Evidence) -> Iterator[str]:
    """The state tells the phase that the agent is called for."""
    for run in evidence.runs:
        for call, snapshot in run.calls_with_snapshots:
            phase = GATES.get(str(call.stage), call.stage)
            building = {phase, snapshot.state.phase if snapshot.state else None} <= {
                "build",
                "conflict",
            }
            if snapshot.state is None:
                yield f"{call.stage} was called while there was no state to read"
            elif snapshot.state.phase != phase and not building:
                yield f"{call.stage} was called while the state told {snapshot.state.phase}"


@LAWS.law("dependencies-first", "What a task needs is merged before it is built.")
def dependencies_first(evidence: Evidence) -> Iterator[str]:
    """A task is built when all that it depends on is merged."""
    for run in evidence.runs:
        for call, snapshot in run.calls_with_snapshots:
            if call.stage != "build" or snapshot.state is None or call.task is None:
                continue
            for needed in snapshot.state.task(call.task).dependencies:
                if snapshot.state.task(needed).status != "completed":
                    yield f"{call.task} was built before {needed} was done"


@LAWS.law("never-backwards", "Counters, cost and phase never decrease.")
def never_backwards(evidence: Evidence) -> Iterator[str]:
    """Bug classes 8 and 15: what was spent, counted or completed stays so."""
    states = [
        (snapshot.moment, snapshot.state) for snapshot in evidence.snapshots if snapshot.state
    ]
    for (_, earlier), (moment, later) in pairwise(states):
        for what, was, now in _counters(earlier, later):
            if now < was:
                yield f"{moment}: {what} went from {was} to {now}"


def _counters(
    earlier: OrchestrationState, later: OrchestrationState
) -> Iterator[tuple[str, float, float]]:
    yield "revisions", earlier.revisions, later.revisions
    yield "the cost", round(earlier.cost, 6), round(later.cost, 6)
    yield "reviews", len(earlier.reviews), len(later.reviews)
    if earlier.revisions == later.revisions and "conflict" not in (earlier.phase, later.phase):
        yield "the phase", ORDER.index(earlier.phase), ORDER.index(later.phase)
    iterations = {loop.id: loop.iterations for loop in later.loops}
    for loop in earlier.loops:
        yield f"iterations of {loop.id}", loop.iterations, iterations.get(loop.id, -1)


@LAWS.law("budget-holds", "Cost and revisions stay within their caps.")
def budget_holds(evidence: Evidence) -> Iterator[str]:
    """Bug classes 15 and 50: over all resumes, no call begins once the money is spent."""
    for run in evidence.runs:
        for call, snapshot in run.calls_with_snapshots:
            if snapshot.state and snapshot.state.cost >= snapshot.state.max_cost:
                yield (
                    f"call {call.number} was made when ${snapshot.state.cost:.2f} "
                    f"of ${snapshot.state.max_cost:.2f} were spent"
                )
    state = evidence.state
    if state and state.revisions > state.max_revisions:
        yield f"there were {state.revisions} revisions, {state.max_revisions} are allowed"


@LAWS.law("loops-are-capped", "No more agents build at once than may.")
def loops_are_capped(evidence: Evidence) -> Iterator[str]:
    """No more agents build at once than were asked for."""
    for run in evidence.runs:
        cap = run.options.max_loops or PARALLEL
        spans = [(c.started, c.ended) for c in run.calls if c.stage == "build" and c.ended]
        most = max((sum(s <= at < e for s, e in spans) for at, _ in spans), default=0)
        if most > cap:
            yield f"{most} agents built at once, {cap} may"


@LAWS.law("done-is-done", "Resuming a complete run changes nothing.")
def done_is_done(evidence: Evidence) -> Iterator[str]:
    """Bug class 23: a resume must not become a replay."""
    for run in evidence.runs:
        if run.before.state and run.before.state.ending is Ending.COMPLETE:
            if run.calls:
                yield f"a complete run called {len(run.calls)} agents"
            if run.after.state != run.before.state:
                yield "a complete run's state was changed"


@LAWS.law("nothing-is-lost", "Work that is not merged stays on its branch.")
def nothing_is_lost(evidence: Evidence) -> Iterator[str]:
    """Bug class 36: work that is not merged stays on its branch."""
    for loop in evidence.state.loops if evidence.state else ():
        worked = any(call.loop == loop.id and call.exit == 0 for call in evidence.calls)
        merged = loop.status == "completed" or evidence.last.fault
        if worked and not merged and evidence.branches + loop.id not in evidence.own_branches:
            yield f"loop {loop.id} is {loop.status}, and its branch is gone"
