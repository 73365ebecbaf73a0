"""The matrix on a terminal, as JSON, and as a page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from textwrap import fill
from typing import Any

from proving_ground.plans.matrix import Matrix, Row, State
from proving_ground.plans.model import Priority
from proving_ground.report.console import Console
from proving_ground.report.model import Report

STYLES = {
    State.PROVED: "green",
    State.PASSED: "yellow",
    State.FAILED: "bold red",
    State.NOT_RUN: "cyan",
    State.STALE: "magenta",
    State.UNCOVERED: "bold red",
    State.DEFERRED: "cyan",
}


def print_matrix(matrix: Matrix, console: Console) -> None:
    """Every path by its seam, what stands below them, and the counts."""
    console.line(told_run(matrix.report))
    for seam in matrix.plan.seams:
        console.line(f"\n{seam.id}: {' → '.join(seam.components) or seam.title}")
        for row in matrix.rows:
            if row.seam is seam:
                _print_row(row, console)
    console.line()
    _print_below(matrix, console)
    print_counts(matrix, console)


def print_counts(matrix: Matrix, console: Console) -> None:
    """How many paths are in each state, of all and of each priority."""
    for line in counts(matrix.rows):
        console.line(line)


def told_run(report: Report | None) -> str:
    """What the verdicts are of."""
    if report is None:
        return "there is no report of a run yet: `make` writes one"
    run = report.origin
    options = f", with {' '.join(run.options)}" if run.options else ""
    home = f" at {report.engine_version}" if report.engine_version else ""
    return (
        f"engine {run.engine}{home}, suite {run.version} at {run.commit or 'no commit'}, "
        f"run at {run.started}{options}: {report.counts}"
    )


def _print_row(row: Row, console: Console) -> None:
    path = row.path
    console.write(f"  {row.state:<9} ", STYLES[row.state])
    console.line(f"{path.priority or '?':<6} {path.id}: {' → '.join(path.steps)}")
    console.line(f"{'':19}{path.impact}", "dim")
    console.line(f"{'':19}{row.reason}")
    for shown in row.scenarios:
        console.line(f"{'':19}{shown.verdict:<7} {shown.scenario.location}")
    for fault, proof in row.proofs.items():
        for name, killer in list(proof.killers.items())[:1]:
            console.line(f"{'':19}{fault}, {proof.when}: {name}: {killer.why}", "dim")


def _print_below(matrix: Matrix, console: Console) -> None:
    for tag, where in matrix.unknown_tags.items():
        console.line(f"the plan does not know @{tag} ({where})", "red")
    for scenario in matrix.without_path:
        console.line(f"without a path: {scenario.location}  {scenario.id}", "yellow")
    for row in matrix.rows:
        if row.state is State.DEFERRED:
            console.line(f"deferred: {row.path.id}, {row.reason}", "cyan")
    names = matrix.unnamed_faults
    if names:
        told = f"{len(names)} faults that no path names: {', '.join(names)}"
        console.line(fill(told, 100, break_on_hyphens=False))


def counts(rows: Sequence[Row]) -> list[str]:
    """How many paths are in each state, of all and of each priority."""
    by_priority = {each: [row for row in rows if row.path.priority is each] for each in Priority}
    return [
        *(_count(f"paths of priority {each}", meant) for each, meant in by_priority.items()),
        _count("paths", rows),
    ]


def _count(what: str, rows: Sequence[Row]) -> str:
    if not rows:
        return f"no {what}"
    states = Counter(row.state for row in rows)
    proved = states[State.PROVED]
    told = ", ".join(f"{states[state]} {state}" for state in State if states[state])
    return f"{proved} of {len(rows)} {what} proved ({proved / len(rows):.0%} of them): {told}"


def as_json(matrix: Matrix) -> dict[str, Any]:
    """The matrix for programs."""
    report = matrix.report
    return {
        "plan": str(matrix.plan.file),
        "run": {**asdict(report.origin), "engine_version": report.engine_version}
        if report
        else None,
        "paths": [_told(row) for row in matrix.rows],
        "counts": dict(Counter(row.state for row in matrix.rows)),
        "scenarios_without_path": [each.location for each in matrix.without_path],
        "unknown_tags": dict(matrix.unknown_tags),
        "unnamed_faults": list(matrix.unnamed_faults),
    }


def _told(row: Row) -> dict[str, Any]:
    path, deferred = row.path, row.path.deferred
    return {
        "id": path.id,
        "title": path.title,
        "seam": row.seam.id,
        "components": list(row.seam.components),
        "promise": path.promise,
        "priority": path.priority,
        "critical_path": list(path.steps),
        "impact": path.impact,
        "state": row.state,
        "reason": row.reason,
        "scenarios": [
            {"id": s.scenario.id, "location": s.scenario.location, "verdict": s.verdict}
            for s in row.scenarios
        ],
        "faults": list(path.faults),
        "proofs": {fault: proof.model_dump() for fault, proof in row.proofs.items()},
        "deferred": {"since": str(deferred.since), "reason": deferred.reason} if deferred else None,
    }
