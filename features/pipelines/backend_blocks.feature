@pipelines @parallel-blocks @needs.backends @needs.backend-blocks
Feature: Two backends do one stage side by side, each by itself
  Each backend does the stage as it was configured, and what comes next reads what both have answered.

  The seam leads from one stage, by way of an agent of each backend, to the stage that reads both.
  When it breaks, one of two opinions that were paid for is lost, and nobody is told.

  @promise.only-what-is-configured @path:block-isolation
  Rule: Each backend is asked, and asked once

    Scenario: Both are asked
      Given a stage "work" of 1 iteration
      And these agents work side by side:
        | backend |
        | claude  |
        | codex   |
      When the pipeline runs
      Then the agent was called for:
        | agent   | backend |
        | agent-0 | claude  |
        | agent-1 | codex   |
      And the session is complete

    Scenario: Both do all of its iterations
      Given a stage "work" of 2 iterations
      And these agents work side by side:
        | backend |
        | claude  |
        | codex   |
      When the pipeline runs
      Then the agent was called 4 times
      And the session is complete

    @needs.block-models
    Scenario: Each is asked for its own model
      Given a stage "work" of 1 iteration
      And these agents work side by side:
        | backend | model       |
        | claude  | haiku       |
        | codex   | gpt-5-codex |
      When the pipeline runs
      Then the agent was called for:
        | agent   | backend | model       |
        | agent-0 | claude  | haiku       |
        | agent-1 | codex   | gpt-5-codex |

    Scenario: Each keeps its own notes
      Given a stage "work" of 2 iterations
      And these agents work side by side:
        | backend |
        | claude  |
        | codex   |
      And agent-0 notes "The lexer is slow" in iteration 1
      When the pipeline runs
      Then agent-0 finds "The lexer is slow" in its progress file in iteration 2
      And agent-1 does not find "The lexer is slow" in its progress file in iteration 2

  @promise.told-and-answered-whole @path:stage-inputs
  Rule: What was answered before reaches both, and what both answer reaches the next

    @needs.stage-inputs
    Scenario Outline: The next stage reads what both have answered last, in <folder>
      Given the project's folder is called "<folder>"
      And a stage "draft" of 2 iterations
      And these agents work side by side:
        | backend |
        | claude  |
        | codex   |
      And a stage "choose" of 1 iteration that reads the latest of "draft"
      When the pipeline runs
      Then the agent of stage "choose" is given the output of:
        | iteration | agent   |
        | 2         | agent-0 |
        | 2         | agent-1 |

      Examples: Folders
        | folder             |
        | project            |
        | my project (draft) |

    @needs.stage-inputs
    Scenario Outline: Both read what the stage before has answered, in <folder>
      Given the project's folder is called "<folder>"
      And a stage "plan" of 2 iterations
      And a stage "work" of 1 iteration that reads the latest of "plan"
      And these agents work side by side:
        | backend |
        | claude  |
        | codex   |
      When the pipeline runs
      Then the agent of stage "work" is given the output of:
        | stage | iteration |
        | plan  | 2         |

      Examples: Folders
        | folder             |
        | project            |
        | my project (draft) |

    @needs.session-files
    Scenario: Both are given the files of the session
      Given a stage "plan" of 1 iteration
      And a stage "work" of 1 iteration
      And these agents work side by side:
        | backend |
        | claude  |
        | codex   |
      And the session is given the files "notes.txt, LICENSE"
      When the pipeline runs
      Then every agent is given the files "notes.txt, LICENSE"
      And the session is complete

  @promise.failed-agent-is-no-success @path:block-failure
  Rule: One that fails is no success

    Scenario Outline: The stage after a block in which <agent> <fails> does not begin
      Given a stage "work" of 1 iteration
      And these agents work side by side:
        | backend |
        | claude  |
        | codex   |
      And a stage "print" of 1 iteration
      And <agent> <fails> in iteration 1 of stage "work"
      When the pipeline runs
      Then the session is failed
      And the agent of stage "print" was never called

      Examples: Who fails, and how
        | agent   | fails                  |
        | agent-0 | crashes                |
        | agent-1 | crashes                |
        | agent-0 | is killed              |
        | agent-1 | is killed              |
        | agent-0 | writes half a decision |
        | agent-1 | writes half a decision |

  @promise.nothing-is-done-twice @path:block-crash
  Rule: What one has done is not asked of it again

    @needs.resume
    Scenario Outline: A resume asks only <agent>, which failed
      Given a stage "work" of 1 iteration
      And these agents work side by side:
        | backend |
        | claude  |
        | codex   |
      And <agent> crashes in iteration 1, but only once
      And the pipeline has run
      When the session is resumed
      Then the agent is asked only for:
        | agent   |
        | <agent> |
      And the session is complete

      Examples: Who failed
        | agent   |
        | agent-0 |
        | agent-1 |
