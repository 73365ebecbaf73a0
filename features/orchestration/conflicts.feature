@orchestration
@promise.nothing-finished-is-lost @path:conflict-kinds
Feature: No side of a conflict is lost, whatever it is that git could not merge
  Where two agents changed the same, what each of them made is in the result, or the run says that it
  is not.

  The seam leads from git, by way of an agent that resolves a conflict, to the base branch. When it
  breaks, one agent's finished work is gone, and the run counts as complete.

  Rule: What conflicts is merged whole

    @needs.conflict-check
    Scenario Outline: Work that conflicts in <clash> is merged whole
      Given the tasks "one, two", built at the same time
      And the work of "one, two" conflicts in <clash>
      When the orchestration runs
      Then the agent of "conflict" was called 1 time
      And the work of "one, two" is merged
      And the session is complete

      Examples: What git cannot merge
        | clash                                         |
        | UTF-16 text                                   |
        | data that is no text                          |
        | files of odd names                            |
        | a file that one deletes and the other changes |
        | a file and a folder of one name               |
        | a file that each of them renames              |

    @needs.conflict-check
    Scenario: A resolution that its agent commits is as good as one that it leaves
      Given the tasks "one, two", built at the same time
      And the repository has conflicts that show the base as well
      And the work of "one, two" conflicts in two files
      And the agent of "conflict" commits its resolution
      When the orchestration runs
      Then the agent of "conflict" was called 1 time
      And the work of "one, two" is merged
      And the session is complete

  Rule: A resolution is looked at in every file, and byte by byte

    @needs.conflict-check
    Scenario Outline: An agent that <misbehaves> in <clash> is asked again
      Given the tasks "one, two", built at the same time
      And the repository has conflicts that show the base as well
      And the work of "one, two" conflicts in <clash>
      And the agent of "conflict" <misbehaves>, but only once
      When the orchestration runs
      Then the agent of "conflict" was told "<reason>"
      And the work of "one, two" is merged
      And the session is complete

      Examples: Resolutions that are none
        | misbehaves                        | clash                                         | reason                                  |
        | keeps one side only               | Latin-1 text                                  | shared.txt keeps the work of one side   |
        | keeps one side only               | UTF-16 text                                   | shared.txt keeps the work of one side   |
        | resolves one of the files         | two files                                     | second.txt still holds conflict markers |
        | leaves the line between the sides | two files                                     | first.txt still holds conflict markers  |
        | leaves the line before the base   | Latin-1 text                                  | still holds conflict markers            |
        | reports a resolution without one  | a file that one deletes and the other changes | LICENSE needs a decision                |
