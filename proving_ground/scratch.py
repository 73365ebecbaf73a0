"""Where temporary folders are made: in memory where there is room, since fsync is free there.

Each folder of a run names the process that owns it, so that those of ended runs are known.
"""

import json
import os
import re
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from proving_ground.errors import PrerequisiteError

MEMORY = Path("/dev/shm")  # noqa: S108 - only folders of our own are made in it
ROOM = 1 << 30
"""Bytes that must be free there; containers often have but a few MB."""
LEAST = 64 << 20
"""Bytes that must be free wherever trials are to run."""
PREFIX = "proving-ground-"
OWNER = "owner.json"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
MANY = 5
"""So many folders of runs that have ended are worth a word when a run begins."""
UNKNOWN_AFTER_S = 86_400
"""Seconds after which a folder that names no owner counts as one of a run that has ended."""


def scratch_folder() -> Path:
    """The folder for temporary folders; $TMPDIR wins, as everywhere.

    PrerequisiteError where nothing can be run there, whatever the engine.
    """
    if "TMPDIR" not in os.environ and _is_usable(MEMORY):
        return MEMORY
    folder = Path(os.environ.get("TMPDIR") or tempfile.gettempdir()).resolve()
    if problem := obstacle(folder):
        spelt = _CONTROL.sub(lambda found: ascii(found[0])[1:-1], str(folder))
        raise PrerequisiteError(
            f"temporary folders are to be made in {spelt}, but {problem}\n"
            "  What to do: set TMPDIR to a folder on a disk with room, where programs may run"
        )
    return folder


def obstacle(folder: Path) -> str | None:
    """Why no trial can run in that folder; None where one can."""
    if _CONTROL.search(str(folder)):
        return "its path holds a newline or another control character"
    if not folder.is_dir():
        return "there is no such folder"
    if not os.access(folder, os.W_OK | os.X_OK):
        return "nothing may be written there"
    if os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return "programs may not be run there (it is mounted noexec)"
    if (free := shutil.disk_usage(folder).free) < LEAST:
        return f"only {free >> 20} MiB are free there, and {LEAST >> 20} are needed"
    return None


def make_run_folder() -> Path:
    """A new folder for a run, which tells that this process owns it."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=scratch_folder()))
    (folder / OWNER).write_text(json.dumps(_this_process()))
    return folder


@contextmanager
def run_folder() -> Iterator[Path]:
    """A folder for one run, removed when the context ends."""
    folder = make_run_folder()
    try:
        yield folder
    finally:
        remove_folder(folder)


def folders_of_ended_runs() -> list[Path]:
    """The folders that runs of this user have left whose process is gone, oldest first."""
    places = {MEMORY, Path(tempfile.gettempdir()).resolve()}
    ages = {each: _stale_since(each) for place in places for each in place.glob(f"{PREFIX}*")}
    stale = {folder: since for folder, since in ages.items() if since is not None}
    return sorted(stale, key=stale.__getitem__)


def advice() -> str | None:
    """A word about many such folders; None where there are but a few."""
    count = len(folders_of_ended_runs())
    if count < MANY:
        return None
    return f"{count} folders of runs that have ended take room; `proving-ground clean` removes them"


@contextmanager
def written_aside(path: Path) -> Iterator[Path]:
    """A file that takes the place of `path` once it is whole, so nobody reads half of it.

    A pipe or a device, as /dev/stdout, is written into.
    """
    if path.exists() and not path.is_file():
        yield path
        return
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield new
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def unwritable(path: Path, *, is_folder: bool) -> str | None:
    """Why nothing can be written there; None where it can."""
    if path.exists() and path.is_dir() != is_folder:
        return f"this is {'no' if is_folder else 'a'} folder"
    if path.exists() and not path.is_file() and not is_folder:
        return None if os.access(path, os.W_OK) else "nothing can be written there"
    folder = path if is_folder else path.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".proving-ground-probe"
        probe.touch()
        probe.unlink()
    except OSError as error:
        return f"nothing can be written there ({error.strerror})"
    return None


def remove_folder(folder: Path) -> None:
    """Remove a folder, whatever an engine has made of it: locked, or too deep for Python."""
    try:
        shutil.rmtree(folder)
    except (OSError, RecursionError):
        subprocess.run(["chmod", "-R", "u+rwx", "--", folder], capture_output=True, check=False)
        subprocess.run(["rm", "-rf", "--", folder], capture_output=True, check=False)


def _is_usable(folder: Path) -> bool:
    return obstacle(folder) is None and shutil.disk_usage(folder).free >= ROOM


def _stale_since(folder: Path) -> float | None:
    """When it was last changed, if it is this user's, and of a process that has ended.

    Without a name in it, it must be old. None where it is not stale, or gone meanwhile.
    """
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return None
    if status.st_uid != os.getuid() or not stat.S_ISDIR(status.st_mode):
        return None
    old = time.time() - status.st_mtime > UNKNOWN_AFTER_S
    try:
        owner = json.loads((folder / OWNER).read_text())
        if owner["processes"] == _processes():
            old = bool(_started(owner["pid"]) != owner["started"])
    except (OSError, ValueError, LookupError, TypeError):
        pass
    return status.st_mtime if old else None


def _this_process() -> dict[str, str | int | None]:
    """What tells this process from every other; `processes` is what its number counts in."""
    pid = os.getpid()
    return {"pid": pid, "started": _started(pid), "processes": _processes()}


@cache
def _processes() -> str:
    """The boot of the machine and the namespace of which this process is one."""
    try:
        processes = str(Path("/proc/self/ns/pid").readlink())
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        processes, boot = "", ""
    return f"{boot} {processes}"


def _started(pid: int) -> str | None:
    """When the process began, in ticks since the machine did; None where there is none."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if told[0] in "ZX" else told[19]
