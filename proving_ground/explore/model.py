"""A small model of a session: who is called when, what is recorded, and how each run ends."""

from collections import Counter
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import NoReturn

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
    Idea,
    Plan,
    Stage,
)

COMPLETE, CAPPED, FAILED = "complete", "stopped at its cap", "failed"
PAUSED, INTERRUPTED = "paused", "interrupted"
DEAD = "not complete"
"""What is said of a session whose run had no time to say how it ended."""
TOLD = ("interrupted", "terminated", "hung up", "without its terminal")
"""Events after which a run has the time to say that it was interrupted."""
POWER_LOSS = "without power"
GO_ON = (ASKED, STARTED_TWICE, *SWEEPS)
"""Events after which the run goes on to its end."""


@dataclass(frozen=True)
class Happened:
    """A call of an agent, or of a hook: then `point` says when, and `origin` whose it is."""

    stage: int
    iteration: int
    agent: int | None = None
    point: str = ""
    origin: str = ""
    task: str | None = None


@dataclass(frozen=True)
class Entry:
    """A completed iteration: what was decided, and by which agents, if there were several."""

    stage: int
    iteration: int
    decision: str
    agents: tuple[int, ...] = ()


@dataclass
class Run:
    """One run: what was planned and possible, what happened in it, and how it ended.

    `moment` is the call in which its event struck; `error` what the state tells of a failure.
    """

    plan: Plan
    moment: Happened | None = None
    trace: list[Happened] = field(default_factory=list)
    ending: str = ""
    error: tuple[str, str] = ("", "")

    @property
    def calls(self) -> list[Happened]:
        """The calls of agents."""
        return [each for each in self.trace if not each.point]

    def ordinal(self, call: Happened) -> int:
        """Of a hook's call, the how many-th of its point it is; 0 for the call of an agent."""
        alike = [each for each in self.trace if each.point == call.point]
        return 1 + alike.index(call) if call.point else 0


class _EndedError(Exception):
    """A run has ended so; `error` is the kind of failure, and its words."""

    def __init__(self, ending: str, error: tuple[str, str] = ("", "")):
        super().__init__(ending)
        self.ending, self.error = ending, error


class _HookSaidNoError(Exception):
    """A hook on errors did not agree."""


class Session:
    """How a session stands between its runs, and what a run makes of it."""

    def __init__(self, idea: Idea):
        self.idea = idea
        self.ending = ""
        self.stage = 0
        self.history: list[Entry] = []
        self.ended_well: dict[int, str] = {}
        self.is_settled = True
        self.plain = 0  # how often an agent has done as it would without a deed
        self.ended: dict[tuple[int, int, int | None], int] = {}
        self.gate = self.is_asked = False
        self.hooks_done = False
        self.attempts: Counter[tuple[int, int, int | None]] = Counter()
        self.hook_calls: Counter[tuple[str, str]] = Counter()
        self.open = list(idea.tasks.names) if idea.tasks else []
        self.inputs: dict[int, list[tuple[int, int, int | None]]] = {}
        self._run = Run(Plan())

    @property
    def is_over(self) -> bool:
        """Whether a resume has nothing to do."""
        return self.ending in (COMPLETE, CAPPED)

    def decisions(self, stage: int) -> list[str]:
        """What the completed iterations of a stage decided."""
        return [each.decision for each in self.history if each.stage == stage]

    def run(self, plan: Plan) -> Run:
        """Start or resume the session, and note what comes of it."""
        plan = self._possible(plan)
        self._run = run = Run(plan)
        run.moment = self._moment(plan.event)
        plan = run.plan
        is_done = self.ending == COMPLETE or (self.ending == CAPPED and not run.plan.up_to)
        try:
            if not is_done:
                self._go_on()
        except _EndedError as end:
            self.ending, run.error = end.ending, end.error
        run.ending, run.plan = self.ending, plan
        return run

    def _possible(self, plan: Plan) -> Plan:
        """The plan without what cannot be said: how a run that is struck was asked to go on.

        A cap that a person has asked for once is asked for in all later runs.
        """
        asked = self._run.plan.up_to
        if plan.event or not self.ending:
            return Plan(plan.event, None, asked)
        answer = plan.answer if self.gate and self.is_asked else None
        return Plan(None, answer, plan.up_to or asked)

    def _moment(self, event: Event | None) -> Happened | None:
        """The call in which the event strikes; a run that has none for it is left in peace."""
        if event is None:
            return None
        peaceful = replace(self._run.plan, event=None)
        ahead = deepcopy(self).run(peaceful)
        free = [
            each
            for each in ahead.trace
            if self._can_strike(event, each) and ahead.ordinal(each) < len(deeds.ORDINALS)
        ]
        if event.what in SWEEPS and ahead.calls and ahead.ending == COMPLETE:
            return None
        if event.what in SWEEPS or not free:
            self._run.plan = peaceful
            return None
        return free[event.at % len(free)]

    def _can_strike(self, event: Event, at: Happened) -> bool:
        """Whether the features have words for that moment, and the agent does not fail in it."""
        if at.point:
            here = [hook for hook in self.idea.hooks if hook.point == at.point]
            is_first = not self.hook_calls[at.point, at.origin] and self.stage == at.stage
            is_known = event.what in ("killed", "terminated") and at.point in (BEFORE, AFTER)
            return is_known and is_first and len(here) == 1 and not here[0].deed
        block = self.idea.stages[at.stage].block
        if block and (event.what == STARTED_TWICE or self.ended_well or not block.waits(at.agent)):
            return False
        places = {(deed.stage, deed.iteration) for deed in self.idea.deeds}
        return (at.stage, at.iteration) not in places

    def _go_on(self) -> None:
        self._settle()
        while True:
            stage = self.idea.stages[self.stage]
            if self.gate:
                self._enter(stage)
            if (ended := self._ended(stage)) is None:
                self._iterate(stage)
                self._settle()
            else:
                self._end_stage(ended)

    def _end_stage(self, ended: str) -> None:
        if not self.decisions(self.stage):
            self._fail("says", "zero iterations")
        if ended == CAPPED or self.stage + 1 == len(self.idea.stages):
            raise _EndedError(ended)
        self.stage += 1
        has_hooks = any(hook.point == BETWEEN for hook in self.idea.hooks)
        self.gate = has_hooks or self.idea.stages[self.stage].approval is not None
        self.hooks_done = self.is_asked = False

    def _enter(self, stage: Stage) -> None:
        if not self.hooks_done:
            self._call_hooks(BETWEEN, 0)
            self.hooks_done = True
        if stage.approval is not None:
            self.is_asked = True
            answer = self._run.plan.answer
            self._run.plan = replace(self._run.plan, answer=None)  # it answers one question
            if answer == "no":
                self.is_asked = False
                self._fail("says", "no")
            if answer is None:
                raise _EndedError(PAUSED)
        self.gate = False

    def _ended(self, stage: Stage) -> str | None:
        """How the stage has ended; None where it goes on."""
        made = self.decisions(self.stage)
        cap = self._run.plan.up_to or stage.cap
        if self.idea.tasks:
            return COMPLETE if not self.open else CAPPED if len(made) >= cap else None
        if stage.consensus is None:
            return COMPLETE if len(made) >= cap or made[-1:] == [STOP] else None
        tail = made[-stage.consensus :]
        if tail == [STOP] * stage.consensus and len(made) >= (stage.least or 1):
            return COMPLETE
        return CAPPED if len(made) >= cap else None

    def _iterate(self, stage: Stage) -> None:
        iteration = len(self.decisions(self.stage)) + 1
        self._call_hooks(BEFORE, iteration)
        agents = range(stage.block.agents) if stage.block else (None,)
        missing = [each for each in agents if each not in self.ended_well]
        self._note_inputs(stage)
        task = self.open[0] if self.idea.tasks else None
        called = [Happened(self.stage, iteration, each, task=task) for each in missing]
        for each in called:
            self._run.trace.append(each)
            self.attempts[each.stage, each.iteration, each.agent] += 1
        if stage.block:
            self._end_together(stage, stage.block, called)
        else:
            self._end_alone(stage, called[0])
        self.is_settled = False

    def _end_alone(self, stage: Stage, call: Happened) -> None:
        self._strike(call)
        deed = self._deed(call)
        if deeds.fails(deed):
            self._fail(*_error(deed or ""))
        if self.idea.tasks and deed != deeds.UNDONE:
            self.open.pop(0)
        decision = CONTINUE if deed or self.idea.tasks else stage.vote(call.iteration)
        self.history.append(Entry(call.stage, call.iteration, decision))

    def _end_together(self, stage: Stage, block: Block, called: list[Happened]) -> None:
        """Each ends in turn; the iteration is recorded where enough of them ended well."""
        turn = {agent: number for number, agent in enumerate(block.order)}
        failed = []
        for call in sorted(called, key=lambda each: turn.get(each.agent or 0, 0)):
            self._strike(call)
            deed = self._deed(call)
            if deeds.fails(deed):
                failed.append(call.agent)
                continue
            vote = CONTINUE if deed else stage.vote(call.iteration, call.agent)
            self.ended_well[call.agent or 0] = vote
            if block.needed is None:
                break
        if len(self.ended_well) < block.quorum:
            self._fail("says", f"agent-{failed[0]}")
        stops = list(self.ended_well.values()).count(STOP)
        decision = STOP if stops >= block.quorum else CONTINUE
        agents = tuple(sorted(self.ended_well))
        self.history.append(Entry(called[0].stage, called[0].iteration, decision, agents))
        self.ended_well = {}

    def _deed(self, call: Happened) -> str | None:
        """What the agent does of its own, which comes to its end."""
        place = (call.stage, call.iteration, call.agent)
        deed: Deed | None = self.idea.deed(*place)
        tried = self.ended[place] = self.attempts[place]
        done = deed.at(tried) if deed else None
        self.plain += done is None
        return done

    def _note_inputs(self, stage: Stage) -> None:
        """What the stage's first call is given of an earlier one."""
        is_first = not self.decisions(self.stage)
        if stage.reads and is_first and self.stage not in self.inputs:
            entries = [each for each in self.history if each.stage == stage.reads[0]]
            chosen = entries if stage.reads[1] else entries[-1:]
            self.inputs[self.stage] = [
                (each.stage, each.iteration, agent)
                for each in chosen
                for agent in each.agents or (None,)
            ]

    def _settle(self) -> None:
        """The hooks after the iteration that was recorded last, if they have not agreed yet."""
        if not self.is_settled:
            last = self.history[-1]
            self._call_hooks(AFTER, last.iteration)
            self.is_settled = True

    def _call_hooks(self, point: str, iteration: int) -> None:
        for hook in sorted(self.idea.hooks, key=lambda each: each.origin, reverse=True):
            if hook.point != point:
                continue
            call = Happened(self.stage, iteration, None, point, hook.origin)
            self.hook_calls[point, hook.origin] += 1
            self._run.trace.append(call)
            self._strike(call)
            is_due = hook.call == self.hook_calls[point, hook.origin]
            if is_due and hook.deed != deeds.SAYS:
                if point == ON_ERRORS:
                    raise _HookSaidNoError
                how = "refused" if hook.deed in deeds.REFUSING else "failed"
                self._fail(how, hook.text)

    def _strike(self, call: Happened) -> None:
        """End the run here, where its event does."""
        event = self._run.plan.event
        if event and self._run.moment == call and event.what not in GO_ON:
            if event.what == POWER_LOSS:
                self.inputs.clear()  # what agents were given need not have reached the disk
            raise _EndedError(INTERRUPTED if event.what in TOLD else DEAD)

    def _fail(self, kind: str, words: str) -> NoReturn:
        """The session fails; a hook on errors that fails itself keeps only those after it away."""
        with suppress(_HookSaidNoError):
            self._call_hooks(ON_ERRORS, 0)
        raise _EndedError(FAILED, (kind, words))


def _error(deed: str) -> tuple[str, str]:
    """What the error tells of an agent that failed so: the kind of the telling, and its words."""
    if (reason := deeds.text_of(deed, deeds.ERROR)) is not None:
        return "says", reason
    return ("ended", "") if deed in deeds.CODED else ("some", "")


def play(idea: Idea) -> tuple[Session, list[Run]]:
    """The session after all runs, and these; what is over is resumed no more than once."""
    session, runs = Session(idea), []
    for plan in idea.runs:
        was_over = session.is_over and not plan.up_to
        runs.append(session.run(plan))
        if was_over:
            break
    return session, runs
