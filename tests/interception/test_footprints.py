"""What processes change outside of their folder is noted; what others change there is not."""

import os
import sys
from pathlib import Path

import pytest

from proving_ground.interception.footprints import Footprints
from proving_ground.processes.client import SupervisorClient
from proving_ground.processes.command import Command
from proving_ground.processes.execution import Execution
from tests.bench import needs_linux

pytestmark = needs_linux


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """The folder that a program works in, and one beside it."""
    inside, outside = tmp_path / "trial" / "project", tmp_path / "outside"
    inside.mkdir(parents=True)
    outside.mkdir()
    return inside, outside


def changed(supervisor: SupervisorClient, inside: Path, code: str) -> list[str]:
    """What a program changed outside of its folder, by name and what became of it."""
    footprints = supervisor.footprints = Footprints(inside.parent)
    argv = (sys.executable, "-ISc", code)
    ended, _, stderr = Execution(supervisor, Command(argv, inside), dict(os.environ)).close()
    assert ended.code == 0, stderr
    supervisor.sweep()
    return [f"{Path(path).name} {what}" for path, what in footprints.changed()]


def test_each_change_is_told_once_by_what_became_of_it(
    supervisor: SupervisorClient, folders: tuple[Path, Path]
) -> None:
    inside, outside = folders
    (outside / "old").write_text("old")
    code = (
        f"import os, pathlib\nout = pathlib.Path({str(outside)!r})\n"
        "for n in range(3): (out / 'new').write_text(str(n))\n"
        "(out / 'old').unlink(); (out / 'gone').mkdir(); (out / 'gone').rmdir()\n"
        "pathlib.Path('own').write_text('x'); os.link('own', out / 'linked')\n"
    )
    assert changed(supervisor, inside, code) == ["linked appeared", "new appeared", "old is gone"]


@pytest.mark.parametrize(
    "name", ["{out}/mode", "link", "link/", "{inside}/../../outside/mode", "link/../mode/."]
)
def test_a_change_is_found_by_whatever_name_it_is_made(
    supervisor: SupervisorClient, folders: tuple[Path, Path], name: str
) -> None:
    inside, outside = folders
    (outside / "mode").mkdir()
    (inside / "link").symlink_to(outside / "mode")
    code = f"import os; os.chmod({name.format(out=outside, inside=inside)!r}, 0o700)"
    assert changed(supervisor, inside, code) == ["mode changed"]


def test_the_mode_of_the_folder_above_is_no_place_of_the_engines(
    supervisor: SupervisorClient, folders: tuple[Path, Path]
) -> None:
    inside, _ = folders
    code = "import os; os.chmod('../..', 0o750)"
    assert len(changed(supervisor, inside, code)) == 1


def test_a_file_is_made_outside_by_a_link_to_nothing(
    supervisor: SupervisorClient, folders: tuple[Path, Path]
) -> None:
    inside, outside = folders
    (inside / "link").symlink_to(outside / "new")
    assert changed(supervisor, inside, "open('link', 'w')") == ["new appeared"]


def test_a_change_that_another_program_makes_is_not(
    supervisor: SupervisorClient, folders: tuple[Path, Path]
) -> None:
    inside, outside = folders
    (outside / "others").write_text("")
    assert changed(supervisor, inside, "open('mine', 'w')") == []
    footprints = supervisor.footprints
    assert footprints is not None
    (outside / "others").write_text("changed")
    assert list(footprints.changed()) == []


def test_a_terminal_that_is_closed_later_is_nobodys_change(
    supervisor: SupervisorClient, folders: tuple[Path, Path]
) -> None:
    """Who opens it by its name, as Node does, has taken nothing away when its owner closes it."""
    inside, _ = folders
    ours, theirs = os.openpty()
    name = os.ttyname(theirs)
    code = f"import os; os.close(os.open({name!r}, os.O_RDWR | os.O_NOCTTY))"
    footprints = supervisor.footprints = Footprints(inside.parent)
    Execution(supervisor, Command((sys.executable, "-ISc", code), inside), dict(os.environ)).close()
    supervisor.sweep()
    os.close(theirs)
    os.close(ours)
    assert not Path(name).exists()
    assert list(footprints.changed()) == []


def test_a_process_that_outlives_its_parent_is_heard_to_its_end(
    supervisor: SupervisorClient, folders: tuple[Path, Path]
) -> None:
    inside, outside = folders
    os.mkfifo(outside / "latch")
    code = (
        "import os, subprocess, sys\n"
        f"script = 'read line < {outside}/latch; echo x > {outside}/late'\n"
        "subprocess.Popen(['sh', '-c', script], start_new_session=True)\n"
    )
    footprints = supervisor.footprints = Footprints(inside.parent)
    argv = (sys.executable, "-ISc", code)
    Execution(supervisor, Command(argv, inside), dict(os.environ)).close()
    (outside / "latch").write_text("go\n")
    assert supervisor.survivors(10) == []
    assert [what for _, what in footprints.changed()] == ["appeared"]
