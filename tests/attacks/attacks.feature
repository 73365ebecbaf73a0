Feature: Scenarios that must not pass where what they say did not happen

  @pipelines
  Scenario: Killed before changes
    Given a stage "work" of 1 iteration
    When the run is killed before each change it makes to disk, and resumed each time
    Then every resumed run is complete, as the uninterrupted run was

  @pipelines
  Scenario: Torn writes
    Given a stage "work" of 1 iteration
    When the run is killed halfway through each change it makes to disk, and resumed each time
    Then every resumed run is complete, as the uninterrupted run was

  @pipelines
  Scenario: Lost power
    Given a stage "work" of 1 iteration
    When the run loses power before each change it makes to disk, and is resumed each time
    Then every resumed run is complete, as the uninterrupted run was

  @pipelines
  Scenario: A full disk
    Given a stage "work" of 1 iteration
    When the run runs out of disk space at each change it makes to disk, and is resumed each time
    Then every resumed run is complete, as the uninterrupted run was

  @pipelines
  Scenario: Terminated before changes
    Given a stage "work" of 1 iteration
    When the run is terminated before each change it makes to disk, and resumed each time
    Then every resumed run is complete, as the uninterrupted run was

  @pipelines
  Scenario: Killed at work
    Given a stage "work" of 2 iterations
    And the run was killed while the agent worked on iteration 2
    When the session is resumed
    Then the session is complete

  @pipelines
  Scenario: Interrupted at work
    Given a stage "work" of 2 iterations
    When the run is interrupted while the agent works on iteration 2
    Then the session is interrupted

  @pipelines
  Scenario: A clock that stands still
    Given a stage "work" of 1 iteration
    And the clock stands at "1999-12-31 23:59"
    When the pipeline runs
    Then the session is complete

  @pipelines
  Scenario: A lock
    Given a stage "work" of 1 iteration
    And the session is locked for a process that is gone
    When the pipeline runs
    Then the session is complete

  @pipelines
  Scenario: A damaged state
    Given a stage "work" of 2 iterations
    And the run was killed while the agent worked on iteration 2
    And the session's state was emptied
    When the session is resumed
    Then no agent was called in the resumed run

  @pipelines
  Scenario: An agent that crashes
    Given a stage "work" of 2 iterations
    And the agent crashes in iteration 2
    When the pipeline runs
    Then the session is failed

  @pipelines
  Scenario: An agent that is killed
    Given a stage "work" of 2 iterations
    And the agent is killed in iteration 2
    When the pipeline runs
    Then the session is failed

  @pipelines
  Scenario: An agent that votes
    Given a stage "work" that ends after 2 stop votes in a row, within 3 iterations
    And the agent votes "stop, stop"
    When the pipeline runs
    Then the session is complete

  @pipelines
  Scenario: An agent that answers
    Given a stage "work" of 1 iteration
    When the pipeline runs
    Then the agent was called 1 time

  @orchestration
  Scenario: A killed orchestrator
    Given the task "work"
    And the run was killed while the agent of "build" worked on "work"
    When the session is resumed
    Then the session is complete

  @backends
  Scenario: An interrupted session of a backend
    Given a project that works with claude
    When a session is interrupted while the backend is at work
    Then the run was interrupted

  @pipelines
  Scenario: A crash in an iteration that does not come
    Given a stage "work" of 3 iterations
    And the agent votes "stop"
    And the agent crashes in iteration 3
    When the pipeline runs
    Then the session is complete

  @pipelines
  Scenario: Votes that nobody casts
    Given these stages:
      | stage | iterations |
      | plan  | 1          |
    And a stage "work" of 1 iteration
    And the run was killed while the agent worked on iteration 1 of stage "plan"
    And the agent votes "stop"
    When the user asks how the session stands
    Then the answer says "plan"

  @orchestration
  Scenario: A builder who is not called
    Given the task "work"
    And the builder of "work" crashes
    When the orchestration runs through phase "plan"
    Then the run stands in phase "build"

  @pipelines
  Scenario: Agents that end in turn
    Given a stage "work" of 1 iteration
    And 2 agents work side by side, all of whom must agree
    And the agents end in the order "1, 0"
    When the pipeline runs
    Then the session is complete

  @pipelines
  Scenario: A hook that refuses
    Given a stage "work" of 1 iteration
    And the project has a hook before each iteration that refuses the first time, because "Frozen."
    When the pipeline runs
    Then the session is failed

  @pipelines
  Scenario: An agent that puts its work away
    Given a stage "work" of 2 iterations
    And the agent notes "half done" when it is asked to end
    And the run was terminated while the agent worked on iteration 1
    When the session is resumed
    Then the agent finds "half done" in its progress file in iteration 1

  @pipelines
  Scenario: Putting away that nobody asks for
    Given a stage "work" of 1 iteration
    And the agent notes "half done" when it is asked to end
    When the pipeline runs
    Then the session is complete

  @orchestration
  Scenario: A state that is locked
    Given the task "work"
    When the state is locked while the agent of "build" reports
    Then the agent of "build" was answered "call it again"
    And the session is complete

  @loops
  Scenario: A loop's agent
    Given a loop of 2 steps
    When the loop runs
    Then the loop ends as a success

  @pipelines
  Scenario: An agent that leaves a process behind
    Given a stage "work" of 1 iteration
    And the agent leaves a process behind in iteration 1
    When the pipeline runs
    Then the session is complete

  @pipelines
  Scenario: An agent that does not listen
    Given a stage "work" of 1 iteration
    And the agent hangs, and does not listen in iteration 1
    And the agent may take half a second
    When the pipeline runs
    Then the session is failed

  @pipelines
  Scenario: An agent that notes something
    Given a stage "work" of 1 iteration
    And the agent notes "zebra" in iteration 1
    When the pipeline runs
    Then the session is complete

  @pipelines
  Scenario: A tracker that fails
    Given a stage "work" that works off its queue, within 9 iterations
    And the tasks "lexer, parser, printer" in beads
    And the agent completes every task that it is given
    And the tracker cannot list its tasks from iteration 2 on
    When the pipeline runs
    Then the session is failed

  @pipelines
  Scenario: A place
    Given the engine runs where nobody reads beyond the first line
    And a stage "work" of 1 iteration
    When the pipeline runs
    Then the agent was called 1 time

  @orchestration
  Scenario: A repository with something in it
    Given the repository has conflicts that show the base as well
    And the task "work"
    When the orchestration runs
    Then the session is complete

  @loops
  Scenario: A list that shows an example
    Given a loop over the tasks "lexer, parser"
    And the list of tasks shows an example of a task
    When the loop runs
    Then the loop ends as a success

  @loops
  Scenario: A loop's input
    Given a loop of 2 steps
    And something else lies on the loop's standard input
    When the loop runs
    Then the loop ends as a success

  @pipelines
  Scenario: Tasks that are named twice
    Given a stage "work" that works off its queue, within 9 iterations
    And the tasks "lexer, parser" in a to-do list
    And the list names its tasks twice
    When the pipeline runs
    Then no agent was called
    And the session is failed

  @backends
  Scenario: A program that is installed in another way
    Given a project that works with claude
    And an agent "helper"
    And claude is installed, but leaves a process behind
    When the agent "helper" is given the task "Count the lines"
    Then the result is "Done."

  @loops
  Scenario: A list that is missing from the start
    Given a loop of 2 steps
    And the list of tasks is missing
    When the loop runs
    Then the loop ends as a success

  @pipelines
  Scenario: Removing a hook that never runs
    Given a stage "work" of 1 iteration
    And the project has a hook on errors that removes itself
    When the pipeline runs
    Then the session is complete

  @pipelines
  Scenario: A time limit of hooks that never run
    Given a stage "work" of 1 iteration
    And hooks may take half a second
    And the project has a hook on errors
    When the pipeline runs
    Then the session is complete

  @pipelines
  Scenario: Another agent's session
    Given the engine runs in another agent's session
    And a stage "work" of 1 iteration
    When the pipeline runs
    Then the agent was called 1 time

  @pipelines
  Scenario: A closed output
    Given the engine runs with its output closed
    And a stage "work" of 1 iteration
    When the pipeline runs
    Then the agent was called 1 time
