"""Steps about agents that are defined in files, and what they do when they are given a task."""

from behave import given, then, when
from hamcrest import equal_to

from proving_ground.backends import definitions
from proving_ground.backends.contract import Method
from proving_ground.evidence.expectation import assert_that, some
from proving_ground.language import tables
from proving_ground.language.words import items


@given('an agent "{name:Text}"{definition:Definition?}')
def an_agent(context, name, definition):
    """Define an agent of the backend that is at work.

    Given an agent "helper"
    Given an agent "helper" that asks for the model "fable-9"
    """
    trial = context.trial
    definitions.write(trial.project.folder, trial.scene.expected(), name, **(definition or {}))


@given("the agents of {backend:Backend}:")
def agents_of(context, backend):
    """Define several agents of a backend.

    Given the agents of claude:
      | agent | tools      |
      | scout | Read, Grep |
    """
    tables.columns(context.table, context.feature.filename, ("agent", "tools"), ("agent",))
    for row in context.table:
        folder = context.trial.project.folder
        definitions.write(folder, backend, row["agent"], row.get("tools", ""))


@given("the agents {is_:Is} converted")
@when("the agents {is_:Is} converted")
def agents_converted(context, is_):
    """Let the engine make agents of codex of those of claude.

    When the agents are converted
    Given the agents were converted
    """
    context.trial.ask(Method.CONVERT_AGENTS)


@when('the agent "{name:Text}" is given {tasks:AgentTasks}')
def given_tasks(context, name, tasks):
    """Give an agent one task, or several by one request.

    When the agent "helper" is given the task "Count the lines"
    When the agent "helper" is given the task "Count the lines" and told "Only in Python"
    When the agent "helper" is given 5 tasks one right after the other
    """
    context.trial.make(tasks, name=name)


@when('the agents "{names:Text}" are each given a task')
def each_given_task(context, names):
    """Give each of these agents a task, one request after the other.

    When the agents "scout, writer, scout" are each given a task
    """
    for name in items(names):
        context.trial.ask(Method.SPAWN, name=name, task=f"The task of the {name}")


@then("the agents of {backend:Backend} may use:")
def agents_may_use(context, backend):
    """Check which tools the files of agents allow them.

    Then the agents of codex may use:
      | agent | tools      |
      | scout | Read, Grep |
    """
    folder = context.trial.project.folder
    for row in some(context.table.rows, "rows in the table"):
        found = definitions.tools(folder, backend, row["agent"])
        assert_that(found, equal_to(row["tools"]), f"tools of {row['agent']}")
