"""Steps about whole sessions from the command line, and what it tells of itself."""

from behave import given, then, when
from hamcrest import contains_string, equal_to, has_items, matches_regexp

from proving_ground.agents.script import wait
from proving_ground.backends import sample
from proving_ground.backends.contract import Method, Setting
from proving_ground.expectation import assert_that


@given("the backend {acts:Failing}")
def backend_fails(context, acts):
    context.trial.scene.act(*acts)


@given("the .env file is no text")
def env_is_no_text(context):
    context.trial.project.folder.joinpath(".env").write_bytes(b"\xff\xfe\x00")


@given("the settings file is not there")
def no_settings_file(context):
    context.trial.scene.flags["config"] = "missing.env"


@when('a session is started to "{text:Text}"')
def session_is_started(context, text):
    context.trial.launch(text)


@when('a session is started to "{text}" with the words "{words}"')
def session_is_started_with(context, text, words):
    context.trial.launch(text, *words.split())


@when("a session is interrupted while the backend is at work")
def session_is_interrupted(context):
    context.trial.interrupt_launch("Fix the typo")


@given("transcripts are saved while a session is at work")
def transcripts_saved(context):
    context.trial.scene.choose("environment", Setting.SAVE_INTERVAL, "0.05")


@given('the backend records its session "{session:Text}", and goes on working')
def records_and_works(context, session):
    context.trial.record(session, sample.CONVERSATION, wait("never-opened"))


@when('a session is killed after "{session:Text}" was saved')
def killed_when_saved(context, session):
    context.trial.kill_launch_after(session)


@when("the command line is used wrongly")
def used_wrongly(context):
    context.trial.ask(Method.MISUSE)


@when("the backends are listed")
def backends_listed(context):
    context.trial.ask(Method.LIST)


@when("the user asks about the backend")
def asks_about_selected(context):
    context.trial.ask(Method.INFO)


@when('the user asks about the backend "{name}"')
def asks_about(context, name):
    context.trial.ask(Method.INFO, name=name)


@when("the user asks for the version")
def asks_for_version(context):
    context.trial.ask(Method.VERSION)


@then('{backend:Backend} is called once, to "{text}"')
def is_called_to(context, backend, text):
    assert_that(context.trial.only_call.program, equal_to(backend), "the backend")
    assert_that(context.trial.only_call.prompt, contains_string(text), "what it was called for")


@then('{backend:Backend} is given the words "{words}"')
def is_given(context, backend, words):
    found = context.trial.only_call.argv
    assert_that(found, has_items(*words.split()), f"what {backend} was given")


@then('codex is called with the profile "{profile}"')
def called_with_profile(context, profile):
    found = " ".join(context.trial.only_call.argv)
    assert_that(found, contains_string(f"--profile {profile}"), "what codex was called with")


@then("the run ends as the backend ended")
def ends_as_backend(context):
    call = context.trial.first_call
    ended = call.exit if call.exit >= 0 else 128 - call.exit
    assert_that(context.trial.last.exit_code, equal_to(ended), "the exit of the run")


@then("the user reads a version")
def reads_version(context):
    assert_that(context.trial.last.stdout, matches_regexp(r"\d+\.\d+"), "what was printed")


@then("the run was {end:RunEnd}")
def run_ends(context, end):
    expected = context.trial.adapter.exits[end]
    assert_that(
        context.trial.last.exit_code, equal_to(expected), f"the exit of a run that was {end}"
    )


@then("the listing reads:")
def listing_reads(context):
    told = context.trial.told("available")
    wanted = {row["backend"]: row["state"] == "available" for row in context.table}
    assert_that(told, equal_to(wanted), "which backends are said to be available")


@then('the profile offers the servers "{listed:Text}"')
def profile_offers(context, listed):
    assert_that(context.trial.told("servers"), equal_to(listed), "the servers")
