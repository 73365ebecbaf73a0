"""How ideas for randomised trials are drawn, by Hypothesis, which also makes them smaller.

Each trial has only some of the features (Groce et al., "Swarm Testing", 2012): a pipeline that has
a little of everything seldom gets far in any of it.
"""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as draw

from proving_ground.explore import deeds
from proving_ground.explore.idea import (
    AFTER,
    ASKED,
    BEFORE,
    BETWEEN,
    CONTINUE,
    ON_ERRORS,
    STARTED_TWICE,
    STOP,
    SWEEPS,
    Block,
    Deed,
    Event,
    Hook,
    Idea,
    Plan,
    Stage,
    Tasks,
)

NAMES = ("plan", "build", "build-2", "a", "plan-build", "z9")
"""Names of which some begin like others."""
FEATURES = (
    "failures",
    "answers",
    "resumes",
    "hooks",
    "approval",
    "block",
    "tasks",
    "settings",
    "reads",
    "surroundings",
    "context",
    "clock",
    "asked",
    "events",
    "stages",
)
PAST = (
    "killed",
    "killed without its agents",
    "without power",
    "interrupted",
    "terminated",
    "hung up",
    "without its terminal",
)
LAST = (*PAST, ASKED, STARTED_TWICE)
SPECIAL = "$`\\'{}[]()<>&|;*?~#%!:,.=+-_@^/ \täöü€漢🙂abcXYZ0129"
"""Every character that shells, sed, YAML, JSON, Markdown or regular expressions treat specially,
but for the quotation mark, which ends a text in a feature."""
FOLDERS = (
    "two words",
    "ünïcode – 日本語",
    "it's $HOME;",
    "#1 (copy) [old]*",
    "-rf $HOME; `id` & (1)",
)
PLACES = (
    "where nobody reads beyond the first line",
    "with its output closed",
    "with all its streams closed",
    "with its output on a full disk",
    "at a screen that shows Latin-1",
    "in another agent's session",
    "in a git hook of another repository",
    "in a locale that is plain ASCII",
)
CLOCKS = ("2026-03-01 09:30", "1999-12-31 23:59", "2037-12-31 23:59")
JUMPS = ("back an hour", "ahead a day")
DEADLINES = ("", " within an hour, or else it is refused", " within an hour, or else it goes on")
MODELS = ("haiku", "sonnet", "größer")
LISTS = ("a JSON file", "a to-do list", "beads", "a tracker of the user's own")
TRAITS = {
    "a JSON file": (
        "begins with a byte order mark",
        "is written without a blank",
        'ticks its tasks as "finished"',
    ),
    "a to-do list": (
        "has its first task in its first line, after a byte order mark",
        "has boxes in a fence within a fence",
        "has boxes in a longer fence",
        "has boxes that are commented out",
        "quotes code at the beginning of a line",
        "has boxes of every kind",
        "ends its lines as Windows does",
    ),
}
TEXTS = draw.text(SPECIAL, min_size=1, max_size=12).map(str.strip).filter(bool)
_VOTES = (CONTINUE, STOP, STOP, STOP)


def chance(share: int) -> draw.SearchStrategy[bool]:
    """True once in so many times."""
    return draw.integers(0, share - 1).map(lambda number: number == share - 1)


@draw.composite
def sessions(given: draw.DrawFn, *, sweeps: bool = True) -> Idea:
    """Any idea of a session; without `sweeps` none that runs it at every change to the disk."""
    some = given(draw.sets(draw.sampled_from(FEATURES), min_size=3, max_size=7))
    stages = (_queue(given),) if "tasks" in some else _stages(given, some)
    idea = Idea(stages, needs=frozenset(some))
    if "tasks" in some:
        idea = replace(idea, tasks=_tasks(given))
    idea = replace(
        idea,
        deeds=tuple(_deeds(given, some, idea)),
        hooks=tuple(_hooks(given)) if "hooks" in some else (),
        asks=tuple(_asks(given)) if "settings" in some else (),
        context=given(TEXTS) if "context" in some else "",
        models="settings" in some or given(chance(4)),
        asked="asked" in some,
        **_surroundings(given, some),
    )
    return replace(idea, runs=tuple(_runs(given, some, idea, sweeps=sweeps)))


def _stages(given: draw.DrawFn, some: set[str]) -> tuple[Stage, ...]:
    is_long = bool(some & {"stages", "approval", "reads"})
    count = given(draw.integers(2, 3)) if is_long else 1
    names = given(draw.permutations(NAMES))[:count]
    if is_long and given(chance(6)):
        names[-1] = names[0]  # two of one name
    stages = [_stage(given, name) for name in names]
    if "block" in some:
        index = given(draw.integers(0, count - 1))
        stages[index] = replace(stages[index], votes=(), block=_block(given))
    for index in range(1, count):
        if "approval" in some:
            deadline = given(draw.sampled_from((None, *DEADLINES)))
            deadline = None if deadline and "clock" in some else deadline
            stages[index] = replace(stages[index], approval=deadline)
        if "reads" in some and stages[index].consensus is None:
            name = stages[given(draw.integers(0, index - 1))].name
            latest = max(n for n in range(index) if names[n] == name)
            stages[index] = replace(stages[index], reads=(latest, given(draw.booleans())))
    return tuple(stages)


def _stage(given: draw.DrawFn, name: str) -> Stage:
    cap = given(draw.sampled_from((1, 2, 2, 2, 3, 3, 3, 4, 4, 11, 0)))
    votes = given(draw.lists(draw.sampled_from(_VOTES), max_size=cap).map(tuple))
    if given(draw.booleans()):
        return Stage(name, cap, votes if cap else ())
    cap = max(cap, 2)
    votes = given(draw.lists(draw.sampled_from(_VOTES), min_size=2, max_size=cap).map(tuple))
    least = given(draw.none() | draw.integers(2, cap)) if given(chance(3)) else None
    return Stage(name, cap, votes, given(draw.integers(1, min(3, cap))), least)


def _block(given: draw.DrawFn) -> Block:
    agents = given(draw.integers(2, 3))
    needed = given(draw.none() | draw.integers(1, agents))
    votes = draw.lists(draw.sampled_from((CONTINUE, STOP)), min_size=1, max_size=3).map(tuple)
    order = tuple(given(draw.permutations(range(agents))))
    told = tuple(given(votes) for _ in range(agents))
    return Block(agents, needed, told, order, is_counted=given(draw.booleans()))


def _queue(given: draw.DrawFn) -> Stage:
    return Stage("work", given(draw.sampled_from((9, 9, 9, 2))))


def _tasks(given: draw.DrawFn) -> Tasks:
    names = given(draw.permutations(("lexer", "parser", "printer")))[: given(draw.integers(1, 3))]
    place = given(draw.sampled_from(LISTS))
    trait = given(draw.sampled_from(("", *TRAITS.get(place, ()))))
    return Tasks(tuple(names), place, trait)


def _deeds(given: draw.DrawFn, some: set[str], idea: Idea) -> Any:
    """What agents do of their own, in the first iterations of any stage."""
    words: list[draw.SearchStrategy[str]] = []
    error = TEXTS.map(lambda text: f'{deeds.ERROR}{text}"')
    if idea.tasks and some & {"failures", "answers"}:
        failing = draw.sampled_from([f"{deeds.DONE}{each}" for each in deeds.SPOILING])
        words = [draw.sampled_from((deeds.UNDONE, deeds.GIVES_UP)), failing]
    elif not idea.tasks:
        texts = (TEXTS.map(lambda text: f'{deeds.ANSWER}{text}"'),)
        notes = (TEXTS.map(lambda text: f'{deeds.NOTE}{text}"'),)
        words += [draw.sampled_from(deeds.FAILING), error] if "failures" in some else []
        words += [*texts, *notes, draw.sampled_from(deeds.HARMLESS)] if "answers" in some else []
    taken = set()
    for _ in range(given(draw.integers(1, 3)) if words else 0):
        index = given(draw.integers(0, len(idea.stages) - 1))
        stage = idea.stages[index]
        iteration = given(draw.integers(1, max(1, min(3, stage.cap))))
        agent = given(draw.integers(0, stage.block.agents - 1)) if stage.block else None
        if (index, iteration, agent) not in taken:
            taken.add((index, iteration, agent))
            yield _deed(given, (index, iteration, agent), words)


def _deed(given: draw.DrawFn, place: tuple[int, int, int | None], words: list[Any]) -> Deed:
    index, iteration, agent = place
    deed = given(draw.one_of(words))
    if deed in deeds.FAILING and given(chance(4)):
        others = given(draw.lists(draw.sampled_from(deeds.FAILING), min_size=1, max_size=2))
        return Deed(index, iteration, (deed, *others), None, agent)
    times = given(draw.sampled_from((None, 1, 1, 1, 2))) if deeds.fails(deed) else None
    return Deed(index, iteration, (deed,), times, agent)


def _hooks(given: draw.DrawFn) -> Any:
    points = draw.sampled_from((BEFORE, AFTER, BETWEEN, ON_ERRORS))
    places = draw.tuples(draw.sampled_from(("project", "pipeline")), points)
    for origin, point in given(draw.lists(places, min_size=1, max_size=3, unique=True)):
        deed = given(draw.sampled_from(("", "", *deeds.HOOK_DEEDS)))
        has_text = deed in (deeds.REFUSES, deeds.SAYS)
        text = given(TEXTS) if has_text else ""
        yield Hook(origin, point, deed, given(draw.integers(1, 3)) if deed else 0, text)


def _asks(given: draw.DrawFn) -> Any:
    """Who asks for which model or backend; nobody but the stage asks for both."""
    for source in given(
        draw.lists(
            draw.sampled_from(("stage", "pipeline", "environment", "command line")),
            min_size=1,
            max_size=3,
            unique=True,
        )
    ):
        yield source, "model", given(draw.sampled_from(MODELS))
        if source != "environment" and given(chance(3)):
            yield source, "backend", given(draw.sampled_from(("codex", "claude")))


def _surroundings(given: draw.DrawFn, some: set[str]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if "surroundings" in some:
        kinds = (
            draw.sampled_from(FOLDERS).map(
                lambda name: f'the project\'s folder is called "{name}"'
            ),
            draw.sampled_from(PLACES).map(lambda place: f"the engine runs {place}"),
        )
        told["givens"] = (given(draw.one_of(kinds)),)
    elif "clock" in some:  # not every screen can be had with a clock of its own
        jump = draw.sampled_from(JUMPS).map(lambda way: (f"jumps {way}",))
        told["clocks"] = given(
            jump | draw.lists(draw.sampled_from(CLOCKS), min_size=1, max_size=2).map(tuple)
        )
    return told


def _runs(given: draw.DrawFn, some: set[str], idea: Idea, *, sweeps: bool) -> Any:
    """The runs: some that went before where there are resumes, and the last one."""
    before = given(draw.integers(1, 2)) if some & {"resumes", "approval"} else 0
    for _ in range(before):
        is_struck = "resumes" in some and given(draw.integers(0, 3))
        yield _plan(given, draw.sampled_from(PAST) if is_struck else None, idea)
    kinds = list(LAST)
    if before or "asked" in some:
        kinds.remove(STARTED_TWICE)
    if "asked" in some:
        kinds = list(PAST)
    if sweeps and given(chance(3)) and "hooks" not in some and "clock" not in some:
        kinds = list(SWEEPS)
    yield _plan(given, draw.sampled_from(kinds) if "events" in some else None, idea)


def _plan(given: draw.DrawFn, what: Any, idea: Idea) -> Plan:
    event = Event(given(what), given(draw.integers(0, 12))) if what is not None else None
    answers = (
        ("yes", "yes", None, "no") if any(s.approval is not None for s in idea.stages) else (None,)
    )
    up_to = draw.sampled_from((None, None, 2, 6)) if len(idea.stages) == 1 else draw.none()
    return Plan(event, given(draw.sampled_from(answers)), given(up_to))
