"""Steps about what is to be run: stages, how they end, and what they ask for."""

from behave import given

from proving_ground.pipelines import stage_tables
from proving_ground.pipelines.pipeline import PROMPT, Inputs, Stage, Termination


@given('the "{name}" script')
def use_script(context, name):
    context.trial.scene.use(name)


@given('a stage "{name}" of {count:d} iteration')
@given('a stage "{name}" of {count:d} iterations')
def fixed_stage(context, name, count):
    context.trial.scene.add(Stage(name=name, termination=Termination(iterations=count)))


@given('a stage "{name}" of {count:d} iteration that reads {select:Selected} "{earlier}"')
def reading_stage(context, name, count, select, earlier):
    inputs = Inputs.model_validate({"from": earlier, "select": select})
    rule = Termination(iterations=count)
    context.trial.scene.add(Stage(name=name, termination=rule, inputs=inputs))


@given('a stage "{name}" that ends after {votes:d} stop votes in a row, within {cap:d} iterations')
def judged_stage(context, name, votes, cap):
    rule = Termination(type="judgment", iterations=cap, consensus=votes)
    context.trial.scene.add(Stage(name=name, termination=rule))


@given('a stage "{name}" that ends after {votes:d} stop votes in a row')
def uncapped_stage(context, name, votes):
    rule = Termination.uncapped(votes, context.trial.adapter.default_cap)
    context.trial.scene.add(Stage(name=name, termination=rule))


@given('a stage "{name}" that does not say how often it runs')
def silent_stage(context, name):
    context.trial.scene.add(Stage(name=name))


@given('a stage "{name}" that works off its queue, within {cap:d} iterations')
def queue_stage(context, name, cap):
    rule = Termination(type="queue", iterations=cap)
    context.trial.scene.add(Stage(name=name, termination=rule))


@given('a stage "{name}" that ends by "{rule}"')
def mistaken_stage(context, name, rule):
    mistake = Termination.model_construct(type=rule, iterations=2)
    context.trial.scene.add(Stage(name=name, termination=mistake))


@given("the stage runs at least {count:d} iterations")
def least_iterations(context, count):
    context.trial.scene.at_least(count)


@given("the stage gives its agent {seconds:Time}")
def agent_timeout(context, seconds):
    context.trial.scene.change(None, timeout=seconds)


@given('stage "{name}" has {mistake:Mistake}')
def author_errs(context, name, mistake):
    context.trial.scene.mistake = name, mistake


@given("these stages:")
def stage_table(context):
    for described in stage_tables.stages(context.table, context.feature.filename):
        context.trial.scene.add(described.stage)
        context.trial.scene.vote(described.votes)


@given('the {source:Source} asks for the {setting:Setting} "{value:Text}"')
def ask_for(context, source, setting, value):
    context.trial.scene.ask(source, setting, value)


@given("the command line asks for up to {count:d} iterations")
def ask_for_iterations(context, count):
    context.trial.scene.limit(count)


@given('the pipeline\'s context is "{text}"')
def pipeline_context(context, text):
    context.trial.scene.defaults["context"] = text


@given('the stage\'s prompt is {size:d} KB long and ends with "{words}"')
def long_prompt(context, size, words):
    context.trial.scene.change(None, prompt=f"{PROMPT}{'Think again. ' * 77 * size}\n{words}\n")


@given('the project\'s folder is called "{name}"')
def project_folder(context, name):
    context.trial.move_project(name)


@given("the clock jumps {seconds:Jump} whenever the engine looks at it")
def jumping_clock(context, seconds):
    context.trial.scene.clock = "2026-03-01 09:30", seconds


@given('the clock stands at "{time}"')
def frozen_clock(context, time):
    context.trial.scene.clock = time, 0.0
