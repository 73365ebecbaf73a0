"""The reference orchestrator as a service."""

import sys
from pathlib import Path

from proving_ground.engines.databases import copy_of
from proving_ground.orchestration.contract import RunOptions
from proving_ground.orchestration.service_contract import (
    HttpRequest,
    OrderState,
    ServiceAdapter,
    Settings,
    Wish,
)
from proving_ground.processes.command import Command

LIMITS = (
    *("max_loops", "max_iterations", "max_revisions"),
    *("usd_per_loop", "usd_per_phase", "usd_per_run", "idle_seconds", "git_seconds"),
    *("max_attempts", "backoff_seconds", "max_failures", "cooldown_seconds", "cache_seconds"),
)
"""What a run may be limited by, as the engine calls it on the command line and over HTTP."""


class ReferenceService(ServiceAdapter):
    """Drives `reference-orchestrator serve`; `home` holds a `reference_engine` other than ours."""

    listening = r"listening on (http://127\.0\.0\.1:\d+)"
    database = ".orchestrator/service.db"

    def __init__(self, home: Path | None):
        self.home = home

    def command(self, project: Path, settings: Settings) -> Command:
        """On a port that is free."""
        flags = ["--port", "0"]
        flags += ["--max-runs", str(settings.runs)] if settings.runs is not None else []
        if settings.requests_per_minute is not None:
            flags += ["--requests-per-minute", str(settings.requests_per_minute)]
        program = str(Path(sys.executable).with_name("reference-orchestrator"))
        env = {"PYTHONPATH": str(self.home)} if self.home else {}
        preload = "reference_engine.orchestrator.cli:main"
        return Command((program, "serve", *flags), project, env, preload=preload)

    def request(self, wish: Wish, options: RunOptions, session: str) -> HttpRequest:
        """A run is known by the session's name, which is the key of the request for it, too."""
        run = f"/v1/runs/{session}"
        if wish in ("run", "bad run"):
            told = {"name": session, "spec": options.spec if wish == "run" else " "}
            told |= {"effort": options.effort, "provider": options.backend or "claude"}
            limits = {name: getattr(options, name) for name in LIMITS}
            body = {**told, "fallback": options.fallback, "limits": limits, "until": options.until}
            return HttpRequest("POST", "/v1/runs", body, {"Idempotency-Key": f"key-{session}"})
        return {
            "go on": HttpRequest("POST", f"{run}/answer", {"go_on": True}),
            "stop": HttpRequest("POST", f"{run}/stop"),
            "standing": HttpRequest("GET", run),
            "health": HttpRequest("GET", "/internal/health"),
        }[wish]

    def ended(self, session: str) -> str:
        """A line of its own."""
        return f"run {session} has ended"

    def orders(self, project: Path) -> tuple[OrderState, ...]:
        """Read from a copy of the database; nothing where there is none."""
        if not (project / self.database).exists():
            return ()
        with copy_of([project / self.database]) as db:
            rows = db.execute("SELECT name, status, exit FROM orders ORDER BY id").fetchall()
        return tuple(OrderState(row["name"], row["status"], row["exit"]) for row in rows)
