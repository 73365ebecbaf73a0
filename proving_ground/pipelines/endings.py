"""Ready-made scenes, one per ending, for scenarios that compare how sessions end."""

import signal
from collections.abc import Callable

from proving_ground.agents.script import exit_with
from proving_ground.evidence.run_state import Ending
from proving_ground.pipelines.pipeline import Stage, Termination
from proving_ground.pipelines.scene import Scene
from proving_ground.pipelines.trial import Moment, PipelineTrial

Exit = tuple[int, Ending | None]
"""How an ending looks from outside: the exit code, and what the state tells."""
Way = tuple[Ending, Callable[[PipelineTrial], None]]
"""An ending, and what brings a session to it."""


def end_as(trial: PipelineTrial, way: Way) -> Exit:
    """Bring a session of its own to an ending that way, and tell how it looks."""
    ending, run = way
    trial.session = f"ends-{ending}"
    trial.scene = Scene()
    run(trial)
    state = trial.evidence.state
    return trial.evidence.last.exit_code, state.ending if state else None


def _complete(trial: PipelineTrial) -> None:
    trial.scene.add(Stage(name="done", termination=Termination(iterations=2)))
    trial.run()


def _capped(trial: PipelineTrial) -> None:
    rule = Termination(type="judgment", iterations=2, consensus=2)
    trial.scene.add(Stage(name="undecided", termination=rule))
    trial.run()


def _failed(trial: PipelineTrial) -> None:
    trial.scene.add(Stage(name="broken", termination=Termination(iterations=2)))
    trial.scene.play((exit_with(1),), 2)
    trial.run()


def _interrupted(trial: PipelineTrial) -> None:
    trial.scene.add(Stage(name="stopped", termination=Termination(iterations=2)))
    trial.interrupt(Moment(2), signal.SIGINT)


WAYS: dict[str, Way] = {
    "complete": (Ending.COMPLETE, _complete),
    "stopped at its cap": (Ending.CAPPED, _capped),
    "failed": (Ending.FAILED, _failed),
    "interrupted": (Ending.INTERRUPTED, _interrupted),
}
"""The endings that a session can be brought to, in the words of the steps."""
