"""What the matrix says of a path is what was shown, and a wrong claim of any kind is found out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from proving_ground.plans.dialect import load_plan
from proving_ground.plans.digests import engine_digest, fault_digest, steps_digest
from proving_ground.plans.matrix import Evidence, Matrix, State, make_matrix
from proving_ground.plans.model import Priority
from proving_ground.plans.page import as_page
from proving_ground.plans.proofs import Killer, Proof
from proving_ground.plans.show import as_json, counts
from proving_ground.plans.written import read_scenarios
from proving_ground.proof.defects import load_defects
from proving_ground.report.model import Report, ScenarioResult, Verdict
from proving_ground.report.origin import Origin

PLAN = """\
# Test plan: x
## SEAM s: S
- **Components:** engine → state
### p: P
- **Promise:** caps-hold
- **Priority:** HIGH
- **Critical path:** a → b
- **Business impact:** much
- **Caught by fault:** ignores-stop
- **Scenarios:**
  - It holds
"""
FEATURE = """\
Feature: F

  @path:p @promise.caps-hold
  Scenario: It holds
    Given a stage "work" of 3 iterations
    When the pipeline runs
    Then the session is complete

  Scenario: Nobody asked for this
    When the pipeline runs
    Then the session is complete
"""
OUTLINE = """\
Feature: F

  @path:p @promise.caps-hold
  Scenario Outline: It holds
    Given a stage "work" of <count> iterations
    When the pipeline runs
    Then the session is complete

    Examples:
      | count |
"""
FAULTS = {each.name: each for each in load_defects()}
FAULT = FAULTS["ignores-stop"]


class World:
    """A plan, its features, a run of them in which all passed, and the proof of the path."""

    def __init__(self, folder: Path, feature: str = FEATURE) -> None:
        self.folder, self.feature, self.plan = folder, feature, PLAN
        (folder / "features").mkdir()
        self.write()
        written = read_scenarios(folder)
        self.verdicts = {each.id: Verdict.PASS for each in written.all}
        self.digests = {each.id: each.digest for each in written.all}
        self.reference, self.suite, self.engine, self.mishaps = "engine", "suite", "reference", ()
        red = {
            each.id: Killer(scenario=each.digest, steps=steps_digest(each), why="law count-agrees")
            for each in written.of_path("p")
        }
        self.proof: Proof | None = Proof(
            fault=fault_digest(FAULT),
            engine=engine_digest(FAULT),
            commit="c",
            when="t",
            tried=1,
            killers=red,
        )

    def write(self) -> None:
        (self.folder / "features" / "f.feature").write_text(self.feature, "utf-8")
        (self.folder / "PLAN.md").write_text(self.plan, "utf-8")

    def matrix(self) -> Matrix:
        self.write()
        return make_matrix(load_plan(self.folder / "PLAN.md"), self.evidence())

    def evidence(self) -> Evidence:
        proofs = {"p": {"ignores-stop": self.proof}} if self.proof else {}
        return Evidence(
            read_scenarios(self.folder), self.report(), proofs, FAULTS, "suite", "engine"
        )

    def report(self) -> Report | None:
        origin = Origin(self.engine, "1", "c", "t", (), self.suite, self.reference)
        results = (self.result(name, verdict) for name, verdict in self.verdicts.items())
        return Report(origin=origin, scenarios=tuple(results), mishaps=self.mishaps)

    def result(self, name: str, verdict: Verdict) -> ScenarioResult:
        return ScenarioResult(
            id=name,
            slug=name,
            name=name,
            feature="F",
            location="l",
            verdict=verdict,
            digest=self.digests[name],
        )


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def said(world: World) -> tuple[State, str]:
    (row,) = world.matrix().rows
    return row.state, row.reason


def test_what_passed_and_was_turned_red_is_proved(world: World) -> None:
    assert said(world) == (State.PROVED, "ignores-stop turned 1 of 1 red")
    assert world.matrix().refusals(Priority.HIGH) == []


def _feature(before: str, after: str) -> Callable[[World], None]:
    def change(world: World) -> None:
        assert before in world.feature
        world.feature = world.feature.replace(before, after)

    return change


def _plan(before: str, after: str) -> Callable[[World], None]:
    def change(world: World) -> None:
        assert before in world.plan
        world.plan = world.plan.replace(before, after)

    return change


def _proof(**changes: Any) -> Callable[[World], None]:
    def change(world: World) -> None:
        assert world.proof
        world.proof = world.proof.model_copy(update=changes)

    return change


def _steps_emptied(world: World) -> None:
    assert world.proof
    (name, killer), *_ = world.proof.killers.items()
    _proof(killers={name: killer.model_copy(update={"steps": "of old"})})(world)


def _verdict(verdict: Verdict) -> Callable[[World], None]:
    return lambda world: world.verdicts.update({"F / It holds": verdict})


def _set(name: str, value: Any) -> Callable[[World], None]:
    return lambda world: setattr(world, name, value)


def _as_was(world: World) -> None:
    """The run was of the scenario as it stands now; only the proof is older."""
    world.write()
    for each in read_scenarios(world.folder).all:
        world.digests[each.id] = each.digest
        world.verdicts[each.id] = Verdict.PASS


def _then(*changes: Callable[[World], None]) -> Callable[[World], None]:
    return lambda world: [change(world) for change in changes] and None


WRONG = {
    "the scenario was renamed": (_feature("It holds", "It held"), State.UNCOVERED, "'It holds'"),
    "the tag was taken off": (_feature("@path:p ", ""), State.UNCOVERED, "@path:p"),
    "its steps were taken out": (
        _feature(FEATURE[FEATURE.index("    Given") : FEATURE.index("  Scenario: N")], "\n"),
        State.UNCOVERED,
        "f.feature:4 does nothing",
    ),
    "another step, and not run since": (_feature("3 it", "4 it"), State.STALE, "f.feature:4"),
    "another step, and run since": (
        _then(_feature("3 it", "4 it"), _as_was),
        State.STALE,
        "the scenario that turned red",
    ),
    "a step was emptied, and run since": (_steps_emptied, State.STALE, "the steps of the scenario"),
    "the steps changed since the run": (_set("suite", "old"), State.STALE, "the steps or what"),
    "the engine changed since the run": (_set("reference", "old"), State.STALE, "the reference"),
    "the fault changed": (_proof(fault="old"), State.STALE, "the fault changed"),
    "the module changed": (_proof(engine="old"), State.STALE, "the module that it changes"),
    "the fault misses": (_proof(killers={}), State.PASSED, "turned none of 1 red"),
    "the fault comes to ERROR": (
        _proof(killers={}, errors=("F / It holds",)),
        State.PASSED,
        "1 ERROR, which proves nothing",
    ),
    "another scenario turned red": (
        _proof(killers={"F / Nobody asked for this": Killer(scenario="d", steps="s", why="")}),
        State.STALE,
        "the scenario that turned red",
    ),
    "nobody put it back": (_set("proof", None), State.PASSED, "was not put back yet"),
    "no fault is named": (
        _plan("- **Caught by fault:** ignores-stop\n", ""),
        State.PASSED,
        "names no fault",
    ),
    "nobody knows the fault": (_plan("ignores-stop", "x-y"), State.PASSED, "nobody knows"),
    "one of two faults was not put back": (
        _plan("ignores-stop", "ignores-stop, stops-one-early"),
        State.PASSED,
        "stops-one-early was not put back",
    ),
    "it failed": (_verdict(Verdict.FAIL), State.FAILED, "f.feature:4 is FAIL"),
    "it is known to fail": (_verdict(Verdict.KNOWN), State.FAILED, "is KNOWN"),
    "it came to an error": (_verdict(Verdict.ERROR), State.FAILED, "is ERROR"),
    "it is stale": (_verdict(Verdict.STALE), State.FAILED, "is STALE"),
    "it was skipped": (_verdict(Verdict.SKIPPED), State.NOT_RUN, "was skipped"),
    "it is work in progress": (
        _then(_feature("@path:p", "@wip @path:p"), lambda world: world.verdicts.clear()),
        State.NOT_RUN,
        "is work in progress",
    ),
    "it is not in the report": (
        lambda world: world.verdicts.pop("F / It holds"),
        State.NOT_RUN,
        "is not in the report",
    ),
    "it is put off": (
        _then(
            _feature("@path:p ", ""),
            _plan("- **Scenarios:**\n  - It holds\n", "- **Deferred:** 2026-01-31: later\n"),
        ),
        State.DEFERRED,
        "since 2026-01-31: later",
    ),
}


@pytest.mark.parametrize("claim", WRONG)
def test_a_claim_that_does_not_hold_is_found_out(world: World, claim: str) -> None:
    change, state, reason = WRONG[claim]
    change(world)
    found, told = said(world)
    assert (found, reason in told) == (state, True), told
    assert world.matrix().refusals(Priority.HIGH)


def test_an_outline_counts_by_all_of_its_rows(tmp_path: Path) -> None:
    rows = "      | 2     |\n      | 3     |\n"
    world = World(tmp_path, OUTLINE.replace("It holds", "It holds <count> times") + rows)
    world.plan = PLAN.replace("It holds", "It holds <count> times")
    assert said(world)[0] is State.PROVED
    *_, last = world.verdicts
    world.verdicts[last] = Verdict.FAIL
    assert said(world)[0] is State.FAILED


def test_an_outline_without_rows_does_nothing(tmp_path: Path) -> None:
    world = World(tmp_path, OUTLINE)
    assert said(world) == (State.UNCOVERED, "features/f.feature:4 does nothing")


def test_without_a_report_nothing_has_run(world: World) -> None:
    plan = load_plan(world.folder / "PLAN.md")
    (row,) = make_matrix(plan, replace(world.evidence(), report=None)).rows
    assert (row.state, "there is no report" in row.reason) == (State.NOT_RUN, True)


def test_another_engines_run_is_not_held_against_ours(world: World) -> None:
    world.engine, world.reference = "another", ""
    assert said(world)[0] is State.PROVED


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (_plan(PLAN[PLAN.index("##") :], ""), "the plan is empty"),
        (_plan("HIGH", "LOW"), "the plan has no path of priority HIGH"),
        (
            _plan("### p", "### q: Q\n- **Deferred:** 2026-01-31: x\n### p"),
            "q has no priority",
        ),
        (_feature("@path:p", "@path:p @path:zzz"), "features/f.feature:4 carries @path:zzz"),
        (_set("mishaps", ("after_all: gone",)), "the run itself went wrong: after_all: gone"),
    ],
)
def test_a_gate_that_could_not_fail_fails(
    world: World, change: Callable[[World], None], refusal: str
) -> None:
    change(world)
    assert refusal in world.matrix().refusals(Priority.HIGH)


def test_what_the_plan_leaves_out_stands_below(world: World) -> None:
    matrix = world.matrix()
    assert [each.id for each in matrix.without_path] == ["F / Nobody asked for this"]
    assert len(matrix.unnamed_faults) == len(FAULTS) - 1


def test_each_percentage_names_its_base(world: World) -> None:
    told = counts(world.matrix().rows)
    assert "1 of 1 paths proved (100% of them): 1 PROVED" in told
    assert "no paths of priority LOW" in told


def test_programs_and_people_are_told_the_same(world: World) -> None:
    matrix = world.matrix()
    (path,) = as_json(matrix)["paths"]
    assert (path["state"], path["components"]) == ("PROVED", ["engine", "state"])
    assert path["proofs"]["ignores-stop"]["killers"]["F / It holds"]["why"] == "law count-agrees"
    page = as_page(matrix)
    for told in ("engine → state", "PROVED", "law count-agrees", "features/f.feature:4"):
        assert told in page
    assert "http" not in page
