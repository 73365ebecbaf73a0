@orchestration @seams @needs.review-cache
Feature: A review that passed is not paid for twice, and never believed of other work
  Whoever asks the same backend the same question about the same files gets the answer that was
  given before, and the state says so.

  The seam leads from a review, by way of the answers that are kept, to the state. When it breaks, every resume pays for the same reviews, or work counts as reviewed that nobody
  has ever seen.

  @promise.nothing-is-done-twice @path:cache-hits
  Rule: The same question about the same work has one answer

    Scenario: What passed in one session is not reviewed in the next
      Given the task "work"
      And medium effort
      And the orchestration has run through phase "plan"
      When another session of the same orchestration runs through phase "plan"
      Then the verdicts read:
        | review      | verdict | given  |
        | review-plan | passed  | before |
      And the agent of "review-plan" was never called

    @needs.clock
    Scenario Outline: A verdict is good for an hour, and at <time> it was given <given>
      Given the task "work"
      And medium effort
      And a limit of 3600 seconds for a verdict
      And the clock stands at "2026-03-01 09:00:00"
      And the orchestration has run through phase "plan"
      And the clock stands at "2026-03-01 <time>"
      When another session of the same orchestration runs through phase "plan"
      Then the verdicts read:
        | review      | verdict | given   |
        | review-plan | passed  | <given> |

      Examples: Before and after its time, and on a clock that was set back
        | time     | given       |
        | 09:59:59 | before      |
        | 10:00:00 | by an agent |
        | 08:59:59 | by an agent |

    Scenario: Verdicts need not be kept at all
      Given the task "work"
      And medium effort
      And a limit of 0 seconds for a verdict
      And the orchestration has run through phase "plan"
      When another session of the same orchestration runs through phase "plan"
      Then the agent of "review-plan" was called 1 time

  @promise.failed-agent-is-no-success @path:cache-misses
  Rule: Another question, or other work, is reviewed

    Scenario: Work that has changed is reviewed again
      Given the task "work"
      And medium effort
      And the orchestration has run through phase "plan"
      And the agent of "plan" leaves a file in the project, and does its work
      When another session of the same orchestration runs through phase "plan"
      Then the verdicts read:
        | review      | verdict | given       |
        | review-plan | passed  | by an agent |

    Scenario Outline: A verdict for one <what> is none for another
      Given the task "work"
      And medium effort
      And the orchestration has run through phase "plan"
      And the command line asks for the <what> "<other>"
      When another session of the same orchestration runs through phase "plan"
      Then the verdicts read:
        | review      | verdict | given       |
        | review-plan | passed  | by an agent |

      Examples: What a verdict depends on
        | what    | other  |
        | backend | codex  |
        | model   | sonnet |

    Scenario: A verdict on another analysis is none
      Given the task "work"
      And medium effort
      And the orchestration has run through phase "plan"
      And the agent of "analyze" reports an empty project
      When another session of the same orchestration runs through phase "plan"
      Then the verdicts read:
        | review      | verdict | given       |
        | review-plan | passed  | by an agent |

    Scenario: What was found wanting is reviewed again
      Given the task "work"
      And medium effort
      And the agent of "review-plan" sends it back, but only once
      When the orchestration runs through phase "plan"
      Then the verdicts read:
        | review      | verdict | given       |
        | review-plan | failed  | by an agent |
        | review-plan | passed  | by an agent |

    Scenario Outline: A verdict that was <damaged> counts for nothing, and the user is told
      Given the task "work"
      And medium effort
      And the orchestration has run through phase "plan"
      And the cache was <damaged>
      When another session of the same orchestration runs through phase "plan"
      Then the verdicts read:
        | review      | verdict | given       |
        | review-plan | passed  | by an agent |
      And the user is told of "cannot be used, so the review is made again"

      Examples: What becomes of files
        | damaged                    |
        | cut in half                |
        | emptied                    |
        | overwritten                |
        | written by a newer version |

  @promise.done-means-done @path:cache-builds-nothing
  Rule: Work is never taken from the cache

    Scenario: A second session builds what the first one built
      Given the task "work"
      And the orchestration has run
      And the builder of "work" leaves a file in the project, and does its work
      When another session of the same orchestration runs
      Then the agent of "build" was called 1 time
      And the base branch holds 1 merge
      And the session is complete
