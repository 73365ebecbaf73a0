"""Try an engine, from any folder: by its profile, or by the name under which it is registered."""

import os
import shlex
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from proving_ground.commands import probe
from proving_ground.engines import registry
from proving_ground.errors import InputError
from proving_ground.limits import set_limits
from proving_ground.report.known import NONE
from proving_ground.root import ROOT
from proving_ground.stopping import CHILDREN, Stopped
from proving_ground.suite.parallel.side_by_side import add_scheduler
from proving_ground.suite.parallel.workers import CORES


def add_arguments(parser: ArgumentParser) -> None:
    """Which engine, where it is, which scenarios, and where to report."""
    parser.add_argument(
        "--engine", default=registry.DEFAULT, metavar="FILE.yaml|NAME", help="default: reference"
    )
    parser.add_argument("--home", type=Path, metavar="DIR", help="the engine's folder, as {home}")
    parser.add_argument("--report", type=Path, metavar="DIR", help="write the report there")
    parser.add_argument(
        "--verdicts", type=Path, metavar="FILE", help="write verdicts as JSON there"
    )
    parser.add_argument("--known", metavar="FILE", help="a list of known failures, or none")
    parser.add_argument(
        "--jobs", default=CORES, metavar="N", help="scenarios at once (default: as there are cores)"
    )
    parser.add_argument("--name", metavar="PATTERN", help="only scenarios whose name holds that")
    parser.add_argument(
        "--unprobed", action="store_true", help="judge it also where no agent works when probed"
    )
    add_scheduler(parser)
    parser.add_argument("--shard", metavar="I/N", help="only this part of the scenarios, as 1/4")
    parser.add_argument(
        "-D",
        action="append",
        default=[],
        dest="defines",
        metavar="NAME=VALUE",
        help="an option of behave's, as limit.patience_s=10, points=all or sandbox=on",
    )
    parser.add_argument(
        "tags", nargs="*", metavar="TAG", help="@promise.NAME and the like; or a feature:line"
    )


def main(arguments: Namespace) -> int:
    """Run the scenarios; 0 where all is well, 1 where not, 2 where something is wrongly asked."""
    set_limits(dict(each.split("=", 1) for each in arguments.defines if "=" in each))
    adapters = registry.check(arguments.engine, arguments.home)
    is_probed = registry.is_profile(arguments.engine) and not arguments.unprobed
    if is_probed and probe.nobody_works(registry.loop_of(adapters)):
        sys.stderr.write(f"\nNo verdict: {arguments.engine} gets no agent to work.\n")
        return 2
    if arguments.scheduler is not None:
        return _on_cluster(arguments)
    command = [sys.executable, "-m", "proving_ground.suite.behave_command", *_options(arguments)]
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    with CHILDREN.started(command, cwd=ROOT, env=env) as behave:
        try:
            return int(behave.wait())
        except Stopped:
            behave.terminate()
        except KeyboardInterrupt:
            pass  # the terminal has told behave, too
        return int(behave.wait())  # it tells what it knows, and writes its report


def _on_cluster(arguments: Namespace) -> int:
    from proving_ground.suite.parallel import on_cluster  # noqa: PLC0415 - 50 ms that only a cluster is worth

    report, verdicts = arguments.report, arguments.verdicts
    alone = {"jobs": None, "report": None, "verdicts": None}
    if arguments.shard:
        raise InputError("--shard", "a cluster makes its own parts", "leave it out")
    options = list(_options(Namespace(**{**vars(arguments), **alone})))
    return on_cluster.run(arguments.scheduler, options, report, verdicts)


def _known(wish: str | None) -> str | None:
    return wish if wish in (None, NONE) else str(Path(wish).resolve())


def _again(arguments: Namespace) -> str:
    """The command that tries one scenario again, but for the scenario."""
    words = ["proving-ground", "run", "--engine", arguments.engine]
    words += ["--home", str(arguments.home)] if arguments.home else []
    words += ["--known", arguments.known] if arguments.known else []
    words += ["--unprobed"] if arguments.unprobed else []
    return shlex.join(words + [f"-D{each}" for each in arguments.defines])


def _options(arguments: Namespace) -> Iterator[str]:
    engine = arguments.engine
    asked = {
        "jobs": arguments.jobs,
        "shard": arguments.shard,
        "engine": Path(engine).resolve() if registry.is_profile(engine) else engine,
        "engine_home": arguments.home and arguments.home.resolve(),
        "report": arguments.report and arguments.report.resolve(),
        "verdicts": arguments.verdicts and arguments.verdicts.resolve(),
        "known": _known(arguments.known),
        "rerun": _again(arguments),
    }
    for name, value in asked.items():
        if value is not None:
            yield from ("-D", f"{name}={value}")
    for each in arguments.defines:
        yield from ("-D", each)
    if arguments.name:
        yield f"--name={arguments.name}"
    for tag in arguments.tags:
        if tag.startswith("@"):
            yield f"--tags={tag}"
    yield from [tag for tag in arguments.tags if not tag.startswith("@")]
