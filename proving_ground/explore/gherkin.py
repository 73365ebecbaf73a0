"""A randomised trial as a scenario of a feature, ready to be kept, with what the model expects."""

from collections.abc import Iterable, Iterator

from proving_ground.errors import given
from proving_ground.explore import deeds
from proving_ground.explore.idea import (
    ALL,
    ASKED,
    STARTED_TWICE,
    SWEEPS,
    Deed,
    Hook,
    Idea,
    Stage,
)
from proving_ground.explore.model import Happened, Run, play
from proving_ground.explore.thens import thens
from proving_ground.explore.told import Told, block, label, text_of_feature

STRUCK = {
    "killed": ("was killed", "is killed"),
    "killed without its agents": ("was killed without its agents", "is killed without its agents"),
    "without power": ("lost power", "loses power"),
    "interrupted": ("was interrupted", "is interrupted"),
    "terminated": ("was terminated", "is terminated"),
    "hung up": ("was hung up", "is hung up"),
    "without its terminal": ("lost its terminal", "loses its terminal"),
}
"""What happens to a run at one moment: as a Given tells it, and as a When does."""


def feature(idea: Idea) -> str:
    """The whole text of a feature whose only scenario is the trial."""
    session, runs = play(idea)
    told = Told(idea, session, tuple(runs))
    past = runs if idea.asked else runs[:-1]
    givens = [*_scene(told), *_pasts(told, past)]
    when = "the user asks how the session stands" if idea.asked else _when(told)
    steps = [*block("Given", givens), f"When {when}", *block("Then", thens(told))]
    return text_of_feature(steps, _needs(told))


def _needs(told: Told) -> Iterator[str]:
    """What an engine, or the machine, must be able to do for it."""
    idea, stages = told.idea, told.idea.stages
    events = {run.plan.event.what for run in told.runs if run.plan.event}
    stopped = {"interrupted", "terminated", "hung up", "without its terminal"}
    blocks = [stage.block for stage in stages if stage.block]
    wanted = {
        "status": ASKED in events or idea.asked,
        "session-lock": STARTED_TWICE in events,
        "interrupt": events & (stopped | {"terminated at each change"}),
        "resume": len(told.runs) > 1 or events & set(SWEEPS),
        "raise-cap": any(run.plan.up_to for run in told.runs),
        "multi-stage": len(stages) > 1,
        "judgment": any(stage.consensus for stage in stages),
        "context": idea.context,
        "parallel-blocks": blocks,
        "merge-rules": any(each.words != ALL for each in blocks),
        "stage-inputs": any(stage.reads for stage in stages),
        "approval": any(stage.approval is not None for stage in stages),
        "hooks": idea.hooks,
        "settings": any(source in ("environment", "command line") for source, *_ in idea.asks),
        "pipeline-first": len({source for source, *_ in idea.asks}) > 1,
        "backends": any(setting == "backend" for _, setting, _ in idea.asks),
        "queue": idea.tasks,
        "task-sources": idea.tasks,
        "clock": idea.clocks,
    }
    yield from (f"needs.{each}" for each, is_so in wanted.items() if is_so)
    if events & {"without power", *SWEEPS}:
        yield "needs-machine.crash-points"


def _scene(told: Told) -> Iterator[str]:
    """The pipeline, its agents and its surroundings."""
    idea = told.idea
    yield from idea.givens
    if idea.clocks:
        yield _clock(idea.clocks[0])
    for index, stage in enumerate(idea.stages):
        yield from _stage(told, index, stage)
    if idea.tasks:
        yield f'the tasks "{", ".join(idea.tasks.names)}" in {idea.tasks.place}'
        yield from [f"the list {idea.tasks.trait}"] if idea.tasks.trait else []
        yield from ["the agent completes every task that it is given"] if told.session.plain else []
    for source, setting, value in idea.asks:
        if source != "stage":
            yield f'the {source} asks for the {setting} "{value}"'
    if idea.context:
        yield f'the pipeline\'s context is "{idea.context}"'
    yield from (_hook(told, hook) for hook in idea.hooks)
    yield from (_deed(told, deed) for deed in told.played)


def _clock(says: str) -> str:
    if says.startswith("jumps"):
        return f"the clock {says} whenever the engine looks at it"
    return f'the clock stands at "{says}"'


def _stage(told: Told, index: int, stage: Stage) -> Iterator[str]:
    if told.idea.tasks:
        yield f'a stage "{stage.name}" that works off its queue, within {stage.cap} iterations'
    else:
        yield f'a stage "{stage.name}" {_rule(stage)}{_reads(told.idea, stage)}'
    if index == len(told.idea.stages) - 1:  # it is the last stage that asks
        for source, setting, value in told.idea.asks:
            yield from [f'the stage asks for the {setting} "{value}"'] if source == "stage" else []
    if stage.approval is not None:
        yield f'stage "{label(told.idea, index)}" needs approval{stage.approval}'
    if stage.block:
        yield f"{stage.block.agents} agents work side by side, {stage.block.words}"
    if stage.block and any(who is not None for *_, who in told.session.ended):
        yield f'the agents end in the order "{", ".join(map(str, stage.block.order))}"'
    voters = enumerate(stage.block.votes) if stage.block else [(None, stage.votes)]
    for agent, votes in voters:
        if votes and told.is_voted(index, agent):
            yield f'{_who(agent)} votes "{", ".join(votes)}"'


def _rule(stage: Stage) -> str:
    if stage.consensus is None:
        return f"of {stage.cap} iteration{'s' * (stage.cap != 1)}"
    least = f", but not before iteration {stage.least}" if stage.least else ""
    votes = f"{stage.consensus} stop votes in a row"
    return f"that ends after {votes}, within {stage.cap} iterations{least}"


def _reads(idea: Idea, stage: Stage) -> str:
    if stage.reads is None:
        return ""
    index, is_all = stage.reads
    return f' that reads {"all" if is_all else "the latest"} of "{idea.stages[index].name}"'


def _who(agent: int | None) -> str:
    return "the agent" if agent is None else f"agent-{agent}"


def _hook(told: Told, hook: Hook) -> str:
    doing = ""
    if hook.deed and told.session.hook_calls[hook.point, hook.origin] >= hook.call:
        doing = f" that {hook.deed}"
        doing += f' "{hook.text}"' if hook.deed == deeds.SAYS else ""
        doing += f" the {deeds.ORDINALS[hook.call]} time"
        doing += f', because "{hook.text}"' if hook.deed == deeds.REFUSES else ""
    return f"the {hook.origin} has a hook {hook.point}{doing}"


def _deed(told: Told, deed: Deed) -> str:
    attempts = told.session.ended[deed.stage, deed.iteration, deed.agent]
    where = _in(told.idea, deed.stage, deed.iteration)
    doing = ", then ".join(deed.deeds[:attempts])
    times = min(deed.times, attempts) if deed.times and len(deed.deeds) == 1 else 0
    often = {0: "", 1: ", but only once"}.get(times, f", but only {times} times")
    return f"{_who(deed.agent)} {doing} in {where}{often}"


def _in(idea: Idea, stage: int, iteration: int) -> str:
    which = f' of stage "{label(idea, stage)}"' if len(idea.stages) > 1 else ""
    return f"iteration {iteration}{which}"


def _pasts(told: Told, past: Iterable[Run]) -> Iterator[str]:
    """The runs before the When, and a clock that says something else from the second one on."""
    for number, run in enumerate(past):
        if number == 1:
            yield from _later(told)
        yield _past(told, number, run)
    if len(told.runs) > 1 and len(list(past)) == 1:
        yield from _later(told)


def _later(told: Told) -> Iterator[str]:
    yield from (_clock(says) for says in told.idea.clocks[1:])


def _past(told: Told, number: int, run: Run) -> str:
    """A run before the last one."""
    if run.plan.event and run.moment:
        which = "resumed run" if number else "run"
        struck = STRUCK[run.plan.event.what][0]
        return f"the {which} {struck} while {_moment(told, run.moment, 'worked', 'ran')}"
    return f"the session was resumed{_ways(run)}" if number else "the pipeline has run"


def _ways(run: Run) -> str:
    """How a resume differs from the usual one."""
    answer = f' with the answer "{run.plan.answer}"' if run.plan.answer else ""
    return answer + (f" with up to {run.plan.up_to} iterations" if run.plan.up_to else "")


def _moment(told: Told, at: Happened, works: str, runs: str) -> str:
    if at.point:
        number = told.last_run(at).ordinal(at)
        return f"the hook {at.point} {runs} the {deeds.ORDINALS[number]} time"
    return f"{_who(at.agent)} {works} on {_in(told.idea, at.stage, at.iteration)}"


def _when(told: Told) -> str:
    run, is_first = told.runs[-1], len(told.runs) == 1
    if run.plan.event is None:
        return "the pipeline runs" if is_first else f"the session is resumed{_ways(run)}"
    which, what = "run" if is_first else "resumed run", run.plan.event.what
    if what in SWEEPS:
        return f"the {which} {SWEEPS[what]}"
    moment = f"while {_moment(told, given(run.moment), 'works', 'runs')}"
    if what == ASKED:
        asked = "the session" if is_first else "the resumed session"
        return f"the user asks how {asked} stands {moment}"
    if what == STARTED_TWICE:
        return f"the session is started again {moment}"
    return f"the {which} {STRUCK[what][1]} {moment}"
