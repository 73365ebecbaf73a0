"""Steps about the transcripts of sessions."""

from behave import given, then, when
from hamcrest import equal_to

from proving_ground.backends import sample
from proving_ground.backends.contract import Method, Request
from proving_ground.evidence.expectation import assert_that


@given('a session "{session:Text}" of {backend:Backend}{detail:SessionDetail?}')
def past_session(context, session, backend, detail):
    """Leave the record of a session, as the backend's own program would have.

    Given a session "s-1" of codex
    Given a session "s-1" of codex in which "Mind the gap" was said
    """
    context.trial.setup.plant_session(backend, session, **(detail or {}))


@given("{what:Exportable} {is_:Is} exported{way:ExportWay?}{through:Through?}")
@when("{what:Exportable} {is_:Is} exported{way:ExportWay?}{through:Through?}")
def exported(context, what, way, through, is_):
    """Let the engine write a transcript, or the to-dos, for people.

    When the transcript of "s-1" is exported as "compact"
    When the to-dos are exported as "csv"
    When each transcript is exported through the server
    """
    context.trial.make(what, through, **(way or {}))


@when('the session "{session:Text}" is converted for {backend:w}{through:Through?}')
def converted(context, session, backend, through):
    """Let the engine write a session as the other backend would have recorded it.

    When the session "s-1" is converted for codex
    """
    context.trial.make(Request(Method.CONVERT), through, session_id=session, to=backend)


@then("{backend:Backend} reads the same conversation in it")
def reads_the_same(context, backend):
    """Check that a backend finds in the converted session who said what.

    Then codex reads the same conversation in it
    """
    found = tuple(context.trial.converted(backend))
    assert_that(found, equal_to(sample.CONVERSATION), f"what {backend} reads")
