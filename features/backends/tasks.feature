@backends @needs.todo-list
Feature: Sessions share one list of what is to be done
  What is to be done stands on one list that outlives every session, and says truly what is done.

  The seam leads from one session's plan, by way of the list on disk, to the next session. When it
  breaks, work is forgotten, or ticked without having been done.

  @promise.nothing-finished-is-lost @path:task-list
  Rule: Codex keeps the list for all sessions

    Background:
      Given a project that works with codex

    @backend-codex
    Scenario: What is added is kept
      Given the to-dos "Write the docs"
      When the to-do "Fix the tests" is added
      Then the kept to-dos are "Write the docs, Fix the tests"

    @backend-codex
    Scenario: The newest come first
      Given the to-dos "one, two, three"
      When the to-dos are listed
      Then the listed to-dos are "three, two, one"

    @backend-codex
    Scenario: Only the newest are listed where so many are wanted
      Given the to-dos "one, two, three"
      When the newest 2 to-dos are listed
      Then the listed to-dos are "three, two"

    @backend-codex
    Scenario: What is completed is not open any more
      Given the to-dos "one, two, three"
      And the to-do "two" was completed
      When the open to-dos are listed
      Then the listed to-dos are "three, one"

    @backend-codex
    Scenario: What is renamed keeps its place
      Given the to-dos "one, two"
      When the to-do "one" is renamed to "first"
      Then the kept to-dos are "first, two"

    @backend-codex
    Scenario: Only what is deleted is gone
      Given the to-dos "one, two, three"
      When the to-do "two" is deleted
      Then the kept to-dos are "one, three"

    @backend-codex
    Scenario Outline: The list is exported as <form>
      Given the to-dos "one, two"
      And the to-do "one" was completed
      When the to-dos are exported as "<form>"
      Then the export reads "<text>"

      Examples:
        | form     | text                |
        | markdown | - [x] one           |
        | csv      | one,completed       |
        | json     | created             |

    @backend-codex
    Scenario: A second export in another form is not the first one
      Given the to-dos "one"
      And the to-dos were exported as "markdown"
      When the to-dos are exported as "csv"
      Then the export reads "one,pending"

  @promise.a-mistake-is-named-first @path:task-list-mistakes
  Rule: What makes no sense changes nothing

    Background:
      Given a project that works with codex
      And the to-dos "one"

    @backend-codex
    Scenario: A to-do without a title
      When the to-do "" is added
      Then the request fails, and the error names "title"
      And nothing that was kept is changed

    @backend-codex
    Scenario: A priority that does not exist
      When the to-do "two" is added with the priority "whenever"
      Then the request fails, and the error names "priority"
      And nothing that was kept is changed

    @backend-codex
    Scenario: A to-do that was never added
      When a to-do that was never added is completed
      Then the request fails, and the error names "never added"
      And nothing that was kept is changed

    @backend-codex
    Scenario: A form of export that does not exist
      When the to-dos are exported as "poetry"
      Then the request fails, and the error names "poetry"

    @backend-codex
    Scenario: Something that cannot be done with to-dos
      When the to-do "one" is juggled
      Then the request fails, and the error names "juggle"

    @backend-codex
    Scenario: A list that cannot be read stays as it is
      Given the to-do list cannot be read
      When the to-do "two" is added
      Then the request fails, because what is kept cannot be read

  @promise.the-state-tells-the-truth @path:task-list-of-claude
  Rule: Claude's sessions keep a list of their own, and nothing else is claimed

    @backend-claude
    Scenario: Claude is asked to add a to-do
      Given a project that works with claude
      When the to-do "one" is added
      Then the backend does not offer that to others
      And the kept to-dos are ""

    @backend-claude
    Scenario: Claude is asked for the list
      Given a project that works with claude
      When the to-dos are listed
      Then the backend does not offer that to others
