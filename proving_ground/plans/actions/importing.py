"""Turn a plan in another dialect of Markdown into ours, as far as it names its seams."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import read_text
from proving_ground.plans.foreign import as_plan, read_foreign
from proving_ground.report.console import Console


def add_arguments(parser: ArgumentParser) -> None:
    """The plan to read."""
    parser.add_argument("old", type=Path, metavar="OLD.md", help="what others wrote")


def run(arguments: Namespace, console: Console) -> int:
    """Print it, and count what was found on standard error; what is left out, `check` asks for."""
    title, seams = read_foreign(read_text(arguments.old))
    if not seams:
        problem = "no heading names a seam, as in `### 1. SEAM: Engine and store`"
        raise InputError(arguments.old, problem, "name the seams, and what meets at each")
    console.write(as_plan(title, seams))
    scenarios = sum(len(seam.texts.get("scenarios", ())) for seam in seams)
    told = f"{len(seams)} seams, {scenarios} scenarios; `plan check --plan FILE` asks for the rest"
    Console(sys.stderr, colour=False).line(told)
    return 0
