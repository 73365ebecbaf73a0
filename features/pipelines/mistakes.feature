@pipelines @mistakes @needs.pipeline-check @needs.located-mistakes
@promise.a-mistake-is-named-first @path:mistakes
Feature: An author's mistake is named where it stands, before anything runs
  Who makes a mistake in a pipeline is told file, line and word, before any agent is called.

  The seam leads from the files that authors write to the engine that reads them.
  When it breaks, a typo first costs an agent's work, and then a search through every file.

  Scenario Outline: A stage alone has <mistake>
    Given a stage "build" of 2 iterations
    And stage "build" has <mistake>
    When the pipeline runs
    Then the run is refused
    And the user is told where the mistake stands
    And no agent was called

    Examples: Mistakes
      | mistake                       |
      | no file                       |
      | a line that makes no sense    |
      | a letter that nobody can read |
      | bytes that are no text        |
      | a setting that does not exist |
      | a setting left out            |
      | a value that does not fit     |
      | a number below zero           |
      | no time to work in            |
      | a variable that nobody fills  |

  @needs.multi-stage
  Scenario Outline: The second of three stages has <mistake>
    Given these stages:
      | stage   | iterations |
      | plan    | 1          |
      | build   | 2          |
      | publish | 1          |
    And stage "build" has <mistake>
    When the pipeline runs
    Then the run is refused
    And the user is told where the mistake stands
    And no agent was called

    Examples: Mistakes
      | mistake                       |
      | a line that makes no sense    |
      | a letter that nobody can read |
      | bytes that are no text        |
      | a setting that does not exist |
      | a setting left out            |
      | a value that does not fit     |
      | a number below zero           |
      | no time to work in            |
      | a variable that nobody fills  |
