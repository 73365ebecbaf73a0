"""Whether an orchestration that was struck and resumed ended as one that was left in peace."""

from proving_ground.faults.parity import Outcome
from proving_ground.orchestration.evidence import Evidence


def outcome(evidence: Evidence) -> Outcome:
    """How a run ended, aspect by aspect.

    Not among them: costs, and the calls with their verdicts, for what a crash cut short may be
    asked and paid for again (a law keeps watch over those); and that a conflict was resolved, for
    a crash may leave it resolved and not yet recorded.
    """
    run, state = evidence.last, evidence.state
    outcome: Outcome = {"the exit": run.exit_code, "the state": None}
    if state:
        outcome |= {
            "the state": state.ending,
            "the current phase": state.phase,
            "the phases": [phase for phase in state.phases if phase != "conflict"],
            "the tasks": [(task.id, task.status) for task in state.tasks],
            "the loops": [(loop.task, loop.status) for loop in state.loops],
            "the conflicts": list(state.conflicts),
            "the revisions": state.revisions,
            "the error": state.error and (state.error.type, state.error.message),
        }
    return outcome | {
        "the merges": evidence.merges,
        "the base branch": sorted(run.base.files.items()),
        "the branches": sorted(run.git.branches),
        "the worktrees": list(run.git.worktrees),
        "what is not committed": list(run.git.uncommitted),
    }
