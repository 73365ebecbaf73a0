"""The script of a trial's agents: what each call does, decided before the engine starts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from proving_ground.agents.pledges import Place, here

Act = Mapping[str, Any]
"""One thing that a stand-in does; see `docs/agents.md` for the closed list of keys."""
SHUTDOWN_LATCH = "shutdown"
"""The latch at which agents wait that are asked to end and put their work away."""


def answer(text: str, times: int = 1) -> Act:
    """Print an answer, over and over if told so, in the output form that the caller asked for."""
    return {"text": text, "times": times}


def decide(decision: str, reason: str = "As scripted", **more: Any) -> Act:
    """Write a decision in seed 002's form to the decision file named in the prompt."""
    work: dict[str, list[str]] = {"items_completed": [], "files_touched": []}
    return {
        "decision": {
            "decision": decision,
            "reason": reason,
            "summary": f"Voted {decision}",
            "work": work,
            "errors": [],
            **more,
        }
    }


def write_raw(text: str) -> Act:
    """Write that text, whatever it is, where a decision belongs."""
    return {"write_raw": text}


def write_file(path: str, content: str) -> Act:
    """Write a file of the project."""
    return {"write": path, "content": content}


def keep(path: str, content: str) -> Act:
    """Let the agent's own program write that file, as it does its transcripts; no tool does it."""
    return {"keep": path, "content": content}


def note(line: str) -> Act:
    """Add a line to the progress file named in the prompt."""
    return {"note": line}


def commit(message: str) -> Act:
    """Commit all that the agent wrote in this call."""
    return {"commit": message}


def run(*argv: str) -> Act:
    """Run a command from PATH, as an agent's shell tool does."""
    return {"run": list(argv)}


def fail(how: int | str, **more: Any) -> Act:
    """Let the model's API fail: by a status, or as one of the words in `docs/agents.md`."""
    return {"fail": how, **more}


def write_stderr(text: str, times: int = 1) -> Act:
    """Print a line to stderr, over and over if told so."""
    return {"stderr": text, "times": times}


def exit_with(code: int, *, printed: bool = False) -> Act:
    """Exit at once with that code; its answer is told as an error first where it is `printed`."""
    return {"exit": code, "printed": printed}


def raise_signal(signal: str = "SIGKILL") -> Act:
    """End by a signal that the stand-in sends to itself."""
    return {"kill": signal}


def ignore(signal: str = "SIGTERM") -> Act:
    """Do not listen to that signal any more."""
    return {"ignore": signal}


def put_away(line: str) -> Act:
    """From now on, when it is asked to end, note that line once the trial lets it, and end."""
    return {"put_away": line, "latch": SHUTDOWN_LATCH}


def wait(latch: str) -> Act:
    """Block at a named point until the trial opens the latch."""
    return {"latch": latch}


def take_turn() -> Act:
    """Block until it is the agent's turn; one that works alone goes on at once."""
    return {"turn": True}


def call_tool(tool: str, **args: Any) -> Act:
    """Call a tool of the MCP server that the engine offers."""
    return {"tool": tool, "args": args}


def lose_server(how: str) -> Act:
    """Let the MCP server be gone: it `fails` to start, or `dies` now.

    An `unlisted` one is not even tried; with `joined`, only another one fails, of the user's.
    """
    return {"server": how}


def leave() -> Act:
    """Leave a process running, in a session of its own, that listens to no signal."""
    return {"leave": "a process"}


def corrupt_tracker(how: str) -> Act:
    """Let `bd`, and the tracker of the user's own, list nothing sound from now on.

    Each list `fails`, is only the first `half` of one, or holds `nameless` issues.
    """
    return {"tracker": how}


def cost(usd: float) -> Act:
    """Let the call cost that much, as its result tells."""
    return {"cost": usd}


def last(seconds: float) -> Act:
    """Take so many seconds from the start of the call; one that took as long goes on at once."""
    return {"last": seconds}


def step(**told: Any) -> Act:
    """Do one step of a loop's work; `proving_ground/loops/contract.py` says what is told."""
    return {"step": told}


_numbers = count(1)


def _number() -> int:
    return next(_numbers)


@dataclass(frozen=True, kw_only=True)
class Pledged:
    """What rules have in common: a number of their own, and the step that wrote them, if any.

    `within` holds the numbers of the rules whose acts this one plays, too. Of a `series`, which
    one step wrote, the run comes as far as it comes: it is enough that one is played.
    """

    id: int = field(default_factory=_number, compare=False)
    made_by: Place | None = field(default_factory=here, compare=False)
    within: tuple[int, ...] = field(default=(), compare=False)
    series: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Rule(Pledged):
    """What a call does; None matches any.

    Attempts count from 1 per stage, iteration, task and agent; agents of a block from 0.
    """

    acts: tuple[Act, ...]
    stage: str | None = None
    iteration: int | None = None
    attempt: int | None = None
    backend: str | None = None
    task: str | None = None
    agent: int | None = None

    def __str__(self) -> str:
        told = {"": self.stage, "iteration": self.iteration, "attempt": self.attempt}
        told |= {"backend": self.backend, "task": self.task, "agent": self.agent}
        return ", ".join(f"{k} {v}".strip() for k, v in told.items() if v is not None) or "any call"

    def instead(self, acts: tuple[Act, ...], **where: Any) -> "Rule":
        """A rule of nobody's with those acts, which has played this one when it is played."""
        within = (*self.within, self.id)
        return replace(self, acts=acts, id=_number(), within=within, made_by=None, **where)

    def takes_over(self, other: "Rule") -> "Rule":
        """The same rule; where it does all that the other does, playing it plays both."""
        plays_it = all(act in self.acts for act in other.acts if "text" not in act)
        return replace(self, within=(*other.within, other.id)) if plays_it else self


@dataclass(frozen=True)
class HookRule(Pledged):
    """What a call of a hook does; None matches any. `count` says how often it was called."""

    acts: tuple[Act, ...]
    point: str | None = None
    origin: str | None = None
    count: int | None = None

    def __str__(self) -> str:
        return f"hook {self.point}" + (f", time {self.count}" if self.count else "")


@dataclass(frozen=True)
class Script:
    """Rules in order: the first that matches a call is played; then comes `otherwise`.

    A hook that no rule of `hooks` matches does nothing.
    """

    rules: tuple[Rule, ...] = ()
    otherwise: tuple[Act, ...] = field(
        default_factory=lambda: (decide("continue"), answer("Done."))
    )
    hooks: tuple[HookRule, ...] = ()
    limit: int | None = None
    """The call of that number waits as if there were no end to it; None for the suite's limit."""

    @property
    def latches(self) -> set[str]:
        """The names of all latches at which a call may wait."""
        played = [*(rule.acts for rule in self.rules), *(rule.acts for rule in self.hooks)]
        acts = [act for acts in (*played, self.otherwise) for act in acts]
        return {act["latch"] for act in acts if "latch" in act}

    def saying(self, text: str) -> list[Rule]:
        """The rules in which an agent says, notes or writes that text."""
        return [
            rule
            for rule in self.rules
            if any(text in str(v) for a in rule.acts for v in a.values())
        ]

    def first(self, rules: Iterable[Rule]) -> "Script":
        """The same script with rules that win over those it has."""
        return replace(self, rules=(*rules, *self.rules))

    def last(self, rule: Rule) -> "Script":
        """The same script with a rule for what none of those that it has is about."""
        return replace(self, rules=(*self.rules, rule))

    def hook(self, rule: HookRule) -> "Script":
        """The same script with a rule for hooks that wins over those it has."""
        return replace(self, hooks=(rule, *self.hooks))

    def after(self, act: Act) -> "Script":
        """The same script, but every call does that before anything else."""
        rules = tuple(replace(rule, acts=(act, *rule.acts)) for rule in self.rules)
        return replace(self, rules=rules, otherwise=(act, *self.otherwise))
