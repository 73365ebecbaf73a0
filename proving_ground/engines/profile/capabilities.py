"""What a profile unlocks: the capabilities that its keys show, and the keys that show more."""

from collections.abc import Iterator

from proving_ground.engines.profile.model import Profile, Says
from proving_ground.engines.profile.templates import used
from proving_ground.evidence.run_state import Ending
from proving_ground.loops.contract import PLACES, Capability

UNLOCKED_BY = {
    Capability.DONE_SIGNAL: "`agent.says.done`",
    Capability.CAP: "`{cap}`",
    Capability.PROMPT: "`{prompt}`",
    Capability.LONG_PROMPT: "`{prompt}` in a file of `project`",
    Capability.MODEL: "`{model}`",
    Capability.TASK_LIST: "`work`",
    Capability.TASK_LINES: "`work` with lines as `open` and `done`",
    Capability.WORK_SIGNAL: "`agent.says.done`",
    Capability.STATE: "`state`",
    Capability.STATE_DURING: "`state.started`",
    Capability.OUTCOME: "`outcome`",
    Capability.HISTORY: "`history`",
    Capability.ANSWERS: "`answers`",
    Capability.FAILURE_POLICY: "`on_agent_failure`",
    Capability.RESUMES: "`resumes`",
    Capability.ONE_SESSION: "`sessions: one`",
    Capability.NAMED_SESSIONS: "`{session}`",
    Capability.MODEL_FLAG: "flag to `settings`, and `{model}` to `run`",
    Capability.MODEL_ENVIRONMENT: "environment to `settings`, and `{model}` to `env`",
    Capability.MODEL_FILE: "file to `settings`, and `{model}` to a file of `project`",
    Capability.ZERO_CAP: "`{cap}`",
    Capability.STATE_FILE: "`state.from`",
    Capability.TELLING_LIST: "`work` with `ticked_by: agent`",
    Capability.ENDS_AGENTS: "`ends_agents: true`",
    Capability.ASK: "`ask`",
    Capability.KEPT_ANSWER: "`ask` with `kept: true`",
    Capability.OWN_INPUT: "`ask.run`, and a `run` that asks nobody,",
}
"""What to add to a profile so that the engine has the capability."""


def capabilities(profile: Profile) -> Iterator[Capability]:
    """What the engine of a profile can be tried by."""
    names = used(profile.texts())
    for capability, is_there in {
        Capability.OUTCOME: _tells_outcomes(profile),
        Capability.DONE_SIGNAL: _has_signal(profile.agent.says),
        Capability.CAP: "cap" in names,
        Capability.PROMPT: "prompt" in names,
        Capability.LONG_PROMPT: "prompt" in used(iter(profile.project.values())),
        Capability.MODEL: "model" in names,
        Capability.TASK_LIST: profile.work is not None,
        Capability.TASK_LINES: bool(profile.work and isinstance(profile.work.open, str)),
        Capability.WORK_SIGNAL: bool(profile.agent.says.done or _ticks(profile)),
        Capability.STATE: bool(profile.state and profile.state.ending),
        Capability.STATE_DURING: bool(
            profile.state and profile.state.started and not is_pattern(profile.state.from_)
        ),
        Capability.HISTORY: profile.history is not None,
        Capability.ANSWERS: profile.answers is not None,
        Capability.FAILURE_POLICY: profile.on_agent_failure is not None,
        Capability.RESUMES: profile.resumes is not None and "cap" in names,
        Capability.ONE_SESSION: profile.sessions == "one",
        Capability.NAMED_SESSIONS: "session" in names,
        **{needed: place in profile.settings for place, needed in PLACES.items()},
        Capability.ZERO_CAP: "cap" in names and profile.zero_cap is None,
        Capability.STATE_FILE: bool(profile.state and not is_pattern(profile.state.from_)),
        Capability.TELLING_LIST: _ticks(profile),
        Capability.ENDS_AGENTS: profile.ends_agents,
        Capability.ASK: profile.ask is not None,
        Capability.KEPT_ANSWER: bool(profile.ask and profile.ask.kept),
    }.items():
        if is_there:
            yield capability


def _ticks(profile: Profile) -> bool:
    return profile.work is not None and profile.work.ticked_by == "agent"


def _has_signal(says: Says) -> bool:
    """Whether an agent that is done says something else than one that goes on."""
    return bool(says.done) and says.done not in says.goes_on


def _tells_outcomes(profile: Profile) -> bool:
    known = {Ending.COMPLETE, Ending.CAPPED}  # how many calls were made tells these apart
    known |= {Ending.REFUSED} if profile.ask else set()  # and the person tells of that one
    vague = any(Ending.COMPLETE in told and set(told) - known for told in profile.exit.values())
    return not vague or Ending.COMPLETE in profile.outcome


def is_pattern(path: str) -> bool:
    """Whether that is a pattern of files, and no name of one."""
    return any(char in path for char in "*?[")
