"""The words of steps about backends, and what they mean."""

import signal
from collections.abc import Callable
from typing import Any, NamedTuple

from hamcrest import is_, not_

from proving_ground.agents.calls import Call
from proving_ground.backends import makefiles, sample, views
from proving_ground.backends.contract import BACKENDS, BackendsAdapter, Reason, Setting
from proving_ground.backends.installations import INSTALLATIONS
from proving_ground.backends.matchers import Answered, failed, failed_because, succeeded
from proving_ground.backends.scene import OFF
from proving_ground.backends.setup import Setup
from proving_ground.backends.trial import BackendsTrial
from proving_ground.language.phrases import phrases
from proving_ground.language.words import items, one_of, quoted

Choice = tuple[Setting, str]
"""A setting and its value."""


class Called(NamedTuple):
    """Where a call shows what the backend is told, and in which form."""

    found: Callable[[Call], str]
    form: str


def _choice(setting: Setting) -> Callable[[str], Choice]:
    return lambda value: (setting, value)


def _declared(end: str) -> Callable[[BackendsTrial], int]:
    return lambda trial: trial.adapter.exits[end]


def _words(call: Call) -> str:
    return " ".join(call.argv)


def _because(reason: Reason) -> Callable[[BackendsAdapter], Answered]:
    return lambda adapter: failed_because(adapter.reasons[reason], reason)


BACKEND_DEEDS: dict[str, Callable[..., Any]] = {
    "never answers": lambda trial: trial.setup.hold(),
    'records its session "…"': lambda session: lambda trial: trial.setup.record(session),
    'edits "…"': lambda file: lambda trial: trial.setup.edit(file),
}
"""What a backend does whenever it is called."""
WENT: dict[str, Callable[..., Any]] = {
    "succeeds": lambda _: succeeded(),
    'fails, and the error names "…"': lambda text: lambda _: failed(text),
    **{f"fails, because {reason}": _because(reason) for reason in Reason},
}
"""How a request may go, and what an adapter's reply must look like then."""
CALLED = {
    "to": Called(lambda call: call.prompt, "{}"),
    "with the model": Called(_words, "{}"),
    "with the profile": Called(_words, "--profile {}"),
    "with the words": Called(_words, "{}"),
}
CHECK_ENVIRONMENTS: dict[str, Callable[[BackendsTrial], str]] = {
    "the environment of the worktree": lambda trial: f"is {trial.setup.worktree / '.venv'}\n",
    "no environment": lambda _: "is \n",
}
CHOICES = {
    'the backend "…"': _choice(Setting.BACKEND),
    'the profile "…"': _choice(Setting.PROFILE),
    'the settings file "…"': _choice(Setting.SETTINGS_FILE),
    'memory "…"': _choice(Setting.MEMORY),
    "a save every 0.5 seconds": _choice(Setting.SAVE_INTERVAL),
    "only the last N messages": _choice(Setting.MESSAGE_LIMIT),
}
CLIENT_DEEDS = {
    "asks what the server can do": lambda trial: trial.client.request("tools/list"),
    "kills its server": BackendsTrial.kill_server,
    "gives up waiting": lambda trial: trial.client.give_up(),
    "leaves": BackendsTrial.stop_server,
    "says something that is no message": lambda trial: trial.client.babble("this is no JSON"),
    "waits for the end of a session": BackendsTrial.begin_finalize,
}
CORRUPT = {
    "memories": lambda setup: setup.corrupt("memories"),
    "to-do list": lambda setup: setup.corrupt("tasks"),
    ".env file": Setup.corrupt_settings,
}
DEFINITIONS = {
    ' that asks for the model "…"': lambda model: {"model": model},
    ' whose file reads "…"': lambda text: {"text": text},
}
FOUND = {
    '"…"': lambda what: [(each, "learning") for each in items(what)],
    "what is no list": None,
    'the proverb "…" between "…" and "…"': lambda proverb, first, last: [
        (first, "learning"),
        (proverb, "proverb"),
        (last, "decision"),
    ],
}
LESSONS = {
    '"…"': lambda what: dict.fromkeys(items(what), "learning"),
    'the preference "…"': lambda what: {what: "preference"},
    'N KB that end with "…"': lambda size, end: {"Once more. " * 93 * int(size) + end: "learning"},
    "N other things since": lambda count: {
        f"Lesson number {number}.": "learning" for number in range(1, int(count) + 1)
    },
}
RUN_ENDS = {
    "ends as the backend ended": BackendsTrial.end_of_backend,
    **{
        f"was {end}": _declared(end)
        for end in (
            "successful",
            "not possible",
            "wrongly called",
            "interrupted",
            "terminated",
            "hung up",
        )
    },
}
"""The exit code of a run that ends so."""
SERVER_NAMES = ("session", "quality", "transcripts", "tasks", "web")
SERVERS = {**{f"the {name} server": (name,) for name in SERVER_NAMES}, "every server": SERVER_NAMES}
REACTIONS = {
    "refuses to answer": "refused",
    "says that it was asked wrongly": "asked wrongly",
    "says that it failed": "failed",
}
SESSION_DETAILS = {
    ' in which "…" was said': lambda text: {"said": text},
    " in another project": {"elsewhere": True},
    " that went on from another": {"went_on": True},
    " in which a line separator was said": {"said": "The first line\u2028and the second"},
    " whose record holds a line without a message": {"damage": '{"type": "user", "isMeta": true}'},
    " whose record is damaged at one line": {"damage": '{"type": "us'},
}
STOPS = {
    "interrupted while the backend is at work": lambda trial: trial.stop_launch(signal.SIGINT),
    "terminated while the backend is at work": lambda trial: trial.stop_launch(signal.SIGTERM),
    "hung up while the backend is at work": lambda trial: trial.stop_launch(signal.SIGHUP),
    "terminated while the backend does not listen": (
        lambda trial: trial.stop_launch(signal.SIGTERM, deaf=True)
    ),
    "killed after its transcript was saved": BackendsTrial.kill_launch,
}
SWITCHES = {"memory": Setting.MEMORY, "auto-detection": Setting.AUTO_DETECT}
SWITCHED = {"on": "true", "off": OFF, "left as it is": None}
WHICH = {
    "both backends are": BACKENDS,
    "only claude is": BACKENDS[:1],
    "only codex is": BACKENDS[1:],
    "no backend is": (),
}

TYPES = {
    "Backend": one_of(BACKENDS),
    "BackendDeed": phrases(BACKEND_DEEDS),
    "CalledHow": one_of(CALLED),
    "CheckEnvironment": one_of(CHECK_ENVIRONMENTS),
    "CheckResult": one_of(makefiles.RULES.keys()),
    "Choice": phrases(CHOICES),
    "ClientDeed": one_of(CLIENT_DEEDS),
    "Corrupt": one_of(CORRUPT),
    "Counted": one_of(views.COUNTS.keys()),
    "Definition": phrases(DEFINITIONS),
    "Ends": one_of(("ends", "has ended")),
    "Found": phrases(FOUND),
    "InFolder": quoted(" in "),
    "Installation": one_of(INSTALLATIONS),
    "Lessons": phrases(LESSONS),
    "Negation": one_of(("not ",)),
    "OfMessages": phrases({" of N messages": lambda count: sample.conversation(int(count))}),
    "OnOff": one_of(SWITCHED),
    "Passage": one_of(views.PASSAGES),
    "Place": one_of(("flag", "environment", ".env", "settings file")),
    "Reaction": one_of(REACTIONS),
    "Reader": one_of(views.TEXTS.keys()),
    "Reads": one_of({"reads": is_, "does not read": not_}),
    "RunEnd": one_of(RUN_ENDS),
    "Searchable": one_of((" that can be searched",)),
    "Servers": one_of(SERVERS),
    "SessionDetail": phrases(SESSION_DETAILS),
    "Stop": one_of(STOPS),
    "Subject": one_of({"it": "available", "the checks": "makefile"}),
    "Switch": one_of(SWITCHES),
    "TheServers": one_of({"the server": False, "every server": True}),
    "Things": one_of(views.LISTS.keys()),
    "Went": phrases(WENT),
    "WhoGreets": one_of((" that has not introduced itself",)),
    "Which": one_of(WHICH),
    "WithWithout": one_of({"with": True, "without": False}),
}
