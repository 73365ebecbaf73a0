"""One call of an agent: its number, its place in the session, and its record on disk."""

from __future__ import annotations

import os
import sys
import time

from proving_ground.agents.standin import wire

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from proving_ground.agents.standin.wire import Record

_TOLD = (
    *("number", "program", "prompt", "stage", "session", "iteration", "task", "loop", "agent"),
    "judges",
)
SANDBOXED = "/sandboxed"
"""Where that file is, claude skips permissions as root, too, whatever the environment says."""
ENDLESS = "endless"
"""The latch at which the call of the number that is the script's limit waits."""
_SAFE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


class Problem(Exception):
    """The stand-in cannot do its job: the trial is wrong, not the engine."""


class Ended(Exception):
    """The call ends here, with an exit code or by a signal to itself."""

    def __init__(self, code: int, by_signal: int | None = None, said: str = "", cut: bool = False):  # noqa: FBT001, FBT002
        """`said` goes to stderr first; `code` is negative where a signal leaves none.

        It is `cut` short where something else than the script ended it.
        """
        super().__init__(code)
        self.code, self.by_signal, self.said, self.cut = code, by_signal, said, cut


class Call:
    """Claims the next number at once; `record` and `finish` then tell what happened.

    The number is a folder, made by `mkdir`, so parallel calls never share one.
    """

    def __init__(self, home: str, program: str, prompt: str):
        """`home` is the folder that `install` made, `prompt` all that the agent was told."""
        self.started = time.time()
        self.home, self.program, self.prompt = home, program, prompt
        self.number = claim(home + "/calls/", 1 + len(os.listdir(home + "/calls")))
        self.folder = f"{home}/calls/{self.number:04d}"
        self.stage: str | None = None
        self.session: str | None = None
        self.iteration: int | None = None
        self.task: str | None = None
        self.loop: str | None = None
        self.agent: int | None = None
        self.attempt = 1
        self.judges = False
        self.decision: Record | None = None
        self.written: list[str] = []
        self.begun = 0
        self._script: Record = {}
        self._judge: Any = None
        self._files: dict[str, str | None] = {}

    def read_script(self) -> None:
        """Read the script, and with its patterns the prompt; Problem where it is unreadable."""
        path = self.home + "/script.json"
        try:
            self._script = wire.loads(os.fsdecode(wire.read(path)))
            patterns: Record = dict(self._script["patterns"])
            self._judge = patterns.pop("judge", None)
            agents = patterns.pop("agents", ())
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise Problem(f"{path} is unreadable: {error!r}") from None
        self.judges = bool(self._judge) and self.prompt.startswith(self._judge["opening"])
        if self.judges:
            return
        found = {name: _value(self.prompt, pattern) for name, pattern in patterns.items()}
        self.stage, self.session = found["stage"], found["session"]
        self.iteration = _number(found["iteration"])
        self.task, self.loop = found["task"], found["loop"]
        self.agent = _agent(found["agent"], agents)
        self._files = {name: found[name] for name in ("decision_file", "progress_file")}
        self.attempt = self._next_attempt()

    def _next_attempt(self) -> int:
        place = (self.session, self.stage, self.iteration, self.task, self.agent)
        key = ",".join(_safe(part) for part in place)
        return claim(f"{self.home}/attempts/{key},", 1)

    def file(self, name: str) -> str:
        """Where the prompt says that file is; Problem where it does not say."""
        path = self._files[name]
        if not path:
            raise Problem(f"the prompt names no {name.replace('_', ' ')}")
        return path

    def acts(self) -> list[Record]:
        """What the script says of this call: the first rule that matches, else `otherwise`."""
        if self.number >= self._script["limit"]:
            self.sign("0 1 ")
            return [{"latch": ENDLESS}]
        if self.judges:
            self.sign("0 1 ")
            return [{"text": self._judgment(self._judge["forms"])}]
        for rule in self._script["rules"]:
            if self._matches(rule):
                self.sign(f"{rule['id']} {len(rule['acts'])} ")
                return list(rule["acts"])
        self.sign(f"0 {len(self._script['otherwise'])} ")
        return list(self._script["otherwise"])

    def _judgment(self, forms: Sequence[str]) -> str:
        """What a judge says who agrees with the agent that decided last, in one form or another."""
        form = forms[(claim(self.home + "/attempts/judge,", 1) - 1) % len(forms)]
        return form.replace("{stop}", "true" if self._last_decision() == "stop" else "false")

    def _last_decision(self) -> str | None:
        for number in range(self.number - 1, 0, -1):
            try:
                told = wire.loads(
                    os.fsdecode(wire.read(f"{self.home}/calls/{number:04d}/finish.json"))
                )
            except OSError:
                continue  # a call that was killed, or still works
            if told["decision"]:
                return str(told["decision"]["decision"])
        return None

    def sign(self, text: str = ".") -> None:
        """Add to the file `played`: the rule and the number of its acts, then a dot for each."""
        self.begun += text == "."
        wire.write(self.folder + "/played", text.encode(), append=True)

    def _matches(self, rule: Record) -> bool:
        here: Record = {"iteration": self.iteration, "attempt": self.attempt, "task": self.task}
        here.update(backend=self.program, agent=self.agent)
        same = all(rule[name] in (None, value) for name, value in here.items())
        return same and _same_stage(rule["stage"], self.stage)

    def note_tool(self, name: str, given: Record, answer: str, *, failed: bool) -> None:
        """Add a line to `tools.jsonl`: a tool of an MCP server was called."""
        told: Record = {"name": name, "arguments": given, "answer": answer, "failed": failed}
        wire.write(self.folder + "/tools.jsonl", wire.line(told), append=True)

    def record(self) -> None:
        """Write `call.json`, and copy the session's state as the agent finds it."""
        self._copy_state("before")
        self._copy_progress()
        told: Record = {name: getattr(self, name) for name in _TOLD}
        told.update(attempt=self.attempt, started=self.started, argv=sys.argv, cwd=os.getcwd())
        told.update(env=wire.environment(), pid=os.getpid(), ppid=os.getppid())
        wire.write_record(self.folder + "/call.json", told)

    def stand(self, refused: int) -> None:
        """Write `stood.json`: what was done before the act begun last, at which it may be ended.

        `refused` counts what the model asked for by then, and was not allowed.
        """
        told: Record = {"begun": self.begun, "refused": refused, "receipt": dict(wire.RECEIPT)}
        wire.write_record(self.folder + "/stood.json", told)

    def sign_away(self, written: int) -> None:
        """Say how many bytes this call has put away so far; 0 once it is ready to be asked."""
        wire.write(self.folder + "/put-away", b"%d" % written)

    def finish(
        self,
        code: int,
        problem: str | None = None,
        refused: Sequence[str] = (),
        *,
        cut: bool = False,
        said: str = "",
    ) -> None:
        """Write `finish.json`; `code` is negative for a signal, as in subprocess.

        `refused` tells what the model asked for and was not allowed, `said` what comes last.
        """
        self._copy_state("after")
        told: Record = {"ended": time.time(), "exit": code, "problem": problem, "cut": cut}
        told.update(decision=self.decision, receipt=dict(wire.RECEIPT), refused=list(refused))
        told.update(said=said)
        wire.write_record(self.folder + "/finish.json", told)

    def _copy_progress(self) -> None:
        path = self._files.get("progress_file")
        try:
            data = wire.read(path) if path else b""
        except OSError:
            return
        if data:
            wire.write(self.folder + "/progress.md", data)

    def _copy_state(self, moment: str) -> None:
        for name in self._script.get("state_files", ()):
            try:
                data = wire.read(f"{self._script['project']}/{name}")
            except OSError:
                continue  # what cannot be read is judged as it is when the run has ended
            wire.write(f"{self.folder}/{moment}/{name}", data)


def everything_on_stdin() -> str:
    """All of stdin; Ended where it is longer than the real CLIs take."""
    text = wire.read_all(0)
    if len(text) > wire.LARGEST:
        raise Ended(1, said=f"stdin is longer than {wire.LARGEST // 1_000_000} MB\n")
    return text


def claim(prefix: str, number: int) -> int:
    """Make the first folder, from that number on, that nobody has made; tell its number."""
    while True:
        try:
            os.mkdir(f"{prefix}{number:04d}")
        except FileExistsError:
            number += 1
        else:
            return number


def _safe(part: object) -> str:
    """Spell any text as part of a file's name, no two alike."""
    return "".join(c if c in _SAFE else f"%{ord(c):x}%" for c in str(part))


def _value(prompt: str, pattern: str) -> str | None:
    """What stands in the first line that begins as the pattern does before its `{}`."""
    start = pattern.partition("{}")[0]
    for line in prompt.split("\n"):
        if line.startswith(start):
            return line[len(start) :].strip()
    return None


def _agent(text: str | None, agents: Sequence[str]) -> int | None:
    """Which agent of a block the text tells of: by its number, or by what tells it apart."""
    told = (number for number, name in enumerate(agents) if name in (text or ""))
    return next(told, _number(text))


def _number(text: str | None) -> int | None:
    """The number that a text begins with, as in `2 of 5`."""
    text = text or ""
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    return int(digits) if digits else None


def _same_stage(wanted: str | None, stage: str | None) -> bool:
    """Whether a rule's stage is the call's; a name without its number is enough on either side."""
    if wanted is None or wanted == stage:
        return True
    if stage is None:
        return False
    name = _bare(wanted)
    return name == _bare(stage) and name in (wanted, stage)


def _bare(stage: str) -> str:
    """`work` for `stage-00-work`; any other name stays as it is."""
    prefix, _, rest = stage.partition("-")
    number, _, name = rest.partition("-")
    return name if prefix == "stage" and number.isdigit() and name else stage
