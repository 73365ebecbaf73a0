"""Steps about backends: which are there, what the user has set, and which is at work."""

from behave import given, then, when
from hamcrest import contains_string, empty, equal_to, is_

from proving_ground.backends.contract import BACKENDS, Method
from proving_ground.evidence.expectation import assert_that


@given("a project that works with {backend:Backend}")
def works_with(context, backend):
    """Choose the backend in the environment, as a user would.

    Given a project that works with codex
    """
    context.trial.select(backend)


@given("a project in which {which:Which} available")
def available_backends(context, which):
    """Let just these backends be installed, and set up in the project.

    Given a project in which only codex is available
    """
    context.trial.scene.make_available(set(which))


@given("{backend:Backend} is {install:Installation}")
def is_installed(context, backend, install):
    """Install a backend in another way than usual.

    Given claude is set up in the project, but not installed
    Given codex is installed in a place of its own
    """
    context.trial.setup.install(backend, install)


@given("the {place:Place} asks for {choice:Choice}")
def place_asks_for(context, place, choice):
    """Make a setting in one of the places where a user can.

    Given the environment asks for the backend "codex"
    Given the flag asks for the profile "review"
    Given the environment asks for a save every 0.05 seconds
    """
    context.trial.scene.choose(place, *choice)


@given("{switch:Switch} is {value:OnOff}")
def is_switched(context, switch, value):
    """Turn something on or off in the environment, or take that back.

    Given memory is off
    Given auto-detection is off
    """
    context.trial.scene.choose("environment", switch, value)


@given("the {corrupt:Corrupt} cannot be read")
def cannot_be_read(context, corrupt):
    """Damage a file that the engine keeps, or its settings.

    Given the to-do list cannot be read
    """
    corrupt(context.trial.setup)


@given("the backend {acts:Failing}")
def backend_fails(context, acts):
    """Let the backend fail whenever it is called; one that records its session does so first.

    Given the backend crashes
    """
    context.trial.scene.act(*acts)


@given("the backend {deed:BackendDeed}")
def backend_does(context, deed):
    """Let the backend write a file of the project or its session's record, or be awaited in vain.

    Where it never answers, it hangs until the trial ends, and the engine soon loses patience.

    Given the backend never answers
    Given the backend records its session "s-1"
    Given the backend edits "main.py"
    """
    deed(context.trial)


@when("the backend is selected")
def backend_is_selected(context):
    """Let the engine select its backend, and tell which it is.

    When the backend is selected
    """
    context.trial.ask(Method.SELECT)


@then("{backend:Backend} is selected")
def is_selected(context, backend):
    """Check which backend the engine says that it has selected.

    Then codex is selected
    """
    assert_that(context.trial.answer.content.get("backend"), equal_to(backend), "the backend")


@then("{what:Subject} {is_:Is} {not_:Negation?}available")
def is_available(context, what, not_, is_):
    """Check what the engine says: whether its backend, or checks of the project, can be used.

    Then it is not available
    Then the checks are available
    """
    assert_that(context.trial.answered(what), equal_to(not not_), f"whether there is: {what}")


@then('{backend:Backend} is called once, {how:CalledHow} "{text}"')
def is_called(context, backend, how, text):
    """Check that one backend was asked, once, and what it was told.

    Then codex is called once, to "Fix the typo"
    Then codex is called once, with the words "--model fable-9"
    """
    call = context.trial.only_call
    assert_that(call.program, equal_to(backend), "the backend")
    assert_that(how.found(call), contains_string(how.form.format(text)), "what it was called with")


@then("no backend was called")
def no_backend_called(context):
    """Check that the last request led to no call of a backend.

    Then no backend was called
    """
    called = [c for c in context.trial.last.calls if c.program in BACKENDS]
    assert_that(called, is_(empty()), "calls of backends")
