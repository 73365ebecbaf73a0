"""Steps about what the user's repository is like before anything runs in it."""

from behave import given


@given("the repository has {surroundings:Surroundings}")
def repository_has(context, surroundings):
    """Let the user's repository have what people's have: settings, hooks, worktrees, locks.

    Given the repository has conflicts that show the base as well
    """
    context.trial.surround(surroundings)
