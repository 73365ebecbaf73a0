@orchestration
@promise.done-means-done
Feature: What a review finds is done again, until it passes or the patience ends
  Work counts as done when its review has passed; what the review found is worked on until then, as
  often as the user allowed.

  The seam leads from a review's verdict, by way of the state, to the next agent's prompt. When
  it breaks, faults that were found are shipped, or are worked on for ever.

  @path:review-of-run
  Rule: The whole run is reviewed

    @path:review-first-attempt
    Scenario: Passes review on first attempt
      Given the task "work"
      When the orchestration runs
      Then there were 0 revisions
      And the agent of "revise" was never called
      And the session is complete

    @path:review-revise
    Scenario: Fails review and triggers revise
      Given the task "work"
      And the review fails, but only once, for "No tests" in "tests.py" at line 3
      When the orchestration runs
      Then the phases were "analyze, enumerate, plan, build, review, revise, build, review"
      And there was 1 revision
      And the session is complete

    @path:review-feedback
    Scenario: Retries build with revision feedback
      Given the task "work"
      And the review fails, but only once, for "No tests" in "tests.py" at line 3
      When the orchestration runs
      Then the agent of "build" was told "tests.py:3: No tests"
      And the agent of "build" was called 2 times
      And the session is complete

    Scenario: A review that fails twice passes after two revisions
      Given the task "work"
      And the review fails, but only 2 times
      When the orchestration runs
      Then there were 2 revisions
      And the agent of "review" was called 3 times
      And the session is complete

    @path:review-gives-up
    Scenario: Gives up after max revisions
      Given the task "work"
      And a limit of 2 revisions
      And the review fails
      When the orchestration runs
      Then there were 2 revisions
      And the session is stuck
      And the error says "still fails after 2 revisions"

    @needs.no-revisions
    Scenario: A run that may not be revised ends with its first failed review
      Given the task "work"
      And a limit of 0 revisions
      And the review fails
      When the orchestration runs
      Then there were 0 revisions
      And the session is stuck

    Scenario: Giving up stays so over a resume
      Given the task "work"
      And a limit of 1 revision
      And the review fails
      And the orchestration has run
      When the session is resumed
      Then there was 1 revision
      And the session is stuck

    Scenario: A review without a verdict does not count as passed
      Given the task "work"
      And the agent of "review" reports nothing
      When the orchestration runs
      Then the session is failed
      And the error says "gave no verdict"

    Scenario: Of two verdicts in one breath the later one counts
      Given the task "work"
      And the agent of "review" fails, then passes it in one breath
      When the orchestration runs
      Then there were 0 revisions
      And the session is complete

    Scenario: A revision that opens no task is no revision
      Given the task "work"
      And the review fails, but only once, for "No tests" in "tests.py" at line 3
      And the agent of "revise" reports nothing
      When the orchestration runs
      Then the session is failed
      And the error says "opened no task"

  @path:review-of-task
  Rule: Each task's work is reviewed where the effort wants that

    Scenario: A task that its review sends back is built again, with what was found
      Given the task "work"
      And medium effort
      And the agent of "review-loop" sends the work back, but only once
      When the orchestration runs
      Then the agent of "build" was told "work.txt:7"
      And the agent of "build" was told "An edge case is missing"
      And the base branch holds 1 merge
      And the session is complete

    Scenario: A task that its review sends back too often is stuck
      Given the task "work"
      And medium effort
      And the agent of "review-loop" sends the work back
      When the orchestration runs
      Then the agent of "review-loop" was called 4 times
      And the work of "work" is not merged
      And the session is stuck
