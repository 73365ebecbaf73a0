@backends @needs.agents
Feature: An agent that is defined once can be given tasks on either backend
  Whoever defines an agent can give it tasks, whichever backend is at work, and is told what came
  of each.

  The seam leads from an agent's definition, by way of the backend's program, to its result. When
  it breaks, the wrong agent does the work, or nobody does and it is reported as done.

  @promise.told-and-answered-whole @path:agent-tasks
  Rule: An agent does its task

    @backend-<backend>
    Scenario Outline: An agent of <backend> does a task
      Given a project that works with <backend>
      And an agent "helper"
      When the agent "helper" is given the task "Count the lines"
      Then <backend> is called once, to "Count the lines"
      And the agents at work are "helper"
      And the result is "Done."

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: An agent of <backend> is told what it needs to know
      Given a project that works with <backend>
      And an agent "helper"
      When the agent "helper" is given the task "Count the lines" and told "Only in Python files"
      Then the backend reads "Count the lines"
      And the backend reads "Only in Python files"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: Agents of <backend> work one after the other
      Given a project that works with <backend>
      And an agent "scout"
      And an agent "writer"
      When the agents "scout, writer, scout" are each given a task
      Then the agents at work are "scout, writer, scout"
      And 3 results were kept

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: An agent of <backend> that is quick keeps every result
      Given a project that works with <backend>
      And an agent "helper"
      When the agent "helper" is given 5 tasks one right after the other
      Then 5 results were kept

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: An agent of <backend> works with the model that it asks for
      Given a project that works with <backend>
      And an agent "helper" that asks for the model "fable-9"
      When the agent "helper" is given the task "Count the lines"
      Then <backend> is called once, with the model "fable-9"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-codex
    Scenario: An agent of codex works with the profile
      Given a project that works with codex
      And the environment asks for the profile "review"
      And an agent "helper"
      When the agent "helper" is given the task "Count the lines"
      Then codex is called once, with the profile "review"

  @promise.failed-agent-is-no-success @path:agent-accidents
  Rule: What goes wrong is told

    @backend-<backend>
    Scenario Outline: An agent that <backend> does not have
      Given a project that works with <backend>
      And an agent "helper"
      When the agent "ghost" is given the task "Count the lines"
      Then the request fails, and the error names "ghost"
      And no backend was called

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: An agent of <backend> whose name leads elsewhere
      Given a project that works with <backend>
      And an agent "helper"
      When the agent "../agents/helper" is given the task "Count the lines"
      Then the request fails, and the error names "../agents/helper"
      And no backend was called

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: An agent of <backend> that is not well defined
      Given a project that works with <backend>
      And an agent "helper" whose file reads "You are the helper."
      When the agent "helper" is given the task "Count the lines"
      Then the request fails, and the error names "helper"
      And no backend was called

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: An agent of <backend> crashes
      Given a project that works with <backend>
      And an agent "helper"
      And the backend crashes
      When the agent "helper" is given the task "Count the lines"
      Then the request fails, and the error names "Segmentation fault"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend> @needs.agent-time-limit
    Scenario Outline: An agent of <backend> takes too long
      Given a project that works with <backend>
      And an agent "helper"
      And the backend never answers
      When the agent "helper" is given the task "Count the lines" and little time
      Then the request fails, because it took too long

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A daemon that an agent of <backend> leaves behind ends with it
      Given a project that works with <backend>
      And an agent "helper"
      And <backend> is installed, but leaves a daemon behind
      When the agent "helper" is given the task "Count the lines"
      Then the result is "Done."

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: An agent of <backend> that leaves a process behind holds nobody up
      Given a project that works with <backend>
      And an agent "helper"
      And <backend> is installed, but leaves a process behind
      When the agent "helper" is given the task "Count the lines"
      Then the result is "Done."

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: The program of <backend> is not there
      Given a project that works with <backend>
      And an agent "helper"
      And <backend> is set up in the project, but not installed
      When the agent "helper" is given the task "Count the lines"
      Then the request fails, and the error names "<backend>"

      Examples:
        | backend |
        | claude  |
        | codex   |

  @promise.only-what-is-configured @path:agent-conversion
  Rule: Both backends have the same agents

    @backend-<backend>
    Scenario Outline: A project without agents of <backend>
      Given a project that works with <backend>
      When the agents are listed
      Then the agents are ""

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: After the conversion <backend> has all agents
      Given a project that works with <backend>
      And the agents of claude:
        | agent  |
        | writer |
        | scout  |
      And the agents were converted
      When the agents are listed
      Then the agents are "scout, writer"

      Examples: Nothing to convert
        | backend |
        | claude  |

      @backend-both
      Examples: Something to convert
        | backend |
        | codex   |

    @backend-both
    Scenario: Codex gets the tools that it knows, as a list
      Given the agents of claude:
        | agent  | tools                   |
        | scout  | Read, Grep              |
        | writer | Write, Task, TodoWrite  |
        | lead   | Task                    |
        | free   |                         |
      When the agents are converted
      Then the agents of codex may use:
        | agent  | tools      |
        | scout  | Read, Grep |
        | writer | Write      |
        | lead   | none       |
        | free   | all        |

    @backend-codex @backend-both
    Scenario: A converted agent works on codex
      Given a project that works with codex
      And the agents of claude:
        | agent | tools      |
        | scout | Read, Task |
      And the agents were converted
      When the agent "scout" is given the task "Look around"
      Then codex is called once, to "Look around"
      And the agents at work are "scout"
