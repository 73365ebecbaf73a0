"""Laws about whom the engine asked, and how often: its account of attempts and the call log."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from proving_ground.agents.calls import Call
from proving_ground.orchestration.evidence import Evidence, Run
from proving_ground.orchestration.state import AttemptState

ATTEMPTS = 3
"""How often one backend may be asked for one step in a run, where nobody said."""


def calls_once(evidence: Evidence) -> Iterator[str]:
    """Bug class 14: no call is made again, unless it was cut short, or its backend was down."""
    faults = Counter(_key(call) for call in _unfinished(evidence))
    down = Counter(_key_of(attempt) for attempt in _attempts(evidence) if attempt.down)
    for key, count in Counter(_key(call) for call in evidence.calls).items():
        if count > 1 + faults[key] + down[key]:
            yield (
                f"{key} was run {count} times, with {faults[key]} faults and {down[key]} attempts "
                "at a backend that was down to excuse it"
            )
    for run in evidence.runs:
        cap = run.options.max_attempts or ATTEMPTS
        asked = Counter((_key(call), call.program) for call in run.calls)
        for (key, backend), count in asked.items():
            if count > cap:
                yield f"{backend} was asked for {key} {count} times in one run, {cap} may be made"


def attempts_agree(evidence: Evidence) -> Iterator[str]:
    """Bug class 20: the account of who was asked, and how often, is that of the call log."""
    if evidence.state is None or evidence.state.attempts is None:
        return
    calls = Counter((_key(call), call.program) for call in evidence.calls)
    spare = Counter((_key(call), call.program) for call in _unfinished(evidence))
    reported = Counter((_key_of(attempt), attempt.backend) for attempt in _attempts(evidence))
    for each in sorted({*calls, *reported}):
        if not calls[each] - spare[each] <= reported[each] <= calls[each]:
            yield (
                f"{each[1]} was asked for {each[0]} {calls[each]} times, the state tells of "
                f"{reported[each]}"
            )
    yield from _hasty(evidence)


def _hasty(evidence: Evidence) -> Iterator[str]:
    """Attempts that came sooner than the state says; of calls with a fault it cannot be told."""
    for key in {_key_of(attempt) for attempt in _attempts(evidence)}:
        calls = [call for call in evidence.calls if _key(call) == key]
        attempts = [attempt for attempt in _attempts(evidence) if _key_of(attempt) == key]
        pairs = pairwise(calls) if len(calls) == len(attempts) else ()
        for attempt, (earlier, later) in zip(attempts[1:], pairs, strict=False):
            gap = later.started - (earlier.ended or later.started)
            if gap < attempt.waited:
                yield (
                    f"{key} was tried again after {gap:.3f} s, the state tells of "
                    f"{attempt.waited:g} s of waiting"
                )


def as_configured(evidence: Evidence) -> Iterator[str]:
    """Bug classes 20 and 54: only the chosen backend is called, or its fallback for a reason."""
    options = evidence.runs[0].options
    wanted = options.backend or "claude"
    excused = {(_key_of(each), each.backend) for each in _attempts(evidence) if each.reason}
    excused |= {(_key(call), call.program) for call in _unfinished(evidence)}
    for call in evidence.calls:
        if call.program not in (wanted, options.fallback):
            yield f"{call.program} was called, but {wanted} is the backend"
        elif call.program != wanted and (_key(call), call.program) not in excused:
            yield f"{call.program} was called for {_key(call)}, and no reason is on record"


def verdicts_agree(evidence: Evidence) -> Iterator[str]:
    """Bug class 2: a verdict comes from an agent, or is told to be one that was given before."""
    has_account = evidence.state is not None and evidence.state.attempts is not None
    if not has_account or any(run.fault for run in evidence.runs):
        return
    reported = Counter(
        call.stage
        for call in evidence.calls
        for tool in call.tools
        if tool.name.endswith("review_result") and not tool.failed
    )
    stated = Counter(each.scope for each in evidence.recorded_state.reviews if not each.cached)
    for scope, count in stated.items():
        if count > reported[scope]:
            yield f"the state tells of {count} verdicts of {scope}, agents gave {reported[scope]}"


def _attempts(evidence: Evidence) -> tuple[AttemptState, ...]:
    """The attempts that the state has on record; none where it keeps no account of them."""
    return (evidence.state.attempts if evidence.state else None) or ()


def _key(call: Call) -> str:
    return f"{call.stage} {call.iteration}" + (f" of {call.task}" if call.task else "")


def _key_of(attempt: AttemptState) -> str:
    return f"{attempt.phase} {attempt.number}" + (f" of {attempt.task}" if attempt.task else "")


def _unfinished(evidence: Evidence) -> Iterator[Call]:
    """The calls that a fault cut short, or of which it may have kept the engine from noting."""
    return (call for run in evidence.runs if run.fault for call in _cut_short(run))


def _cut_short(run: Run) -> Iterator[Call]:
    """The calls that were at work when the fault struck, or ended so late that nobody noted it."""
    last = max((call.started for call in run.calls), default=0.0)
    return (call for call in run.calls if call.ended is None or call.ended >= last)
