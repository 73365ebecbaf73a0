@pipelines @regression @bug-3 @needs.multi-stage
@promise.done-means-done @path:bug-3
Feature: Bug 3: a stage that did nothing counted as done
  A stage without work to do never counts as done.

  A stage with no iteration to run was marked complete, and the pipeline reported success.

  The seam leads from a stage's loop to the pipeline's verdict. When it breaks, the work is not
  done that everyone believes done.

  Scenario: A stage that ran zero iterations fails the session
    Given these stages:
      | stage | iterations |
      | plan  | 1          |
      | build | 0          |
    When the pipeline runs
    Then the session is failed
    And the error says "zero iterations"
    And the stages read:
      | stage | status   | iterations |
      | plan  | complete | 1          |
      | build | failed   | 0          |

  Scenario: Nothing runs after a stage that ran zero iterations
    Given the "zero-iterations" script
    When the pipeline runs
    Then the agent is asked only for:
      | stage | iteration |
      | draft | 1         |
