"""The MCP call fixtures of seed 003: what an agent of each phase reports, in each variant."""

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, RootModel

from proving_ground.agents.script import Act, call_tool
from proving_ground.errors import InputError
from proving_ground.language.yaml_lines import load_model, near
from proving_ground.root import ROOT

FOLDER = ROOT / "fixtures" / "mcp"


class McpCall(BaseModel):
    """One tool call."""

    model_config = ConfigDict(extra="forbid")
    tool: str
    args: dict[str, Any]


class Variants(RootModel[dict[str, list[McpCall]]]):
    """The variants of one phase, by name."""


def mcp_calls(phase: str, variant: str, **given: object) -> tuple[Act, ...]:
    """The calls of that variant; `given` fills in its `${NAME}`. InputError where there is none."""
    path = FOLDER / f"{phase}.yaml"
    found = _load(path).root
    if variant not in found:
        raise InputError(path, f"there is no variant {variant!r}", near(variant, sorted(found)))
    values = {f"${{{name.upper()}}}": value for name, value in given.items()}
    return tuple(call_tool(call.tool, **_filled(call.args, values)) for call in found[variant])


@cache
def _load(path: Path) -> Variants:
    return load_model(path, Variants)


def _filled(args: dict[str, Any], values: dict[str, object]) -> dict[str, Any]:
    return {
        key: values.get(value, value) if isinstance(value, str) else value
        for key, value in args.items()
    }
