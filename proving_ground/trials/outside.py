"""Where an engine must leave no trace: everywhere but in its project and in folders of its own.

The folders of the trial are looked at before and after, the settings in the user's HOME among
them: nobody else has any business there. Everywhere else, what the engine's processes changed is on
record (`interception.footprints`), so that nobody else's changes are taken for theirs. Where there
is no record, because the machine keeps none, or the agents are the real CLIs, who leave traces of
their own: what lies beside the trials, the engine's own package, the suite's checkout, and, in the
caller's home and in the folder that behave runs in, the names that engines write under are looked
at, too.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from proving_ground.errors import EvidenceUnreadable
from proving_ground.evidence.witness import files_below, looking_at, read_regular_file
from proving_ground.limits import LIMITS
from proving_ground.repository.project import ELSEWHERE, Project
from proving_ground.root import PACKAGES, ROOT
from proving_ground.scratch import PREFIX

Outside = Mapping[str, str]
"""What lies outside at one moment: each path, with words that change when what is there does."""

TRACES = (".data", ".env", "session_context.md")
"""Names under which engines keep what they write; nobody else has a use for them there."""
OWN = frozenset({"agents", "home", "tmp", ELSEWHERE})
"""The folders of a trial beside the project; each is looked at in a way of its own."""
SETTINGS = (
    ".bash",
    ".config/autostart",
    ".config/git",
    ".config/systemd",
    ".git",
    ".gnupg",
    ".local/bin",
    ".netrc",
    ".npmrc",
    ".profile",
    ".ssh",
    ".zsh",
)
"""How names in HOME begin that other programs obey; all else that is hidden may be the engine's."""
OTHERS = frozenset(
    {
        ".cache",
        ".coverage",
        ".git",
        ".hypothesis",
        ".idea",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".venv",
        ".vscode",
        "__pycache__",
        "build",
    }
)
"""Names in the suite's checkout that other programs write under."""
REPORTS = frozenset({"junit.xml", "report.json"})
"""Names by which a folder in the suite's checkout is known as a report of another run."""


MOST_STRAYS = 100
"""How many changes outside are told one by one."""


def look_outside(project: Project) -> Outside:
    """Look at the folders of the trial, but for the project."""
    with looking_at("what lies beside the project", "stays-inside"):
        return {**dict(_beside(project)), **dict(_settings(project.home))}


def look_further(project: Project, packages: Iterable[Path] = ()) -> Outside:
    """Look at what lies outside of the trial; `packages` are folders of the engine's program."""
    return {
        **dict(_there(project.root.parent)),
        **(_checkout(ROOT) if ROOT == PACKAGES else {}),
        **dict(_traces()),
        **{path: told for each in packages for path, told in _checkout(each).items()},
    }


def strays(before: Outside, after: Outside, *, excused: Path | None = None) -> Iterator[str]:
    """What has appeared, changed or gone in between, but below the `excused` folder.

    Of many, the first are told one by one, and how many more there are.
    """
    differ = [
        path
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path)
        and not (excused and Path(path).is_relative_to(excused))
    ]
    for path in differ[:MOST_STRAYS]:
        verb = "appeared" if path not in before else "changed" if path in after else "is gone"
        others = " (unless somebody edited the suite during the run)" if _is_suite(path) else ""
        yield stray(path, verb) + others
    if len(differ) > MOST_STRAYS:
        yield f"{len(differ) - MOST_STRAYS} more have appeared, changed or gone outside"


def stray(path: str, verb: str) -> str:
    """What the law says of a path that something became of."""
    return f"{path} {verb}, which is no place of the engine's"


def _is_suite(path: str) -> bool:
    """Whether it is a file of the suite's checkout, which people may be at work on."""
    return Path(path).is_relative_to(ROOT) and PREFIX not in path


def _beside(project: Project) -> Iterator[tuple[str, str]]:
    """Beside the trial's folders, and in its `tmp`."""
    own = OWN | {project.folder.name}
    yield from (
        (str(each), _signature(each)) for each in project.root.iterdir() if each.name not in own
    )
    yield from _there(project.root / "tmp")


def _there(folder: Path) -> Iterator[tuple[str, str]]:
    """What lies in a folder, but for caches, which runtimes keep in TMPDIR and clear away."""
    for count, each in enumerate(folder.iterdir()):
        if count > LIMITS.files:
            raise EvidenceUnreadable(f"{folder} holds more than {LIMITS.files:.0f} files")
        if "cache" not in each.name:
            yield str(each), "there"


def _settings(home: Path) -> Iterator[tuple[str, str]]:
    for name, entry in files_below(home):
        if name.startswith(SETTINGS) or not name.startswith("."):
            found = entry.stat(follow_symlinks=False)
            content = read_regular_file(entry.path) if stat.S_ISREG(found.st_mode) else b""
            yield entry.path, f"{found.st_mode} {hashlib.sha256(content).hexdigest()}"


def _checkout(root: Path) -> dict[str, str]:
    """Every file of the suite, or of a package, but for what other programs write there."""
    found, waiting = {}, [str(root)]
    while waiting:
        entries = [each for each in os.scandir(waiting.pop()) if not _is_others(each.name)]
        if not REPORTS.isdisjoint(each.name for each in entries):
            continue
        for each in entries:
            if each.is_dir(follow_symlinks=False):
                waiting += [] if each.name.endswith(".egg-info") else [each.path]
            else:
                told = each.stat(follow_symlinks=False)
                found[each.path] = f"{told.st_ino} {told.st_size} {told.st_mtime_ns}"
    return found


def _is_others(name: str) -> bool:
    """Whether other programs write under that name, or trials whose TMPDIR is in the checkout."""
    return name in OTHERS or name.startswith(PREFIX)


def _traces() -> Iterator[tuple[str, str]]:
    for folder in {Path.home(), Path.cwd()}:
        for name in TRACES:
            places = (folder / name, folder / ".codex" / name)
            yield from ((str(each), "there") for each in places if each.exists())


def _signature(path: Path) -> str:
    told = path.lstat()
    return f"{told.st_ino} {told.st_size} {told.st_mtime_ns}"
