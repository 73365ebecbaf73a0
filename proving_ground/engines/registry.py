"""Which engine is on trial: the ones that ship here, and those that others register.

A third party registers an adapter as an entry point of the group `proving_ground.engines`: a
callable that takes the engine's home (a Path, or None) and a workshop folder.
"""

import difflib
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path

from proving_ground.engines.contract import Adapter
from proving_ground.errors import PrerequisiteError

GROUP = "proving_ground.engines"
DEFAULT = "reference"


def make(userdata: Mapping[str, str], workshop: Path) -> Adapter:
    """The adapter that `-D engine=NAME -D engine_home=PATH` asks for."""
    name = userdata.get("engine", DEFAULT)
    home = userdata.get("engine_home")
    return _factory(name)(Path(home).resolve() if home else None, workshop)


def names() -> list[str]:
    """All engines that can be asked for."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def _factory(name: str) -> Callable[[Path | None, Path], Adapter]:
    for point in entry_points(group=GROUP, name=name):
        factory: Callable[[Path | None, Path], Adapter] = point.load()
        return factory
    near = difflib.get_close_matches(name, names(), 1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise PrerequisiteError(
        f"-D engine={name}: there is no such engine\n  What to do: {hint}choose one of "
        f"{', '.join(names())}, or install the package that registers it"
    )
