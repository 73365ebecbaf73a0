@pipelines @disk @path:disk
Feature: The session's files may fail it, but never fool it
  A session whose disk is full or whose files are damaged stops and says so; it never goes on with
  what is wrong.

  The seam leads from the disk, which may be full or damaged, to what the engine believes.
  When it breaks, an engine starts over in silence, or believes what nobody ever did.

  @promise.nothing-finished-is-lost
  Rule: A full disk stops the run, and costs nothing that was done before

    @needs.resume @needs-machine.crash-points
    Scenario: No room from any change on
      Given a stage "work" of 1 iteration
      When the run runs out of disk space at each change it makes to disk, and is resumed each time
      Then every resumed run is complete, as the uninterrupted run was

  @promise.the-state-tells-the-truth
  Rule: A damaged state is told of, and never guessed at

    @needs.resume
    Scenario Outline: The state was <damaged>
      Given a stage "work" of 3 iterations
      And the run was killed while the agent worked on iteration 2
      And the session's state was <damaged>
      When the session is resumed
      Then the run fails, and names the session's state
      And no agent was called in the resumed run
      And the session's state is left as it was found

      Examples: Damages
        | damaged     |
        | cut in half |
        | emptied     |
        | overwritten |

  @promise.the-state-tells-the-truth
  Rule: What an agent does to the session's files does not decide how the session ends

    Scenario Outline: The agent <does> the session's <files>
      Given a stage "work" of 3 iterations
      And the agent <does> the session's <files> in iteration 2
      When the pipeline runs
      Then iterations 1 to 3 are each recorded once, in order
      And the agent was called 3 times
      And the session is complete

      Examples: Vandals
        | does       | files  |
        | deletes    | folder |
        | removes    | lock   |
        | overwrites | state  |
