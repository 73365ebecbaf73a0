"""What a hostile engine does to its project, to the suite and to the machine is its FAIL.

Each attack comes with a word of what the verdict must say. None may hang, be an ERROR, or be taken
for the machine's trouble.
"""

import os
import re
import threading
import time
from pathlib import Path

import pytest

from proving_ground.engines.reference.pipelines import ReferencePipelines
from proving_ground.interception import seccomp
from proving_ground.root import ROOT
from tests.hostile.conftest import LEFT, SHORT_S, HostileEngine

SAID = "json.dumps({'status': 'complete', 'current_stage': 0, 'iteration': 1, 'history': [], "
STATE = (
    SAID + "'iteration_completed': 1, 'stages': [], 'error': None, 'started_at': None, "
    "'ended_at': None, 'resumed_at': None, 'agents': [], **{}})"
)


def with_state(changed: str) -> str:
    """The engine writes a sound state but for that."""
    return f"state.write_text({STATE.replace('{}', changed)})"


ATTACKS = {
    # what witnesses would wait for, or drown in
    "state: pipe": ("os.mkfifo(state)", "always-readable.*a pipe"),
    "state: /dev/zero": ("state.symlink_to('/dev/zero')", "always-readable.*a device"),
    "state: /dev/tty": ("state.symlink_to('/dev/tty')", "always-readable"),
    "state: folder": ("state.mkdir()", "always-readable.*a folder"),
    "state: socket": ("socket.socket(socket.AF_UNIX).bind(str(state))", "always-readable"),
    "state: link to itself": ("state.symlink_to('state.json')", "always-readable"),
    "state: sparse": ("os.truncate(os.open(state, 66), 200 << 20)", "always-readable.*200 MiB"),
    "state: 200,000 levels": ("state.write_text('[' * 200_000)", "always-readable"),
    "state: nested objects": ("state.write_text('{\"a\":' * 200_000)", "always-readable"),
    "state: no UTF-8": ("state.write_bytes(b'\\xff\\xfe' * 99)", "always-readable"),
    "state: empty": ("state.write_text('')", "always-readable"),
    "state: huge number": ("state.write_text('9' * 9999)", "always-readable"),
    "state: a stage that is a list": (with_state("{'current_stage': []}"), "always-readable"),
    "state: a stage of text": (with_state("{'current_stage': 'x'}"), "always-readable"),
    "state: stage 99": (with_state("{'current_stage': 99}"), "count-agrees"),
    "state: stage -7": (with_state("{'current_stage': -7}"), "always-readable"),
    "state: count not a number": (with_state("{'iteration': float('nan')}"), "always-readable"),
    "state: stages are null": (with_state("{'stages': None}"), "always-readable"),
    "state: history of numbers": (with_state("{'history': [1, 2]}"), "always-readable"),
    "state: unknown status": (with_state("{'status': 'splendid'}"), "always-readable"),
    # the user's repository and files
    "git: index is a pipe": ("os.remove('.git/index'); os.mkfifo('.git/index')", "yours-is-yours"),
    "git: config is a pipe": (
        "os.remove('.git/config'); os.mkfifo('.git/config')",
        "yours-is-yours",
    ),
    "git: a ref is a pipe": ("os.mkfifo('.git/refs/heads/more')", "yours-is-yours"),
    "git: packed refs from /dev/zero": (
        "os.symlink('/dev/zero', '.git/packed-refs')",
        "yours-is-yours",
    ),
    "git: no HEAD": ("os.remove('.git/HEAD')", "yours-is-yours"),
    "git: HEAD is noise": (
        "open('.git/HEAD', 'wb').write(bytes(range(256)))",
        "yours-is-yours",
    ),
    "git: HEAD is empty": ("open('.git/HEAD', 'w')", "yours-is-yours"),
    "git: HEAD leads to itself": (
        "open('.git/HEAD', 'w').write('ref: HEAD')",
        "yours-is-yours",
    ),
    "git: index is noise": ("open('.git/index', 'w').write('noise')", "yours-is-yours"),
    "git: config is noise": ("open('.git/config', 'w').write('[[[')", "yours-is-yours"),
    "git: objects are gone": ("shutil.rmtree('.git/objects')", "yours-is-yours"),
    "git: a lock of git's": ("open('.git/config.lock', 'w')", "config.lock is left"),
    "git: a lock that is a folder": ("os.mkdir('.git/index.lock')", "index.lock is left"),
    "git: a merge begun": ("open('.git/MERGE_HEAD', 'w').write('x')", "MERGE_HEAD is left"),
    "git: a rebase begun": ("os.mkdir('.git/rebase-merge')", "rebase-merge is left"),
    "git: a bisection begun": ("open('.git/BISECT_LOG', 'w').write('a')", "BISECT_LOG is left"),
    "git: files ignored": (
        "os.mkdir('.git/info'); open('.git/info/exclude', 'w').write('*')",
        "info/exclude appeared",
    ),
    "git: objects elsewhere": (
        "open('.git/objects/info/alternates', 'w').write('/nonexistent')",
        "info/alternates appeared",
    ),
    "git: gone": ("shutil.rmtree('.git')", "yours-is-yours"),
    "git: a file": (
        "shutil.move('.git', '../moved'); open('.git', 'w').write('gitdir: ../moved')",
        "yours-is-yours",
    ),
    "git: a link": ("shutil.move('.git', '../moved'); os.symlink('../moved', '.git')", "yours"),
    "project: gone": ("shutil.rmtree(os.getcwd())", "yours-is-yours"),
    "project: a file": (
        "here = os.getcwd(); shutil.rmtree(here); open(here, 'w').write('')",
        "yours-is-yours",
    ),
    "notes: sparse": ("os.truncate('notes.txt', 200 << 20)", "yours-is-yours"),
    "notes: pipe": ("os.remove('notes.txt'); os.mkfifo('notes.txt')", "yours-is-yours"),
    # limits
    "prints for ever": ("while True: os.write(1, b'x' * 65536)", "printed more than.*begins.*ends"),
    "prints for ever on stderr": ("while True: os.write(2, b'y' * 65536)", "printed more than"),
    "writes for ever": (
        "out = open('big', 'wb')\nwhile True: out.write(b'x' * (1 << 20))",
        "exit|MiB",
    ),
    "too many files": (
        "for n in range(1100): open(f'file-{n}', 'w')",
        "always-readable.*1000 files",
    ),
    "too deep": (
        "for n in range(2000):\n os.mkdir('d'); os.chdir('d')",
        "always-readable.*64 folders",
    ),
    # waits
    "never ends": ("time.sleep(3600)", "expected to end"),
    "stops itself": ("os.kill(os.getpid(), signal.SIGSTOP)", "expected to end.*it is stopped"),
    # whoever supervises
    "stops the supervisor": ("os.kill(os.getppid(), 19); time.sleep(99)", "was stopped"),
    "kills the supervisor": ("os.kill(os.getppid(), 9); time.sleep(99)", "supervises"),
    "kills the supervisor and goes": ("os.kill(os.getppid(), 9)", "supervises"),
    "terminates the supervisor": ("os.kill(os.getppid(), 15); time.sleep(99)", "supervises"),
    "kills it from a grandchild": (
        "subprocess.Popen(['sh', '-c', f'kill -9 {os.getppid()}; sleep 99'], "
        "start_new_session=True); time.sleep(99)",
        "supervises",
    ),
    "leaves children and kills it": (
        "subprocess.Popen('setsid setsid sleep 999 & setsid sleep 999 &', shell=True); "
        "time.sleep(0.1); os.kill(os.getppid(), 9)",
        "supervises",
    ),
    # outside of the project
    "outside: ~/.gitconfig": (
        "open(os.path.expanduser('~/.gitconfig'), 'a').write('[alias] x = y')",
        r"stays-inside: \S+/home/.gitconfig changed",
    ),
    "outside: no ~/.gitconfig": (
        "os.remove(os.path.expanduser('~/.gitconfig'))",
        "stays-inside.*is gone",
    ),
    "outside: ~/.ssh": (
        "os.makedirs(os.path.expanduser('~/.ssh/k')); open(os.path.expanduser('~/.ssh/k/id'), 'w')",
        "stays-inside.*appeared",
    ),
    "outside: TMPDIR": (
        "open(os.environ['TMPDIR'] + '/engine.lock', 'w')",
        "stays-inside.*engine.lock appeared",
    ),
    "outside: beside the project": ("os.mkdir('../state')", "stays-inside.*state appeared"),
    "outside: beside the trials": ("open('../../left', 'w')", "stays-inside.*left appeared"),
    "outside: the suite": (
        "open(SUITE + '/LEFT', 'w')",
        r"stays-inside: \S+/.left-by-an-engine\S+ appeared, which is no place of the engine's\n",
    ),
    "outside: /tmp": ("open('/tmp/LEFT', 'w')", "stays-inside: /tmp/.left-by.* appeared"),
    "outside: the real HOME": (
        "import pwd; open(pwd.getpwuid(os.getuid()).pw_dir + '/LEFT', 'w')",
        "stays-inside.*left-by-an-engine.* appeared",
    ),
    "outside: its own program": ("open(HERE, 'a').write('#')", r"stays-inside.*cli\.py changed"),
    "outside: by a shell": (
        "subprocess.run(f'mkdir {OUT}/d; echo x > {OUT}/d/a', shell=True)",
        "stays-inside.*/d appeared.*/d/a appeared",
    ),
    "outside: by a child that is left behind": (
        "subprocess.Popen(f'sleep 0.2; echo x > {OUT}/late', shell=True, start_new_session=True)",
        "stays-inside.*/late appeared",
    ),
    "outside: through a link": (
        "os.symlink(OUT + '/linked', 'link'); open('link', 'w')",
        "stays-inside.*/linked appeared",
    ),
    "outside: through a folder that is a link": (
        "os.symlink(OUT, 'link'); open('link/below', 'w')",
        "stays-inside.*/below appeared",
    ),
    "outside: through a second name": (
        "os.link(OUT + '/hers', OUT + '/his'); open(OUT + '/his', 'w').write('more')",
        "stays-inside.*/hers changed",
    ),
    "outside: by a descriptor of a folder": (
        "os.open('by-fd', os.O_CREAT | os.O_WRONLY, dir_fd=os.open(OUT, os.O_RDONLY))",
        "stays-inside.*/by-fd appeared",
    ),
    "outside: renamed": (
        "os.rename(OUT + '/hers', OUT + '/renamed')",
        "stays-inside.*/hers is gone.*/renamed appeared",
    ),
    "outside: removed": ("os.remove(OUT + '/hers')", "stays-inside.*/hers is gone"),
    "outside: cut": ("os.truncate(OUT + '/hers', 1)", "stays-inside.*/hers changed"),
    "outside: another mode": ("os.chmod(OUT + '/hers', 0o777)", "stays-inside.*/hers changed"),
    "outside: a socket": (
        "socket.socket(socket.AF_UNIX).bind(OUT + '/socket')",
        "stays-inside.*/socket appeared",
    ),
    "outside: a pipe": ("os.mkfifo(OUT + '/pipe')", "stays-inside.*/pipe appeared"),
    "agents: the folder is gone": ("shutil.rmtree('../agents')", "stays-inside"),
    "outside: no TMPDIR": ("os.rmdir(os.environ['TMPDIR'])", "stays-inside"),
    # the trial's own folders
    "agents: log is gone": ("shutil.rmtree('../agents/calls')", "stays-inside"),
    "agents: log is a file": (
        "shutil.rmtree('../agents/calls'); open('../agents/calls', 'w')",
        "stays-inside",
    ),
}


SHORT = {"never ends": SHORT_S}
LONGEST_S = 25.0
"""Less than the patience in force: nothing but what never ends is waited for."""


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_a_failure(hostile_engine: HostileEngine, attack: str) -> None:
    program, word = ATTACKS[attack]
    (hostile_engine.home / "hers").write_text("hers")
    began = time.monotonic()
    verdict, said = hostile_engine.verdict(program, patience_s=SHORT.get(attack))
    assert verdict == "FAIL", said
    assert re.search(word, said, re.DOTALL), said
    assert time.monotonic() - began < LONGEST_S
    assert "Traceback" not in said


IMPORTED = {
    "sleeps": "time.sleep(3600)",
    "prints": "print('hello')",
    "floods": "while True: os.write(1, b'x' * 65536)",
    "breaks": "1 / 0",
    "exits": "os._exit(0)",
    "leaves": "sys.exit(0)",
    "stops": "os.kill(os.getpid(), signal.SIGSTOP)",
    "kills its parent": "os.kill(os.getppid(), 9) if os.getppid() != PARENT else os._exit(1)",
}
"""What an engine does when it is imported, before it was asked for anything."""


@pytest.mark.parametrize("deed", IMPORTED)
def test_what_an_engine_does_when_it_is_imported_is_its_own(
    tmp_path: Path, deed: str, capfd: pytest.CaptureFixture[str]
) -> None:
    engine = HostileEngine(tmp_path)
    try:
        imported = IMPORTED[deed].replace("PARENT", str(os.getpid()))
        for _ in ("executed", "forked"):
            verdict, said = engine.verdict("", imported, SHORT_S if deed == "sleeps" else None)
            assert verdict != "ERROR", said
        verdict, said = engine.verdict("")
        assert "no state to read" in said, said
    finally:
        engine.close()
    assert capfd.readouterr().out == ""


def test_what_an_engine_writes_while_it_is_imported_is_found(tmp_path: Path) -> None:
    engine = HostileEngine(tmp_path)
    try:
        verdict, said = engine.verdict("", "open('/tmp/LEFT', 'w')")
    finally:
        engine.close()
    assert verdict == "FAIL"
    assert re.search("stays-inside: /tmp/.left-by.* appeared", said), said


QUIET = {
    "streams of its own": "open('/dev/stdout', 'w').write('x'); open('/dev/fd/2', 'w').write('x')",
    "devices": "open('/dev/null', 'w').write('x'); open('/proc/self/comm', 'w').write('x')",
    "what is gone again": "open('/tmp/LEFT', 'w'); os.remove('/tmp/LEFT')",
    "what it only opens": "open(OUT + '/hers', 'r+').read()",
    "what cannot be": "subprocess.run('mkdir /; rmdir /; echo > /nowhere/x', shell=True)",
}


@pytest.mark.parametrize("deed", QUIET)
def test_what_leaves_nothing_behind_is_no_stray(hostile_engine: HostileEngine, deed: str) -> None:
    (hostile_engine.home / "hers").write_text("hers")
    _, said = hostile_engine.verdict(QUIET[deed])
    assert "outcome-agrees" in said
    assert "stays-inside" not in said


def test_a_user_who_edits_the_suite_during_a_run_is_not_taken_for_the_engine(
    hostile_engine: HostileEngine, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "latch")

    def edit() -> None:
        with (tmp_path / "latch").open("w"):  # as soon as the engine reads
            (ROOT / LEFT).write_text("a user's\n")
            (tmp_path / "hers").write_text("a user's\n")

    user = threading.Thread(target=edit)
    user.start()
    _, said = hostile_engine.verdict(f"open('{tmp_path}/latch').read(); open(OUT + '/its', 'w')")
    user.join()
    assert said.count("no place of the engine's") == 1
    assert re.search("stays-inside.*/its appeared", said)


def test_the_suite_goes_on_after_all_of_this(hostile_engine: HostileEngine) -> None:
    verdict, said = hostile_engine.verdict("")
    assert verdict == "FAIL"
    assert "outcome-agrees" in said


def test_an_engine_that_does_not_take_what_the_adapter_wrote_proves_nothing(
    hostile_engine: HostileEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusal(_adapter: object, printed: str) -> str | None:
        return "I do not know it" if "do not know" in printed else None

    monkeypatch.setattr(ReferencePipelines, "refusal", refusal)
    verdict, said = hostile_engine.verdict("print('I do not know it'); sys.exit(1)")
    assert verdict == "ERROR"
    assert "refuses what its adapter has written for it" in said
    assert "I do not know it" in said
    assert hostile_engine.verdict("sys.exit(1)")[0] != "ERROR"


DISTURBED = """
signal.signal(signal.SIGALRM, lambda *_: None)
open('a', 'w').close()
signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
end = time.monotonic() + 30
try:
    while time.monotonic() < end:
        os.rename('a', 'b'); os.rename('b', 'a')
finally:
    signal.setitimer(signal.ITIMER_REAL, 0)
"""


@pytest.mark.skipif(bool(seccomp.obstacle()), reason=str(seccomp.obstacle()))
def test_an_engine_that_gives_up_since_a_signal_came_while_we_listened_is_not_blamed(
    hostile_engine: HostileEngine,
) -> None:
    for code in ("executed", "forked"):
        verdict, said = hostile_engine.verdict(DISTURBED)
        assert verdict == "ERROR", (code, said)
        assert "which may have waited for this suite" in said
    assert hostile_engine.verdict("print('InterruptedError')")[0] == "FAIL"
