"""Git repositories: how the suite starts git, and what it sees there."""
