"""The folder of a trial's agents: its shims in odd places, and what it costs."""

import os
import statistics
import subprocess
import sys
from pathlib import Path

import pydantic
import pytest

from proving_ground.agents.install import install
from proving_ground.agents.prompts import PromptPatterns
from proving_ground.agents.script import Script, answer
from tests.agents.conftest import CLAUDE, Bench, cpu_ms

ROOT = Path(__file__).parents[2]
STAND_INS = "proving_ground.agents.standin"
INSTALL = """
import sys
from pathlib import Path
from proving_ground.agents.install import install
from proving_ground.agents.script import Script
from proving_ground.agents.prompts import PromptPatterns
folder, project = map(Path, sys.argv[1:])
install(folder, Script(), project=project, state_files=(), patterns=PromptPatterns())
"""


def test_a_backend_left_out_is_not_there(bench: Bench) -> None:
    bench.play(backends={"codex": None})
    assert sorted(path.name for path in bench.agents.bin.iterdir()) == [
        "bd",
        "codex",
        "hook",
        "tracker",
    ]


def test_a_shim_needs_no_environment_at_all(bench: Bench) -> None:
    argv = [str(bench.agents.bin / "claude"), "--version"]
    assert subprocess.check_output(argv, env={}) == b"2.1.332 (Claude Code)\n"


@pytest.mark.parametrize("folder", ["with spaces", "é" * 80], ids=["spaces", "long"])
def test_an_interpreter_may_lie_in_an_odd_place(tmp_path: Path, folder: str) -> None:
    python = tmp_path / folder / "python3"
    python.parent.mkdir()
    python.symlink_to(Path(sys.executable).resolve())
    libraries = Path(pydantic.__file__).parents[1]
    env = {"PYTHONPATH": f"{ROOT}{os.pathsep}{libraries}"}
    agents = tmp_path / "the agents"
    subprocess.run([python, "-c", INSTALL, agents, tmp_path], env=env, check=True)
    assert (agents / "bin/claude").read_text().startswith("#!/bin/sh\n")
    flags = ("-p", "--permission-mode", "acceptEdits")
    argv = [str(agents / "bin/claude"), *flags, "Decision file: it's here"]
    home = {"HOME": str(tmp_path)}
    out = subprocess.check_output(argv, stdin=subprocess.DEVNULL, env=home, cwd=tmp_path)
    assert out == b"Done.\n"
    assert (tmp_path / "it's here").exists()


PLAIN = (
    ("claude", "-p", "--output-format", "json", "hello"),
    ("codex", "exec", "--json", "--skip-git-repo-check", "hello"),
    ("bd", "ready"),
)


@pytest.mark.parametrize("call", PLAIN, ids=[call[0] for call in PLAIN])
def test_a_plain_call_imports_no_more_than_it_needs(bench: Bench, call: tuple[str, ...]) -> None:
    bench.play(answer("Done."))
    shim = (str(bench.agents.bin / call[0]), *call[1:])
    _, _, told = bench.run(sys.executable, "-ISXutf8", "-Ximporttime", *shim, prompt="")
    found = {line.rpartition("|")[2].strip() for line in told.splitlines() if "|" in line}
    assert {"os", f"{STAND_INS}.wire"} < found
    slow = {"re", "typing", "enum", "json", "subprocess", "ctypes", "select", "pathlib"}
    assert not found & slow


def test_a_call_has_its_modules_from_the_file_of_its_folder(bench: Bench) -> None:
    shim = bench.agents.bin / "claude"
    whole = shim.read_text()
    assert f"sys.path.append({str(ROOT)!r})\n" in whole
    shim.write_text(whole.replace(f"sys.path.append({str(ROOT)!r})\n", ""))
    bench.run()
    assert bench.call.exit == 0


def test_a_call_costs_less_than_twice_a_bare_interpreter(bench: Bench) -> None:
    stdin = bench.project / "prompt.txt"
    stdin.write_text(bench.prompt())
    bare = [sys.executable, "-IS", "-c", "pass"]
    call = [str(bench.agents.bin / "claude"), "-p"]
    costs = [(cpu_ms(bare, stdin, {}), cpu_ms(call, stdin, {})) for _ in range(15)]
    bare_ms, call_ms = (statistics.median(each) for each in zip(*costs, strict=True))
    assert call_ms < 2 * bare_ms


@pytest.mark.skipif(os.getuid() != 0, reason="only root is refused")
def test_an_engine_that_cleans_the_environment_may_be_roots(bench: Bench) -> None:
    given = {"project": bench.project, "state_files": (), "patterns": PromptPatterns()}
    agents = install(bench.folder.with_name("sandboxed"), Script((), ({"text": "done"},)), **given)
    command = [*CLAUDE, bench.prompt()]
    env = {"PATH": f"{agents.bin}:/usr/bin:/bin", "HOME": str(bench.home)}
    where = {"cwd": bench.project, "env": env, "stdin": subprocess.DEVNULL}
    assert subprocess.check_output(command, **where) == b"done\n"
    agents.leave_sandbox()
    with pytest.raises(subprocess.CalledProcessError):
        subprocess.check_output(command, **where)
