"""A whole run of behave on a hostile engine: what is printed, reported and used of the machine."""

import json
import os
import re
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from proving_ground.root import ROOT
from tests.hostile.conftest import LIMITS, write_engine

MOST_MB = 500

HOSTILE = "\\ufffe \\uffff \\x9b31m \\x7f \\x1b[31m \\u202e \\u2066 \\ufeff \\ud800 \\x00 \\r"
ATTACKS = {
    "prints 500 MB": "for n in range(8000): os.write(1, b'x' * 65536)",
    "prints for ever": "while True: os.write(1, '💥'.encode() * 16384)",
    "a sparse state": "os.truncate(os.open(state, os.O_RDWR | os.O_CREAT), 1 << 30)",
    "a dense state": "state.write_text('[' + '{},' * ((8 << 20) // 3 - 9) + '0]')",
    "a sparse file of the user's": "os.truncate('notes.txt', 1 << 30)",
    "characters": f"""
text = '{HOSTILE}'
for out in (sys.stdout, sys.stderr):
    out.buffer.write(text.encode(errors='surrogatepass'))
    out.flush()
state.write_text('not JSON: ' + text.encode(errors='replace').decode())
for name in (text[0], text[2], '\\u202egnp.exe', '\\x1b]0;x\\x07', '\\x9b31m'):
    open(name + '.tmp', 'w').close()
open(b'\\xff\\xfe.tmp', 'w').close()
sys.exit(0)
""",
}
ONE_AFTER_ANOTHER = f"""
count = HERE.with_name('count.txt')
number = len(count.read_text()) if count.exists() else 0
count.write_text('x' * (number + 1))
exec({list(ATTACKS.values())!r}[number])
"""


@dataclass(frozen=True)
class Ended:
    """A run of behave that has ended; `peak_mb` is the most memory of any of its processes."""

    output: str
    peak_mb: float
    report: Path


def behave(home: Path, places: list[str], *python: str) -> Ended:
    defines = {"engine_home": home, **LIMITS, "limit.trial_mib": "1024", "report": home / "report"}
    told = [part for name, value in defines.items() for part in ("-D", f"{name}={value}")]
    command = [sys.executable, *python, "-m", "behave", *told, *places]
    with (home / "output").open("w+b") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode()
    return Ended(text, usage.ru_maxrss / 1024, home / "report")


def some_scenarios(feature: str, count: int) -> list[str]:
    lines = enumerate((ROOT / feature).read_text().splitlines(), 1)
    numbers = (number for number, line in lines if line.strip().startswith("Scenario:"))
    return [f"{feature}:{number}" for number in islice(numbers, count)]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    """A run of as many scenarios as there are attacks, each with one of them."""
    home = tmp_path_factory.mktemp("home")
    write_engine(home, ONE_AFTER_ANOTHER)
    return behave(home, some_scenarios("features/pipelines/single_stage.feature", len(ATTACKS)))


def test_every_attack_is_a_failure(ended: Ended) -> None:
    assert f"{len(ATTACKS)} FAIL ({len(ATTACKS)} scenarios" in ended.output, ended.output


def test_no_engine_makes_behave_take_much_memory_or_room(ended: Ended) -> None:
    assert ended.peak_mb < MOST_MB
    assert len(ended.output) < 100_000
    assert sum(path.stat().st_size for path in ended.report.iterdir()) < 1_000_000


def test_output_beyond_the_limit_is_quoted(ended: Ended) -> None:
    assert "printed more than 8 MiB" in ended.output
    assert "it begins: xxx" in ended.output
    assert "it ends: 💥" in ended.output or "💥\n" in ended.output


def test_no_character_harms_terminal_or_report(ended: Ended) -> None:
    assert ".tmp is left behind" in ended.output
    cases = list(ET.parse(ended.report / "junit.xml").getroot().iter("testcase"))
    assert len(cases) == len(ATTACKS)
    assert all(case.find("failure") is not None for case in cases)
    json.loads((ended.report / "report.json").read_text())
    for text in (ended.output, *(path.read_text("utf-8") for path in ended.report.iterdir())):
        bad = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\n\t"}
        assert not bad
        assert not re.search("[\ufffe\uffff]", text)


def test_judgments_hold_where_python_optimises(tmp_path: Path) -> None:
    write_engine(tmp_path, "")
    places = some_scenarios("features/backends/selection.feature", 2)
    places += some_scenarios("features/backends/transcripts.feature", 2)
    said = behave(tmp_path, places, "-O").output
    assert "4 FAIL (4 scenarios" in said, said
