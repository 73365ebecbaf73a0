"""Which engine is on trial: the ones that ship here, and those that others register.

A third party registers an adapter as an entry point of the group `proving_ground.engines`, or of
`proving_ground.backends` or `proving_ground.orchestrators` for an engine of these families: a
callable that takes the engine's home (a Path, or None) and a workshop folder.
"""

import difflib
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from proving_ground.engines.backends_contract import BackendsAdapter
from proving_ground.engines.contract import Adapter
from proving_ground.engines.orchestration_contract import OrchestratorAdapter
from proving_ground.errors import PrerequisiteError

GROUP = "proving_ground.engines"
BACKENDS_GROUP = "proving_ground.backends"
ORCHESTRATORS_GROUP = "proving_ground.orchestrators"
GROUPS = {"engine": GROUP, "backends": BACKENDS_GROUP, "orchestrator": ORCHESTRATORS_GROUP}
"""By the `-D` option that chooses an engine of the family."""
DEFAULT = "reference"


def make(userdata: Mapping[str, str], workshop: Path) -> Adapter:
    """The adapter that `-D engine=NAME -D engine_home=PATH` asks for."""
    name = userdata.get("engine", DEFAULT)
    adapter: Adapter = _factory("engine", name)(_path(userdata.get("engine_home")), workshop)
    return adapter


def make_backends(userdata: Mapping[str, str], workshop: Path) -> BackendsAdapter:
    """The adapter that `-D backends=NAME -D backends_home=PATH` asks for.

    Where both engines are the reference, `engine_home` is the home of both.
    """
    name = userdata.get("backends", DEFAULT)
    both = name == DEFAULT == userdata.get("engine", DEFAULT)
    home = userdata.get("backends_home", userdata.get("engine_home") if both else None)
    adapter: BackendsAdapter = _factory("backends", name)(_path(home), workshop)
    return adapter


def make_orchestrator(userdata: Mapping[str, str], workshop: Path) -> OrchestratorAdapter:
    """The adapter that `-D orchestrator=NAME -D orchestrator_home=PATH` asks for.

    Where both engines are the reference, `engine_home` is the home of both.
    """
    name = userdata.get("orchestrator", DEFAULT)
    both = name == DEFAULT == userdata.get("engine", DEFAULT)
    home = userdata.get("orchestrator_home", userdata.get("engine_home") if both else None)
    adapter: OrchestratorAdapter = _factory("orchestrator", name)(_path(home), workshop)
    return adapter


def chosen(userdata: Mapping[str, str]) -> dict[str, str]:
    """The engine of each family, by the `-D` option that asks for it."""
    return {option: userdata.get(option, DEFAULT) for option in GROUPS}


def names(group: str = GROUP) -> list[str]:
    """All engines of a group that can be asked for."""
    return sorted({point.name for point in entry_points(group=group)})


def _path(home: str | None) -> Path | None:
    return Path(home).resolve() if home else None


def _factory(option: str, name: str) -> Callable[[Path | None, Path], Any]:
    group = GROUPS[option]
    for point in entry_points(group=group, name=name):
        factory: Callable[[Path | None, Path], Any] = point.load()
        return factory
    near = difflib.get_close_matches(name, names(group), 1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise PrerequisiteError(
        f"-D {option}={name}: there is no such engine\n  What to do: {hint}choose one of "
        f"{', '.join(names(group))}, or install the package that registers it"
    )
