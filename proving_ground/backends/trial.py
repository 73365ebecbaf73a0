"""One scenario's life in this family: a project, backends, requests, and what came of them."""

import signal
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from proving_ground.agents.calls import Call
from proving_ground.backends import native, tools
from proving_ground.backends.contract import BackendsAdapter, Method, Reply, Request, Setting
from proving_ground.backends.mcp_client import McpClient
from proving_ground.backends.requests import RequestTrial
from proving_ground.backends.setup import Setup
from proving_ground.backends.website import Website
from proving_ground.errors import EngineFault, NeverCalled, TrialError
from proving_ground.evidence.witness import Together, read_regular_text
from proving_ground.limits import LIMITS
from proving_ground.processes.client import SupervisorClient
from proving_ground.processes.patience import await_readable
from proving_ground.repository.project import Project
from proving_ground.trials.base import LATCH


class BackendsTrial(RequestTrial):
    """The driver of the steps about backends: `setup` before requests, `client` of servers."""

    def __init__(
        self, adapter: BackendsAdapter, supervisor: SupervisorClient, project: Project, path: str
    ):
        super().__init__(adapter, supervisor, project, path)
        self.setup = Setup(self.scene, adapter, project)
        self.client = McpClient(supervisor)
        self._website: Website | None = None

    def select(self, backend: str) -> None:
        """Let the user choose that backend from now on."""
        self.scene.choose("environment", Setting.BACKEND, backend)

    def make(self, request: Request, through: str | None = None, **more: object) -> None:
        """Make a request, of the backend or through the latest server; `more` are arguments."""
        asked = Request(request.method, {**request.arguments, **more})
        if through:
            tool, given = tools.tool_for(asked)
            self.use(tool, **given)
        else:
            self.ask(asked.method, **asked.arguments)

    def launch(self, text: str, *words: str) -> None:
        """Start a session from the command line, with more words for the backend if any."""
        self.ask(Method.LAUNCH, words=self._words(text, *words))

    def stop_launch(self, number: signal.Signals, *, deaf: bool = False) -> None:
        """Start a session, and send it a signal while the backend is at work."""
        self.stop(number, Method.LAUNCH, deaf=deaf, words=self._words("Fix the typo"))

    def kill_launch(self) -> None:
        """Start a session, and kill all of it when the engine tells that its record was saved."""
        self.kill_after(self._recorded(), Method.LAUNCH, words=self._words("Fix the typo"))

    def serve(self, name: str, *, greet: bool = True) -> None:
        """Start an MCP server, and open the session of the protocol unless told otherwise."""
        self._ready()
        command = self.adapter.server(name, self.project.folder)
        log = self.project.agents / f"{name}.log"
        self.client.connect(name, command, self._environment(command), log, greet=greet)

    def use(self, tool: str, server: str | None = None, **arguments: object) -> None:
        """Call a tool of a server (None: the latest); LawBroken when a law is broken."""
        before = self._ready()
        reply = self.client.call_tool(tool, self._tool_arguments(tool, arguments), server)
        answer = self.adapter.tool_answer(reply)
        request = Request(Method.TOOL, {"tool": tool, **arguments})
        self._judge(self._run(request, before, answer, int(not answer.success)))

    @property
    def reaction(self) -> str:
        """How the latest server took its request.

        `refused` by the protocol, `asked wrongly`, `failed` at what it was asked, or `succeeded`.
        """
        if self.client.reply.error is not None:
            return "refused"
        if self.client.reply.result.get("isError"):
            return "asked wrongly"
        return "succeeded" if self.answer.success else "failed"

    def kill_server(self) -> None:
        """Kill the latest server and all that it started; LawBroken where something is lost."""
        before = self._ready()
        self.supervisor.sweep()
        run = self._run(Request(Method.LEAVE), before, None, self.client.leave())
        self._judge(replace(run, fault="killed"))

    def stop_server(self) -> None:
        """End the latest server as a client does; LawBroken where something of it lives on."""
        before, code = self._ready(), self.client.leave()
        answer = Reply(success=code == 0, error=f"the server ended with {code}" if code else "")
        run = self._run(Request(Method.LEAVE), before, answer, code)
        self._judge(replace(run, survivors=self._clear_away()))

    def open_website(self, *, searchable: bool) -> None:
        """Open a website on loopback, and let the user search by it if so wanted."""
        self._website = Website(self.supervisor.listen())
        if searchable:
            search = f"{self._website.address}/search?q={{query}}"
            self.scene.choose("environment", Setting.SEARCH_SERVICE, search)

    @property
    def website(self) -> Website:
        """The website that the scenario has opened; TrialError where it opened none."""
        if self._website is None:
            raise TrialError("no website is open; add a step like: Given a website")
        return self._website

    def close(self) -> None:
        """End servers and website, and whatever else still runs."""
        with ExitStack() as stack:
            stack.callback(super().close)
            if self._website:
                stack.callback(self._website.close)
            stack.callback(self.client.close)

    def _tool_arguments(self, tool: str, told: Mapping[str, Any]) -> dict[str, Any]:
        return self.adapter.tool_arguments(tool, told, self.project.folder)

    def end_of_backend(self) -> int:
        """The exit code of a run that ends as the backend ended that it called first."""
        code = self.first_call.exit
        if code is None:
            raise EngineFault("the backend has not ended")
        return code if code >= 0 else 128 - code

    def finalize(self, through: str | None = None) -> None:
        """End the session, with the conversation as it is described."""
        self.make(Request(Method.FINALIZE), through, messages=self._messages())

    def begin_finalize(self) -> None:
        """Ask the latest server to end the session, and go on while the backend is at work."""
        self._ready()
        tool = "finalize_session"
        given = self._tool_arguments(tool, {"messages": self._messages()})
        latch = self.installed.latch(LATCH)
        self.client.latest.begin("tools/call", name=tool, arguments=given)
        if not await_readable(latch.fileno(), LIMITS.patience_s / 2, self.supervisor.check):
            raise NeverCalled("the server called no backend")

    def check(self, through: str | None = None, **where: Any) -> None:
        """Check the quality, in the folder `cwd` or of `files`; folders are made if need be."""
        for path in (where.get("cwd", "."), *(f"{each}/.." for each in where.get("files", ()))):
            (self.project.folder / path).resolve().mkdir(parents=True, exist_ok=True)
        self.make(Request(Method.CHECK), through, **where)

    def fetch(self, page: str, through: str | None = None) -> None:
        """Fetch a page of the website, or from an address that is told in full."""
        url = page if "://" in page else f"{self.website.address}/{page}"
        self.make(Request(Method.FETCH), through, url=url)

    def handed_over(self) -> str:
        """What the session that began last was told of earlier ones."""
        if self.last.answer:
            return str(self.last.answer.content.get("context", ""))
        return self.adapter.handed_over(self.project.folder, self.last.calls)

    def written(self) -> str:
        """What stands in the files that the latest answer tells of."""
        return "\n".join(read_regular_text(self._file(path)) for path in self.answered("files"))

    def converted(self, backend: str) -> list[tuple[str, str]]:
        """What a backend reads in the file that the latest answer tells of."""
        (path,) = self.answered("files")
        return native.read(self._file(path), backend)

    def _file(self, path: str) -> Path:
        """A file that the engine told of; AssertionError where it is not there."""
        found = self.project.folder / path
        if not found.is_file():
            raise EngineFault(f"the engine told of a file that is not there: {path}")
        return found

    def todo(self, request: Request, title: str | None, through: str | None = None) -> None:
        """Do that with the to-do of that title; None means one that was never added."""
        by_id = request.arguments["action"] in ("complete", "delete", "update")
        which = {"task_id": self._todo_id(title)} if by_id else {"title": title}
        self.make(request, through, **which)

    def kept_transcript(self) -> str:
        """What is kept for people of the session that the backend recorded.

        AssertionError where nothing is.
        """
        session = self._recorded()
        paths = self.adapter.transcripts(self.project.folder, session)
        if not paths:
            raise EngineFault(f"no transcript of the session {session} is kept")
        return "\n".join(map(Together("the transcripts").text, paths))

    @property
    def used_memory(self) -> bool:
        """Whether a session that began or ended was told of memories, or asked for some."""
        return bool(self.answer.content.get("memories loaded") or self.last.asked)

    def is_extraction(self, call: Call) -> bool:
        """Whether a backend was asked what is worth remembering."""
        return call.stage == self.adapter.extraction_role

    def _recorded(self) -> str:
        if not self.scene.session:
            fix = 'add a step like: Given the backend records its session "s-1"'
            raise TrialError(f"the backend records no session; {fix}")
        return self.scene.session

    def _todo_id(self, title: str | None) -> str:
        if title is None:
            return "never added"
        found = [str(task["id"]) for task in self._todos() if task["title"] == title]
        if not found:
            raise EngineFault("the engine told of no such to-do")
        return found[0]

    def _todos(self) -> Iterator[Mapping[str, Any]]:
        """The to-dos that answers told of, oldest answer first."""
        answers = (run.answer.content for run in self.evidence.runs if run.answer)
        return (told["task"] for told in answers if "task" in told)

    def _messages(self) -> list[dict[str, str]]:
        return [{"role": role, "content": said} for role, said in self.scene.messages]

    def _words(self, text: str, *words: str) -> list[str]:
        """What makes either backend do something without a terminal, and lets it edit files."""
        if self.scene.expected() == "claude":
            return ["-p", "--permission-mode", "acceptEdits", *words, text]
        return ["exec", "--sandbox", "workspace-write", *words, text]
