@loops @promise.a-person-is-heard @path:loop-person
Feature: A loop that asks a person hears the answer
  Where a loop asks a person whether it may go on, a yes lets it, and nothing else does.

  The seam leads from a question that the loop asks, by way of a person, to whether it calls its agent.
  When it breaks, what a person wanted to prevent is done, or a run hangs on a question nobody hears.

  Scenario: A yes lets the loop go on
    Given a loop of 3 steps
    And the loop's person says yes
    When the loop runs
    Then the agent was called 3 times
    And the loop ends as a success

  Scenario: A no stops the loop
    Given a loop of 3 steps
    And the loop's person says no
    When the loop runs
    Then the loop does not go on after what its person said

  # It may end, or wait for as long as nobody answers.
  Scenario Outline: The loop does not answer for a person who <does>
    Given a loop of 3 steps
    And the loop's person <does>
    When the loop runs
    Then the loop does not go on after what its person said
    And the loop does not end as a success

    Examples: Nobody answers
      | does         |
      | says nothing |
      | is not there |

  @needs.kept-answer
  Scenario: A yes is kept, though the loop is killed
    Given a loop of 3 steps
    And the loop's person says yes
    And the loop was killed in call 2
    And the loop's person is not there
    When the loop runs again
    Then the loop goes on after what its person said
    And the loop ends as its agent did
