"""Which engine is on trial: the ones that ship here, and those that others register.

A third party registers an adapter as an entry point of the group `proving_ground.engines`, or of
`proving_ground.backends`, `proving_ground.orchestrators` or `proving_ground.loops` for an engine of
these families: a callable that takes the engine's home (a Path, or None) and a workshop folder.
"""

import difflib
from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from proving_ground.backends.contract import BackendsAdapter
from proving_ground.engines.profile import adapter as profile
from proving_ground.errors import PrerequisiteError
from proving_ground.loops.contract import LoopAdapter
from proving_ground.orchestration.contract import OrchestratorAdapter
from proving_ground.pipelines.contract import PipelineAdapter

GROUPS = {
    "engine": "proving_ground.engines",
    "backends": "proving_ground.backends",
    "orchestrator": "proving_ground.orchestrators",
    "loops": "proving_ground.loops",
}
"""The `-D` option that chooses an engine of a family, and the family's entry points."""
DEFAULT = "reference"


def make(userdata: Mapping[str, str], workshop: Path) -> PipelineAdapter:
    """The adapter that `-D engine=NAME -D engine_home=PATH` asks for."""
    adapter: PipelineAdapter = _made("engine", userdata, workshop)
    return adapter


def make_backends(userdata: Mapping[str, str], workshop: Path) -> BackendsAdapter:
    """The adapter that `-D backends=NAME -D backends_home=PATH` asks for."""
    adapter: BackendsAdapter = _made("backends", userdata, workshop)
    return adapter


def make_orchestrator(userdata: Mapping[str, str], workshop: Path) -> OrchestratorAdapter:
    """The adapter that `-D orchestrator=NAME -D orchestrator_home=PATH` asks for."""
    adapter: OrchestratorAdapter = _made("orchestrator", userdata, workshop)
    return adapter


def make_loops(userdata: Mapping[str, str], workshop: Path) -> LoopAdapter:
    """The adapter that `-D loops=NAME -D loops_home=PATH` asks for; a FILE.yaml is a profile."""
    name, home = userdata.get("loops", DEFAULT), userdata.get("loops_home")
    if is_profile(name):
        return profile.make(Path(name), Path(home).resolve() if home else None)
    adapter: LoopAdapter = _made("loops", userdata, workshop)
    return adapter


def check_loops(name: str, home: Path | None) -> LoopAdapter:
    """The adapter of that name or profile, when all is there that it needs."""
    userdata = {"loops": name} | ({"loops_home": str(home)} if home else {})
    adapter = make_loops(userdata, Path())
    adapter.check()
    return adapter


def own_known(userdata: Mapping[str, str]) -> str | None:
    """The list of known failures that a loop engine brings along, None for none."""
    if userdata.get("loops", DEFAULT) == DEFAULT:
        return None
    path = make_loops(userdata, Path()).known
    return str(path) if path else None


def is_profile(name: str) -> bool:
    """Whether an engine is named by the file that describes it."""
    return name.endswith((".yaml", ".yml"))


def on_trial(userdata: Mapping[str, str]) -> dict[str, str]:
    """The engines by option: that of the pipelines, and others which are not the reference."""
    asked = {option: userdata.get(option, DEFAULT) for option in GROUPS}
    return {k: name for k, name in asked.items() if k == "engine" or name != DEFAULT}


def names(option: str = "engine") -> list[str]:
    """All engines of a family that can be asked for."""
    return sorted({point.name for point in entry_points(group=GROUPS[option])})


def _made(option: str, userdata: Mapping[str, str], workshop: Path) -> Any:
    name = userdata.get(option, DEFAULT)
    home = userdata.get(f"{option}_home") or _home_of_all(name, userdata)
    return _factory(option, name)(Path(home).resolve() if home else None, workshop)


def _home_of_all(name: str, userdata: Mapping[str, str]) -> str | None:
    """Where the reference engines are on trial, `engine_home` is the home of all of them."""
    is_reference = name == DEFAULT == userdata.get("engine", DEFAULT)
    return userdata.get("engine_home") if is_reference else None


def _factory(option: str, name: str) -> Callable[[Path | None, Path], Any]:
    for point in entry_points(group=GROUPS[option], name=name):
        factory: Callable[[Path | None, Path], Any] = point.load()
        return factory
    known = names(option)
    near = difflib.get_close_matches(name, known, 1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    raise PrerequisiteError(
        f"-D {option}={name}: there is no such engine\n  What to do: {hint}choose one of "
        f"{', '.join(known)}, or install the package that registers it"
    )
