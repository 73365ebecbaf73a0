"""Laws about what the state tells."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from proving_ground.agents.calls import Call
from proving_ground.engines.contract import Key
from proving_ground.evidence import Evidence
from proving_ground.laws.book import law
from proving_ground.laws.wording import entries
from proving_ground.run_state import RunState


@law(
    "history-in-order",
    "The history lists each completed iteration once, in order.",
    trusts_files=True,
)
def history_in_order(evidence: Evidence) -> Iterator[str]:
    """Seed 002, pattern 2 and bug 4."""
    state = evidence.state
    if state is None:
        return
    done, pending = evidence.done, evidence.unrecorded
    found = [(entry.stage, entry.iteration, entry.decision) for entry in state.history]
    told = _as_told(done, state)
    settled = {key: call for key, call in done.items() if key not in pending}
    if found not in (told, _as_told(settled, state)):
        yield f"expected {entries(told)}, found {entries(found)}"


@law(
    "never-backwards", "Counters and stage never decrease while a session lives.", trusts_files=True
)
def never_backwards(evidence: Evidence) -> Iterator[str]:
    """Seed 002, pattern 1."""
    states = [(reading.moment, reading.state) for reading in evidence.readings if reading.state]
    for (_, earlier), (moment, later) in pairwise(states):
        for what, was, now in _counters(earlier, later):
            if (later.current_stage, now) < (earlier.current_stage, was):
                yield (
                    f"{moment}: {what} went from {was} in stage {earlier.current_stage} "
                    f"to {now} in stage {later.current_stage}"
                )
    for moment, state in states:
        if state.started < state.completed:
            yield f"{moment}: {state.started} iterations started, but {state.completed} completed"


@law("always-readable", "The state parses at every moment that anyone looked.", trusts_files=True)
def always_readable(evidence: Evidence) -> Iterator[str]:
    """Bug classes 24 and 25."""
    for reading in evidence.readings:
        if reading.problem:
            yield f"{reading.moment}: {reading.problem}"


def _as_told(done: dict[Key, Call], state: RunState) -> list[tuple[int | None, int, str | None]]:
    """What the history must hold; without stages where the engine's history tells none."""
    tells_stages = any(entry.stage is not None for entry in state.history)
    return [
        (stage if tells_stages else None, iteration, (call.decision or {}).get("decision"))
        for (stage, iteration), call in done.items()
    ]


def _counters(earlier: RunState, later: RunState) -> Iterable[tuple[str, int, int]]:
    yield "iterations started", earlier.started, later.started
    yield "iterations completed", earlier.completed, later.completed
