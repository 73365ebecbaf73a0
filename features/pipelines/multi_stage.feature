@pipelines @multi-stage @needs.multi-stage
Feature: Stages run one after another
  Every stage runs, in the author's order, with what the stages before it made; the session is
  complete when the last one is.

  The seam leads from one stage to the next, by way of the session's state.
  When it breaks, work is skipped or done twice, and the session still reports success.

  @promise.done-means-done @path:stage-order
  Rule: Every stage runs, in order, with its own count

    @flow-4 @path:flow-4
    Scenario: All stages run to their ends
      Given the "multi-3-stages" script
      When the pipeline runs
      Then the stages read:
        | stage    | status   | iterations |
        | elegance | complete | 2          |
        | ideation | complete | 2          |
        | elegance | complete | 2          |
      And the session is complete

    @flow-5 @path:flow-5
    Scenario: The state always tells which stage is at work
      Given these stages:
        | stage  | iterations |
        | plan   | 1          |
        | build  | 2          |
        | polish | 1          |
      When the pipeline runs
      Then the state moved like this:
        | as the agent was called for | current stage | iterations completed |
        | 1                           | plan          | 0                    |
        | 1                           | build         | 0                    |
        | 2                           | build         | 1                    |
        | 1                           | polish        | 0                    |
        | after the run               | polish        | 1                    |

    Scenario: Each stage counts its iterations from one
      Given these stages:
        | stage | iterations |
        | plan  | 2          |
        | build | 3          |
      When the pipeline runs
      Then the agent was called for:
        | stage | iteration |
        | plan  | 1         |
        | plan  | 2         |
        | build | 1         |
        | build | 2         |
        | build | 3         |

    @path:fixture-multi-3-stages
    Scenario: The history covers all stages
      Given the "multi-3-stages" script
      When the pipeline runs
      Then the history reads:
        | stage    | iteration | decision |
        | elegance | 1         | continue |
        | elegance | 2         | stop     |
        | ideation | 1         | continue |
        | ideation | 2         | continue |
        | elegance | 1         | continue |
        | elegance | 2         | stop     |

    Scenario: A stage that its agent ends early hands on to the next
      Given these stages:
        | stage | iterations | votes          |
        | plan  | 5          | continue, stop |
        | build | 2          |                |
      When the pipeline runs
      Then the stages read:
        | stage | status   | iterations |
        | plan  | complete | 2          |
        | build | complete | 2          |

    Scenario: Every stage's artifacts are what the state counts
      Given the "multi-3-stages" script
      When the pipeline runs
      Then the artifacts of iterations 1 to 2 of stage "ideation" are complete
      And the state agrees with the artifacts

  @promise.failed-agent-is-no-success @path:stage-failure
  Rule: A stage that did not do its work stops the pipeline

    @flow-6 @path:flow-6
    Scenario: A stage without any iteration is a failure
      Given the "zero-iterations" script
      When the pipeline runs
      Then the session is failed
      And the error says "zero iterations"
      And the agent of stage "publish" was never called

    Scenario: A crash in one stage keeps the next from starting
      Given these stages:
        | stage  | iterations |
        | plan   | 1          |
        | build  | 2          |
        | polish | 1          |
      And the agent crashes in iteration 2 of stage "build"
      When the pipeline runs
      Then the stages read:
        | stage  | status   | iterations |
        | plan   | complete | 1          |
        | build  | failed   | 1          |
        | polish | pending  | 0          |
      And the session is failed

  @promise.told-and-answered-whole @path:stage-inputs
  Rule: A stage gets what it asks for

    @needs.stage-inputs
    Scenario: A stage reads the latest output of an earlier one
      Given these stages:
        | stage | iterations | reads |
        | plan  | 3          |       |
        | build | 1          | plan  |
      When the pipeline runs
      Then the agent of stage "build" is given the output of:
        | stage | iteration |
        | plan  | 3         |

    @needs.stage-inputs
    Scenario: A stage reads every output of an earlier one
      Given these stages:
        | stage | iterations | reads       |
        | plan  | 2          |             |
        | build | 1          | all of plan |
      When the pipeline runs
      Then the agent of stage "build" is given the output of:
        | stage | iteration |
        | plan  | 1         |
        | plan  | 2         |

    @needs.stage-inputs
    Scenario: Of two stages of one name, the later one is read
      Given these stages:
        | stage  | iterations | reads |
        | draft  | 1          |       |
        | polish | 1          |       |
        | draft  | 2          |       |
        | print  | 1          | draft |
      When the pipeline runs
      Then the agent of stage "print" is given the output of:
        | stage | iteration |
        | draft | 2         |

    @needs.backends
    Scenario: Each stage is done by the backend and model that it asks for
      Given these stages:
        | stage | iterations | backend | model       |
        | plan  | 1          | claude  | haiku       |
        | build | 1          | codex   | gpt-5-codex |
      When the pipeline runs
      Then the agent was called for:
        | stage | backend | model       |
        | plan  | claude  | haiku       |
        | build | codex   | gpt-5-codex |

    @needs.context
    Scenario: Every stage is told the pipeline's context
      Given the "multi-3-stages" script
      And the pipeline's context is "Keep the public names."
      When the pipeline runs
      Then every call was told "Keep the public names."
