@orchestration @seams @needs.resilience @needs.clock
@promise.caps-hold
Feature: A backend that is down too often is left alone, whoever runs next
  What one run has learnt of a backend, the next one knows: it asks nobody until the cooldown is
  over, and then only once.

  The seam leads from one run, by way of what is kept of its failures, to the next. When it breaks,
  each run of a bad night learns anew, and pays for it.

  @path:breaker-opens
  Rule: Failures add up over runs, and an answer ends the count

    Scenario: What failed in one run and the next opens the breaker
      Given the task "work"
      And a limit of 2 attempts per step
      And a limit of 3 failures in a row
      And the agent of "analyze" finds its API overloaded
      And the orchestration has run
      When the session is resumed
      Then the agent of "analyze" was called 3 times
      And the session is paused

    Scenario: Who was left alone in one session is left alone in another
      Given the task "work"
      And a limit of 2 failures in a row
      And the agent of "analyze" finds its API overloaded
      And the orchestration has run
      When another session of the same orchestration runs
      Then no agent was called
      And the error says "left alone until"
      And the session is paused

    Scenario: An answer ends the count of failures
      Given the task "work"
      And a limit of 3 failures in a row
      And the agent of "analyze" finds its API overloaded, but only 2 times
      And the agent of "enumerate" finds its API overloaded, but only 2 times
      When the orchestration runs through phase "enumerate"
      Then the agent of "enumerate" was called 3 times
      And the error says "paused after enumerate"

    Scenario: What agents do wrong is not their backend's fault
      Given the task "work"
      And a limit of 1 failure in a row
      And the agent of "analyze" crashes, but only 2 times
      When the orchestration runs through phase "analyze"
      Then the agent of "analyze" was called 3 times
      And the error says "paused after analyze"

    Scenario: Who speaks of errors is not down
      Given the task "work"
      And a limit of 1 failure in a row
      And the agent of "analyze" speaks of an overloaded API, and does its work
      When the orchestration runs through phase "enumerate"
      Then the attempts read:
        | phase     | attempt | outcome  |
        | analyze   | 1       | answered |
        | enumerate | 1       | answered |

  @path:breaker-probe
  Rule: After the cooldown a single call finds out

    Scenario: Nobody is asked before the cooldown is over
      Given the task "work"
      And a limit of 2 failures in a row
      And a limit of 60 seconds of cooldown
      And the agent of "analyze" finds its API overloaded
      And the orchestration has run at "2026-03-01 09:00:00"
      When the session is resumed at "2026-03-01 09:00:59"
      Then no agent was called in the resumed run
      And the error says "left alone until 2026-03-01 09:01:00"
      And the session is paused

    Scenario: The length of the cooldown is a setting
      Given the task "work"
      And a limit of 2 failures in a row
      And a limit of 3600 seconds of cooldown
      And the agent of "analyze" finds its API overloaded
      And the orchestration has run at "2026-03-01 09:00:00"
      When the session is resumed at "2026-03-01 09:59:59"
      Then no agent was called in the resumed run
      And the session is paused

    Scenario: Where the first call is not answered, there is no second
      Given the task "work"
      And a limit of 2 failures in a row
      And a limit of 60 seconds of cooldown
      And the agent of "analyze" finds its API overloaded
      And the orchestration has run at "2026-03-01 09:00:00"
      When the session is resumed at "2026-03-01 09:01:00"
      Then the agent of "analyze" was called 3 times
      And the session is paused

    Scenario: An unanswered call begins another cooldown
      Given the task "work"
      And a limit of 2 failures in a row
      And a limit of 60 seconds of cooldown
      And the agent of "analyze" finds its API overloaded
      And the orchestration has run at "2026-03-01 09:00:00"
      And the session was resumed at "2026-03-01 09:01:00"
      When the session is resumed at "2026-03-01 09:01:59"
      Then no agent was called in the resumed run
      And the session is paused

    Scenario: Where the first call is answered, the run goes on
      Given the task "work"
      And a limit of 2 failures in a row
      And a limit of 60 seconds of cooldown
      And the agent of "analyze" finds its API overloaded, but only 2 times
      And the orchestration has run at "2026-03-01 09:00:00"
      When the session is resumed at "2026-03-01 09:01:00"
      Then the agent of "analyze" was called 3 times
      And the session is complete

    Scenario: Of two runs only one finds out
      Given the task "work"
      And a limit of 2 failures in a row
      And a limit of 60 seconds of cooldown
      And the agent of "analyze" finds its API overloaded
      And the orchestration has run at "2026-03-01 09:00:00"
      And the clock stands at "2026-03-01 09:01:00"
      When another session runs to its end while the agent of "analyze" works
      Then no agent was called
      And the error says "another run is just trying it again"
      And the session is paused

    Scenario: A run that dies while it finds out stands in nobody's way
      Given the task "work"
      And a limit of 2 failures in a row
      And a limit of 60 seconds of cooldown
      And the agent of "analyze" finds its API overloaded, but only 2 times
      And the orchestration has run at "2026-03-01 09:00:00"
      And the clock stands at "2026-03-01 09:01:00"
      And the resumed run was killed while the agent of "analyze" worked
      When the session is resumed
      Then the agent of "analyze" was called 4 times
      And the session is complete
