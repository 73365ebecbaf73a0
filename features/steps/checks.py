"""Steps about quality checks."""

from behave import given, then, when
from hamcrest import contains_string, equal_to, matches_regexp

from proving_ground.backends import makefiles
from proving_ground.backends.contract import Method
from proving_ground.backends.setup import WORKTREE
from proving_ground.expectation import assert_that


@given("checks that {result:CheckResult}")
def checks_that(context, result):
    makefiles.write(context.trial.project.folder, result)


@given('checks that {result:CheckResult} in "{folder:Text}"')
def checks_in(context, result, folder):
    makefiles.write(context.trial.project.folder / folder, result)


@given("no checks")
def no_checks(context):
    context.trial.project.folder.joinpath("Makefile").unlink(missing_ok=True)


@given("the environment of the project is active")
def active_environment(context):
    context.trial.scene.variables["VIRTUAL_ENV"] = str(context.trial.project.folder / ".venv")


@given("a worktree with an environment of its own")
def worktree_with_environment(context):
    context.trial.add_worktree(own=True)


@given("a worktree without an environment of its own")
def worktree_without_environment(context):
    context.trial.add_worktree(own=False)


@given('the backend edits "{file:Text}"')
def backend_edits(context, file):
    context.trial.edit(file)


@when("the quality of the worktree is checked")
def worktree_checked(context):
    context.trial.ask(Method.CHECK, cwd=f"../{WORKTREE}")


@when("the quality is checked")
def quality_checked(context):
    context.trial.ask(Method.CHECK)


@when('the quality is checked in "{folder:Text}"')
def quality_checked_in(context, folder):
    (context.trial.project.folder / folder).mkdir(parents=True, exist_ok=True)
    context.trial.ask(Method.CHECK, cwd=folder)


@when('the quality of "{file:Text}" is checked')
def quality_of_file(context, file):
    (context.trial.project.folder / file).parent.mkdir(parents=True, exist_ok=True)
    context.trial.ask(Method.CHECK, files=[file])


@when("only the {target:CheckTarget} is checked")
def only_checked(context, target):
    context.trial.ask(Method.CHECK, target=target)


@when("the quality is checked outside of any project")
def checked_outside(context):
    context.trial.ask(Method.CHECK, cwd="../home")


@when("the quality is checked with claude and with codex")
def checked_with_both(context):
    for backend in ("claude", "codex"):
        context.trial.select(backend)
        context.trial.ask(Method.CHECK)


@then('the checks told "{text:Text}"')
def checks_told(context, text):
    assert_that(context.trial.told("output"), contains_string(text), "what was told")


@then("both tell the same")
def both_tell_the_same(context):
    first, second = (turn.answer for turn in context.trial.evidence.runs[-2:])
    assert_that(second, equal_to(first), "what the second backend answered")


@then("the checks ran in the environment of the worktree")
def ran_in_worktrees(context):
    own = context.trial.project.root / WORKTREE / ".venv"
    assert_that(context.trial.told("output"), contains_string(f"is {own}"), "what was told")


@then("the checks ran in no environment")
def ran_in_none(context):
    assert_that(context.trial.told("output"), matches_regexp(r"(?m)is *$"), "what was told")
