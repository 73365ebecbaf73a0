"""What the model expects of a drawn trial, as the Thens of its scenario."""

from collections.abc import Iterator

from proving_ground.explore import deeds
from proving_ground.explore.idea import (
    AFTER,
    ASKED,
    BEFORE,
    BETWEEN,
    ON_ERRORS,
    STARTED_TWICE,
    SWEEPS,
)
from proving_ground.explore.model import (
    CAPPED,
    COMPLETE,
    DEAD,
    FAILED,
    INTERRUPTED,
    PAUSED,
    Happened,
)
from proving_ground.explore.told import Told, label, table
from proving_ground.pipelines.words import telling

SETTINGS = ("command line", "stage", "pipeline", "environment")
"""Who is heard first when several ask for a model or a backend."""
DEFAULT_MODELS = {"claude": "opus"}
SHORT = 3
"""Characters of a note that may stand in a progress file without anybody's having noted it."""


def thens(told: Told) -> Iterator[str]:
    """All that must hold in the end, the most telling first."""
    last = told.runs[-1]
    event = last.plan.event.what if last.plan.event else ""
    if event in SWEEPS and not told.idea.asked:
        yield "every resumed run is complete, as the uninterrupted run was"
        return
    if told.idea.asked:
        yield from _answer(told)
    if event == ASKED:
        yield "the answer is that the session is running"
    if event == STARTED_TWICE:
        yield "the second start is refused"
    yield f"the session is {last.ending}"
    yield from _error(told)
    yield from _calls(told)
    yield from _history(told)
    yield from _stages(told)
    yield from _agents(told)
    yield from _hooks(told)
    yield from _kept(told)
    yield from _read(told)
    if told.idea.tasks:
        yield from _tasks(told)
    if telling("was told", told.idea.context) and any(run.calls for run in told.runs):
        yield f'every call was told "{told.idea.context}"'
    if last.ending == COMPLETE:
        yield "the engine complained of nothing"


def _answer(told: Told) -> Iterator[str]:
    """What a user is told who asks in the end."""
    run = told.runs[-1]
    dead = run.ending in (DEAD, INTERRUPTED)
    yield f"the answer is that {'nobody works on the session' if dead else _is(run.ending)}"
    if run.ending == FAILED and run.error[0] == "says" and run.error[1]:
        yield f'the answer says "{run.error[1]}"'
    if len(told.idea.stages) > 1 and not dead and run.ending != CAPPED:
        votes = [", ".join(told.session.decisions(n)) for n in range(len(told.idea.stages))]
        rows = [(*row, votes[n]) for n, row in enumerate(_standings(told))]
        yield table("the answer tells of these stages:", ("stage", "status", "votes"), rows)


def _is(ending: str) -> str:
    return f"the session is {ending}"


def _standings(told: Told) -> list[tuple[str, str]]:
    """How each stage stands after a run that had the time to say so."""
    now, ending = told.session.stage, told.runs[-1].ending
    here = {COMPLETE: "complete", FAILED: "failed", PAUSED: "pending"}[ending]
    stages = enumerate(told.idea.stages)
    status = {-1: "complete", 0: here, 1: "pending"}
    return [(stage.name, status[(n > now) - (n < now)]) for n, stage in stages]


def _stages(told: Told) -> Iterator[str]:
    if len(told.idea.stages) > 1 and told.runs[-1].ending in (COMPLETE, FAILED, PAUSED):
        yield table("the stages read:", ("stage", "status"), _standings(told))


def _error(told: Told) -> Iterator[str]:
    run = told.runs[-1]
    if run.ending != FAILED:
        return
    kind, words = run.error
    if kind == "ended":
        yield "the error tells how the agent ended"
    if kind in ("refused", "failed"):
        yield f"the session was stopped by a hook that {kind}"
    if words and kind in ("says", "refused"):
        yield f'the error says "{words}"'


def _calls(told: Told) -> Iterator[str]:
    last, total = told.runs[-1], sum(len(run.calls) for run in told.runs)
    if last.calls:
        rows = [{"stage": told.idea.stages[c.stage].name, **_row(told, c)} for c in last.calls]
        names = tuple(rows[0])
        yield table("the agent is asked only for:", names, [tuple(r.values()) for r in rows])
    elif len(told.runs) > 1:
        yield "no agent was called in the resumed run"
    yield f"the agent was called {total} time{'s' * (total != 1)}"


def _row(told: Told, call: Happened) -> dict[str, str]:
    """What a table tells of a call."""
    row = {"iteration": str(call.iteration)}
    if told.idea.tasks:
        row["task"] = str(call.task)
    if any(stage.block for stage in told.idea.stages):
        row["agent"] = "" if call.agent is None else f"agent-{call.agent}"
    if told.idea.models and (asked := _asked(told, call.stage)):
        row.update(asked)
    return row


def _asked(told: Told, stage: int) -> dict[str, str]:
    """Backend and model that a stage's calls use; none where some stage's model is not promised."""
    found = [_settings(told, each) for each in range(len(told.idea.stages))]
    return found[stage] if all(each["model"] for each in found) else {}


def _settings(told: Told, stage: int) -> dict[str, str]:
    is_last = stage == len(told.idea.stages) - 1
    asks = {
        (source, setting): value
        for source, setting, value in told.idea.asks
        if source != "stage" or is_last
    }
    backend, model = (
        next((asks[who, what] for who in SETTINGS if asks.get((who, what))), "")
        for what in ("backend", "model")
    )
    backend = backend or "claude"
    return {"backend": backend, "model": model or DEFAULT_MODELS.get(backend, "")}


def _history(told: Told) -> Iterator[str]:
    clocks = told.idea.clocks
    is_dated = len(clocks) == 1 and not clocks[0].startswith("jumps")
    names = ("stage", "iteration", "decision", *(["recorded at"] if is_dated else []))
    rows = [
        (told.idea.stages[e.stage].name, str(e.iteration), e.decision, *clocks * is_dated)
        for e in told.session.history
    ]
    if rows:
        yield table("the history reads:", names, rows)


def _agents(told: Told) -> Iterator[str]:
    """How the agents of a block stand that recorded all of its iterations."""
    stage, history = told.idea.stages[-1], told.session.history
    if len(told.idea.stages) > 1 or not stage.block or told.runs[-1].ending != COMPLETE:
        return
    if stage.block.needed != stage.block.agents:
        return
    rows = [(str(e.iteration), f"agent-{agent}", "complete") for e in history for agent in e.agents]
    yield table("the agents read:", ("iteration", "agent", "status"), rows)


def _hooks(told: Told) -> Iterator[str]:
    idea, trace = told.idea, told.trace
    if idea.hooks and trace and not any(stage.block for stage in idea.stages):
        rows = [
            (c.point, c.origin, "")
            if c.point
            else ("agent", idea.stages[c.stage].name, str(c.iteration))
            for c in trace
        ]
        yield table("this happened, in this order:", ("what", "of", "iteration"), rows)
    for hook in idea.hooks:
        ran = [c for c in trace if (c.point, c.origin) == (hook.point, hook.origin)]
        yield from _hook(told, hook.point, ran) if _is_alone(told, hook.point) else ()
        is_seen = not any(each.startswith("the engine runs") for each in idea.givens)
        is_heard = is_seen and len(told.runs) == 1 and len(ran) >= hook.call
        if hook.deed == deeds.SAYS and is_heard:
            yield f'the user is told of "{hook.text}"'


def _is_alone(told: Told, point: str) -> bool:
    return [hook.point for hook in told.idea.hooks].count(point) == 1


def _hook(told: Told, point: str, ran: list[Happened]) -> Iterator[str]:
    """What the only hook of that point was told."""
    numbers = [call.iteration for call in ran]
    is_row = numbers and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    if point in (BEFORE, AFTER) and is_row:
        to = f"s {numbers[0]} to {numbers[-1]}" if len(numbers) > 1 else f" {numbers[0]}"
        yield f"the hook {point} was told of iteration{to}"
    if point == ON_ERRORS:
        count = {0: "never ran", 1: "ran once"}.get(len(ran), f"ran {len(ran)} times")
        yield f"the hook {point} {count}"
    if point in (AFTER, BETWEEN) and ran and not any(s.block for s in told.idea.stages):
        votes = told.session.decisions(ran[-1].stage - (point == BETWEEN))
        vote = votes[(ran[-1].iteration or len(votes)) - 1]
        yield f'the hook {point} was last told of "Voted {vote}"'


def _kept(told: Told) -> Iterator[str]:
    """Answers and notes of iterations that were completed, where one stage alone is at work."""
    if len(told.idea.stages) > 1:
        return
    made = {each.iteration for each in told.session.history if not each.agents}
    for deed in told.played:
        number, does = deed.iteration, deed.deeds[0]
        answer, note = (deeds.text_of(does, start) for start in (deeds.ANSWER, deeds.NOTE))
        says = f"the kept answer of iteration {number} says"
        if answer is not None and number in made:
            yield f'{says} "{answer}"'
        if does == deeds.LONG and number in made:
            yield f'{says} "line by line" 250000 times'
        if note is not None and number + 1 in made:
            yield f'the agent finds "{note}" in its progress file in iteration {number + 1}'
        if note is not None and deed.agent is not None and number == 1:
            yield from _shared(told, deed.agent, note)


def _shared(told: Told, agent: int, note: str) -> Iterator[str]:
    """Who finds what one of several agents noted in the first iteration: that one alone."""
    others = [c for c in told.trace if c.iteration == 2 and c.agent not in (None, agent)]
    tries = {told.session.attempts[0, 2, who] for who in (agent, *(c.agent for c in others[:1]))}
    if others and tries == {1} and len(note) > SHORT:
        found = f'"{note}" in its progress file in iteration 2'
        yield f"agent-{agent} finds {found}"
        yield f"agent-{others[0].agent} does not find {found}"


def _read(told: Told) -> Iterator[str]:
    """What stages were given that read earlier ones."""
    for stage, given in told.session.inputs.items():
        if told.idea.stages[stage].block:
            continue
        names = ("stage", "iteration", "agent")
        rows = [
            (told.idea.stages[s].name, str(n), "" if who is None else f"agent-{who}")
            for s, n, who in given
        ]
        of = label(told.idea, stage)
        yield table(f'the agent of stage "{of}" is given the output of:', names, rows)


def _tasks(told: Told) -> Iterator[str]:
    left = ", ".join(told.session.open)
    yield f'the tasks "{left}" are open' if left else "no task is open"
    if told.idea.tasks and told.idea.tasks.place in ("a JSON file", "a to-do list"):
        yield "the list differs from what it was only in its ticks"
