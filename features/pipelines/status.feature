@pipelines @status @needs.status
@promise.it-says-how-it-stands @path:status
Feature: A user can ask how a session stands
  Whoever asks how a session stands is told the truth, in words for people, and changes nothing by
  asking.

  The seam leads from the session's files to the person who decides what to do next.
  When it breaks, a dead session is waited for, and a living one is started once more.

  Scenario: A session at work is running
    Given a stage "work" of 2 iterations
    When the user asks how the session stands while the agent works on iteration 2
    Then the answer is that the session is running
    And the session is complete

  @needs.resume
  Scenario: A resumed session is running again
    Given a stage "work" of 2 iterations
    And the run was killed while the agent worked on iteration 1
    When the user asks how the resumed session stands while the agent works on iteration 2
    Then the answer is that the session is running
    And the session is complete

  Scenario: A session that has run to its end is complete
    Given a stage "work" of 2 iterations
    And the pipeline has run
    When the user asks how the session stands
    Then the answer is that the session is complete

  Scenario: Of a session that failed, the answer says so, and why
    Given a stage "work" of 2 iterations
    And the agent reports the error "The tests are red" in iteration 2
    And the pipeline has run
    When the user asks how the session stands
    Then the answer is that the session is failed
    And the answer says "The tests are red"

  @needs.judgment
  Scenario: A session that no vote ended is stopped at its cap
    Given a stage "work" that ends after 2 stop votes in a row, within 3 iterations
    And the pipeline has run
    When the user asks how the session stands
    Then the answer is that the session is stopped at its cap

  @needs.approval
  Scenario: A session that waits for a person is paused
    Given these stages:
      | stage   | iterations |
      | build   | 1          |
      | publish | 1          |
    And stage "publish" needs approval
    And the pipeline has run
    When the user asks how the session stands
    Then the answer is that the session is paused

  @needs.approval @needs.clock
  Scenario: Of a session that waits, the answer says until when
    Given these stages:
      | stage   | iterations |
      | build   | 1          |
      | publish | 1          |
    And stage "publish" needs approval within an hour, or else it is refused
    And the pipeline has run at "2026-03-01 09:30:00"
    When the user asks how the session stands
    Then the answer is that the session is paused
    And the answer says "10:30:00"

  Scenario Outline: Nobody works on a session that was <stopped>
    Given a stage "work" of 3 iterations
    And the run was <stopped> while the agent worked on iteration 2
    When the user asks how the session stands
    Then the answer is that nobody works on the session

    Examples: Ways to stop
      | stopped                   |
      | interrupted               |
      | terminated                |
      | killed without its agents |

  @needs.session-lock
  Scenario: A lock that a dead process left does not make a session run
    Given a stage "work" of 2 iterations
    And the pipeline has run
    And the session is locked for a process that is gone
    When the user asks how the session stands
    Then the answer is that the session is complete

  @needs.multi-stage @needs.stage-status
  Scenario: The answer tells of every stage
    Given these stages:
      | stage   | iterations | votes          |
      | plan    | 5          | continue, stop |
      | build   | 2          |                |
      | publish | 1          |                |
    And the agent crashes in iteration 2 of stage "build"
    And the pipeline has run
    When the user asks how the session stands
    Then the answer tells of these stages:
      | stage   | status   | votes          |
      | plan    | complete | continue, stop |
      | build   | failed   | continue       |
      | publish | pending  |                |

  Scenario: A session that never was is not made up
    Given a stage "work" of 2 iterations
    And the pipeline has run
    When the user asks how a session that never was stands
    Then the answer is that there is no such session
