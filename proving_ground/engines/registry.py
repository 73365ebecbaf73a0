"""Which engine is on trial: the ones that ship here, and those that others register.

A third party registers an adapter as an entry point of the group `proving_ground.pipelines`,
`proving_ground.orchestration`, `proving_ground.backends` or `proving_ground.loops`, whichever
family its engine is of: a callable that takes the engine's home (a Path, or None) and a workshop
folder. An engine that is of several families registers one adapter for each, all under its name. A
loop engine can also be named by the profile, a YAML file, that describes it.
"""

import difflib
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from proving_ground.backends.contract import BackendsAdapter
from proving_ground.engines.profile import adapter as profile
from proving_ground.errors import InputError, PrerequisiteError
from proving_ground.loops.contract import LoopAdapter
from proving_ground.orchestration.contract import OrchestratorAdapter
from proving_ground.pipelines.contract import PipelineAdapter

FAMILIES = ("pipelines", "orchestration", "backends", "loops")
"""The families of engines: tags of features, and the last words of the entry points' groups."""
LOOPS = "loops"
DEFAULT = "reference"
AnyAdapter = PipelineAdapter | OrchestratorAdapter | BackendsAdapter | LoopAdapter


def adapters(userdata: Mapping[str, str], workshop: Path) -> dict[str, AnyAdapter]:
    """The adapters of the engine that `-D engine=NAME -D engine_home=PATH` asks for, by family."""
    home = userdata.get("engine_home")
    folder = Path(home).resolve() if home else None
    if is_profile(name := name_of(userdata)):
        return {LOOPS: profile.make(Path(name), folder)}
    found = _registered(name)
    return {family: point.load()(folder, workshop) for family, point in found.items()}


def check(name: str, home: Path | None) -> dict[str, AnyAdapter]:
    """The adapters of that engine, when all is there that they need; PrerequisiteError else."""
    userdata = {"engine": name} | ({"engine_home": str(home)} if home else {})
    found = adapters(userdata, Path())
    for adapter in found.values():
        adapter.check()
    return found


def loop_of(found: Mapping[str, AnyAdapter]) -> LoopAdapter:
    """The one of those adapters that drives a loop engine; InputError where none does."""
    adapter = found.get(LOOPS)
    if not isinstance(adapter, LoopAdapter):
        raise InputError("the engine", "it is no loop engine", "name a profile, a FILE.yaml")
    return adapter


def name_of(userdata: Mapping[str, str]) -> str:
    """The name of the engine on trial."""
    return userdata.get("engine", DEFAULT)


def families(name: str) -> list[str]:
    """The families that an engine is of; none where there is no such engine."""
    return [LOOPS] if is_profile(name) else [f for f in FAMILIES if _points(f, name)]


def insist(name: str) -> None:
    """PrerequisiteError, with the nearest name, unless an engine is registered or described so."""
    if not is_profile(name):
        _registered(name)


def own_known(userdata: Mapping[str, str]) -> str | None:
    """The list of known failures that a profile brings along, None for none."""
    if not is_profile(name := name_of(userdata)):
        return None
    path = profile.make(Path(name), None).known
    return str(path) if path else None


def is_profile(name: str) -> bool:
    """Whether an engine is named by the file that describes it."""
    return name.endswith((".yaml", ".yml"))


def label(name: str) -> str:
    """What people call the engine of that name, or of that profile."""
    return profile.make(Path(name), None).name if is_profile(name) else name


def names() -> list[str]:
    """All engines that can be asked for."""
    return sorted({point.name for family in FAMILIES for point in _points(family)})


def _points(family: str, name: str | None = None) -> list[EntryPoint]:
    found = entry_points(group=f"proving_ground.{family}")
    return [point for point in found if name in (None, point.name)]


def _registered(name: str) -> dict[str, EntryPoint]:
    if found := {family: _points(family, name)[0] for family in families(name)}:
        return found
    known = names()
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise PrerequisiteError(
        f"-D engine={name}: there is no such engine\n  What to do: {hint}choose one of "
        f"{', '.join(known)}, or install the package that registers it"
    )
