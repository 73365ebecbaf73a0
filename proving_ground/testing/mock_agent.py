"""Seed 003's MockAgentFactory: what the agents of an orchestration do, call by call."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Self, Unpack

from hamcrest import empty, is_

from proving_ground.agents.calls import Call
from proving_ground.agents.pledges import Place
from proving_ground.agents.script import Act, Rule, Script, exit_with, write_stderr
from proving_ground.errors import InputError
from proving_ground.evidence.expectation import assert_that
from proving_ground.orchestration.factory import AgentFactory, defaults
from proving_ground.orchestration.mcp_calls import mcp_calls
from proving_ground.testing.config import MockAgentConfig, acts_of, check_agent
from proving_ground.testing.mock_mcp_calls import MockMcpCall
from proving_ground.testing.places import place_of, wrong

Agent = tuple[str, str | None]
"""A phase, and the task of one of its agents; None means all of them."""
UNSCRIPTED = (write_stderr("nothing is scripted for this call"), exit_with(1))
SAMPLE = {"enumerate": "single-task", "plan": "single-group"}
"""What is planned where nobody said anything of tasks and plan."""


@dataclass(frozen=True)
class RecordedPrompt:
    """What an agent was told, on its command line or its standard input."""

    phase: str
    prompt: str
    task: str | None = None


@dataclass
class Queue:
    """What one agent does, call by call; `end` is what comes after the last of them."""

    agent: Agent
    rules: list[Rule] = field(default_factory=list)
    end: Rule = field(init=False)

    def __post_init__(self) -> None:
        phase, task = self.agent
        self.end = Rule(UNSCRIPTED, stage=phase, task=task, made_by=None)

    def add(self, acts: tuple[Act, ...], times: int | None, made_by: Place) -> None:
        """Let it act so in its next calls, or in all that come; InputError where none come."""
        if self.is_endless:
            told = f"its script ends with what it does in all calls ({_line(self.rules[-1])})"
            raise wrong(told, "leave one of the two out, or write times=1 there")
        phase, task = self.agent
        number = len(self.rules) + 1
        for each in range(number, number + times) if times else (None,):
            self.rules.append(Rule(acts, phase, each, task=task, made_by=made_by))

    @property
    def is_endless(self) -> bool:
        """Whether something is scripted for every call that may come."""
        return bool(self.rules) and self.rules[-1].iteration is None


class MockAgentFactory:
    """Scripts the stand-ins that an orchestrator finds on PATH in place of its agents.

    Each `for_phase` says what the phase's agent does in its next call: the first one in call 1, the
    second in call 2; where each task has agents of its own, so for each of them, and what is said
    of one task comes before what is said of all. A call of which nothing is said any more is an
    error of the test. Phases of which nothing is said do what they should; and where nothing is
    said of enumerate and plan, there is one task, `task-1`.
    """

    def __init__(self) -> None:
        self._made_at = place_of("MockAgentFactory()")
        self._queues: dict[Agent, Queue] = {}
        self._latches: defaultdict[str, set[Agent]] = defaultdict(set)
        self._calls: tuple[Call, ...] | None = None
        self._played: frozenset[int] = frozenset()
        self._is_engaged = False

    def for_phase(self, phase: str, **config: Unpack[MockAgentConfig]) -> Self:
        """Let the agent of a phase, or of a review such as `review-plan`, act so in its next call.

        InputError for a phase that has no agent, and for what no agent can do.
        """
        check_agent(phase, config)
        calls = config.get("mcp_calls", ())
        agent = phase, config.get("task", _task_of(phase, calls))
        place = place_of(f'for_phase("{phase}")')
        queue = self._queues.setdefault(agent, Queue(agent))
        queue.add(acts_of(phase, config), config.get("times", 1), place)
        for name in (config.get("latch"), *(call.latch for call in calls)):
            if name:
                self._latches[name].add(agent)
        return self

    def assert_all_called(self) -> None:
        """Unmet unless each scripted call was made, and played to its end.

        InputError where nothing was run yet.
        """
        self._must_have_run()
        missed = [
            f"{rule} ({_line(rule)})"
            for queue in self._queues.values()
            for rule in queue.rules
            if rule.id not in self._played
        ]
        assert_that(missed, is_(empty()), "scripted calls that no agent has played to their end")

    @property
    def recorded_prompts(self) -> tuple[RecordedPrompt, ...]:
        """What the agents were told so far, call by call; InputError where nothing was run yet."""
        calls = self._must_have_run()
        return tuple(RecordedPrompt(str(c.stage), c.prompt, c.task) for c in calls)

    @property
    def latches(self) -> dict[str, frozenset[Agent]]:
        """The agents that wait for each other, by the name of the latch."""
        return {name: frozenset(agents) for name, agents in self._latches.items()}

    def must_be_free(self) -> None:
        """InputError where a harness uses it, or has done so."""
        if self._is_engaged:
            raise wrong("another harness has these mock agents", "make a factory for each harness")

    def engage(self) -> None:
        """Let a harness use it, and no other."""
        self._is_engaged = True

    def agents(self) -> AgentFactory:
        """The agents as scripted so far, for a trial."""
        return AgentFactory(Script(tuple(self._rules()), otherwise=UNSCRIPTED))

    def take_note(self, calls: Iterable[Call], played: Iterable[int]) -> None:
        """Keep the calls that were made, and the numbers of the rules that were played.

        InputError where one of them was made of which nothing is scripted.
        """
        self._calls, self._played = tuple(calls), frozenset(played)
        ends = {queue.end.id: queue for queue in self._queues.values()}
        for call in self._calls:
            if call.rule in (0, *ends):
                raise self._unscripted(call, ends.get(call.rule or 0))

    def _unscripted(self, call: Call, queue: Queue | None) -> InputError:
        told = f"{call.stage}" + (f" of task {call.task}" if call.task else "")
        count = f"scripted for {len(queue.rules)}" if queue else "scripted for none"
        return InputError(
            _line(queue.rules[-1]) if queue else self._made_at.location,
            f"the agent of {told} was called for number {call.iteration}, and is {count}",
            f'add .for_phase("{call.stage}", …) for each call that is to come, or times=None',
        )

    def _rules(self) -> Iterator[Rule]:
        """What was said of one task first, then of all; then what nobody has spoken of."""
        queues = sorted(self._queues.values(), key=lambda each: each.agent[1] is None)
        yield from (rule for queue in queues for rule in queue.rules)
        yield from (queue.end for queue in queues)
        yield from defaults()
        if not any(phase in SAMPLE for phase, _ in self._queues):
            for phase, variant in SAMPLE.items():
                yield Rule(mcp_calls(phase, variant), phase, made_by=None)

    def _must_have_run(self) -> tuple[Call, ...]:
        if self._calls is None:
            raise wrong("no agent could be called yet", "run the harness first")
        return self._calls


def _task_of(phase: str, calls: Iterable[MockMcpCall]) -> str | None:
    """The one task of which a builder reports, None where that is none or several."""
    told = {str(call.args["taskId"]) for call in calls if "taskId" in call.args}
    named = {task for task in told if "${" not in task}
    return named.pop() if phase == "build" and len(named) == 1 else None


def _line(rule: Rule) -> str:
    """The line of the test that wrote it."""
    return rule.made_by.location if rule.made_by else "nowhere"
