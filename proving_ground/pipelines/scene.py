"""What a scenario has set up so far: what is to be run, and what the agents will do."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from proving_ground.agents.pledges import Pledge
from proving_ground.agents.script import Act, HookRule, Rule, Script, answer, decide
from proving_ground.errors import TrialError
from proving_ground.pipelines import fixtures
from proving_ground.pipelines.contract import Flags, Mistake, Settings
from proving_ground.pipelines.hook_words import HookPlan
from proving_ground.pipelines.parallel.turns import TurnOrder
from proving_ground.pipelines.pipeline import Hook, Pipeline, Stage
from proving_ground.pipelines.task_lists import TaskList
from proving_ground.root import ROOT

SCRIPTS = ROOT / "fixtures" / "scripts"


@dataclass
class Scene:
    """Built by the Given steps; `pipeline` and `script` are what the run gets."""

    stages: list[Stage] = field(default_factory=list)
    script: Script = field(default_factory=Script)
    defaults: dict[str, Any] = field(default_factory=dict)
    environment: Settings = field(default_factory=Settings)
    flags: Flags = field(default_factory=Flags)
    absent: tuple[str, ...] = ()
    queue: tuple[str, ...] = ()
    tasks: TaskList | None = None
    hooks: list[Hook] = field(default_factory=list)
    orders: tuple[TurnOrder, ...] = ()
    mistake: tuple[str, Mistake] | None = None
    clock: tuple[str, float] | None = None
    put_away: str | None = None

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline as described so far; TrialError where no stage is."""
        self._insist()
        return Pipeline(stages=tuple(self.stages), hooks=tuple(self.hooks), **self.defaults)

    @property
    def question(self) -> str:
        """What a person is asked; TrialError where no stage waits for one."""
        for stage in self.stages:
            if stage.approval:
                return stage.approval.question
        raise TrialError('nobody is asked; add a step like: Given stage "publish" needs approval')

    @property
    def cap(self) -> int:
        """How many iterations the last stage may have."""
        return self.stages[self.index(None)].termination.iterations

    def use(self, name: str) -> None:
        """Take pipeline and script from `fixtures/scripts/NAME`."""
        loaded = fixtures.load(SCRIPTS / name)
        self.stages = list(loaded.pipeline.stages)
        self.defaults = loaded.pipeline.model_dump(include={"backend", "model", "context"})
        self.hooks = list(loaded.pipeline.hooks)
        self.script = loaded.script
        if loaded.tasks:
            self.list_tasks(loaded.tasks)

    def add(self, stage: Stage) -> None:
        """Append a stage; ValidationError where it reads one that is not there before it."""
        self.stages.append(stage)
        Pipeline(stages=tuple(self.stages))

    def change(self, name: str | None, **changes: Any) -> None:
        """Change a stage, unchecked: a mistake of the pipeline's author is the engine's to find."""
        index = self.index(name)
        self.stages[index] = self.stages[index].model_copy(update=changes)

    def index(self, name: str | None) -> int:
        """Where the stage of that name stands; None means the last one."""
        self._insist()
        return len(self.stages) - 1 if name is None else self.pipeline.index(name)

    def _insist(self) -> None:
        if not self.stages:
            raise TrialError("no stage is described yet; start with: Given a stage …")

    def key(self, name: str | None) -> str:
        """The stage's full key; None means the last one."""
        return self.pipeline.key(self.index(name))

    def vote(self, votes: list[str], stage: str | None = None, agent: int | None = None) -> None:
        """Let the agent decide as listed, one vote per iteration of the stage."""
        key = self.key(stage)
        self.act(
            *(
                Rule(_vote(n, key, vote), key, n, agent=agent, series=True)
                for n, vote in enumerate(votes, 1)
            )
        )

    def play(
        self,
        acts: tuple[Act, ...],
        iteration: int,
        stage: str | None = None,
        attempt: int | None = None,
        agent: int | None = None,
        *,
        series: bool = False,
    ) -> None:
        """Let the agent, or one of a block, act so in one iteration.

        An attempt of None means in every attempt; of a `series`, not all need to be played.
        """
        key = self.key(stage)
        rule = Rule(acts, key, iteration, attempt, agent=agent, series=series)
        self.act(rule.takes_over(self.rule(key, iteration, agent)))

    def play_in_order(
        self,
        deeds: Sequence[tuple[Act, ...]],
        iteration: int,
        stage: str | None = None,
        attempts: int | None = None,
        agent: int | None = None,
    ) -> None:
        """Let the agent do one deed in all attempts at an iteration, or only in the first of them.

        Several deeds are done one after the other, one in each attempt.
        """
        if len(deeds) > 1 and attempts:
            fix = "leave out how often; each of several deeds is done once"
            raise TrialError(f"{len(deeds)} deeds in {attempts} attempts at an iteration: {fix}")
        if len(deeds) == 1 and not attempts:
            self.play(deeds[0], iteration, stage, agent=agent)
            return
        for number, acts in enumerate([*deeds] * (attempts or 1), 1):
            self.play(acts, iteration, stage, attempt=number, agent=agent)

    def ask(self, source: str, setting: str, value: Any) -> None:
        """Let the user, by command line or environment, or the author, ask for something."""
        if setting == "fallback":
            raise TrialError("a pipeline has no fallback; only an orchestration can ask for one")
        if source == "command line":
            self.flags = replace(self.flags, **{setting: value})
        elif setting == "iterations":
            fix = f'write: a stage "work" of {value} iterations'
            raise TrialError(f"only the command line asks for iterations; {fix}")
        elif source == "environment":
            self.environment = replace(self.environment, **{setting: value})
        elif source == "pipeline":
            self.defaults[setting] = value
        else:
            self.change(None, **{setting: value})

    def otherwise(self, acts: tuple[Act, ...]) -> None:
        """Let agents act so wherever no rule says something else."""
        self.script = self.script.last(Rule(acts))

    def limit_time(self, who: str, seconds: float) -> None:
        """Limit the time of `hooks`, or else of the last stage's agent."""
        if who == "hooks":
            self.defaults["hook_timeout"] = seconds
        else:
            self.change(None, timeout=seconds)

    def change_list(self, change: Callable[[TaskList], TaskList]) -> None:
        """Change the list of tasks; TrialError where there is none."""
        if self.tasks is None:
            raise TrialError('there is no list yet; start with: the tasks "lexer" in a to-do list')
        changed = change(self.tasks)
        held = [(each.queue, each.text()) for each in (self.tasks, changed)]
        Pledge("the list of tasks is as it was before").must_differ(*held)
        self.list_tasks(changed)

    def add_hook(self, point: str, origin: str, plan: HookPlan) -> None:
        """Give the project or the pipeline a hook at that point."""
        text = f"#!/bin/sh\n{plan.first_line}exec hook {point} {origin}\n"
        told = text if plan.is_there else None
        hook = {"point": point, "origin": origin, "text": told}
        self.hooks.append(Hook.model_validate({**hook, "executable": plan.is_executable}))
        for call in plan.calls:
            self.script = self.script.hook(HookRule(plan.acts, point, origin, call))

    def list_tasks(self, tasks: TaskList) -> None:
        """Keep the tasks of the last stage there."""
        self.tasks, self.queue = tasks, tasks.queue
        rule = self.stages[-1].termination.model_copy(update={"tasks": tasks.source})
        self.change(None, termination=rule)

    def lay_out(self, project: Path) -> None:
        """Write what a project needs to hold before the first run."""
        if self.tasks:
            self.tasks.lay_out(project)

    def act(self, *rules: Rule) -> None:
        """Let rules win over all that was scripted before."""
        self.script = self.script.first(rules)

    def rule(self, stage: str, iteration: int, agent: int | None = None) -> Rule:
        """What the first attempt at an iteration would do as scripted so far, and no other."""
        for rule in self.script.rules:
            here = rule.stage in (None, stage, stage[len("stage-00-") :])
            who = rule.attempt in (None, 1) and rule.agent in (None, agent)
            if here and who and rule.iteration in (None, iteration):
                return replace(rule, stage=stage, iteration=iteration, agent=agent)
        return Rule(self.script.otherwise, stage, iteration, agent=agent, made_by=None)


def _vote(number: int, key: str, vote: str) -> tuple[Act, ...]:
    return answer(f"Iteration {number} of {key}."), decide(vote)
