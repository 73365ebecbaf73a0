"""What a user's repository may be like: one word of a scenario each, tried by any scenario."""

from collections.abc import Callable

from proving_ground.repository.process import run_git
from proving_ground.repository.project import Project

Surroundings = Callable[[Project], Project]
"""Brings them about, before anything runs; the project in them."""


def _settings(**told: str) -> Surroundings:
    def write(project: Project) -> Project:
        for name, value in told.items():
            run_git(project.folder, "config", name.replace("_", ".", 1), value)
        return project

    return write


SURROUNDINGS: dict[str, Surroundings] = {
    "conflicts that show the base as well": _settings(merge_conflictStyle="diff3"),
}
"""Each under its name, as in: the repository has conflicts that show the base as well."""
