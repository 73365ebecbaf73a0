@orchestration
@promise.two-at-once-do-no-harm
Feature: Independent tasks are built at the same time, each in a worktree of its own
  Tasks that need nothing of each other are built at once, without disturbing each other, and all of
  their work is merged.

  The seam leads from parallel loops, by way of git, to the base branch. When it breaks, one
  agent's work overwrites another's, or counts as done and is in no branch.

  @path:loops-side-by-side
  Rule: Loops run side by side, and are merged one after the other

    @path:parallel-tasks
    Scenario: Runs independent tasks in parallel
      Given the tasks "one, two", built at the same time
      When the orchestration runs, and the agents of "one, two" wait for each other
      Then the agents of "one, two" worked at the same time
      And the base branch holds 2 merges
      And the session is complete

    @path:task-dependencies
    Scenario: Respects task dependencies across groups
      Given these tasks:
        | task  | depends on | group |
        | base  |            | 0     |
        | extra |            | 0     |
        | top   | base       | 1     |
      When the orchestration runs, and the agents of "base, extra" wait for each other
      Then "top" is begun when "base, extra" are merged
      And the session is complete

    @path:worktree-merges
    Scenario: Merges worktree changes to main
      Given the tasks "one, two, three", built at the same time
      When the orchestration runs
      Then the work of "one, two, three" is merged
      And the base branch holds 3 merges
      And the session is complete

    Scenario: No more agents build at once than may
      Given the tasks "one, two, three, four", built at the same time
      And a limit of 2 loops at once
      When the orchestration runs, and the agents of "one, two" wait for each other
      Then the agents of "one, two" worked at the same time
      And the session is complete

    @path:partial-failure
    Scenario: Handles one loop failing while others succeed
      Given the tasks "good, bad", built at the same time
      And the builder of "bad" gives up because "The API is gone"
      When the orchestration runs, and the agents of "good, bad" wait for each other
      Then the tasks read:
        | task | status    | iterations |
        | good | completed | 1          |
        | bad  | failed    | 1          |
      And the loop of "bad" says "The API is gone"
      And the session is failed

    Scenario: A task waits for ever for one that failed
      Given these tasks:
        | task | depends on |
        | base |            |
        | top  | base       |
      And the builder of "base" gives up because "The API is gone"
      When the orchestration runs
      Then task "top" is pending
      And the session is failed

    Scenario: A failed task is tried again by a resume, and what is merged is not
      Given the tasks "good, bad", built at the same time
      And the builder of "bad" gives up because "The API is gone", but only once
      And the orchestration has run
      When the session is resumed
      Then the agent is asked only for:
        | phase  | task |
        | build  | bad  |
        | review |      |
      And the session is complete

    Scenario: An agent that leaves its branch still gets its work merged
      Given the task "work"
      And the builder of "work" switches to a branch of its own
      When the orchestration runs
      Then the work of "work" is merged

    Scenario: Loops that a crash cut short are taken up again, and merged once
      Given the tasks "one, two", built at the same time
      And the run was killed while the agent of "build" worked on "two"
      When the session is resumed
      Then the work of "one, two" is merged
      And the base branch holds 2 merges
      And the session is complete

  @path:conflict-resolution
  Rule: A conflict is resolved by an agent, and its resolution is checked

    @needs.conflict-check @path:merge-conflicts
    Scenario: Detects and resolves merge conflicts
      Given the tasks "one, two", built at the same time
      And the builders of "one, two" change the same file, "shared.txt"
      When the orchestration runs, and the agents of "one, two" wait for each other
      Then the agent of "conflict" was called 1 time
      And the work of "one, two" is merged
      And the session is complete

    @needs.conflict-check
    Scenario Outline: An agent that <misbehaves> is asked again
      Given the tasks "one, two", built at the same time
      And the builders of "one, two" change the same file, "shared.txt"
      And the agent of "conflict" <misbehaves>, but only once
      When the orchestration runs, and the agents of "one, two" wait for each other
      Then the agent of "conflict" was told "<reason>"
      And the work of "one, two" is merged
      And the session is complete

      Examples: Resolutions that are none
        | misbehaves                                   | reason                       |
        | claims a resolution, but leaves the markers  | still holds conflict markers |
        | keeps one side only                          | the work of one side only    |
        | gives up the merge                           | the merge was given up       |
        | reports nothing                              | reported no resolution       |

    @needs.conflict-check
    Scenario: A conflict that nobody can resolve loses no work
      Given the tasks "one, two", built at the same time
      And the builders of "one, two" change the same file, "shared.txt"
      And the agent of "conflict" says that the two contradict each other
      When the orchestration runs, and the agents of "one, two" wait for each other
      Then the base branch holds 1 merge
      And the session is failed
      And the error says "They contradict each other"

    Scenario: While a conflict is open, the state tells so
      Given the tasks "one, two", built at the same time
      And the builders of "one, two" change the same file, "shared.txt"
      When the run is killed while the agent of "conflict" works
      Then a conflict in "shared.txt" is pending
      And the run stands in phase "conflict"

    Scenario: A conflict that a crash cut short is taken up again
      Given the tasks "one, two", built at the same time
      And the builders of "one, two" change the same file, "shared.txt"
      And the run was killed while the agent of "conflict" worked
      When the session is resumed
      Then the work of "one, two" is merged
      And the session is complete
