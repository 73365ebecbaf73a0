"""Git repositories: how the suite starts git, and what it sees there."""

import os

# GitPython would not even be imported where there is no git; machine.insist says so in plain words.
os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
