"""Steps about sessions and what they remember."""

from behave import given, then, when
from hamcrest import equal_to

from proving_ground.backends import sample
from proving_ground.backends.contract import Method, Request
from proving_ground.evidence.expectation import assert_that, some


@given("earlier sessions have learned {lessons:Lessons}")
def earlier_sessions(context, lessons):
    """Leave memories of earlier sessions, each later than the one before.

    Given earlier sessions have learned "Use tabs, Test with UTC"
    Given earlier sessions have learned 9 other things since
    """
    context.trial.setup.learn(lessons)


@given("a conversation{messages:OfMessages?}")
def conversation(context, messages):
    """Say what was said in the session that ends.

    Given a conversation
    Given a conversation of 9 messages
    """
    context.trial.scene.messages = list(messages or sample.CONVERSATION)


@given("the backend finds worth remembering {found:Found}")
def worth_remembering(context, found):
    """Let the backend answer with this, when it is asked what to remember.

    Given the backend finds worth remembering "Use tabs, Test with UTC"
    Given the backend finds worth remembering what is no list
    """
    context.trial.setup.remember(found)


@when("a session{backend:OfBackend?} begins{purpose:Purpose?}{through:Through?}")
def session_begins(context, backend, purpose, through):
    """Tell the engine that a session begins, and what for; without that it lacks what it needs.

    When a session begins that is to "Fix the tests"
    When a session of codex begins that is to "Fix the tests"
    When a session begins that is to "Fix the tests" through the server
    """
    if backend:
        context.trial.select(backend)
    told = {} if purpose is None else {"prompt": purpose}
    context.trial.make(Request(Method.INITIALIZE, told), through)


@given("the session {ends:Ends}{through:Through?}")
@when("the session {ends:Ends}{through:Through?}")
def session_ends(context, through, ends):
    """Tell the engine that the session ends, with the conversation so far.

    When the session ends
    When the session ends through the server
    """
    context.trial.finalize(through)


@then("{backend:Backend} was asked what is worth remembering")
def was_asked(context, backend):
    """Check that one backend was asked for memories, once.

    Then codex was asked what is worth remembering
    """
    asked = [c.program for c in context.trial.last.calls if context.trial.is_extraction(c)]
    assert_that(asked, equal_to([backend]), "who was asked what is worth remembering")


@then("memory was used only where it is on by default")
def used_by_default(context):
    """Check that a session for which nobody set memory does as the engine documents it.

    Then memory was used only where it is on by default
    """
    trial = context.trial
    some(trial.requests(Method.INITIALIZE, Method.FINALIZE), "a session that began or ended")
    assert_that(trial.used_memory, equal_to(trial.adapter.memory_by_default), "memory was used")
