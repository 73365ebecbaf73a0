@orchestration @seams @needs.resilience
Feature: An error says who can mend it
  What only the user can mend ends the run at once, what an agent got wrong is done again, and what may
  pass is waited for.

  The seam leads from an agent's error, by way of its kind, to how the run ends. When it breaks, a wrong
  key is paid for all night, or a run that could go on is given up.

  @promise.caps-hold @path:errors-asked-once
  Rule: What only the user can mend is asked once

    Scenario Outline: <backend> is asked once where it <trouble>
      Given the task "work"
      And the command line asks for the backend "<backend>"
      And the agent of "analyze" <trouble>
      When the orchestration runs
      Then the agent of "analyze" was called 1 time
      And the error says "cannot work as it is set up"
      And the session is failed

      Examples: What only the user can mend
        | backend | trouble               |
        | claude  | has no key to its API |
        | claude  | may not use its API   |
        | claude  | knows no such model   |
        | codex   | has no key to its API |
        | codex   | may not use its API   |

    Scenario: A fallback is no answer to a wrong key
      Given the task "work"
      And the command line asks for the fallback "codex"
      And the agent of "analyze" has no key to its API
      When the orchestration runs
      Then the agent of "analyze" was called 1 time
      And the session is failed

  @promise.nothing-finished-is-lost @path:errors-mended
  Rule: What was mended goes on

    Scenario: With the right key, the run goes on where it failed
      Given the task "work"
      And the agent of "enumerate" has no key to its API, but only once
      And the orchestration has run
      When the session is resumed
      Then the agent of "analyze" was called 1 time
      And the session is complete

  @promise.it-says-how-it-stands @path:errors-kinds
  Rule: The kinds can be told apart

    Scenario Outline: A run whose agent <trouble> is <ending>, and says <kind>
      Given the task "work"
      And max effort
      And a limit of 1 attempt per step
      And the agent of "analyze" <trouble>
      When the orchestration runs
      Then the error says "<kind>"
      And the session is <ending>

      Examples: Configuration, validation, infrastructure
        | trouble                 | ending | kind          |
        | has no key to its API   | failed | configuration |
        | reports nothing         | failed | no_analysis   |
        | finds its API overloaded | paused | backend_down  |
