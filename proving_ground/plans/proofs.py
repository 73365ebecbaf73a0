"""What was seen of a path when its fault was put back, and whether that still counts."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from proving_ground.errors import InputError
from proving_ground.plans.digests import engine_digest, fault_digest, steps_digest
from proving_ground.plans.written import WrittenScenario
from proving_ground.proof.defects import Defect
from proving_ground.scratch import written_aside


class Killer(BaseModel):
    """A scenario that turned red: what it and its steps were, by digest, and what it said."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: str
    steps: str
    why: str


class Proof(BaseModel):
    """One path with one fault; `fault` and `engine` are digests of it and of what it changed.

    `tried` counts the path's scenarios that were run. `killers` failed by an assertion or a law,
    `errors` otherwise, by their ids. `commit` is that of the suite, `when` in UTC.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fault: str
    engine: str
    commit: str
    when: str
    tried: int
    killers: dict[str, Killer]
    errors: tuple[str, ...] = ()


class ProofFile(RootModel[dict[str, dict[str, Proof]]]):
    """Proofs by the id of the path and the name of the fault."""


Proofs = Mapping[str, Mapping[str, Proof]]


def proofs_of(plan: Path) -> Path:
    """Where the proofs of a plan are kept."""
    return plan.parent / "proofs.json"


def read_proofs(file: Path) -> Proofs:
    """The proofs in that file, none where there is no file; InputError for one that is none."""
    if not file.exists():
        return {}
    try:
        return ProofFile.model_validate_json(file.read_bytes()).root
    except ValidationError as error:
        fix = "remove the file, and run `proving-ground plan prove`"
        raise InputError(file, f"these are no proofs: {error.errors()[0]['msg']}", fix) from None
    except OSError as error:
        problem = f"the proofs cannot be read: {error.strerror}"
        raise InputError(file, problem, "name a file, such as proofs.json") from None


def write_proofs(file: Path, proofs: Proofs) -> None:
    """Write the proofs, in the order of their names."""
    told = {path: dict(sorted(proofs[path].items())) for path in sorted(proofs)}
    with written_aside(file) as new:
        new.write_text(ProofFile(told).model_dump_json(indent=1) + "\n", "utf-8")


def what_changed(
    proof: Proof, fault: Defect | None, found: Mapping[str, WrittenScenario]
) -> list[str]:
    """What is not as it was when the path was proven; `found` are its scenarios by their ids.

    `fault` is what stands in the catalogue under the name; None where nothing does any more.
    """
    if fault is None:
        return ["the catalogue of faults"]
    return [
        *(["the fault"] if proof.fault != fault_digest(fault) else []),
        *(["the module that it changes"] if proof.engine != engine_digest(fault) else []),
        *(_in_scenarios(proof, found) if proof.killers else []),
    ]


def _in_scenarios(proof: Proof, found: Mapping[str, WrittenScenario]) -> list[str]:
    """Nothing where a scenario that turned red still says what it said, with the same steps."""
    left = [name for name in proof.killers if name in found]
    same = [name for name in left if found[name].digest == proof.killers[name].scenario]
    if any(steps_digest(found[name]) == proof.killers[name].steps for name in same):
        return []
    return ["the steps of the scenario that turned red" if same else "the scenario that turned red"]
