@crashes @resume @needs.resume @needs-machine.crash-points
Feature: A session survives a crash at any moment
  Crosses the seam from a process that dies in mid-sentence, by way of the disk, to the one that
  takes over. When it breaks, the crash that nobody tried loses the work, or pays for it twice.

  Rule: Whatever the last thing was that reached the disk, the session goes on

    @needs.multi-stage
    Scenario: Killed before any change
      Given these stages:
        | stage | iterations |
        | plan  | 1          |
        | build | 1          |
      When the run is killed before each change it makes to disk, and resumed each time
      Then every resumed run ends as the uninterrupted run did

    @needs.multi-stage
    Scenario: Killed with half of a file written
      Given these stages:
        | stage | iterations |
        | plan  | 1          |
        | build | 1          |
      When the run is killed halfway through each change it makes to disk, and resumed each time
      Then every resumed run ends as the uninterrupted run did

  Rule: What was only in memory when the power failed was never done

    @needs.multi-stage
    Scenario: Without power at any moment
      Given these stages:
        | stage | iterations |
        | plan  | 1          |
        | build | 1          |
      When the run loses power before each change it makes to disk, and is resumed each time
      Then every resumed run ends as the uninterrupted run did

  Rule: A resume can be cut short, too

    @needs.multi-stage
    Scenario Outline: The resume <strikes> any change, after a crash in stage "<stage>"
      Given these stages:
        | stage | iterations |
        | plan  | 1          |
        | build | 1          |
      And the run was killed while the agent worked on iteration 1 of stage "<stage>"
      When the resumed run <strikes> each change it makes to disk, and is resumed each time
      Then every resumed run ends as the uninterrupted run did

      Examples: Crashes of the resume
        | strikes            | stage |
        | is killed before   | plan  |
        | loses power before | build |
