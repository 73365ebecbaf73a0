"""Where an engine must leave no trace: everywhere but in its trial's own folders.

Watched are the engine's own package, the workshop with its trials, and, in the suite's folder, in
the caller's home and in the folder that behave runs in, the names that engines of this family
write under. Other names appear there for reasons of other programs.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from proving_ground.root import ROOT

TRACES = (".data", ".env", "session_context.md")
"""Names under which engines keep what they write; nobody else has a use for them there."""
TRIAL = frozenset({"agents", "home", "tmp"})


def outside(packages: Iterable[Path]) -> frozenset[str]:
    """Traces in the suite's folder, the caller's home and behave's folder; files of packages.

    A file of a package is told with its time, so that one that was rewritten is another.
    """
    return frozenset((*map(str, _traces()), *_files(packages)))


def beside(root: Path, project: Path) -> frozenset[str]:
    """What lies beside the folders of a trial, in its `tmp`, and beside the trials."""
    own = TRIAL | {project.name}
    found = [each for each in root.iterdir() if each.name not in own]
    return frozenset(map(str, [*found, *(root / "tmp").iterdir(), *root.parent.iterdir()]))


def _traces() -> Iterator[Path]:
    for folder in {ROOT, Path.home(), Path.cwd()}:
        for name in TRACES:
            yield from (p for p in (folder / name, folder / ".codex" / name) if p.exists())


def _files(packages: Iterable[Path]) -> Iterator[str]:
    for package in packages:
        for path in package.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{path} (written at {path.stat().st_mtime_ns} ns)"
