"""What a refactoring costs the catalogue of defects: `python -m benchmarks.perturbations`.

Copies of the reference engine are formatted anew, and variables of its pipelines renamed. A defect
counts as kept where it makes the same change there as in the engine as it is.
"""

import ast
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import parso

from proving_ground.errors import InputError
from proving_ground.proof.catalogue import Change, rewritten
from proving_ground.proof.defects import copy_engine, load_defects
from proving_ground.root import ROOT

Undo = Callable[[str], str]
NEW = "renamed_{}"


def main() -> int:
    """Print, for each perturbation, how many defects are lost; 1 where it is more than 5 %."""
    worst = 0.0
    perturbations = {
        "as it is": lambda _: str,
        "ruff format --line-length 88": _formatted,
        "the variable `stage` renamed": lambda engine: _renamed(engine, "stage"),
        "the variable `session` renamed": lambda engine: _renamed(engine, "session"),
    }
    for what, perturb in perturbations.items():
        with tempfile.TemporaryDirectory() as folder:
            copy_engine(Path(folder))
            engine = Path(folder, "reference_engine")
            lost, total = _lost(engine, perturb(engine))
        worst = max(worst, len(lost) / total)
        print(f"{what}: {len(lost)} of {total} lost ({len(lost) / total:.1%})")  # noqa: T201
        for told in lost:
            print(f"  {told}")  # noqa: T201
    return 1 if worst > 0.05 else 0


def _lost(engine: Path, undo: Undo) -> tuple[list[str], int]:
    """The defects that do not apply to the perturbed engine, or change something else there."""
    defects, lost = load_defects(), []
    for defect in defects:
        for module in dict.fromkeys(change.module for change in defect.changes):
            mine = [change for change in defect.changes if change.module == module]
            if why := _difference(engine / module, ROOT / "reference_engine" / module, mine, undo):
                lost.append(f"{defect.name}: {why}")
                break
    return lost, len(defects)


def _difference(perturbed: Path, original: Path, mine: list[Change], undo: Undo) -> str | None:
    try:
        made = rewritten(perturbed, mine)
    except InputError as error:
        return str(error).splitlines()[0]
    same = ast.dump(ast.parse(undo(made))) == ast.dump(ast.parse(rewritten(original, mine)))
    return None if same else "it changes something else"


def _formatted(engine: Path) -> Undo:
    command = ["ruff", "format", "--isolated", "--quiet", "--line-length", "88", str(engine)]
    subprocess.run([sys.executable, "-m", *command], check=True)
    return str


def _renamed(engine: Path, word: str) -> Undo:
    """Rename the variable, and where it is a parameter the keyword, in all of the pipelines."""
    for path in (engine / "pipelines").rglob("*.py"):
        path.write_text(_replaced(path.read_text("utf-8"), word, NEW.format(word)), "utf-8")
    return lambda text: _replaced(text, NEW.format(word), word)


def _replaced(text: str, old: str, new: str) -> str:
    """The source with one name for another, but for attributes; in f-strings, too."""
    tree = parso.parse(text)
    leaf = tree.get_first_leaf()
    while leaf is not None:
        before = leaf.get_previous_leaf()
        if leaf.type == "name" and leaf.value == old and (before is None or before.value != "."):
            leaf.value = new
        leaf = leaf.get_next_leaf()
    return str(tree.get_code())


if __name__ == "__main__":
    sys.exit(main())
