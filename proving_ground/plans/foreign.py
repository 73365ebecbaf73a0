"""Reads plans that others wrote in other dialects of Markdown, as far as they name their seams."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

SEAM = re.compile(r"(?:\d+\.\s*)?SEAM(?:\s+\d+)?\s*:\s*(.+)", re.IGNORECASE)
LABEL = re.compile(
    r"(?:-\s+)?\*\*(?P<label>[^*:]+?)\s*(?::\s*(?P<inner>[^*]*))?\*\*:?\s*(?P<value>.*)"
)
PRIORITY = re.compile(r"\b(CRITICAL|HIGH|MEDIUM|LOW|P[0-3])\b")
PRIORITIES = {"CRITICAL": "HIGH", "P0": "HIGH", "P1": "HIGH", "P2": "MEDIUM", "P3": "LOW"}
ALIASES = {
    "components": "components",
    "components involved": "components",
    "critical path": "steps",
    "critical user journey": "steps",
    "business impact": "impact",
    "business value": "impact",
    "infrastructure": "infrastructure",
    "infrastructure needs": "infrastructure",
    "priority": "priority",
    "scenarios": "scenarios",
    "test scenarios": "scenarios",
    "key integration scenarios": "scenarios",
    "success criteria": "criteria",
}
"""What others call a field, in small letters, and the field of ours."""
LISTS = {"scenarios", "criteria"}
"""Fields that hold items, and no text."""
NUMBERED = re.compile(r"test(?:\s+[\d.]+)?", re.IGNORECASE)
"""A label that begins a scenario, as in `**TEST 1.2: It degrades**`."""


@dataclass
class ForeignSeam:
    """A seam of a foreign plan: its title, line, and the texts of each field of ours."""

    title: str
    line: int
    level: int
    texts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, text: str) -> None:
        """Add a text to a field, unless there is none, or it is there already."""
        plain = " ".join(text.replace("**", "").split()).rstrip(":")
        known = self.texts.setdefault(name, [])
        if plain and plain not in known:
            known.append(plain)


def read_foreign(text: str) -> tuple[str, list[ForeignSeam]]:
    """The title of a plan, and all of its seams."""
    reader = _Reader()
    for node in SyntaxTreeNode(MarkdownIt("commonmark").parse(text)).children:
        reader.read(node)
    return reader.title, reader.seams


class _Reader:
    """Walks through a plan; what stands below a seam's label is that field's."""

    def __init__(self) -> None:
        self.title = ""
        self.seams: list[ForeignSeam] = []
        self._seam: ForeignSeam | None = None
        self._field = ""
        self._priority = ""

    def read(self, node: SyntaxTreeNode) -> None:
        if node.type == "heading":
            self._heading(_content(node), int(node.tag[1]), node.map[0] + 1 if node.map else 1)
        elif self._seam is None:
            return
        elif node.type == "paragraph":
            if self._field not in LISTS and self._seam.texts.get(self._field):
                self._field = ""  # what is said already does not go on in another paragraph
            for line in _content(node).splitlines():
                self._line(line.strip(), self._seam)
        elif node.type.endswith("_list") and self._field:
            for item in node.children:
                self._item(list(_lines(item)), self._seam)
        elif node.type == "fence" and self._field == "scenarios":
            self._code(node.content, self._seam)

    def _heading(self, text: str, level: int, line: int) -> None:
        self.title = self.title or text
        self._field = ""
        if found := SEAM.fullmatch(text):
            self._seam = ForeignSeam(found[1].strip(), line, level)
            self._seam.add("priority", self._priority)
            self.seams.append(self._seam)
        elif self._seam and level > self._seam.level:
            self._field = ALIASES.get(text.lower().strip(" :*"), "")
        else:
            self._seam = None
            found = PRIORITY.search(text) if "priority" in text.lower() else None
            self._priority = found[1] if found else ""

    def _line(self, line: str, seam: ForeignSeam) -> None:
        found = LABEL.match(line)
        if found is None:
            seam.add(self._field, line) if self._field and self._field not in LISTS else None
            return
        label = found["label"].strip()
        if NUMBERED.fullmatch(label) and found["inner"]:
            seam.add("scenarios", found["inner"])
        elif label.upper().endswith(" PRIORITY"):
            seam.add("priority", label)
        else:
            self._field = ALIASES.get(re.sub(r"\s*\(.*\)$", "", label).lower(), "")
            value = f"{found['inner'] or ''} {found['value']}"
            seam.add(self._field, value) if self._field else None

    def _item(self, lines: Sequence[str], seam: ForeignSeam) -> None:
        """An item, and the labels that stand in it only because they are indented as it is."""
        seam.add(self._field, lines[0] if lines else "")
        for line in lines[1:]:
            if LABEL.match(line.strip()):
                self._line(line.strip(), seam)

    def _code(self, code: str, seam: ForeignSeam) -> None:
        """Tests that are only sketched: what their docstrings say, or their names."""
        if seam.texts.get("scenarios"):
            return
        for name, said in re.findall(r'def test_(\w+)\([^)]*\)[^:]*:\s*(?:"""\s*([^\n"]+))?', code):
            seam.add("scenarios", said or name.replace("_", " ").capitalize())


def _content(node: SyntaxTreeNode) -> str:
    return node.children[0].content if node.children else ""


def _lines(item: SyntaxTreeNode) -> Iterator[str]:
    for child in item.children:
        if child.type == "paragraph":
            yield from _content(child).splitlines()


def as_plan(title: str, seams: Sequence[ForeignSeam]) -> str:
    """The same in our dialect: a path for each seam; what is not said is left out."""
    ids: set[str] = set()
    parts = [f"# Test plan: {title or 'imported'}\n"]
    for seam in seams:
        name = _fresh_id(seam.title, ids)
        parts.append("\n".join(_seam(name, seam)) + "\n")
    return "\n".join(parts)


def _seam(name: str, seam: ForeignSeam) -> Iterator[str]:
    texts = seam.texts
    yield f"## SEAM {name}: {seam.title}\n"
    yield from _field("Components", _arrows(texts.get("components", []), commas=True))
    yield from _field("Infrastructure", ", ".join(texts.get("infrastructure", [])))
    yield f"\n### {name}: {seam.title}\n"
    found = PRIORITY.search(" ".join(texts.get("priority", [])))
    yield from _field("Priority", PRIORITIES.get(found[1], found[1]) if found else "")
    yield from _field("Critical path", _arrows(texts.get("steps", []), commas=False))
    yield from _field("Business impact", " ".join(texts.get("impact", [])))
    for label, key in (("Scenarios", "scenarios"), ("Success criteria", "criteria")):
        if told := texts.get(key):
            yield f"- **{label}:**"
            yield from (f"  - {each}" for each in told)


def _field(label: str, value: str) -> Iterator[str]:
    if value:
        yield f"- **{label}:** {value}"


def _arrows(texts: Sequence[str], *, commas: bool) -> str:
    """The parts in their order; nothing where there are not two."""
    several = len(texts) > 1
    pattern = r"\s*(?:→|->|,|;)\s*(?![^()]*\))" if commas and not several else r"\s*(?:→|->)\s*"
    parts = [part.strip() for text in texts for part in re.split(pattern, text) if part.strip()]
    return " → ".join(parts) if len(parts) > 1 else ""


def _fresh_id(title: str, taken: set[str]) -> str:
    words = re.findall(r"[a-z0-9]+", title.lower())[:6] or ["seam"]
    name, number = "-".join(words), 2
    while name in taken:
        name, number = f"{'-'.join(words)}-{number}", number + 1
    taken.add(name)
    return name
