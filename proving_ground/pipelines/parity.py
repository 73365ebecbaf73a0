"""Whether a session that was struck and resumed ended as one that was left in peace."""

from proving_ground.evidence.run_state import HistoryEntry
from proving_ground.faults.parity import Outcome, scrubbed
from proving_ground.pipelines.evidence import Evidence, key_of
from proving_ground.pipelines.laws.formatting import name


def outcome(evidence: Evidence) -> Outcome:
    """How a session ended, aspect by aspect, without times and ids.

    The bytes of artifacts are not compared: they may tell of the time, and a law keeps watch
    over those that were complete before the fault.
    """
    run, state = evidence.last, evidence.state
    outcome: Outcome = {"the exit": run.exit_code, "the state": None}
    if state:
        outcome |= {
            "the state": state.ending,
            "the current stage": state.current_stage,
            "the counters": (state.started, state.completed),
            "the stages": [(stage.name, stage.status) for stage in state.stages],
            "the error": state.error and (state.error.type, state.error.message),
            "the agents at work": state.agents,
            "the history": [
                (_place(entry), entry.decision, scrubbed(entry.details)) for entry in state.history
            ],
        }
    return outcome | {
        "the iterations that were done": [name(key) for key in evidence.done],
        "the artifacts": [
            (
                name(key_of(each)),
                "complete" if each.complete else "incomplete",
                sorted(each.files),
                each.answer,
            )
            for each in run.artifacts
        ],
        "the commits": len(run.git.commits),
        "the branches": run.git.branches,
        "the worktrees": run.git.worktrees,
        "what is not committed": run.git.uncommitted,
    }


def _place(entry: HistoryEntry) -> str:
    """Where an entry of the history belongs; an engine may leave out what there is only one of."""
    stage = "" if entry.stage is None else f" of stage {entry.stage}"
    return f"iteration {entry.iteration}{stage}"
