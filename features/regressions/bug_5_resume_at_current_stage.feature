@pipelines @regression @bug-5 @needs.multi-stage @needs.resume
@promise.nothing-is-done-twice @path:bug-5
Feature: Bug 5: a resume started over from the first stage
  A resume begins at the stage that was at work.

  A pipeline that stopped in its third stage began again with its first: the resume looked at the
  iteration's number and never at the stage.

  The seam leads from the state to the process that takes over. When it breaks, every finished
  stage is paid for once more, and what it had made is overwritten.

  Scenario: A resume goes on in the stage that was at work
    Given these stages:
      | stage    | iterations |
      | elegance | 2          |
      | ideation | 2          |
      | polish   | 3          |
    And the run was killed while the agent worked on iteration 2 of stage "polish"
    When the session is resumed
    Then the agent is asked only for:
      | stage  | iteration |
      | polish | 2         |
      | polish | 3         |
    And the session is complete

  Scenario Outline: A resume says that it goes on from stage <stage>, iteration <iteration>
    Given these stages:
      | stage    | iterations |
      | elegance | 2          |
      | ideation | 2          |
      | polish   | 3          |
    And the run was killed while the agent worked on iteration <iteration> of stage "<stage>"
    When the session is resumed
    Then the user is told of going on from stage "<stage>", iteration <iteration>
    And the session is complete

    Examples: Places
      | stage    | iteration |
      | ideation | 1         |
      | polish   | 2         |

  Scenario: A resume leaves the artifacts of finished stages alone
    Given these stages:
      | stage    | iterations |
      | elegance | 2          |
      | ideation | 2          |
    And the run was killed while the agent worked on iteration 2 of stage "ideation"
    When the session is resumed
    Then the artifacts of iterations 1 to 2 of stage "elegance" are unchanged
    And the session is complete
