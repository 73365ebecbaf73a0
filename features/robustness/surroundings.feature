@pipelines @surroundings
Feature: A session ends as it should, wherever the engine is started
  A session comes to the same end at every screen, in every locale, and without any.

  The seam leads from the user's terminal, shell and editor to the engine and its agents.
  When it breaks, what works at one desk dies at another, and leaves a session that nobody ended.

  @promise.the-state-tells-the-truth @path:printed-and-read
  Rule: What the engine prints, and who reads it, decides nothing

    Scenario Outline: The engine runs <where>
      Given the engine runs <where>
      And a stage "work" of 2 iterations
      When the pipeline runs
      Then iterations 1 to 2 are each recorded once, in order
      And the session is complete

      Examples: Surroundings
        | where                                   |
        | where nobody reads beyond the first line |
        | with its output closed                  |
        | with all its streams closed             |
        | with its output on a full disk          |
        | at a screen that shows Latin-1          |
        | in another agent's session              |
        | in a git hook of another repository      |

    Scenario: An error is told of that the screen cannot show
      Given the engine runs at a screen that shows Latin-1
      And a stage "work" of 1 iteration
      And the agent reports the error "日本語 🧪" in iteration 1
      When the pipeline runs
      Then the session is failed
      And the error says "日本語 🧪"

    Scenario: What the command line asks for is understood in a locale that is plain ASCII
      Given the engine runs in a locale that is plain ASCII
      And a stage "work" of 1 iteration
      And the command line asks for the model "größer"
      When the pipeline runs
      Then every call used the model "größer"
      And the session is complete

  @promise.a-stop-is-a-stop @path:terminal-closed
  Rule: A terminal that is closed is a stop

    @needs.interrupt @needs.resume
    Scenario Outline: The run <ends> while the agent works
      Given a stage "work" of 3 iterations
      And the run <ends> while the agent worked on iteration 2
      When the session is resumed
      Then the agent is asked only for iterations 2 to 3
      And the session is complete

      Examples: Ends
        | ends              |
        | was hung up       |
        | lost its terminal |
