"""Command lines as the real CLIs read them; each agent words its own complaints."""

from __future__ import annotations

FLAG, VALUE, OPTIONAL, LIST = "flag", "value", "optional", "list"
"""What an option takes: nothing, one value, perhaps one, or all up to the next option."""


class UnknownOption(Exception):
    """An option that the CLI does not have."""


class ValueMissing(Exception):
    """An option that needs a value stands last."""


class Options:
    """The options and positional arguments of one call."""

    def __init__(self, argv: list[str], table: dict[str, str]):
        """`table` maps each option to what it takes; raises UnknownOption and ValueMissing."""
        self.positional: list[str] = []
        self._found: dict[str, list[str]] = {}
        self._table = table
        rest = argv[::-1]
        while rest:
            argument = rest.pop()
            if argument == "--":
                self.positional += rest[::-1]
                return
            if len(argument) > 1 and argument.startswith("-"):
                self._take(argument, rest)
            else:
                self.positional.append(argument)

    def _take(self, argument: str, rest: list[str]) -> None:
        name, value = self._split(argument)
        found = self._found.setdefault(name, [])
        takes = self._table[name]
        if takes == FLAG and value:
            rest.append("-" + value)
        elif value is not None:
            found.append(value)
        elif takes in (VALUE, LIST) and not rest:
            raise ValueMissing(name)
        elif takes in (VALUE, LIST):
            found.append(rest.pop())
        while rest and not rest[-1].startswith("-") and _wants_more(takes, value, found):
            found.append(rest.pop())

    def _split(self, argument: str) -> tuple[str, str | None]:
        """`--name=value` and `-nvalue` in two, and `-ab` into the flag `-a` and `b`."""
        name, equals, value = argument.partition("=")
        if argument.startswith("--") or argument in self._table:
            name, given = (name, value) if equals else (name, None)
        else:
            name, given = argument[:2], argument[2:].removeprefix("=") or None
        if name not in self._table:
            raise UnknownOption(argument)
        return name, given

    def has(self, *names: str) -> bool:
        """Whether any of these names of one option was given."""
        return any(name in self._found for name in names)

    def all(self, *names: str) -> list[str]:
        """All values given under any of these names of one option."""
        return [value for name in names for value in self._found.get(name, ())]

    def last(self, *names: str) -> str | None:
        """The value given last under any of these names of one option, or None."""
        return next((self._found[name][-1] for name in names if self._found.get(name)), None)


def _wants_more(takes: str, value: str | None, found: list[str]) -> bool:
    return value is None and (takes == LIST or (takes == OPTIONAL and not found))
