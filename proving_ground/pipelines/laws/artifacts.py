"""Laws about what lies on disk."""

from collections.abc import Iterator
from itertools import pairwise

from proving_ground.pipelines.evidence import Evidence, key_of
from proving_ground.pipelines.laws.formatting import name, names
from proving_ground.pipelines.laws.registry import law


@law(
    "count-agrees",
    "Iterations completed = complete iteration folders = calls that ended well.",
    trusts_files=True,
)
def count_agrees(evidence: Evidence) -> Iterator[str]:
    """Seed 002, pattern 3."""
    state, done, pending = evidence.state, evidence.done, evidence.unrecorded
    folders = {key_of(folder) for folder in evidence.last.artifacts if folder.complete}
    if not set(done) - pending <= folders <= set(done) | evidence.given_up:
        yield f"calls that ended well: {names(done)}; complete folders: {names(folders)}"
    if state is None or not evidence.is_reported(state.current_stage):
        return
    finished, cut = evidence.finished, {key.place for key in pending}
    here = sum(stage == state.current_stage for stage, _ in finished)
    spare = sum(stage == state.current_stage for stage, _ in finished & cut)
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
        now = {key_of(folder): folder for folder in later.artifacts}
        for folder in earlier.artifacts:
            key = key_of(folder)
            if earlier.has_recorded(key) and (key not in now or now[key].files != folder.files):
                yield f"the artifacts of {name(key)} changed"
