"""`reference-backends`: sessions of the selected backend, and what is to be known of them all."""

import argparse
import sys
from pathlib import Path

from reference_engine import backends
from reference_engine.backends import factory, launcher, settings
from reference_engine.backends.errors import BackendError
from reference_engine.backends.profiles import OFFERED
from reference_engine.backends.settings import Settings
from reference_engine.leftovers import adopt
from reference_engine.surroundings import settle

VERSION = "0.1.0"
FAILED = 1


def main(argv: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    settle()
    adopt()
    launcher.heed_signals()
    options, arguments = _PARSER.parse_known_args(argv)
    project = Path.cwd()
    try:
        chosen = settings.load(
            project, options.config, backend=options.backend, profile=options.profile
        )
        if options.list_backends:
            return _list(project, chosen)
        if options.info is not None:
            return _info(project, chosen, options.info)
        return launcher.launch(factory.available(project, chosen), arguments)
    except BackendError as error:
        sys.stderr.write(f"error: {error}\n")
        return FAILED
    except launcher.Stopped as stop:
        sys.stderr.write("interrupted\n")
        return 128 + stop.number


def _list(project: Path, chosen: Settings) -> int:
    for name in factory.BACKENDS:
        reason = factory.make(name, project, chosen).unavailable()
        sys.stdout.write(f"{name}: {f'not available: {reason}' if reason else 'available'}\n")
    return 0


def _info(project: Path, chosen: Settings, name: str) -> int:
    backend = factory.make(name, project, chosen) if name else factory.select(project, chosen)
    reason = backend.unavailable()
    capable = ", ".join(each for each, can in backend.capabilities().items() if can)
    sys.stdout.write(
        f"backend: {backend.name}\navailable: {f'no: {reason}' if reason else 'yes'}\n"
        f"command: {backend.cli}\nfolder: {backend.folder}\ncan: {capable}\n"
        f"MCP servers: {', '.join(OFFERED[chosen.profile])}\n"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reference-backends",
        description=backends.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--backend", choices=tuple(factory.BACKENDS))
    parser.add_argument("--profile", choices=("development", "ci", "review"))
    parser.add_argument("--config", type=Path, metavar="FILE")
    parser.add_argument("--list-backends", action="store_true")
    parser.add_argument("--info", nargs="?", const="", metavar="NAME")
    parser.add_argument("--version", action="version", version=f"reference-backends {VERSION}")
    return parser


_PARSER = _parser()
