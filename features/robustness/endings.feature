@pipelines @endings @path:endings
Feature: Every ending is distinct, true, and final or resumable
  Whoever sees a session end knows how it ended, and whether it can be resumed.

  The seam leads from the end of a process to what its exit, its state and its calls tell.
  When it breaks, nobody knows whether to trust the result, to resume, or to start over.

  @promise.it-says-how-it-stands
  Rule: No two kinds of ending look alike

    @needs.judgment
    Scenario: Each ending has an exit and a state of its own
      When sessions end in each of these ways:
        | ending             |
        | complete           |
        | stopped at its cap |
        | failed             |
      Then no two of them look alike

    @needs.judgment @needs.interrupt
    Scenario: An interrupted session looks like no other
      When sessions end in each of these ways:
        | ending             |
        | complete           |
        | stopped at its cap |
        | failed             |
        | interrupted        |
      Then no two of them look alike

  @promise.failed-agent-is-no-success
  Rule: Neither a good exit nor a good answer is a success by itself

    Scenario: An agent that only reports its usage limit has done nothing
      Given a stage "work" of 3 iterations
      And the agent reports its usage limit in iteration 2
      When the pipeline runs
      Then the session is failed
      And only iteration 1 is recorded

    Scenario: An agent that decides well but exits badly has failed
      Given a stage "work" of 3 iterations
      And the agent decides well but exits badly in iteration 2
      When the pipeline runs
      Then the session is failed
      And only iteration 1 is recorded

    @needs.agent-timeout
    Scenario: An agent that hangs is ended when its time is up
      Given a stage "work" of 3 iterations
      And the agent hangs in iteration 2
      And the agent may take two seconds
      When the pipeline runs
      Then the session is failed
      And only iteration 1 is recorded

    @needs.agent-timeout
    Scenario: An agent that does not even listen is ended, too
      Given a stage "work" of 3 iterations
      And the agent hangs, and does not listen in iteration 2
      And the agent may take two seconds
      When the pipeline runs
      Then the session is failed
      And only iteration 1 is recorded

    @needs.agent-timeout @needs.backends
    Scenario: An agent that works behind another program is ended with it
      Given a stage "work" of 2 iterations
      And the stage asks for the backend "codex"
      And the agent hangs in iteration 1
      And the agent may take half a second
      When the pipeline runs
      Then the session is failed
      And the agent was called 1 time

  @promise.nothing-finished-is-lost
  Rule: What did not end for good can be taken up again

    @needs.resume
    Scenario Outline: A session whose agent <fails> once is resumed to its end
      Given a stage "work" of 3 iterations
      And the agent <fails> in iteration 2, but only once
      And the pipeline has run
      When the session is resumed
      Then the agent is asked only for iterations 2 to 3
      And the session is complete

      Examples: Endings of an agent
        | fails                       |
        | is killed                   |
        | writes no decision          |
        | writes half a decision      |
        | reports its usage limit     |
        | decides well but exits badly |

    @needs.resume
    Scenario: An agent that crashes every time fails every time
      Given a stage "work" of 3 iterations
      And the agent crashes in iteration 2
      And the pipeline has run
      When the session is resumed
      Then the agent is asked only for iteration 2
      And the session is failed

    @needs.judgment @needs.raise-cap
    Scenario: A session at its cap goes on when the cap is raised
      Given the "mixed-decisions" script
      And the pipeline has run
      When the session is resumed with up to 6 iterations
      Then the agent is asked only for iterations 5 to 6
      And the session is stopped at its cap

    @needs.judgment @needs.raise-cap
    Scenario: A session at its cap stays there when nobody raises it
      Given the "mixed-decisions" script
      And the pipeline has run
      When the session is resumed
      Then no agent was called in the resumed run
      And the session's state is left as it was found
      And the session is stopped at its cap
