"""Steps about a person who decides whether the next stage begins."""

from behave import given, when

from proving_ground.pipelines.pipeline import Approval


@given('stage "{name}" needs approval')
def needs_approval(context, name):
    context.trial.scene.change(name, approval=Approval(question=f"Begin {name}?"))


@given('stage "{name}" needs approval within {seconds:Within}, or else it {otherwise:Otherwise}')
def needs_approval_in_time(context, name, seconds, otherwise):
    approval = Approval(question=f"Begin {name}?", within=seconds, otherwise=otherwise)
    context.trial.scene.change(name, approval=approval)


@given('the session paused at "{time}"')
def session_paused_at(context, time):
    context.trial.scene.clock = time, 0.0
    context.trial.run()


@given('the session was answered "{answer:Answer}"')
@when('the session is resumed with the answer "{answer:Answer}"')
def resumed_with_answer(context, answer):
    context.trial.decide(answer)


@when('the session is resumed at "{time}" with the answer "{answer:Answer}"')
def resumed_in_time(context, time, answer):
    context.trial.scene.clock = time, 0.0
    context.trial.decide(answer)


@when('the session is resumed at "{time}" without an answer')
def resumed_without_answer(context, time):
    context.trial.scene.clock = time, 0.0
    context.trial.run("resume")


@when("the pipeline runs at a terminal where a person {person:Person}")
def runs_at_terminal(context, person):
    context.trial.run_at_terminal(person, "start")


@when("the session is resumed at a terminal where a person {person:Person}")
def resumed_at_terminal(context, person):
    context.trial.run_at_terminal(person, "resume")
