"""Steps about whole sessions from the command line."""

from behave import then, when
from hamcrest import equal_to

from proving_ground.backends.contract import shell_code
from proving_ground.evidence.expectation import assert_that


@when('a session is started to "{text:Text}"{words:WithWords?}')
def session_is_started(context, text, words):
    """Start a whole session from the command line.

    When a session is started to "Fix the typo"
    When a session is started to "Fix the typo" with the words "--model fable-9"
    """
    context.trial.launch(text, *(words or ()))


@when("a session is {stop:Stop}")
def session_is_stopped(context, stop):
    """Start a session from the command line, and stop it from outside.

    When a session is interrupted while the backend is at work
    """
    stop(context.trial)


@when("the user asks {question:Question}")
def user_asks(context, question):
    """Ask the command line something that starts no session.

    When the user asks about the backend "codex"
    When the user asks for the version
    """
    context.trial.make(question)


@then("the run {end:RunEnd}")
def run_ends(context, end):
    """Check how a run of the command line ended.

    Then the run was not possible
    Then the run ends as the backend ended
    """
    code = shell_code(context.trial.last.exit_code)
    assert_that(code, equal_to(end(context.trial)), "the exit of the run")
