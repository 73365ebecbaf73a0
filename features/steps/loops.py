"""Steps about loop engines: what the loop has to do, what its agent does, and what came of it."""

from behave import given, then, when
from hamcrest import empty, equal_to, has_item, is_, is_in, is_not

from proving_ground.evidence.expectation import assert_that, some
from proving_ground.evidence.run_state import Ending
from proving_ground.language.words import items
from proving_ground.loops.contract import Capability
from proving_ground.loops.evidence import answer_of, has_failed, task_of
from proving_ground.loops.scene import MANY, NEEDED, OTHER
from proving_ground.loops.words import ANOTHER
from proving_ground.suite.steps.needs import needs


@given("a loop of {count:StepCount}")
def loop_of_steps(context, count):
    """Let there be so many steps to do, one in each call of the agent.

    Given a loop of 3 steps
    """
    context.trial.scene.change(steps=tuple(f"step-{n:02d}" for n in range(1, count + 1)))


@given("a loop whose agent is never done")
@needs(Capability.CAP)
def endless_loop(context):
    """Let there be more to do than the loop may ever ask for.

    Given a loop whose agent is never done
    """
    loop_of_steps(context, MANY)


@given("a loop over {tasks:LoopTasks}")
@needs(Capability.TASK_LIST)
def loop_over_tasks(context, tasks):
    """Let there be a list of tasks, as the engine keeps it.

    Given a loop over the tasks "one, two"
    Given a loop over an empty list of tasks
    """
    context.trial.scene.change(steps=tasks, listed=True)


@given('the tasks "{names}" of the loop are done already')
def tasks_are_done(context, names):
    """Let these tasks have been ticked before the first run.

    Given the tasks "one" of the loop are done already
    """
    context.trial.scene.change(done=tuple(items(names)))


@given("the list of tasks {flaw:ListFlaw}")
def list_is_flawed(context, flaw):
    """Let something be wrong with the list of tasks.

    Given the list of tasks is missing
    Given the list of tasks cannot be read
    """
    context.trial.spoil_list(flaw)


@given("the loop's agent {deed:LoopDeed} in {calls:LoopCalls}")
@needs(deed=NEEDED)
def agent_does(context, deed, calls):
    """Let the agent do something else than a step of its work, in some calls or in all.

    Given the loop's agent crashes in call 2
    Given the loop's agent mentions the done-signal in call 1
    Given the loop's agent is killed in every call
    """
    context.trial.scene.do(calls, deed)


@given("the loop's agent {trait:LoopAgent}")
def agent_is_so(context, trait):
    """Let the agent be faster than any real one, or its program be missing.

    Given the loop's agent answers at once
    Given the loop's agent is not installed
    """
    setattr(context.trial.scene, trait, True)


@given("the loop may call its agent {count:Times}")
@needs(Capability.CAP)
def loop_is_capped(context, count):
    """Let the user allow no more calls than that.

    Given the loop may call its agent 3 times
    """
    context.trial.scene.change(cap=count)


@given('the loop{place:ModelPlace?} asks for the model "{model}"')
@needs(Capability.MODEL)
def loop_asks_for_model(context, place, model):
    """Let the user choose the model: in any way that the engine has, or in one place.

    Given the loop asks for the model "opus"
    Given the loop's environment asks for the model "opus"
    """
    context.trial.scene.ask_model(model, place)


@given("the loop's prompt is {size:d} KB long")
@needs(Capability.LONG_PROMPT)
def long_loop_prompt(context, size):
    """Let the user's prompt be as long as that.

    Given the loop's prompt is 200 KB long
    """
    scene = context.trial.scene
    scene.change(prompt=f"{scene.job.prompt}{'Think again. ' * 77 * size}\nThis is its end.\n")


@given("the loop's prompt holds {what:LoopCharacters}")
@needs(Capability.PROMPT)
def odd_loop_prompt(context, what):
    """Let the user's prompt hold what programs may trip over.

    Given the loop's prompt holds what a shell would change
    """
    scene = context.trial.scene
    scene.change(prompt=f"{scene.job.prompt}{what}\n")


@given("the title of a task of the loop holds {what:LoopTitle}")
@needs(Capability.TASK_LIST)
def odd_title(context, what):
    """Let the title of the first task hold what programs may trip over.

    Given the title of a task of the loop holds quotes
    """
    first, *rest = context.trial.scene.job.steps
    context.trial.scene.change(steps=(f"{first} {what}", *rest))


@given("something else lies on the loop's standard input")
def fed_loop(context):
    """Let something lie on the engine's standard input that is not meant for its agent.

    Given something else lies on the loop's standard input
    """
    context.trial.feed(OTHER)


@given("the loop's person {does:LoopPerson}")
@needs(Capability.ASK)
def person_answers(context, does):
    """Let the engine ask a person before it goes on, who answers so in all runs from now on.

    Given the loop's person says yes
    Given the loop's person is not there
    """
    context.trial.scene.meet(does)


@given("the loop {runs:LoopRuns}")
@when("the loop {runs:LoopRuns}")
def loop_runs(context, runs):
    """Run the engine to its end, or once more after an earlier run.

    When the loop runs
    Given the loop has run
    """
    context.trial.run()


@given("the loop {is_:Is} {how:LoopStop} in call {number:d}")
@when("the loop {is_:Is} {how:LoopStop} in call {number:d}")
def loop_is_stopped(context, is_, how, number):
    """End the engine from outside while its agent works on that call.

    When the loop is interrupted in call 2
    Given the loop was killed in call 1
    """
    context.trial.stop(number, how)


@when("{session:LoopSession} in call {number:d}")
@needs(session={ANOTHER: Capability.NAMED_SESSIONS})
def loop_is_started_beside(context, session, number):
    """Start the engine once more while its agent works on that call; let both end.

    When the loop is started again in call 1
    When another session of the loop is started in call 1
    """
    context.trial.start_beside(number, session)


@then("the loop {ends:LoopEnd}")
@needs(Capability.OUTCOME)
def loop_ends(context, ends):
    """Check whether the engine tells its user of success, and of nothing else.

    It ends as its agent did where it tells of success just if its last agent was done.

    Then the loop ends as a success
    Then the loop does not end as a success
    Then the loop ends as its agent did
    """
    evidence, run = context.trial.evidence, context.trial.evidence.last
    reported, success = sorted(evidence.endings(run)), equal_to([Ending.COMPLETE])
    wanted = success if ends(run) else is_not(success)
    assert_that(reported, wanted, f"what the exit {run.exit_code} tells")


@then("the loop deals with the failed agent as it promises")
@needs(Capability.FAILURE_POLICY)
def loop_keeps_its_policy(context):
    """Check that the engine stops after an agent that failed, or goes on, as its profile says.

    Then the loop deals with the failed agent as it promises
    """
    evidence = context.trial.evidence
    failed = some([each.number for each in evidence.calls if has_failed(each)], "failed agents")
    went_on = evidence.calls[-1].number > failed[0]
    assert_that(went_on, is_(evidence.adapter.retries > 0), "whether it goes on after the failure")


@then("the loop counts its calls as it promises")
@needs(Capability.RESUMES)
def loop_counts_as_promised(context):
    """Check that the cap holds over all runs, or over each, as the profile says of a later run.

    A call that was cut short may count, or not.

    Then the loop counts its calls as it promises
    """
    evidence = context.trial.evidence
    counted, cap = evidence.counted_calls, evidence.job.cap
    finished = [call.number for call in counted if call.exit is not None]
    cut_short = len(counted) - len(finished)
    assert_that(len(finished), is_in(range(cap - cut_short, cap + 1)), "calls that ended")


@then("the loop {unlike:GoesOn} after what its person said")
def loop_hears_its_person(context, unlike):
    """Check that the latest run called its agent after a person's yes, or after none at all.

    Whoever says yes may have said it in an earlier run. Without an answer, the engine has ended or
    waits.

    Then the loop goes on after what its person said
    Then the loop does not go on after what its person said
    """
    evidence = context.trial.evidence
    some([run for run in evidence.runs if run.person], "a person whom the loop asks")
    found = list(unlike(evidence))
    assert_that(found, is_(empty()), "what does not fit with what its person said")


@then("the second start {what:LoopSecondStart}")
def second_start(context, what):
    """Check that the engine, started while it worked, called nobody and said so; or did its work.

    Then the second start was refused
    """
    evidence = context.trial.evidence
    (run,) = some([each for each in evidence.runs if each.beside], "second starts")
    assert_that(len(run.calls) > 0, is_(what == "did its work"), "whether it called an agent")
    assert_that(evidence.is_success(run), is_(what == "did its work"), "whether it was a success")


@then("the loop's history tells of each finished call once")
@needs(Capability.HISTORY)
def history_is_whole(context):
    """Check that all calls that ended well are on the engine's record, and none of them twice.

    Then the loop's history tells of each finished call once
    """
    evidence = context.trial.evidence
    history, numbers = some(evidence.last.history, "entries of its history"), evidence.last.counted
    assert_that(numbers, equal_to(sorted(set(numbers))), "the numbers in its history")
    finished = some([each for each in evidence.calls if each.ended_well], "finished calls")
    assert_that(len(history), is_in(range(len(finished), len(evidence.calls) + 1)), "its entries")


@then("the loop has kept each answer")
@needs(Capability.ANSWERS)
def answers_are_kept(context):
    """Check that what each agent answered, who did a step, is where the engine keeps answers.

    Then the loop has kept each answer
    """
    evidence = context.trial.evidence
    said = [line for line in map(answer_of, evidence.last.worked) if line]
    lost = [line for line in some(said, "answers") if line not in evidence.last.answers]
    assert_that(lost, is_(empty()), "lines of answers that are not kept")


@then("each of the tasks was done once")
def tasks_done_once(context):
    """Check that agents have done each task that was open, once.

    Then each of the tasks was done once
    """
    evidence = context.trial.evidence
    done = sorted(filter(None, (task_of(call) for call in evidence.calls if call.ended_well)))
    wanted = sorted(set(evidence.job.steps) - set(evidence.job.done))
    assert_that(done, equal_to(wanted), "the tasks that agents have done")


@then("the user's own work is as it was")
def own_work_is_untouched(context):
    """Check that no file and no commit of the user's is lost or changed.

    Then the user's own work is as it was
    """
    evidence = context.trial.evidence
    assert_that(evidence.last.belongings, equal_to(evidence.belongings), "files in no commit")
    lost = evidence.at_start.commits - evidence.last.git.commits
    assert_that(lost, is_(empty()), "commits that no branch leads to any more")


@then("nothing of the loop lives on")
def nothing_lives_on(context):
    """Check that no process of the run is alive.

    Then nothing of the loop lives on
    """
    assert_that(context.trial.evidence.last.survivors, is_(empty()), "processes that live on")


@then("the loop's state counted each of its calls")
@needs(Capability.STATE_DURING)
def state_counted(context):
    """Check that each call found itself counted in the engine's state.

    Then the loop's state counted each of its calls
    """
    run = context.trial.evidence.last
    calls = some(run.calls, "calls of agents")
    counted = [each.state and each.state.started for each in run.at_calls]
    assert_that(counted, equal_to(list(range(1, len(calls) + 1))), "what the state counted")


@then("the loop's state tells how it ended")
@needs(Capability.STATE)
def state_tells_ending(context):
    """Check that the engine's state tells the ending that its exit tells.

    Then the loop's state tells how it ended
    """
    evidence = context.trial.evidence
    state = evidence.last.state.state
    reported = evidence.endings(evidence.last)
    assert_that(reported, has_item(state and state.ending), "what the exit tells, and the state")
