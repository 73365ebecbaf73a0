@pipelines @bytes
@promise.told-and-answered-whole @path:bytes
Feature: What agents are told and what they answer arrives whole
  Prompts and answers arrive whole, however long they are and whatever bytes are in them.

  The seam leads from the engine to the agent's command line and pipes, and back again.
  When it breaks, sessions hang or crash on the one answer that was not like all the others.

  Rule: An agent may print anything

    Scenario: An answer that is not text
      Given a stage "work" of 2 iterations
      And the agent answers with bytes that are no text in iteration 1
      When the pipeline runs
      Then the artifacts of iterations 1 to 2 are complete
      And the session is complete

    Scenario: An answer and a complaint that are too large for a pipe
      Given a stage "work" of 1 iteration
      And the agent answers with 8 MB, and complains with 200 KB in iteration 1
      When the pipeline runs
      Then the kept answer of iteration 1 says "line by line" 250000 times
      And the session is complete

  Rule: An agent may be told much

    Scenario: A prompt that is too long for a command line
      Given a stage "work" of 1 iteration
      And the stage's prompt is 200 KB long and ends with "These are the last words."
      When the pipeline runs
      Then every call was told "These are the last words."
      And the session is complete

  Rule: A project may lie in a folder of any name

    Scenario Outline: The project lies in the folder <name>
      Given the project's folder is called "<name>"
      And a stage "work" of 2 iterations
      When the pipeline runs
      Then the artifacts of iterations 1 to 2 are complete
      And the session is complete

      Examples: Names
        | name             |
        | two words        |
        | ünïcode – 日本語 |
        | it's $HOME;      |
        | #1 (copy) [old]* |
