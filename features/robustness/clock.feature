@pipelines @clock @needs.clock
@promise.the-state-tells-the-truth @path:clock
Feature: A session does not depend on what time it is
  Sessions run, are recorded and are resumed alike, whatever the clock says or does meanwhile.

  The seam leads from the system's clock to the order of the history, and to time limits.
  When it breaks, a laptop that wakes up, or a clock that is set right, ruins a night's work.

  Scenario Outline: The clock jumps <jumps> in mid-session
    Given a stage "work" of 3 iterations
    And the clock jumps <jumps> whenever the engine looks at it
    When the pipeline runs
    Then iterations 1 to 3 are each recorded once, in order
    And the session is complete

    Examples: Jumps
      | jumps        |
      | back an hour |
      | ahead a day  |

  @needs.agent-timeout
  Scenario: A jump of the clock uses up nobody's time
    Given a stage "work" of 2 iterations
    And the agent may take a minute
    And the clock jumps ahead a day whenever the engine looks at it
    When the pipeline runs
    Then the session is complete

  @needs.resume
  Scenario Outline: The clock says <time> when the session is resumed
    Given a stage "work" of 3 iterations
    And the clock stands at "2026-03-01 09:30"
    And the run was killed while the agent worked on iteration 2
    And the clock stands at "<time>"
    When the session is resumed
    Then the agent is asked only for iterations 2 to 3
    And iterations 1 to 3 are each recorded once, in order

    Examples: Times
      | time             |
      | 1999-12-31 23:59 |
      | 2037-12-31 23:59 |

  @needs.session-lock
  Scenario: A lock from the future stops nobody
    Given a stage "work" of 2 iterations
    And the session is locked for a process that is gone
    And the clock stands at "1999-12-31 23:59"
    When the pipeline runs
    Then the session is complete
