"""The environment that an engine inherits, and hands on to its agents."""

import os

_OF_A_REPOSITORY = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
"""What git sets for its hooks and aliases: all of `git rev-parse --local-env-vars`, and more."""


def forget_callers_repository() -> None:
    """Forget the repository of whoever started this, as a git hook does.

    Git would otherwise work there, and so would every agent's, whatever folder they work in.
    """
    for name in _OF_A_REPOSITORY:
        os.environ.pop(name, None)
