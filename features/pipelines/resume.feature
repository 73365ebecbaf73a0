@pipelines @resume @needs.resume
Feature: A session that was cut short goes on where it stopped
  A session that was cut short is resumed with the work that is left; nothing that was finished is
  done again.

  The seam leads from a dead process, by way of its state, to the process that takes over.
  When it breaks, finished work is paid for twice, or lost.

  @promise.nothing-is-done-twice @path:resume-once
  Rule: What was completed is not done again

    @flow-7 @path:flow-7
    Scenario: A killed stage goes on with the iteration that was cut short
      Given a stage "work" of 5 iterations
      And the run was killed while the agent worked on iteration 3
      When the session is resumed
      Then the agent is asked only for iterations 3 to 5
      And the session is complete

    @flow-8 @needs.multi-stage @path:flow-8
    Scenario: Complete stages are skipped
      Given these stages:
        | stage | iterations |
        | plan  | 2          |
        | build | 2          |
      And the run was killed while the agent worked on iteration 1 of stage "build"
      When the session is resumed
      Then the agent of stage "plan" was not called again
      And the session is complete

    @flow-9 @needs.multi-stage @path:flow-9
    Scenario: The stage that was at work is taken up again
      Given these stages:
        | stage  | iterations |
        | plan   | 1          |
        | build  | 1          |
        | polish | 3          |
      And the run was killed while the agent worked on iteration 2 of stage "polish"
      When the session is resumed
      Then the agent is asked only for:
        | stage  | iteration |
        | polish | 2         |
        | polish | 3         |
      And the session is complete

    Scenario: Finished artifacts stay as they were
      Given a stage "work" of 4 iterations
      And the run was killed while the agent worked on iteration 3
      When the session is resumed
      Then the artifacts of iterations 1 to 2 are unchanged
      And the session is complete

    Scenario: A session killed in its very first iteration starts with that one
      Given a stage "work" of 2 iterations
      And the run was killed while the agent worked on iteration 1
      When the session is resumed
      Then iterations 1 to 2 are each recorded once, in order

    @needs-machine.crash-points
    Scenario: A power failure while the agent works costs no more than its iteration
      Given a stage "work" of 3 iterations
      And the run lost power while the agent worked on iteration 2
      When the session is resumed
      Then the agent is asked only for iterations 2 to 3
      And iterations 1 to 3 are each recorded once, in order

    Scenario: An agent that crashes twice gets a third attempt
      Given a stage "work" of 3 iterations
      And the agent crashes in iteration 2, but only 2 times
      And the pipeline has run
      And the session was resumed
      When the session is resumed
      Then the agent is asked only for iterations 2 to 3
      And the session is complete

    Scenario: An agent may fail in another way each time
      Given a stage "work" of 2 iterations
      And the agent crashes, then is killed, then writes no decision in iteration 2
      And the pipeline has run
      And the session was resumed
      And the session was resumed
      When the session is resumed
      Then the agent was called 5 times
      And the session is complete

    Scenario: A session survives being killed twice
      Given a stage "work" of 4 iterations
      And the run was killed while the agent worked on iteration 2
      And the resumed run was killed while the agent worked on iteration 3
      When the session is resumed
      Then the agent is asked only for iterations 3 to 4
      And iterations 1 to 4 are each recorded once, in order

  @promise.nothing-finished-is-lost @path:resume-after-failure
  Rule: The state outlives the crash

    @flow-12 @path:flow-12
    Scenario: A killed run leaves all that it had completed
      Given a stage "work" of 4 iterations
      When the run is killed while the agent works on iteration 3
      Then iterations 1 to 2 are each recorded once, in order
      And the session is not complete

    @path:fixture-crash-at-2
    Scenario: An agent's crash can be resumed
      # 3 iterations; the agent crashes in the second, but only once
      Given the "crash-at-2" script
      And the pipeline has run
      When the session is resumed
      Then the agent is asked only for iterations 2 to 3
      And the session is complete

    @needs.multi-stage
    Scenario: A failed stage can be resumed, and the stages after it run
      Given these stages:
        | stage  | iterations |
        | plan   | 1          |
        | build  | 2          |
        | polish | 1          |
      And the agent crashes in iteration 2 of stage "build", but only once
      And the pipeline has run
      When the session is resumed
      Then the stages read:
        | stage  | status   | iterations |
        | plan   | complete | 1          |
        | build  | complete | 2          |
        | polish | complete | 1          |

    Scenario: What was learned before the crash is still there
      Given a stage "work" of 3 iterations
      And the agent notes "The cache is stale." in iteration 1
      And the run was killed while the agent worked on iteration 2
      When the session is resumed
      Then the agent finds "The cache is stale." in its progress file in iteration 3

  @promise.a-stop-is-a-stop @path:stop-on-purpose
  Rule: A session can be stopped on purpose and taken up again

    @needs.interrupt
    Scenario Outline: A run that is <stopped> can be resumed
      Given a stage "work" of 3 iterations
      And the run was <stopped> while the agent worked on iteration 2
      When the session is resumed
      Then the agent is asked only for iterations 2 to 3
      And the session is complete

      Examples: Ways to stop
        | stopped     |
        | interrupted |
        | terminated  |

    @needs.interrupt
    Scenario Outline: A run that is <stopped> says so
      Given a stage "work" of 3 iterations
      When the run is <stopped> while the agent works on iteration 2
      Then the session is interrupted
      And only iteration 1 is recorded

      Examples: Ways to stop
        | stopped     |
        | interrupted |
        | terminated  |

  @promise.nothing-is-done-twice @path:resume-asks-for-nothing
  Rule: A resume does nothing that nobody asked for

    Scenario: Resuming a complete session changes nothing
      Given a stage "work" of 3 iterations
      And the pipeline has run
      When the session is resumed
      Then no agent was called in the resumed run
      And the session is complete

    Scenario: Resuming a session that never was is refused
      Given a stage "work" of 2 iterations
      When a session that never ran is resumed
      Then the run is refused
      And no agent was called

    @needs.settings
    Scenario: A resumed session stays with the model that it began with
      Given a stage "work" of 2 iterations
      And the environment asks for the model "haiku"
      And the run was killed while the agent worked on iteration 2
      And the environment asks for the model "sonnet"
      When the session is resumed
      Then every call used the model "haiku"

    @needs.judgment
    Scenario: Votes cast before the crash still count
      Given a stage "work" that ends after 2 stop votes in a row, within 6 iterations
      And the agent votes "continue, stop, stop"
      And the run was killed while the agent worked on iteration 3
      When the session is resumed
      Then the agent is asked only for iteration 3
      And the session is complete
