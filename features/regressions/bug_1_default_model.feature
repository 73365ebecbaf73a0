@pipelines @regression @bug-1
@promise.only-what-is-configured @path:bug-1
Feature: Bug 1: the default model depended on the path
  Every path through the engine asks for the same model where nobody chose one.

  A session of one stage asked for opus, a session of several stages asked for sonnet, and
  nobody had configured either. The two paths through the engine each had a default of their own.

  The seam leads from the configuration to the command line of the agent. When it breaks, it
  costs money, or quality, unnoticed.

  Scenario: A single stage asks for opus
    Given a stage "work" of 1 iteration
    When the pipeline runs
    Then every call used the model "opus"

  @needs.multi-stage
  Scenario: Several stages ask for opus
    Given these stages:
      | stage | iterations |
      | plan  | 1          |
      | build | 1          |
    When the pipeline runs
    Then every call used the model "opus"

  Scenario: A single stage's own model wins
    Given a stage "work" of 1 iteration
    And the stage asks for the model "haiku"
    When the pipeline runs
    Then every call used the model "haiku"

  @needs.multi-stage
  Scenario: A stage's own model wins over the pipeline's
    Given these stages:
      | stage | iterations | model |
      | plan  | 1          | haiku |
      | build | 1          |       |
    And the pipeline asks for the model "sonnet"
    When the pipeline runs
    Then the agent was called for:
      | stage | model  |
      | plan  | haiku  |
      | build | sonnet |

  @needs.settings
  Scenario: The environment decides where pipeline and stage are silent
    Given a stage "work" of 1 iteration
    And the environment asks for the model "sonnet"
    When the pipeline runs
    Then every call used the model "sonnet"

  @needs.settings @needs.pipeline-first @needs.multi-stage
  Scenario: The pipeline wins over the environment
    Given these stages:
      | stage | iterations |
      | plan  | 1          |
      | build | 1          |
    And the pipeline asks for the model "haiku"
    And the environment asks for the model "sonnet"
    When the pipeline runs
    Then every call used the model "haiku"
