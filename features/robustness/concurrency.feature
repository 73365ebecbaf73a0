@pipelines @concurrency @needs.session-lock
@promise.two-at-once-do-no-harm @path:one-engine
Feature: A session has one engine at a time
  Of several runs of one session, one does the work, and the others are refused.

  The seam leads from one engine, by way of the session's lock, to the others that want it.
  When it breaks, two engines pay for the same work, and each overwrites what the other wrote.

  Rule: Of several engines, one does the work

    Scenario Outline: <count> engines are started at once
      Given a stage "work" of 2 iterations
      When <count> engines start the session at once
      Then all others are refused
      And iterations 1 to 2 are each recorded once, in order

      Examples: Crowds
        | count |
        | 2     |
        | 8     |

    @needs.resume
    Scenario Outline: <count> engines resume at once
      Given a stage "work" of 3 iterations
      And the run was killed while the agent worked on iteration 2
      When <count> engines resume the session at once
      Then all others are refused
      And the agent is asked only for iterations 2 to 3

      Examples: Crowds
        | count |
        | 2     |
        | 8     |

    @needs-machine.crash-points
    Scenario: A second start at any moment of the first
      Given a stage "work" of 1 iteration
      When the session is started again before each change that its run makes to disk
      Then every time one run does the work, and the other is refused

  Rule: A lock that no engine holds stops nobody

    Scenario Outline: The lock names a process that <process>
      Given a stage "work" of 2 iterations
      And the session is locked for a process that <process>
      When the pipeline runs
      Then the session is complete

      Examples: Processes
        | process             |
        | is gone             |
        | does something else |

    @needs.resume
    Scenario: A killed engine's lock names a process that does something else by now
      Given a stage "work" of 3 iterations
      And the run was killed while the agent worked on iteration 2
      And the session is locked for a process that does something else
      When the session is resumed
      Then the agent is asked only for iterations 2 to 3
      And the session is complete
