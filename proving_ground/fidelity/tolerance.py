"""What may differ between the stand-ins and the real CLIs, and why no engine can mind."""

from pydantic import BaseModel, ConfigDict

from proving_ground.fidelity.cases import FOLDER
from proving_ground.language.yaml_lines import load_model

PATH = FOLDER / "tolerated.yaml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Key(_Strict):
    """A key path that the stand-ins do not tell, or tell otherwise."""

    path: str
    why: str


class Tolerance(_Strict):
    """Key paths for each agent, and cases that may differ as a whole."""

    keys: list[Key] = []
    cases: dict[str, str] = {}


def load() -> Tolerance:
    """What is tolerated; InputError where the file is malformed."""
    return load_model(PATH, Tolerance)
