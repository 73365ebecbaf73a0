@loops
Feature: A loop asks its agent what it was told to ask, as often as it may, and nothing else
  The agent gets all of the user's instructions, with the model that the user chose, and is called no
  more often than the user allowed.

  The seam leads from what a user wrote to what the agent is told, with which model, how often.
  When it breaks, the agent works on half of the instructions, or the bill grows without end.

  @promise.told-and-answered-whole @path:loop-told
  Rule: What is told and answered arrives whole

    @first
    Scenario: A long prompt
      Given a loop of 2 steps
      And the loop's prompt is 200 KB long
      When the loop runs
      Then the loop ends as its agent did

    Scenario Outline: A prompt that holds <what>
      Given a loop of 2 steps
      And the loop's prompt holds <what>
      When the loop runs
      Then the agent was called 2 times

      Examples: Characters
        | what                       |
        | what a shell would change  |
        | what is not ASCII          |
        | lines of all kinds         |
        | what patterns mean         |
        | what templates fill        |
        | what JSON and YAML mean    |
        | what Markdown means        |

    Scenario Outline: A task whose title holds <what>
      Given a loop over the tasks "lexer, parser"
      And the title of a task of the loop holds <what>
      When the loop runs
      Then each of the tasks was done once
      And the loop ends as a success

      Examples: Titles
        | what                       |
        | words                      |
        | what a shell would change  |
        | quotes                     |
        | what patterns mean         |
        | what templates fill        |

    @needs.own-input
    Scenario: Something else lies on the loop's standard input
      Given a loop of 3 steps
      And something else lies on the loop's standard input
      When the loop runs
      Then the agent was called 3 times
      And the loop ends as a success

    Scenario Outline: What an agent that <answers> says is kept
      Given a loop of 3 steps
      And the loop's agent <answers> in call 2
      When the loop runs
      Then the loop has kept each answer

      Examples: Answers to keep
        | answers                             |
        | answers at length                   |
        | answers with bytes that are no text |
        | quotes what it was told             |

    Scenario Outline: An agent that <answers> is heard all the same
      Given a loop of 2 steps
      And the loop's agent <answers> in every call
      When the loop runs
      Then the agent was called 2 times
      And the loop ends as a success

      Examples: Answers
        | answers                             |
        | answers at length                   |
        | answers with bytes that are no text |
        | talks about limits                  |
        | talks about permissions             |
        | talks about errors                  |
        | talks about being stuck             |
        | talks about what is done            |
        | warns of a package for limits       |

    @first
    Scenario: A project in a folder with a difficult name
      Given a loop of 2 steps
      And the project's folder is called "Zoë's project – 100 % [draft]"
      When the loop runs
      Then the agent was called 2 times
      And the loop ends as a success

    Scenario: A project in a folder whose name a shell would change
      Given a loop of 2 steps
      And the project's folder is called "-rf $HOME; `id` & "x" * (1)"
      When the loop runs
      Then the agent was called 2 times
      And the loop ends as a success

  @promise.caps-hold @path:loop-cap
  Rule: A loop calls its agent no more often than it may

    Scenario Outline: An agent that is never done is called <count> times
      Given a loop whose agent is never done
      And the loop may call its agent <count> times
      When the loop runs
      Then the agent was called <count> times
      And the loop does not end as a success

      @first
      Examples: A low cap
        | count |
        | 2     |

      Examples: Other caps
        | count |
        | 5     |
        | 11    |

    Scenario: A loop that may call its agent once
      Given a loop of 3 steps
      And the loop may call its agent 1 time
      When the loop runs
      Then the agent was called 1 time
      And the loop does not end as a success

    @needs.zero-cap
    Scenario: A loop that may not call its agent at all
      Given a loop of 3 steps
      And the loop may call its agent 0 times
      When the loop runs
      Then nothing of the loop lives on

    Scenario: An agent that is done in the last call that it may make is done
      Given a loop of 3 steps
      And the loop may call its agent 3 times
      When the loop runs
      Then the agent was called 3 times
      And the loop ends as a success

    Scenario: The cap of a loop that was killed holds as the loop promises
      Given a loop whose agent is never done
      And the loop may call its agent 4 times
      And the loop was killed in call 2
      When the loop runs again
      Then the loop counts its calls as it promises
      And the loop does not end as a success

  @promise.yours-stays-yours @path:loop-commits
  Rule: What is the user's stays the user's

    @first
    Scenario: An agent that commits its work
      Given a loop of 3 steps
      And the loop's agent commits its work in every call
      When the loop runs
      Then the user's own work is as it was
      And the loop ends as a success

  @promise.only-what-is-configured @path:loop-model
  Rule: The model is the one that was asked for

    Scenario: The loop asks for a model
      Given a loop of 2 steps
      And the loop asks for the model "haiku"
      When the loop runs
      Then the agent was called 2 times

    Scenario Outline: The <place> asks for a model
      Given a loop of 2 steps
      And the loop's <place> asks for the model "haiku"
      When the loop runs
      Then the agent was called 2 times

      @needs.model-flag
      Examples: On the command line
        | place |
        | flag  |

      @needs.model-environment
      Examples: In the environment
        | place       |
        | environment |

      @needs.model-file
      Examples: In a file
        | place |
        | file  |

    Scenario Outline: The <place> and the <other> ask for different models
      Given a loop of 2 steps
      And the loop's <place> asks for the model "haiku"
      And the loop's <other> asks for the model "sonnet"
      When the loop runs
      Then the agent was called 2 times

      @needs.model-flag @needs.model-environment
      Examples: Command line and environment
        | place | other       |
        | flag  | environment |

      @needs.model-flag @needs.model-file
      Examples: Command line and file
        | place | other |
        | flag  | file  |

      @needs.model-file @needs.model-environment
      Examples: File and environment
        | place | other       |
        | file  | environment |

  @promise.a-mistake-is-named-first @path:loop-mistakes
  Rule: What cannot work is told before anything is paid

    Scenario: The agent is not installed
      Given a loop of 2 steps
      And the loop's agent is not installed
      When the loop runs
      Then the loop does not end as a success

    Scenario Outline: The list of tasks <flaw>
      Given a loop over the tasks "lexer, parser"
      And the list of tasks <flaw>
      When the loop runs
      Then no agent was called
      And the loop does not end as a success

      Examples: Flaws
        | flaw                 |
        | is missing           |
        | cannot be read       |

      @needs.task-lines
      Examples: Flaws of text
        | flaw                 |
        | holds no task at all |

    @needs.task-lines
    Scenario Outline: The list of tasks <looks>
      Given a loop over the tasks "lexer, parser"
      And the list of tasks <looks>
      When the loop runs
      Then each of the tasks was done once
      And the loop ends as a success

      Examples: Lists as people write them
        | looks                         |
        | shows an example of a task    |
        | has a heading above each task |

  @promise.the-state-tells-the-truth @path:loop-state
  Rule: What the loop writes down of itself is so

    Scenario: The state counts each call as it is made
      Given a loop of 3 steps
      When the loop runs
      Then the loop's state counted each of its calls

    Scenario: The state tells how the loop ended
      Given a loop of 3 steps
      When the loop runs
      Then the loop's state tells how it ended

    Scenario: The history tells of each call
      Given a loop of 3 steps
      When the loop runs
      Then the loop's history tells of each finished call once

    Scenario: The history tells of the calls before one that failed
      Given a loop of 3 steps
      And the loop's agent crashes in call 3
      When the loop runs
      Then the loop's history tells of each finished call once

    Scenario: The history of a loop that was killed tells of the calls before
      Given a loop of 3 steps
      When the loop is killed in call 3
      Then the loop's history tells of each finished call once

    Scenario: The state tells that the loop was interrupted
      Given a loop of 3 steps
      When the loop is interrupted in call 2
      Then the loop's state tells how it ended
