"""What an orchestration is asked for from Python, and what of it makes no sense."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Literal, TypedDict, get_args

from pydantic import Field

from proving_ground.engines import registry
from proving_ground.errors import PrerequisiteError
from proving_ground.orchestration.contract import Capability, OrchestratorAdapter, RunOptions
from proving_ground.testing.places import check, check_text, must_be_one_of, wrong

FAMILY = "orchestration"
Start = Literal["analyze", "enumerate", "plan", "build", "review"]
STARTS = get_args(Start)
"""The phases with which a run can begin, in the order in which they come."""
ONCE = STARTS[:3]
"""Those that never come again once they are complete."""
Count = Annotated[int, Field(ge=1)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]
NEEDS = {
    "backend": Capability.BACKENDS,
    "idle_seconds": Capability.IDLE_CHECK,
    "initial_phase": Capability.PAUSES,
    "max_revisions": Capability.LIMITS,
    "usd_per_loop": Capability.LIMITS,
    "usd_per_phase": Capability.LIMITS,
    "usd_per_run": Capability.LIMITS,
}
"""What an engine has to declare where it is asked for that."""


class HarnessOptions(TypedDict, total=False):
    """What an orchestration is asked for; what is left out is left to the engine.

    - `effort`: low, medium, high or max.
    - `use_worktrees`: a claim, held against each run: builders work in worktrees of their own
      (True), or in the user's own checkout (False).
    - `initial_phase`: the phase that comes next after `create`: analyze, enumerate, plan, build or
      review. Those before it are run, for an engine has no other way there.
    - `engine`, `engine_home`: the name of the engine, and the folder of its checkout if it needs
      one; the reference engine unless told.
    - `backend`: claude or codex. `max_loops` at once, `max_iterations` of a loop, `max_revisions`
      of the work; `usd_per_loop`, `usd_per_phase`, `usd_per_run` in USD; `idle_seconds` of an
      agent.
    """

    effort: Literal["low", "medium", "high", "max"]
    use_worktrees: bool
    initial_phase: Start
    engine: str
    engine_home: str | Path
    backend: Literal["claude", "codex"]
    max_loops: Count
    max_iterations: Count
    max_revisions: Annotated[int, Field(ge=0)]
    usd_per_loop: Amount
    usd_per_phase: Amount
    usd_per_run: Amount
    idle_seconds: Amount


def check_spec(spec: object) -> None:
    """InputError where there is no text in it that can be written as UTF-8."""
    fix = 'write spec="Add a greeting."'
    if not isinstance(spec, str) or not spec.strip():
        raise wrong(f"{spec!r} is no specification", fix)
    try:
        check_text(spec)
    except ValueError:
        raise wrong(f"{spec!r} is no specification", fix) from None


def check_options(options: Mapping[str, Any]) -> None:
    """InputError for the first of them that makes no sense."""
    check(HarnessOptions, options, "option of a harness")
    engines = [each for each in registry.names() if FAMILY in registry.families(each)]
    must_be_one_of(engines, options.get("engine", registry.DEFAULT), "orchestrator")


def check_needs(options: Mapping[str, Any], adapter: OrchestratorAdapter) -> None:
    """PrerequisiteError where the engine cannot do what is asked."""
    for name in options:
        if name in NEEDS:
            must_declare(adapter, NEEDS[name], name)
    if options.get("max_revisions") == 0:
        must_declare(adapter, Capability.NO_REVISIONS, "max_revisions=0")


def must_declare(adapter: OrchestratorAdapter, capability: Capability, what: str) -> None:
    """PrerequisiteError where the engine lacks what is needed for that."""
    if capability not in adapter.capabilities:
        raise PrerequisiteError(
            f"{what} needs an engine that declares '{capability}', and {adapter.name} does not\n"
            f"  What to do: leave it out, or choose another engine"
        )


def run_options(spec: str, options: Mapping[str, Any]) -> RunOptions:
    """The same for an adapter."""
    names = {each.name for each in fields(RunOptions)}
    return RunOptions(
        spec=spec, **{name: value for name, value in options.items() if name in names}
    )
