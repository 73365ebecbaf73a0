"""One run of an orchestration with mock agents, and what of it is wrong whatever the test says."""

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hamcrest import equal_to

from proving_ground.agents.calls import Call
from proving_ground.errors import InputError, LawBroken
from proving_ground.evidence.expectation import assert_that
from proving_ground.orchestration.trial import OrchestrationTrial
from proving_ground.suite.context import SuiteContext
from proving_ground.testing.latches import Latches, must_have_met
from proving_ground.testing.mock_agent import MockAgentFactory
from proving_ground.testing.options import FAMILY, check_needs, run_options
from proving_ground.testing.places import wrong

if TYPE_CHECKING:
    from proving_ground.processes.command import Action


def open_trial(spec: str, options: Mapping[str, Any]) -> tuple[SuiteContext, OrchestrationTrial]:
    """A trial of the engine that is asked for, and what it shares with none.

    PrerequisiteError where the engine is not there, or cannot do what is asked.
    """
    told = {name: str(options[name]) for name in ("engine", "engine_home") if name in options}
    ground = SuiteContext(told)
    with ExitStack() as stack:
        stack.callback(ground.close)
        trial = ground.new_trial({FAMILY})
        stack.callback(ground.end, trial, keep=False)
        if not isinstance(trial, OrchestrationTrial):
            raise wrong(f"{trial.adapter.name} is no orchestrator", "choose another engine")
        check_needs(options, trial.adapter)
        trial.scene.options = run_options(spec, options)
        stack.pop_all()
    return ground, trial


def run(trial: OrchestrationTrial, mock_agent: MockAgentFactory, broken: list[LawBroken]) -> None:
    """Start or resume the orchestration, and wait for its end; `broken` takes laws that it breaks.

    InputError where an agent was called of which nothing is scripted, Unmet where agents waited
    for one that never came.
    """
    trial.scene.factory = mock_agent.agents()
    action: Action = "resume" if trial.session in trial.sessions else "start"
    before = trial.ready()
    with Latches(trial.installed, mock_agent.latches) as latches:
        execution = trial.begin(action)
        deserted = latches.attend(execution)
    try:
        trial.conclude(execution, action, before)
    except LawBroken as error:
        broken.append(error)
    try:
        mock_agent.take_note(trial.evidence.calls, trial.played)
    except InputError as error:
        error.add_note(how_it_ended(trial))
        raise
    must_have_met(deserted)


def must_build_in(calls: Iterable[Call], checkout: Path, *, worktrees: bool) -> None:
    """Unmet where a builder worked in the user's checkout, or elsewhere if that was asked."""
    folder = checkout.resolve()
    wrongly = {str(call.task) for call in calls if (call.cwd.resolve() != folder) is not worktrees}
    where = "worktrees of their own" if worktrees else "the user's checkout"
    assert_that(sorted(wrongly), equal_to([]), f"tasks whose builders do not work in {where}")


def how_it_ended(trial: OrchestrationTrial) -> str:
    """How the run ended, and the end of what the engine printed."""
    state, last = trial.evidence.state, trial.evidence.last
    how = f"{state.ending} in phase {state.phase}" if state else "left without a state"
    printed = f"{last.stdout}{last.stderr}".strip()[-2000:]
    return f"the run is {how}\n{printed}"
