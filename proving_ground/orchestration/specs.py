"""Sample specifications by name: what a user asks an orchestrator for."""

from pathlib import Path

from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import near, read_text
from proving_ground.root import ROOT

SPECS = ROOT / "fixtures" / "specs"


def specification(name: str, folder: Path = SPECS) -> str:
    """The text of `fixtures/specs/NAME.md`; InputError where there is none, or nothing in it."""
    path, names = folder / f"{name}.md", sorted(each.stem for each in folder.glob("*.md"))
    if name not in names:
        raise InputError(path, "there is no such specification", near(name, names))
    text = read_text(path)
    if not text.strip():
        raise InputError(path, "the specification is empty", "Say what is asked for.")
    return text
