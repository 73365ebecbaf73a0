"""The page, as a browser shows it: tried in a real one, headless."""

import re
import shlex
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from proving_ground.facts import Comparison, Happened, Point, Sweep, Violation
from proving_ground.report.history import PastRun
from proving_ground.report.model import (
    BAD,
    Feature,
    KnownFailure,
    Report,
    ScenarioResult,
    Step,
    Verdict,
)
from proving_ground.report.origin import Origin
from proving_ground.report.page import render
from proving_ground.report.page.overview import Overview, when_it_breaks
from proving_ground.report.slugs import slug
from proving_ground.suite.reading import read_features
from tests.report.sessions import KILLED_TWICE

PHONE, DESKTOP = 390, 1280

ORIGIN = Origin("reference", "0.1.0", "1234567890ab", "2026-11-29T08:00:00+00:00", (), "", "")
LAWS = {"calls-once": "No iteration is run more than once.", "is-readable": "It can be read."}
HAPPENED = Happened(
    family="pipelines",
    sessions=(KILLED_TWICE,),
    laws_held=("is-readable",),
    laws_broken=(Violation(law="calls-once", found="iteration 1 was run 2 times"),),
)
SWEEP = Sweep(
    words="killed before",
    level="L1",
    points=(
        Point(number=1, change="write state.json", outcome="recovered", copied=True),
        Point(number=2, change="rename state.json", outcome="lost", found=("the state is gone",)),
        Point(number=3, change="unlink lock", outcome="not tried"),
    ),
)
TABLES = Comparison(
    about="the calls",
    expected=(("stage", "iteration"), ("polish", "2")),
    found=(("stage", "iteration"), ("plan", "1"), ("polish", "2")),
)


def scenario(name: str, verdict: Verdict = Verdict.PASS, **more: object) -> ScenarioResult:
    told = {
        "id": f"Resume / {name}",
        "slug": f"resume/{slug(name)}",
        "name": name,
        "feature": "Resume",
        "location": "features/pipelines/resume.feature:7",
        "rule": "What was done is not done again",
        "tags": ("flow-9", "promise.nothing-is-done-twice", "resume"),
        "verdict": verdict,
        "duration_s": 0.5,
        "rerun": "behave features/pipelines/resume.feature:7",
        "steps": (Step(keyword="Given", text='a stage "work" of 4 iterations', line=8),),
        "happened": HAPPENED.model_copy(update={"laws_broken": ()}),
        "bugs": ("done-again",),
    }
    return ScenarioResult.model_validate({**told, **more})


FAILING = scenario(
    "Fails",
    Verdict.FAIL,
    reason="the whole message",
    failed_at="features/pipelines/resume.feature:12",
    compared=(TABLES,),
    happened=HAPPENED,
    steps=(
        Step(keyword="Given", text="it ran", line=11),
        Step(keyword="Then", text="it holds", line=12, status="failed", table=TABLES.expected),
        Step(keyword="And", text="more", line=13, status="skipped"),
    ),
)
KNOWN = scenario(
    "Is known",
    Verdict.KNOWN,
    reason="what was found",
    known=KnownFailure(reason="engine bug 7", where="known.yaml:3"),
    tags=("slow",),
)
SWEPT = scenario(
    "Is swept", Verdict.FAIL, reason="lost", happened=HAPPENED.model_copy(update={"sweep": SWEEP})
)
PASSING = scenario("Passes")


def a_report(*scenarios: ScenarioResult) -> Report:
    return Report(
        origin=ORIGIN,
        duration_s=61.0,
        machine="Python 3.11 on Linux",
        features=(
            Feature(
                slug="resume",
                name="Resume",
                file="features/pipelines/resume.feature",
                description="Crosses a seam. When it breaks, work is paid for twice.",
            ),
        ),
        laws={"pipelines": LAWS},
        promises={"nothing-is-done-twice": "Nothing is done twice."},
        defects={"done-again": "a resume starts over"},
        scenarios=scenarios,
    )


REPORT = a_report(PASSING, FAILING, KNOWN, SWEPT, scenario("Is </script> skipped", Verdict.SKIPPED))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("page") / "index.html"
    file.write_text(render(REPORT), "utf-8")
    return file.as_uri()


ROUTES = {
    "overview": "",
    "passing": f"#/s/{PASSING.slug}",
    "failing": f"#/s/{FAILING.slug}",
    "known": f"#/s/{KNOWN.slug}",
    "swept": f"#/s/{SWEPT.slug}",
    "feature": "#/f/resume",
    "search": "#/find?q=@resume",
    "bugs": "#/bugs",
    "plan": "#/plan",
    "engines": "#/engines",
    "nowhere": "#/s/no/such",
}


@pytest.mark.parametrize(("scheme", "width"), [("light", DESKTOP), ("dark", PHONE)])
def test_every_view_is_accessible(browser: Browser, address: str, scheme: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for name, route in ROUTES.items():
        page.goto(address + route)
        page.wait_for_selector("h1:visible")
        found[name] = [each["id"] for each in Axe().run(page).response["violations"]]
    context.close()
    assert found == {name: [] for name in ROUTES}


@pytest.mark.parametrize("width", [320, PHONE, DESKTOP])
def test_no_view_has_to_be_scrolled_sideways(page: Page, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    widths = {}
    for name, route in ROUTES.items():
        page.goto(address + route)
        page.wait_for_selector("h1:visible")
        widths[name] = page.evaluate("document.documentElement.scrollWidth")
    assert widths == dict.fromkeys(ROUTES, width)


def test_the_overview_tells_what_matters_first(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("h1:visible")).to_have_text("2 of 5 did not hold.")
    text = page.inner_text("#landing")
    order = ["Look here first", "Since the last run", "What people do with it", "What is promised"]
    assert sorted(order, key=text.index) == order
    assert "reference in 1 min 1 s" in text
    assert "When it breaks, work is paid for twice." in text
    assert "Broken: No iteration is run more than once." in text


def test_flows_and_bugs_are_told_with_what_happens_when_they_break() -> None:
    report = a_report(PASSING, scenario("Was a bug", tags=("bug-3",)))
    overview = Overview(report, ())
    (flow,), (bug,) = overview.flows, overview.bugs
    assert (flow.number, flow.about) == (9, "When it breaks, work is paid for twice.")
    assert (bug.number, bug.about) == (3, "When it breaks, work is paid for twice.")
    page = render(report).partition("What is promised")[0]
    assert page.count("<small>When it breaks, work is paid for twice.") == 2


def test_each_flow_and_bug_of_the_suite_has_such_a_sentence() -> None:
    told: dict[str, set[str]] = {}
    for feature in read_features():
        for each in feature.walk_scenarios():
            for tag in each.effective_tags:
                told.setdefault(tag, set()).add(when_it_breaks("\n".join(feature.description)))
    wanted = [f"flow-{n}" for n in range(1, 13)] + [f"bug-{n}" for n in range(1, 6)]
    assert {tag for tag in wanted if not all(told.get(tag, [""]))} == set()


def test_the_overview_can_be_read_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert "2 of 5 did not hold." in page.inner_text("body")
    context.close()


def test_a_failure_shows_both_sides_and_how_to_repeat_it(page: Page, address: str) -> None:
    page.goto(address + ROUTES["failing"])
    assert page.locator(".found .odd").all_inner_texts() == ["plan\t1"]
    assert page.locator(".expected .odd").count() == 0
    assert page.locator(".steps .failed").all_inner_texts()[0].startswith("Then\nit holds")
    commands = page.locator(".command code").all_inner_texts()
    assert commands == [FAILING.rerun, FAILING.failed_at]
    assert "iteration 1 was run 2 times" in page.inner_text(".laws .broken")


def test_the_command_is_there_also_where_it_passed(page: Page, address: str) -> None:
    page.goto(address + ROUTES["passing"])
    commands = page.locator(".command code").all_inner_texts()
    assert commands == [PASSING.rerun, PASSING.location]
    assert "a resume starts over" in page.inner_text(".guards")


def test_a_known_failure_tells_the_reason_and_what_was_found(page: Page, address: str) -> None:
    page.goto(address + ROUTES["known"])
    text = page.inner_text("section[aria-label='What is known of it']")
    assert "engine bug 7" in text
    assert "what was found" in text


def test_the_points_of_a_sweep_can_be_walked_by_keyboard(page: Page, address: str) -> None:
    page.goto(address + ROUTES["swept"])
    cells = page.locator(".strip button")
    assert [cell.get_attribute("aria-label") for cell in cells.all()] == [
        "1, recovered", "2, lost", "3, not tried"
    ]  # fmt: skip
    expect(page.locator(".point")).to_contain_text("the state is gone")
    assert cells.nth(1).get_attribute("aria-current") == "true"
    cells.nth(1).focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".point")).to_contain_text("1 of 3")
    expect(page.locator(".point")).to_contain_text("recovered, from a copy")
    expect(page.locator("body")).to_contain_text("At 1 it was struck for real")
    expect(page.locator(".point code").first).to_have_text(f"{SWEPT.rerun} -D point=1")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 5),
        ("@resume", 4),
        ("@resume fails", 1),
        ("not @resume", 1),
        ("@slow or @flow-9", 5),
        ("@resume and not (@slow or passes)", 3),
        ('"4 iterations"', 4),
        ("@res", 4),
        ("(@resume", 4),
        (")", 5),
        ("or", 5),
        ("@nobody", 0),
        ("<b>", 0),
        ("@flow-*", 4),
        ("@fl?w-9", 4),
        ("@*", 5),
        ("@promise.* fails", 1),
        ("@nobody-*", 0),
        ('Given a stage "work" of 4 iterations', 4),
        ('  given  a stage "work" of 4', 4),
        ("Then it holds", 1),
        ("And more", 1),
        ("Given nothing of the kind", 0),
    ],
)
def test_search_by_words_and_tags(page: Page, address: str, query: str, count: int) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type(query)
    if query:
        assert "find" in page.url
    else:
        page.goto(f"{address}#/find")
    word = "scenario" if count == 1 else "scenarios"
    expect(page.locator("h1:visible")).to_have_text(f"{count} {word} of 5")


def test_the_address_of_a_search_names_verdicts_only_where_some_are_chosen(
    page: Page, address: str
) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("@resume")
    assert page.url.endswith("#/find?q=%40resume")
    page.get_by_role("button", name="2 FAIL").click()
    assert page.url.endswith("#/find?q=%40resume&v=FAIL")
    page.get_by_role("button", name="2 FAIL").click()
    assert page.url.endswith("#/find?q=%40resume")


@pytest.mark.parametrize(
    ("verdicts", "headline"),
    [
        ("PASS", "Everything held."),
        ("PASS KNOWN", "Everything held but 1 known failure."),
        ("PASS KNOWN STALE", "1 known failure no longer fails."),
        ("STALE STALE", "2 known failures no longer fail."),
        ("PASS FAIL STALE", "1 of 3 did not hold, 1 known failure no longer fails."),
        ("PASS ERROR", "1 trial of 2 went wrong."),
        ("FAIL ERROR ERROR", "1 of 3 did not hold, 2 trials of 3 went wrong."),
    ],
)
def test_the_headline_says_what_each_verdict_means(verdicts: str, headline: str) -> None:
    told = [scenario(f"{n}", Verdict(each)) for n, each in enumerate(verdicts.split())]
    text = render(a_report(*told))
    assert f'tabindex="-1">{headline}</h1>' in text
    failed = any(each.verdict in BAD for each in told)
    assert (f"<title>{headline[:-1]} ·" in text) == failed


@pytest.mark.parametrize("route", ["plan", "engines", "bugs"])
def test_a_view_that_is_not_there_names_commands_that_meet_this_report(
    page: Page, route: str, tmp_path: Path
) -> None:
    folder = tmp_path / "it's a report"
    folder.mkdir()
    (folder / "index.html").write_text(render(REPORT), "utf-8")
    page.goto(f"{(folder / 'index.html').as_uri()}#/{route}")
    commands = page.locator(".recipe code").all_text_contents()
    words = [shlex.split(each) for each in commands]
    assert words[-1][:3] == ["proving-ground", "report", str(folder)]
    assert "plan" not in words[0] or words[0][3:5] == ["--report", str(folder)]


def test_lost_points_are_counted_among_those_that_were_tried(page: Page, address: str) -> None:
    page.goto(address + ROUTES["swept"])
    lead = page.locator("section[aria-label='What went wrong'] .lead")
    expect(lead).to_have_text("Lost at 1 of the 2 moments tried: 2")


def test_the_overview_says_what_a_part_was_chosen_by() -> None:
    part = REPORT.model_copy(update={"asked": ("--tags=@resume",)})
    text = render(part)
    assert "5 scenarios, a part of the suite, were tried" in text
    assert "<dt>Chosen by</dt><dd><code>--tags=@resume</code></dd>" in text
    whole = render(REPORT).partition("<script")[0]
    assert "a part of the suite" not in whole
    assert "Chosen by" not in whole


def test_what_went_wrong_stands_in_one_column(page: Page, tmp_path: Path) -> None:
    many = [scenario(f"Fails {n}", Verdict.FAIL) for n in range(17)]
    (tmp_path / "index.html").write_text(render(a_report(*many)), "utf-8")
    page.goto((tmp_path / "index.html").as_uri())
    part = page.locator("section", has_text="Look here first")
    lefts = part.locator("ul, p:has(a)").evaluate_all(
        "all => all.map((each) => each.getBoundingClientRect().left)"
    )
    assert len(lefts) == 2
    assert len(set(lefts)) == 1


def test_a_point_of_a_sweep_that_tried_a_few_is_tried_alone(page: Page, tmp_path: Path) -> None:
    few = SWEPT.model_copy(update={"rerun": f"{SWEPT.rerun} -D points=3 -D backend=codex"})
    (tmp_path / "index.html").write_text(render(a_report(few)), "utf-8")
    page.goto(f"{(tmp_path / 'index.html').as_uri()}#/s/{few.slug}")
    again = f"{SWEPT.rerun} -D backend=codex -D point=2"
    expect(page.locator(".point code").first).to_have_text(again)


def test_an_unknown_tag_is_named_and_verdicts_narrow(page: Page, address: str) -> None:
    page.goto(f"{address}#/find?q=@nobody")
    expect(page.locator(".hint")).to_have_text("There is no tag @nobody.")
    page.goto(f"{address}#/find?q=@resume")
    page.get_by_role("button", name="2 FAIL").click()
    expect(page.locator("h1:visible")).to_have_text("2 scenarios of 5")
    page.reload()
    expect(page.locator("h1:visible")).to_have_text("2 scenarios of 5")


def test_keys_lead_from_scenario_to_scenario_and_back(page: Page, address: str) -> None:
    page.goto(address + ROUTES["passing"])
    page.keyboard.press("]")
    expect(page.locator("h1:visible")).to_contain_text("Fails")
    page.keyboard.press("Escape")
    expect(page.locator("h1:visible")).to_have_text("2 of 5 did not hold.")


def test_a_link_to_what_is_not_there_says_so(page: Page, address: str) -> None:
    page.goto(address + ROUTES["nowhere"])
    expect(page.locator("h1:visible")).to_have_text("There is no such page")


def test_text_of_a_feature_does_not_break_out(page: Page, address: str) -> None:
    page.goto(f"{address}#/find?q=script")
    expect(page.locator("h1:visible")).to_have_text("1 scenario of 5")


def test_two_thousand_scenarios_are_small() -> None:
    many = [scenario(f"{n} {verdict}", verdict) for n in range(334) for verdict in Verdict]
    assert len(render(a_report(*many)).encode()) < 10_000_000


def test_what_changed_and_what_is_not_stable_is_told() -> None:
    verdicts = {PASSING.id: Verdict.FAIL, FAILING.id: Verdict.FAIL, KNOWN.id: Verdict.KNOWN}
    others = {PASSING.id: Verdict.PASS}
    earlier = [
        PastRun(started="2026-11-27", engine="reference", verdicts=others),
        PastRun(started="2026-11-28", engine="reference", verdicts=verdicts),
        PastRun(started="2026-11-28", engine="another", verdicts={PASSING.id: Verdict.SKIPPED}),
    ]
    page = render(REPORT, earlier)
    assert 'aria-label="3 runs, oldest first. 27 Nov 2026, 00:00 UTC: 1 PASS. 28 Nov' in page
    assert page.count("<title>28 Nov 2026, 00:00 UTC: 2 FAIL, 1 KNOWN</title>") == 1
    text = re.sub(r"<[^>]*>", " ", page.partition('<script type="app')[0])
    words = " ".join(text.split())
    assert "Compared with 2 earlier runs" in words
    assert "Passes FAIL before" in words
    assert "its verdict turned 2 times in the last 3 runs" in words
    assert "SKIPPED before" not in words
    assert "Fails FAIL before" not in words
    assert "2 scenarios are new" in words


def test_a_run_of_nothing_has_a_page() -> None:
    assert "Everything held." in render(Report(origin=ORIGIN))
    broken = Report(origin=ORIGIN, mishaps=("before_all: no space",))
    assert "before_all: no space" in render(broken)
