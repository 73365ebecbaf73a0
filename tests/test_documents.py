"""What the documents name is there: files, commands with their options, scenarios, `-D` options."""

import re
import shlex
from pathlib import Path

import pytest
from behave.parser import parse_file

from proving_ground.cli import COMMANDS, _parser
from proving_ground.root import ROOT
from proving_ground.suite.checks.options import VALUES

DOCUMENTS = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("[a-z]*/**/*.md"))
    if not {"build", "plans", "fixtures"} & set(path.relative_to(ROOT).parts)
    and path.name != "CHANGELOG.md"
)
ROOMS = "proving_ground|reference_engine|features|fixtures|docs|tests|benchmarks|examples"
PLACEHOLDER = re.compile(r"[A-Z]{3,}|\*|\{|…")
documents = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=[str(path.relative_to(ROOT)) for path in DOCUMENTS]
)


def code(text: str) -> list[str]:
    """What stands indented, in fences, or between backticks, without remarks."""
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)
    lines = re.findall(r"^(?: {4,}|\$ )?(\S.*)$", text, re.MULTILINE)
    return [*spans, *(line.partition("  #")[0].strip() for line in lines)]


@documents
def test_files_are_there(document: Path) -> None:
    text = document.read_text()
    named = re.findall(rf"`((?:{ROOMS})/[\w./-]+)`", text)
    linked = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    named = [path for path in named if not PLACEHOLDER.search(path.removesuffix("README.md"))]
    missing = [path for path in named if not (ROOT / path).exists()]
    missing += [path for path in linked if not (document.parent / path).exists()]
    assert not missing


@documents
def test_commands_are_understood(document: Path) -> None:
    for line in code(document.read_text()):
        if not line.startswith("proving-ground ") or "COMMAND" in line:
            continue
        words = shlex.split(re.split(r"[>|]", line)[0].replace("[", "").replace("]", ""))[1:]
        if not words[1:] and words[0] in COMMANDS:
            continue  # it is spoken of
        try:
            _parser(words[:1]).parse_args(words)
        except SystemExit:
            pytest.fail(f"not understood: {line}")


@documents
def test_options_of_behave_are_known(document: Path) -> None:
    asked = re.findall(r"-D ?([a-z_][\w.]*)(?:=|\b)", document.read_text())
    assert not {name for name in asked if name not in VALUES and not name.startswith("limit")}


@documents
def test_places_of_scenarios_are_headings(document: Path) -> None:
    for path, line in re.findall(r"(features/[\w/]+\.feature):(\d+)", document.read_text()):
        feature = parse_file(str(ROOT / path))
        assert int(line) in {each.line for each in feature.walk_scenarios(with_outlines=True)}
