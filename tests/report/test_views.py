"""What a report shows besides its run: the plan's matrix, engines compared, the kill matrix."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from proving_ground.cli import main
from proving_ground.report.conformance import as_page
from proving_ground.report.merge import merge
from proving_ground.report.model import read_report
from proving_ground.report.reports import write_reports
from proving_ground.root import PACKAGES
from tests.report.test_conformance import CAPS, DONE, column
from tests.report.test_page import FAILING, ORIGIN, PASSING, REPORT

PLAN = {
    "plan": "TEST_PLAN.md",
    "run": {"started": ORIGIN.started, "engine": "reference", "commit": "1234567890ab"},
    "counts": {},
    "paths": [
        {
            "id": "flow-9",
            "title": "What was done <is> not done again",
            "seam": "stage-loop",
            "components": ["engine's loop", "agent"],
            "priority": "HIGH",
            "critical_path": ["kill", "resume"],
            "impact": "work is paid for twice",
            "state": "PROVED",
            "reason": "done-again turned 1 of 1 red",
            "scenarios": [{"id": PASSING.id, "location": "f.feature:7", "verdict": "PASS"}],
            "proofs": {
                "done-again": {"when": "2026", "killers": {PASSING.id: {"why": "the calls"}}}
            },
            "deferred": None,
        },
        {
            "id": "two",
            "title": "Another",
            "seam": "cache",
            "priority": None,
            "state": "NOT RUN",
            "scenarios": [{"id": "F / gone", "location": "f.feature:9", "verdict": "NOT RUN"}],
        },
    ],
}
ENGINES = {
    "version": 1,
    "engines": [
        {
            "engine": name,
            "source": "somewhere",
            "suite": "0.1",
            "command": f"proving-ground run --engine {name}",
            "witnesses": ["state after"],
            "reasons": {"no list of tasks is declared": 8},
            "promises": {
                "nothing-is-done-twice": {"kept": kept, "tried": 8, "counts": {"SKIPPED": 1}},
                "caps-hold": {"kept": 0, "tried": 0, "counts": {"SKIPPED": 2}},
            },
        }
        for name, kept in (("one", 8), ("another-with-a-long-name", 3), ("third", 7))
    ],
}
KILLS = {
    "defects": {
        "stays": {"symptom": "nobody sees it", "red": {}, "survived": "no scenario turned red"},
        "done-again": {
            "bug_class": 14,
            "source": "us",
            "symptom": "a resume starts over",
            "red": {PASSING.id: "FAIL", "F / of another run": "ERROR"},
            "laws": ["calls-once"],
            "survived": None,
        },
    },
    "unjustified": [FAILING.id],
}
DATA: dict[str, Any] = {"plan": PLAN, "conformance": ENGINES, "kills": KILLS}
ROUTES = ("#/", "#/plan", "#/plan/stage-loop", "#/engines", "#/bugs")


def attach(folder: Path, **told: Any) -> int:
    """Hand those views to the report in that folder, as a person would."""
    words = []
    for name, data in told.items():
        file = folder / f"{name}-told.json"
        file.write_text(data if isinstance(data, str) else json.dumps(data), "utf-8")
        words += [f"--{name}", str(file)]
    return main(("report", str(folder), *words))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report to which one view after the other was handed."""
    folder = tmp_path_factory.mktemp("report")
    write_reports(folder, REPORT)
    assert [attach(folder, **{name: data}) for name, data in DATA.items()] == [0, 0, 0]
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> str:
    return (folder / "index.html").as_uri()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_views_are_accessible(browser: Browser, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for route in ROUTES:
        page.goto(address + route)
        page.wait_for_selector("h1:visible")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        found[route] = [each["id"] for each in Axe().run(page).response["violations"]]
    context.close()
    assert found == {route: [] for route in ROUTES}


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_view_has_to_be_scrolled_sideways(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for route in ROUTES:
        page.goto(address + route)
        page.wait_for_selector("h1:visible")
        assert page.evaluate("document.documentElement.scrollWidth") == width, route


def test_the_plan_tells_each_path_by_its_seam(page: Page, address: str) -> None:
    page.goto(f"{address}#/plan")
    expect(page.locator("h1:visible")).to_have_text("1 of 2 critical paths proved")
    expect(page.locator("table.plan tbody")).to_contain_text("1 of 1")
    page.get_by_role("link", name="stage-loop").click()
    expect(page.locator("h1:visible")).to_have_text("Seam stage-loop")
    page.locator(".paths summary").click()
    lines = page.locator(".paths")
    expect(lines).to_contain_text("turned red by done-again: the calls")
    expect(lines.get_by_role("link", name=PASSING.name).first).to_have_attribute(
        "href", f"#/s/{PASSING.slug}"
    )


def test_engines_are_compared_promise_by_promise(page: Page, address: str) -> None:
    page.goto(f"{address}#/engines")
    rows = [re.split(r"\s*\t\s*", row) for row in page.locator(".engines tr").all_inner_texts()]
    assert rows[1][0] == "Nothing is done twice."
    assert [cell.split("\n")[0] for cell in rows[1][1:]] == ["✓ 8 of 8", "✗ 3 of 8", "✗ 7 of 8"]
    assert rows[2] == [
        "Caps and budgets hold, over resumes too.",
        "? not tried",
        "? not tried",
        "? not tried",
    ]


def test_bugs_that_survived_come_first(page: Page, address: str) -> None:
    page.goto(f"{address}#/bugs")
    expect(page.locator("h1:visible")).to_have_text("1 of 2 known bugs caught")
    first, second = page.locator(".kills > li").all()
    expect(first).to_contain_text("Survived: no scenario turned red.")
    assert second.locator("svg.dots").get_attribute("aria-label") == "Resume: 1"
    expect(page.get_by_label("Never red")).to_contain_text(FAILING.name)


def test_without_its_data_a_view_says_how_to_get_it(page: Page, tmp_path: Path) -> None:
    address = write_reports(tmp_path, REPORT).as_uri()
    for route, option in (("plan", "--plan"), ("engines", "--conformance"), ("bugs", "--kills")):
        page.goto(f"{address}#/{route}")
        recipe = page.locator(".recipe").text_content() or ""
        assert f"proving-ground report {tmp_path} {option} " in recipe


def test_what_was_shown_stays_and_no_run_is_counted_twice(folder: Path) -> None:
    report = read_report(folder / "report.json")
    assert report.views.plan
    assert report.views.kills
    assert len(json.loads((folder / "history.json").read_text("utf-8"))) == 1
    assert merge({folder: report}).views.plan is None


@pytest.mark.parametrize("width", [320, 1280])
def test_a_table_of_its_own_is_accessible_and_fits(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    columns = [column((CAPS, "PASS"), (DONE, "FAIL"), engine=f"engine-{n}") for n in range(9)]
    (tmp_path / "table.html").write_text(as_page(columns), "utf-8")
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((tmp_path / "table.html").as_uri())
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.close()


def test_all_pages_share_one_frame() -> None:
    templates = (PACKAGES / "proving_ground").rglob("*.html")
    heads = [each.name for each in templates if "<head>" in each.read_text("utf-8")]
    assert heads == ["layout.html"]


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        ({}, "nothing is named to show"),
        ({"plan": ENGINES}, "this is no matrix of a test plan: A key is missing at run"),
        ({"conformance": KILLS}, "this is no table of engines: A key is missing at engines"),
        ({"kills": PLAN}, "this is no matrix of bugs: A key is missing at defects"),
        ({"kills": {"defects": {}}}, "this is no matrix of bugs"),
        ({"conformance": {"engines": []}}, "this is no table of engines"),
        ({"kills": ""}, "this is no matrix of bugs"),
        ({"plan": "[1"}, "this is no matrix of a test plan"),
        ({"plan": {**PLAN, "run": None}}, "this matrix is of no run at all"),
        ({"plan": {**PLAN, "run": {"started": "2020", "engine": "mine"}}}, "a run on mine of 2020"),
    ],
)
def test_what_is_no_view_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], told: dict[str, Any], problem: str
) -> None:
    before = (folder / "report.json").read_bytes()
    assert attach(folder, **told) == 2
    assert problem in capsys.readouterr().err
    assert (folder / "report.json").read_bytes() == before
