"""Plans in other dialects become ours: each seam with its components, its path, its scenarios."""

from pathlib import Path

import pytest

from proving_ground.cli import main
from proving_ground.plans.dialect import load_plan
from proving_ground.plans.model import CriticalPath, Priority, Seam

COLONS_INSIDE = """\
# A plan

### 1. SEAM: Cart and stock
**HIGH PRIORITY** - nobody may buy what is not there

**COMPONENTS:** `Cart`, `Stock` (a table, locked), warehouse
**CRITICAL PATH:** order → reservation → answer
**BUSINESS IMPACT:** goods are sold twice

**TEST SCENARIOS (once there is a warehouse):**
- **Two orders at once** reserve one item once
- A reservation ends with its order

**INFRASTRUCTURE NEEDS:** a database
**EXPECTED INTEGRATION SCOPE:** nobody reads this
"""
COLONS_OUTSIDE = """\
# A plan

### 1. SEAM: Cart → stock
**PRIORITY: MEDIUM** (it hurts, but not much)

**COMPONENTS**: Cart → Stock

**CRITICAL PATH**: order → reservation → answer

**TEST SCENARIOS**:

These are the ones that matter:

- Two orders at once reserve one item once
- A reservation ends with its order

**INFRASTRUCTURE NEEDS**: a database
**BUSINESS IMPACT**: goods are sold twice
"""
SKETCHED = """\
# A plan
### 1. SEAM: Cart and stock
**CRITICAL PRIORITY** - of all
**COMPONENTS:** Cart → Stock
**CRITICAL USER JOURNEY:** order → reservation → answer
**KEY INTEGRATION SCENARIOS:**
```python
def test_two_orders_at_once(client):
    \"\"\"Two orders at once reserve one item once.\"\"\"

async def test_a_reservation_ends_with_its_order(client):
    pass
```
"""
NUMBERED_TESTS = """\
# A plan
### SEAM 1: Cart and stock (all of it)

**PRIORITY: HIGH** (core)
**COMPONENTS:** `Cart`, `Stock`
**CRITICAL PATH:** order → reservation → answer

It is about orders.

#### Test Scenarios

**TEST 1.1: Two orders at once reserve one item once**
```python
def test_other():
    pass
```

**TEST 1.2: A reservation ends with its order**
"""
LISTS = """\
# A plan
### SEAM 1: Cart and stock

**COMPONENTS**:
- `Cart` → `Basket`
- Stock, which is a table

**CRITICAL PATH**: order → reservation → answer
**TEST SCENARIOS**:
1. **Two orders at once**:
   - one of them is refused
2. **A reservation ends**:
   - with its order

**PRIORITY**: **P0** (of all)
"""
BELOW_A_PRIORITY = """\
# A plan
### Priority 3: LOW (some day)

#### SEAM 1: Cart → Stock

**Components:** Cart, Stock

**Critical Path:** order → reservation → answer

**Test Scenarios:**

1. **Two orders at once**
   ```python
   def test_this():
       pass
   ```
2. **A reservation ends**

### Another chapter
**COMPONENTS:** of → nobody
"""
INDENTED = """\
# A plan
## 1. SEAM: Cart and stock
   **COMPONENTS**:
   Cart, Stock
   **CRITICAL PATH**:
   order → reservation → answer
   **TEST SCENARIOS**:
   - Two orders at once
   - A reservation ends
   **PRIORITY**: HIGH (of all)
"""
DIALECTS = {
    "colons inside": (COLONS_INSIDE, "HIGH"),
    "colons outside": (COLONS_OUTSIDE, "MEDIUM"),
    "sketched": (SKETCHED, "HIGH"),
    "numbered tests": (NUMBERED_TESTS, "HIGH"),
    "lists": (LISTS, "HIGH"),
    "below a priority": (BELOW_A_PRIORITY, "LOW"),
    "indented": (INDENTED, "HIGH"),
}


def imported(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> tuple[Seam, CriticalPath]:
    old, new = tmp_path / "OLD.md", tmp_path / "NEW.md"
    old.write_text(text, "utf-8")
    assert main(["plan", "import", str(old)]) == 0
    new.write_text(capsys.readouterr().out, "utf-8")
    (seam,) = load_plan(new).seams
    (path,) = seam.paths
    return seam, path


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_seam_comes_with_components_path_and_scenarios(
    dialect: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, priority = DIALECTS[dialect]
    seam, path = imported(tmp_path, text, capsys)
    assert seam.components[0].strip("`") == "Cart" and "tock" in seam.components[-1] + "tock"
    assert path.steps == ("order", "reservation", "answer")
    assert [each.name.split()[0] for each in path.planned] == ["Two", "A"]
    assert path.priority == Priority(priority)


def test_nothing_else_is_taken_for_a_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seam, path = imported(tmp_path, COLONS_INSIDE, capsys)
    assert seam.components == ("`Cart`", "`Stock` (a table, locked)", "warehouse")
    assert (seam.infrastructure, path.impact) == ("a database", "goods are sold twice")
    assert path.planned[0].name == "Two orders at once reserve one item once"


def test_two_seams_of_one_title_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = tmp_path / "OLD.md", tmp_path / "NEW.md"
    old.write_text("# A\n## SEAM 1: Cart\n**Components:** one\n## SEAM 2: Cart\n", "utf-8")
    assert main(["plan", "import", str(old)]) == 0
    new.write_text(capsys.readouterr().out, "utf-8")
    assert [seam.id for seam in load_plan(new).seams] == ["cart", "cart-2"]
    assert main(["plan", "check", "--plan", str(new)]) == 1
    assert "seam cart: what meets there?" in capsys.readouterr().out


@pytest.mark.parametrize("text", ["", "# A\n## Seams\n", "### 1. `test_x.py`\n- a\n", "\x00"])
def test_a_plan_without_seams_is_told(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "OLD.md"
    old.write_text(text, "utf-8")
    assert main(["plan", "import", str(old)]) == 2
    assert "OLD.md: no heading names a seam" in capsys.readouterr().err
