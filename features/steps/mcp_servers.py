"""Steps about servers that sessions are clients of."""

from behave import given, then, when
from hamcrest import empty, equal_to, is_, not_

from proving_ground.backends import tools
from proving_ground.backends.contract import Method
from proving_ground.evidence.expectation import assert_that, some


@given("a client of {servers:Servers}{rude:WhoGreets?}")
def client_of(context, servers, rude):
    """Start a server and connect to it, as a session does.

    Given a client of the tasks server
    Given a client of every server
    """
    for server in servers:
        context.trial.serve(server, greet=not rude)


@given("the client {deed:ClientDeed}")
@when("the client {deed:ClientDeed}")
def client_does(context, deed):
    """Let the client do something other than to use a tool.

    When the client leaves
    Given the client waits for the end of a session
    """
    deed(context.trial)


@given('{every:TheServers} {is_:Is} asked to "{what:Text}"{text:WithText?}')
@when('{every:TheServers} {is_:Is} asked to "{what:Text}"{text:WithText?}')
def server_is_asked(context, every, what, text, is_):
    """Use a tool by what it does; what no server can do is asked for as it is written.

    When the server is asked to "sum a text up" with "a long story"
    When every server is asked to "tell how it is"
    When the server is asked to "make coffee"
    """
    given = {} if text is None else {"value": text}
    for server in context.trial.client.chosen(every=every):
        context.trial.use(tools.named(what), server, **given)


@then("every tool says what it does")
def tools_described(context):
    """Check that no tool is without a description.

    Then every tool says what it does
    """
    for tool in some(context.trial.client.tools, "tools of the server"):
        assert_that(tool.get("description") or "", not_(empty()), f"what {tool['name']} does")


@then("the server {reaction:Reaction}")
def server_reacts(context, reaction):
    """Check that the last request of the client failed, and whose fault it was.

    Then the server refuses to answer
    Then the server says that it was asked wrongly
    """
    assert_that(context.trial.reaction, equal_to(reaction), "how the server took the request")


@then("{every:TheServers} still answers")
def server_still_answers(context, every):
    """Ask how the server is, and check that it is well.

    Then the server still answers
    Then every server still answers
    """
    for server in some(context.trial.client.chosen(every=every), "servers"):
        context.trial.use("health_check", server)
        assert_that(context.trial.answer.success, is_(True), f"whether the {server} server is well")


@then("the server ends in order")
def server_ends(context):
    """Check that the server that the client left ended by itself, and without an error.

    Then the server ends in order
    """
    left = some(context.trial.requests(Method.LEAVE), "a server that its client has left")
    assert_that(left[-1].exit_code, equal_to(0), "the exit of the server")
