@backends @surroundings
Feature: A session of either backend is the same, wherever the engine is started
  A user starts sessions from a terminal, a script, an editor or another agent, and gets the same.

  The seam leads from what is around the engine to what the backend is told, and back to the answer.
  When it breaks, what works at one desk dies at another.

  @promise.told-and-answered-whole @path:no-character-lost
  Rule: No character is lost on the way

    @needs.memories
    Scenario Outline: A memory is told to <backend> <where>
      Given the engine runs <where>
      And memory is on
      And a project that works with <backend>
      And earlier sessions have learned "日本語 🧪"
      When a session begins that is to "Fix the tests"
      Then the session reads "日本語 🧪"

      Examples:
        | backend | where                           |
        | claude  | at a screen that shows Latin-1  |
        | codex   | in a locale that is plain ASCII |

  @promise.the-state-tells-the-truth @path:printed-and-read
  Rule: What is around the engine decides nothing

    @needs.command-line
    Scenario Outline: A session of <backend> is started <where>
      Given the engine runs <where>
      And a project that works with <backend>
      When a session is started to "Fix the typo"
      Then <backend> is called once, to "Fix the typo"
      And the run ends as the backend ended

      Examples:
        | backend | where                                    |
        | claude  | where nobody reads beyond the first line |
        | claude  | with all its streams closed              |
        | claude  | in another agent's session               |
        | codex   | in another agent's session               |
        | claude  | in a git hook of another repository      |
