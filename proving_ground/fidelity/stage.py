"""Where the calls of a case are made: a home, a project, and the agent on PATH."""

import os
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from proving_ground.agents.install import AgentsFolder, install
from proving_ground.agents.model_api.server import ModelApi
from proving_ground.agents.prompts import PromptPatterns
from proving_ground.agents.real.surroundings import QUIET
from proving_ground.agents.script import Act, Script
from proving_ground.errors import given
from proving_ground.fidelity import echo_server
from proving_ground.fidelity.cases import Case

NOWHERE = "http://127.0.0.1:9"
"""Nobody listens there: the port is reserved for a service that no machine has."""
_CONFIG = """{top}
model_provider = "scripted"
model = "gpt-5.5"
[model_providers.scripted]
name = "scripted"
base_url = "{url}/v1"
wire_api = "responses"
request_max_retries = {retries}
stream_max_retries = {retries}
[analytics]
enabled = false
{rest}
"""


class Stage(ABC):
    """A folder for one case; the agent in it is the real one or the stand-in."""

    def __init__(self, folder: Path, case: Case):
        """Make the folder, with what the case says lies in it."""
        self.folder, self.case = folder.resolve(), case
        self.project, self.home = self.folder / "project", self.folder / "home"
        for path in (self.project, self.home, self.folder / "tmp"):
            path.mkdir(parents=True)
        if case.repository:
            subprocess.run(["git", "init", "--quiet", str(self.project)], check=True)
        self.words = {"P": str(self.project), "D": str(self.folder), "BYTE": "\udce9"}
        echo = shutil.copy(echo_server.__file__, self.folder)
        self.words.update(PYTHON="/usr/bin/python3", ECHO=str(echo))
        for name, content in self.filled(case.files).items():
            path = self.project / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)

    def filled(self, value: Any) -> Any:
        """The value, with `$P` and other placeholders of the stage filled in."""
        if isinstance(value, str):
            for name, word in sorted(self.words.items(), reverse=True):
                value = value.replace(f"${name}", word)
            return value
        if isinstance(value, list):
            return [self.filled(each) for each in value]
        if isinstance(value, dict):
            return {self.filled(key): self.filled(each) for key, each in value.items()}
        return value

    def env(self) -> dict[str, str]:
        """The environment of a call."""
        plain = {"HOME": str(self.home), "TMPDIR": str(self.folder / "tmp"), "USER": "user"}
        plain.update(LANG="C.UTF-8", TERM="dumb", GIT_CONFIG_NOSYSTEM="1")
        plain.update(CLAUDE_CODE_MAX_RETRIES=str(self.case.retries), ANTHROPIC_API_KEY="dummy")
        given = {**plain, "PATH": self.path(), **self.own_env(), **self.filled(self.case.env)}
        return {name: value for name, value in given.items() if value is not None}

    def config(self, url: str) -> None:
        """Write codex's configuration, with the case's own part of it."""
        path = self.home / ".codex/config.toml"
        path.parent.mkdir(exist_ok=True)
        told = {"url": url, "retries": self.case.retries, "top": ""}
        path.write_text(_CONFIG.format(**told, rest=self.filled(self.case.codex_config)))

    @abstractmethod
    def play(self, acts: list[Act]) -> None:
        """Let the next call have those acts."""

    @abstractmethod
    def path(self) -> str:
        """The variable PATH of the call."""

    def own_env(self) -> Mapping[str, str | None]:
        """What only this kind of agent needs in its environment."""
        return {}

    @abstractmethod
    def is_asked(self) -> bool:
        """Whether the model was asked, in the current call."""

    @abstractmethod
    def heard(self) -> str | None:
        """The prompt of the current call, as far as it is known."""

    def close(self) -> None:
        """Close latches and servers."""


class RealStage(Stage):
    """The real CLI, in front of the scripted API."""

    def __init__(self, folder: Path, case: Case, programs: Path):
        """`programs` is the folder in which `claude` and `codex` lie."""
        super().__init__(folder, case)
        self._programs = programs
        self._stack = ExitStack()
        self._api = self._stack.enter_context(ModelApi((), str(self.project)))
        self._url = self._api.url
        self._from = 0

    def play(self, acts: list[Act]) -> None:
        """As told; a model that cannot be reached has no server."""
        self._api.play(acts)
        self._from = len(self._api.requests)
        self._api.asked.clear()
        self._url = NOWHERE if {"fail": "unreachable"} in acts else self._api.url
        self.config(self._url)

    def path(self) -> str:
        """The real CLI's folder, node's, and the system's."""
        node = shutil.which("node")
        found = [str(self._programs), *([os.path.dirname(node)] if node else ())]  # noqa: PTH120
        return ":".join([*found, "/usr/local/bin:/usr/bin:/bin"])

    def own_env(self) -> Mapping[str, str | None]:
        """Where the API is, and no talk with anybody else."""
        return {
            "ANTHROPIC_BASE_URL": self._url,
            "NO_PROXY": "127.0.0.1",
            **dict.fromkeys(QUIET, "1"),
        }

    def is_asked(self) -> bool:
        """Whether the agent has asked the model's API anything yet."""
        return self._api.asked.is_set()

    def heard(self) -> str | None:
        """The last text of the first request's user."""
        for request in self._api.requests[self._from :]:
            if not request["aside"]:
                return _last_text(request["body"])
        return None

    def close(self) -> None:
        """Stop the API."""
        self._stack.close()


class StandInStage(Stage):
    """The stand-in, with the same acts as its script."""

    def __init__(self, folder: Path, case: Case):
        super().__init__(folder, case)
        self._agents: AgentsFolder | None = None
        self._calls = 0

    def play(self, acts: list[Act]) -> None:
        """Hand the stand-in a script that plays those acts."""
        script = Script((), tuple(acts))
        if self._agents is None:
            given: dict[str, Any] = {"project": self.project, "state_files": ()}
            place = self.folder / "agents"
            self._agents = install(place, script, **given, patterns=PromptPatterns())
            self._agents.leave_sandbox()
            self.config(NOWHERE)
        else:
            self._agents.play(script, ())
        self._calls = len(os.listdir(self._agents.folder / "calls"))  # noqa: PTH208

    def own_env(self) -> Mapping[str, str | None]:
        """As where the real one runs; nobody listens there."""
        return {"ANTHROPIC_BASE_URL": NOWHERE}

    def path(self) -> str:
        """The stand-ins' folder, and the system's."""
        return (
            f"{given(self._agents).bin}:{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin"
        )

    @property
    def _call(self) -> Path:
        return self.folder / f"agents/calls/{self._calls + 1:04d}"

    def is_asked(self) -> bool:
        """Whether the stand-in has begun with what the model says."""
        played = self._call / "played"
        return played.exists() and "." in played.read_text()

    def heard(self) -> str | None:
        """As it wrote it down; None where it refused the call before it read a script."""
        if not (self._call / "call.json").exists():
            return None
        call = given(self._agents).call(self._calls + 1)
        return call.prompt or None

    def close(self) -> None:
        """Close the latches."""
        if self._agents:
            self._agents.close()


def _last_text(body: dict[str, Any]) -> str | None:
    told = [each for each in body.get("messages") or body.get("input") or () if _is_user(each)]
    if not told:
        return None
    content = told[-1]["content"]
    if isinstance(content, str):
        return content
    texts = [part.get("text", "") for part in content]
    plain = [text for text in texts if not text.lstrip().startswith("<system-reminder>")]
    return plain[-1] if plain else None


def _is_user(message: dict[str, Any]) -> bool:
    return message.get("role") == "user"
