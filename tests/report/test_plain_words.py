"""What people read of a run is told in words: no value stands as Python or JSON has it.

Scenarios of all families really run, one of them on an engine that a bug was put back into.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from proving_ground.proof.defects import load_defects
from proving_ground.report.model import Report, Verdict, read_report
from proving_ground.report.site import write_site
from proving_ground.report.story import tell
from proving_ground.root import ROOT
from tests.report.test_docs import as_written

SCENARIOS = (
    "An agent of codex that is quick keeps every result",
    "A session of claude is remembered by the server",
    "Options for codex are handed on as they are",
    "Without a conversation, claude is not asked",
    "Fails review and triggers revise",
    "The state was ",
    "A long prompt$",
)
BROKEN = "Complete stages are skipped"
CODE = re.compile(r"""[\[({]\s*['"\[({]|\bNone\b|\bTrue\b|\bFalse\b|\w\(\w+=|<class |\bb'""")
"""How Python and JSON write lists, mappings, nothing, truth, objects and bytes."""


def run(report: Path, *options: str) -> Report:
    command = [sys.executable, "-m", "behave", "--format=null", *options]
    defines = ("-D", f"report={report}", "-D", "jobs=2")
    subprocess.run([*command, *defines], cwd=ROOT, capture_output=True, check=False)
    return read_report(report / "report.json")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("sound")
    return folder, run(folder, *(f"--name={name}" for name in SCENARIOS))


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """The report of a run on an engine whose resume starts over."""
    folder = tmp_path_factory.mktemp("broken")
    (defect,) = load_defects(["bug-5-resume-at-first-stage"])
    defect.put_back(folder / "engine")
    home = ("-D", f"engine_home={folder / 'engine'}")
    return folder, run(folder, f"--name={BROKEN}", *home)


def shown(page: Page, folder: Path, report: Report) -> Iterator[tuple[str, str]]:
    """All that each page of a report shows, with all its details open."""
    address = (folder / "index.html").as_uri()
    for route in ("", "#/bugs", *(f"#/s/{each.slug}" for each in report.scenarios)):
        page.goto(f"{address}{route}")
        page.wait_for_selector("h1:visible")
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
        titles = page.locator("svg title").evaluate_all("all => all.map(e => e.textContent)")
        yield route, "\n".join((page.inner_text("main"), *titles))


def code_in(told: Iterator[tuple[str, str]]) -> list[str]:
    return [
        f"{where}: {text[max(0, found.start() - 40) : found.end() + 40]}"
        for where, text in told
        for found in CODE.finditer(text)
    ]


def test_the_page_of_a_run_tells_no_code(page: Page, sound: tuple[Path, Report]) -> None:
    folder, report = sound
    families = {each.happened.family for each in report.scenarios}
    assert families == {"pipelines", "orchestration", "backends", "loops"}
    assert code_in(shown(page, folder, report)) == []


def test_the_page_of_a_failure_tells_no_code(page: Page, broken: tuple[Path, Report]) -> None:
    folder, report = broken
    assert [each.verdict for each in report.scenarios] == [Verdict.FAIL]
    assert code_in(shown(page, folder, report)) == []


def test_stories_tell_no_code_but_what_a_program_was_called_with(
    sound: tuple[Path, Report],
) -> None:
    _, report = sound
    stories = ((each.slug, tell(each.happened)) for each in report.scenarios)
    lines = ((slug, line) for slug, story in stories for line in story.splitlines())
    assert code_in((slug, line) for slug, line in lines if "  →  " not in line) == []


def test_the_site_of_a_run_tells_no_code(
    page: Page, sound: tuple[Path, Report], tmp_path: Path
) -> None:
    _, report = sound
    index = write_site(tmp_path, report, [], "index.html", as_written(report.scenarios, report))
    told = []
    for file in index.parent.glob("*.html"):
        page.goto(file.as_uri())
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
        told.append((file.name, page.inner_text("main")))
    assert len(told) > 4
    assert code_in(iter(told)) == []


@pytest.mark.parametrize(
    "code",
    [
        "launch (words: ['-p'])",
        "{'role': 'user'}",
        "missing ('one', 'completed')",
        "found None",
        "ErrorState(type='x')",
        '{"mcpServers": {}}',
        "held True",
    ],
)
def test_code_is_found(code: str) -> None:
    assert code_in(iter([("here", code)]))


@pytest.mark.parametrize("words", ["spawn all (tasks: a, b)", "(a|b)", "of 4 (run 2)", "it's (so)"])
def test_words_are_no_code(words: str) -> None:
    assert not code_in(iter([("here", words)]))
