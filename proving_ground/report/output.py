"""Standard output that fails in plain words: a full disk, a closed pipe, no descriptor at all.

behave and its formatters print by themselves, so what they print to is ours.
"""

import os
import sys
from typing import Any, TextIO

from proving_ground.errors import PrerequisiteError


class Output:
    """A stream in place of standard output; once it has failed, what is written to it is lost.

    Until `insist` was called a failure is only noted, since behave would answer with a traceback.
    """

    def __init__(self, stream: TextIO):
        self._stream = stream
        self._problem: OSError | None = None
        self._insists = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def insist(self) -> None:
        """Raise from now on, and at once if it has failed already.

        BrokenPipeError where nobody reads any more, else PrerequisiteError.
        """
        self._insists = True
        self._tell()

    def write(self, text: str) -> int:
        """Write a text; how many characters that were."""
        try:
            return self._stream.write(text)
        except OSError as error:
            self._fail(error)
            return len(text)

    def flush(self) -> None:
        """Hand over all that was written."""
        try:
            self._stream.flush()
        except OSError as error:
            self._fail(error)

    def _fail(self, error: OSError) -> None:
        self._problem = error
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
        self._tell()

    def _tell(self) -> None:
        if self._problem is None or not self._insists:
            return
        problem, self._problem = self._problem, None
        if isinstance(problem, BrokenPipeError):
            raise problem
        raise PrerequisiteError(
            f"what is printed cannot be written: {problem.strerror}\n"
            "  What to do: let standard output go to a place with room"
        )


def standard_output(config: Any) -> Output:
    """Let all that behave prints go through an Output, which is returned."""
    before = sys.stdout
    output = Output(before)
    sys.stdout = output
    for opener in config.outputs:
        if opener.stream is before or (opener.stream is None and opener.name is None):
            opener.stream, opener.should_close_stream = output, False
    return output


def open_what_is_closed() -> None:
    """Let standard streams that the caller has closed lead nowhere; no file takes their place."""
    while (fd := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(fd, True)  # noqa: FBT003
    os.close(fd)
    names = ("stdout", "stderr")
    closed = [name for name in names if getattr(sys, name) is None]
    for name in closed:
        nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - until the end
        setattr(sys, name, nowhere)
    if "stdout" in closed:
        sys.stderr.write("standard output is closed: only the exit code and reports will tell\n")
