"""Steps about what is to be run: stages, how they end, and what they ask for."""

from behave import given

from proving_ground.language.words import items
from proving_ground.pipelines import stage_tables
from proving_ground.pipelines.pipeline import PROMPT, Stage, Termination
from proving_ground.pipelines.words import judgment


@given('the "{name}" script')
def use_script(context, name):
    """Take stages and agents from fixtures/scripts.

    Given the "continue-3" script
    """
    context.trial.scene.use(name)


@given('a stage "{name}" of {count:IterationCount}{reads:ReadsOutput?}')
def fixed_stage(context, name, count, reads):
    """Add a stage that ends after so many iterations, or when its agent says so.

    Given a stage "work" of 3 iterations
    Given a stage "choose" of 1 iteration that reads the latest of "draft"
    """
    rule = Termination(iterations=count)
    context.trial.scene.add(Stage(name=name, termination=rule, inputs=reads))


@given('a stage "{name}" that {rule:Rule}')
def judged_stage(context, name, rule):
    """Add a stage that ends by votes, when no task is left, or by some other rule.

    At the latest it ends at its cap.

    Given a stage "work" that ends after 2 stop votes in a row
    Given a stage "work" that ends after 2 stop votes in a row, within 8 iterations
    Given a stage "work" that works off its queue, within 9 iterations
    Given a stage "work" that ends by "whim"
    """
    termination = judgment(rule, context.trial.adapter.default_cap)
    context.trial.scene.add(Stage(name=name, termination=termination))


@given("these stages:")
def stage_table(context):
    """Add stages; empty cells say nothing. `reads` names an earlier stage, or `all of` one.

    Given these stages:
      | stage | iterations | votes          | model | reads |
      | plan  | 5          | continue, stop | haiku |       |
      | build | 1          |                |       | plan  |
    """
    for described in stage_tables.stages(context.table, context.feature.filename):
        context.trial.scene.add(described.stage)
        context.trial.scene.vote(described.votes)


@given("{who:Limited} may take {seconds:Duration}")
def time_limit(context, who, seconds):
    """Limit the time of every hook, or of each call of the last stage's agent.

    Given hooks may take half a second
    Given the agent may take two seconds
    """
    context.trial.limit_time(who, seconds)


@given('stage "{name}" has {mistake:Mistake}')
def author_errs(context, name, mistake):
    """Let the author of a stage make a mistake in its files.

    Given stage "build" has a setting left out
    """
    context.trial.scene.mistake = name, mistake


@given("the {source:Source} asks for {wish:Wish}")
def ask_for(context, source, wish):
    """Let the user, or the author of the pipeline or of its last stage, ask for something.

    Given the command line asks for the model "sonnet"
    Given the command line asks for up to 2 iterations
    Given the stage asks for the backend "codex"
    """
    context.trial.scene.ask(source, *wish)


@given('the pipeline\'s context is "{text}"')
def pipeline_context(context, text):
    """Let the author of a pipeline say something to all of its agents.

    Given the pipeline's context is "Keep the public names."
    """
    context.trial.scene.defaults["context"] = text


@given('the stage\'s prompt is {size:d} KB long and ends with "{words}"')
def long_prompt(context, size, words):
    """Let the author of the last stage have much to say.

    Given the stage's prompt is 200 KB long and ends with "These are the last words."
    """
    context.trial.scene.change(None, prompt=f"{PROMPT}{'Think again. ' * 77 * size}\n{words}\n")


@given('the project\'s folder is called "{name}"')
def project_folder(context, name):
    """Let the project lie in a folder of that name.

    Given the project's folder is called "two words"
    """
    context.trial.move_project(name)


@given("the clock {clock:Clock}")
def clock_is_set(context, clock):
    """Let the engine see one time for as long as it runs, or a clock that is set meanwhile.

    Given the clock stands at "2026-03-01 09:30"
    Given the clock jumps back an hour whenever the engine looks at it
    """
    context.trial.scene.clock = clock


@given('the session is given the files "{names}"')
def session_files(context, names):
    """Let the user hand files of the project to the session, for every agent to read.

    Given the session is given the files "notes.txt, LICENSE"
    """
    context.trial.scene.ask("command line", "files", tuple(items(names)))
