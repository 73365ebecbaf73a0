"""Find a step by any word in it, in its docstring or among its choices."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from proving_ground.report.console import Console
from proving_ground.root import ROOT
from proving_ground.suite.steps import catalogue, editors
from proving_ground.suite.steps.catalogue import StepText


def add_arguments(parser: ArgumentParser) -> None:
    """The words to look for."""
    told = "words, or parts of words, that a step must hold; without any, all steps are printed"
    parser.add_argument("words", nargs="*", metavar="WORD", help=told)
    parser.add_argument(
        "--editors", action="store_true", help="write the files from which editors complete steps"
    )


def main(arguments: Namespace) -> int:
    """Print the steps that hold all of the words, or the nearest; 1 where none is near."""
    console = Console(sys.stdout, colour=sys.stdout.isatty())
    texts = catalogue.load()
    if arguments.editors:
        editors.write(texts, ROOT)
        return 0
    found = catalogue.search(texts, arguments.words) or _nearest(console, texts, arguments.words)
    try:
        for text in found:
            console.line(catalogue.described(text))
    except BrokenPipeError:  # whoever reads has seen enough, as in `| head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0 if found else 1


def _nearest(console: Console, texts: Iterable[StepText], words: Iterable[str]) -> list[StepText]:
    """The steps that hold what is most like the words, with a line that says so.

    Where nothing holds all of that, the words that no step holds are left out.
    """
    wanted = list(words)
    known = [word for word in wanted if catalogue.search(texts, [word])]
    near = [w if w in known else catalogue.nearest(texts, w) or w for w in wanted]
    likely = near if catalogue.search(texts, near) else known
    found = catalogue.search(texts, likely) if likely else []
    said = " ".join(wanted)
    if found:
        console.line(f"no step says {said!r}; these say {' '.join(likely)!r}:\n", "yellow")
    else:
        console.line(f"no step says {said!r}, or anything like it", "yellow")
        console.line("try a single word, or no word: then all steps are printed")
    return found
