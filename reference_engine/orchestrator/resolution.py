"""What a merge leaves open, and whether a resolution keeps the work of both sides: in bytes."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from reference_engine.orchestrator.git import git, git_bytes, git_list, shown

DECIDE = "git add or git rm, for both sides cannot be kept in it"
_HUGE = 71
"""The length of conflict markers that no file has by chance."""


@dataclass(frozen=True)
class Entry:
    """A file as git's index holds it."""

    mode: str
    blob: str

    @property
    def is_file(self) -> bool:
        """Whether it is one, and no link or repository of its own."""
        return self.mode.startswith("100")


@dataclass(frozen=True)
class Conflict:
    """A file that git could not merge; `ours` is the branch's, `theirs` is what is merged in."""

    file: str
    base: Entry | None
    ours: Entry | None
    theirs: Entry | None

    @property
    def left(self) -> Entry | None:
        """What git leaves in the checkout where it can write no markers."""
        return self.ours or self.theirs


@dataclass(frozen=True)
class OpenMerge:
    """A merge that was begun: its two commits, its conflicts, and what merged by itself.

    `brought` tells, for each file that merged, what it was before and what it has become.
    """

    folder: Path
    ours: str
    theirs: str
    conflicts: tuple[Conflict, ...]
    brought: dict[str, tuple[Entry | None, Entry | None]]

    async def told(self) -> str:
        """The files in conflict, as a list for an agent."""
        lines = []
        for each in self.conflicts:
            hint = "" if await self._texts(each) else f": decide with {DECIDE}"
            lines.append(f"- {shown(each.file)}{hint}")
        return "\n".join(lines)

    async def mistake(self) -> str | None:
        """Why what lies in the checkout now is no resolution; None where it is one."""
        if not await self._goes_on():
            return "the merge was given up"
        undecided = {each.file for each in await _conflicts(self.folder)}
        await git(self.folder, "add", "--all")
        found = await _entries(self.folder)
        mistakes = []
        for each in self.conflicts:
            is_open = each.file in undecided
            told = await self._mistake_in(each, found.get(each.file), undecided=is_open)
            mistakes += [f"{shown(each.file)} {told}"] if told else []
        mistakes += [f"{shown(f)} keeps the work of one side only" for f in self._undone(found)]
        return "; ".join(mistakes) or None

    async def _goes_on(self) -> bool:
        """Whether the merge is still open, or was committed as it was begun."""
        tips = await git(self.folder, "rev-parse", "-q", "--verify", "MERGE_HEAD", accept=(0, 1))
        if tips:
            return tips == self.theirs
        parents = await git(self.folder, "rev-parse", "HEAD^@")
        return parents.split() == [self.ours, self.theirs]

    async def _mistake_in(
        self, conflict: Conflict, found: Entry | None, *, undecided: bool
    ) -> str | None:
        texts = await self._texts(conflict)
        if found is None or not found.is_file:
            if texts and found is None:
                return "is gone, and the work of both sides with it"
        elif await self._holds_markers(conflict, found):
            return "still holds conflict markers"
        elif texts and (result := await self._text(found)) is not None:
            return await self._loss(texts, result)
        return f"needs a decision: {DECIDE}" if undecided and found == conflict.left else None

    async def _loss(self, texts: tuple[str, str, str], result: str) -> str | None:
        """A side all of whose lines are gone from a place of conflict, with nothing put instead."""
        kept, known = _lines(result), _lines("\n".join(texts))
        for sides in await _places(*texts) if kept <= known else ():
            base, ours, theirs = map(_lines, sides)
            for mine, other in ((ours, theirs), (theirs, ours)):
                own = mine - base - other
                if own and not own & kept:
                    return "keeps the work of one side only"
        return None

    async def _holds_markers(self, conflict: Conflict, found: Entry) -> bool:
        """Whether there are lines like git's markers, more than the sides had of their own."""
        argv = ("check-attr", "-z", "conflict-marker-size", "--", conflict.file)
        size = (await git_list(self.folder, *argv))[-1]
        marker = _marker(int(size) if size.isdecimal() else 7)
        left = Counter(marker.findall(await self._content(found)))
        for side in (conflict.ours, conflict.theirs):
            if side and side.is_file:
                left -= Counter(marker.findall(await self._content(side)))
        return bool(left)

    def _undone(self, found: dict[str, Entry]) -> Iterator[str]:
        """The files that merged by themselves, and were put back, and are nowhere else."""
        blobs = {entry.blob for entry in found.values()}
        for file, (before, after) in self.brought.items():
            is_kept = after is not None and after.blob in blobs
            if found.get(file) == before and not is_kept:
                yield file

    async def _texts(self, conflict: Conflict) -> tuple[str, str, str] | None:
        """Base, ours and theirs, where both sides are texts; the lines of both can be kept."""
        sides = [conflict.ours, conflict.theirs]
        texts = [await self._text(each) for each in sides if each and each.is_file]
        if len(texts) < len(sides) or texts[0] is None or texts[1] is None or texts[0] == texts[1]:
            return None
        base = await self._text(conflict.base) if conflict.base else ""
        return base or "", texts[0], texts[1]

    async def _text(self, entry: Entry) -> str | None:
        """A file's text, each byte a character unless it is UTF-16; None for what is no text."""
        content = await self._content(entry)
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16", errors="replace")
        return None if b"\0" in content else content.decode("latin-1")

    async def _content(self, entry: Entry) -> bytes:
        return (await git_bytes(self.folder, "cat-file", "blob", entry.blob))[1]


async def opened(folder: Path, ours: str, theirs: str) -> OpenMerge:
    """The merge of those commits that was begun in that checkout."""
    conflicts = tuple(await _conflicts(folder))
    raw = ("diff", "--cached", "--raw", "-z", "--no-abbrev", "--no-renames", ours)
    told = iter(await git_list(folder, *raw))
    changed = {file: _before_and_after(line) for line, file in zip(told, told, strict=True)}
    in_conflict = {each.file for each in conflicts}
    brought = {file: both for file, both in changed.items() if file not in in_conflict}
    return OpenMerge(folder, ours, theirs, conflicts, brought)


async def _conflicts(folder: Path) -> list[Conflict]:
    stages: dict[str, dict[str, Entry]] = {}
    for line in await git_list(folder, "ls-files", "--unmerged", "-z"):
        told, _, file = line.partition("\t")
        mode, blob, stage = told.split(" ")
        stages.setdefault(file, {})[stage] = Entry(mode, blob)
    return [Conflict(file, *map(each.get, "123")) for file, each in stages.items()]


async def _entries(folder: Path) -> dict[str, Entry]:
    lines = [line.partition("\t") for line in await git_list(folder, "ls-files", "-s", "-z")]
    return {file: Entry(*told.split(" ")[:2]) for told, _, file in lines}


def _before_and_after(line: str) -> tuple[Entry | None, Entry | None]:
    modes = line.removeprefix(":").split(" ")
    both = (Entry(modes[0], modes[2]), Entry(modes[1], modes[3]))
    before, after = (None if entry.mode == "000000" else entry for entry in both)
    return before, after


def _marker(size: int) -> re.Pattern[bytes]:
    return re.compile(rb"^(?:[<>|]{%d,}|={%d})(?=\s|$)" % (size, size), re.MULTILINE)


def _lines(text: str) -> set[str]:
    """The lines, whatever their indentation and ends; empty ones are nobody's work."""
    return {" ".join(line.split()) for line in text.split("\n")} - {""}


async def _places(*texts: str) -> list[tuple[str, str, str]]:
    """Each place in which the sides contradict each other: what base, ours and theirs have there.

    The texts are those of base, ours and theirs.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        for side, text in zip(("base", "ours", "theirs"), texts, strict=True):
            (folder / side).write_text(text, "utf-8", newline="")
        argv = ("merge-file", "-p", "--diff3", f"--marker-size={_HUGE}", "ours", "base", "theirs")
        _, told = await git_bytes(folder, *argv, accept=tuple(range(128)))
    found = _PLACE.findall(told.decode("utf-8"))
    return [(base, ours, theirs) for ours, base, theirs in found]


_PLACE = re.compile(
    rf"^<{{{_HUGE}}}[^\n]*\n(.*?)^\|{{{_HUGE}}}[^\n]*\n(.*?)^={{{_HUGE}}}\r?\n(.*?)^>{{{_HUGE}}}",
    re.MULTILINE | re.DOTALL,
)
