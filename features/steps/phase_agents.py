"""Steps about the agents of an orchestration: what they report, and how they misbehave."""

from behave import given

from proving_ground.language.words import items
from proving_ground.orchestration import behaviours


@given("{agent:PhaseAgent} {how:Behaviour}{attempts:OnlyTimes?}")
def deviates(context, agent, how, attempts):
    """Let an agent do something else than its work: always, or in its first attempts.

    Given the agent of "plan" leaves a task out
    Given the builder of "bad" crashes, but only once
    Given the builder of "work" crashes, but only 2 times
    Given the builder of "bad" gives up because "The API is gone", but only once
    """
    behaviours.deviate(context.trial.scene, agent, how, attempts)


@given('the builders of "{names}" change the same file, "{file}"')
def same_file(context, names, file):
    """Let agents of several tasks write different lines into one file, which is a conflict.

    Given the builders of "one, two" change the same file, "shared.txt"
    """
    context.trial.scene.share_a_file(file, *items(names))


@given('the work of "{names}" conflicts in {clash:Clash}')
def conflicts_in(context, names, clash):
    """Let agents of two tasks do what git cannot merge by itself.

    Given the work of "one, two" conflicts in Latin-1 text
    """
    context.trial.scene.clash(clash, *items(names))


@given("the review fails{attempts:OnlyTimes?}{finding:Finding?}")
def review_fails(context, attempts, finding):
    """Let the review of the whole run find a fault: always, or in its first attempts.

    Given the review fails
    Given the review fails, but only 2 times
    Given the review fails, but only once, for "No tests" in "tests.py" at line 3
    """
    behaviours.fail_review(context.trial.scene, attempts, finding)


@given("{agent:PhaseAgent} costs {usd:g} USD")
def costs(context, agent, usd):
    """Let each call of an agent cost that much.

    Given the agent of "plan" costs 0.6 USD
    Given the builder of "dear" costs 0.3 USD
    """
    behaviours.charge(context.trial.scene, agent, usd)
