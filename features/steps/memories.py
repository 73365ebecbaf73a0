"""Steps about sessions and what they remember."""

from behave import given, then, when
from hamcrest import contains_string, equal_to, is_, not_

from proving_ground import tables
from proving_ground.agents.script import answer
from proving_ground.backends import sample
from proving_ground.backends.contract import Method, Setting
from proving_ground.backends.matchers import lists
from proving_ground.expectation import assert_that
from proving_ground.words import items


@given("memory is on")
def memory_on(context):
    context.trial.scene.choose("environment", Setting.MEMORY, "true")


@given("memory is off")
def memory_off(context):
    context.trial.scene.choose("environment", Setting.MEMORY, "false")


@given("nobody has spoken of memory")
def memory_unset(context):
    context.trial.scene.environment.pop(Setting.MEMORY, None)


@given("earlier sessions have learned:")
def earlier_memories(context):
    tables.columns(context.table, context.feature.filename, ("what", "kind"), ("what", "kind"))
    memories = {row["what"]: row["kind"] for row in context.table}
    context.trial.adapter.plant_memories(context.trial.project.folder, memories)


@given('earlier sessions have learned "{what}"')
def earlier_memory(context, what):
    context.trial.adapter.plant_memories(context.trial.project.folder, {what: "learning"})


@given("earlier sessions have learned {count:d} other things since")
def other_memories(context, count):
    context.trial.add_other_memories(count)


@given("the memories cannot be read")
def corrupt_memories(context):
    context.trial.corrupt("memories")


@given("a conversation")
def conversation(context):
    context.trial.scene.messages = list(sample.CONVERSATION)


@given("a conversation of {count:d} messages, of which only the last {limit:d} are to be read")
def limited_conversation(context, count, limit):
    context.trial.scene.messages = sample.conversation(count)
    context.trial.scene.choose("environment", Setting.MESSAGE_LIMIT, str(limit))


@given("the backend finds worth remembering:")
def worth_remembering(context):
    tables.columns(context.table, context.feature.filename, ("what", "kind"), ("what", "kind"))
    context.trial.remember([(row["what"], row["kind"]) for row in context.table])


@given('the backend finds worth remembering "{what}"')
def one_worth_remembering(context, what):
    context.trial.remember([(what, "learning")])


@given("the backend finds worth remembering what is no list")
def no_list(context):
    context.trial.scene.act(answer('{"memories": "none"}'))


@given("the backend never answers")
def never_answers(context):
    context.trial.hold()
    context.trial.scene.choose("environment", Setting.TIME_LIMIT, "0.3")


@given('the backend records its session "{session}"')
def records_session(context, session):
    context.trial.record(session, sample.CONVERSATION)


@given('the backend records its session "{session}", and {acts:Failing}')
def records_and_fails(context, session, acts):
    context.trial.record(session, sample.CONVERSATION, *acts)


@given("the session has ended")
@when("the session ends")
def session_ends(context):
    context.trial.finalize()


@when('a session begins that is to "{prompt}"')
def session_begins(context, prompt):
    context.trial.ask(Method.INITIALIZE, prompt=prompt)


@when('a session of {backend:Backend} begins that is to "{prompt}"')
def session_of_begins(context, backend, prompt):
    context.trial.select(backend)
    context.trial.ask(Method.INITIALIZE, prompt=prompt)


@then('the session is told of "{what}"')
def told_of(context, what):
    assert_that(context.trial.handed_over(), contains_string(what), "what the session is told")


@then('the session is not told of "{what}"')
def not_told_of(context, what):
    found = context.trial.handed_over()
    assert_that(found, not_(contains_string(what)), "what the session is told")


@then("{count:d} memories were loaded")
def memories_loaded(context, count):
    assert_that(context.trial.told("memories loaded"), equal_to(count), "memories loaded")


@then("{count:d} memories were found")
def memories_found(context, count):
    assert_that(context.trial.told("memories found"), equal_to(count), "memories found")


@then('what is remembered is "{listed}"')
def remembered(context, listed):
    found = context.trial.last.after.stored_data.memories
    assert_that(found, lists(items(listed)), "the memories")


@then("nothing is remembered")
def nothing_remembered(context):
    assert_that(context.trial.last.after.stored_data.memories, is_(()), "the memories")


@then('the transcript of "{session}" is kept')
def transcript_kept(context, session):
    found = context.trial.transcript(session)
    assert_that(found, contains_string(sample.CONVERSATION[1][1]), "the transcript that is kept")


@then("{backend:Backend} was asked what is worth remembering")
def was_asked(context, backend):
    asked = [c.program for c in context.trial.last.calls if context.trial.is_extraction(c)]
    assert_that(asked, equal_to([backend]), "who was asked what is worth remembering")


@then('the backend read "{text}"')
def backend_read(context, text):
    assert_that(context.trial.last_call.prompt, contains_string(text), "what it read")


@then('the backend did not read "{text}"')
def backend_did_not_read(context, text):
    found = context.trial.last_call.prompt
    assert_that(found, not_(contains_string(text)), "what it read")
