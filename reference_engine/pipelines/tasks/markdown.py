"""A to-do list in Markdown: `- [ ] text` is open, `- [x] text` is done; the text is the id."""

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from reference_engine.pipelines.tasks.file import Entry, Malformed
from reference_engine.pipelines.tasks.source import Task

_BOX = re.compile(r"[ \t]*(?:[-*+]|\d+[.)])[ \t]+\[(?P<box>[ \txX]*)\](?P<text>.*)", re.DOTALL)
_LINE = re.compile(r"\r\n|\r|\n")
_MARKDOWN = MarkdownIt("commonmark").disable("code")  # what is indented is a list, not code


def read(text: str) -> Iterator[Entry]:
    """All tasks, nested ones too; what stands in a fenced block or a comment is no task."""
    hidden = _hidden(text)
    start = 0
    for number, line in enumerate(_LINE.split(text)):
        if number not in hidden and (box := _BOX.fullmatch(line)):
            yield from _entry(box, start, number + 1)
        end = _LINE.match(text, start + len(line))
        start = end.end() if end else len(text)


def _hidden(text: str) -> set[int]:
    """The lines, from 0, of fenced blocks and of comments."""
    maps = (token.map for token in _MARKDOWN.parse(text) if token.map and _hides(token))
    return {number for first, end in maps for number in range(first, end)}


def _hides(token: Token) -> bool:
    is_comment = token.type == "html_block" and token.content.lstrip().startswith("<!--")
    return is_comment or token.type == "fence"


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
