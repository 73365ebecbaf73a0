"""What both backends can do; each backend adds how its own CLI is spoken to."""

import subprocess
import uuid
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from reference_engine.backends import (
    definitions,
    extraction,
    programs,
    quality,
    sessions,
    store,
    tools,
    transcripts,
)
from reference_engine.backends.errors import AgentSpawnError, AgentTimeoutError
from reference_engine.backends.extraction import Message
from reference_engine.backends.memory import MemoryStore, as_context
from reference_engine.backends.results import Result, done, failed
from reference_engine.backends.settings import Settings

VERSION_SECONDS = 10.0
AGENT_SECONDS = 300.0
RESULTS = Path(".data/agents")


class Backend(ABC):
    """A backend in a project; made by the factory."""

    name: ClassVar[str]
    folder: ClassVar[str]
    natively: ClassVar[frozenset[str]]
    """What its CLI does by itself, so that it cannot be asked for from outside."""

    def __init__(self, project: Path, settings: Settings):
        self.project = project
        self.settings = settings
        self.memories = MemoryStore(project / settings.memory_folder)

    @property
    @abstractmethod
    def cli(self) -> str:
        """The CLI as it is configured: a name on PATH, or a path."""

    @abstractmethod
    def launch_command(self, arguments: Sequence[str], context: str) -> list[str]:
        """The command of an interactive session."""

    @abstractmethod
    def agent_command(self, model: str | None) -> list[str]:
        """The command that reads a prompt on stdin and prints one answer."""

    @abstractmethod
    def hand_over(self, context: str) -> dict[str, Any]:
        """Give the context to the session that is about to begin; the data that tell of it."""

    def unavailable(self) -> str | None:
        """Why the backend cannot be used, or None."""
        if not (self.project / self.folder).is_dir():
            return f"{self.name} is not set up: there is no folder {self.folder} in {self.project}"
        try:
            outcome = programs.run([self.cli, "--version"], self.project, seconds=VERSION_SECONDS)
        except subprocess.TimeoutExpired:
            return f"{self.cli} --version took more than {VERSION_SECONDS:g} seconds"
        except OSError as error:
            return f"{self.cli} cannot be started: {error.strerror}"
        return None if outcome.code == 0 else f"{self.cli} --version exits with {outcome.code}"

    def capabilities(self) -> dict[str, bool]:
        """What can be asked of this backend."""
        return {
            each: each not in self.natively
            for each in ("sessions", "agents", "quality", "transcripts", "tasks", "web")
        }

    def initialize_session(self, prompt: str) -> Result:
        """Give the memories that bear on the prompt, and the latest ones, to the session."""
        if not self.settings.memory:
            return done({"additionalContext": ""}, memoriesLoaded=0, source="disabled")
        found = self.memories.load(prompt)
        return done(self.hand_over(as_context(found)), memoriesLoaded=len(found), source="store")

    def finalize_session(self, messages: Sequence[Message]) -> Result:
        """Let this backend's agent extract memories from the messages, and keep them."""
        if not self.settings.memory or not messages:
            reason = "no messages" if self.settings.memory else "disabled"
            return done(memoriesExtracted=0, source=reason)
        self.memories.all()
        settings = self.settings
        prompt = extraction.prompt(
            list(messages), settings.extraction_messages, settings.extraction_length
        )
        try:
            answer = self._ask(prompt, settings.extraction_model, settings.extraction_timeout)
        except AgentTimeoutError:
            return failed("timeout", memoriesExtracted=0)
        memories, refused = extraction.parse(answer)
        self.memories.add(memories)
        return done({"refused": refused}, memoriesExtracted=len(memories), source=self.name)

    def run_quality_checks(
        self, files: Sequence[str] = (), cwd: str = ".", target: str = "check"
    ) -> Result:
        """`make check` in the project of the files, or of the folder."""
        return quality.run(self.project / cwd, files, target)

    def export_transcript(
        self, session_id: str, form: str = "standard", output_dir: str | None = None
    ) -> Result:
        """Write a session's transcript for people."""
        session = sessions.find(self.project, session_id)
        paths = transcripts.export(session, form, self._transcripts(output_dir))
        files = [str(path) for path in paths]
        return done({"files": files}, format=form, unreadableLines=session.unreadable)

    def convert_transcript(self, session_id: str, to: str) -> Result:
        """Write a session as another backend's CLI would have recorded it."""
        session = sessions.find(self.project, session_id)
        path = transcripts.convert(session, to, self._transcripts(None))
        return done({"files": [str(path)]}, converted_from=session.backend)

    def list_transcripts(self, text: str | None = None) -> Result:
        """The sessions of all backends, or those in which somebody said the text."""
        found = sessions.all_of(self.project)
        if text is not None:
            found = transcripts.search(found, text)
        told = [{"id": s.id, "backend": s.backend, "messages": len(s.messages)} for s in found]
        return done({"sessions": told}, count=len(told))

    def list_agents(self) -> Result:
        """The names of this backend's agents."""
        return done({"agents": definitions.names(self._agents)})

    def convert_agents(self) -> Result:
        """Write Claude's agents for Codex."""
        claude, codex = (self.project / f / "agents" for f in (".claude", ".codex"))
        return done({"agents": definitions.convert(claude, codex)})

    def spawn_agent(
        self, name: str, task: str, context: str = "", seconds: float = AGENT_SECONDS
    ) -> Result:
        """Let an agent do a task; AgentBackendError where that does not go well."""
        agent = definitions.load(self._agents, name)
        parts = [f"# Role: {name}", agent.prompt.strip(), f"## Task\n{task}"]
        parts += [f"## Context\n{context}"] if context else []
        answer = self._ask("\n\n".join(parts) + "\n", agent.model, seconds)
        kept = self.project / RESULTS / f"{name}-{uuid.uuid4().hex}.md"
        store.write_text(kept, answer + "\n")
        return done({"result": answer, "file": str(kept)}, agent=name, backend=self.name)

    def manage_tasks(self, action: str, **arguments: Any) -> Result:
        """Create, list, update, complete, delete or export tasks."""
        return self._refusal("tasks") or tools.manage_tasks(self.project, action, arguments)

    def search_web(self, query: str, limit: int = 5) -> Result:
        """Look something up with the search service that is configured."""
        return self._refusal("web") or tools.search_web(self.project, self.settings, query, limit)

    def fetch_url(self, url: str) -> Result:
        """Fetch a page as text."""
        return self._refusal("web") or tools.fetch_url(self.project, url)

    def _refusal(self, what: str) -> Result | None:
        """What to answer where only the CLI's own sessions can do that."""
        if self.capabilities()[what]:
            return None
        reason = f"{self.name} does not offer {what} to others: its sessions do that themselves"
        return failed(reason, unsupported=True)

    @property
    def _agents(self) -> Path:
        return self.project / self.folder / "agents"

    def _transcripts(self, output_dir: str | None) -> Path:
        return self.project / (output_dir or transcripts.FOLDER)

    def _ask(self, prompt: str, model: str | None, seconds: float) -> str:
        argv = self.agent_command(model)
        try:
            outcome = programs.run(argv, self.project, prompt, seconds)
        except subprocess.TimeoutExpired:
            raise AgentTimeoutError(f"{self.cli} took more than {seconds:g} seconds") from None
        except OSError as error:
            raise AgentSpawnError(f"{self.cli} cannot be started: {error.strerror}") from None
        if outcome.code:
            said = (outcome.errors or outcome.output).strip()
            raise AgentSpawnError(f"{self.cli} exited with {outcome.code}: {said}")
        return outcome.output.strip()
