@orchestration
Feature: Nothing goes on for ever, and nothing costs more than it may
  A task that gets nowhere is given up, spending ends where the user said, and neither takes the good
  tasks along.

  The seam leads from what agents do and cost, by way of counters in the state, to the decision
  to go on. When it breaks, money burns overnight, or one bad task takes the good ones along.

  @promise.caps-hold @path:stuck-loops
  Rule: A loop that gets nowhere is stuck, and only that loop

    @path:stuck-errors
    Scenario: Detects stuck loop from repeated errors
      Given the tasks "good, bad", built at the same time
      And the builder of "good" goes on with the same file, but only 14 times
      And the builder of "bad" crashes
      When the orchestration runs
      Then the tasks read:
        | task | status    | iterations |
        | good | completed | 15         |
        | bad  | failed    | 0          |
      And the loop of "bad" says "the same error 5 times"
      And the session is stuck

    @path:stuck-no-progress
    Scenario: Detects stuck loop from no progress
      Given the task "work"
      And max effort
      And the builder of "work" changes nothing
      When the orchestration runs
      Then the loop of "work" says "no progress in 4 iterations"
      And the session is stuck

    Scenario: Going on with the same file is progress
      Given the task "work"
      And max effort
      And a limit of 6 iterations
      And the builder of "work" goes on with the same file
      When the orchestration runs
      Then the loop of "work" says "not done after 6 iterations"
      And the session is stuck

    Scenario: A task reported as done without any work is not done
      Given the task "work"
      And max effort
      And the builder of "work" reports the task done without any work
      When the orchestration runs
      Then the agent of "build" was told "nothing was changed"
      And task "work" is failed
      And the session is stuck

    Scenario: Talking about the end is not the end
      Given the task "work"
      And max effort
      And the builder of "work" speaks of an end that it has not reached
      When the orchestration runs
      Then task "work" is failed
      And the session is stuck

    Scenario: A stuck loop gets a new chance from a resume
      Given the task "work"
      And max effort
      And the builder of "work" crashes, but only 2 times
      And the orchestration has run
      When the session is resumed
      Then the work of "work" is merged
      And the session is complete

    @needs.idle-check
    Scenario: An agent that never ends is ended
      Given the task "work"
      And max effort
      And a limit of 2 idle seconds
      And the builder of "work" never ends
      When the orchestration runs
      Then the loop of "work" says "printed nothing"
      And the session is stuck

  @promise.failed-agent-is-no-success @path:agents-fail
  Rule: Agents and their tools may fail

    @path:agent-crash
    Scenario: Recovers from agent crash
      Given the task "work"
      And the builder of "work" crashes, but only once
      When the orchestration runs
      Then the agent of "build" was called 2 times
      And the agent of "build" was told "exited with code 1"
      And the session is complete

    Scenario Outline: The agent of <phase> <misbehaves>, and is asked again
      Given the task "work"
      And the agent of "<phase>" <misbehaves>, but only once
      When the orchestration runs
      Then the agent of "<phase>" was called 2 times
      And the session is complete

      Examples: Failures that pass
        | phase     | misbehaves                   |
        | analyze   | is killed                    |
        | enumerate | loses its server             |
        | plan      | crashes                      |
        | build     | reports all, but exits badly |
        | build     | has no server                |
        | review    | reports nothing              |
        | enumerate | finds its API overloaded     |
        | plan      | is cut off in mid-answer     |
        | build     | reports all, but then its API fails |

    Scenario: An agent that does not know of the orchestrator's server is told so at once
      Given the task "work"
      And max effort
      And the builder of "work" is not told of its server
      When the orchestration runs
      Then the loop of "work" says "is not among the agent's"
      And the session is stuck

    Scenario: A server of the user's own that fails is not the orchestrator's
      Given the task "work"
      And the builder of "work" has another server that fails
      When the orchestration runs
      Then task "work" is completed
      And the session is complete

    Scenario: A builder cannot report somebody else's task as done
      Given the task "work"
      And the builder of "work" reports another task as done, but only once
      When the orchestration runs
      Then the agent of "build" was answered "you work on task work, not on task-9"
      And the session is complete

    Scenario Outline: A state that is locked while the agent of <phase> reports is written later
      Given the task "work"
      When the state is locked while the agent of "<phase>" reports
      Then the agent of "<phase>" was answered "locked"
      And the session is complete

      Examples: Phases
        | phase     |
        | enumerate |
        | build     |

    Scenario: What the user has not committed stops a merge, and stays
      Given the task "work"
      And the builder of "work" changes what the user has not committed
      When the orchestration runs
      Then the loop of "work" says "the base branch cannot move on"
      And the tasks read:
        | task | branch |
        | work | kept   |
      And the session is failed

  @promise.caps-hold @path:money
  Rule: Money is limited per loop, per phase and per run

    @path:loop-cost
    Scenario: Enforces per-loop cost limit
      Given the tasks "good, dear", built at the same time
      And a limit of 0.5 USD per loop
      And the builder of "dear" goes on with the same file
      And the builder of "dear" costs 0.3 USD
      When the orchestration runs
      Then the loop of "dear" says "the loop has cost $0.60 of $0.50"
      And task "good" is completed
      And the session is stuck

    Scenario: Enforces per-phase cost limit
      Given the task "work"
      And a limit of 0.5 USD per phase
      And the builder of "work" goes on with the same file
      And the builder of "work" costs 0.3 USD
      When the orchestration runs
      Then the session is over budget
      And the error says "the phase has cost $0.60 of $0.50"

    @path:run-cost
    Scenario: Enforces per-run cost limit
      Given the task "work"
      And a limit of 0.5 USD per run
      And the agent of "plan" costs 0.6 USD
      When the orchestration runs
      Then the session is over budget
      And task "work" is pending
      And the agent of "build" was never called

    Scenario: A resume gets no fresh budget
      Given the task "work"
      And a limit of 0.5 USD per run
      And the agent of "plan" costs 0.6 USD
      And the orchestration has run
      When the session is resumed
      Then no agent was called in the resumed run
      And the session is over budget

    Scenario: A resume with a greater budget goes on
      Given the task "work"
      And a limit of 0.5 USD per run
      And the agent of "plan" costs 0.6 USD
      And the orchestration has run
      And a limit of 2 USD per run
      When the session is resumed
      Then the agent of "plan" was called 1 time
      And the session is complete
