"""The open questions of a plan: what it leaves out, and where it and the features disagree."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from proving_ground.errors import InputError
from proving_ground.plans.model import CriticalPath, Seam, TestPlan
from proving_ground.plans.written import PATH, WrittenScenarios
from proving_ground.promises import load_promises


def open_questions(
    plan: TestPlan, written: WrittenScenarios, faults: Collection[str]
) -> list[InputError]:
    """All that is open in a plan; `faults` are the names of those that there are."""
    return [
        *_of_plan(plan),
        *(each for seam in plan.seams for each in about_seam(plan, seam)),
        *(each for _, path in plan.paths for each in of_path(plan, path, written, faults)),
        *(_unknown(plan, tag, where) for tag, where in unknown_tags(plan, written).items()),
    ]


def of_path(
    plan: TestPlan, path: CriticalPath, written: WrittenScenarios, faults: Collection[str]
) -> Iterator[InputError]:
    """What is open about one path."""
    yield from left_out(plan, path, faults)
    yield from _coverage(plan, path, written)
    yield from _names(plan, path, written)


def left_out(plan: TestPlan, path: CriticalPath, faults: Collection[str]) -> Iterator[InputError]:
    """What the plan itself does not say of a path, whatever is written for it."""
    for missing, question, fix in (
        (path.priority is None, "how much does it matter?", "- **Priority:** HIGH"),
        (not path.steps, "which way does it go?", "- **Critical path:** a → b → c"),
        (not path.impact, "what does it cost when it breaks?", "- **Business impact:** …"),
        (not path.promise, "which promise does it serve?", "- **Promise:** NAME"),
    ):
        if missing:
            yield InputError(plan.file, f"{path.id}: {question}", f"add `{fix}`", path.line)
    if path.promise and path.promise not in load_promises():
        problem = f"{path.id}: nobody knows the promise {path.promise!r}"
        fix = _likely(path.promise, load_promises(), "take one of docs/promises.md")
        yield InputError(plan.file, problem, fix, path.lines["Promise"])
    if path.deferred is None:
        yield from _faults(plan, path, faults)


def unknown_tags(plan: TestPlan, written: WrittenScenarios) -> dict[str, str]:
    """The tags `@path:…` that the plan does not know, and where each stands first."""
    known = {path.id for _, path in plan.paths}
    found: dict[str, str] = {}
    for scenario in written.all:
        for path in sorted(scenario.paths - known):
            found.setdefault(f"{PATH}{path}", scenario.location)
    return found


def _faults(plan: TestPlan, path: CriticalPath, faults: Collection[str]) -> Iterator[InputError]:
    if not path.faults:
        fix = "add `- **Caught by fault:** NAME`; the names are those in fixtures/defects"
        yield InputError(plan.file, f"{path.id}: which fault turns it red?", fix, path.line)
    for fault in path.faults:
        if fault not in faults:
            fix = _likely(fault, faults, "take one from fixtures/defects")
            problem = f"{path.id}: nobody knows the fault {fault!r}"
            yield InputError(plan.file, problem, fix, path.lines["Caught by fault"])


def _of_plan(plan: TestPlan) -> Iterator[InputError]:
    if not plan.seams:
        fix = "add `## SEAM id: title`, and paths below it"
        yield InputError(plan.file, "the plan is empty: which seams are there?", fix, 1)


def about_seam(plan: TestPlan, seam: Seam) -> Iterator[InputError]:
    """What the plan does not say of a seam."""
    if not seam.components:
        fix = "add `- **Components:** a → b`"
        yield InputError(plan.file, f"seam {seam.id}: what meets there?", fix, seam.line)
    if not seam.paths:
        fix = "add `### id: title` below it"
        yield InputError(plan.file, f"seam {seam.id}: which paths cross it?", fix, seam.line)


def _coverage(
    plan: TestPlan, path: CriticalPath, written: WrittenScenarios
) -> Iterator[InputError]:
    found = written.of_path(path.id)
    if path.deferred and found:
        problem = f"{path.id} is deferred, and yet {found[0].location} is written for it"
        fix = "remove the deferral, or the tag"
        yield InputError(plan.file, problem, fix, path.lines["Deferred"])
    elif not found and not path.deferred:
        fix = f"tag one with @{PATH}{path.id}, or add `- **Deferred:** YYYY-MM-DD: the reason`"
        yield InputError(plan.file, f"{path.id}: no scenario is written for it", fix, path.line)
    for scenario in found:
        if not scenario.steps:
            problem = f"{path.id}: this scenario does nothing"
            yield InputError(scenario.location, problem, "write its steps or rows")
    tried = {str(each.promise) for each in found}
    if found and path.promise and path.promise not in tried:
        problem = f"{path.id} serves {path.promise!r}, its scenarios {' and '.join(sorted(tried))}"
        yield InputError(plan.file, problem, "name theirs, or tag others", path.lines["Promise"])


def _names(plan: TestPlan, path: CriticalPath, written: WrittenScenarios) -> Iterator[InputError]:
    found, planned = written.of_path(path.id), {each.name for each in path.planned}
    for each in path.planned:
        if not any(each.name in scenario.names for scenario in found):
            problem = f"{path.id}: no scenario of it is called {each.name!r}"
            yield InputError(plan.file, problem, _where_is(each.name, path.id, written), each.line)
    for scenario in found if planned else ():
        if not planned & scenario.names:
            problem = f"{path.id}: the plan does not name {scenario.location}"
            yield InputError(plan.file, problem, "name it, or untag it", path.lines["Scenarios"])


def _where_is(name: str, path: str, written: WrittenScenarios) -> str:
    for scenario in written.all:
        if name in scenario.names:
            return f"{scenario.location} is; tag it with @{PATH}{path}"
    known = {name for scenario in written.of_path(path) for name in scenario.names}
    return _likely(name, known, "write it, or take it out of the plan")


def _likely(name: str, known: Collection[str], otherwise: str) -> str:
    """What to do about a name that nobody knows."""
    likely = get_close_matches(name, sorted(known), 1)
    return f"did you mean {likely[0]!r}?" if likely else otherwise


def _unknown(plan: TestPlan, tag: str, where: str) -> InputError:
    known = [f"{PATH}{path.id}" for _, path in plan.paths]
    fix = _likely(tag, known, "add it to the plan, or remove the tag")
    return InputError(where, f"{plan.file} does not know @{tag}", fix)
