"""Starting and resuming a session: who may, and from where."""

from collections.abc import Iterator
from contextlib import contextmanager

from reference_engine.pipelines import display, lock, records
from reference_engine.pipelines.approvals import must_wait
from reference_engine.pipelines.config import Consent
from reference_engine.pipelines.errors import Exit, UsageError
from reference_engine.pipelines.layout import Session
from reference_engine.pipelines.planning import Flags, Plan
from reference_engine.pipelines.processes import Signals
from reference_engine.pipelines.runner import Runner
from reference_engine.pipelines.state import State
from reference_engine.pipelines.store import make_folder, make_hidden_folder


def start(session: Session, plan: Plan) -> int:
    """Run a new session to its end and return the exit code."""
    signals = Signals()
    with _locked(session):
        if session.state.exists():
            raise UsageError(f"session {session.name} exists; resume it, or choose another name")
        state = State.new(session.name, plan.pipeline, [stage.name for stage in plan.stages])
        make_folder(session.folder)
        records.write(session.plan, plan)
        display.started(state)
        return _run(session, plan, state, signals)


def resume(session: Session, flags: Flags) -> int:
    """Run a session on and return the exit code; where nothing is left to do, change nothing."""
    signals = Signals()
    state, plan = _load(session, flags)
    if flags.answer and not (state.gate and state.gate.asked_at):
        raise UsageError(f"session {session.name} asks nothing; leave --answer out")
    if state.status == "paused" and state.gate and must_wait(state.gate.deadline, flags.answer):
        return _unchanged(session, f"is still paused: {state.completion_reason}", Exit.PAUSED)
    cap = plan.stages[state.current_stage].termination.cap
    if state.status == "complete":
        return _unchanged(session, "is complete already", Exit.COMPLETE)
    if state.status == "capped" and state.iteration_completed >= cap:
        return _unchanged(session, f"is still at its cap of {cap}; raise --iterations", Exit.CAPPED)
    with _locked(session):
        _tidy_claims(session)
        state, plan = _load(session, flags)  # another engine may just have let go of it
        state.resume()
        display.resumed(state)
        return _run(session, plan, state, signals, flags.answer)


def load_state(session: Session) -> State:
    """The state of a session; UsageError where there is no such session."""
    if not session.state.exists():
        raise UsageError(f"there is no session {session.name} in {session.project}")
    return records.read(session.state, State)


def _load(session: Session, flags: Flags) -> tuple[State, Plan]:
    state = load_state(session)
    return state, flags.over(records.read(session.plan, Plan), state.current_stage)


@contextmanager
def _locked(session: Session) -> Iterator[None]:
    make_hidden_folder(session.folder.parent)
    make_hidden_folder(session.lock.parent)
    with lock.held(session.lock):
        yield


def _unchanged(session: Session, why: str, code: Exit) -> Exit:
    lock.tidy(session.lock)
    _tidy_claims(session)
    display.say(f"session {session.name} {why}")
    return code


def _tidy_claims(session: Session) -> None:
    """Remove what a killed engine left of its claims; those that are held stay."""
    for claim in session.claims.glob("*.lock"):
        lock.tidy(claim)


def _run(
    session: Session, plan: Plan, state: State, signals: Signals, answer: Consent | None = None
) -> int:
    records.write(session.state, state)
    return Runner(session, plan, state, signals, answer).run()
