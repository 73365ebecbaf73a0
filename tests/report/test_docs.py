"""The features as a site to read."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from proving_ground.cli import main
from proving_ground.report.model import write_report
from proving_ground.report.site import write_site
from tests.report.test_page import FAILING, PASSING, REPORT

PAGES = ("index.html", "pipelines.html", "steps.html")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    (folder / "report").mkdir()
    write_report(folder / "report/report.json", REPORT)
    places = ("--report", str(folder / "report"), "--output", str(folder / "docs"))
    assert main(("docs", *places)) == 0
    return folder / "docs"


def test_the_index_leads_to_each_feature(site: Path) -> None:
    text = (site / "index.html").read_text("utf-8")
    assert '<a class="row" href="pipelines.html#resume">Resume</a>' in text
    assert 'id="resume"' in (site / "pipelines.html").read_text("utf-8")


def test_a_page_shows_the_scenarios_as_they_are_written_and_their_verdicts(site: Path) -> None:
    text = (site / "pipelines.html").read_text("utf-8")
    assert "a stage &#34;work&#34; of 4 iterations" in text
    assert f'href="../report/index.html#/s/{PASSING.slug}"' in text
    assert f'aria-label="FAIL"><use href="#v-FAIL"/></svg> {FAILING.name}' in text
    assert "Is &lt;/script&gt; skipped" in text


def test_a_failed_scenario_is_named_in_the_index_and_shown_by_its_link(
    page: Page, site: Path
) -> None:
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name=FAILING.name, exact=True).click()
    assert page.url.endswith(f"pipelines.html#{FAILING.slug}")
    expect(page.locator(f"[id='{FAILING.slug}']")).to_be_visible()
    expect(page.locator(f"[id='{PASSING.slug}']")).to_be_hidden()


def test_pages_of_an_earlier_site_go_and_other_files_stay(tmp_path: Path) -> None:
    write_site(tmp_path, REPORT, [], "index.html")
    (tmp_path / "own.html").write_text("mine", "utf-8")
    (tmp_path / "seams.html").write_text((tmp_path / "pipelines.html").read_text(), "utf-8")
    write_site(tmp_path, REPORT, [], "index.html")
    there = {each.name for each in tmp_path.iterdir()}
    assert there == {"index.html", "pipelines.html", "steps.html", "own.html"}


def test_the_steps_have_examples_from_the_run(site: Path) -> None:
    text = (site / "steps.html").read_text("utf-8")
    assert "<p>a stage &#34;work&#34; of 4 iterations</p>" in text


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_accessible_and_fits(browser: Browser, site: Path, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    for name in PAGES:
        page.goto((site / name).as_uri())
        for each in page.locator("details").all():
            each.evaluate("element => element.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    page.close()
