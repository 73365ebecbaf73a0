"""The table of attacks names each of them, and none that there is not."""

import re
from itertools import chain

from proving_ground.root import ROOT
from tests.attacks.test_attacks import ATTACKS, SLIPS
from tests.attacks.test_liars import LIARS
from tests.hostile import (
    test_behave,
    test_callers_repository,
    test_engines,
    test_families,
    test_loops,
)

TABLE = (ROOT / "docs" / "attacks.md").read_text("utf-8")
MORE = ("does nothing, exits 0", "does nothing, exits 1", "never writes state")
"""Those of test_liars.py that stand in no dictionary."""
NAMES = {
    *chain(SLIPS, LIARS, MORE, test_engines.ATTACKS, test_engines.IMPORTED),
    *chain(test_families.ATTACKS, test_loops.ATTACKS, test_behave.ATTACKS),
    *test_callers_repository.WAYS,
    *chain.from_iterable((attack.module, attack.function) for attack in ATTACKS),
}


def test_each_attack_stands_in_the_table() -> None:
    rows = [line for line in TABLE.splitlines() if line.startswith("| `")]
    assert (
        set(chain.from_iterable(re.findall(r"`([^`]+)`", row.split(" | ")[0]) for row in rows))
        == NAMES
    )
    for attack in ATTACKS:
        row = f"| `{attack.module}`: `{attack.function}` |"
        assert any(line.startswith(row) and attack.found in line for line in rows), attack


def test_each_file_that_is_named_is_there() -> None:
    files = set(re.findall(r"`(tests/\S+?\.py)`", TABLE))
    assert all((ROOT / file).is_file() for file in files)
    there = {*(ROOT / "tests" / "hostile").glob("test_*.py")}
    assert {str(path.relative_to(ROOT)) for path in there} <= files
