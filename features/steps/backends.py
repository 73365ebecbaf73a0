"""Steps about backends: which are there, which is asked for, and which is at work."""

from behave import given, then, when
from hamcrest import empty, equal_to, is_

from proving_ground.backends.contract import BACKENDS, Method, Setting
from proving_ground.expectation import assert_that


@given("a project that works with {backend:Backend}")
def works_with(context, backend):
    context.trial.select(backend)


@given("a project in which {which:Which} available")
def available_backends(context, which):
    context.trial.scene.make_available(set(which))


@given("{backend:Backend} is set up in the project, but not installed")
def not_installed(context, backend):
    context.trial.scene.programs.discard(backend)


@given("{backend:Backend} is installed, but not set up in the project")
def not_set_up(context, backend):
    context.trial.scene.folders.discard(backend)


@given("{backend:Backend} is installed, but broken")
def broken_program(context, backend):
    context.trial.replace_program(backend)


@given("{backend:Backend} disappears when it has told its version")
def vanishing_program(context, backend):
    context.trial.replace_program(backend, 'rm -- "$0"')


@given('{backend:Backend} answers "{text:Text}" and leaves a process behind')
def leaving_program(context, backend, text):
    context.trial.replace_program(backend, f"sleep 1000 & echo '{text}'")


@given("{backend:Backend} is installed in a place of its own")
def elsewhere(context, backend):
    context.trial.move_program(backend)


@given("{backend:Backend} is said to lie where nothing lies")
def nowhere(context, backend):
    context.trial.scene.place(backend, "/nowhere/at/all")


@given('the {place:Place} asks for {setting:Choice} "{value}"')
def place_asks_for(context, place, setting, value):
    context.trial.scene.choose(place, setting, value)


@given("auto-detection is off")
def no_auto_detection(context):
    context.trial.scene.choose("environment", Setting.AUTO_DETECT, "no")


@when("the backend is selected")
def backend_is_selected(context):
    context.trial.ask(Method.SELECT)


@when("the capabilities are asked for")
def capabilities_asked_for(context):
    context.trial.ask(Method.CAPABILITIES)


@then("{backend:Backend} is selected")
def is_selected(context, backend):
    assert_that(context.trial.answer.told.get("backend"), equal_to(backend), "the backend")


@then("it is {not_:Negation?}available")
def is_available(context, not_):
    told = context.trial.told("available")
    assert_that(told, equal_to(not not_), "whether the selected backend is available")


@then('of tasks and the web it offers "{listed:Text}" to others')
def offers(context, listed):
    told = context.trial.told("capabilities")
    able = ", ".join(name for name in ("tasks", "web") if told[name])
    assert_that(able, equal_to(listed), "what the backend can be asked for")


@then("no backend was called")
def no_backend_called(context):
    called = [c for c in context.trial.last.calls if c.program in BACKENDS]
    assert_that(called, is_(empty()), "calls of backends")
