"""The engine's configuration, a preset for the effort level that was asked for."""

import json
from typing import Any

from proving_ground.orchestration.contract import RunOptions

FILE = "ralphs.yaml"
"""Where the engine looks for it by itself, on a resume too, in the folder that it is started in."""

_MODELS = ("analyze", "enumerate", "plan", "build", "review", "revise", "conflict")
_REVIEWED = {"low": 0, "medium": 1, "high": 2, "max": 3}
_DEPTHS = {"low": "shallow", "medium": "standard", "high": "deep", "max": "comprehensive"}
_STUCK = {"low": (5, 10), "medium": (4, 8), "high": (3, 5), "max": (2, 3)}
_CHECKPOINTS = {"low": None, "medium": 5, "high": 3, "max": 1}


def configuration(options: RunOptions) -> str:
    """The file's text: JSON, which is YAML too. What the order leaves open is as by default."""
    return json.dumps({"presets": {options.effort: _preset(options)}}, indent=2) + "\n"


def caps(text: str, effort: str) -> tuple[float, int]:
    """What the file allows a run of that effort: USD, and revisions."""
    preset = json.loads(text)["presets"][effort]
    return float(preset["costs"]["perRun"]), int(preset["stuck"]["maxRevisions"])


def _preset(options: RunOptions) -> dict[str, Any]:
    effort, level = options.effort, _REVIEWED[options.effort]
    threshold, revisions = _STUCK[effort]
    if options.max_revisions is not None:
        revisions = options.max_revisions
    return {
        "reviews": {
            "afterAnalyze": level >= 3,
            "afterEnumerate": level >= 2,
            "afterPlan": level >= 1,
            "interval": _CHECKPOINTS[effort] or 10,
            "depth": _DEPTHS[effort],
            "checkpointInterval": _CHECKPOINTS[effort],
            "maxRevisionAttempts": level + 2,
        },
        "costs": {
            "perLoop": options.usd_per_loop or 1000,
            "perPhase": options.usd_per_phase or 1000,
            "perRun": options.usd_per_run or 10_000,
        },
        "models": dict.fromkeys(_MODELS, "haiku"),
        "stuck": {"threshold": threshold, "maxRevisions": revisions},
    }
