"""A plan is read with its lines; whatever is wrong with it is told with its place and a remedy."""

from pathlib import Path

import pytest

from proving_ground.cli import main
from proving_ground.errors import InputError, InputErrors
from proving_ground.plans.dialect import load_plan, read_plan
from proving_ground.plans.model import Planned, Priority

GOOD = """\
# Test plan: A loop

Prose may stand here.

## SEAM store: Engine → store

- **Components:** engine → store
- **Infrastructure:** a real file

### crash: A killed run resumes

- **Promise:** nothing-finished-is-lost
- **Priority:** HIGH
- **Critical path:** run → kill → resume
- **Business impact:** work is paid for twice
- **Caught by fault:** one, `two`
- **Scenarios:**
  - It resumes
  - It is <row>
- **Success criteria:** nothing is done twice

### later: Not yet

- **Deferred:** 2026-01-31: nobody has asked: yet
"""
SEAM = "# Test plan: x\n## SEAM s: S\n"
PATH = f"{SEAM}### p: P\n"
MALFORMED = {
    "": (1, "the plan has no title"),
    "words": (1, "the plan has no title"),
    "# A plan\n": (1, "'A plan' is no plan's title"),
    "#\n": (1, "'' is no plan's title"),
    "# Test plan: x\n# Another\n": (2, "a heading of this level has no place: 'Another'"),
    "# Test plan: x\n#### deep: heading\n": (2, "a heading of this level has no place"),
    "# Test plan: x\n## store: S\n": (2, "'store: S' does not say what it is"),
    "# Test plan: x\n## SEAM Store: S\n": (2, "'SEAM Store: S' does not say what it is"),
    "# Test plan: x\n## SEAM store\n": (2, "'SEAM store' does not say what it is"),
    "# Test plan: x\n## SEAM : S\n": (2, "does not say what it is"),
    "# Test plan: x\n##\n": (2, "'' does not say what it is"),
    "# Test plan: x\n### p: P\n": (2, "this path belongs to no seam"),
    f"{SEAM}### P: P\n": (3, "'P: P' does not say what it is"),
    f"{SEAM}### p\n": (3, "'p' does not say what it is"),
    f"{SEAM}## SEAM s: again\n": (3, "'s' stands also on line 2"),
    f"{PATH}### p: again\n": (4, "'p' stands also on line 3"),
    f"{PATH}## SEAM t: T\n### p: again\n": (5, "'p' stands also on line 3"),
    f"{PATH}Prose.\n": (4, "this is no part of a plan"),
    f"{PATH}```\ncode\n```\n": (4, "this is no part of a plan"),
    f"{PATH}1. numbered\n": (4, "this is no part of a plan"),
    f"{PATH}> quoted\n": (4, "this is no part of a plan"),
    f"{PATH}- **Priority:** URGENT\n": (4, "there is no priority 'URGENT'"),
    f"{PATH}- **Priority:** high\n": (4, "there is no priority 'high'"),
    f"{PATH}- **Priority:**\n": (4, "'Priority' is empty"),
    f"{PATH}- **Priority:** HIGH\n- **Priority:** LOW\n": (5, "'Priority' stands here twice"),
    f"{PATH}- Priority: HIGH\n": (4, "'Priority: HIGH' is no field"),
    f"{PATH}-\n": (4, "this item is no line"),
    f"{PATH}- **Priorty:** HIGH\n": (4, "there is no field 'Priorty'"),
    f"{SEAM}- **Priority:** HIGH\n": (3, "there is no field 'Priority'"),
    f"{PATH}- **Components:** a → b\n": (4, "there is no field 'Components'"),
    f"{SEAM}- **Components:** alone\n": (3, "'alone' leads nowhere"),
    f"{SEAM}- **Components:** a → → b\n": (3, "leads nowhere"),
    f"{PATH}- **Critical path:** →\n": (4, "leads nowhere"),
    f"{PATH}- **Caught by fault:** a, a\n": (4, "'a, a' is no list of names"),
    f"{PATH}- **Caught by fault:** a,,b\n": (4, "'a,,b' is no list of names"),
    f"{PATH}- **Priority:** HIGH\n  - LOW\n": (4, "'Priority' is no list"),
    f"{PATH}- **Scenarios:**\n": (4, "'Scenarios' is empty"),
    f"{PATH}- **Scenarios:** One\n": (4, "the scenarios are no list of names"),
    f"{PATH}- **Scenarios:**\n  - One\n  - One\n": (4, "the scenarios are no list of names"),
    f"{PATH}- **Scenarios:**\n  - One\n    - Deep\n": (4, "the scenarios are no list of names"),
    f"{PATH}- **Scenarios:**\n\n      code\n": (4, "this item is no line"),
    f"{PATH}- **Deferred:** later\n": (4, "'later' does not say since when"),
    f"{PATH}- **Deferred:** 2026-02-30: x\n": (4, "does not say since when"),
    f"{PATH}- **Deferred:** 2026-02-01\n": (4, "the reason is missing"),
}


def plan_of(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "PLAN.md"
    path.write_text(text, "utf-8")
    return path


def test_a_plan_is_read_with_all_that_it_says(tmp_path: Path) -> None:
    (seam,) = load_plan(plan_of(tmp_path, GOOD)).seams
    crash, later = seam.paths
    assert (seam.id, seam.components, seam.line) == ("store", ("engine", "store"), 5)
    assert (crash.priority, crash.steps) == (Priority.HIGH, ("run", "kill", "resume"))
    assert (crash.faults, crash.promise) == (("one", "two"), "nothing-finished-is-lost")
    assert crash.planned == (Planned("It resumes", 18), Planned("It is <row>", 19))
    assert (crash.impact, crash.lines["Caught by fault"]) == ("work is paid for twice", 16)
    assert later.deferred and later.deferred.reason == "nobody has asked: yet"


@pytest.mark.parametrize("text", MALFORMED)
def test_what_is_malformed_is_told_where_it_stands(tmp_path: Path, text: str) -> None:
    line, problem = MALFORMED[text]
    _, mistakes = read_plan(plan_of(tmp_path, text))
    told = [str(each) for each in mistakes]
    assert any(f"PLAN.md:{line}: " in each and problem in each for each in told), told
    assert all("What to do: " in each for each in told)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = f"{PATH}- **Priority:** NO\n- **Nonsense:** x\n### q: Q\n- **Deferred:** never\n"
    with pytest.raises(InputErrors) as raised:
        load_plan(plan_of(tmp_path, text))
    assert [f"PLAN.md:{line}" in str(raised.value) for line in (4, 5, 7)] == [True] * 3


def test_fields_below_a_bad_heading_are_nobodys(tmp_path: Path) -> None:
    plan, mistakes = read_plan(plan_of(tmp_path, f"{PATH}### BAD\n- **Priority:** HIGH\n"))
    assert len(mistakes) == 1
    assert plan.seams[0].paths[0].priority is None


@pytest.mark.parametrize(
    ("octets", "told"),
    [(b"# Test plan: x\n\xff\n", "PLAN.md:2: not UTF-8"), (None, "cannot be read")],
)
def test_what_is_no_text_is_told(tmp_path: Path, octets: bytes | None, told: str) -> None:
    path = tmp_path / "PLAN.md"
    if octets:
        path.write_bytes(octets)
    with pytest.raises(InputError, match=told):
        read_plan(path)


def test_lines_end_as_any_editor_ends_them(tmp_path: Path) -> None:
    path = tmp_path / "PLAN.md"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_plan(path).seams[0].paths[0].line == 10


@pytest.mark.parametrize("text", [*MALFORMED, "\x00\x01", "- " * 3000, "[a]: <\n# ![x](", "\\"])
def test_no_plan_makes_the_command_stumble(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["plan", "check", "--plan", str(plan_of(tmp_path, text))]) == 2
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    assert "malformed" in told.out
