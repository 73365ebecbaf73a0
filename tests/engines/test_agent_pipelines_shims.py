"""The two commands that stand in for `yq` and `sleep` on the engine's PATH."""

import re
import subprocess
from pathlib import Path

import pytest

from proving_ground.engines.agent_pipelines.shims import write_shims


@pytest.fixture
def shims(tmp_path: Path) -> Path:
    write_shims(tmp_path / "bin")
    return tmp_path / "bin"


def output(*argv: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(argv, capture_output=True, text=True, check=False)


def test_yq_passes_for_version_4(shims: Path) -> None:
    assert re.search(r"version v4\.\d+\.\d+$", output(shims / "yq", "--version").stdout.strip())


def test_yq_prints_json_as_it_is(shims: Path, tmp_path: Path) -> None:
    file = tmp_path / "a stage – ü.yaml"
    file.write_text('{"name": "ü"}\n')
    assert output(shims / "yq", "-o=json", file).stdout == '{"name": "ü"}\n'
    assert output(shims / "yq", "-o=json", tmp_path / "nowhere").returncode == 1


def test_yq_knows_no_lines(shims: Path, tmp_path: Path) -> None:
    assert output(shims / "yq", "e", ".nodes[0] | line", tmp_path / "x y").stdout == "0\n"


def test_yq_refuses_what_it_does_not_know(shims: Path) -> None:
    refusal = output(shims / "yq", "e", ".name", "file")
    assert refusal.returncode == 1
    assert "does not know: e .name file" in refusal.stderr


@pytest.mark.parametrize(
    ("asked", "slept"),
    [("0", "0.000"), ("1", "0.050"), ("2", "0.100"), ("20", "1.000"), ("0.05", "0.05")],
)
def test_sleep_shortens_whole_seconds_only(shims: Path, asked: str, slept: str) -> None:
    shim = shims / "sleep"
    text = shim.read_text()
    real = re.search(r"exec (\S+) \"\$pause\"", text)
    assert real
    shim.write_text(text.replace(real[1], "echo"))
    assert output(shim, asked).stdout == f"{slept}\n"
