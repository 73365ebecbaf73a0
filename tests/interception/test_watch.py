"""Every change that a process tree makes to a folder is seen, and can be stopped."""

import shutil
from pathlib import Path

import pytest

from proving_ground.interception import seccomp
from tests.bench import Bench, needs_linux

pytestmark = needs_linux


def test_the_changes_of_a_shell_and_its_programs(bench: Bench) -> None:
    watch = bench.ended(
        bench.shell(
            "mkdir d; echo one > d/a; echo two >> d/a; mv d/a b; ln -s b s; ln b h; : > b; "
            "rm s h b; rmdir d"
        )
    )
    assert watch.changes == [
        "mkdir d",
        "openat d/a",
        "write d/a",
        "write d/a",
        "renameat2 d/a → b",
        "symlinkat s",
        "linkat b → h",
        "openat b",
        "unlinkat s",
        "unlinkat h",
        "unlinkat b",
        "rmdir d",
    ]


def test_the_changes_of_python_with_folders_by_descriptor(bench: Bench) -> None:
    watch = bench.ended(
        bench.python(
            "import os\n"
            "os.mkdir('d'); d = os.open('d', os.O_RDONLY)\n"
            "f = os.open('a', os.O_WRONLY | os.O_CREAT, dir_fd=d)\n"
            "os.writev(f, [b'one', b'two']); os.pwrite(f, b'x', 1); os.fsync(f)\n"
            "os.ftruncate(f, 2); os.truncate('d/a', 1)\n"
            "os.replace('a', 'b', src_dir_fd=d, dst_dir_fd=d)\n"
        )
    )
    assert watch.changes == [
        "mkdir d",
        "openat d/a",
        "writev d/a",
        "pwrite64 d/a",
        "ftruncate d/a",
        "truncate d/a",
        "renameat d/a → d/b",
    ]


@pytest.mark.skipif(not shutil.which("node"), reason="there is no node here")
def test_the_changes_of_node_and_its_threads(bench: Bench) -> None:
    code = "require('fs/promises').writeFile('a', 'one').then(() => fs.renameSync('a', 'b'))"
    watch = bench.ended(bench.start("node", "-e", code))
    assert watch.changes == ["openat a", "write a", "rename a → b"]


def test_the_changes_of_git(bench: Bench) -> None:
    watch = bench.ended(
        bench.shell(
            "git init -q .; git -c user.name=x -c user.email=x@y commit -qm one --allow-empty"
        )
    )
    assert "rename .git/refs/heads/master.lock → .git/refs/heads/master" in [
        each.replace("/main", "/master") for each in watch.changes
    ]


def test_what_is_done_elsewhere_or_in_vain_does_not_count(bench: Bench) -> None:
    (bench.folder / "d").mkdir()
    (bench.folder / "empty").touch()
    watch = bench.ended(
        bench.shell(
            "echo > ../elsewhere; mkdir d || rm nothing || rmdir d/d || mv nothing d || :; "
            ": > empty; : >> empty; cat < empty; echo > /dev/null"
        )
    )
    assert watch.changes == []


def test_a_way_in_by_a_link_is_seen(bench: Bench) -> None:
    (bench.folder.parent / "link").symlink_to(bench.folder)
    assert bench.ended(bench.shell("echo > ../link/a")).changes == ["openat a", "write a"]


def test_a_clone_and_a_copy_in_the_kernel_are_no_way_around(bench: Bench) -> None:
    (bench.folder / "a").write_text("one")
    watch = bench.ended(bench.shell("cp --reflink=auto a b"))
    assert watch.changes[0] == "openat b"
    assert watch.changes[-1].split() in (["copy_file_range", "b"], ["write", "b"])


def test_nothing_more_happens_from_the_awaited_change_on(bench: Bench) -> None:
    execution = bench.shell("(echo child > c); echo one > a; echo two > b", stop_at=5)
    assert execution.wait()
    assert str(execution.watch.held) == "openat b"
    assert bench.killed(execution).changes[-1] == "openat b"
    assert sorted(path.name for path in bench.folder.iterdir()) == ["a", "c"]


def test_a_change_that_was_awaited_is_made_when_it_is_let_go(bench: Bench) -> None:
    execution = bench.shell("echo one > a; echo two > a", stop_at=2)
    assert execution.wait()
    assert (bench.folder / "a").read_text() == ""
    execution.watch.go_on()
    bench.ended(execution)
    assert (bench.folder / "a").read_text() == "two\n"


def test_a_program_that_ends_before_is_told_from_one_that_is_stopped(bench: Bench) -> None:
    execution = bench.shell("echo one > a", stop_at=3)
    assert not execution.wait()
    assert len(bench.ended(execution).changes) == 2


@pytest.mark.parametrize(
    ("write", "left"),
    [
        ("os.write(f, b'12345678')", "1234"),
        ("os.write(f, b'12'); os.write(f, b'345678')", "12345"),
        ("os.writev(f, [b'123', b'45678'])", "1234"),
        ("os.write(f, b'........'); os.pwrite(f, b'1234', 4)", "....12.."),
    ],
)
def test_half_of_a_write_is_made_where_the_whole_would_have_been(
    bench: Bench, write: str, left: str
) -> None:
    code = f"import os\nf = os.open('a', os.O_WRONLY | os.O_CREAT, 0o444)\n{write}\n"
    execution = bench.python(code, stop_at=write.count(";") + 2)
    assert execution.wait()
    execution.watch.tear()
    bench.killed(execution)
    assert (bench.folder / "a").read_text() == left


def test_half_of_a_write_at_the_end_of_a_file(bench: Bench) -> None:
    (bench.folder / "a").write_text("before ")
    execution = bench.shell("printf 12345678 >> a", stop_at=1)
    assert execution.wait()
    execution.watch.tear()
    bench.killed(execution)
    assert (bench.folder / "a").read_text() == "before 1234"


def test_a_torn_write_lets_go_of_locks(bench: Bench) -> None:
    code = "import fcntl, os\nf = open('a', 'wb', 0)\nfcntl.flock(f, fcntl.LOCK_EX)\nf.write(b'12')"
    execution = bench.python(code, stop_at=2)
    assert execution.wait()
    execution.watch.tear()
    bench.killed(execution)
    bench.ended(bench.shell("flock --nonblock a true"))


def test_a_full_disk_takes_nothing_but_gives(bench: Bench) -> None:
    (bench.folder / "old").write_text("kept")
    execution = bench.shell(
        "echo one > a; echo two > b || mkdir c || ln old d || mv old new && rm a", stop_at=3
    )
    assert execution.wait()
    execution.watch.is_full = True
    execution.watch.go_on()
    _, _, stderr = execution.close()
    execution.watch.close()
    assert stderr.count("No space left on device") == 3
    assert [path.name for path in bench.folder.iterdir()] == ["new"]


def test_where_somebody_watches_already_nobody_else_can(bench: Bench) -> None:
    code = (
        f"import sys; sys.path.append({str(Path(seccomp.__file__).parents[2])!r})\n"
        "from proving_ground.interception import seccomp\n"
        "print(seccomp.obstacle())"
    )
    execution = bench.python(code)
    _, stdout, _ = execution.close()
    execution.watch.close()
    assert "Device or resource busy" in stdout
