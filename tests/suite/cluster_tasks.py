"""Tasks that a worker can be given: what becomes of each is said by the name of its defect."""

import json
from pathlib import Path

from proving_ground.proof.defects import Defect, load_defects

CAUGHT = json.dumps({"trials": 1, "trial": 1, "verdict": "FAIL", "reason": "it did"})
SCRIPTS = {
    "ignores-stop": "printf '%s' '{caught}' > {found}",
    "resume-asks-nobody": "exec sleep 600",
    "resume-of-nothing-starts": "exec sleep 600",
    "no-taken-for-yes": "kill -9 $PPID",
    "yes-not-understood": "echo there is no engine >&2",
    "silence-taken-for-yes": "printf '%s' '{caught}' > {found}",
}
QUICK, ENDLESS, ENDLESS_TOO, DEADLY, REFUSED, QUICK_TOO = SCRIPTS


def series(home: Path, found: Path) -> list[str]:
    """The command of a series on the engine in `home`, which a worker starts as its child."""
    return ["sh", "-c", SCRIPTS[home.name].format(caught=CAUGHT, found=found)]


def defects(*names: str) -> list[Defect]:
    """The defects of those names, in that order."""
    found = {each.name: each for each in load_defects(names)}
    return [found[name] for name in names]
