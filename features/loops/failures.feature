@loops @promise.failed-agent-is-no-success @path:loop-failures
Feature: A loop whose agent fails is no success, and costs the user nothing of their own
  A run whose agent failed never tells of success, and leaves what is the user's own as it was.

  The seam leads from how an agent ended to what the loop makes of it.
  When it breaks, work that nobody did is reported as done, or the user's own is cleared away with it.

  Scenario Outline: An agent that <fails> each time
    Given a loop of 3 steps
    And the loop's agent <fails> in every call
    When the loop runs
    Then the loop does not end as a success
    And the user's own work is as it was

    @first
    Examples: Failures
      | fails                   |
      | crashes                 |
      | reports its usage limit |

    Examples: More failures
      | fails                             |
      | is killed                         |
      | says that it is done, and crashes |
      | writes half a file, and crashes   |

    @needs.work-signal
    Examples: Agents that end well, and did nothing
      | fails                          |
      | answers without doing any work |
      | answers nothing                |

  @first
  Scenario: Four crashes in a row
    Given a loop of 3 steps
    And the loop's agent crashes in calls 1 to 4
    When the loop runs
    Then the loop ends as its agent did
    And the user's own work is as it was

  Scenario: One crash on the way
    Given a loop of 3 steps
    And the loop's agent crashes in call 2
    When the loop runs
    Then the loop ends as its agent did

  Scenario Outline: What follows an agent that <fails> is as the loop promises
    Given a loop of 3 steps
    And the loop's agent <fails> in call 2
    When the loop runs
    Then the loop deals with the failed agent as it promises

    Examples: Failures that it can see
      | fails                           |
      | crashes                         |
      | is killed                       |
      | writes half a file, and crashes |

  Scenario: An agent takes the user's interrupt for itself
    Given a loop of 3 steps
    And the loop's agent takes the interrupt for itself in call 2
    When the loop runs
    Then the loop ends as its agent did

  Scenario: The last step fails
    Given a loop of 3 steps
    And the loop's agent says that it is done, and crashes in call 3
    When the loop runs
    Then the loop ends as its agent did

  Scenario: An agent that overwrites the loop's state, and crashes each time
    Given a loop of 3 steps
    And the loop's agent overwrites the loop's state, and crashes in every call
    When the loop runs
    Then the loop does not end as a success

  Scenario: An agent that has reported, but does not end, holds nobody up
    Given a loop of 2 steps
    And the loop's agent reports, and does not end in call 1
    When the loop runs
    Then nothing of the loop lives on

  Scenario: A loop that failed can be run again
    Given a loop of 3 steps
    And the loop's agent crashes in calls 2 to 9
    And the loop may call its agent 3 times
    And the loop has run
    When the loop runs again
    Then the loop ends as its agent did
