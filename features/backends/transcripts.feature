@backends @needs.transcripts
@promise.told-and-answered-whole
Feature: What was said in a session can be read later, by people and by the other backend
  People can read what was said in every session, in the form they like, and carry it over to the
  other backend.

  The seam leads from the record that a backend's program keeps to the transcript that the project
  keeps. When it breaks, nobody can tell any more why something was done.

  @path:transcript-forms
  Rule: A transcript can be had in four forms

    @backend-<backend>
    Scenario Outline: The <form> transcript of a session of <backend>
      Given a project that works with <backend>
      And a session "s-1" of <backend>
      When the transcript of "s-1" is exported as "<form>"
      Then the transcript reads the whole conversation
      And the transcript reads "<mark>"
      And <files> written

      Examples:
        | backend | form     | files        | mark                  |
        | claude  | standard | 1 file was   | ## User               |
        | codex   | standard | 1 file was   | ## User               |
        | claude  | extended | 1 file was   | Assistant, 2026-02-03 |
        | codex   | extended | 1 file was   | Assistant, 2026-02-03 |
        | claude  | compact  | 1 file was   | user: The tests fail  |
        | codex   | compact  | 1 file was   | user: The tests fail  |
        | claude  | both     | 2 files were | Assistant, 2026-02-03 |
        | codex   | both     | 2 files were | Assistant, 2026-02-03 |

    @backend-<backend>
    Scenario Outline: A second export of <backend> in another form is not the first one
      Given a project that works with <backend>
      And a session "s-1" of <backend>
      And the transcript of "s-1" was exported as "standard"
      When the transcript of "s-1" is exported as "compact"
      Then the transcript reads "user: The tests fail"
      And the transcript does not read "## User"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A session of <backend> that went on is exported anew
      Given a project that works with <backend>
      And a session "s-1" of <backend>
      And the transcript of "s-1" was exported as "standard"
      And a session "s-1" of <backend> in which "One thing more." was said
      When the transcript of "s-1" is exported as "standard"
      Then the transcript reads "One thing more."

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-both
    Scenario: A session of claude can be exported while codex is at work
      Given a project that works with codex
      And a session "s-1" of claude
      When the transcript of "s-1" is exported as "standard"
      Then the transcript reads the whole conversation

  @path:cross-backend
  Rule: A session of one backend can be read by the other

    @backend-<backend> @backend-both
    Scenario Outline: A session of <backend> is converted for <other>
      Given a project that works with <backend>
      And a session "s-1" of <backend>
      When the session "s-1" is converted for <other>
      Then <other> reads the same conversation in it

      Examples:
        | backend | other  |
        | claude  | codex  |
        | codex   | claude |

  @path:sessions-found
  Rule: The sessions of both backends can be found

    @backend-both
    Scenario: The sessions of both backends are listed, and no others
      Given a session "s-1" of claude
      And a session "s-2" of codex
      And a session "s-3" of claude in another project
      And a session "s-4" of codex in another project
      When the sessions are listed
      Then the sessions are "s-1 of claude, s-2 of codex"

    @backend-both
    Scenario: A session is found by what was said in it
      Given a session "s-1" of claude
      And a session "s-2" of claude in which "Mind the Gap." was said
      And a session "s-3" of codex in which "mind the gap" was said
      When the sessions in which "mind the gap" was said are listed
      Then the sessions are "s-2 of claude, s-3 of codex"

    Scenario: A project without sessions
      When the sessions are listed
      Then the sessions are ""

  @path:transcript-accidents
  Rule: What goes wrong is told

    @backend-<backend>
    Scenario Outline: A session that <backend> does not know
      Given a project that works with <backend>
      And a session "s-1" of <backend>
      When the transcript of "s-2" is exported as "standard"
      Then the request fails, and the error names "s-2"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A form that <backend> does not know
      Given a project that works with <backend>
      And a session "s-1" of <backend>
      When the transcript of "s-1" is exported as "poetry"
      Then the request fails, and the error names "poetry"

      Examples:
        | backend |
        | claude  |
        | codex   |

    Scenario: A session is converted for a backend that does not exist
      Given a session "s-1" of claude
      When the session "s-1" is converted for gemini
      Then the request fails, and the error names "gemini"

    Scenario Outline: A record of claude <detail> is read as it is
      Given a project that works with claude
      And a session "s-1" of claude <detail>
      When the transcript of "s-1" is exported as "standard"
      Then the transcript reads the whole conversation
      And 0 lines could not be read

      Examples: Records
        | detail                                   |
        | that went on from another                |
        | in which a line separator was said       |
        | whose record holds a line without a message |

    @backend-<backend>
    Scenario Outline: A damaged line in the record of <backend> does not take the others with it
      Given a project that works with <backend>
      And a session "s-1" of <backend> whose record is damaged at one line
      When the transcript of "s-1" is exported as "standard"
      Then the transcript reads the whole conversation
      And 1 line could not be read

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A transcript of <backend> that cannot be written
      Given a project that works with <backend>
      And a session "s-1" of <backend>
      When the transcript of "s-1" is exported to where nothing can be written
      Then the request fails, because it cannot be written

      Examples:
        | backend |
        | claude  |
        | codex   |
