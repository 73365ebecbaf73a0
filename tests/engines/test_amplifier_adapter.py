"""The adapter of amplifier, tried on a small stand-in for its checkout."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from proving_ground.backends.contract import Capability, Method, Reply, Request, Setting
from proving_ground.engines.amplifier import Amplifier
from proving_ground.errors import PrerequisiteError

BACKEND = """\
import os
import sys

class BackendNotAvailableError(Exception):
    pass

class Backend:
    def initialize_session(self, prompt):
        print("the engine prints this")
        folder = os.path.basename(os.getcwd())
        data = {"additionalContext": prompt.upper() + " in " + folder}
        return {"success": True, "data": data, "metadata": {"memoriesLoaded": 2}}

    def run_quality_checks(self, file_paths, cwd=None):
        return {"success": False, "data": {"output": cwd}, "metadata": {"returncode": 2}}

    def export_transcript(self, session_id, format):
        return {"success": True, "data": {"path": session_id + "." + format}, "metadata": {}}

    def fetch_url(self, url):
        raise RuntimeError("it broke down")

    def get_capabilities(self):
        return {"task_management": True, "web_search": True}

class BackendFactory:
    @staticmethod
    def create_backend(chosen):
        if chosen == "codex":
            raise BackendNotAvailableError("codex is not there")
        return Backend()
"""
CONFIG = """\
[profiles.ci]
mcp_servers = ["amplifier_quality", "token_monitor"]
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    files = {
        "amplify.py": "",
        "amplify-codex.sh": "",
        "amplifier/core/backend.py": BACKEND,
        ".claude/tools/hook.py": "",
        ".codex/tools/session_init.py": "",
        ".codex/mcp_servers/base.py": "",
        ".codex/config.toml": CONFIG,
        "tools/convert_agents.py": "def convert_all_agents():\n    return {'agents': []}\n",
    }
    for name, text in files.items():
        path = tmp_path / "home" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    python = tmp_path / "home/.venv/bin/python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return tmp_path / "home"


@pytest.fixture
def engine(home: Path, tmp_path: Path) -> Amplifier:
    return Amplifier(home, tmp_path / "workshop")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "the project – ünïcode"
    (folder / ".codex").mkdir(parents=True)
    return folder


def ask(
    engine: Amplifier, project: Path, request: Request
) -> tuple[Reply | None, subprocess.CompletedProcess[str]]:
    command = engine.command(request, project)
    env = {**os.environ, **command.env}
    ran = subprocess.run(
        command.argv, cwd=command.cwd, env=env, capture_output=True, text=True, check=False
    )
    return engine.answer(request, ran.stdout), ran


def test_a_missing_home_is_refused_with_the_way_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(PrerequisiteError) as refusal:
        Amplifier(None, tmp_path).check()
    for part in ("amplify.py", "no folder was named", "git clone", "-D engine_home="):
        assert part in str(refusal.value)
    with pytest.raises(PrerequisiteError, match="elsewhere"):
        Amplifier(tmp_path / "elsewhere", tmp_path).check()


def test_a_checkout_without_its_own_python_is_refused(home: Path, tmp_path: Path) -> None:
    Amplifier(home, tmp_path).check()
    (home / ".venv/bin/python").unlink()
    with pytest.raises(PrerequisiteError, match="no virtual environment"):
        Amplifier(home, tmp_path).check()


def test_a_project_is_a_workspace_in_which_nothing_new_is_set_up(
    engine: Amplifier, project: Path, home: Path
) -> None:
    for _ in range(2):
        engine.command(Request(Method.LIST), project)
    links = {str(path.relative_to(project)) for path in project.rglob("*") if path.is_symlink()}
    below = {f".codex/{name}" for name in ("tools/session_init.py", "mcp_servers", "config.toml")}
    assert links == {"amplifier", "tools", ".venv", "amplify-codex.sh"} | below
    assert (project / "amplifier").resolve() == home / "amplifier"


def test_what_the_command_can_do_is_asked_of_it(
    engine: Amplifier, project: Path, home: Path
) -> None:
    flags = {"backend": "codex"}
    start = Request(Method.LAUNCH, {"words": ["exec", "--json", "Go"]}, flags)
    python, script = (str(home / ".venv/bin/python"), str(home / "amplify.py"))
    expected = (python, script, "--backend", "codex", "--", "exec", "--json", "Go")
    assert engine.command(start, project).argv == expected
    assert engine.command(Request(Method.SELECT), project).argv == (python, script, "--info")
    named = engine.command(Request(Method.INFO, {"name": "claude"}), project)
    assert named.argv[2:] == ("--info", "claude")
    served = engine.server("tasks", project)
    assert served.argv[1:] == (".codex/mcp_servers/task_tracker/server.py",)


def test_a_method_is_called_in_the_project_and_its_answer_translated(
    engine: Amplifier, project: Path
) -> None:
    answer, ran = ask(engine, project, Request(Method.INITIALIZE, {"prompt": "fix it"}))
    assert answer is not None
    assert (ran.returncode, answer.success, answer.error) == (0, True, "")
    assert answer.content["context"] == f"FIX IT in {project.name}"
    assert answer.content["memories loaded"] == 2
    assert "the engine prints this" in ran.stderr
    answer, _ = ask(engine, project, Request(Method.CONVERT_AGENTS))
    assert answer is not None
    assert answer.success


def test_names_of_arguments_are_the_librarys(engine: Amplifier, project: Path) -> None:
    answer, ran = ask(engine, project, Request(Method.CHECK, {"cwd": "../home"}))
    assert answer is not None
    assert (ran.returncode, answer.success, answer.error) == (1, False, "it failed with 2")
    assert answer.content["output"] == str(project.parent / "home")
    answer, _ = ask(engine, project, Request(Method.EXPORT, {"session_id": "s", "form": "both"}))
    assert answer is not None
    assert answer.content["files"] == ["s.both"]


def test_promised_errors_and_wrong_arguments_are_answers(engine: Amplifier, project: Path) -> None:
    refused, ran = ask(engine, project, Request(Method.CAPABILITIES, {}, {"backend": "codex"}))
    assert refused is not None
    assert (ran.returncode, refused.success) == (1, False)
    assert refused.error == "BackendNotAvailableError: codex is not there"
    wrong, _ = ask(engine, project, Request(Method.INITIALIZE))
    assert wrong is not None
    assert "prompt" in wrong.error


def test_any_other_error_is_a_breakdown_and_no_answer(engine: Amplifier, project: Path) -> None:
    answer, ran = ask(engine, project, Request(Method.FETCH, {"url": "x"}))
    assert answer is None
    assert "Traceback" in ran.stderr
    assert "it broke down" in ran.stderr


def test_what_the_library_lacks_is_not_declared(engine: Amplifier) -> None:
    lacking = set(Capability) - engine.capabilities
    assert lacking == {
        Capability.AGENT_TIMEOUT,
        Capability.PERIODIC_SAVES,
        Capability.SEARCH_SERVICE,
        Capability.SINGLE_CHECKS,
        Capability.SESSIONS_OF_CLAUDE,
    }


def test_the_servers_of_a_profile_are_those_of_the_configuration(engine: Amplifier) -> None:
    printed = "[Amplifier] Backend Information: codex\nProfile: ci\n"
    answer = engine.answer(Request(Method.INFO), printed)
    assert answer is not None
    assert answer.content["servers"] == "quality"


def test_settings_have_the_names_that_users_know(engine: Amplifier) -> None:
    wishes = {Setting.MEMORY: "yes", Setting.TIME_LIMIT: "0.3", Setting.SEARCH_SERVICE: "x"}
    told = {"MEMORY_SYSTEM_ENABLED": "yes", "MEMORY_EXTRACTION_TIMEOUT": "1"}
    assert engine.variables(wishes) == told


def test_memories_are_planted_as_they_are_read(engine: Amplifier, project: Path) -> None:
    assert engine.read_stored_data(project).memories == ()
    engine.plant_memories(project, {"Use tabs.": "learning", "Test.": "decision"})
    assert engine.read_stored_data(project).memories == ("Use tabs.", "Test.")
    engine.store_file(project, "memories").write_text('{"memories": [{"content": "half')
    assert engine.read_stored_data(project).problem
