@orchestration @seams @needs.resilience
Feature: A backend that is down costs patience, not the run
  A backend that fails for a moment is asked again, one that stays down is left alone, and the run
  waits for better times without asking anybody whom the user did not name.

  The seam leads from a call that fails, by way of the attempts on record, to the next call. When it
  breaks, a night's run dies of one overloaded minute, or pays for a thousand calls that nobody answers.

  @promise.failed-agent-is-no-success @path:retries
  Rule: Who is down for a moment is asked again

    Scenario: An overloaded backend is asked again after longer and longer waits
      Given the task "work"
      And the agent of "analyze" finds its API overloaded, but only 2 times
      When the orchestration runs through phase "analyze"
      Then the attempts read:
        | phase   | number | attempt | backend | waited | outcome  |
        | analyze | 1      | 1       | claude  | 0 s    | down     |
        | analyze | 1      | 2       | claude  | 0.01 s | down     |
        | analyze | 1      | 3       | claude  | 0.02 s | answered |

    Scenario Outline: One who <is down> is asked again, be it <backend>
      Given the task "work"
      And the command line asks for the backend "<backend>"
      And the agent of "analyze" <is down>, but only once
      When the orchestration runs through phase "analyze"
      Then the attempts read:
        | phase   | number | attempt | backend   | outcome  |
        | analyze | 1      | 1       | <backend> | down     |
        | analyze | 1      | 2       | <backend> | answered |

      Examples: Ways to be down
        | backend | is down                    |
        | claude  | runs into a rate limit     |
        | claude  | is cut off in mid-answer   |
        | claude  | cannot reach its API       |
        | codex   | finds its API overloaded   |
        | codex   | runs into a rate limit     |
        | codex   | is cut off in mid-answer   |

    Scenario: An agent that fails by itself is told why, and not just asked again
      Given the task "work"
      And the agent of "analyze" crashes, but only once
      When the orchestration runs through phase "analyze"
      Then the agent of "analyze" was told "exited with code 1"
      And the attempts read:
        | phase   | number | attempt | outcome  |
        | analyze | 1      | 1       | failed   |
        | analyze | 2      | 1       | answered |

    Scenario: What was reported before the backend failed does not count
      Given the task "work"
      And max effort
      And the agent of "analyze" reports nothing
      And the agent of "analyze" reports an analysis, but then its API fails, but only once
      When the orchestration runs
      Then the error says "recorded no analysis"
      And the session is failed

  @promise.caps-hold @path:attempts-cap
  Rule: Nobody is asked more often than may be

    Scenario: A backend that stays down is asked as often as allowed, and then the run pauses
      Given the task "work"
      And a limit of 2 attempts per step
      And the agent of "analyze" finds its API overloaded
      When the orchestration runs
      Then the agent of "analyze" was called 2 times
      And the error says "claude is down"
      And the session is paused

    Scenario: A pause is over when the backend is back
      Given the task "work"
      And a limit of 2 attempts per step
      And the agent of "analyze" finds its API overloaded, but only 2 times
      And the orchestration has run
      When the session is resumed
      Then the agent of "analyze" was called 3 times
      And the session is complete

    Scenario: A loop whose backend is down takes nobody's work along
      Given the tasks "one, two", built at the same time
      And a limit of 2 attempts per step
      And the builder of "one" finds its API overloaded, but only 2 times
      And the orchestration has run
      When the session is resumed
      Then the work of "one, two" is merged
      And the agent of "build" was called 4 times
      And the session is complete

    Scenario: Calls that nobody answered are paid for, too
      Given the task "work"
      And a limit of 0.5 USD per run
      And the agent of "analyze" finds its API overloaded
      And the agent of "analyze" costs 0.3 USD
      When the orchestration runs
      Then the agent of "analyze" was called 2 times
      And the session is over budget

    Scenario: Where all are down, each is asked as often as allowed, and then the run pauses
      Given the task "work"
      And a limit of 2 attempts per step
      And the command line asks for the fallback "codex"
      And the agent of "analyze" finds its API overloaded
      When the orchestration runs
      Then the attempts read:
        | backend | attempt | outcome |
        | claude  | 1       | down    |
        | claude  | 2       | down    |
        | codex   | 3       | down    |
        | codex   | 4       | down    |
      And the session is paused

  @promise.only-what-is-configured @path:fallback
  Rule: Another backend is asked only where the user named it

    @backend-both
    Scenario Outline: <fallback> answers for <backend>
      Given the task "work"
      And a limit of 2 attempts per step
      And the command line asks for the backend "<backend>"
      And the command line asks for the fallback "<fallback>"
      And the agent of "analyze" finds its API overloaded, but only 2 times
      When the orchestration runs through phase "analyze"
      Then the attempts read:
        | attempt | backend    | outcome  |
        | 1       | <backend>  | down     |
        | 2       | <backend>  | down     |
        | 3       | <fallback> | answered |

      Examples: Both ways
        | backend | fallback |
        | claude  | codex    |
        | codex   | claude   |

    Scenario: Without a fallback nobody else is asked
      Given the task "work"
      And a limit of 2 attempts per step
      And the agent of "analyze" finds its API overloaded, but only 2 times
      When the orchestration runs
      Then the attempts read:
        | attempt | backend | outcome |
        | 1       | claude  | down    |
        | 2       | claude  | down    |
      And the session is paused

    Scenario: One that answers is not passed over
      Given the task "work"
      And the command line asks for the fallback "codex"
      When the orchestration runs through phase "analyze"
      Then the attempts read:
        | attempt | backend | outcome  |
        | 1       | claude  | answered |

    Scenario: An agent that fails by itself is not replaced
      Given the task "work"
      And the command line asks for the fallback "codex"
      And the agent of "analyze" crashes, but only once
      When the orchestration runs through phase "analyze"
      Then the attempts read:
        | number | backend | outcome  |
        | 1      | claude  | failed   |
        | 2      | claude  | answered |

    Scenario: One that is left alone is not asked before its fallback
      Given the task "work"
      And a limit of 2 failures in a row
      And the command line asks for the fallback "codex"
      And the agent of "analyze" finds its API overloaded, but only 2 times
      When the orchestration runs through phase "enumerate"
      Then the attempts read:
        | phase     | attempt | backend | outcome  |
        | analyze   | 1       | claude  | down     |
        | analyze   | 2       | claude  | down     |
        | analyze   | 3       | codex   | answered |
        | enumerate | 1       | codex   | answered |

  @promise.a-mistake-is-named-first @path:fallback-refused
  Rule: A fallback that is none is refused

    Scenario: The backend cannot take its own place
      Given the task "work"
      And the command line asks for the fallback "claude"
      When the orchestration runs
      Then the run is refused
      And no agent was called
      And the user is told of "name the other"
