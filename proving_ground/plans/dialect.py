"""Reads a plan: a strict dialect of Markdown, in which every complaint has its line.

# Test plan: TITLE
## SEAM state-store: Engine → state file
- **Components:** engine → state file → next engine
### resume-after-crash: A killed run resumes where it stopped
- **Priority:** HIGH
…
"""

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from proving_ground.errors import InputError, refuse
from proving_ground.plans.fields import (
    LISTS,
    OF_PATH,
    OF_SEAM,
    Malformed,
    Reader,
    item_of,
    label_and_value,
    line_of,
)
from proving_ground.plans.model import CriticalPath, Seam, TestPlan

ID = r"(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)"
TITLE = re.compile("Test plan: .+")
SEAM = re.compile(rf"SEAM {ID}: (?P<title>.+)")
PATH = re.compile(rf"{ID}: (?P<title>.+)")
FORMS = {"h2": (SEAM, "## SEAM state-store: Engine → store"), "h3": (PATH, "### crash: It resumes")}


def load_plan(file: Path) -> TestPlan:
    """The plan in that file; InputErrors for all that does not keep to the form."""
    plan, mistakes = read_plan(file)
    refuse(mistakes)
    return plan


def read_plan(file: Path) -> tuple[TestPlan, list[InputError]]:
    """As much of the plan as can be read, and all that is malformed; raises one for no text."""
    reader = _Reader(file)
    reader.read(SyntaxTreeNode(MarkdownIt("commonmark").parse(_text(file))))
    return reader.plan(), reader.mistakes


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1
        raise InputError(file, f"not UTF-8: {error.reason}", "save it as UTF-8", line) from None
    except OSError as error:
        problem = error.strerror or str(error)
        raise InputError(file, f"the plan cannot be read: {problem}", "name a file") from None


class _Reader:
    """Walks through the document once; what is wrong goes into `mistakes`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._title = ""
        self._seams: list[dict[str, Any]] = []
        self._owner: dict[str, Any] | None = None
        self._ids: dict[tuple[str, str], int] = {}
        self.mistakes: list[InputError] = []

    def plan(self) -> TestPlan:
        """The plan that the statements so far describe."""
        return TestPlan(self._file, self._title, tuple(_seam(each) for each in self._seams))

    def read(self, root: SyntaxTreeNode) -> None:
        """Read all parts of the document."""
        for node in root.children:
            self._guarded(line_of(node), partial(self._part, node))
        if not self._title:
            self._complain(1, "the plan has no title", "begin with `# Test plan: TITLE`")

    def _part(self, node: SyntaxTreeNode) -> None:
        if node.type == "heading":
            self._heading(node)
        elif node.type == "bullet_list" and self._owner is not None:
            self._fields(node, self._owner)
        elif node.type != "paragraph" or self._inside_path:
            raise Malformed(
                "this is no part of a plan",
                "fields stand in a list below their heading; prose below `#` and `## SEAM` only",
            )

    @property
    def _inside_path(self) -> bool:
        return self._owner is not None and "planned" in self._owner

    def _heading(self, node: SyntaxTreeNode) -> None:
        text, line = node.children[0].content.strip() if node.children else "", line_of(node)
        if node.tag == "h1" and not self._title and not self._seams:
            self._title = text
            if not TITLE.fullmatch(text):
                raise Malformed(f"{text!r} is no plan's title", "write `# Test plan: TITLE`")
            return
        self._owner = {"dropped": True}
        if node.tag not in FORMS:
            raise Malformed(f"a heading of this level has no place: {text!r}", _headings())
        pattern, example = FORMS[node.tag]
        found = pattern.fullmatch(text)
        if found is None:
            raise Malformed(f"{text!r} does not say what it is", f"write it as `{example}`")
        if node.tag == "h3" and not self._seams:
            raise Malformed("this path belongs to no seam", "write `## SEAM id: title` before it")
        self._new(node.tag, found, line)

    def _new(self, tag: str, found: re.Match[str], line: int) -> None:
        empty: dict[str, Any] = {
            "id": found["id"],
            "title": found["title"].strip(),
            "line": line,
            "lines": {},
        }
        if tag == "h2":
            self._owner = {**empty, "components": (), "infrastructure": "", "paths": []}
            self._seams.append(self._owner)
        else:
            self._owner = {**empty, "planned": ()}
            self._seams[-1]["paths"].append(self._owner)
        first = self._ids.setdefault((tag, found["id"]), line)
        if first != line:
            raise Malformed(f"{found['id']!r} stands also on line {first}", "give it another id")

    def _fields(self, node: SyntaxTreeNode, owner: dict[str, Any]) -> None:
        if "dropped" in owner:
            return
        known = OF_PATH if self._inside_path else OF_SEAM
        for child in node.children:
            self._guarded(line_of(child), partial(self._field, child, owner, known))

    def _field(
        self, node: SyntaxTreeNode, owner: dict[str, Any], known: Mapping[str, tuple[str, Reader]]
    ) -> None:
        item = item_of(node)
        label, value = label_and_value(item, list(known))
        name, read = known[label]
        if label in owner["lines"]:
            raise Malformed(f"{label!r} stands here twice", "remove one")
        owner["lines"][label] = item.line
        if item.items and label not in LISTS:
            raise Malformed(f"{label!r} is no list", "write it in one line")
        if not value and not item.items:
            raise Malformed(f"{label!r} is empty", "write its value, or leave the field out")
        owner[name] = read(value, item)

    def _guarded(self, line: int, part: Callable[[], None]) -> None:
        try:
            part()
        except Malformed as error:
            self._complain(line, error.problem, error.fix)

    def _complain(self, line: int, problem: str, fix: str) -> None:
        self.mistakes.append(InputError(self._file, problem, fix, line))


def _headings() -> str:
    return "use `#` for the title, `## SEAM id: title` and `### id: title`"


def _seam(read: dict[str, Any]) -> Seam:
    paths = tuple(CriticalPath(**path) for path in read["paths"])
    told = {key: value for key, value in read.items() if key not in ("paths", "lines")}
    return Seam(**told, paths=paths)
