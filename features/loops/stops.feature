@loops
Feature: A loop can be stopped, killed, and run again
  Whoever stops a loop gets it stopped, and whoever starts it again gets only what is left done.

  The seam leads from a signal, by way of the engine, to its agent; and from one run to the next.
  When it breaks, Ctrl-C does not end the spending, and what was done is done again.

  @promise.a-stop-is-a-stop @path:loop-stopped
  Rule: A stop is a stop

    Scenario Outline: The loop is <stopped>
      Given a loop of 3 steps
      When the loop is <stopped> in call 2
      Then the agent was called 2 times
      And the loop does not end as a success
      And nothing of the loop lives on

      @first
      Examples: Ways to stop
        | stopped     |
        | interrupted |
        | terminated  |

      Examples: More ways to stop
        | stopped |
        | hung up |

  @promise.the-state-tells-the-truth @path:printed-and-read
  Rule: What the engine prints, and who reads it, decides nothing

    # It may go on, or end by the signal that ends programs whose reader has left.
    @surroundings
    Scenario: Nobody reads beyond the first line that the loop prints
      Given the engine runs where nobody reads beyond the first line
      And a loop of 2 steps
      When the loop runs
      Then nothing of the loop lives on

    @surroundings
    Scenario Outline: The loop runs <where>
      Given the engine runs <where>
      And a loop of 2 steps
      When the loop runs
      Then the agent was called 2 times
      And the loop ends as its agent did

      Examples: Surroundings
        | where                          |
        | at a screen that shows Latin-1 |

      @needs.own-input
      Examples: Surroundings in which nobody can be asked
        | where                       |
        | with all its streams closed |

  @promise.told-and-answered-whole @path:loop-told
  Rule: An agent is told of its own session and repository, and of no other

    @surroundings
    Scenario Outline: The loop runs <where>
      Given the engine runs <where>
      And a loop of 2 steps
      When the loop runs
      Then the agent was called 2 times
      And the loop ends as its agent did

      Examples: What others have told the loop
        | where                               |
        | in another agent's session          |
        | in a git hook of another repository |

  @promise.nothing-finished-is-lost @path:loop-again
  Rule: What was done is not lost, and not done again

    Scenario Outline: A loop that was <stopped> is run again
      Given a loop of 3 steps
      And the loop was <stopped> in call 2
      When the loop runs again
      Then the loop ends as its agent did
      And the user's own work is as it was

      @first
      Examples: Killed
        | stopped |
        | killed  |

      Examples: Stopped
        | stopped     |
        | interrupted |

    Scenario: A loop over tasks that was killed does no task again that was done
      Given a loop over the tasks "lexer, parser, printer"
      And the loop was killed in call 2
      When the loop runs again
      Then each of the tasks was done once
      And the loop ends as a success

    Scenario: A loop that is done is run again
      Given a loop over the tasks "lexer, parser"
      And the loop has run
      When the loop runs again
      Then each of the tasks was done once

  @promise.two-at-once-do-no-harm @path:loop-twice
  Rule: Two at once do no harm

    @first
    Scenario: The loop is started again while it works
      Given a loop of 3 steps
      When the loop is started again in call 1
      Then the loop ends as its agent did
      And the user's own work is as it was

    @needs.one-session
    Scenario: A second start is refused while the first one works
      Given a loop of 3 steps
      When the loop is started again in call 1
      Then the second start was refused
      And the loop ends as its agent did

    Scenario: A session of another name works beside the first
      Given a loop of 3 steps
      When another session of the loop is started in call 1
      Then the second start did its work
      And the loop ends as its agent did

    Scenario: A loop over tasks is started again while it works
      Given a loop over the tasks "lexer, parser, printer"
      When the loop is started again in call 1
      Then each of the tasks was done once
