@orchestration
@promise.yours-stays-yours @path:users-repository
Feature: A run leaves the user's repository as it is, whatever that is like
  What people keep in their repositories is there after a run as it was before, and what git or a
  hook refuses is told.

  The seam leads from the engine, by way of git, to what people keep in a repository: settings,
  hooks, branches, worktrees, locks, unfinished work. When it breaks, the user's own work is gone
  or in disorder, and finished tasks are not where the user looks for them.

  Rule: What people have in their repositories is no obstacle

    Scenario Outline: Work is merged in a repository that has <surroundings>
      Given the task "work"
      And the repository has <surroundings>
      When the orchestration runs
      Then the work of "work" is merged
      And the session is complete

      Examples: Surroundings
        | surroundings                                 |
        | line ends of another system                  |
        | filters of its own                           |
        | other work in progress                       |
        | a submodule                                  |
        | a lock that somebody left                    |

    Scenario: A branch that happens to have the name of a loop's stays, over a resume, too
      Given the task "work"
      And the repository has a branch where a loop's would be
      And the run was killed while the agent of "plan" worked
      When the session is resumed
      Then the work of "work" is merged
      And the session is complete

    @needs.pauses
    Scenario: The base branch is merged into wherever the user has put it
      Given the task "work"
      And the orchestration has run through phase "plan"
      And the repository has its base branch in another worktree
      When the session is resumed
      Then the work of "work" is merged
      And the session is complete

    Scenario: A lock that somebody holds for a moment is waited for
      Given the task "work"
      And the builder of "work" works while somebody holds a lock for a moment
      When the orchestration runs
      Then the work of "work" is merged
      And the session is complete

    Scenario Outline: A repository that has <surroundings> is refused before anything is paid for
      Given the task "work"
      And the repository has <surroundings>
      When the orchestration runs
      Then the run is refused
      And the agent of "analyze" was never called

      Examples: Repositories in which nothing can be merged
        | surroundings          |
        | no commit             |
        | no branch checked out |

  Rule: What git or a hook refuses is told, and costs nothing again

    @needs.commit-hooks
    Scenario Outline: A repository that has <surroundings> ends the run, and the user reads why
      Given the task "work"
      And the repository has <surroundings>
      And the orchestration has run
      When the session is resumed
      Then no agent was called in the resumed run
      And the loop of "work" says "<reason>"
      And the session is failed

      Examples: Refusals
        | surroundings                            | reason               |
        | a hook that refuses commits             | Not without a ticket |
        | a hook that refuses messages            | Not without a ticket |
        | a hook that refuses checkouts           | Not without a ticket |
        | a hook that refuses changes of branches | Not without a ticket |
        | signatures that fail                    | failed to sign       |

    @needs.commit-hooks
    Scenario: A hook that never ends is ended, and told of
      Given the task "work"
      And the repository has a hook that never ends
      And a limit of 0.7 seconds for git
      When the orchestration runs
      Then the loop of "work" says "git commit did not end within 0.7 seconds"
      And the session is failed

    @needs.commit-hooks
    Scenario: What a hook has refused is committed when it does so no more, and paid for once
      Given the task "work"
      And the repository has a hook that refuses commits
      And the orchestration has run
      And the repository has no hooks any more
      When the session is resumed
      Then the agent of "build" was called 1 time
      And the work of "work" is merged
      And the session is complete

  Rule: What an agent does to the repository is undone, or done right

    Scenario Outline: An agent that <does> does no harm
      Given the task "work"
      And the builder of "work" <does>
      When the orchestration runs
      Then the agent of "build" was called 1 time
      And the work of "work" is merged
      And the session is complete

      Examples: What agents do
        | does                                   |
        | works where no branch is checked out   |
        | changes the user's settings and hooks  |
        | leaves something in the user's stash   |

    Scenario: What an agent writes that git ignores is told
      Given the task "work"
      And the builder of "work" writes what git ignores
      When the orchestration runs
      Then the user is told of "made.local"
      And the session is complete

    Scenario: Nothing but what git ignores is no work, and the agent is told
      Given the task "work"
      And the builder of "work" writes nothing but what git ignores, but only once
      When the orchestration runs
      Then the agent of "build" was told "git ignores: made.local"
      And the work of "work" is merged
      And the session is complete

    Scenario: A worktree that its agent removes is made again
      Given the task "work"
      And the builder of "work" removes its worktree, but only once
      When the orchestration runs
      Then the agent of "build" was told "you removed your worktree"
      And the work of "work" is merged
      And the session is complete

    Scenario Outline: What an agent keeps in <a repository> of its own reaches the base branch
      Given the task "work"
      And the builder of "work" makes <a repository> of its own, until it is told not to
      When the orchestration runs
      Then the agent of "build" was told "library: it is a git repository of its own"
      And the work of "work" is merged
      And the session is complete

      Examples: Repositories inside of the worktree
        | a repository        |
        | a repository        |
        | an empty repository |
