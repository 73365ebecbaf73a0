@pipelines @regression @bug-4 @needs.multi-stage
@promise.the-state-tells-the-truth @path:bug-4
Feature: Bug 4: the state stood still while the agents worked
  The state keeps pace with the agents while they work, on every path through the engine.

  Agents were called six times, yet the state said iteration 0, none completed, no history: one of
  two paths through the engine never recorded anything. A crash then lost all of it.

  The seam leads from the loop to the state, at every step. When it breaks, every iteration since
  the start is lost.

  Scenario: The state of several stages follows the work
    Given these stages:
      | stage | iterations |
      | plan  | 2          |
      | build | 2          |
    When the pipeline runs
    Then the state moved like this:
      | as the agent was called for | current stage | iterations completed |
      | 1                           | plan          | 0                    |
      | 2                           | plan          | 1                    |
      | 1                           | build         | 0                    |
      | 2                           | build         | 1                    |
      | after the run               | build         | 2                    |

  Scenario: The history of several stages is written as they go
    Given these stages:
      | stage | iterations |
      | plan  | 2          |
      | build | 2          |
    When the run is killed while the agent works on iteration 2 of stage "build"
    Then the history reads:
      | stage | iteration | decision |
      | plan  | 1         | continue |
      | plan  | 2         | continue |
      | build | 1         | continue |
