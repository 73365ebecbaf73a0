"""MCP servers of the engine, and a website for them to read."""

from dataclasses import replace
from typing import Any

from proving_ground.backends.contract import Method, Reply, Request, Setting
from proving_ground.backends.conversation import Conversation, McpReply
from proving_ground.backends.requests import RequestTrial
from proving_ground.backends.website import Website
from proving_ground.errors import EngineFault, NeverCalled, TrialError
from proving_ground.limits import LIMITS
from proving_ground.processes.patience import await_readable
from proving_ground.trials.base import LATCH


class McpClient(RequestTrial):
    """Talks with servers; `reply` is what the latest one said last."""

    servers: dict[str, Conversation]
    reply: McpReply
    _website: Website | None = None

    def serve(self, name: str, *, greet: bool = True) -> None:
        """Start an MCP server, and open the session of the protocol unless told otherwise."""
        self._ready()
        command = self.adapter.server(name, self.project.folder)
        log = self.project.agents / f"{name}.log"
        self.servers[name] = Conversation(self.supervisor, command, self._environment(command), log)
        if greet:
            self.reply = self.servers[name].shake_hands()

    def use(self, tool: str, server: str | None = None, **arguments: object) -> None:
        """Call a tool of a server (None: the latest); LawBroken when a law is broken."""
        before = self._ready()
        conversation = self.servers[server] if server else self._latest
        given = self.adapter.tool_arguments(tool, arguments, self.project.folder)
        self.reply = conversation.ask("tools/call", name=tool, arguments=given)
        answer = self.adapter.tool_answer(self.reply)
        request = Request(Method.TOOL, {"tool": tool, **arguments})
        self._judge(self._run(request, before, answer, int(not answer.success)))

    def begin_call(self, tool: str, **arguments: object) -> None:
        """Call a tool of the latest server, and go on when a backend is at work for it."""
        self._ready()
        given = self.adapter.tool_arguments(tool, arguments, self.project.folder)
        latch = self.installed.latch(LATCH)
        self._latest.begin("tools/call", name=tool, arguments=given)
        if not await_readable(latch.fileno(), LIMITS.patience_s / 2, self.supervisor.check):
            raise NeverCalled("the server called no backend")

    @property
    def tools(self) -> list[dict[str, Any]]:
        """The tools that the latest server has told of; EngineFault where it told of none."""
        if "tools" not in self.reply.result:
            raise EngineFault(f"the server told of no tools: {self.reply}")
        return list(self.reply.result["tools"])

    @property
    def reaction(self) -> str:
        """How the latest server took its request.

        `refused` by the protocol, `asked wrongly`, `failed` at what it was asked, or `succeeded`.
        """
        if self.reply.error is not None:
            return "refused"
        if self.reply.result.get("isError"):
            return "asked wrongly"
        return "succeeded" if self.answer.success else "failed"

    def chosen(self, *, every: bool) -> list[str]:
        """The names of every server that was started, or of the latest one."""
        names = list(self.servers)
        if not names:
            raise TrialError("no server runs; add a step like: Given a client of the tasks server")
        return names if every else names[-1:]

    def give_up(self) -> None:
        """Tell the latest server that its reply is not wanted any more."""
        self._latest.give_up()

    def kill_server(self) -> None:
        """Kill the latest server and all that it started; LawBroken where something is lost."""
        before = self._ready()
        self.supervisor.sweep()
        code = self.servers.pop(self.chosen(every=False)[0]).close().code
        run = self._run(Request(Method.LEAVE), before, None, code)
        self._judge(replace(run, fault="killed"))

    @property
    def _latest(self) -> Conversation:
        return self.servers[self.chosen(every=False)[0]]

    def request(self, method: str) -> None:
        """Make a request of the protocol to the latest server."""
        self.reply = self._latest.ask(method)

    def babble(self, text: str) -> None:
        """Send the latest server a line that is no message."""
        self._latest.say(text)

    def stop_server(self) -> None:
        """End the latest server as a client does; LawBroken where something of it lives on."""
        before = self._ready()
        code = self.servers.pop(self.chosen(every=False)[0]).close().code
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
        for server in self.servers.values():
            server.close()
        if self._website:
            self._website.close()
        super().close()
