"""The prompt of codex: from the command line, from stdin, or from both."""

from __future__ import annotations

import os

from proving_ground.agents.standin import wire
from proving_ground.agents.standin.call import Ended, everything_on_stdin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from proving_ground.agents.standin.codex_options import CodexOptions

LONGEST = 1 << 20
"""Characters of a prompt."""


def enter(folder: str) -> None:
    """Work in that folder; Ended where there is none."""
    if os.path.isdir(folder):
        os.chdir(folder)
    elif not os.path.exists(folder):
        raise Ended(1, said="Error: No such file or directory (os error 2)\n")


def read(options: CodexOptions) -> str:
    """Unlike claude, codex waits for the end of stdin for as long as it takes."""
    argument = options.prompt
    if argument in (None, "-"):
        if argument is None:
            wire.put(2, "Reading prompt from stdin...\n")
        prompt = _utf8(everything_on_stdin())
        if not prompt.strip():
            raise Ended(1, said="No prompt provided via stdin.\n")
        return prompt
    prompt = str(argument)
    if options.is_resume or os.isatty(0):
        return prompt
    wire.put(2, "Reading additional input from stdin...\n")
    more = _utf8(everything_on_stdin())
    if not more.strip():
        return prompt
    end = "" if more.endswith("\n") else "\n"
    return f"{prompt}\n\n<stdin>\n{more}{end}</stdin>"


def _utf8(text: str) -> str:
    data = os.fsencode(text)
    try:
        data.decode()
    except UnicodeDecodeError as error:
        said = (
            "Failed to read prompt from stdin: input is not valid UTF-8 (invalid byte at offset"
            f" {error.start}). Convert it to UTF-8 and retry.\n"
        )
        raise Ended(1, said=said) from None
    return text


def too_long(length: int) -> str:
    """What is said of a prompt of so many characters."""
    return (
        f"Error: turn/start: turn/start failed: Input exceeds the maximum length of {LONGEST}"
        f" characters. (actual: {length})\n"
    )


def no_rollout(thread: str) -> str:
    """What is said of a thread that nobody knows."""
    return (
        "Error: thread/resume: thread/resume failed: no rollout found for thread id"
        f" {thread} (code -32600)\n"
    )


def in_repository(folder: str) -> bool:
    """Whether the folder is in a git repository."""
    while not os.path.exists(folder + "/.git"):
        parent = os.path.dirname(folder)
        if parent == folder:
            return False
        folder = parent
    return True
