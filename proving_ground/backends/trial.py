"""One scenario's life in this family: a project, backends, requests, and what came of them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from proving_ground.agents.calls import Call
from proving_ground.backends import native
from proving_ground.backends.contract import BackendsAdapter, Method, Setting
from proving_ground.backends.conversation import McpReply
from proving_ground.backends.mcp_client import McpClient
from proving_ground.backends.setup import Setup
from proving_ground.processes.client import SupervisorClient
from proving_ground.project import Project


class BackendsTrial(Setup, McpClient):
    """The driver of the steps about backends."""

    def __init__(
        self, adapter: BackendsAdapter, supervisor: SupervisorClient, project: Project, path: str
    ):
        super().__init__(adapter, supervisor, project, path)
        self.servers = {}
        self.reply = McpReply({})

    def select(self, backend: str) -> None:
        """Let the user choose that backend from now on."""
        self.scene.choose("environment", Setting.BACKEND, backend)

    def launch(self, text: str, *words: str) -> None:
        """Start a session from the command line, with more words for the backend if any."""
        self.ask(Method.LAUNCH, words=self._words(text, *words))

    def interrupt_launch(self, text: str) -> None:
        """Start a session, and interrupt it from the keyboard while the backend is at work."""
        self.interrupt(Method.LAUNCH, words=self._words(text))

    def kill_launch_after(self, text: str) -> None:
        """Start a session, and kill all of it when the engine has printed the text."""
        self.kill_after(text, Method.LAUNCH, words=self._words("Fix the typo"))

    def finalize(self) -> None:
        """End the session, with the conversation as it is described."""
        messages = [{"role": role, "content": said} for role, said in self.scene.messages]
        self.ask(Method.FINALIZE, messages=messages)

    def handed_over(self) -> str:
        """What the session that began last was told of earlier ones."""
        if self.last.answer:
            return str(self.last.answer.told.get("context", ""))
        return self.adapter.handed_over(self.project.folder, self.last.calls)

    def written(self) -> str:
        """What stands in the files that the latest answer tells of."""
        return "\n".join(self._file(path).read_text() for path in self.told("files"))

    def converted(self, backend: str) -> list[tuple[str, str]]:
        """What a backend reads in the file that the latest answer tells of."""
        (path,) = self.told("files")
        return native.read(self._file(path), backend)

    def _file(self, path: str) -> Path:
        """A file that the engine told of; AssertionError where it is not there."""
        found = self.project.folder / path
        assert found.is_file(), f"the engine told of a file that is not there: {path}"
        return found

    def todo(self, action: str, **arguments: object) -> None:
        """Do something with the to-do list."""
        self.ask(Method.TASKS, action=action, **arguments)

    def todo_id(self, title: str) -> str:
        """The id under which a to-do was added."""
        return self._todo(lambda task: bool(task["title"] == title))

    def first_todo(self) -> str:
        """The id of the to-do that was added first."""
        return self._todo(lambda _: True)

    def transcript(self, session: str) -> str:
        """What is kept of a session for people; AssertionError where nothing is."""
        paths = self.adapter.transcripts(self.project.folder, session)
        assert paths, f"no transcript of the session {session} is kept"
        return "\n".join(path.read_text() for path in paths)

    def is_extraction(self, call: Call) -> bool:
        """Whether a backend was asked what is worth remembering."""
        return call.stage == self.adapter.extraction_role

    def _todo(self, is_meant: Callable[[Mapping[str, Any]], bool]) -> str:
        found = [str(task["id"]) for task in self._todos() if is_meant(task)]
        assert found, "the engine told of no such to-do"
        return found[0]

    def _todos(self) -> Iterator[Mapping[str, Any]]:
        """The to-dos that answers told of, oldest answer first."""
        answers = (run.answer.told for run in self.evidence.runs if run.answer)
        return (told["task"] for told in answers if "task" in told)

    def _words(self, text: str, *words: str) -> list[str]:
        """What makes either backend do something without a terminal."""
        verb = "-p" if self.scene.expected() == "claude" else "exec"
        return [verb, *words, text]
