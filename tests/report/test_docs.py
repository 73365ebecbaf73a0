"""The features as a site to read."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from proving_ground.cli import main
from proving_ground.commands.docs import entries, written
from proving_ground.report.model import Report, ScenarioResult, Verdict, write_report
from proving_ground.report.site import StepEntry, Written, write_site
from proving_ground.report.slugs import slug
from proving_ground.suite.steps import catalogue
from tests.report.test_page import FAILING, PASSING, REPORT, scenario

PAGES = ("index.html", "pipelines.html", "steps.html")
ELSEWHERE = REPORT.features[0].model_copy(
    update={"name": "Loops end", "slug": "loops-end", "file": "features/loops/endings.feature"}
)


def as_written(scenarios: Iterable[ScenarioResult], report: Report = REPORT) -> list[Written]:
    """The scenarios of a report as they would be read from its features."""
    features = {each.name: each for each in (*report.features, ELSEWHERE)}
    return [
        Written(s.id, s.slug, s.name, features[s.feature], s.rule, s.digest, s.steps)
        for s in scenarios
    ]


WRITTEN = as_written(REPORT.scenarios)
PART = REPORT.model_copy(
    update={
        "scenarios": (PASSING, scenario("Was other words", digest="before")),
        "asked": ("--tags=@resume",),
    }
)
NEVER_RUN = scenario("Never run", id="Loops end / Never run", feature="Loops end", slug="x/y")
OF_PART = as_written(
    (*PART.scenarios[:1], scenario("Was other words", digest="now"), FAILING, NEVER_RUN)
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    steps = entries(catalogue.load(), WRITTEN)
    write_site(folder / "docs", REPORT, steps, "../report/index.html", WRITTEN)
    return folder / "docs"


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a run of a part of what is written."""
    folder = tmp_path_factory.mktemp("part")
    write_site(folder, PART, entries(catalogue.load(), OF_PART), "index.html", OF_PART)
    return folder


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
    assert all("notice" not in page_body(site / each) for each in PAGES)


def page_body(page: Path) -> str:
    return page.read_text("utf-8").partition("<main")[2]


def test_a_failed_scenario_is_named_in_the_index_and_shown_by_its_link(
    page: Page, site: Path
) -> None:
    page.goto((site / "index.html").as_uri())
    page.get_by_role("link", name=FAILING.name, exact=True).click()
    assert page.url.endswith(f"pipelines.html#{FAILING.slug}")
    expect(page.locator(f"[id='{FAILING.slug}']")).to_be_visible()
    expect(page.locator(f"[id='{PASSING.slug}']")).to_be_hidden()


def test_pages_of_an_earlier_site_go_and_other_files_stay(tmp_path: Path) -> None:
    write_site(tmp_path, REPORT, [], "index.html", WRITTEN)
    (tmp_path / "own.html").write_text("mine", "utf-8")
    (tmp_path / "seams.html").write_text((tmp_path / "pipelines.html").read_text(), "utf-8")
    write_site(tmp_path, REPORT, [], "index.html", WRITTEN)
    there = {each.name for each in tmp_path.iterdir()}
    assert there == {"index.html", "pipelines.html", "steps.html", "own.html"}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("index.html", "Of 4 scenarios that are written: 1 changed since it ran, 2 not run."),
        ("pipelines.html", "Of 3 scenarios on this page: 1 changed since it ran, 1 not run."),
        ("loops.html", "Of 1 scenario on this page: 1 not run."),
    ],
)
def test_each_page_of_a_run_of_a_part_says_what_has_no_verdict(
    page: Page, part: Path, name: str, told: str
) -> None:
    page.goto((part / name).as_uri())
    notice = page.get_by_role("note").inner_text()
    assert "--tags=@resume" in notice
    assert "on the engine reference, on 29 Nov 2026, 08:00 UTC" in notice
    assert told in notice


def test_what_has_not_run_never_looks_green(page: Page, part: Path) -> None:
    page.goto((part / "index.html").as_uri())
    assert "1 PASS, and 3 without a verdict" in page.inner_text(".lead")
    assert page.locator(".list .v-PASS").count() == 0
    assert page.locator(".list .v-NONE").count() == 2
    assert [each.inner_text() for each in page.locator(".list > li > span").all()] == [
        "0 of 1 run", "1 of 3 run"
    ]  # fmt: skip
    page.goto((part / "pipelines.html").as_uri())
    marks = page.locator("summary svg").evaluate_all("all => all.map(each => each.ariaLabel)")
    assert marks == ["PASS", "no verdict", "no verdict"]
    assert page.get_by_text("What happened").count() == 1


def test_a_part_that_failed_looks_red(tmp_path: Path) -> None:
    report = PART.model_copy(update={"scenarios": (scenario("Passes", Verdict.FAIL),)})
    write_site(tmp_path, report, [], "index.html", OF_PART)
    assert 'v-FAIL" viewBox' in page_body(tmp_path / "index.html")


def test_verdicts_on_what_is_not_written_any_more_are_counted_apart(tmp_path: Path) -> None:
    write_site(tmp_path, REPORT, [], "index.html", OF_PART)
    text = " ".join(page_body(tmp_path / "index.html").split())
    assert "3 of its verdicts are about what is not written any more." in text


def test_the_command_tells_of_all_features_that_there_are(tmp_path: Path) -> None:
    some = next(written())
    ran = scenario(some.name, id=some.id, slug=some.slug, digest=some.digest)
    write_report(tmp_path / "report.json", REPORT.model_copy(update={"scenarios": (ran,)}))
    places = ("--report", str(tmp_path), "--output", str(tmp_path / "docs"))
    assert main(("docs", *places)) == 0
    text = page_body(tmp_path / "docs/index.html")
    assert "1 PASS, and" in text
    assert {"loops.html", "pipelines.html", "backends.html", "steps.html"} <= {
        each.name for each in (tmp_path / "docs").iterdir()
    }


def test_each_step_has_a_place_that_links_can_lead_to(page: Page, site: Path) -> None:
    page.goto((site / "steps.html").as_uri())
    places = page.locator(".catalogue > li").evaluate_all("all => all.map(each => each.id)")
    assert len(places) == len(set(places)) == len(catalogue.load())
    links = page.locator("a[href^='#']").evaluate_all("all => all.map(each => each.hash)")
    missing = [each for each in links if page.locator(f"[id='{each[1:]}']").count() != 1]
    assert missing == []


def test_the_catalogue_is_told_by_topic_and_keyword(page: Page, site: Path) -> None:
    page.goto((site / "steps.html").as_uri())
    assert page.locator("h2").all_inner_texts()[:3] == ["Agent definitions", "Agents", "Approvals"]
    assert page.locator("#agents h3").all_inner_texts() == ["Given", "Then"]
    assert page.locator("#pipelines .side p").inner_text() == "In features about: Pipelines."


def test_the_steps_have_examples_each(page: Page, site: Path) -> None:
    page.goto((site / "steps.html").as_uri())
    steps = page.locator(".catalogue > li")
    without = steps.filter(has_not=page.locator(".examples li")).all_inner_texts()
    assert without == []
    table = page.locator("li", has_text="the agents of (claude|codex) may use:").last
    assert "| scout | Read, Grep |" in table.locator(".examples").inner_text()


def test_the_steps_are_narrowed_by_words(page: Page, site: Path) -> None:
    page.goto((site / "steps.html").as_uri())
    total = len(catalogue.load())
    expect(page.get_by_role("status")).to_have_text(f"{total} steps")
    page.keyboard.press("/")
    page.keyboard.type("KILLED  iteration")
    shown = page.locator(".catalogue > li:visible")
    assert 0 < shown.count() < 20
    expect(page.get_by_role("status")).to_have_text(f"{shown.count()} of {total} steps")
    for text in shown.evaluate_all("all => all.map(each => each.textContent.toLowerCase())"):
        assert "killed" in text
        assert "iteration" in text
    expect(page.get_by_role("heading", name="Web")).to_be_hidden()
    expect(page.locator("[data-topic=web]")).to_be_hidden()
    page.keyboard.type(" nowhere at all")
    expect(page.get_by_text("No step has these words.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Web")).to_be_visible()


def test_a_link_leads_to_its_step_also_where_words_left_it_out(page: Page, site: Path) -> None:
    address = (site / "steps.html").as_uri()
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("killed")
    page.evaluate("location.hash = 'web'")
    expect(page.get_by_role("heading", name="Web")).to_be_in_viewport()


def test_the_steps_can_be_read_without_scripts(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "steps.html").as_uri())
    assert page.locator(".catalogue > li:visible").count() == len(catalogue.load())
    expect(page.locator("#filter")).to_be_hidden()
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_every_page_is_accessible_and_fits(
    browser: Browser, site: Path, part: Path, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    for file in (*(site / name for name in PAGES), part / "index.html", part / "pipelines.html"):
        page.goto(file.as_uri())
        for each in page.locator("details").all():
            each.evaluate("element => element.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    context.close()


def test_links_to_scenarios_are_those_of_the_report() -> None:
    some = next(written())
    assert some.slug.endswith(f"/{slug(some.name)}")


def test_the_place_of_a_step_depends_on_nothing_but_its_text() -> None:
    first, again = (StepEntry("a run", ("Given",), about, {}, ()) for about in ("one", "other"))
    assert first.slug == again.slug == "given-a-run"
