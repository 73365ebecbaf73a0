"""Drawn trials are written with steps that exist, and what nobody comes to is left out."""

from behave.parser import parse_feature
from hypothesis import HealthCheck, given, settings

from proving_ground.explore.drawn import features
from proving_ground.explore.gherkin import feature
from proving_ground.explore.idea import Deed, Event, Idea, Plan, Stage


def test_a_trial_reads_as_a_person_would_write_it() -> None:
    idea = Idea(
        (Stage("plan", 2), Stage("build", 4, ("stop",) * 2, consensus=2)),
        (Deed(0, 1, ('answers "a $b"',)), Deed(1, 1, ("crashes",), 3)),
        runs=(Plan(Event("killed", 0)), Plan(), Plan()),
    )
    assert (
        feature(idea).partition("drawn trial\n")[2]
        == """\
    Given a stage "plan" of 2 iterations
    And a stage "build" that ends after 2 stop votes in a row, within 4 iterations
    And the agent answers "a $b" in iteration 1 of stage "plan"
    And the agent crashes in iteration 1 of stage "build", but only 2 times
    And the run was killed while the agent worked on iteration 2 of stage "plan"
    And the session was resumed
    When the session is resumed
    Then the session is failed
    And the error tells how the agent ended
    And the agent is asked only for:
      | stage | iteration |
      | build | 1         |
    And the agent was called 5 times
    And the history reads:
      | stage | iteration | decision |
      | plan  | 1         | continue |
      | plan  | 2         | continue |
    And the stages read:
      | stage | status   |
      | plan  | complete |
      | build | failed   |
"""
    )


@settings(
    max_examples=60, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(features(["pipelines", "loops"], sweeps=True))
def test_every_idea_is_a_feature_of_one_scenario(text: str) -> None:
    (scenario,) = parse_feature(text, filename="drawn.feature").scenarios
    assert [step.step_type for step in scenario.steps].count("when") == 1
    assert scenario.steps[-1].step_type == "then"
