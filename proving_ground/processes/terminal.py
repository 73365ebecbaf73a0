"""A real terminal, with a person in front of it."""

import os
import pty
from collections.abc import Callable


class Terminal:
    """A pseudoterminal; `theirs` is the end of a process, `ours` the person's, -1 once hung up."""

    def __init__(self) -> None:
        self.ours, self.theirs = pty.openpty()

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()
        os.close(self.theirs)

    def type(self, line: str) -> None:
        """Type a line, and the return key."""
        os.write(self.ours, f"{line}\n".encode())

    def hang_up(self) -> None:
        """Close the terminal's window, once or more."""
        if self.ours >= 0:
            os.close(self.ours)
            self.ours = -1


Person = Callable[[Terminal], None]
"""What a person does at a terminal once the engine asks something."""
