"""Trying one pair: both versions side by side, and whether the finding vanishes with the fix."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Any
from zlib import crc32

from benchmarks.recall.corpus import NPM, PYPI, Pair, profile_of
from proving_ground.commands.versions import home_of
from proving_ground.errors import ProvingError
from proving_ground.repository.process import run_git

CAUGHT, MISSED, UNDRIVEN = "caught", "missed", "not driven"
CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "proving-ground-recall"
"""Where versions are kept, so that they are made once."""


@dataclass(frozen=True)
class Outcome:
    """What came of a pair, by which findings; `told` says what else there is to say."""

    pair: str
    result: str
    findings: tuple[str, ...] = ()
    told: str = ""
    other: tuple[str, ...] = field(default=())


def attempt(pair: Pair, clones: Path, seconds: float, cache: Path = CACHE) -> Outcome:
    """Compare both versions in the scenarios of the pair, within so many seconds."""
    try:
        homes = [_home(pair, version, clones, cache) for version in (pair.before, pair.after)]
    except ProvingError as error:
        return Outcome(pair.name, UNDRIVEN, told=str(error))
    with TemporaryDirectory(prefix="proving-ground-recall-") as folder:
        file = Path(folder, "difference.json")
        log = cache / f"{pair.name}.log"
        with log.open("wb") as output:
            try:
                subprocess.run(
                    _command(pair, homes, file), stdout=output, stderr=output, timeout=seconds,
                    check=False, env={**os.environ, "NO_COLOR": "1"},
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                return Outcome(
                    pair.name, UNDRIVEN, told=f"not ended after {seconds:g} s; see {log}"
                )
        if not file.exists():
            return Outcome(pair.name, UNDRIVEN, told=f"no verdict; see {log}")
        return judged(pair, json.loads(file.read_text("utf-8")))


def judged(pair: Pair, difference: dict[str, Any]) -> Outcome:
    """What a difference of two versions says of the pair.

    Where the fix leaves the sentence broken in another way, only a finding that says what was seen
    tells of the bug.
    """
    gone = [*difference["vanished"], *(difference["reduced"] if pair.finding.found else [])]
    telling = [each for each in gone if pair.finding.is_told_by(each)]
    other = [_words(each) for each in gone if each not in telling]
    result = CAUGHT if telling else MISSED
    judged = any(difference[key] for key in ("vanished", "new", "both", "sometimes"))
    told = "" if telling or judged else "nothing was found in either version"
    return Outcome(pair.name, result, tuple(map(_words, telling)), told, tuple(other))


def _words(finding: dict[str, Any]) -> str:
    seen = next((line.strip() for line in finding["found"].splitlines() if line.strip()), "")
    name = finding["law"] or finding["sentence"]
    return f"{finding['scenario'].partition(' / ')[2]}: {name} ({seen[:160]})"


def _command(pair: Pair, homes: list[Path], file: Path) -> list[str]:
    profile = profile_of(pair)
    pattern = "|".join(f"({each})" for each in pair.only)
    versions = [f"{profile}@{home}" for home in homes]
    words = [sys.executable, "-m", "proving_ground.cli", "compare", *versions, "--findings"]
    return ["nice", *words, "--json", str(file), "--name", pattern, "--jobs", "1"]


def _home(pair: Pair, version: str, clones: Path, cache: Path) -> Path:
    """The folder of a version, made once."""
    setup = f"-{crc32(pair.setup.encode()):08x}" if pair.setup else ""
    name = f"{pair.repository}-{version}{setup}".replace("/", "+").replace(":", "+")
    folder = cache / "homes" / name
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        if pair.repository.startswith((NPM, PYPI)):
            mark = "@" if pair.repository.startswith(NPM) else "=="
            home_of(f"{pair.repository}{mark}{version}", folder)
        else:
            home_of(version, folder, _clone(pair, clones), pair.setup)
    except ProvingError:
        rmtree(folder, ignore_errors=True)
        raise
    return folder


def _clone(pair: Pair, clones: Path) -> str:
    """The clone of the repository, fetched where it is not there yet."""
    owner, _, name = pair.repository.partition("/")
    for place in (clones / f"{owner}+{name}" / "repo", clones / owner / name):
        if place.is_dir():
            return str(place)
    place.parent.mkdir(parents=True, exist_ok=True)
    address = f"https://github.com/{pair.repository}"
    run_git(place.parent, "clone", "--quiet", address, name)
    return str(place)
