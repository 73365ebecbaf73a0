"""Verdicts that were given before, for all runs of a project: only they leave no trace elsewhere.

An entry is a file, called by the SHA-256 of all that the verdict depends on. One that cannot be
read is as good as not there, and people are told. Work is never kept: its trace is what it is for.
A verdict that found faults is not kept either, for what follows from it is that something changes.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from reference_engine.orchestrator.config import Provider, Settings
from reference_engine.orchestrator.display import Display
from reference_engine.orchestrator.git import git, git_list
from reference_engine.orchestrator.records import Review
from reference_engine.pipelines.store import make_folder, write_durably

SCHEMA = 1


class Entry(BaseModel):
    """One verdict that passed."""

    model_config = ConfigDict(extra="forbid")
    version: int = Field(alias="schema", ge=SCHEMA, le=SCHEMA)
    kept_at: AwareDatetime
    intent: str


@dataclass(frozen=True)
class Question:
    """What a verdict is asked for: the prompt without what names the run, and the work's tree."""

    prompt: str
    tree: str


@dataclass(frozen=True)
class Verdicts:
    """The verdicts of a project, as a run with these settings may use them."""

    folder: Path
    settings: Settings
    display: Display

    def find(self, question: Question) -> Review | None:
        """The verdict that the backend has given before, if it is not too old."""
        path = self._path(question, self.settings.provider)
        try:
            entry = Entry.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            self.display.happened(f"{path} cannot be used, so the review is made again: {error}")
            return None
        age = datetime.now(UTC) - entry.kept_at
        if not timedelta() <= age < timedelta(seconds=self.settings.cache_seconds):
            return None
        return Review(passed=True, intent=entry.intent, issues=())

    def keep(self, question: Question, backend: Provider, review: Review) -> None:
        """Keep a verdict that passed, for whoever asks the same of that backend."""
        if not review.passed:
            return
        entry = Entry(schema=SCHEMA, kept_at=datetime.now(UTC), intent=review.intent)
        make_folder(self.folder)
        write_durably(self._path(question, backend), entry.model_dump_json(by_alias=True))

    def _path(self, question: Question, backend: Provider) -> Path:
        model = self.settings.model_of(backend)
        told = json.dumps([SCHEMA, backend, model, question.prompt, question.tree])
        return self.folder / f"{hashlib.sha256(told.encode()).hexdigest()}.json"


async def tree_of(folder: Path) -> str:
    """A hash of all that git sees in a checkout, committed or not; nothing is written."""
    found = hashlib.sha256((await git(folder, "rev-parse", "HEAD^{tree}")).encode())
    status = ("--no-optional-locks", "status", "--porcelain", "-z", "--no-renames")
    for line in await git_list(folder, *status, "--untracked-files=all"):
        path = folder / line[3:]
        content = path.read_bytes() if path.is_file() else b""
        found.update(line.encode(errors="surrogateescape"))
        found.update(hashlib.sha256(content).digest())
    return found.hexdigest()
