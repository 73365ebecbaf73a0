"""The command line."""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import NoReturn

from reference_engine import pipelines
from reference_engine.leftovers import adopt
from reference_engine.pipelines import display, sessions
from reference_engine.pipelines.errors import EngineError, Exit, UsageError
from reference_engine.pipelines.layout import Session
from reference_engine.pipelines.lock import holder
from reference_engine.pipelines.planning import ANSWERS, PROVIDERS, Flags, plan_pipeline, plan_stage
from reference_engine.surroundings import all_told, settle

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    settle()
    adopt()
    try:
        options = _PARSER.parse_args(argv)
        return int(options.command(_session(options), options))
    except EngineError as error:
        sys.stderr.write(f"error: {error}\n")
        return error.exit_code
    except OSError as error:
        sys.stderr.write(f"error: the engine had to give up: {error}\n")
        return Exit.FAILED


def _run(session: Session, options: argparse.Namespace) -> int:
    if options.stage:
        plan = plan_stage(options.stage, session.project)
    else:
        plan = plan_pipeline(options.pipeline, session.project)
    if options.iterations is not None and len(plan.stages) > 1:
        raise UsageError(f"--iterations needs a single stage; the pipeline has {len(plan.stages)}")
    for name in options.files:
        if not (session.project / name).is_file():
            raise UsageError(f"--input: there is no file {name} in {session.project}")
    return sessions.start(session, _flags(options).over(plan, 0))


def _resume(session: Session, options: argparse.Namespace) -> int:
    return sessions.resume(session, _flags(options))


def _show(session: Session, options: argparse.Namespace) -> int:
    state = sessions.load_state(session)
    if options.json:
        display.say(json.dumps(state.model_dump(mode="json"), indent=2))
    else:
        display.shown(state, holder(session.lock))
    return Exit.COMPLETE if all_told() else Exit.FAILED


def _session(options: argparse.Namespace) -> Session:
    if not options.project.is_dir():
        raise UsageError(f"--project: {options.project} is no folder")
    return Session(options.project.absolute(), options.session)


def _flags(options: argparse.Namespace) -> Flags:
    return Flags(
        options.iterations,
        options.provider,
        options.model,
        options.context,
        options.answer,
        tuple(options.files),
    )


class _Parser(argparse.ArgumentParser):
    """Reports mistakes as all others are reported."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}\nTry: {self.prog} --help")


def _name(value: str) -> str:
    if not _NAME.fullmatch(value):
        raise argparse.ArgumentTypeError(f"{value!r} is no name: use 1 to 64 of A-Z a-z 0-9 _ -")
    return value


def _count(value: str) -> int:
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"{value!r} is no number of iterations")
    return int(value)


def _text(value: str) -> str:
    """Bytes that are not UTF-8 could not be kept in the plan."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise argparse.ArgumentTypeError("is not UTF-8 text") from error
    return value


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="reference-pipelines",
        description=pipelines.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run")
    what = run.add_mutually_exclusive_group(required=True)
    what.add_argument("pipeline", nargs="?", type=Path, metavar="PIPELINE.yaml")
    what.add_argument("--stage", type=_name, metavar="NAME")
    run.add_argument("--context", type=_text, metavar="TEXT")
    run.add_argument("--input", dest="files", action="append", default=[], metavar="FILE")
    run.set_defaults(command=_run, answer=None)
    resume = commands.add_parser("resume")
    resume.add_argument("--answer", choices=ANSWERS)
    resume.set_defaults(command=_resume, context=None, files=())
    show = commands.add_parser("show")
    show.add_argument("--json", action="store_true")
    show.set_defaults(command=_show)
    for command in (run, resume):
        command.add_argument("--iterations", type=_count, metavar="N")
        command.add_argument("--provider", choices=PROVIDERS)
        command.add_argument("--model", type=_text, metavar="M")
    for command in (run, resume, show):
        command.add_argument("--session", type=_name, required=True, metavar="S")
        command.add_argument("--project", type=Path, default=Path(), metavar="DIR")
    return parser


_PARSER = _parser()
