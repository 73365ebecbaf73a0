"""A randomised trial as a scenario of a feature, ready to be kept, with what the model expects."""

from collections.abc import Iterable, Iterator

from proving_ground.explore.idea import (
    ASKED,
    STARTED_TWICE,
    SWEEPS,
    Idea,
    Mishap,
    Saying,
    Stage,
)
from proving_ground.explore.model import FAILED, Place, Run, Session, play

FEATURE = """\
@pipelines
Feature: What nobody has thought of
  A promise that holds in every order of things, such as one that was drawn by lot.
  Crosses the seam from the engine to its agents and back.

  @promise.the-state-tells-the-truth{tags}
  Scenario: A drawn trial
"""
STRUCK = {
    "killed": ("was killed", "is killed"),
    "without power": ("lost power", "loses power"),
    "interrupted": ("was interrupted", "is interrupted"),
    "terminated": ("was terminated", "is terminated"),
}
"""What happens to a run at one moment: as a Given tells it, and as a When does."""


def feature(idea: Idea) -> str:
    """The whole text of a feature whose only scenario is the trial."""
    session, runs = play(idea)
    *past, last = runs
    givens = [*_scene(idea, session, runs), *(_past(idea, n, run) for n, run in enumerate(past))]
    when = _when(idea, last, is_first=not past)
    thens = _thens(idea, session, runs)
    steps = [*_block("Given", givens), f"When {when}", *_block("Then", thens)]
    lines = [line for step in steps for line in step.splitlines()]
    tags = "".join(f" @needs.{each}" for each in sorted(_needs(idea, runs)))
    return FEATURE.format(tags=tags) + "".join(f"    {line}\n" for line in lines)


def _needs(idea: Idea, runs: list[Run]) -> Iterator[str]:
    """What an engine must be able to do for it."""
    events = {run.event.what for run in runs if run.event}
    yield from {"status"} if ASKED in events else set()
    yield from {"session-lock"} if STARTED_TWICE in events else set()
    yield from {"interrupt"} if events & {"interrupted", "terminated"} else set()
    yield from {"resume"} if len(runs) > 1 or events & set(SWEEPS) else set()
    yield from {"multi-stage"} if len(idea.stages) > 1 else set()
    yield from {"judgment"} if any(stage.consensus for stage in idea.stages) else set()
    yield from {"context"} if idea.context else set()


def _scene(idea: Idea, session: Session, runs: list[Run]) -> Iterator[str]:
    """The pipeline and its agents; what nobody comes to is left out, as it would be an error."""
    completed = {(stage, iteration) for stage, iteration, _ in session.history}
    called = {place for run in runs for place in run.calls}
    for index, stage in enumerate(idea.stages):
        yield f'a stage "{stage.name}" {_rule(stage)}'
        if any((index, n) in completed for n in range(1, len(stage.votes) + 1)):
            yield f'the agent votes "{", ".join(stage.votes)}"'
    if idea.context:
        yield f'the pipeline\'s context is "{idea.context}"'
    for saying in _said(idea, session):
        where = _in(idea, (saying.stage, saying.iteration))
        yield f'the agent answers "{saying.text}" in {where}'
    for mishap in idea.mishaps:
        if (mishap.stage, mishap.iteration) in called:
            where = _in(idea, (mishap.stage, mishap.iteration))
            attempts = session.attempts[mishap.stage, mishap.iteration]
            yield f"the agent {mishap.deed} in {where}{_times(mishap, attempts)}"


def _said(idea: Idea, session: Session) -> Iterator[Saying]:
    """The sayings that come about, and do not stand in for a vote or a mishap."""
    completed = {(stage, iteration) for stage, iteration, _ in session.history}
    for saying in idea.sayings:
        place = saying.stage, saying.iteration
        if place in completed and not idea.stages[saying.stage].votes and not idea.mishap(place):
            yield saying


def _rule(stage: Stage) -> str:
    if stage.consensus is None:
        return f"of {stage.cap} iteration{'s' * (stage.cap != 1)}"
    least = f", but not before iteration {stage.least}" if stage.least else ""
    votes = f"{stage.consensus} stop votes in a row"
    return f"that ends after {votes}, within {stage.cap} iterations{least}"


def _times(mishap: Mishap, attempts: int) -> str:
    """How often it happens, which is no oftener than somebody tries."""
    if not mishap.times:
        return ""
    times = min(mishap.times, attempts)
    return ", but only once" if times == 1 else f", but only {times} times"


def _in(idea: Idea, place: Place) -> str:
    return f'iteration {place[1]} of stage "{idea.stages[place[0]].name}"'


def _past(idea: Idea, number: int, run: Run) -> str:
    """A run before the last one."""
    if run.event and run.moment:
        which = "resumed run" if number else "run"
        return f"the {which} {STRUCK[run.event.what][0]} while the agent worked on " + _in(
            idea, run.moment
        )
    return "the session was resumed" if number else "the pipeline has run"


def _when(idea: Idea, run: Run, *, is_first: bool) -> str:
    if run.event is None:
        return "the pipeline runs" if is_first else "the session is resumed"
    which = "run" if is_first else "resumed run"
    if run.event.what in SWEEPS:
        return f"the {which} {SWEEPS[run.event.what]}"
    moment = f"while the agent works on {_in(idea, run.moment or (0, 1))}"
    if run.event.what == ASKED:
        asked = "the session" if is_first else "the resumed session"
        return f"the user asks how {asked} stands {moment}"
    if run.event.what == STARTED_TWICE:
        return f"the session is started again {moment}"
    return f"the {which} {STRUCK[run.event.what][1]} {moment}"


def _thens(idea: Idea, session: Session, runs: list[Run]) -> Iterator[str]:
    last = runs[-1]
    event = last.event.what if last.event else ""
    if event in SWEEPS:
        yield "every resumed run is complete, as the uninterrupted run was"
        return
    if event == ASKED:
        yield "the answer is that the session is running"
    if event == STARTED_TWICE:
        yield "the second start is refused"
    yield f"the session is {last.ending}"
    yield from _calls(idea, runs)
    if session.history and last.ending != FAILED:
        rows = [(idea.stages[s].name, str(n), vote) for s, n, vote in session.history]
        yield _table("the history reads:", ("stage", "iteration", "decision"), rows)
    for saying in _said(idea, session):
        if saying.stage == len(idea.stages) - 1 == 0:
            yield f'the kept answer of iteration {saying.iteration} says "{saying.text}"'
    if idea.context and any(run.calls for run in runs):
        yield f'every call was told "{idea.context}"'


def _calls(idea: Idea, runs: list[Run]) -> Iterator[str]:
    last = runs[-1]
    if last.calls:
        rows = [(idea.stages[s].name, str(n)) for s, n in last.calls]
        yield _table("the agent is asked only for:", ("stage", "iteration"), rows)
    elif len(runs) > 1:
        yield "no agent was called in the resumed run"
    total = sum(len(run.calls) for run in runs)
    yield f"the agent was called {total} time{'s' * (total != 1)}"


def _table(head: str, names: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    table = [names, *rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = (" | ".join(map(str.ljust, row, widths)) for row in table)
    return "\n".join([head, *(f"  | {line} |" for line in lines)])


def _block(keyword: str, steps: Iterable[str]) -> Iterator[str]:
    for number, step in enumerate(steps):
        yield f"{'And' if number else keyword} {step}"
