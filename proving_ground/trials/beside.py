"""One session that runs while another is at work."""

from typing import TYPE_CHECKING, TypeVar

from proving_ground.trials.session_trial import Before, Evidence, SessionTrial

if TYPE_CHECKING:
    from proving_ground.processes.command import Action

Moment = TypeVar("Moment")


def run_beside(trial: SessionTrial[Evidence, Before, Moment], moment: Moment) -> None:
    """Run another session to its end while this one works, then let this one end.

    A session that has run already is resumed. The other is the trial's session from then on.
    """
    first, second = trial.session, trial.another(2)
    action: Action = "resume" if first in trial.sessions else "start"
    before = trial.hold(moment)
    execution, latch = trial.run_until([moment], action, before)
    trial.session = second
    other_before = trial.ready()
    other = trial.begin("start")
    other.wait()
    latch.release()
    trial.session = first
    trial.conclude(execution, action, before)
    trial.session = second
    trial.conclude(other, "start", other_before)
