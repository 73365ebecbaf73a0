@pipelines @crashes @resume @needs.resume @needs-machine.crash-points
@promise.nothing-finished-is-lost @path:crash-anywhere
Feature: A session survives a crash at any moment
  Whenever a run is killed, a resume brings its session to the same end as if nothing had happened.

  The seam leads from a process that dies in mid-sentence, by way of the disk, to the one that
  takes over. When it breaks, the crash that nobody tried loses the work, or pays for it twice.

  Rule: Whatever the last thing was that reached the disk, the session goes on

    @needs.multi-stage
    Scenario: Killed before any change
      Given these stages:
        | stage | iterations |
        | plan  | 1          |
        | build | 1          |
      When the run is killed before each change it makes to disk, and resumed each time
      Then every resumed run is complete, as the uninterrupted run was

    @needs.multi-stage
    Scenario: Killed with half of a file written
      Given these stages:
        | stage | iterations |
        | plan  | 1          |
        | build | 1          |
      When the run is killed halfway through each change it makes to disk, and resumed each time
      Then every resumed run is complete, as the uninterrupted run was

  Rule: What was only in memory when the power failed was never done

    @needs.multi-stage
    Scenario: Without power at any moment
      Given these stages:
        | stage | iterations |
        | plan  | 1          |
        | build | 1          |
      When the run loses power before each change it makes to disk, and is resumed each time
      Then every resumed run is complete, as the uninterrupted run was

  Rule: A resume can be cut short, too

    @needs.multi-stage
    Scenario Outline: The resume <strikes> any change, after a crash in stage "<stage>"
      Given these stages:
        | stage | iterations |
        | plan  | 1          |
        | build | 1          |
      And the run was killed while the agent worked on iteration 1 of stage "<stage>"
      When the resumed run <strikes> each change it makes to disk, and is resumed each time
      Then every resumed run is complete, as the uninterrupted run was

      Examples: Crashes of the resume
        | strikes            | stage |
        | is killed before   | plan  |
        | loses power before | build |

  @needs.parallel-blocks
  Rule: Agents that work side by side are remembered one by one

    Scenario Outline: The run <strikes> any change, with two agents side by side
      Given a stage "work" of 1 iteration
      And 2 agents work side by side, all of whom must agree
      And the agents end in the order "1, 0"
      When the run <strikes> each change it makes to disk, and is resumed each time
      Then every resumed run is complete, as the uninterrupted run was

      Examples: Crashes
        | strikes                   |
        | is killed before          |
        | is killed halfway through |
        | loses power before        |

    Scenario Outline: The resume <strikes> any change, when one of three agents had ended
      Given a stage "work" of 1 iteration
      And 3 agents work side by side, all of whom must agree
      And the agents end in the order "2, 0, 1"
      And the run was killed while agent-0 worked on iteration 1
      When the resumed run <strikes> each change it makes to disk, and is resumed each time
      Then every resumed run is complete, as the uninterrupted run was

      Examples: Crashes of the resume
        | strikes            |
        | is killed before   |
        | loses power before |

    @needs.merge-rules
    Scenario: Killed before any change, when the first agent to end decides
      Given a stage "work" of 1 iteration
      And 2 agents work side by side, the first of whom decides
      And the agents end in the order "1, 0"
      When the run is killed before each change it makes to disk, and resumed each time
      Then every resumed run is complete, as the uninterrupted run was

  @needs.queue @needs.task-sources
  Rule: No task is lost between the list and the session

    Scenario Outline: The run <strikes> any change, with tasks in <place>
      Given a stage "work" that works off its queue, within 9 iterations
      And the tasks "lexer, parser" in <place>
      And the agent completes every task that it is given
      When the run <strikes> each change it makes to disk, and is resumed each time
      Then every resumed run is complete, as the uninterrupted run was
      And no task is open

      Examples: Crashes
        | place        | strikes                   |
        | a JSON file  | is killed before          |
        | a JSON file  | is killed halfway through |
        | a JSON file  | loses power before        |
        | a to-do list | is killed before          |
        | beads        | is killed before          |
