@orchestration @crashes @needs-machine.crash-points
@promise.nothing-finished-is-lost @path:orchestration-crash
Feature: An orchestration survives a crash at any moment
  Whenever an orchestration is killed, or its power fails, a resume brings it to the end that it would
  have come to.

  The seam leads from a process that dies in mid-sentence, by way of database and git, to the one
  that takes over. When it breaks, a task counts as done and is in no branch, or is merged twice.

  Rule: Whatever the last thing was that reached the disk, the run goes on

    Scenario: Killed while its state is written
      Given the tasks "one, two", built at the same time
      And a limit of 1 loop at once
      When the run is killed before each change it makes to its state, and resumed each time
      Then every resumed run is complete, as the uninterrupted run was

    Scenario: Killed while work is merged
      Given the tasks "one, two", built at the same time
      And a limit of 1 loop at once
      When the run is killed before each change it makes to the base branch, and resumed each time
      Then every resumed run is complete, as the uninterrupted run was

    Scenario: Killed while work is merged into a checkout with line ends of another system
      Given the task "work"
      And the repository has line ends of another system
      When the run is killed before each change it makes to the base branch, and resumed each time
      Then every resumed run is complete, as the uninterrupted run was

    Scenario: Killed while a worktree is made, worked in, or removed
      Given the task "work"
      When the run is killed before each change it makes to its worktrees, and resumed each time
      Then every resumed run is complete, as the uninterrupted run was

    @needs.conflict-check
    Scenario: Killed before any change, on the way through a conflict
      Given the tasks "one, two", built at the same time
      And a limit of 1 loop at once
      And the builders of "one, two" change the same file, "shared.txt"
      When the run is killed before each change it makes to disk, and resumed each time
      Then every resumed run is complete, as the uninterrupted run was

  @needs.power-loss
  Rule: A power failure costs no more than what was at work

    Scenario Outline: Power fails while the agent of <what>
      Given the tasks "one, two", built at the same time
      And the run lost power while the agent of <what>
      When the session is resumed
      Then the work of "one, two" is merged
      And the session is complete

      Examples: Moments
        | what                    |
        | "build" worked on "two" |
        | "review" worked         |

    @needs.conflict-check
    Scenario: Power fails in the middle of a conflict
      Given the tasks "one, two", built at the same time
      And the builders of "one, two" change the same file, "shared.txt"
      And the run lost power while the agent of "conflict" worked
      When the session is resumed
      Then the work of "one, two" is merged
      And the session is complete
