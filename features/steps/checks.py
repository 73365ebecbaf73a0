"""Steps about quality checks."""

from behave import given, then, when
from hamcrest import contains_string

from proving_ground.backends import makefiles
from proving_ground.evidence.expectation import assert_that


@given("checks that {result:CheckResult}{folder:InFolder?}")
def checks_that(context, result, folder):
    """Write the checks of the project, or of a project in a folder of it.

    Given checks that fail
    Given checks that pass in "inner"
    """
    makefiles.write(context.trial.project.folder / (folder or ""), result)


@given("a worktree {own:WithWithout} an environment of its own, while the project's is active")
def worktree(context, own):
    """Check the project out a second time.

    Given a worktree with an environment of its own, while the project's is active
    """
    context.trial.setup.add_worktree(own=own)


@given("the quality {is_:Is} checked{where:CheckPlace?}{through:Through?}")
@when("the quality {is_:Is} checked{where:CheckPlace?}{through:Through?}")
def quality_checked(context, where, through, is_):
    """Let the engine make all checks.

    When the quality is checked
    When the quality is checked in "src/deep"
    When the quality is checked through the server
    """
    context.trial.check(through, **(where or {}))


@when('only the check "{target:Text}" is made{through:Through?}')
def one_check(context, target, through):
    """Let the engine make one of the checks.

    When only the check "lint" is made
    When only the check "lint" is made through the server
    """
    context.trial.check(through, target=target)


@then("the checks ran in {environment:CheckEnvironment}")
def ran_in(context, environment):
    """Check in which environment the checks were made.

    Then the checks ran in the environment of the worktree
    """
    told = contains_string(environment(context.trial))
    assert_that(context.trial.answered("output"), told, "what was told")
