"""What a report can show besides its run: the test plan's matrix, engines compared, known bugs.

Each is made by a command that prints JSON; here stands what a report keeps of it.
"""

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import plain


class View(BaseModel):
    """A value that never changes; what a command tells beyond it is not kept."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class PlanRun(View):
    """The run that a matrix was made of: when it started (UTC), on which engine."""

    started: str
    engine: str


class PlanScenario(View):
    """A scenario of a path, where it stands, and its verdict, or that it has not run."""

    id: str
    location: str
    verdict: str


class Seen(View):
    """What a scenario said when the fault of its path was put back."""

    why: str = ""


class PlanProof(View):
    """When the fault of a path was put back (UTC), and the scenarios that turned red."""

    when: str = ""
    killers: dict[str, Seen] = {}


class PlanPath(View):
    """A critical path of the test plan, what can be said of it, and why."""

    id: str
    title: str
    seam: str
    components: tuple[str, ...] = ()
    priority: str | None = None
    critical_path: tuple[str, ...] = ()
    impact: str = ""
    state: str
    reason: str = ""
    scenarios: tuple[PlanScenario, ...] = ()
    proofs: dict[str, PlanProof] = {}


class PlanView(View):
    """What `proving-ground plan matrix --json` prints; `run` is None where there was no report."""

    run: PlanRun | None
    paths: tuple[PlanPath, ...] = Field(min_length=1)


class Kept(View):
    """How an engine keeps a promise: of `tried` scenarios `kept`; `counts` are the verdicts."""

    kept: int
    tried: int
    counts: dict[str, int] = {}


class ComparedEngine(View):
    """One engine: where it comes from, how it was tried, and how it keeps which promise.

    `reasons` counts why scenarios were skipped, `witnesses` are those that the engine declares.
    """

    engine: str
    source: str = ""
    suite: str = ""
    command: str = ""
    witnesses: tuple[str, ...] = ()
    reasons: dict[str, int] = {}
    promises: dict[str, Kept]


class ConformanceView(View):
    """What `proving-ground compare --json FILE` writes."""

    engines: tuple[ComparedEngine, ...] = Field(min_length=1)


class KilledBug(View):
    """A bug that was put back: what users would see of it, and the scenarios that turned red.

    `survived` says why it counts as not caught, None where it was caught.
    """

    symptom: str
    source: str = ""
    bug_class: int | None = None
    red: dict[str, str]
    laws: tuple[str, ...] = ()
    survived: str | None = None


class KillsView(View):
    """What `proving-ground prove --json FILE` writes; `unjustified` only where all bugs were tried.

    `unjustified` are the scenarios that no bug turned red.
    """

    defects: dict[str, KilledBug] = Field(min_length=1)
    unjustified: tuple[str, ...] = ()


class Views(View):
    """What a report shows besides its run; None for what nobody has handed to it."""

    plan: PlanView | None = None
    conformance: ConformanceView | None = None
    kills: KillsView | None = None


Read = TypeVar("Read", bound=BaseModel)


def read_json(path: Path, form: type[Read], what: str, fix: str) -> Read:
    """The value in that file; InputError, which tells `what` it should be and the `fix`."""
    try:
        return form.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(path, "this cannot be read", f"{fix} ({error.strerror})") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        problem = f"this is no {what}: {plain(first)}" + (f" at {place}" if place else "")
        raise InputError(path, problem, fix) from None
