"""All that is drawn: sessions that a model knows, scenes whose outcome is known, and loops."""

from collections.abc import Collection

from hypothesis import strategies as draw

from proving_ground.explore.gherkin import feature
from proving_ground.explore.ideas import sessions
from proving_ground.explore.loops import loops
from proving_ground.explore.scenes import scenes

SHARES = {"pipelines": ("session",) * 6 + ("scene",) * 3, "loops": ("loop",)}
"""What is drawn of an engine of that family, and how often beside all else."""


@draw.composite
def features(given: draw.DrawFn, families: Collection[str], *, sweeps: bool) -> str:
    """The text of a feature with one scenario, of a family that can be drawn.

    Without `sweeps` no run is struck at every change to the disk.
    """
    kinds = [kind for each, shares in SHARES.items() if each in families for kind in shares]
    match given(draw.sampled_from(kinds)):
        case "session":
            return feature(given(sessions(sweeps=sweeps)))
        case "scene":
            return given(scenes())
        case _:
            return given(loops())
