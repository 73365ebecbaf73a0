@pipelines @hooks @needs.hooks
Feature: Hooks and people have a say between the steps
  Whoever has a say between the steps is asked in time, told what it is about, and obeyed.

  The seam leads from the engine's loop to programs and people outside, and back to the loop.
  When it breaks, work goes on that somebody had forbidden, or waits for an answer it was given.

  @promise.only-what-is-configured @path:hook-order
  Rule: Hooks run around every iteration, in order

    Scenario: Each iteration is between its two hooks
      Given a stage "work" of 2 iterations
      And the project has a hook before each iteration
      And the project has a hook after each iteration
      When the pipeline runs
      Then this happened, in this order:
        | what                  | iteration |
        | before each iteration |           |
        | agent                 | 1         |
        | after each iteration  |           |
        | before each iteration |           |
        | agent                 | 2         |
        | after each iteration  |           |

    @path:fixture-with-hooks
    Scenario: Hooks that a script brings along run around every iteration
      # 2 iterations of the stage "work", and hooks of the project for every occasion
      Given the "with-hooks" script
      When the pipeline runs
      Then this happened, in this order:
        | what                  | iteration |
        | before each iteration |           |
        | agent                 | 1         |
        | after each iteration  |           |
        | before each iteration |           |
        | agent                 | 2         |
        | after each iteration  |           |

    @needs.multi-stage @path:fixture-with-hooks
    Scenario: Hooks that a script brings along run between stages and on errors
      # 2 iterations of the stage "work", and hooks of the project for every occasion
      Given the "with-hooks" script
      And a stage "publish" of 1 iteration
      And the agent reports the error "The tests do not compile" in iteration 1 of stage "publish"
      When the pipeline runs
      Then this happened, in this order:
        | what                  | of      |
        | before each iteration | project |
        | agent                 | work    |
        | after each iteration  | project |
        | before each iteration | project |
        | agent                 | work    |
        | after each iteration  | project |
        | between stages        | project |
        | before each iteration | project |
        | agent                 | publish |
        | on errors             | project |

    Scenario: The project's hook comes before the pipeline's
      Given a stage "work" of 1 iteration
      And the pipeline has a hook before each iteration
      And the project has a hook before each iteration
      When the pipeline runs
      Then this happened, in this order:
        | what                  | of       |
        | before each iteration | project  |
        | before each iteration | pipeline |
        | agent                 | work     |

    Scenario: A hook between stages runs once at each passage
      Given these stages:
        | stage   | iterations |
        | plan    | 1          |
        | build   | 1          |
        | publish | 1          |
      And the pipeline has a hook between stages
      When the pipeline runs
      Then this happened, in this order:
        | what           | of       |
        | agent          | plan     |
        | between stages | pipeline |
        | agent          | build    |
        | between stages | pipeline |
        | agent          | publish  |

    Scenario: A hook is told what its iteration came to
      Given a stage "work" of 2 iterations
      And the agent votes "continue, stop"
      And the project has a hook after each iteration
      When the pipeline runs
      Then the hook after each iteration was last told of "Voted stop"

    Scenario: What a hook has to say, the user is told
      Given a stage "work" of 1 iteration
      And the project has a hook before each iteration that says "The build machine is back." the first time
      When the pipeline runs
      Then the user is told of "The build machine is back."
      And the session is complete

    Scenario: A hook between stages is told what the stage before it came to
      Given these stages:
        | stage | iterations | votes          |
        | plan  | 2          | continue, stop |
        | build | 1          |                |
      And the project has a hook between stages
      When the pipeline runs
      Then the hook between stages was last told of "Voted stop"

    Scenario Outline: A hook <when> is told its iteration
      Given a stage "work" of 2 iterations
      And the project has a hook <when>
      When the pipeline runs
      Then the hook <when> was told of iterations 1 to 2

      Examples: Times
        | when                  |
        | before each iteration |
        | after each iteration  |

    Scenario: A hook on errors is told the error
      Given a stage "work" of 3 iterations
      And the agent reports the error "The tests do not compile" in iteration 2
      And the project has a hook on errors
      When the pipeline runs
      Then the hook on errors was last told of "The tests do not compile"
      And the hook on errors ran once

    Scenario: A run without an error has no use for a hook on errors
      Given a stage "work" of 2 iterations
      And the project has a hook on errors
      When the pipeline runs
      Then the hook on errors never ran
      And the session is complete

  @promise.done-means-done @path:hook-abort
  Rule: A hook that refuses stops the session there

    Scenario: The iteration that a hook refuses never starts
      Given a stage "work" of 3 iterations
      And the project has a hook before each iteration that refuses the second time, because "The freeze has begun."
      When the pipeline runs
      Then the agent is asked only for iteration 1
      And the session was stopped by a hook that refused
      And the error says "The freeze has begun."
      And the session is failed

    Scenario: What a hook refuses afterwards stays recorded
      Given a stage "work" of 3 iterations
      And the project has a hook after each iteration that refuses the first time, because "The freeze has begun."
      When the pipeline runs
      Then only iteration 1 is recorded
      And the session was stopped by a hook that refused
      And the session is failed

    Scenario: A refusal between stages keeps the next one from starting
      Given these stages:
        | stage | iterations |
        | plan  | 1          |
        | build | 1          |
      And the project has a hook between stages that refuses the first time, because "The freeze has begun."
      When the pipeline runs
      Then the agent of stage "build" was never called
      And the session was stopped by a hook that refused
      And the session is failed

    Scenario: The pipeline's hook is not asked when the project's refuses
      Given a stage "work" of 1 iteration
      And the project has a hook before each iteration that refuses the first time, because "The freeze has begun."
      And the pipeline has a hook before each iteration
      When the pipeline runs
      Then this happened, in this order:
        | what                  | of      |
        | before each iteration | project |

    Scenario: A hook on errors that fails itself does not hide the error
      Given a stage "work" of 1 iteration
      And the agent reports the error "The tests do not compile" in iteration 1
      And the project has a hook on errors that refuses the first time, because "The freeze has begun."
      When the pipeline runs
      Then the session is failed
      And the error says "The tests do not compile"
      And the user is told of "The tests do not compile"

    @needs.resume
    Scenario: A hook that has agreed is not asked again by the resume
      Given a stage "work" of 2 iterations
      And the project has a hook after each iteration
      And the project has a hook before each iteration that refuses the second time, because "The freeze has begun."
      And the pipeline has run
      When the session is resumed
      Then the hook after each iteration ran 2 times
      And the session is complete

    @needs.resume
    Scenario: A resume asks the hook again, and repeats nothing else
      Given a stage "work" of 2 iterations
      And the project has a hook after each iteration that refuses the first time, because "The freeze has begun."
      And the pipeline has run
      When the session is resumed
      Then the agent is asked only for iteration 2
      And the session is complete

    @needs.resume
    Scenario: A hook that refuses three times is asked each time
      Given a stage "work" of 1 iteration
      And the project has a hook before each iteration that refuses the first 3 times, because "The freeze has begun."
      And the pipeline has run
      And the session was resumed
      And the session was resumed
      When the session is resumed
      Then the hook before each iteration ran 4 times
      And the agent was called 1 time
      And the session is complete

  @promise.failed-agent-is-no-success @path:hook-failure
  Rule: A hook that cannot do its job never counts as one that agreed

    Scenario Outline: A hook that <fails> stops the session
      # Whoever ends by itself, without success, has refused. So has a hook that calls a missing
      # program: the hook itself was there, and was asked.
      Given a stage "work" of 2 iterations
      And hooks may take half a second
      And the project has a hook before each iteration that <fails> the first time
      When the pipeline runs
      Then no agent was called
      And the session is failed
      And the session was stopped by a hook that <ended>

      Examples: Failures
        | fails                   | ended   |
        | calls a missing program | refused |
        | is killed               | failed  |
        | hangs                   | failed  |

    Scenario Outline: <Whose> hook that <flaw> is named before anything runs
      Given a stage "work" of 2 iterations
      And the <whose> has a hook after each iteration that <flaw>
      When the pipeline runs
      Then the run is refused
      And the user is told of the hook after each iteration
      And no agent was called

      Examples: Flaws
        | Whose          | whose    | flaw              |
        | The pipeline's | pipeline | is not there      |
        | The pipeline's | pipeline | is not executable |
        | The project's  | project  | is not executable |

    Scenario: A hook that vanishes during the run is missed
      Given a stage "work" of 3 iterations
      And the project has a hook before each iteration that removes itself
      When the pipeline runs
      Then the agent is asked only for iteration 1
      And the session is failed

    @needs.resume
    Scenario: A hook that was cut short by a crash runs again, its agent does not
      Given a stage "work" of 2 iterations
      And the project has a hook after each iteration
      And the run was killed while the hook after each iteration ran the first time
      When the session is resumed
      Then this happened, in this order:
        | what                 | iteration |
        | agent                | 1         |
        | after each iteration |           |
        | after each iteration |           |
        | agent                | 2         |
        | after each iteration |           |

  @approval @needs.approval
  @promise.a-person-is-heard @path:approval
  Rule: A person decides whether the next stage begins

    Scenario: Without anybody to ask, the session waits
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval
      When the pipeline runs
      Then the session is paused
      And the agent of stage "publish" was never called
      And the user is told of "Begin publish?"

    Scenario Outline: The answer <answer> lets a session that waited <go on>
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval
      And the pipeline has run
      When the session is resumed with the answer "<answer>"
      Then the stages read:
        | stage   | status   | iterations |
        | build   | complete | 1          |
        | publish | <status> | <count>    |
      And the session is <ending>

      Examples: Answers
        | answer | go on | status   | count | ending   |
        | yes    | go on | complete | 1     | complete |
        | no     | end   | failed   | 0     | failed   |

    Scenario: A resume without an answer changes nothing
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval
      And the pipeline has run
      When the session is resumed
      Then no agent was called in the resumed run
      And the session is paused

    Scenario: What was refused may be asked again
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval
      And the pipeline has run
      And the session was resumed with the answer "no"
      When the session is resumed
      Then the session is paused

    Scenario: A refusal does not repeat the hooks before it
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval
      And the project has a hook between stages
      And the pipeline has run
      And the session was resumed with the answer "no"
      When the session is resumed
      Then the hook between stages ran once
      And the session is paused

    Scenario: One answer is enough, whatever happens to the stage
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 2          |
      And stage "publish" needs approval
      And the agent crashes in iteration 1 of stage "publish", but only once
      And the pipeline has run
      And the session was resumed with the answer "yes"
      When the session is resumed
      Then the agent is asked only for iterations 1 to 2 of stage "publish"
      And the session is complete

    Scenario: An answer is for one question
      Given these stages:
        | stage    | iterations |
        | build    | 1          |
        | publish  | 1          |
        | announce | 1          |
      And stage "publish" needs approval
      And stage "announce" needs approval
      And the pipeline has run
      When the session is resumed with the answer "yes"
      Then the session is paused
      And the agent of stage "announce" was never called

    Scenario: An answer that nobody asked for is refused
      Given a stage "work" of 2 iterations
      And the agent crashes in iteration 2, but only once
      And the pipeline has run
      When the session is resumed with the answer "yes"
      Then the run is refused
      And no agent was called in the resumed run

    Scenario: A pause does not repeat the hooks before it
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval
      And the project has a hook between stages
      And the pipeline has run
      When the session is resumed with the answer "yes"
      Then the hook between stages ran once
      And the session is complete

    @needs.clock
    Scenario Outline: The answer yes, given <when> the deadline, <counts>
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval within an hour, or else it is refused
      And the pipeline has run at "2026-03-01 09:30:00"
      When the session is resumed at "2026-03-01 <time>" with the answer "yes"
      Then the session is <ending>

      Examples: Moments
        | when   | time     | counts         | ending   |
        | before | 10:29:59 | counts         | complete |
        | at     | 10:30:00 | counts         | complete |
        | after  | 10:30:01 | comes too late | failed   |

    @needs.clock
    Scenario: The answer no, given after the deadline, comes too late as well
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval within an hour, or else it goes on
      And the pipeline has run at "2026-03-01 09:30:00"
      When the session is resumed at "2026-03-01 10:30:01" with the answer "no"
      Then the session is complete
      And the user is told of "too late"

    @needs.clock
    Scenario Outline: Nobody answers, and <when> the deadline the stage <does so>
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval within an hour, or else it <default>
      And the pipeline has run at "2026-03-01 09:30:00"
      When the session is resumed at "2026-03-01 <time>"
      Then the session is <ending>

      Examples: Moments
        | when  | time     | default    | does so      | ending   |
        | at    | 10:30:00 | goes on    | still waits  | paused   |
        | after | 10:30:01 | goes on    | has begun    | complete |
        | after | 10:30:01 | is refused | is forbidden | failed   |

    Scenario Outline: At a terminal, a person <does so>
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval
      When the pipeline runs at a terminal where a person <does so>
      Then the session is <ending>
      And the stages read:
        | stage   | status   | iterations |
        | build   | complete | 1          |
        | publish | <status> | <count>    |

      Examples: People
        | does so                    | ending   | status   | count |
        | says yes                   | complete | complete | 1     |
        | says no                    | failed   | failed   | 0     |
        | says yes at the second try | complete | complete | 1     |
        | closes it                  | paused   | pending  | 0     |

    Scenario: Whoever resumes at a terminal is asked there
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval
      And the pipeline has run
      When the session is resumed at a terminal where a person says yes
      Then the agent is asked only for:
        | stage   | iteration |
        | publish | 1         |
      And the session is complete

    Scenario: A stage whose question goes unanswered once more still waits
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval
      And the pipeline has run
      When the session is resumed at a terminal where a person closes it
      Then the session is paused
      And the stages read:
        | stage   | status   | iterations |
        | build   | complete | 1          |
        | publish | pending  | 0          |

    Scenario: At a terminal where nobody answers, the deadline decides
      Given these stages:
        | stage   | iterations |
        | build   | 1          |
        | publish | 1          |
      And stage "publish" needs approval within half a second, or else it goes on
      When the pipeline runs at a terminal where a person says nothing
      Then the session is complete
