"""The command `proving-ground`."""

import ast
import os
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from proving_ground.errors import ProvingError, explain, given
from proving_ground.plain_text import safe
from proving_ground.report.output import open_what_is_closed
from proving_ground.repository.process import forget_callers_repository
from proving_ground.stopping import stop_on_signals
from proving_ground.suite.caller import insist_on_a_folder

COMMANDS = {
    "compare": "proving_ground.commands.compare",
    "clean": "proving_ground.commands.clean",
    "docs": "proving_ground.commands.docs",
    "doctor": "proving_ground.commands.doctor",
    "engines": "proving_ground.commands.engines",
    "explore": "proving_ground.explore.command",
    "fidelity": "proving_ground.fidelity.command",
    "init": "proving_ground.commands.init",
    "merge": "proving_ground.report.merge",
    "lint": "proving_ground.plans.lint",
    "mutate": "proving_ground.proof.mutate",
    "plan": "proving_ground.plans.command",
    "promises": "proving_ground.report.promises",
    "prove": "proving_ground.proof.prove",
    "record": "proving_ground.fidelity.script_of",
    "report": "proving_ground.report.attach",
    "run": "proving_ground.commands.run",
    "schema": "proving_ground.report.schema",
    "steps": "proving_ground.commands.steps",
    "tally": "proving_ground.report.tally",
}
"""Each a module with `add_arguments(parser)` and `main(arguments) -> int`; only the one that is
asked for is imported, since some need packages that only developers have."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 2 where something that a person wrote or asked for is wrong."""
    open_what_is_closed()
    forget_callers_repository()
    stop_on_signals()
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        insist_on_a_folder()
        arguments = _parser(words[:1]).parse_args(words)
        code = int(import_module(COMMANDS[arguments.command]).main(arguments))
        sys.stdout.flush()
        return code
    except OSError as error:
        return _unwritten(error)
    except KeyboardInterrupt as error:
        sys.stderr.write(f"{explain(error)}\n")
        return 130
    except ProvingError as error:
        sys.stderr.write(f"{safe(str(error))}\n")
        return 2


def _unwritten(error: OSError) -> int:
    """Say that the machine failed; nothing where nobody reads the output any more."""
    if error.filename is not None:
        sys.stderr.write(f"{safe(f'{error.filename}: {error.strerror}')}\n")
        return 2
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        sys.stderr.write(f"{safe(error.strerror or str(error))}\n")
    return 2


def _parser(asked: Sequence[str]) -> ArgumentParser:
    parser = ArgumentParser(prog="proving-ground", description=__doc__)
    parser.add_argument("--version", action="version", version=version("proving-ground"))
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        purpose = _purpose(module)
        command = commands.add_parser(name, help=purpose, description=purpose)
        if name in asked:
            import_module(module).add_arguments(command)
    return parser


def _purpose(module: str) -> str:
    """The first line of a module's docstring, without importing it."""
    spec = find_spec(module)
    place = given(given(spec).origin)
    text = ast.get_docstring(ast.parse(Path(place).read_text("utf-8"))) or ""
    return text.partition("\n")[0]


if __name__ == "__main__":
    sys.exit(main())
