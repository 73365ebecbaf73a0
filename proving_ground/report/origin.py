"""What a run was of: engine, version, commit, time, and digests of all that decides a verdict."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from proving_ground.errors import GitFailed
from proving_ground.repository.process import run_git
from proving_ground.root import PACKAGES, ROOT

REFERENCE = "reference"
NO_VERDICT = ("plans", "proof", "report")
"""Rooms of this package that decide no verdict, but for `report/verdicts.py`."""
NO_FIXTURE = ("defects", "engines", "mutants", "plans")
"""Folders of fixtures that no scenario reads."""
NO_TAG = ("path:", "promise.")
"""How tags begin that say what a scenario is for, and not what it does."""


@dataclass(frozen=True)
class Origin:
    """Where verdicts come from.

    `engine` names the engines on trial, `commit` that of the suite (with `+changes` where files
    differed from it, empty outside of git), `started` is in UTC, `options` are the `-D` options.
    `suite` and `reference` are digests of the steps with their support, and of the reference
    engine, empty where another one was on trial.
    """

    engine: str
    version: str
    commit: str
    started: str
    options: tuple[str, ...]
    suite: str
    reference: str


def origin(engine: str, started: float, options: Iterable[str], home: str | None) -> Origin:
    """The origin of a run that began so many seconds after the epoch; `home` is `engine_home`."""
    return Origin(
        engine=engine,
        version=version("proving-ground"),
        commit=commit(),
        started=datetime.fromtimestamp(started, UTC).isoformat(timespec="milliseconds"),
        options=tuple(options),
        suite=suite_digest(),
        reference=reference_digest(Path(home) if home else PACKAGES) if engine == REFERENCE else "",
    )


def commit(folder: Path = ROOT) -> str:
    """The commit that is checked out there, as `1234567890ab` or `1234567890ab+changes`."""
    try:
        head = run_git(folder, "rev-parse", "--short=12", "HEAD").strip()
        return f"{head}+changes" if run_git(folder, "status", "--porcelain") else head
    except GitFailed:
        return ""


def suite_digest(root: Path = ROOT) -> str:
    """The digest of all that a scenario is run by: hooks, steps, their support, and fixtures."""
    code = root if (root / "proving_ground").is_dir() else PACKAGES
    support = [
        path
        for path in (code / "proving_ground").rglob("*.py")
        if path.relative_to(code).parts[1] not in NO_VERDICT or path.name == "verdicts.py"
    ]
    fixtures = [
        path
        for path in (root / "fixtures").rglob("*")
        if path.is_file() and path.relative_to(root).parts[1] not in NO_FIXTURE
    ]
    steps = (root / "features" / "steps").rglob("*.py")
    return _digest([(root, [root / "environment.py", *steps, *fixtures]), (code, support)])


def reference_digest(home: Path = PACKAGES) -> str:
    """The digest of the reference engines that lie in that folder."""
    files = (path for path in (home / "reference_engine").rglob("*") if path.is_file())
    return _digest([(home, [path for path in files if "__pycache__" not in path.parts])])


def scenario_digest(scenario: Any) -> str:
    """The digest of what a behave scenario says: names, tags, background, steps and tables."""
    tags = (str(tag) for tag in scenario.effective_tags)
    said = [scenario.feature.name, scenario.name]
    said += sorted(tag for tag in tags if not tag.startswith(NO_TAG))
    for step in scenario.all_steps:
        said += [step.keyword, step.name, step.text or ""]
        table = step.table
        said += ["|".join(table.headings), *("|".join(row.cells) for row in table)] if table else []
    return digest("\n".join(str(part) for part in said))


def digest(text: str | bytes) -> str:
    """Sixteen hexadecimal digits that another text does not have."""
    octets = text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text
    return hashlib.sha256(octets).hexdigest()[:16]


def _digest(trees: Iterable[tuple[Path, Iterable[Path]]]) -> str:
    """One digest of files, each with its name below the folder that it is told with."""
    total = hashlib.sha256()
    named = ((path.relative_to(root), path) for root, files in trees for path in files)
    for name, path in sorted((name, path) for name, path in named if path.exists()):
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]
