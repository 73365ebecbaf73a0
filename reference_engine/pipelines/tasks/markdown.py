"""A to-do list in Markdown: `- [ ] text` is open, `- [x] text` is done; the text is the id."""

import re
from collections.abc import Iterator

from reference_engine.pipelines.tasks.file import Entry, Malformed
from reference_engine.pipelines.tasks.source import Task

_BOX = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[(?P<box>[ \txX]*)\](?P<text>.*)", re.DOTALL)
_FENCE = re.compile(r"[ \t]*(```|~~~)")


def read(text: str) -> Iterator[Entry]:
    """All tasks, nested ones too; what stands in a fenced block is no task."""
    start, fence = 0, None
    for number, line in enumerate(text.split("\n"), 1):
        if found := _FENCE.match(line):
            fence = None if fence == found[1] else fence or found[1]
        elif not fence and (box := _BOX.fullmatch(line)):
            yield from _entry(box, start, number)
        start += len(line) + 1


def _entry(box: "re.Match[str]", start: int, line: int) -> Iterator[Entry]:
    text, mark = box["text"], box["box"]
    if text.startswith("(") or (mark.strip() and not text[:1].isspace()):
        return  # a link, whose name happens to look like a box
    if mark not in (" ", "x", "X"):
        raise Malformed(line, f"[{mark}] is neither open, which is [ ], nor done, which is [x]")
    if not text[:1].isspace() or not text.strip():
        raise Malformed(line, "write a space and the task's text after its box")
    task = Task(text.strip(), text.strip())
    yield Entry(task, mark != " ", line, start + box.start("box"), start + box.end("box"), "x")
