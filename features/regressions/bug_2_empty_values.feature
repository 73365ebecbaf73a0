@pipelines @regression @bug-2
@promise.only-what-is-configured @path:bug-2
Feature: Bug 2: an empty value was taken for a number
  A setting that is there but empty counts as not set, and nobody is bothered with complaints.

  Where a setting was there but empty, the engine compared nothing with a number. It complained
  "integer expression expected" once per iteration, and went on as if nothing had happened.

  The seam leads from environment and state to the decision whether to go on. When it breaks,
  the complaints that matter are hidden.

  Scenario: A run has nothing to complain about
    Given the "continue-3" script
    When the pipeline runs
    Then the engine complained of nothing
    And the session is complete

  @needs.judgment
  Scenario: A judgment has nothing to complain about
    Given the "plateau-2-3" script
    When the pipeline runs
    Then the engine complained of nothing
    And the session is complete

  @needs.judgment
  Scenario: A cap that nobody has named is no reason to complain
    Given a stage "work" that ends after 2 stop votes in a row
    And the agent votes "continue, stop, stop"
    When the pipeline runs
    Then the engine complained of nothing
    And the session is complete

  Scenario: A number of iterations that nobody has named is no reason to complain
    Given these stages:
      | stage | iterations |
      | work  |            |
    When the pipeline runs
    Then the engine complained of nothing
    And the session is complete

  @needs.multi-stage
  Scenario: Several stages have nothing to complain about
    Given the "multi-3-stages" script
    When the pipeline runs
    Then the engine complained of nothing
    And the session is complete

  @needs.settings
  Scenario: An empty setting counts as none
    Given a stage "work" of 2 iterations
    And the environment asks for the model ""
    When the pipeline runs
    Then every call used the model "opus"
    And the session is complete
