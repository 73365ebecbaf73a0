"""What a plan leaves open is asked, with its place: nothing is guessed, and nothing passed over."""

from pathlib import Path

import pytest

from proving_ground.plans.dialect import load_plan
from proving_ground.plans.questions import open_questions
from proving_ground.plans.written import WrittenScenario, WrittenScenarios, read_scenarios
from proving_ground.proof.defects import load_defects
from proving_ground.root import ROOT

WHOLE = """\
# Test plan: x
## SEAM s: S
- **Components:** a → b
### p: P
- **Promise:** caps-hold
- **Priority:** HIGH
- **Critical path:** a → b
- **Business impact:** much
- **Caught by fault:** known
- **Scenarios:**
  - It holds
"""
TAGS = ("path:p", "promise.caps-hold")


def scenario(
    name: str, location: str, tags: tuple[str, ...] = TAGS, *steps: str
) -> WrittenScenario:
    return WrittenScenario(
        f"F / {name}", location, frozenset(tags), frozenset({name}), "digest", steps
    )


HOLDS = scenario("It holds", "f.feature:3", TAGS, "a step")


def asked(tmp_path: Path, text: str, *scenarios: WrittenScenario) -> list[str]:
    path = tmp_path / "PLAN.md"
    path.write_text(text, "utf-8")
    questions = open_questions(load_plan(path), WrittenScenarios(scenarios), {"known"})
    return [str(each).partition(f"{tmp_path}/")[2] or str(each) for each in questions]


def test_a_plan_that_leaves_nothing_open_is_asked_nothing(tmp_path: Path) -> None:
    assert asked(tmp_path, WHOLE, HOLDS) == []


@pytest.mark.parametrize(
    ("field", "question"),
    [
        ("Promise", "PLAN.md:4: p: which promise does it serve?"),
        ("Priority", "PLAN.md:4: p: how much does it matter?"),
        ("Critical path", "PLAN.md:4: p: which way does it go?"),
        ("Business impact", "PLAN.md:4: p: what does it cost when it breaks?"),
        ("Caught by fault", "PLAN.md:4: p: which fault turns it red?"),
        ("Components", "PLAN.md:2: seam s: what meets there?"),
    ],
)
def test_a_field_that_is_left_out_is_asked_for(tmp_path: Path, field: str, question: str) -> None:
    lines = [line for line in WHOLE.splitlines() if not line.startswith(f"- **{field}:**")]
    (told,) = asked(tmp_path, "\n".join(lines), HOLDS)
    assert told.startswith(question)


@pytest.mark.parametrize(
    ("before", "after", "question"),
    [
        ("known", "knwon", "PLAN.md:9: p: nobody knows the fault 'knwon'"),
        ("caps-hold", "cap-holds", "PLAN.md:5: p: nobody knows the promise 'cap-holds'"),
        ("caps-hold", "done-means-done", "PLAN.md:5: p serves 'done-means-done', its scenarios"),
        ("It holds", "It held", "PLAN.md:11: p: no scenario of it is called 'It held'"),
        ("### p: P", "### q: P", "PLAN.md:4: q: no scenario is written for it"),
        ("- **Scenarios:**\n  - It holds", "- **Deferred:** 2026-01-31: x", "PLAN.md:10: p is def"),
    ],
)
def test_a_claim_that_is_not_so_is_asked_about(
    tmp_path: Path, before: str, after: str, question: str
) -> None:
    told = asked(tmp_path, WHOLE.replace(before, after), HOLDS)
    assert any(each.startswith(question) for each in told), told


def test_a_scenario_that_does_nothing_is_told(tmp_path: Path) -> None:
    (told,) = asked(tmp_path, WHOLE, scenario("It holds", "f.feature:3"))
    assert told.startswith("f.feature:3: p: this scenario does nothing")


def test_a_scenario_that_the_plan_does_not_name_is_told(tmp_path: Path) -> None:
    other = scenario("Another", "f.feature:9", TAGS, "a step")
    (told,) = asked(tmp_path, WHOLE, HOLDS, other)
    assert told.startswith("PLAN.md:10: p: the plan does not name f.feature:9")


def test_a_tag_that_the_plan_does_not_know_is_told_with_the_likeliest(tmp_path: Path) -> None:
    stray = scenario("x", "f.feature:9", ("path:pp",), "a step")
    (told,) = asked(tmp_path, WHOLE, HOLDS, stray)
    assert "does not know @path:pp" in told and "did you mean 'path:p'?" in told


def test_an_empty_plan_and_an_empty_seam_are_asked_about(tmp_path: Path) -> None:
    assert asked(tmp_path, "# Test plan: x\n") == [
        "PLAN.md:1: the plan is empty: which seams are there?\n"
        "  What to do: add `## SEAM id: title`, and paths below it"
    ]
    (told,) = asked(tmp_path, "# Test plan: x\n## SEAM s: S\n- **Components:** a → b\n")
    assert told.startswith("PLAN.md:2: seam s: which paths cross it?")


def test_a_name_that_stands_elsewhere_is_told_with_its_place(tmp_path: Path) -> None:
    untagged = scenario("It holds", "f.feature:7", (), "a step")
    told = asked(tmp_path, WHOLE, untagged)
    assert any("f.feature:7 is; tag it with @path:p" in each for each in told)


def test_our_own_plan_leaves_nothing_open() -> None:
    plan = load_plan(ROOT / "fixtures" / "plans" / "TEST_PLAN.md")
    faults = {each.name for each in load_defects()}
    assert [str(each) for each in open_questions(plan, read_scenarios(), faults)] == []
