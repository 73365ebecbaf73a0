"""Steps about agents that are defined in files, and what they do when they are given a task."""

from behave import given, then, when
from hamcrest import contains_string, equal_to, has_length

from proving_ground import tables
from proving_ground.backends import definitions
from proving_ground.backends.contract import Method
from proving_ground.expectation import assert_that
from proving_ground.words import items


@given('an agent "{name:Text}"')
def an_agent(context, name):
    scene = context.trial.scene
    definitions.write(context.trial.project.folder, scene.expected(), name)


@given('an agent "{name:Text}" that asks for the model "{model:Text}"')
def an_agent_with_model(context, name, model):
    scene = context.trial.scene
    definitions.write(context.trial.project.folder, scene.expected(), name, model=model)


@given('an agent "{name:Text}" whose file reads "{text:Text}"')
def malformed_agent(context, name, text):
    scene = context.trial.scene
    definitions.put(context.trial.project.folder, scene.expected(), name, text)


@given("the agents of {backend:Backend}:")
def agents_of(context, backend):
    tables.columns(context.table, context.feature.filename, ("agent", "tools"), ("agent",))
    for row in context.table:
        folder = context.trial.project.folder
        definitions.write(folder, backend, row["agent"], row.get("tools", ""))


@given("the agents have been converted")
@when("the agents are converted")
def agents_converted(context):
    context.trial.ask(Method.CONVERT_AGENTS)


@when('the agent "{name:Text}" is given the task "{task:Text}"')
def given_task(context, name, task):
    context.trial.ask(Method.SPAWN, name=name, task=task)


@when('the agent "{name:Text}" is given the task "{task:Text}" and told "{told:Text}"')
def given_task_and_told(context, name, task, told):
    context.trial.ask(Method.SPAWN, name=name, task=task, context=told)


@when('the agent "{name:Text}" is given the task "{task:Text}" and little time')
def given_little_time(context, name, task):
    context.trial.ask(Method.SPAWN, name=name, task=task, seconds=0.3)


@when('the agents "{names:Text}" are each given a task')
def each_given_task(context, names):
    for name in items(names):
        context.trial.ask(Method.SPAWN, name=name, task=f"The task of the {name}")


@when('the agent "{name:Text}" is given {count:d} tasks one right after the other')
def given_tasks(context, name, count):
    tasks = [f"Do task {number}" for number in range(1, count + 1)]
    context.trial.ask(Method.SPAWN_ALL, name=name, tasks=tasks)


@when("the agents are listed")
def agents_listed(context):
    context.trial.ask(Method.AGENTS)


@then('the agents are "{names:Text}"')
def agents_are(context, names):
    found = ", ".join(context.trial.told("agents"))
    assert_that(found, equal_to(names), "the agents")


@then('its result is "{text:Text}"')
def result_is(context, text):
    assert_that(context.trial.told("result"), equal_to(text), "the agent's result")


@then('the backend read what makes it the "{name:Text}"')
def read_definition(context, name):
    prompt = context.trial.last_call.prompt
    assert_that(prompt, contains_string(definitions.motto(name)), "what the backend read")


@then("each result is kept in a file of its own")
def results_kept(context):
    files = {turn.answer and turn.answer.told.get("file") for turn in context.trial.evidence.runs}
    assert_that(
        files - {None}, has_length(len(context.trial.evidence.runs)), "the files of the results"
    )


@then("each of the {count:d} tasks has a result of its own")
def own_results(context, count):
    assert_that(set(context.trial.told("files")), has_length(count), "the files of the results")


@then('the agents were called in the order "{names:Text}"')
def called_in_order(context, names):
    prompts = (call.prompt for call in context.trial.evidence.calls)
    called = ", ".join(definitions.who(prompt) for prompt in prompts)
    assert_that(called, equal_to(names), "the agents that the backend was made")


@then("the agents of codex may use:")
def codex_agents_may_use(context):
    folder = context.trial.project.folder
    for row in context.table:
        found = definitions.tools(folder, "codex", row["agent"])
        assert_that(found, equal_to(row["tools"]), f"tools of {row['agent']}")
