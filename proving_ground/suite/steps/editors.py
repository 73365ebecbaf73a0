"""Steps for editors: what the Cucumber extension completes feature files from.

It takes the text in a decorator for a Cucumber Expression, and does not know behave's types. So it
gets a file in which each step is such an expression, and their types in its settings.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from proving_ground.suite.steps import vocabulary
from proving_ground.suite.steps.catalogue import FIELD, StepText

GLUE = ".vscode/steps.py"
SETTINGS = ".vscode/settings.json"
HEAD = '''\
"""For editors only: each step as a Cucumber Expression. `proving-ground steps --editors` writes it.

behave never reads this file; the steps themselves are in features/steps.
"""
'''
_READ_AS_REGEX = re.compile(r'["().*\\|]')
"""What makes the extension take a text for a regular expression."""
_QUOTED = re.compile(r'"\{\w*(:Text)?\}"')
_STANDARD = {"d": "int", "g": "float", "w": "word"}


def write(texts: Iterable[StepText], root: Path) -> None:
    """Write both files into a project."""
    told = list(texts)
    for name, content in ((GLUE, glue(told)), (SETTINGS, settings(told))):
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")


def glue(texts: Iterable[StepText]) -> str:
    """The file of steps."""
    return "\n".join((HEAD, *map(_entry, texts)))


def settings(texts: Iterable[StepText]) -> str:
    """The settings of the extension, which tell what each type matches."""
    used = {(f["type"], bool(f["optional"])) for t in texts for f in FIELD.finditer(t.pattern)}
    types = [_type(name, optional) for name, optional in sorted(used, key=str) if name]
    told = {
        "cucumber.features": ["features/**/*.feature"],
        "cucumber.glue": [GLUE],
        "cucumber.parameterTypes": [each for each in types if each],
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _type(name: str, optional: bool) -> dict[str, Any] | None:  # noqa: FBT001
    """One type; None for one that the extension knows."""
    if name in _STANDARD:
        return None
    pattern = vocabulary.TYPES[name].pattern  # type: ignore[attr-defined]
    if optional:
        return {"name": f"Maybe{name}", "regexp": f"(?:{pattern})?"}
    return {"name": name, "regexp": pattern}


def _entry(text: StepText) -> str:
    place = text.place.partition(":")[0]
    return f'@{text.kinds[0]}("{_expression(text)}")  # {place}\ndef _(): ...\n'


def _expression(text: StepText) -> str:
    """The text as the extension reads it."""
    quoted = _QUOTED.sub("{string}", text.pattern)
    if _READ_AS_REGEX.search(FIELD.sub("", quoted)):
        return f"^{text.regex}$".replace('"', r"\x22").replace("?P<", "?<")
    return FIELD.sub(_parameter, quoted)


def _parameter(field: re.Match[str]) -> str:
    name = field["type"]
    if not name:
        return field[0] if field[0] == "{string}" else "{}"
    name = _STANDARD.get(name, name)
    return f"{{Maybe{name}}}" if field["optional"] else f"{{{name}}}"
