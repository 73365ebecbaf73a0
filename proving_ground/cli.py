"""The command `proving-ground`."""

import sys
from argparse import ArgumentParser
from collections.abc import Sequence

from proving_ground.errors import ProvingError
from proving_ground.fidelity import command as fidelity
from proving_ground.proof import mutate, prove
from proving_ground.report import promises, schema, tally
from proving_ground.repository.process import forget_callers_repository
from proving_ground.suite import steps

COMMANDS = {
    "fidelity": fidelity,
    "mutate": mutate,
    "promises": promises,
    "prove": prove,
    "schema": schema,
    "steps": steps,
    "tally": tally,
}
"""Each a module with `add_arguments(parser)` and `main(arguments) -> int`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 2 where something that a person wrote or asked for is wrong."""
    forget_callers_repository()
    arguments = _parser().parse_args(argv)
    try:
        return int(COMMANDS[arguments.command].main(arguments))
    except ProvingError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="proving-ground", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, module in COMMANDS.items():
        purpose = (module.__doc__ or "").strip().splitlines()[0]
        module.add_arguments(commands.add_parser(name, help=purpose, description=purpose))
    return parser


if __name__ == "__main__":
    sys.exit(main())
