"""Whether a conflict is resolved: of every kind, in every file, byte by byte."""

import asyncio
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from reference_engine.orchestrator.git import shown
from reference_engine.orchestrator.resolution import OpenMerge, opened

IDENTITY = ("-c", "user.name=Pat", "-c", "user.email=pat@example.com")
Change = Callable[[Path], object]


def git(folder: Path, *argv: str, fails: bool = False) -> str:
    command = ["git", *IDENTITY, *argv]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert fails or not ran.returncode, ran.stderr
    return ran.stdout.strip()


def write(name: str, content: bytes) -> Change:
    return lambda folder: Path(folder, name).write_bytes(content)


def remove(name: str) -> Change:
    return lambda folder: Path(folder, name).unlink()


def rename(name: str, new: str) -> Change:
    return lambda folder: Path(folder, name).rename(folder / new)


def link(name: str, target: str) -> Change:
    def make(folder: Path) -> None:
        Path(folder, name).unlink(missing_ok=True)
        Path(folder, name).symlink_to(target)

    return make


def inside(name: str, content: bytes) -> Change:
    def make(folder: Path) -> None:
        Path(folder, name).parent.mkdir()
        Path(folder, name).write_bytes(content)

    return make


def staged(*argv: str) -> Change:
    return lambda folder: git(folder, *argv)


LONG = b"".join(b"line %d\n" % n for n in range(40))
OURS_AT_3 = LONG.replace(b"line 3\n", b"ours at 3\n")
BOTH_AT_3 = LONG.replace(b"line 3\n", b"theirs at 3\n").replace(b"line 30\n", b"theirs at 30\n")
HALF = BOTH_AT_3.replace(b"theirs at 3\n", b"ours at 3\n")
WHOLE = HALF.replace(b"ours at 3\n", b"ours at 3\ntheirs at 3\n")
UTF_16 = [f"{text}\n".encode("utf-16") for text in ("ours", "theirs", "ours\ntheirs")]


def merge(folder: Path, base: Change, ours: Change, theirs: Change) -> OpenMerge:
    """Begin the merge of two branches that have made these changes."""
    git(folder, "init", "--quiet", "--initial-branch=main")
    for change, branch in ((base, "main"), (theirs, "theirs"), (ours, "ours")):
        if branch != "main":
            git(folder, "checkout", "--quiet", "-b", branch, "main")
        change(folder)
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--allow-empty", "--message", branch)
    git(folder, "merge", "--quiet", "--no-commit", "theirs", fails=True)
    commits = git(folder, "rev-parse", "ours", "theirs").split()
    return asyncio.run(opened(folder, *commits))


def two(name: str, ours: bytes, theirs: bytes, base: bytes = b"") -> tuple[Change, ...]:
    return tuple(write(name, content) for content in (base, ours, theirs))


DELETED = (write("f", b"base\n"), remove("f"), write("f", b"changed\n"))
FOLDER = (write("other", b""), write("f", b"file\n"), inside("f/g", b"folder\n"))
RENAMED = (write("f", LONG), rename("f", "g"), rename("f", "h"))
BINARY = two("f", b"\0ours", b"\0theirs")
UNION = b"one\ntwo\n"
TEXT = two("f", b"one\n", b"two\n")
KEPT: dict[str, tuple[tuple[Change, ...], Change]] = {
    "the lines of both": (TEXT, write("f", UNION)),
    "something new of both": (TEXT, write("f", b"one and two\n")),
    "other ends of lines": (two("f", b"one\r\n", b"two\r\n"), write("f", b"two\none\n")),
    "bytes that are no UTF-8": (
        two("f", b"caf\xe9\n", b"th\xe9\n"),
        write("f", b"caf\xe9\nth\xe9\n"),
    ),
    "UTF-16": (two("f", UTF_16[0], UTF_16[1]), write("f", UTF_16[2])),
    "the side that holds the other": (two("f", b"one\n", UNION, b"zero\n"), write("f", UNION)),
    "a heading underlined as a marker is": (
        two("f", b"Heading\n=======\none\n", b"Heading\n=======\ntwo\n"),
        write("f", b"Heading\n=======\none\ntwo\n"),
    ),
    "every place": (two("f", OURS_AT_3, BOTH_AT_3, LONG), write("f", WHOLE)),
    "a deletion that was decided": (DELETED, staged("rm", "--quiet", "f")),
    "a change that was decided": (DELETED, staged("add", "f")),
    "a change that was edited": (DELETED, write("f", b"changed again\n")),
    "data that was decided": (BINARY, staged("add", "f")),
    "the other data": (BINARY, write("f", b"\0theirs")),
    "file and folder": (FOLDER, staged("add", "--all")),
    "two names": (RENAMED, staged("add", "--all")),
    "a link and a file": (
        (write("other", b""), link("f", "other"), write("f", b"file\n")),
        staged("add", "--all"),
    ),
    "what was committed": (
        TEXT,
        lambda folder: (write("f", UNION)(folder), git(folder, "commit", "-qam", "Resolved")),
    ),
}
LOST: dict[str, tuple[tuple[Change, ...], Change, str]] = {
    "ours": (TEXT, write("f", b"one\n"), "one side only"),
    "theirs": (TEXT, write("f", b"two\n"), "one side only"),
    "neither": (TEXT, write("f", b""), "one side only"),
    "no file": (TEXT, remove("f"), "the work of both sides"),
    "Latin-1": (two("f", b"\xe91\n", b"\xe92\n"), write("f", b"\xe91\n"), "one side only"),
    "UTF-16": (two("f", UTF_16[0], UTF_16[1]), write("f", UTF_16[0]), "one side only"),
    "UTF-16 that was staged": (two("f", *UTF_16[:2]), staged("add", "f"), "one side only"),
    "one of two places": (two("f", OURS_AT_3, BOTH_AT_3, LONG), write("f", HALF), "one side only"),
    "the line between": (TEXT, write("f", b"one\n=======\ntwo\n"), "conflict markers"),
    "the line before the base": (TEXT, write("f", b"one\n||||||| abc\ntwo\n"), "conflict markers"),
    "the last line": (TEXT, write("f", b"one\ntwo\n>>>>>>> main\r\n"), "conflict markers"),
    "a marker alone": (TEXT, write("f", b"<<<<<<<\none\ntwo\n"), "conflict markers"),
    "a name": (two('it"s', b"one\n", b"two\n"), write('it"s', b"one\n"), '"it\\"s" keeps'),
    "deleted, undecided": (DELETED, lambda _: None, "needs a decision"),
    "data, undecided": (BINARY, lambda _: None, "needs a decision"),
    "file and folder, undecided": (FOLDER, lambda _: None, "needs a decision"),
    "two names, undecided": (RENAMED, lambda _: None, "needs a decision"),
    "given up": (TEXT, staged("merge", "--abort"), "given up"),
    "put back": (
        (
            lambda folder: (write("f", b"")(folder), write("g", b"old\n")(folder)),
            write("f", b"one\n"),
            lambda folder: (write("f", b"two\n")(folder), write("g", b"new\n")(folder)),
        ),
        lambda folder: (write("f", UNION)(folder), write("g", b"old\n")(folder)),
        "g keeps the work of one side only",
    ),
}


@pytest.mark.parametrize("kind", KEPT)
def test_what_keeps_both_sides_is_a_resolution(kind: str, tmp_path: Path) -> None:
    changes, resolve = KEPT[kind]
    made = merge(tmp_path, *changes)
    assert made.conflicts
    resolve(tmp_path)
    assert asyncio.run(made.mistake()) is None


@pytest.mark.parametrize("kind", LOST)
def test_what_loses_a_side_is_none(kind: str, tmp_path: Path) -> None:
    changes, resolve, told = LOST[kind]
    made = merge(tmp_path, *changes)
    assert made.conflicts
    resolve(tmp_path)
    assert told in (asyncio.run(made.mistake()) or "")


def test_every_file_is_looked_at(tmp_path: Path) -> None:
    made = merge(tmp_path, *(_all(change, "f", "g") for change in (b"", b"one\n", b"two\n")))
    write("f", UNION)(tmp_path)
    assert asyncio.run(made.mistake()) == "g still holds conflict markers"


def test_markers_have_the_length_that_the_user_wants(tmp_path: Path) -> None:
    (tmp_path / ".gitattributes").write_text("f conflict-marker-size=9\n")
    made = merge(tmp_path, *TEXT)
    write("f", b"one\n=========\ntwo\n")(tmp_path)
    assert asyncio.run(made.mistake()) == "f still holds conflict markers"


def _all(content: bytes, *names: str) -> Change:
    return lambda folder: [write(name, content)(folder) for name in names]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("plain.txt", "plain.txt"),
        ("ünïcode", "ünïcode"),
        ('it"s', '"it\\"s"'),
        ("two\nlines\t", '"two\\nlines\\t"'),
        ("end ", '"end "'),
        (os.fsdecode(b"caf\xe9"), '"caf\\351"'),
    ],
)
def test_names_are_told_on_one_line(name: str, told: str) -> None:
    assert shown(name) == told
