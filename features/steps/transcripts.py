"""Steps about the transcripts of sessions."""

from behave import given, then, when
from hamcrest import contains_string, equal_to, not_

from proving_ground.backends import sample
from proving_ground.backends.contract import Method
from proving_ground.expectation import assert_that


@given('a session "{session:Text}" of {backend:Backend}')
def past_session(context, session, backend):
    context.trial.plant_session(backend, session, sample.CONVERSATION)


@given('a session "{session:Text}" of {backend:Backend} in which was said "{text:Text}"')
def past_session_saying(context, session, backend, text):
    context.trial.plant_session(backend, session, (*sample.CONVERSATION, ("user", text)))


@given('a session "{session:Text}" of {backend:Backend} in another project')
def foreign_session(context, session, backend):
    context.trial.plant_session(backend, session, sample.CONVERSATION, elsewhere=True)


@given('a session "{session:Text}" of {backend:Backend} whose record is damaged at one line')
def damaged_session(context, session, backend):
    context.trial.plant_session(backend, session, sample.CONVERSATION, damage='{"type": "us')


@given('the transcript of "{session:Text}" was exported as "{form:Text}"')
@when('the transcript of "{session:Text}" is exported as "{form:Text}"')
def exported(context, session, form):
    context.trial.ask(Method.EXPORT, session_id=session, form=form)


@when('the transcript of "{session:Text}" is exported to where nothing can be written')
def exported_nowhere(context, session):
    context.trial.ask(Method.EXPORT, session_id=session, output_dir="README.md")


@when('the session "{session:Text}" is converted for {backend:Backend}')
def converted(context, session, backend):
    context.trial.ask(Method.CONVERT, session_id=session, to=backend)


@when('the session "{session:Text}" is converted for a backend that does not exist')
def converted_for_nobody(context, session):
    context.trial.ask(Method.CONVERT, session_id=session, to="gemini")


@when("the sessions are listed")
def sessions_listed(context):
    context.trial.ask(Method.SESSIONS)


@when('the sessions are searched for "{text:Text}"')
def sessions_searched(context, text):
    context.trial.ask(Method.SESSIONS, text=text)


@then('the sessions are "{listed:Text}"')
def sessions_are(context, listed):
    told = context.trial.told("sessions")
    found = ", ".join(f"{each['id']} of {each['backend']}" for each in told)
    assert_that(found, equal_to(listed), "the sessions")


@then('the transcript reads "{text:Text}"')
def transcript_reads(context, text):
    assert_that(context.trial.written(), contains_string(text), "the transcript")


@then('the transcript does not read "{text:Text}"')
def transcript_does_not_read(context, text):
    assert_that(context.trial.written(), not_(contains_string(text)), "the transcript")


@then("the transcript tells the whole conversation")
def transcript_tells_all(context):
    for _, said in sample.CONVERSATION:
        assert_that(context.trial.written(), contains_string(said), "the transcript")


@then("there are {count:d} files")
def count_of_files(context, count):
    assert_that(len(context.trial.told("files")), equal_to(count), "the files")


@then("one line could not be read")
def one_line_unreadable(context):
    told = context.trial.told("unreadable lines")
    assert_that(told, equal_to(1), "the lines that could not be read")


@then("{backend:Backend} reads the same conversation in it")
def reads_the_same(context, backend):
    found = tuple(context.trial.converted(backend))
    assert_that(found, equal_to(sample.CONVERSATION), f"what {backend} reads")
