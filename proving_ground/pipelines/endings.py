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


def end_as(trial: PipelineTrial, ending: Ending) -> Exit:
    """Bring a session of its own to that ending, and tell how it looks."""
    trial.session = f"ends-{ending}"
    trial.scene = Scene()
    _WAYS[ending](trial)
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


_WAYS: dict[Ending, Callable[[PipelineTrial], None]] = {
    Ending.COMPLETE: _complete,
    Ending.CAPPED: _capped,
    Ending.FAILED: _failed,
    Ending.INTERRUPTED: _interrupted,
}
