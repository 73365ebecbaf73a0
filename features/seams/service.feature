@orchestration @seams @needs.service
Feature: What the service has promised is done, once
  Whoever got an answer gets the run, whatever becomes of the service, and whoever asks twice for
  want of an answer does not get two.

  The seam leads from a request, by way of the service's database, to the run. When it breaks, requests are lost with a friendly answer, or paid for twice.

  @promise.nothing-finished-is-lost @path:api-to-database
  Rule: A promise is in the database before it is made

    Scenario: What is promised is on record before anything is done
      Given the task "work"
      And the service is at work, and starts no run
      When the service is asked for a run
      Then the service answers that it is accepted
      And the database holds 1 run that is accepted

    Scenario: A service that is killed between the request and the run does the run
      Given the task "work"
      And the service is at work, and starts no run
      And the service was asked for a run
      And the service was killed
      When the service is at work
      Then the database holds 1 run that is ended
      And the agent of "analyze" was called 1 time
      And the session is complete

    Scenario: A service that is killed during the run goes on with it
      Given the task "work"
      And the service was killed while the agent of "enumerate" worked
      When the service is at work
      Then the agent of "analyze" was called 1 time
      And the agent of "enumerate" was called 2 times
      And the session is complete

    Scenario: A run that pauses is gone on with when somebody says so
      Given the task "work"
      And a limit of 1 attempt per step
      And the agent of "analyze" finds its API overloaded, but only once
      And the service was asked for a run
      When the service is asked to go on with the run
      Then the agent of "analyze" was called 2 times
      And the session is complete

  @promise.nothing-is-done-twice @path:api-once
  Rule: Who asks twice gets one run

    Scenario: A request that is sent again with its key starts nothing
      Given the task "work"
      When the service is asked for a run, 2 times with the same key
      Then the service answers that it is known
      And the database holds 1 run that is ended
      And the agent of "analyze" was called 1 time

    Scenario: What is done already is not done again
      Given the task "work"
      And the service was asked for a run
      When the service is asked for a run
      Then the service answers that it is known
      And the agent of "analyze" was called 1 time

  @promise.caps-hold @path:api-limit
  Rule: Nobody asks more often than may be

    Scenario Outline: Of <asked> requests in a minute, <allowed> are allowed, and the last one is told <answer>
      Given the service is at work, and takes <allowed> requests a minute
      When the service is asked how the run stands, <asked> times with the same key
      Then the service answers <answer>

      Examples: At the limit, and beyond it
        | allowed | asked | answer                            |
        | 2       | 2     | that there is no such run         |
        | 2       | 3     | that there were too many requests |

  @promise.a-mistake-is-named-first @path:api-refuses
  Rule: A request that makes no sense is refused

    Scenario: A run without a specification is not accepted
      Given the task "work"
      When the service is asked for a run without a specification
      Then the service answers that it is malformed
      And the database holds 0 runs that are accepted

  @promise.it-says-how-it-stands @path:api-health
  Rule: It says how it stands itself

    Scenario: A service without its database is out of order
      Given the service is at work, and starts no run
      And the database was emptied
      When the service is asked how it stands itself
      Then the service answers that it is out of order

    Scenario: A service that can work is in order
      Given the service is at work, and starts no run
      When the service is asked how it stands itself
      Then the service answers that all is well
