@pipelines @task-sources @needs.queue @needs.task-sources
Feature: Tasks are worked off, wherever they are kept
  Every task on the user's list is given to an agent once, and ticked when it is done.

  The seam leads from a list that people keep, by way of the agents, back to that list.
  When it breaks, work is ticked that nobody did, or is done twice and paid for twice.

  @promise.nothing-is-done-twice @path:task-sources
  Rule: The engine hands out one task after the other and ticks what was done

    Scenario Outline: Every task in <place> is done once, and then the stage ends
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser, printer" in <place>
      And the agent completes every task that it is given
      When the pipeline runs
      Then the agent was called for:
        | iteration | task    |
        | 1         | lexer   |
        | 2         | parser  |
        | 3         | printer |
      And no task is open
      And the session is complete

      Examples: Places
        | place                       |
        | beads                       |
        | a JSON file                 |
        | a to-do list                |
        | a tracker of the user's own |

    Scenario Outline: An agent is told what its task in <place> is called
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer" in <place>
      And task "lexer" is called "Split the text into words"
      And the agent completes every task that it is given
      When the pipeline runs
      Then every call was told "Split the text into words"
      And the session is complete

      Examples: Places
        | place                       |
        | beads                       |
        | a JSON file                 |
        | a tracker of the user's own |

    Scenario: A JSON file may call its tick what it likes
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser" in a JSON file
      And the list ticks its tasks as "finished"
      And the agent completes every task that it is given
      When the pipeline runs
      Then no task is open
      And the session is complete

    Scenario: A JSON file needs no blanks
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser, printer" in a JSON file
      And the list is written without a blank
      And the agent completes every task that it is given
      When the pipeline runs
      Then no task is open
      And the list differs from what it was only in its ticks

    Scenario Outline: The rest of <place> stays as it was
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser, printer" in <place>
      And the agent completes every task that it is given
      When the pipeline runs
      Then no task is open
      And the list differs from what it was only in its ticks

      Examples: Files
        | place        |
        | a JSON file  |
        | a to-do list |

    @path:fixture-json-task-source
    Scenario: The tasks that a script brings along are worked off
      Given the "json-task-source" script
      When the pipeline runs
      Then the agent was called for:
        | iteration | task   |
        | 1         | task-1 |
        | 2         | task-2 |
      And no task is open
      And the list differs from what it was only in its ticks
      And the session is complete

    Scenario Outline: Tasks in <place> that are done already are nobody's work
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser" in <place>
      And the list has only tasks that are done
      When the pipeline runs
      Then no agent was called
      And the session is failed
      And the error says "zero iterations"

      Examples: Places
        | place                       |
        | a JSON file                 |
        | a to-do list                |
        | a tracker of the user's own |

    Scenario: A list that is longer than the cap leaves the session unfinished
      Given a stage "work" that works off its queue, within 2 iterations
      And the tasks "lexer, parser, printer" in a to-do list
      And the agent completes every task that it is given
      When the pipeline runs
      Then the tasks "printer" are open
      And the session is stopped at its cap

  @promise.done-means-done @path:task-ticks
  Rule: Only work that was done is ticked

    Scenario Outline: A task in <place> stays open when its agent <fails>, whatever it claims
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser, printer" in <place>
      And the agent completes every task that it is given
      And the agent completes its task and <fails> in iteration 2
      When the pipeline runs
      Then the tasks "parser, printer" are open
      And the session is failed

      Examples: Failures
        | place                       | fails                |
        | beads                       | crashes              |
        | a JSON file                 | crashes              |
        | a to-do list                | is killed            |
        | a tracker of the user's own | writes half a decision |

    Scenario: A task that its agent gives up stays open
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser" in a to-do list
      And the agent gives up its task in iteration 1
      When the pipeline runs
      Then the tasks "lexer, parser" are open
      And the session is failed

    Scenario: A task that was left undone is given out again
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser" in a JSON file
      And the agent completes every task that it is given
      And the agent leaves its task undone in iteration 1
      When the pipeline runs
      Then the agent was called for:
        | iteration | task   |
        | 1         | lexer  |
        | 2         | lexer  |
        | 3         | parser |
      And no task is open

    @needs.resume
    Scenario: A resume takes up the task that failed, and none that was done
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser, printer" in a JSON file
      And the agent completes every task that it is given
      And the agent completes its task and crashes in iteration 2, but only once
      And the pipeline has run
      When the session is resumed
      Then the agent is asked only for:
        | iteration | task    |
        | 2         | parser  |
        | 3         | printer |
      And no task is open

  @promise.nothing-is-done-twice @path:task-sharing
  Rule: No task is given to two agents

    Scenario Outline: Two sessions share the tasks in <place>
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser, printer" in <place>
      And the agent completes every task that it is given
      When another session runs to its end while the agent works on iteration 1
      Then each task was given to one agent only
      And no task is open

      Examples: Places
        | place        |
        | beads        |
        | a JSON file  |

    Scenario Outline: <count> sessions at once share the tasks in <place>
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser, printer, linter, docs, tests" in <place>
      And the agent completes every task that it is given
      When <count> sessions of the same pipeline run at once
      Then each task was given to one agent only
      And no task is open

      Examples: Crowds
        | place        | count |
        | a to-do list | 2     |
        | a JSON file  | 4     |

    @needs-machine.crash-points
    Scenario Outline: No tick in <place> is lost when another session ticks at the same time
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser, printer" in <place>
      And the agent completes every task that it is given
      When another session runs to its end while the run is about to tick off its first task
      Then each task was given to one agent only
      And no task is open

      Examples: Files
        | place        |
        | a JSON file  |
        | a to-do list |

    Scenario: A session for which other sessions leave no task fails, and says which they are
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer" in a JSON file
      And the agent completes every task that it is given
      When another session runs to its end while the agent works on iteration 1
      Then each task was given to one agent only
      And the session is failed
      And the error says "lexer"

    @needs.resume
    Scenario: A task whose engine was killed is free again
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser" in a to-do list
      And the agent completes every task that it is given
      And the run was killed while the agent worked on iteration 1
      When the session is resumed
      Then the agent is asked only for:
        | iteration | task   |
        | 1         | lexer  |
        | 2         | parser |
      And the session is complete

  @promise.yours-stays-yours @path:task-lists-of-others
  Rule: A list is other people's, too

    Scenario Outline: A task that somebody adds to <place> is done as well
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser" in <place>
      And the agent completes every task that it is given
      And somebody adds a task while the agent works on iteration 2
      When the pipeline runs
      Then iterations 1 to 3 are each recorded once, in order
      And no task is open

      Examples: Files
        | place        |
        | a JSON file  |
        | a to-do list |

    Scenario Outline: A task of a list that <trait> is found where it stands, and ticked there
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser, printer" in <place>
      And the list <trait>
      And the agent completes every task that it is given
      When the pipeline runs
      Then the agent was called for:
        | iteration | task    |
        | 1         | lexer   |
        | 2         | parser  |
        | 3         | printer |
      And the list differs from what it was only in its ticks
      And the session is complete

      Examples: Habits
        | place        | trait                                                         |
        | a JSON file  | begins with a byte order mark                                 |
        | a to-do list | has its first task in its first line, after a byte order mark |
        | a to-do list | has boxes in a fence within a fence                           |
        | a to-do list | has boxes in a longer fence                                   |
        | a to-do list | has boxes that are commented out                              |
        | a to-do list | quotes code at the beginning of a line                        |
        | a to-do list | has boxes of every kind                                       |
        | a to-do list | ends its lines as Windows does                                |

    Scenario: A task that somebody else does is not given out
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser, printer" in a to-do list
      And the agent completes every task that it is given
      And somebody does the last task while the agent works on iteration 1
      When the pipeline runs
      Then the agent was called for:
        | iteration | task   |
        | 1         | lexer  |
        | 2         | parser |
      And the session is complete

    Scenario Outline: <place> that <flaw> is named with its line, not taken for empty
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser" in <place>
      And the list <flaw>
      When the pipeline runs
      Then no agent was called
      And the session is failed
      And the error points at line <line> of the list

      Examples: Flaws
        | place        | flaw                                    | line |
        | a JSON file  | ends in the middle                      | 4    |
        | a JSON file  | has a task without a name               | 4    |
        | a JSON file  | names its tasks twice                   | 5    |
        | a to-do list | names its tasks twice                   | 4    |
        | a to-do list | has a box that is neither open nor done | 3    |

    Scenario Outline: A session whose list <is lost> ends with an error
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser" in a to-do list
      And the agent completes every task that it is given
      And somebody <loses> while the agent works on iteration 1
      When the pipeline runs
      Then only iteration 1 is recorded
      And the session is failed
      And the error says "TODO.md"

      Examples: Losses
        | is lost    | loses            |
        | is removed | removes the list |
        | is spoilt  | spoils the list  |

    Scenario Outline: A session fails when <place> <flaw>
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser, printer" in <place>
      And the agent completes every task that it is given
      And the tracker <flaw> from iteration 2 on
      When the pipeline runs
      Then iterations 1 to 2 are each recorded once, in order
      And the session is failed
      And the error says "ready"

      Examples: Flaws
        | place                       | flaw                       |
        | beads                       | cannot list its tasks      |
        | beads                       | prints half a list         |
        | beads                       | prints tasks without names |
        | a tracker of the user's own | cannot list its tasks      |
