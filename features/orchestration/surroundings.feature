@orchestration @surroundings
Feature: An orchestration ends as it should, wherever the engine is started
  An orchestration comes to the same end at every screen, in every locale, and without any.

  The seam leads from the user's terminal, shell and editor to the engine and its agents.
  When it breaks, what works at one desk dies at another, and leaves a run that nobody ended.

  @promise.the-state-tells-the-truth @path:printed-and-read
  Rule: What the engine prints, and who reads it, decides nothing

    Scenario Outline: The orchestrator runs <where>
      Given the engine runs <where>
      And the task "work"
      When the orchestration runs
      Then task "work" is completed
      And the session is complete

      Examples: Surroundings
        | where                                    |
        | where nobody reads beyond the first line |
        | with all its streams closed              |
        | in another agent's session               |
        | in a git hook of another repository      |

    Scenario: An orchestrator tells of an error at a screen that shows Latin-1
      Given the engine runs at a screen that shows Latin-1
      And the task "work"
      And the builder of "work" gives up because "日本語 🧪"
      When the orchestration runs
      Then the loop of "work" says "日本語 🧪"
      And the session is failed

  @promise.nothing-lives-on @path:signals
  Rule: What an agent leaves running ends with it

    Scenario: A builder leaves a process behind
      Given the task "work"
      And the builder of "work" leaves a process behind
      When the orchestration runs
      Then task "work" is completed
      And the session is complete

  @promise.a-stop-is-a-stop @path:terminal-closed
  Rule: A terminal that is closed is a stop

    Scenario Outline: An orchestrator that <ends> stops, and can be resumed
      Given the task "work"
      And the run <ends> while the agent of "build" worked on "work"
      When the session is resumed
      Then task "work" is completed
      And the session is complete

      Examples: Ends
        | ends              |
        | was hung up       |
        | lost its terminal |

    Scenario: An orchestrator under nohup goes on
      Given the engine runs under nohup
      And the task "work"
      When the run loses its terminal while the agent of "build" works on "work"
      Then task "work" is completed
      And the session is complete
