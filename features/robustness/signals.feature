@pipelines @signals @needs.resume
@promise.nothing-lives-on @path:signals
Feature: A session can be stopped at any moment, and nothing of it goes on
  Whoever stops a session gets it stopped, with all that it started, and can resume it.

  The seam leads from a signal, by way of the engine, to the agents that it started.
  When it breaks, agents go on writing, and costing, that nobody knows of any more.

  @needs.interrupt @needs-machine.crash-points
  Scenario: Terminated before any change
    Given a stage "work" of 1 iteration
    When the run is terminated before each change it makes to disk, and resumed each time
    Then every resumed run is complete, as the uninterrupted run was

  @needs.interrupt @needs.parallel-blocks @needs-machine.crash-points
  Scenario: Terminated before any change, with two agents side by side
    Given a stage "work" of 1 iteration
    And 2 agents work side by side, all of whom must agree
    And the agents end in the order "1, 0"
    When the run is terminated before each change it makes to disk, and resumed each time
    Then every resumed run is complete, as the uninterrupted run was

  Scenario: An engine that is killed takes its agents with it
    Given a stage "work" of 3 iterations
    When the run is killed without its agents while the agent works on iteration 2
    Then the agent was called 2 times
    And only iteration 1 is recorded

  Scenario: What an agent leaves running ends with its iteration
    Given a stage "work" of 2 iterations
    And the agent leaves a process behind in iteration 1
    When the pipeline runs
    Then iterations 1 to 2 are each recorded once, in order
    And the session is complete

  Scenario: An agent that is asked to end gets the time to put its work away
    Given a stage "work" of 3 iterations
    And the agent notes "The lexer is half done" when it is asked to end
    And the run was terminated while the agent worked on iteration 2
    When the session is resumed
    Then the agent finds "The lexer is half done" in its progress file in iteration 2
    And the session is complete

  @needs.agent-timeout
  Scenario: An agent whose time is up gets the time to put its work away, too
    Given a stage "work" of 3 iterations
    And the agent hangs in iteration 2, but only once
    And the agent notes "The lexer is half done" when it is asked to end
    And the agent may take two seconds
    And the pipeline has run
    When the session is resumed
    Then the agent finds "The lexer is half done" in its progress file in iteration 2
    And the session is complete
