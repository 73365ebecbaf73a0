@orchestration
Feature: A specification becomes merged commits, phase by phase
  What the user specified is planned, built, reviewed and merged, each once, and a pause or a crash
  changes nothing of that.

  The seams lead from what agents report to the state, and from phase to phase. When it breaks,
  work is planned and never built, built and never merged, or paid for twice after a crash.

  @promise.done-means-done @path:phase-order
  Rule: The phases lead from the specification to the end

    @path:simple-spec @path:fixture-mcp-calls
    Scenario: Completes simple spec end-to-end
      Given the agent of "enumerate" reports a single task
      And the agent of "plan" reports a single group
      When the orchestration runs
      Then the phases were "analyze, enumerate, plan, build, review"
      And the work of "task-1" is merged
      And every scripted agent was called
      And the session is complete

    @path:multi-task-spec
    Scenario: Handles multi-task spec with dependencies
      Given these tasks:
        | task  | depends on  |
        | base  |             |
        | left  | base        |
        | right | base        |
        | top   | left, right |
      When the orchestration runs
      Then the work of "base, left, right, top" is merged
      And the base branch holds 4 merges
      And the session is complete

    @path:effort-levels
    Scenario Outline: Respects effort level review checkpoints: <effort>
      Given the task "work"
      And <effort> effort
      When the orchestration runs
      Then the reviews were "<reviews>"
      And the session is complete

      @needs.unreviewed-tasks
      Examples: Low effort
        | effort | reviews |
        | low    | review  |

      Examples: Effort levels
        | effort | reviews                                                           |
        | medium | review-plan, review-loop, review                                  |
        | high   | review-enumerate, review-plan, review-loop, review                |
        | max    | review-analyze, review-enumerate, review-plan, review-loop, review |

    @path:sample-specs
    Scenario Outline: Every agent is told the whole specification "<name>"
      Given the specification "<name>"
      And the task "work"
      When the orchestration runs
      Then the agent of "analyze" was told "<begins>"
      And the agent of "enumerate" was told "<ends>"
      And the agent of "review" was told "<ends>"

      Examples: Samples
        | name       | begins                     | ends                                         |
        | simple     | Greet the user             | The greeting ends with a full stop.          |
        | multi-task | A table of contents        | Pages without a heading are left out.        |
        | same-file  | Two settings in one file   | Both lines are kept, in any order.           |
        | awkward    | <b>bold</b> and Zoë’s naïve 日本語 | echo `date` && rm -rf                |

    @path:sample-specs
    Scenario: The tasks of a sample specification are done
      Given the specification "multi-task"
      And these tasks:
        | task     | depends on |
        | headings |            |
        | list     | headings   |
        | links    | list       |
      When the orchestration runs
      Then the work of "headings, list, links" is merged
      And the session is complete

    @backend-codex @needs.backends
    Scenario: Works with codex as with claude
      Given the task "work"
      And the command line asks for the backend "codex"
      When the orchestration runs
      Then the work of "work" is merged
      And the session is complete

    @path:fixture-mcp-calls
    Scenario: An empty project is no obstacle
      Given the agent of "analyze" reports an empty project
      And the task "work"
      When the orchestration runs
      Then every scripted agent was called
      And the session is complete

    Scenario: Two runs with the same task names do not disturb each other
      Given the task "work"
      And the orchestration has run
      When another session of the same orchestration runs
      Then task "work" is completed
      And the session is complete

  @promise.nothing-is-done-twice @path:phase-stops
  Rule: A run can be stopped after any phase, and goes on with the next

    @path:resume-any-phase
    Scenario Outline: Persists and resumes from any phase: <phase>
      Given the task "work"
      And the run was killed while the agent of "<phase>" worked
      When the session is resumed
      Then the agent of "<phase>" was called 2 times
      And the work of "work" is merged
      And the session is complete

      Examples: Phases
        | phase     |
        | analyze   |
        | enumerate |
        | plan      |
        | build     |
        | review    |

    @needs.pauses
    Scenario: A run pauses after the phase that was named
      Given the task "work"
      When the orchestration runs through phase "plan"
      Then the session is paused
      And the run stands in phase "build"
      And the agent of "build" was never called

    @needs.pauses
    Scenario: A run can go on by a single phase
      Given the task "work"
      And the orchestration has run through phase "analyze"
      When the run goes on by one phase
      Then the session is paused
      And the run stands in phase "plan"

    Scenario: A revision that was cut short is taken up again
      Given the task "work"
      And the review fails, but only once, for "No tests" in "tests.py" at line 3
      And the run was killed while the agent of "revise" worked
      When the session is resumed
      Then there was 1 revision
      And the session is complete

    Scenario: Resuming a complete run changes nothing
      Given the task "work"
      And the orchestration has run
      When the session is resumed
      Then no agent was called in the resumed run
      And the session is complete

    Scenario Outline: An orchestrator that is <stopped> takes its agents along
      Given the task "work"
      When the run is <stopped> while the agent of "build" works on "work"
      Then the session is interrupted
      And the tasks read:
        | task | loop        |
        | work | interrupted |

      Examples: Ways to stop
        | stopped     |
        | interrupted |
        | terminated  |

    @needs.session-lock
    Scenario: A run cannot be started while it is at work
      Given the task "work"
      When the session is started again while the agent of "plan" works
      Then the second start is refused
      And the session is complete

  @promise.done-means-done @path:reports-checked
  Rule: What an agent says counts for nothing; what it reports is checked

    Scenario Outline: A run fails when the agent of <phase> <misbehaves>
      Given the tasks "one, two", built at the same time
      And the agent of "<phase>" <misbehaves>
      When the orchestration runs
      Then the session is failed
      And the error says "<error>"
      And the agent of "build" was never called

      Examples: Reports that are missing or wrong
        | phase     | misbehaves                             | error                     |
        | analyze   | reports nothing                        | no analysis               |
        | enumerate | reports nothing                        | no task was written       |
        | enumerate | writes tasks that wait for each other  | in a circle               |
        | plan      | leaves a task out                      | two stands in no group    |
        | analyze   | has no server                          | did not start             |
        | plan      | loses its server                       | stands in no group        |

    @needs.plan-check
    Scenario: A plan that contradicts the dependencies is made again
      Given these tasks:
        | task | depends on |
        | base |            |
        | top  | base       |
      And the agent of "plan" puts all tasks into one group, but only once
      When the orchestration runs
      Then the agent of "plan" was told "top must stand in a later group than base"
      And the work of "base, top" is merged
      And the session is complete

    Scenario: A task that nobody wrote cannot be planned
      Given the task "work"
      And the agent of "plan" plans a task that nobody wrote
      When the orchestration runs
      Then the agent of "plan" was answered "there is no task task-9"
      And the session is complete

    Scenario Outline: A refused <phase> never leads to building
      Given the task "work"
      And max effort
      And the agent of "review-<phase>" sends it back
      When the orchestration runs
      Then the session is failed
      And the error says "Too coarse"
      And the agent of "build" was never called

      Examples: Phases whose result is reviewed
        | phase     |
        | analyze   |
        | enumerate |
        | plan      |
