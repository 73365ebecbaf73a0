@pipelines @command-line
Feature: What a user says on the command line comes first
  What the user asks for on the command line goes before what files and environment say.

  The seam leads from the user's command to the engine's plan to the agents.
  When it breaks, the user pays for a model, or for iterations, that nobody asked for.

  @promise.only-what-is-configured @path:flags-win
  Rule: It wins over what is written down

    @needs.settings
    Scenario: The model of the command line is used
      Given a stage "work" of 1 iteration
      And the stage asks for the model "haiku"
      And the environment asks for the model "haiku"
      And the command line asks for the model "sonnet"
      When the pipeline runs
      Then every call used the model "sonnet"

    @needs.settings @needs.backends
    Scenario: The backend of the command line is used, by every stage
      Given these stages:
        | stage | iterations | backend |
        | plan  | 1          | claude  |
        | build | 1          |         |
      And the command line asks for the backend "codex"
      When the pipeline runs
      Then the agent was called for:
        | stage | backend |
        | plan  | codex   |
        | build | codex   |

    Scenario: The command line's number of iterations is enough
      Given a stage "work" of 5 iterations
      And the command line asks for up to 2 iterations
      When the pipeline runs
      Then iterations 1 to 2 are each recorded once, in order
      And the session is complete

    @needs.session-files
    Scenario Outline: Every agent is given the files that the user names: <files>
      Given these stages:
        | stage | iterations |
        | plan  | 2          |
        | build | 1          |
      And the session is given the files "<files>"
      When the pipeline runs
      Then every agent is given the files "<files>"
      And the session is complete

      Examples: Files
        | files              |
        | notes.txt          |
        | notes.txt, LICENSE |

    @needs.session-files
    Scenario: A single stage is given the files that the user names, too
      Given a stage "work" of 2 iterations
      And the session is given the files "LICENSE"
      When the pipeline runs
      Then every agent is given the files "LICENSE"

    @needs.session-files
    Scenario: A file that is not there is told before anybody is paid
      Given a stage "work" of 1 iteration
      And the session is given the files "LICENSE, plan.md"
      When the pipeline runs
      Then the run is refused
      And no agent was called

    @needs.cap-check
    Scenario: One number of iterations for several stages is refused
      Given these stages:
        | stage | iterations |
        | plan  | 1          |
        | build | 1          |
      And the command line asks for up to 3 iterations
      When the pipeline runs
      Then the run is refused
      And no agent was called

  @promise.caps-hold @path:flags-cap
  Rule: It says how far a session goes on

    @needs.raise-cap @needs.hooks
    Scenario: A lowered cap ends a fixed stage that has passed it
      Given a stage "work" of 5 iterations
      And the project has a hook after each iteration
      And the run was killed while the hook after each iteration ran the third time
      When the session is resumed with up to 2 iterations
      Then no agent was called in the resumed run
      And the session is complete

    @needs.raise-cap @needs.judgment
    Scenario: A lowered cap stops a judgment that has passed it
      Given a stage "work" that ends after 2 stop votes in a row, within 6 iterations
      And the run was killed while the agent worked on iteration 4
      When the session is resumed with up to 2 iterations
      Then no agent was called in the resumed run
      And the session is stopped at its cap

    @needs.raise-cap @needs.queue
    Scenario: A lowered cap stops a queue that has passed it
      Given a stage "work" that works off its queue, within 9 iterations
      And a queue of 6 items, of which the agent closes one per iteration
      And the run was killed while the agent worked on iteration 4
      When the session is resumed with up to 2 iterations
      Then no agent was called in the resumed run
      And the session is stopped at its cap
