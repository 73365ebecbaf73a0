"""The adapter of the reference orchestrator that ships here."""

import json
import sqlite3
import sys
from pathlib import Path

from proving_ground.agents.prompts import PromptPatterns
from proving_ground.engines.databases import copy_of
from proving_ground.engines.reference.home import InHome
from proving_ground.engines.reference.service import LIMITS, ReferenceService
from proving_ground.evidence.run_state import Ending, ErrorState
from proving_ground.evidence.witness import read_regular_text
from proving_ground.orchestration.contract import Capability, OrchestratorAdapter, RunOptions
from proving_ground.orchestration.state import (
    AttemptState,
    LoopState,
    OrchestrationState,
    PhaseEntry,
    ReviewState,
    TaskState,
)
from proving_ground.processes.command import Action, Command

FOLDER = Path(".orchestrator")
SPEC = "spec.md"
ENDINGS = {
    "running": Ending.RUNNING,
    "complete": Ending.COMPLETE,
    "failed": Ending.FAILED,
    "stuck": Ending.STUCK,
    "over_budget": Ending.OVER_BUDGET,
    "paused": Ending.PAUSED,
    "interrupted": Ending.INTERRUPTED,
}


class ReferenceOrchestrator(InHome, OrchestratorAdapter):
    """Drives `reference-orchestrator`; `home` holds a `reference_engine` other than our own."""

    package = "orchestrator"
    capabilities = frozenset(Capability)
    patterns = PromptPatterns(stage="Phase: {}", session="Run: {}")
    endings = {
        0: frozenset({Ending.COMPLETE}),
        1: frozenset({Ending.FAILED}),
        2: frozenset({Ending.REFUSED}),
        3: frozenset({Ending.STUCK}),
        4: frozenset({Ending.REFUSED}),
        5: frozenset({Ending.OVER_BUDGET}),
        6: frozenset({Ending.PAUSED}),
        129: frozenset({Ending.INTERRUPTED}),
        130: frozenset({Ending.INTERRUPTED}),
        143: frozenset({Ending.INTERRUPTED}),
    }

    def __init__(self, home: Path | None, workshop: Path):
        super().__init__(home, workshop)
        self.service = ReferenceService(home)

    def prepare(self, project: Path, options: RunOptions) -> None:
        """Write the specification beside the project, where git does not see it."""
        spec = project.parent / SPEC
        if not spec.exists() or read_regular_text(spec) != options.spec:
            spec.write_text(options.spec)

    def command(self, action: Action, project: Path, options: RunOptions, session: str) -> Command:
        """Start with a specification; resume by the run's name alone."""
        flags = ["--run", session]
        if action == "start":
            flags += ["--spec", str(project.parent / SPEC), "--effort", options.effort]
            flags += ["--provider", options.backend] if options.backend else []
            flags += ["--model", options.model] if options.model else []
            flags += ["--fallback", options.fallback] if options.fallback else []
        for limit in LIMITS:
            value = getattr(options, limit)
            flags += [f"--{limit.replace('_', '-')}", f"{value:g}"] if value is not None else []
        flags += ["--until", options.until] if options.until else []
        flags += ["--one-phase"] if options.one_phase else []
        program = str(Path(sys.executable).with_name("reference-orchestrator"))
        env = {"PYTHONPATH": str(self.home)} if self.home else {}
        argv = (program, "run" if action == "start" else "resume", *flags)
        return Command(argv, project, env, preload="reference_engine.orchestrator.cli:main")

    def state_files(self, session: str) -> tuple[str, ...]:
        """The database, and what was written ahead."""
        path = FOLDER / "runs" / session / "state.db"
        return (str(path), f"{path}-wal")

    def cached(self, project: Path) -> tuple[Path, ...]:
        """One file per verdict."""
        return tuple(sorted(project.joinpath(FOLDER, "cache").glob("*.json")))

    def branches(self, project: Path, session: str) -> str:  # noqa: ARG002 - its name is ours
        """What the names of its loops' branches begin with."""
        return f"orchestrator/{session}/"

    def read(self, project: Path, session: str) -> OrchestrationState | None:
        """Read a copy of the database, because reading it in place would change it."""
        paths = [project / name for name in self.state_files(session)]
        if not paths[0].exists():
            return None
        with copy_of(paths) as db:
            return _account(db)


def _account(db: sqlite3.Connection) -> OrchestrationState | None:
    run = db.execute("SELECT * FROM run").fetchone()
    if run is None:
        return None
    settings = json.loads(run["settings"])
    costs = dict(db.execute("SELECT loop_id, sum(usd) FROM costs GROUP BY loop_id").fetchall())
    error = ErrorState(run["error_type"], run["error_message"]) if run["error_type"] else None
    return OrchestrationState(
        ending=ENDINGS[run["status"]],
        phase=run["phase"],
        history=tuple(
            PhaseEntry(row["phase"], row["status"], row["error"])
            for row in db.execute("SELECT * FROM phase_history ORDER BY id")
        ),
        tasks=tuple(_task(row) for row in db.execute("SELECT * FROM tasks ORDER BY rowid")),
        loops=tuple(_loop(row, costs) for row in db.execute("SELECT * FROM loops ORDER BY rowid")),
        reviews=tuple(
            ReviewState(row["scope"].partition(":")[0], bool(row["passed"]), bool(row["cached"]))
            for row in db.execute("SELECT * FROM reviews ORDER BY id")
        ),
        conflicts=tuple(
            name
            for row in db.execute("SELECT files FROM pending_conflicts")
            for name in json.loads(row["files"])
        ),
        revisions=run["revisions"],
        max_revisions=settings["max_revisions"],
        cost=sum(costs.values()),
        max_cost=settings["usd_per_run"],
        error=error,
        attempts=tuple(map(_attempt, db.execute("SELECT * FROM attempts ORDER BY id"))),
    )


def _attempt(row: sqlite3.Row) -> AttemptState:
    return AttemptState(
        phase=row["role"],
        number=row["number"],
        task=row["task_id"],
        attempt=row["attempt"],
        backend=row["backend"],
        reason=row["reason"],
        failure=row["failure"],
        down=bool(row["down"]),
        waited=row["waited"],
    )


def _task(row: sqlite3.Row) -> TaskState:
    needed = tuple(json.loads(row["dependencies"]))
    return TaskState(row["id"], row["status"], needed, row["reason"])


def _loop(row: sqlite3.Row, costs: dict[str | None, float]) -> LoopState:
    return LoopState(
        id=row["id"],
        task=row["task_id"],
        status=row["status"],
        iterations=row["iterations"],
        same_error=row["same_error"],
        no_progress=row["no_progress"],
        cost=costs.get(row["id"], 0.0),
        reason=row["reason"],
    )
