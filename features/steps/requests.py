"""Steps about how a request to a backend went, and what it tells."""

from behave import then, when
from hamcrest import contains_string, equal_to, matches_regexp

from proving_ground.backends import views
from proving_ground.evidence.expectation import assert_that, some


@when("the {listing:Listing} are listed{through:Through?}")
def are_listed(context, listing, through):
    """Ask the engine what there is.

    When the agents are listed
    When the newest 2 to-dos are listed through the server
    When the sessions in which "Mind the gap" was said are listed
    """
    context.trial.make(listing, through)


@then("the request {went:Went}")
def request_went(context, went):
    """Check that the last request was done, or not: the error names a word, or tells a reason.

    Each engine tells a reason in its own words.

    Then the request succeeds
    Then the request fails, and the error names "gemini"
    Then the request fails, because it took too long
    """
    assert_that(context.trial.answer, went(context.trial.adapter))


@then("the backend does not offer that to others")
def not_offered(context):
    """Check that nothing was done, and that the engine says that this backend cannot.

    Then the backend does not offer that to others
    """
    assert_that(context.trial.answer.success, equal_to(False), "whether it was done")
    assert_that(
        context.trial.answer.content.get("unsupported"), equal_to(True), "whether it is told"
    )


@then("nothing that was kept is changed")
def nothing_changed(context):
    """Check that no byte of the kept memories and to-dos is another; some must have been kept.

    Then nothing that was kept is changed
    """
    turn = context.trial.last
    kept = some(turn.before.stored, "memories or to-dos that were kept before")
    assert_that(turn.after.stored, equal_to(kept), "the files of the store")


@then("both answers are the same")
def same_answers(context):
    """Check that the last two requests were answered alike in all.

    Then both answers are the same
    """
    answers = [turn.answer for turn in context.trial.evidence.runs[-2:] if turn.answer]
    assert_that(len(answers), equal_to(2), "how many of the last two requests were answered")
    first, second = answers
    assert_that(second, equal_to(first), "the second answer")


@then('the {things:Things} {is_:Is} "{names:Text}"')
def things_are(context, things, names, is_):
    """Check names, and their order; for what was listed or told, kept on disk, or at work.

    Then the agents are "scout, writer"
    Then the kept to-dos are "Write the docs, Fix the tests"
    Then the result is "Done."
    """
    found = ", ".join(map(str, views.LISTS[things](context.trial)))
    assert_that(found, equal_to(names), f"the {things}")


@then("{count:d} {things:Counted}")
def count_of(context, count, things):
    """Check a number that the engine tells, or that the trial has counted.

    Then 2 memories were loaded
    Then 1 request reached the website
    """
    assert_that(views.COUNTS[things](context.trial), equal_to(count), things)


@then('{reader:Reader} {reads:Reads} "{text:Text}"')
def reads_text(context, reader, reads, text):
    """Check that a text is, or is not, part of what somebody reads, or of what was written.

    Then the user reads "all is well"
    Then the transcript does not read "## User"
    """
    found = views.TEXTS[reader](context.trial)
    assert_that(found, reads(contains_string(text)), f"what {reader} reads")


@then("{reader:Reader} {reads:Reads} {passage:Passage}")
def reads_passage(context, reader, reads, passage):
    """Check that what somebody reads, or what was written, holds more than one text can say.

    Then the transcript reads the whole conversation
    Then the user reads a version
    """
    found = views.TEXTS[reader](context.trial)
    for pattern in some(passage(context.trial), "what it should read"):
        assert_that(found, reads(matches_regexp(f"(?i){pattern}")), f"what {reader} reads")
