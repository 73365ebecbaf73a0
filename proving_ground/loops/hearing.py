"""Whether an engine heard the person whom it asked, or heard a yes where nobody said one."""

from collections.abc import Iterator

from proving_ground.errors import given
from proving_ground.loops.asking import Says
from proving_ground.loops.evidence import LoopEvidence


def deaf_to_a_yes(evidence: LoopEvidence) -> Iterator[str]:
    """What tells that the latest run did not go on, though a person had said yes."""
    if not evidence.last.calls:
        yield "no agent was called in this run"


def going_on_unheard(evidence: LoopEvidence) -> Iterator[str]:
    """What tells that an engine went on to whom nobody said yes, or that it never came to ask.

    Whoever is there must have been asked; where nobody is, that may not be seen.
    """
    asking, run = given(evidence.adapter.asking), evidence.last
    for call in evidence.calls[asking.before - 1 :]:
        yield f"call {call.number} was made, and nobody had said yes"
    if run.restless:
        yield "it did not end, and does not wait: it works on, and nobody answers"
    if run.person is not Says.ABSENT and not any(each.asked for each in evidence.runs):
        yield f"it never asked ({asking.shown} was not seen)"
