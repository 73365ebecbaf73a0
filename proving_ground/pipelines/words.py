"""The words of steps about agent pipelines, and what they mean."""

from collections.abc import Callable
from typing import Any

from hamcrest import contains_string
from hamcrest.core.matcher import Matcher

from proving_ground.agents.calls import Call
from proving_ground.evidence.run_state import Ending
from proving_ground.language.phrases import phrases
from proving_ground.language.words import counted, one_of, phrase, quoted
from proving_ground.pipelines import concurrent_runs, deeds, hook_words, matchers
from proving_ground.pipelines.contract import Mistake
from proving_ground.pipelines.evidence import Evidence
from proving_ground.pipelines.pipeline import PROMPT, Inputs, Termination
from proving_ground.pipelines.task_lists import CHANGES, KINDS, TRAITS, TROUBLES
from proving_ground.processes.command import Action

ENDINGS = {
    "complete": Ending.COMPLETE,
    "failed": Ending.FAILED,
    "stopped at its cap": Ending.CAPPED,
    "interrupted": Ending.INTERRUPTED,
    "stuck": Ending.STUCK,
    "over budget": Ending.OVER_BUDGET,
    "paused": Ending.PAUSED,
}
ENDED: dict[str, Matcher[Evidence]] = {
    **{name: matchers.ended_as(ending) for name, ending in ENDINGS.items()},
    "not complete": matchers.incomplete(),
}
"""What evidence of a session that is said to have ended so must look like."""
ANSWERS = {
    **{f"the session is {name}": matchers.tells(ending) for name, ending in ENDINGS.items()},
    "the session is running": matchers.tells(Ending.RUNNING),
    "nobody works on the session": matchers.tells_of_no_work(),
    "there is no such session": matchers.tells_of_no_session(),
}
"""What the answer must look like where a user asks how a session stands."""
WISHES = {
    'the model "…"': lambda name: ("model", name),
    'the backend "…"': lambda name: ("backend", name),
    'the fallback "…"': lambda name: ("fallback", name),
    "up to N iterations": lambda number: ("iterations", int(number)),
}
"""What can be asked for: the setting, and its value."""
RULES = {
    "ends after N stop votes in a row": lambda votes: {"consensus": int(votes)},
    "ends after N stop votes in a row, within N iterations": lambda votes, cap: {
        "consensus": int(votes),
        "iterations": int(cap),
    },
    "ends after N stop votes in a row, within N iterations, but not before iteration N": (
        lambda votes, cap, least: {
            "consensus": int(votes),
            "iterations": int(cap),
            "min_iterations": int(least),
        }
    ),
    "works off its queue, within N iterations": lambda cap: {
        "type": "queue",
        "iterations": int(cap),
    },
    'ends by "…"': lambda rule: {"type": rule},
}
"""How a stage ends: the parts of its rule that its author names."""
READS = {
    ' that reads all of "…"': lambda stage: Inputs.model_validate({"from": stage, "select": "all"}),
    ' that reads the latest of "…"': lambda stage: Inputs.model_validate({"from": stage}),
}
TIMES = {"half a second": 0.5, "two seconds": 2.0, "a minute": 60.0, "an hour": 3_600.0}
OPEN = {
    "no task is": (),
    'the tasks "…" are': lambda listed: tuple(part.strip() for part in listed.split(",")),
}
CALL_CLAIMS: dict[str, Callable[[Call, str], bool]] = {
    "was told": lambda call, text: text in call.prompt,
    "used the model": lambda call, model: call.model == model,
}
"""What is said of a call, and whether it is so."""
RESUMED_SESSIONS = {"the session": False, "a session that never ran": True}
"""Whether the session that is resumed is one of which nothing was ever run."""
ASKED: dict[str, Action | None] = {
    "the session": "start",
    "the resumed session": "resume",
    "a session that never was": None,
}
"""The run during which a user asks; None for a session that there never was."""
TOLD_OF: dict[str, Any] = {
    'of "…"': lambda words: lambda _trial: contains_string(words),
    'of going on from stage "…", iteration N': lambda stage, number: (
        lambda trial: matchers.goes_on(trial.scene.index(stage), stage, int(number))
    ),
    **{
        f"of the hook {when}": lambda _trial, point=point: contains_string(point)
        for when, point in hook_words.WHEN.items()
    },
    "where the mistake stands": lambda trial: matchers.names_place(*trial.mistake),
}
"""What a user may be told of, and what of a trial's output must be so."""


def telling(claim: str, text: str) -> str:
    """The text that is claimed of a call; "" where the suite says it in every prompt itself."""
    return "" if claim == "was told" and text in PROMPT else text


@phrase(r"iterations? \d+(?: to \d+)?", "iteration 3", "iterations 1 to 3")
def iterations(text: str) -> range:
    """A range of iteration numbers."""
    first, _, last = text.partition(" ")[2].partition(" to ")
    return range(int(first), int(last or first) + 1)


@phrase(r'[^"]*')
def text(value: str) -> str:
    """What stands between two quotes; it may be empty."""
    return value


def judgment(told: dict[str, object], default_cap: int) -> Termination:
    """The rule of which an author named those parts; the engine's own cap counts where none is."""
    if "iterations" in told:
        return Termination.model_validate({"type": "judgment", **told})
    if "type" in told:
        return Termination.model_construct(**{"iterations": 2, **told})  # type: ignore[arg-type]
    return Termination.uncapped(int(str(told["consensus"])), default_cap)


SECOND_STARTS: dict[str, Callable[[Any, object], None]] = {
    "the session is started again": lambda trial, moment: trial.start_twice(moment),
    "another session runs to its end": concurrent_runs.run_beside,
}
"""What is started while a run works."""
TELLERS: dict[str, Callable[[Any], str | None]] = {
    "the answer": lambda trial: trial.status_reply.printed,
    "the error": lambda trial: trial.evidence.error,
}
"""Who says something: what a user is answered who asks, and the error in the state."""
TYPES = {
    "Ending": one_of(ENDINGS),
    "AnswerClaim": one_of(ANSWERS),
    "ArtifactState": one_of(("complete", "unchanged")),
    "Asked": one_of(ASKED),
    "AtTime": quoted(" at "),
    "CallClaim": one_of(CALL_CLAIMS.keys()),
    "Change": one_of(CHANGES.keys()),
    "Deeds": deeds.deeds,
    "Duration": one_of(TIMES),
    "Ended": one_of(ENDED),
    "EachTime": one_of(("resumed each time", "is resumed each time")),
    "Failing": one_of(deeds.FAILINGS),
    "Finds": one_of({"finds": True, "does not find": False}),
    "IterationCount": counted("iteration"),
    "Iterations": iterations,
    "Limited": one_of(("hooks", "the agent")),
    "ListTrait": phrases(TRAITS),
    "Mistake": one_of({str(each): each for each in Mistake}),
    "OfStage": quoted(" of stage "),
    "Only": one_of(("only ",)),
    "OpenTasks": phrases(OPEN),
    "ReadsOutput": phrases(READS),
    "Recorded": one_of(("is recorded", "are each recorded once, in order")),
    "Repeated": phrases({" N times": int}),
    "ResumedSession": one_of(RESUMED_SESSIONS),
    "Rule": phrases(RULES),
    "Source": one_of(("command line", "environment", "pipeline", "stage")),
    "SecondStart": one_of(SECOND_STARTS),
    "TaskKind": one_of(KINDS),
    "Teller": one_of(TELLERS),
    "Text": text,
    "ToldOf": phrases(TOLD_OF),
    "Trouble": one_of(TROUBLES),
    "UpTo": phrases({" with up to N iterations": int}),
    "Wish": phrases(WISHES),
}
