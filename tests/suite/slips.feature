Feature: Sentences that nobody can be meant to write, or that are said of nothing

  @pipelines
  Scenario: A hook that nobody has never runs
    Given a stage "work" of 1 iteration
    When the pipeline runs
    Then the hook after each iteration never ran

  @pipelines
  Scenario: A hook that nobody has runs no times
    Given a stage "work" of 1 iteration
    And the project has a hook on errors
    When the pipeline runs
    Then the hook after each iteration ran 0 times

  @loops
  Scenario: A loop that asks nobody goes on
    Given a loop of 2 steps
    When the loop runs
    Then the loop goes on after what its person said

  @loops
  Scenario: A loop that asks nobody stops
    Given a loop of 2 steps
    When the loop runs
    Then the loop does not go on after what its person said

  @backends
  Scenario: A server that nobody started ends
    Given a project that works with claude
    When a session begins that is to "Use tabs"
    Then the server ends in order

  @backends
  Scenario: Nothing is kept, and nothing is changed
    Given a project that works with codex
    When a to-do that was never added is completed
    Then nothing that was kept is changed

  @backends
  Scenario: Memory that no session could use
    Given a project that works with claude
    When the agents are listed
    Then memory was used only where it is on by default

  @pipelines
  Scenario: An answer without what nobody said
    Given a stage "work" of 1 iteration
    When the pipeline runs
    Then the kept answer of iteration 1 says "zebra" 0 times

  @pipelines
  Scenario: A letter that every prompt holds
    Given a stage "work" of 1 iteration
    When the pipeline runs
    Then every call was told "e"

  @pipelines
  Scenario: Words that every prompt holds
    Given a stage "work" of 1 iteration
    When the pipeline runs
    Then every call was told "Do one step of the work"

  @pipelines
  Scenario: A note that nobody made
    Given a stage "work" of 2 iterations
    When the pipeline runs
    Then the agent does not find "zebra" in its progress file in iteration 2

  @pipelines
  Scenario: No stage at all
    When the pipeline runs
    Then no agent was called

  @pipelines
  Scenario: A table of stages without a row
    Given these stages:
      | stage | iterations |
    When the pipeline runs
    Then no agent was called

  @pipelines
  Scenario: A table of agents without a row
    Given a stage "work" of 1 iteration
    And these agents work side by side:
      | backend |
    When the pipeline runs
    Then no agent was called

  @pipelines
  Scenario: A number that is a word
    Given these stages:
      | stage | iterations |
      | work  | two        |
    When the pipeline runs
    Then no agent was called

  @pipelines
  Scenario: No agents side by side
    Given a stage "work" of 1 iteration
    And 0 agents work side by side, all of whom must agree
    When the pipeline runs
    Then no agent was called

  @pipelines
  Scenario: A stage that reads itself
    Given these stages:
      | stage | iterations | reads |
      | work  | 1          | work  |
    When the pipeline runs
    Then no agent was called

  @pipelines
  Scenario: A stage that reads a later one
    Given these stages:
      | stage | iterations | reads        |
      | work  | 1          | all of later |
      | later | 1          |              |
    When the pipeline runs
    Then no agent was called

  @pipelines
  Scenario: No stop votes
    Given a stage "work" that ends after 0 stop votes in a row, within 3 iterations
    When the pipeline runs
    Then no agent was called

  @pipelines
  Scenario: No iteration is the first that may be the last
    Given a stage "work" that ends after 2 stop votes in a row, within 3 iterations, but not before iteration 0
    When the pipeline runs
    Then no agent was called

  @pipelines
  Scenario: A name of blanks
    Given a stage " " of 1 iteration
    When the pipeline runs
    Then no agent was called

  @pipelines
  Scenario: A placeholder without an outline
    Given a stage "<work>" of 1 iteration
    When the pipeline runs
    Then no agent was called

  @pipelines
  Scenario: Words of an answer that nobody asked for
    Given a stage "work" of 1 iteration
    When the pipeline runs
    Then the answer says "x"

  @pipelines
  Scenario: Stages of an answer that nobody asked for
    Given a stage "work" of 1 iteration
    When the pipeline runs
    Then the answer tells of these stages:
      | stage |
      | work  |

  @pipelines
  Scenario: What nobody asked for is told
    Given a stage "work" of 1 iteration
    When the pipeline runs
    Then the answer is that the session is complete

  @backends
  Scenario: The state of a session of a backend
    Given a project that works with claude
    When a session begins that is to "Use tabs"
    Then the run fails, and names the session's state

  @orchestration
  Scenario: The answer to nobody's question about an orchestration
    Given the task "work"
    When the orchestration runs
    Then the answer says "x"

  @pipelines
  Scenario: Unchanged since no earlier run
    Given a stage "work" of 1 iteration
    When the pipeline runs
    Then the artifacts of iteration 1 are unchanged

  @loops
  Scenario: A call beyond all calls
    Given a loop whose agent is never done
    When the loop is killed in call 9999
    Then the loop does not end as a success

  @pipelines
  Scenario: Endings without a row
    When sessions end in each of these ways:
      | ending |
    Then no two of them look alike

  @pipelines
  Scenario: An ending that nobody can bring about
    When sessions end in each of these ways:
      | ending   |
      | complete |
      | stuck    |
    Then no two of them look alike

  @pipelines
  Scenario: Endings in another column
    When sessions end in each of these ways:
      | end      |
      | complete |
    Then no two of them look alike

  @pipelines
  Scenario Outline: An order that is none of these agents': <order>
    Given a stage "work" of 1 iteration
    And 3 agents work side by side, all of whom must agree
    And the agents end in the order "<order>"
    When the pipeline runs
    Then the session is complete

    Examples:
      | order   |
      | 1, 7, 0 |
      | 1, 1, 2 |
      | 1, 0    |

  @pipelines
  Scenario: An order of one agent that works alone
    Given a stage "work" of 1 iteration
    And the agents end in the order "0"
    When the pipeline runs
    Then the session is complete

  @backends
  Scenario: A request that succeeds was to fail
    Given a project that works with codex
    When the to-do "one" is added
    Then the request fails, and the error names "one"

  @backends
  Scenario: An answer without a word of it
    Given a project that works with codex
    When the to-do "one" is added
    Then the answer reads "zebra"

  @pipelines
  Scenario: An answer of another ending
    Given a stage "work" of 1 iteration
    When the pipeline runs
    And the user asks how the session stands
    Then the answer is that the session is failed

  @pipelines
  Scenario: An answer of a session that is there
    Given a stage "work" of 1 iteration
    When the pipeline runs
    And the user asks how the session stands
    Then the answer is that there is no such session

  @pipelines
  Scenario: A state that is not as it was found
    Given a stage "work" of 1 iteration
    When the pipeline runs
    Then the session's state is left as it was found
