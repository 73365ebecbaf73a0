"""Turns a specification into merged commits, phase by phase, with many coding agents.

  reference-orchestrator run --spec FILE --run NAME [--effort low|medium|high|max]
                             [--provider claude|codex] [--fallback claude|codex] [LIMITS]
  reference-orchestrator resume --run NAME [LIMITS]
  reference-orchestrator show --run NAME [--json]
  reference-orchestrator serve [--port N] [--max-runs N] [--requests-per-minute N]

ANALYZE → ENUMERATE → PLAN → BUILD → (CONFLICT) → REVIEW → REVISE → BUILD … → COMPLETE.
Each step is a fresh agent process. What an agent says counts for nothing: it reports through the
tools of an MCP server, which is part of the orchestrator. Each task is built in a git worktree
of its own; it is completed when its commits are merged into the base branch, not before. A run
that was killed at whatever moment can be resumed. Git 2.38 or newer is needed.

LIMITS: --max-loops, --max-iterations, --max-revisions, --usd-per-loop, --usd-per-phase,
--usd-per-run, --idle-seconds, --max-attempts, --backoff-seconds, --max-failures,
--cooldown-seconds, --cache-seconds. A resumed run keeps those of its first run unless told others,
and what was spent stays spent.

A backend that is down is tried again with the same prompt, --max-attempts times in all, after
--backoff-seconds, twice as long, and so on; then the fallback is, where there is one; then the run
pauses. After --max-failures such calls in a row, of whatever runs, a backend is left alone for
--cooldown-seconds; then a single call finds out whether it answers again.

A review that passed is not made again within --cache-seconds, of whatever run, where prompt, model,
backend and all files are the same; 0 has every review made.

As a service it takes requests over HTTP, on loopback alone: POST /v1/runs asks for a run (with an
Idempotency-Key, so that who asks again gets no second one), GET /v1/runs/NAME tells how it stands,
POST /v1/runs/NAME/answer goes on with one that has paused, and POST /v1/runs/NAME/stop ends one.
/internal/health and /internal/metrics are for who looks after it. What it has accepted it does,
after a restart, too; with --max-runs 0 it accepts only.

Exit codes
  0 complete, 1 failed, 2 usage error, 3 stuck, 4 another engine has the run, 5 over budget,
  6 paused where --until or --one-phase asked, 129 after SIGHUP, 130 after SIGINT, 143 after
  SIGTERM

Files, under .orchestrator (which git is told to ignore)
  runs/NAME/state.db, transcripts/, locks/NAME.lock, worktrees/NAME/loop-1 while it is needed,
  backends/claude.db and cache/, which all runs share; service.db and service/ of the service
"""
