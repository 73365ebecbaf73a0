@pipelines @parallel-blocks @needs.parallel-blocks
Feature: Several agents work side by side
  Agents that work side by side come to one decision, whoever ends first, and no work of theirs is
  lost.

  The seam leads from agents that end in any order, by way of one state, to one decision.
  When it breaks, an agent's work is lost or paid for twice, and a conflict passes for consent.

  @promise.two-at-once-do-no-harm @path:block-isolation
  Rule: The agents share an iteration, and nothing else

    @path:fixture-parallel-3-agents
    Scenario: Every agent works on every iteration
      Given the "parallel-3-agents" script
      When the pipeline runs
      Then the agents read:
        | iteration | agent   | status   | decision |
        | 1         | agent-0 | complete | continue |
        | 1         | agent-1 | complete | stop     |
        | 1         | agent-2 | complete | continue |
        | 2         | agent-0 | complete | stop     |
        | 2         | agent-1 | complete | stop     |
        | 2         | agent-2 | complete | stop     |
      And the session is complete

    Scenario: Nobody waits for another to end
      Given a stage "work" of 1 iteration
      And 3 agents work side by side, all of whom must agree
      And the agents end in the order "1, 2, 0"
      When the pipeline runs
      Then the agents of "work" worked at the same time

    @needs.backends
    Scenario: Every agent has its own backend and model
      Given a stage "work" of 1 iteration
      And these agents work side by side:
        | backend | model  |
        | claude  | opus   |
        | codex   | gpt-5  |
        | claude  | sonnet |
      When the pipeline runs
      Then the agent was called for:
        | agent   | backend | model  |
        | agent-0 | claude  | opus   |
        | agent-1 | codex   | gpt-5  |
        | agent-2 | claude  | sonnet |

    Scenario: Every agent keeps its own notes
      Given a stage "work" of 2 iterations
      And 2 agents work side by side, all of whom must agree
      And agent-0 notes "The lexer is slow" in iteration 1
      When the pipeline runs
      Then agent-0 finds "The lexer is slow" in its progress file in iteration 2
      And agent-1 does not find "The lexer is slow" in its progress file in iteration 2

    @needs.stage-inputs
    Scenario: The next stage reads what all of them answered last
      Given a stage "draft" of 2 iterations
      And 2 agents work side by side, all of whom must agree
      And a stage "choose" of 1 iteration that reads the latest of "draft"
      When the pipeline runs
      Then the agent of stage "choose" is given the output of:
        | iteration | agent   |
        | 2         | agent-0 |
        | 2         | agent-1 |

    @needs.stage-inputs @needs.merge-rules
    Scenario: The next stage reads nothing of an agent that failed
      Given a stage "draft" of 2 iterations
      And 3 agents work side by side, 2 of whom must agree
      And agent-1 crashes in iteration 1
      And a stage "choose" of 1 iteration that reads all of "draft"
      When the pipeline runs
      Then the agent of stage "choose" is given the output of:
        | iteration | agent   |
        | 1         | agent-0 |
        | 1         | agent-2 |
        | 2         | agent-0 |
        | 2         | agent-1 |
        | 2         | agent-2 |

  @needs.merge-rules
  @promise.done-means-done @path:block-merge
  Rule: All decisions come to one

    Scenario Outline: Of three agents, <merge>: "<votes>" comes to "<decision>"
      Given a stage "work" of 1 iteration
      And 3 agents work side by side, <merge>
      And the agents vote "<votes>"
      When the pipeline runs
      Then the history reads:
        | iteration | decision   |
        | 1         | <decision> |
      And the session is complete

      Examples: Votes
        | merge                  | votes                    | decision |
        | all of whom must agree | stop, stop, stop         | stop     |
        | all of whom must agree | stop, continue, stop     | continue |
        | 2 of whom must agree   | stop, continue, stop     | stop     |
        | 2 of whom must agree   | continue, continue, stop | continue |
        | 3 of whom must agree   | stop, stop, stop         | stop     |
        | 1 of whom must agree   | continue, continue, stop | stop     |

    Scenario Outline: The first to end decides, and nobody waits for the others: <order>
      Given a stage "work" of 1 iteration
      And 3 agents work side by side, the first of whom decides
      And the agents vote "continue, stop, continue"
      And the agents end in the order "<order>"
      When the pipeline runs
      Then the agents read:
        | agent   | status |
        | agent-0 | <zero> |
        | agent-1 | <one>  |
        | agent-2 | <two>  |
      And the history reads:
        | iteration | decision   |
        | 1         | <decision> |

      Examples: Orders
        | order   | zero     | one      | two      | decision |
        | 1, 0, 2 | ended    | complete | ended    | stop     |
        | 2, 1, 0 | ended    | ended    | complete | continue |

    @needs.judgment
    Scenario: A judgment counts what the agents came to
      Given a stage "work" that ends after 2 stop votes in a row, within 8 iterations
      And 3 agents work side by side, 2 of whom must agree
      And agent-0 votes "stop, continue, stop, stop"
      And agent-1 votes "stop, stop, continue, stop"
      And agent-2 votes "continue, continue, stop, continue"
      When the pipeline runs
      Then the history reads:
        | iteration | decision |
        | 1         | stop     |
        | 2         | continue |
        | 3         | stop     |
        | 4         | stop     |
      And the session is complete

    @needs.queue @needs.task-sources
    Scenario: A task is done when enough agents did it
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser" in a to-do list
      And 3 agents work side by side, 2 of whom must agree
      And the agent completes every task that it is given
      And agent-1 leaves its task undone in iteration 1
      When the pipeline runs
      Then iterations 1 to 2 are each recorded once, in order
      And no task is open

    @needs.queue @needs.task-sources
    Scenario: A task that too few agents did is given out again
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser" in a to-do list
      And 3 agents work side by side, all of whom must agree
      And the agent completes every task that it is given
      And agent-1 leaves its task undone in iteration 1
      When the pipeline runs
      Then iterations 1 to 3 are each recorded once, in order
      And no task is open

    @needs.pipeline-check
    Scenario: Nobody can ask for more agents than there are
      Given a stage "work" of 1 iteration
      And 3 agents work side by side, 4 of whom must agree
      When the pipeline runs
      Then the run is refused
      And the user is told of "needed"
      And no agent was called

    @needs.pipeline-check
    Scenario: Nobody can ask for agreement with nobody
      Given a stage "work" of 1 iteration
      And 3 agents work side by side, 0 of whom must agree
      When the pipeline runs
      Then the run is refused
      And the user is told of "needed"
      And no agent was called

  @promise.failed-agent-is-no-success @path:block-failure
  Rule: An agent that fails takes nobody's work along

    Scenario Outline: An agent that <fails> fails the session, and the others are recorded
      Given a stage "work" of 2 iterations
      And 3 agents work side by side, all of whom must agree
      And agent-1 <fails> in iteration 2
      When the pipeline runs
      Then the agents read:
        | iteration | agent   | status   |
        | 1         | agent-0 | complete |
        | 1         | agent-1 | complete |
        | 1         | agent-2 | complete |
        | 2         | agent-0 | complete |
        | 2         | agent-1 | failed   |
        | 2         | agent-2 | complete |
      And the session is failed
      And the error says "agent-1"

      Examples: Failures
        | fails                  |
        | crashes                |
        | is killed              |
        | writes half a decision |

    @needs.agent-timeout
    Scenario: The time that one agent uses up is nobody else's
      Given a stage "work" of 1 iteration
      And the agent may take two seconds
      And 3 agents work side by side, all of whom must agree
      And agent-1 hangs in iteration 1
      When the pipeline runs
      Then the agents read:
        | agent   | status   |
        | agent-0 | complete |
        | agent-1 | failed   |
        | agent-2 | complete |
      And the session is failed

    @needs.resume
    Scenario: A resume asks only the agent that failed
      Given a stage "work" of 2 iterations
      And 3 agents work side by side, all of whom must agree
      And agent-1 crashes in iteration 1, but only once
      And the pipeline has run
      When the session is resumed
      Then the agent is asked only for:
        | iteration | agent   |
        | 1         | agent-1 |
        | 2         | agent-0 |
        | 2         | agent-1 |
        | 2         | agent-2 |
      And the session is complete

    @needs.merge-rules
    Scenario Outline: Of three agents, <merge>, <count> crash
      Given a stage "work" of 1 iteration
      And 3 agents work side by side, <merge>
      And <count> of them crash in iteration 1
      And the agents end in the order "0, 1, 2"
      When the pipeline runs
      Then the session is <ending>

      Examples: Failures
        | merge                     | count | ending   |
        | 2 of whom must agree      | 1     | complete |
        | 2 of whom must agree      | 2     | failed   |
        | the first of whom decides | 2     | complete |
        | the first of whom decides | 3     | failed   |

    @needs.backends
    Scenario: A backend that is not installed costs no other agent's work
      Given a stage "work" of 1 iteration
      And codex is not installed
      And these agents work side by side:
        | backend |
        | codex   |
        | claude  |
      When the pipeline runs
      Then the session is failed
      And the agents read:
        | agent   | status   |
        | agent-0 | failed   |
        | agent-1 | complete |

  @promise.nothing-finished-is-lost @path:block-crash
  Rule: A crash costs no agent's work

    @needs.resume
    Scenario: A resume asks the two agents that had not ended
      Given a stage "work" of 2 iterations
      And 3 agents work side by side, all of whom must agree
      And the agents end in the order "2, 0, 1"
      And the run was killed while agent-0 worked on iteration 2
      When the session is resumed
      Then the agent is asked only for:
        | iteration | agent   |
        | 2         | agent-0 |
        | 2         | agent-1 |
      And the session is complete

    @needs.resume
    Scenario: A resume asks the last agent alone
      Given a stage "work" of 2 iterations
      And 3 agents work side by side, all of whom must agree
      And the agents end in the order "2, 0, 1"
      And the run was killed while agent-1 worked on iteration 2
      When the session is resumed
      Then the agent is asked only for:
        | iteration | agent   |
        | 2         | agent-1 |
      And the session is complete

    @needs.resume
    Scenario Outline: An engine that is <stopped> takes along who works, and keeps who ended
      Given a stage "work" of 1 iteration
      And 3 agents work side by side, all of whom must agree
      And the agents end in the order "0, 1, 2"
      And the run was <stopped> while agent-1 worked on iteration 1
      When the session is resumed
      Then the agent is asked only for:
        | agent   |
        | agent-1 |
        | agent-2 |
      And the session is complete

      Examples: Ways to stop
        | stopped                   |
        | interrupted               |
        | terminated                |
        | killed without its agents |

  @promise.the-state-tells-the-truth @path:block-order
  Rule: It makes no difference who is faster

    Scenario: Three agents end two iterations in every order
      Given a stage "work" of 2 iterations
      And 3 agents work side by side, all of whom must agree
      And the agents vote "continue, stop, continue"
      When the agents end in every order that there is
      Then every order comes to the same
      And the session is complete

    @needs.merge-rules
    Scenario: Nor does it when one of them crashes
      Given a stage "work" of 1 iteration
      And 3 agents work side by side, 2 of whom must agree
      And the agents vote "stop, continue, stop"
      And agent-0 crashes in iteration 1
      When the agents end in every order that there is
      Then every order comes to the same
      And the session is complete
