@loops @promise.done-means-done
Feature: A loop goes on until its agent is done, and no longer
  A loop ends when its agent says that it is done, and no sooner and no later; it then tells of success.

  The seam leads from what an agent says to whether it is called again.
  When it breaks, a run ends at its first step with a green light, or goes on, and costs, after the last.

  @path:loop-done
  Rule: Done is done

    @first
    Scenario: The agent is done after three steps
      Given a loop of 3 steps
      When the loop runs
      Then the agent was called 3 times
      And the loop ends as a success

    Scenario: The agent is done at once
      Given a loop of 1 step
      When the loop runs
      Then the agent was called 1 time
      And the loop ends as a success

    Scenario: An agent that answers in a tenth of a second has worked as well
      Given a loop of 3 steps
      And the loop's agent answers at once
      When the loop runs
      Then the agent was called 3 times
      And the loop ends as a success

  @path:loop-mentioned
  Rule: Mentioned is not said

    @first
    Scenario: An agent that says what it will not say yet is not done
      Given a loop of 3 steps
      And the loop's agent mentions the done-signal in call 1
      When the loop runs
      Then the agent was called 3 times

    Scenario Outline: An agent that <mentions> is not done
      Given a loop of 3 steps
      And the loop's agent <mentions> in call 1
      When the loop runs
      Then the agent was called 3 times

      Examples: Ways to speak of it
        | mentions                   |
        | puts the done-signal off   |
        | announces the done-signal  |
        | asks about the done-signal |

    @first
    Scenario: An agent that quotes what it was told is not done
      Given a loop of 3 steps
      And the loop's agent quotes what it was told in call 1
      When the loop runs
      Then the agent was called 3 times

    Scenario: An agent that notes down what it was told, and reads it, is not done
      Given a loop of 3 steps
      And the loop's agent notes down what it was told in call 1
      When the loop runs
      Then the agent was called 3 times
      And the loop ends as a success

    Scenario: An agent that speaks of another task as done has done its own
      Given a loop over the tasks "lexer, parser, printer"
      And the loop's agent speaks of another task as done in call 1
      When the loop runs
      Then each of the tasks was done once
      And the loop ends as a success

    Scenario: An agent that says that it is done, while tasks are open, is not done
      Given a loop over the tasks "lexer, parser"
      And the loop's agent claims to be done without doing any work in every call
      When the loop runs
      Then the loop does not end as a success

  @path:loop-nothing-to-do
  Rule: Where there is nothing to do, nobody is called

    Scenario: The list of tasks is empty
      Given a loop over an empty list of tasks
      When the loop runs
      Then no agent was called

    Scenario: All tasks are done before the loop begins
      Given a loop over the tasks "lexer, parser"
      And the tasks "lexer, parser" of the loop are done already
      When the loop runs
      Then no agent was called

    Scenario: Nobody is called once the list is cleared away
      Given a loop over the tasks "lexer, parser"
      And the loop's agent clears the list away without a word in call 2
      When the loop runs
      Then the agent was called 2 times

    Scenario: Only the open tasks are done
      Given a loop over the tasks "lexer, parser, printer"
      And the tasks "lexer" of the loop are done already
      When the loop runs
      Then each of the tasks was done once
      And the loop ends as a success
