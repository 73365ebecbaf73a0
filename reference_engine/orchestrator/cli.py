"""The command line."""

import argparse
import asyncio
import json
import re
import signal
import sqlite3
import sys
from pathlib import Path
from typing import NoReturn

from reference_engine import orchestrator
from reference_engine.leftovers import adopt
from reference_engine.orchestrator.attempts import Attempts
from reference_engine.orchestrator.breakers import Breaker
from reference_engine.orchestrator.cache import Verdicts
from reference_engine.orchestrator.config import EFFORTS, Limits, Phase, Provider, Settings
from reference_engine.orchestrator.display import Display, say
from reference_engine.orchestrator.errors import EXITS, Exit, Halted
from reference_engine.orchestrator.git import TIME_LIMIT_S, check_git
from reference_engine.orchestrator.phases import Machine
from reference_engine.orchestrator.recovery import tidy
from reference_engine.orchestrator.repository import Repository, hide, prepare
from reference_engine.orchestrator.server import Server
from reference_engine.orchestrator.steps import Workplace
from reference_engine.orchestrator.store import Store, as_row, now
from reference_engine.pipelines.errors import EngineError, UsageError
from reference_engine.pipelines.lock import held
from reference_engine.surroundings import all_told, settle

FOLDER = Path(".orchestrator")
_AT_LEAST_ONE = ("max_loops", "max_attempts", "max_failures")


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    settle()
    adopt()
    try:
        options = _PARSER.parse_args(argv, _Options())
        return int(options.command(options))
    except EngineError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    except (OSError, sqlite3.Error) as error:
        sys.stderr.write(f"error: the orchestrator had to give up: {error}\n")
        return Exit.FAILED


def _run(options: "_Options") -> int:
    if options.state.exists():
        raise UsageError(f"run {options.run} is there already; resume it, or choose another name")
    try:
        spec = options.spec.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"--spec: {options.spec} cannot be read: {error}") from None
    if not spec.strip():
        raise UsageError(f"--spec: {options.spec} is empty")
    if options.fallback == options.provider:
        raise UsageError(f"--fallback: {options.fallback} is the provider already; name the other")
    base = asyncio.run(prepare(options.project, options.run)).base
    level = EFFORTS[options.effort]
    settings = Settings(
        spec=spec,
        base=base,
        effort=options.effort,
        provider=options.provider,
        fallback=options.fallback,
        model=options.model,
        max_revisions=level.revisions,
        usd_per_loop=level.usd_per_loop,
        usd_per_phase=level.usd_per_phase,
        usd_per_run=level.usd_per_run,
    )
    with held(options.lock):
        Store.create(options.state, options.run, settings).close()
        return _drive(options, is_new=True)


def _resume(options: "_Options") -> int:
    asyncio.run(check_git())
    with held(options.lock):
        return _drive(options, is_new=False)


def _show(options: "_Options") -> int:
    store = _store(options)
    told = as_row(store.all("SELECT * FROM run"))[0]
    tasks = as_row(store.all("SELECT id, status, reason FROM tasks"))
    if options.json:
        say(json.dumps({**told, "settings": json.loads(told["settings"]), "tasks": tasks}))
    else:
        say(f"run {options.run} is {told['status']} in phase {told['phase']}")
        for task in tasks:
            say(f"  {task['id']} {task['status']}" + (f": {task['reason'] or ''}"))
    return Exit.COMPLETE if all_told() else Exit.FAILED


def _serve(options: "_Options") -> int:
    from reference_engine.orchestrator.api import serve  # noqa: PLC0415 - only a service pays for it

    asyncio.run(check_git())
    hide(options.project / FOLDER)
    return serve(options.project, options.port, options.max_runs, options.requests_per_minute)


def _store(options: "_Options") -> Store:
    if not options.state.exists():
        raise UsageError(f"there is no run {options.run}")
    return Store(options.state)


def _drive(options: "_Options", *, is_new: bool) -> int:
    """Go on with a run that is there, and tell how it ended."""
    store = _store(options)
    try:
        if store.status == "complete":
            say(f"run {options.run} is complete already")
            return Exit.COMPLETE
        limits = Limits(**{name: getattr(options, name) for name in Limits.model_fields})
        settings = store.settings.under(limits)
        cut_short = store.status == "running" and not is_new
        store.set_run(
            settings=settings.model_dump_json(),
            status="running",
            error_type=None,
            error_message=None,
            ended_at=None,
        )
        return asyncio.run(_until_the_end(options, store, settings, cut_short=cut_short))
    finally:
        store.close()


async def _until_the_end(
    options: "_Options", store: Store, settings: Settings, *, cut_short: bool
) -> int:
    caught: list[int] = []
    task = asyncio.current_task()
    assert task

    def stop(number: int) -> None:
        caught.append(number)
        task.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as SIGHUP is under nohup
            asyncio.get_running_loop().add_signal_handler(number, stop, number)
    try:
        await _work(options, store, settings, cut_short=cut_short)
        return _ended(options, store, "complete")
    except Halted as end:
        return _ended(options, store, end.status, end.kind, str(end))
    except EngineError as error:
        return _ended(options, store, "failed", "engine_error", str(error))
    except asyncio.CancelledError:
        _ended(options, store, "interrupted", "interrupted", f"signal {caught[0]}")
        return 128 + caught[0]


async def _work(options: "_Options", store: Store, settings: Settings, *, cut_short: bool) -> None:
    TIME_LIMIT_S.set(settings.git_seconds)
    project = options.project
    repository = Repository(project, settings.base)
    async with Server(store) as server:
        with Display(store) as display:
            place = Workplace(
                options.run,
                options.state.parent,
                store,
                settings,
                repository,
                server,
                display,
                project / FOLDER / "worktrees" / options.run,
                Attempts(store, settings, _breakers(project, settings), display),
                Verdicts(project / FOLDER / "cache", settings, display),
            )
            await tidy(place, cut_short=cut_short)
            await Machine(place).run(options.until, one=options.one_phase)


def _breakers(project: Path, settings: Settings) -> dict[Provider, Breaker]:
    folder = project / FOLDER / "backends"
    return {each: Breaker(each, folder, settings) for each in settings.backends}


def _ended(
    options: "_Options",
    store: Store,
    status: str,
    kind: str | None = None,
    message: str | None = None,
) -> int:
    error = {"error_type": kind, "error_message": message}
    store.set_run(status=status, ended_at=now(), **error)
    hint = "" if status == "complete" else f"; go on with: resume --run {options.run}"
    say(f"run {options.run} is {status}" + (f" ({kind}): {message}" if kind else "") + hint)
    return EXITS.get(status, Exit.FAILED)


class _Parser(argparse.ArgumentParser):
    """Reports mistakes as all others are reported."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\nTry: {self.prog} --help")


class _Options(argparse.Namespace):
    """With the places that follow from project and run."""

    @property
    def state(self) -> Path:
        """The run's database."""
        return Path(self.project, FOLDER, "runs", self.run, "state.db")

    @property
    def lock(self) -> Path:
        """Held by the engine that has the run."""
        hide(Path(self.project, FOLDER))
        folder = Path(self.project, FOLDER, "locks")
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{self.run}.lock"


def _count(value: str) -> int:
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"{value!r} is no number")
    return int(value)


def _one_or_more(value: str) -> int:
    if not _count(value):
        raise argparse.ArgumentTypeError("0 would let nobody work; name 1 or more")
    return int(value)


def _amount(value: str) -> float:
    try:
        amount = float(value)
    except ValueError:
        amount = -1
    if not 0 <= amount < float("inf"):
        raise argparse.ArgumentTypeError(f"{value!r} is no amount")
    return amount


def _name(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", value):
        raise argparse.ArgumentTypeError(f"{value!r} is no name: use 1 to 64 of A-Z a-z 0-9 _ -")
    return value


def _folder(value: str) -> Path:
    if not Path(value).is_dir():
        raise argparse.ArgumentTypeError(f"{value} is no folder")
    return Path(value).absolute()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="reference-orchestrator",
        description=orchestrator.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run, resume, show = (commands.add_parser(name) for name in ("run", "resume", "show"))
    run.add_argument("--spec", type=Path, required=True, metavar="FILE")
    run.add_argument("--effort", choices=EFFORTS, default="medium")
    run.add_argument("--provider", choices=("claude", "codex"), default="claude")
    run.add_argument("--fallback", choices=("claude", "codex"))
    run.add_argument("--model", metavar="M")
    run.set_defaults(command=_run)
    resume.set_defaults(command=_resume)
    serve = commands.add_parser("serve")
    serve.add_argument("--port", type=_count, default=8765, metavar="N")
    serve.add_argument("--max-runs", type=_count, default=4, metavar="N")
    serve.add_argument("--requests-per-minute", type=_one_or_more, default=600, metavar="N")
    serve.set_defaults(command=_serve)
    show.add_argument("--json", action="store_true")
    show.set_defaults(command=_show)
    for command in (run, resume):
        for name, field in Limits.model_fields.items():
            number = _count if field.annotation == int | None else _amount
            number = _one_or_more if name in _AT_LEAST_ONE else number
            command.add_argument(f"--{name.replace('_', '-')}", type=number, metavar="N")
        command.add_argument("--until", type=Phase, choices=list(Phase), metavar="PHASE")
        command.add_argument("--one-phase", action="store_true")
    for command in (run, resume, show):
        command.add_argument("--run", type=_name, required=True, metavar="NAME")
    for command in (run, resume, show, serve):
        command.add_argument("--project", type=_folder, default=".", metavar="DIR")
    return parser


_PARSER = _parser()
