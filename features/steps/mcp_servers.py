"""Steps about the MCP servers, and about the web that one of them reads."""

from behave import given, then, when
from hamcrest import contains_string, empty, equal_to, has_item, has_length, is_, not_

from proving_ground.backends.contract import Method, Setting
from proving_ground.expectation import assert_that
from proving_ground.words import items


@given("a client of the {server:Server} server")
def client_of(context, server):
    context.trial.serve(server)


@given("a client of the {server:Server} server that has not said hello")
def rude_client_of(context, server):
    context.trial.serve(server, greet=False)


@given("a client of every server")
def client_of_all(context):
    for server in ("session", "quality", "transcripts", "tasks", "web"):
        context.trial.serve(server)


@given("a website")
def website(context):
    context.trial.open_website()


@given("a website that can be searched")
def searchable_website(context):
    address = context.trial.open_website()
    search = f"{address}/search?q={{query}}"
    context.trial.scene.choose("environment", Setting.SEARCH_SERVICE, search)


@given('the client has used "{tool:Text}" with "{value:Text}"')
@when('the client uses "{tool:Text}" with "{value:Text}"')
def uses_with(context, tool, value):
    context.trial.use(tool, value=value)


@given('the client has used "{tool:Text}"')
@when('the client uses "{tool:Text}"')
def uses(context, tool):
    context.trial.use(tool)


@when("the client ends the session with a conversation")
def client_finalizes(context):
    messages = [{"role": "user", "content": "Remember UTC."}]
    context.trial.use("finalize_session", messages=messages)


@given("the client is waiting for the end of a session")
def client_waits(context):
    messages = [{"role": "user", "content": "Remember UTC."}]
    context.trial.begin_call("finalize_session", messages=messages)


@when("the client gives up waiting")
def client_gives_up(context):
    context.trial.give_up()


@when("the server is killed")
def server_killed(context):
    context.trial.kill_server()


@when("the client lists its newest {count:d} tasks")
def client_lists_newest(context, count):
    context.trial.use("list_tasks", limit=count)


@when("the client completes its first task")
def client_completes(context):
    context.trial.use("complete_task", value=context.trial.first_todo())


@when('the client renames its first task to "{title:Text}"')
def client_renames(context, title):
    context.trial.use("update_task", task_id=context.trial.first_todo(), title=title)


@when("the client deletes its first task")
def client_deletes(context):
    context.trial.use("delete_task", value=context.trial.first_todo())


@when('the client fetches the page "{page:Text}"')
def client_fetches(context, page):
    context.trial.use("fetch_url", value=f"{context.trial.website.address}/{page}")


@given('the client has fetched the page "{page:Text}"')
def client_has_fetched(context, page):
    client_fetches(context, page)


@when('codex is asked for the page "{page:Text}"')
def asked_for_page(context, page):
    context.trial.ask(Method.FETCH, url=f"{context.trial.website.address}/{page}")


@when('something is looked up about "{query:Text}"')
def looked_up(context, query):
    context.trial.ask(Method.SEARCH_WEB, query=query)


@when("the client asks what tools there are")
def asks_for_tools(context):
    context.trial.request("tools/list")


@when("the client says something that is no message")
def says_nonsense(context):
    context.trial.babble("this is no JSON")


@when("the client leaves")
def client_leaves(context):
    context.trial.stop_server()


@when("every server is asked how it is")
def every_server_asked(context):
    for server in context.trial.servers:
        context.trial.use("health_check", server)


@then('the tools are "{listed:Text}"')
def tools_are(context, listed):
    found = sorted(tool["name"] for tool in context.trial.reply.result["tools"])
    assert_that(found, equal_to(sorted(items(listed))), "the tools")


@then("every tool says what it does and what it needs")
def tools_described(context):
    for tool in context.trial.reply.result["tools"]:
        assert_that(tool.get("description") or "", not_(empty()), f"what {tool['name']} does")
        assert_that(tool["inputSchema"]["type"], equal_to("object"), f"what {tool['name']} needs")


@then("the tool was called wrongly")
def called_wrongly(context):
    told = context.trial.reply.result.get("isError")
    assert_that(told, is_(True), "whether the reply is an error")


@then("the tool itself answers that it failed")
def tool_failed(context):
    told = context.trial.reply.result.get("isError", False)
    assert_that(told, is_(False), "whether the reply is an error of the protocol")
    assert_that(context.trial.answer.success, is_(False), "whether the tool succeeded")


@then("the server refuses")
def server_refuses(context):
    assert_that(context.trial.reply.error, equal_to(-32602), "the error of the protocol")


@then("the server ends in order")
def server_ends(context):
    assert_that(context.trial.last.exit_code, equal_to(0), "the exit of the server")


@then("the server still answers")
def server_still_answers(context):
    context.trial.use("health_check")
    assert_that(context.trial.answer.success, is_(True), "whether the server is well")


@then("all of them are well")
def all_well(context):
    turns = context.trial.evidence.runs
    assert_that([t.answer.success for t in turns], equal_to([True] * 5), "whether they are well")


@then("the task is completed")
def task_completed(context):
    assert_that(context.trial.told("task")["status"], equal_to("completed"), "the task's status")


@then("it finds checks that can be made")
def finds_checks(context):
    assert_that(context.trial.told("makefile"), is_(True), "whether there are checks")


@then('the answer reads "{text:Text}"')
def answer_reads(context, text):
    assert_that(str(dict(context.trial.answer.told)), contains_string(text), "the answer")


@then('the answer does not read "{text:Text}"')
def answer_does_not_read(context, text):
    assert_that(str(dict(context.trial.answer.told)), not_(contains_string(text)), "the answer")


@then("the website was asked {count:d} times")
def website_asked(context, count):
    assert_that(context.trial.website.asked, has_length(count), "what the website was asked")


@then('the website was asked for "{page:Text}"')
def website_asked_for(context, page):
    assert_that(context.trial.website.asked, has_item(contains_string(page)), "what was asked")
