"""The call log: what the stand-ins saw and did, call by call."""

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from proving_ground import facts
from proving_ground.errors import TrialError
from proving_ground.evidence.witness import (
    Together,
    parsed,
    read_regular_file,
    read_regular_text,
)


@dataclass(frozen=True)
class ToolCall:
    """A tool of an MCP server that an agent called, and what came back."""

    name: str
    arguments: Mapping[str, Any]
    answer: str
    failed: bool


@dataclass(frozen=True)
class Call:
    """One call of an agent.

    `ended`, `exit` and `after` are None where the call was killed from outside; `exit` is
    negative where it ended by a signal of its own. Times are seconds since the epoch. `before`
    and `after` hold copies of the session's state files, as far as they were there. `problem`
    says why the stand-in could not do its job: then the trial proves nothing. A call whose
    options or prompt the CLI refuses is here too, without stage and iteration. In `env`, Python
    may have added LC_CTYPE where no locale was set. `task` is None where the prompt names none,
    and so is `agent` where no others work side by side.

    `rule` is the number of the script's rule that was played (0: what it says of all others; None:
    none at all), `acts` how many acts it has, `begun` how many of these were begun, `cut` whether
    something else than the script ended it, as a broken pipe; `receipt` is what the stand-in signed
    for when it ended: how many bytes it `printed`, `complained` with and had `written`, and how
    many `commands` it ran. `stood` is the same as it was when the call last stood at a latch, with
    how many acts were `begun` by then; None where the call has ended by itself, or stood at none.

    `refused` tells what the model asked for and was not allowed to do, and why; `said` is what it
    ended with on stderr, as the complaint of an option that there is not. One that `judges`
    was asked whether a stage is done, and did no iteration.
    """

    number: int
    program: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    pid: int
    ppid: int
    prompt: str
    stage: str | None
    session: str | None
    iteration: int | None
    attempt: int
    started: float
    before: Path
    ended: float | None = None
    exit: int | None = None
    decision: Mapping[str, Any] | None = None
    problem: str | None = None
    after: Path | None = None
    task: str | None = None
    loop: str | None = None
    agent: int | None = None
    tools: tuple[ToolCall, ...] = ()
    rule: int | None = None
    acts: int = 0
    begun: int = 0
    cut: bool = False
    receipt: Mapping[str, int] = field(default_factory=dict)
    stood: Mapping[str, Any] | None = None
    refused: tuple[str, ...] = ()
    said: str = ""
    judges: bool = False

    @property
    def model(self) -> str | None:
        """The model that the engine asked for, or None."""
        return _model(self.argv)

    @property
    def ended_well(self) -> bool:
        """Whether the agent exited with 0 and left a decision to continue or to stop."""
        said = self.decision["decision"] if self.decision else None
        return self.exit == 0 and said in ("continue", "stop")

    @property
    def progress(self) -> str:
        """The progress file as the agent found it; empty where there was none."""
        copy = self.before.with_name("progress.md")
        return read_regular_text(copy) if copy.exists() else ""

    def facts(
        self, start: float, result: str, stage: str = "", state: facts.State | None = None
    ) -> facts.Call:
        """What is reported of the call, in a session that started then."""
        return facts.Call(
            program=self.program,
            arguments=self.argv[1:],
            result=result,
            stage=stage,
            iteration=self.iteration,
            task=self.task or "",
            agent=self.agent,
            attempt=self.attempt,
            began_s=round(self.started - start, 3),
            ended_s=facts.seconds_since(start, self.ended),
            exit=self.exit,
            reports=tuple(f"{t.name} ({t.answer})" if t.failed else t.name for t in self.tools),
            state=state,
        )

    @property
    def key(self) -> tuple[str | None, int | None]:
        """The stage and iteration that the call was made for, as its prompt names them."""
        return self.stage, self.iteration


@dataclass(frozen=True)
class QueueCall:
    """One call of `bd`, with what it printed; `started` in seconds since the epoch."""

    argv: tuple[str, ...]
    cwd: Path
    pid: int
    started: float
    exit: int
    output: str
    problem: str | None = None


def read_call(folder: Path, number: int) -> Call:
    """The call of that number; TrialError where it has written nothing down."""
    call = _read_call(f"{folder}/calls/{number:04d}", Together("the records of calls"))
    if call is None:
        raise TrialError(f"call {number} is not recorded")
    return call


def read_calls(folder: Path, known: Collection[int] = ()) -> tuple[Call, ...]:
    """The calls recorded in that agents folder but for those `known`, ordered by number.

    A call killed before it could write anything down is not among them.
    """
    names = sorted(os.listdir(folder / "calls"))  # noqa: PTH208 (read after every run)
    paths = (f"{folder}/calls/{name}" for name in names if int(name) not in known)
    together = Together("the records of calls")
    return tuple(call for path in paths if (call := _read_call(path, together)))


def read_queue_calls(folder: Path) -> tuple[QueueCall, ...]:
    """The calls of `bd` recorded in that agents folder, in order."""
    log = folder / "queue/calls.jsonl"
    if not log.exists():
        return ()
    return tuple(QueueCall(**_typed(parsed(line))) for line in read_regular_file(log).splitlines())


def _read_call(path: str, together: Together) -> Call | None:
    told = _read(path + "/call.json", together)
    if told is None:
        return None
    finish = _read(path + "/finish.json", together)
    after = Path(path, "after") if finish else None
    stood = None if finish else _read(path + "/stood.json", together)
    return Call(
        **_typed(told),
        before=Path(path, "before"),
        after=after,
        stood=stood,
        tools=tuple(_read_tools(path + "/tools.jsonl", together)),
        **_read_played(path + "/played"),
        **{**(finish or {}), "refused": tuple((finish or {}).get("refused", ()))},
    )


def _read_played(path: str) -> dict[str, Any]:
    """Which rule a call plays, and how far it has come; empty where it plays none.

    So it is, too, where it was ended between making the file and writing it.
    """
    try:
        told = read_regular_text(Path(path))
    except FileNotFoundError:
        return {}
    if not told:
        return {}
    rule, acts, begun = told.split(" ")
    return {"rule": int(rule), "acts": int(acts), "begun": len(begun)}


def _read_tools(path: str, together: Together) -> Iterator[ToolCall]:
    if os.path.exists(path):  # noqa: PTH110 (read after every run)
        for line in together.take(read_regular_file(path)).splitlines():
            yield ToolCall(**parsed(line))


def _read(path: str, together: Together) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = parsed(together.take(read_regular_file(path)))
    except FileNotFoundError:
        return None
    return record


def _typed(told: dict[str, Any]) -> dict[str, Any]:
    return {**told, "argv": tuple(told["argv"]), "cwd": Path(told["cwd"])}


def _model(argv: Sequence[str]) -> str | None:
    """The value of the last `--model` or `-m`, in any of the forms that the CLIs take."""
    found = None
    for argument, value in _pairs(argv):
        if argument in ("--model", "-m"):
            found = value
        elif argument.startswith("--model="):
            found = argument.removeprefix("--model=")
        elif argument.startswith("-m") and len(argument) > 2:
            found = argument[2:].removeprefix("=")
    return found


def _pairs(argv: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Each argument before `--` with the one that follows it."""
    options = argv[: argv.index("--")] if "--" in argv else argv
    return zip(options, [*options[1:], None], strict=True)
