#!/usr/bin/env python3
"""A loop that keeps a record: one session at a time of each name, which can be run again."""

import argparse
import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

DONE = "<promise>COMPLETE</promise>"
OWN = ("CLAUDECODE", "CLAUDE_CODE_SSE_PORT", "CODEX_SANDBOX", "CODEX_SANDBOX_NETWORK_DISABLED")
EXITS = {"complete": 0, "failed": 1, "capped": 3, "refused": 4, "interrupted": 130}


class Stopped(Exception):
    """The user has ended the loop."""


def model_of(flag: str | None) -> str | None:
    """The model: the flag wins over the file, and the file over the environment."""
    file = Path("loop.json")
    told = json.loads(file.read_text()).get("model") if file.exists() else None
    return flag or told or os.environ.get("LOOP_MODEL")


def save(path: Path, state: dict) -> None:
    """Write all of it, or nothing."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(state))
    new.replace(path)


def agrees(folder: Path) -> bool:
    """Ask a person in one file, and wait for their yes or no in another, which is kept."""
    question, answer = folder / "question.txt", folder / "answer.txt"
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    while not answer.exists():
        if not question.exists():
            question.write_text("May the agent begin? Write yes or no to answer.txt.\n")
        time.sleep(0.05)
    question.unlink(missing_ok=True)
    return answer.read_text().strip() == "yes"


def ask(model: str | None) -> tuple[int, str]:
    """Call the agent; its exit, and its answer. Who ends the loop ends the agent: Stopped."""
    command = ["claude", "-p", "--dangerously-skip-permissions"]
    command += ["--model", model] if model else []
    env = {name: value for name, value in os.environ.items() if name not in OWN}
    with Path("PROMPT.md").open("rb") as prompt:
        pipes = {"stdin": prompt, "stdout": subprocess.PIPE}
        agent = subprocess.Popen(command, env=env, start_new_session=True, **pipes)

    def stop(_number: int, _frame: object) -> None:
        os.killpg(agent.pid, signal.SIGKILL)
        raise Stopped

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)
    answer = agent.communicate()[0].decode(errors="replace")
    return agent.returncode, answer


def work(folder: Path, cap: int, model: str | None) -> str:
    """Call the agent until it is done; how that ended."""
    path = folder / "state.json"
    state = json.loads(path.read_text()) if path.exists() else {"history": []}
    while len(state["history"]) < cap:
        number = len(state["history"]) + 1
        save(path, state | {"status": "running", "iteration": number})
        try:
            code, answer = ask(model)
            problem = "failed" if code else ""
        except Stopped:
            problem = "interrupted"
        except FileNotFoundError as missing:
            sys.stderr.write(f"{missing.filename} is missing\n")
            problem = "failed"
        if problem:
            save(path, state | {"status": problem, "iteration": number})
            return problem
        (folder / f"answer-{number:03d}.txt").write_text(answer)
        state["history"].append({"n": number})
        if answer.rstrip().endswith(f"\n{DONE}"):
            save(path, state | {"status": "complete", "iteration": number})
            return "complete"
    save(path, state | {"status": "capped", "iteration": len(state["history"])})
    return "capped"


parser = argparse.ArgumentParser()
parser.add_argument("cap", type=int)
parser.add_argument("--model")
parser.add_argument("--session", default="main")
parser.add_argument("--ask", action="store_true")
options = parser.parse_args()
folder = Path(".loop", options.session)
folder.mkdir(parents=True, exist_ok=True)
held = os.open(folder, os.O_RDONLY)
try:
    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
except BlockingIOError:
    sys.exit(f"{options.session} is at work already")
if options.ask and not agrees(folder):
    save(folder / "state.json", {"status": "refused", "iteration": 0, "history": []})
    sys.exit(EXITS["refused"])
ending = work(folder, options.cap, model_of(options.model))
with contextlib.suppress(OSError):
    sys.stdout.write(f"{ending}\n")
sys.exit(EXITS[ending])
