@pipelines @single-stage
Feature: A stage runs its iterations
  A stage calls its agent once for each iteration, and everything that it reports of it is so.

  The seam leads from the engine's loop to the agent to the session's state.
  When it breaks, people trust a session that did not do what its state says.

  @promise.done-means-done @path:stage-iterations
  Rule: A stage runs as often as it was told, unless its agent ends it

    @flow-1 @path:flow-1
    Scenario: A stage runs to its last iteration
      Given the "continue-3" script
      When the pipeline runs
      Then iterations 1 to 3 are each recorded once, in order
      And the session is complete

    @flow-2 @path:flow-2 @path:fixture-stop-at-2
    Scenario: The agent decides that the work is done
      Given the "stop-at-2" script
      When the pipeline runs
      Then the history reads:
        | iteration | decision |
        | 1         | continue |
        | 2         | stop     |
      And the session is complete

    Scenario: Every iteration gets a fresh agent that knows where it stands
      Given the "continue-3" script
      When the pipeline runs
      Then the agent was called for:
        | stage | iteration | session   |
        | work  | 1         | session-1 |
        | work  | 2         | session-1 |
        | work  | 3         | session-1 |

  @promise.the-state-tells-the-truth @path:state-follows-work
  Rule: The state follows the work step by step

    @path:pattern-step-by-step @path:fixture-continue-3
    Scenario: Every iteration is counted before the next one begins
      Given the "continue-3" script
      When the pipeline runs
      Then the state moved like this:
        | as the agent was called for | iterations completed |
        | 1                           | 0                    |
        | 2                           | 1                    |
        | 3                           | 2                    |
        | after the run               | 3                    |

    @path:pattern-history
    Scenario: The history grows with every decision
      Given a stage "work" of 4 iterations
      And the agent votes "continue, continue, continue, stop"
      When the pipeline runs
      Then the history reads:
        | iteration | decision |
        | 1         | continue |
        | 2         | continue |
        | 3         | continue |
        | 4         | stop     |

    @path:pattern-artifacts
    Scenario: What lies on disk is what the state counts
      Given the "continue-3" script
      When the pipeline runs
      Then the artifacts of iterations 1 to 3 are complete
      And the state agrees with the artifacts

    @path:pattern-artifacts
    Scenario: The agent's answer is kept with its iteration
      Given a stage "work" of 2 iterations
      And the agent answers "The second look found nothing." in iteration 2
      When the pipeline runs
      Then the kept answer of iteration 2 says "The second look found nothing."

    Scenario: What one iteration learned reaches the next
      Given a stage "work" of 2 iterations
      And the agent notes "The parser is in src/parse." in iteration 1
      When the pipeline runs
      Then the agent finds "The parser is in src/parse." in its progress file in iteration 2

    @needs.clock
    Scenario: The history tells when each iteration was completed
      Given the "continue-3" script
      And the clock stands at "2026-03-01 09:30"
      When the pipeline runs
      Then the history reads:
        | iteration | recorded at      |
        | 1         | 2026-03-01 09:30 |
        | 2         | 2026-03-01 09:30 |
        | 3         | 2026-03-01 09:30 |

  @promise.failed-agent-is-no-success @path:agent-failures
  Rule: An agent that fails is never a success

    @flow-3 @path:flow-3
    Scenario: The agent crashes
      Given a stage "work" of 3 iterations
      And the agent crashes in iteration 2
      When the pipeline runs
      Then the session is failed
      And the error tells how the agent ended
      And the agent was called 2 times

    Scenario Outline: An agent that <fails> fails its session
      Given a stage "work" of 3 iterations
      And the agent <fails> in iteration 2
      When the pipeline runs
      Then the session is failed
      And only iteration 1 is recorded

      Examples: Endings of an agent
        | fails                        |
        | is killed                    |
        | writes no decision           |
        | writes an empty decision     |
        | writes half a decision       |
        | writes an unknown decision   |
        | writes a list for a decision |
        | decides well, but then its API fails |

    Scenario Outline: The error tells how an agent that <fails> ended
      Given a stage "work" of 3 iterations
      And the agent <fails> in iteration 2
      When the pipeline runs
      Then the session is failed
      And the error tells how the agent ended

      Examples: Ends of an agent's process
        | fails                      |
        | is killed                  |
        | gives up with its own code |

    @needs.backends
    Scenario: A backend that is not installed is named
      Given a stage "work" of 2 iterations
      And the stage asks for the backend "codex"
      And codex is not installed
      When the pipeline runs
      Then the session is not complete
      And no agent was called
      And the user is told of "codex"

    Scenario: The agent reports an error of its own
      Given a stage "work" of 3 iterations
      And the agent reports the error "The tests do not compile" in iteration 2
      When the pipeline runs
      Then the session is failed
      And the error says "The tests do not compile"

  @promise.two-at-once-do-no-harm @path:session-start
  Rule: A session is started once, from the beginning

    Scenario: A second session starts from its own first iteration
      Given the "continue-3" script
      And the pipeline has run
      When another session of the same pipeline runs
      Then iterations 1 to 3 are each recorded once, in order
      And the session is complete

    @needs.session-lock
    Scenario: A session that is at work cannot be started again
      Given a stage "work" of 3 iterations
      When the session is started again while the agent works on iteration 2
      Then the second start is refused
      And iterations 1 to 3 are each recorded once, in order

    @needs.pipeline-check
    Scenario: A way to end that does not exist is named before anything runs
      Given a stage "work" that ends by "whim"
      When the pipeline runs
      Then the run is refused
      And the user is told of "whim"
      And no agent was called

    @needs.pipeline-check
    Scenario: A backend that does not exist is named before anything runs
      Given a stage "work" of 2 iterations
      And the stage asks for the backend "gemini"
      When the pipeline runs
      Then the run is refused
      And the user is told of "gemini"
      And no agent was called
