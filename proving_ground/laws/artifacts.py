"""Laws about what lies on disk."""

from collections.abc import Iterator
from itertools import pairwise

from proving_ground.evidence import Evidence, Run
from proving_ground.laws.book import law
from proving_ground.laws.wording import name, names
from proving_ground.run_state import IterationFolder


@law(
    "count-agrees",
    "Iterations completed = complete iteration folders = calls that ended well.",
    trusts_files=True,
)
def count_agrees(evidence: Evidence) -> Iterator[str]:
    """Seed 002, pattern 3."""
    state, done, pending = evidence.state, evidence.done, evidence.unrecorded
    folders = {(f.stage, f.iteration) for f in evidence.last.artifacts if f.complete}
    if not set(done) - pending <= folders <= set(done) | evidence.given_up:
        yield f"calls that ended well: {names(done)}; complete folders: {names(folders)}"
    if state is None:
        return
    here = sum(stage == state.current_stage for stage, _ in done)
    spare = sum(stage == state.current_stage for stage, _ in pending)
    if not here - spare <= state.completed <= here:
        yield (
            f"the state counts {state.completed} completed in stage {state.current_stage}, "
            f"its agents ended {here} iterations well"
        )


@law(
    "finished-is-frozen",
    "Artifacts of completed iterations stay byte-identical.",
    trusts_files=True,
)
def finished_is_frozen(evidence: Evidence) -> Iterator[str]:
    """Bug class 12: what was finished is never rewritten."""
    for earlier, later in pairwise(evidence.runs):
        now = {(f.stage, f.iteration): f for f in later.artifacts}
        for folder in _recorded(earlier):
            after = now.get((folder.stage, folder.iteration))
            if after is None or after.files != folder.files:
                yield f"the artifacts of {name((folder.stage, folder.iteration))} changed"


def _recorded(run: Run) -> Iterator[IterationFolder]:
    state = run.after.state
    if state is None:
        return
    for folder in run.artifacts:
        if (folder.stage, folder.iteration) <= (state.current_stage, state.completed):
            yield folder
