"""Loops: what an engine is asked that calls one agent until it is done, drawn by lot."""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import strategies as draw

from proving_ground.explore.told import block, text_of_feature

TASKS = ("lexer", "parser", "printer")
HARMLESS = (
    "answers at length",
    "answers with bytes that are no text",
    "talks about limits",
    "talks about permissions",
    "talks about errors",
    "talks about being stuck",
    "talks about what is done",
    "warns of a package for limits",
    "commits its work",
    "notes down what it was told",
    "quotes what it was told",
    "mentions the done-signal",
    "puts the done-signal off",
    "announces the done-signal",
    "asks about the done-signal",
)
FAILING = (
    "crashes",
    "is killed",
    "reports its usage limit",
    "says that it is done, and crashes",
    "writes half a file, and crashes",
    "answers without doing any work",
    "answers nothing",
    "takes the interrupt for itself",
)
PROMPTS = (
    "holds what a shell would change",
    "holds what is not ASCII",
    "holds lines of all kinds",
    "holds what patterns mean",
    "holds what templates fill",
    "holds what JSON and YAML mean",
    "holds what Markdown means",
    "is 200 KB long",
)
TITLES = (
    "words",
    "what a shell would change",
    "quotes",
    "what patterns mean",
    "what templates fill",
)
FOLDERS = ("two words", "Zoë's project – 100 % [draft]", '-rf $HOME; `id` & "x" * (1)')
PLACES = (
    "where nobody reads beyond the first line",
    "with all its streams closed",
    "at a screen that shows Latin-1",
    "in another agent's session",
)
STOPS = ("interrupted", "terminated", "hung up")


@dataclass(frozen=True)
class Loop:
    """A loop of so many steps, or over tasks, what is odd about it, and what happens to it.

    `deed` is what its agent does in `call` (0: in every one); `cap` how many calls it may make;
    `stop` is how it ends in call `at`, and `again` whether it is run once more then.
    """

    steps: int
    listed: bool = False
    givens: tuple[str, ...] = ()
    deed: str = ""
    call: int = 0
    cap: int | None = None
    stop: str = ""
    at: int = 1
    again: bool = False

    @property
    def is_capped(self) -> bool:
        """Whether its agent is not done when it may be called no more."""
        return self.cap is not None and self.cap < self.steps

    @property
    def fails(self) -> bool:
        """Whether its agent fails in a call that is made."""
        return self.deed in FAILING and self.call <= (self.cap or self.steps)


def feature(loop: Loop) -> str:
    """The text of a feature with that loop."""
    steps = [*block("Given", _givens(loop)), f"When {_when(loop)}", *block("Then", _thens(loop))]
    return text_of_feature(steps, (), "loops")


def _givens(loop: Loop) -> Iterator[str]:
    if loop.listed:
        yield f'a loop over the tasks "{", ".join(TASKS[: loop.steps])}"'
    else:
        yield f"a loop of {loop.steps} step{'s' * (loop.steps != 1)}"
    yield from loop.givens
    if loop.deed:
        where = f"call {loop.call}" if loop.call else "every call"
        yield f"the loop's agent {loop.deed} in {where}"
    if loop.cap is not None:
        yield f"the loop may call its agent {loop.cap} time{'s' * (loop.cap != 1)}"
    if loop.again:
        yield f"the loop was {loop.stop} in call {loop.at}" if loop.stop else "the loop has run"


def _when(loop: Loop) -> str:
    if loop.again:
        return "the loop runs again"
    return f"the loop is {loop.stop} in call {loop.at}" if loop.stop else "the loop runs"


def _thens(loop: Loop) -> Iterator[str]:
    """What every loop promises, as far as one that is such does."""
    if loop.stop and not loop.again:
        yield f"the agent was called {loop.at} time{'s' * (loop.at != 1)}"
        yield "the loop does not end as a success"
        yield "nothing of the loop lives on"
    elif loop.fails:
        yield "the user's own work is as it was"
        as_its_agent = "the loop ends as its agent did"
        yield as_its_agent if loop.call else "the loop does not end as a success"
    elif loop.is_capped:
        yield f"the agent was called {loop.cap} time{'s' * (loop.cap != 1)}"
        yield "the loop does not end as a success"
    elif loop.listed:
        yield "each of the tasks was done once"
    elif not loop.again:
        yield f"the agent was called {loop.steps} time{'s' * (loop.steps != 1)}"
        yield "the loop ends as a success"
    else:
        yield "the loop ends as its agent did"
        yield "the user's own work is as it was"


@draw.composite
def loops(given: draw.DrawFn) -> str:
    """The text of a feature with any loop."""
    steps = given(draw.integers(1, 3))
    listed = given(draw.booleans())
    odd = draw.sampled_from(_odd(listed=listed))
    givens = given(draw.lists(odd, max_size=2, unique_by=lambda each: each[0]))
    loop = Loop(steps, listed, tuple(text for _, text in givens))
    match given(draw.sampled_from(("deed", "deed", "deed", "stop", "again", "cap", ""))):
        case "deed":
            deed = given(draw.sampled_from((*HARMLESS, *FAILING)))
            loop = Loop(steps, listed, loop.givens, deed, given(draw.integers(0, steps)))
        case "stop":
            stop = given(draw.sampled_from(STOPS))
            loop = Loop(steps, listed, loop.givens, stop=stop, at=given(draw.integers(1, steps)))
        case "again":
            stop = given(draw.sampled_from(("", "killed", "interrupted")))
            at = given(draw.integers(1, steps))
            loop = Loop(steps, listed, loop.givens, stop=stop, at=at, again=bool(stop) or listed)
        case "cap":
            cap = given(draw.sampled_from((1, 2, 5, 11)))
            loop = Loop(steps, listed, loop.givens, cap=cap)
    return feature(loop)


def _odd(*, listed: bool) -> list[tuple[str, str]]:
    """What may be odd about a loop, each with the kind of which there is only one."""
    odd = [
        *(("place", f"the engine runs {place}") for place in PLACES),
        *(("folder", f'the project\'s folder is called "{name}"') for name in FOLDERS),
        *(("prompt", f"the loop's prompt {what}") for what in PROMPTS),
        ("input", "something else lies on the loop's standard input"),
        ("model", 'the loop asks for the model "haiku"'),
        ("quick", "the loop's agent answers at once"),
    ]
    if listed:
        odd += [("title", f"the title of a task of the loop holds {what}") for what in TITLES]
        odd += [("list", "the list of tasks shows an example of a task")]
    return odd
