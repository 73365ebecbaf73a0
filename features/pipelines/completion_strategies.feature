@pipelines @completion
Feature: A stage ends when its rule says so
  Each stage runs for as long as the rule that its author chose says, and no longer.

  The seam leads from the agents' decisions, by way of the history, to the end of the stage.
  When it breaks, loops run for ever, or end before the work is done.

  @promise.caps-hold @path:rule-fixed
  Rule: A fixed stage runs as often as it was told, and no more

    @flow-11 @path:flow-11
    Scenario Outline: A stage of <count> iterations calls its agent <count> times
      Given a stage "work" of <count> iterations
      When the pipeline runs
      Then iterations 1 to <count> are each recorded once, in order
      And the session is complete

      Examples: Counts
        | count |
        | 1     |
        | 3     |
        | 5     |

    Scenario: A stage that does not say how often it runs, runs once
      Given these stages:
        | stage | iterations |
        | work  |            |
      When the pipeline runs
      Then only iteration 1 is recorded
      And the session is complete

  @promise.done-means-done @path:rule-judgment
  Rule: A judgment needs consecutive stop votes

    @flow-10 @needs.judgment @path:flow-10
    Scenario: Two stop votes end the stage only when they follow each other
      Given a stage "work" that ends after 2 stop votes in a row, within 8 iterations
      And the agent votes "continue, stop, continue, stop, stop"
      When the pipeline runs
      Then iterations 1 to 5 are each recorded once, in order
      And the session is complete

    @needs.judgment @path:fixture-plateau-2-3
    Scenario: The plateau is reached as soon as the votes agree
      Given the "plateau-2-3" script
      When the pipeline runs
      Then the history reads:
        | iteration | decision |
        | 1         | continue |
        | 2         | stop     |
        | 3         | stop     |
      And the session is complete

    @needs.judgment
    Scenario Outline: A consensus of <needed> takes <needed> stop votes
      Given a stage "work" that ends after <needed> stop votes in a row, within 6 iterations
      And the agent votes "stop, stop, stop, stop"
      When the pipeline runs
      Then iterations 1 to <needed> are each recorded once, in order

      Examples: Votes needed
        | needed |
        | 1      |
        | 3      |

    @needs.judgment
    Scenario: A judgment waits for its least number of iterations
      Given a stage "work" that ends after 2 stop votes in a row, within 6 iterations, but not before iteration 4
      And the agent votes "stop, stop, stop, stop"
      When the pipeline runs
      Then iterations 1 to 4 are each recorded once, in order
      And the session is complete

    @needs.judgment @path:fixture-mixed-decisions
    Scenario: Without consensus the stage stops at its cap, which is no success
      Given the "mixed-decisions" script
      When the pipeline runs
      Then iterations 1 to 4 are each recorded once, in order
      And the session is stopped at its cap

    @needs.judgment
    Scenario: A judgment that names no cap has one all the same
      Given a stage "work" that ends after 2 stop votes in a row
      When the pipeline runs
      Then the agent was called as often as the cap allows
      And the session is stopped at its cap

  @promise.done-means-done @path:rule-queue
  Rule: A queue is worked off

    @needs.queue
    Scenario: The stage ends when its queue is empty
      Given a stage "work" that works off its queue, within 9 iterations
      And a queue of 3 items, of which the agent closes one per iteration
      When the pipeline runs
      Then iterations 1 to 3 are each recorded once, in order
      And no task is open
      And the session is complete

    @needs.queue
    Scenario: A queue that is longer than the cap leaves the session unfinished
      Given a stage "work" that works off its queue, within 2 iterations
      And a queue of 3 items, of which the agent closes one per iteration
      When the pipeline runs
      Then iterations 1 to 2 are each recorded once, in order
      And the session is stopped at its cap

    @needs.queue
    Scenario: A queue that is empty from the start is no work
      Given a stage "work" that works off its queue, within 9 iterations
      When the pipeline runs
      Then the session is failed
      And the error says "zero iterations"
