"""The cases of the corpus: which call is made, and what the model says to it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import load_model
from proving_ground.root import ROOT

FOLDER = ROOT / "fixtures/fidelity"
AGENTS = ("claude", "codex")
CHILD = "child"
"""The file to which a command of the agent writes its process id."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Signal(_Strict):
    """A signal that the call gets: when the model was asked, or when its command runs."""

    send: Literal["SIGINT", "SIGTERM", "SIGHUP", "SIGKILL"]
    when: Literal["asked", "child"] = "asked"
    to: Literal["process", "group"] = "process"


class Step(_Strict):
    """One call of the agent, with what the model says to it.

    `stdin` is text, or how stdin is otherwise: `null` (the default), `silent`, `terminal`,
    `closed`. `answers` are what an SDK answers, by the subtype of what the agent asks of it.
    """

    call: list[str]
    model: list[dict[str, Any]] = []
    stdin: str | None = None
    stdin_is: Literal["null", "silent", "terminal", "closed"] = "null"
    stdin_times: int = 1
    answers: dict[str, dict[str, Any]] = {}
    signal: Signal | None = None
    seconds: float = 30.0


class Case(_Strict):
    """Calls one after the other in the same home and project.

    In all texts `$P` is the project, `$D` the folder around it, `$THREAD` the session that the
    call before told of, `$PYTHON` and `$ECHO` run an MCP server with one tool, `$BYTE` is a byte
    that is no UTF-8. A value of `env` that is null takes that variable away.
    """

    case: str
    steps: list[Step] = Field(min_length=1)
    files: dict[str, str] = {}
    env: dict[str, str | None] = {}
    codex_config: str = ""
    repository: bool = True
    retries: int = 0
    ignore: list[str] = []

    @model_validator(mode="before")
    @classmethod
    def _of_one_call(cls, told: Any) -> Any:
        """The keys of a step may stand in the case itself, where it has only one."""
        if not isinstance(told, dict) or "steps" in told:
            return told
        step = {key: told[key] for key in told if key in Step.model_fields}
        rest = {key: told[key] for key in told if key not in step}
        return {**rest, "steps": [step]}

    @property
    def agent(self) -> str:
        """`claude` or `codex`."""
        return next((name for name in AGENTS if name in self.steps[0].call), "claude")


class _Cases(_Strict):
    cases: list[Case]


def load(names: Sequence[str] = ()) -> list[Case]:
    """The cases of both agents whose names begin with one of these, or all; InputError."""
    found = [case for agent in AGENTS for case in _read(FOLDER / f"{agent}.yaml")]
    chosen = [case for case in found if not names or case.case.startswith(tuple(names))]
    if not chosen:
        fix = "Take the beginning of a name that stands there."
        raise InputError(FOLDER, f"no case begins with {' or '.join(names)}", fix)
    return chosen


def _read(path: Path) -> list[Case]:
    cases = load_model(path, _Cases).cases
    names = [case.case for case in cases]
    for name in names:
        if names.count(name) > 1:
            raise InputError(path, f"two cases are called {name!r}", "Rename one.")
    return cases
