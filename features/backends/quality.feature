@backends @needs.quality-checks
@promise.done-means-done
Feature: The project's own checks tell whether the work is good
  Work counts as good only when the project's own checks say so, with either backend.

  The seam leads from a session's work, by way of the project's checks, to the session's report.
  When it breaks, work that fails its checks is reported as good.

  @path:checks-verdict
  Rule: The verdict is the project's

    @backend-<backend>
    Scenario Outline: Checks that pass with <backend>
      Given a project that works with <backend>
      And checks that pass
      When the quality is checked
      Then the request succeeds
      And the report reads "all is well"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: Checks that fail with <backend>
      Given a project that works with <backend>
      And checks that fail
      When the quality is checked
      Then the request fails, and the error names "failed"
      And the report reads "2 errors were found"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-both
    Scenario: Both backends tell the same of checks that pass
      Given a project that works with claude
      And checks that pass
      And the quality was checked
      And the environment asks for the backend "codex"
      When the quality is checked
      Then both answers are the same

    @backend-both
    Scenario: Both backends tell the same of checks that fail
      Given a project that works with claude
      And checks that fail
      And the quality was checked
      And the environment asks for the backend "codex"
      When the quality is checked
      Then both answers are the same

    @backend-<backend> @needs.single-checks
    Scenario Outline: The <target> can be checked alone with <backend>
      Given a project that works with <backend>
      And checks that can be made singly
      When only the check "<target>" is made
      Then the report reads "the <target> is well"

      Examples:
        | backend | target |
        | claude  | lint   |
        | claude  | format |
        | codex   | type   |
        | codex   | test   |

    @backend-<backend>
    Scenario Outline: A check that leaves a process behind does not hold <backend> up
      Given a project that works with <backend>
      And checks that leave a process behind
      When the quality is checked
      Then the request succeeds
      And the report reads "all is well"

      Examples:
        | backend |
        | claude  |
        | codex   |

  @path:checks-project
  Rule: The checks are those of the project that the work belongs to

    @backend-<backend>
    Scenario Outline: A folder within the project, with <backend>
      Given a project that works with <backend>
      And checks that pass
      When the quality is checked in "src/deep"
      Then the report reads "all is well"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A project within the project, with <backend>
      Given a project that works with <backend>
      And checks that fail
      And checks that pass in "inner"
      When the quality is checked in "inner/src"
      Then the report reads "all is well"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: The project of a file, with <backend>
      Given a project that works with <backend>
      And checks that fail
      And checks that name the file in "inner"
      When the quality is checked for the file "inner/src/main.py"
      Then the report reads "checked inner/src/main.py"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A worktree <which> an environment of its own, with <backend>
      Given a project that works with <backend>
      And a worktree <which> an environment of its own, while the project's is active
      When the quality is checked in the worktree
      Then the checks ran in <environment>

      Examples:
        | backend | which   | environment                     |
        | claude  | with    | the environment of the worktree |
        | codex   | with    | the environment of the worktree |
        | claude  | without | no environment                  |
        | codex   | without | no environment                  |

  @path:checks-at-end
  Rule: What a session has edited is checked when it ends

    @backend-<backend> @needs.sessions-of-<backend>
    Scenario Outline: A session of <backend> that edits something is checked by checks that <result>
      Given a project that works with <backend>
      And checks that <result>
      And the backend edits "main.py"
      When a session is started to "Fix the typo"
      Then the user reads "<told>"
      And the run ends as the backend ended

      Examples:
        | backend | result | told                |
        | claude  | pass   | all is well         |
        | codex   | pass   | all is well         |
        | claude  | fail   | 2 errors were found |
        | codex   | fail   | 2 errors were found |

    @backend-<backend> @needs.sessions-of-<backend>
    Scenario Outline: A session of <backend> that edits nothing is not checked
      Given a project that works with <backend>
      And checks that fail
      When a session is started to "Explain the typo"
      Then the user does not read "2 errors were found"
      And the run ends as the backend ended

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend> @needs.sessions-of-<backend>
    Scenario Outline: A session of <backend> in a project without checks
      Given a project that works with <backend>
      And checks that are missing
      And the backend edits "main.py"
      When a session is started to "Fix the typo"
      Then the run ends as the backend ended

      Examples:
        | backend |
        | claude  |
        | codex   |

  @path:checks-impossible
  Rule: Checks that cannot be made are no success

    @backend-<backend>
    Scenario Outline: A project of <backend> without checks
      Given a project that works with <backend>
      And checks that are missing
      When the quality is checked
      Then the request fails, and the error names "Makefile"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A project of <backend> whose checks have another name
      Given a project that works with <backend>
      And checks that have another name
      When the quality is checked
      Then the request fails, and the error names "check"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A folder that belongs to no project, with <backend>
      Given a project that works with <backend>
      When the quality is checked outside of any project
      Then the request fails, and the error names "project"

      Examples:
        | backend |
        | claude  |
        | codex   |
