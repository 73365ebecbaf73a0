"""The command `proving-ground`."""

import ast
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from proving_ground.errors import ProvingError, given
from proving_ground.plain_text import safe
from proving_ground.repository.process import forget_callers_repository

COMMANDS = {
    "compare": "proving_ground.suite.compare",
    "engines": "proving_ground.suite.engines",
    "fidelity": "proving_ground.fidelity.command",
    "init": "proving_ground.suite.init",
    "mutate": "proving_ground.proof.mutate",
    "promises": "proving_ground.report.promises",
    "prove": "proving_ground.proof.prove",
    "run": "proving_ground.suite.run",
    "schema": "proving_ground.report.schema",
    "steps": "proving_ground.suite.steps",
    "tally": "proving_ground.report.tally",
}
"""Each a module with `add_arguments(parser)` and `main(arguments) -> int`; only the one that is
asked for is imported, since some need packages that only developers have."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 2 where something that a person wrote or asked for is wrong."""
    forget_callers_repository()
    words = sys.argv[1:] if argv is None else list(argv)
    try:
        arguments = _parser(words[:1]).parse_args(words)
        return int(import_module(COMMANDS[arguments.command]).main(arguments))
    except ProvingError as error:
        sys.stderr.write(f"{safe(str(error))}\n")
        return 2


def _parser(asked: Sequence[str]) -> ArgumentParser:
    parser = ArgumentParser(prog="proving-ground", description=__doc__)
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
