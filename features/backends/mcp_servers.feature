@backends @needs.mcp-servers
@promise.only-what-is-configured
Feature: Codex's sessions get from servers what Claude's have built in
  A session can begin and end, make checks, keep transcripts and to-dos and read the web by asking
  servers, and is always told when that fails.

  The seam leads from a session, by way of the protocol, to what is kept of it. When it breaks, a
  tool's failure is taken for its result, or a session waits for ever.

  @path:server-tools
  Rule: Every server says what it can do

    Scenario Outline: The tools of the <server> server
      Given a client of the <server> server
      When the client asks what the server can do
      Then the tools are "<tools>"
      And every tool says what it does

      Examples:
        | server      | tools                                                                                                                |
        | session     | begin a session, end a session, tell how it is                                                                       |
        | quality     | make all checks, make one check, tell how it is, tell whether checks can be made                                     |
        | transcripts | convert a session, list the sessions, save a transcript, save all transcripts, tell how it is                        |
        | tasks       | add a to-do, change a to-do, complete a to-do, delete a to-do, export the to-dos, list the to-dos, tell how it is    |
        | web         | fetch a page, forget all pages, look something up, sum a text up, tell how it is                                     |

    Scenario: All servers work side by side
      Given a client of every server
      When every server is asked to "tell how it is"
      Then every server still answers

    Scenario Outline: The profile <profile> offers <servers>
      Given a project that works with codex
      And the environment asks for the profile "<profile>"
      When the user asks about the backend
      Then the offered servers are "<servers>"

      Examples:
        | profile     | servers                                  |
        | development | session, quality, transcripts, tasks, web |
        | ci          | quality                                  |
        | review      | quality, transcripts, tasks              |

  @path:server-mistakes
  Rule: What is asked wrongly is told, and the server goes on

    Scenario: A client that has not said hello is refused
      Given a client of the tasks server that has not introduced itself
      When the client asks what the server can do
      Then the server refuses to answer

    Scenario Outline: A tool that the <server> server does not have
      Given a client of the <server> server
      When the server is asked to "make coffee"
      Then the server says that it was asked wrongly
      And the server still answers

      Examples:
        | server  |
        | session |
        | tasks   |

    Scenario: A tool without what it needs
      Given a client of the tasks server
      When the server is asked to "add a to-do"
      Then the server says that it was asked wrongly
      And the server still answers

    Scenario: Something that is no message
      Given a client of the tasks server
      When the client says something that is no message
      Then the server still answers

    Scenario: A tool's own failure is its answer
      Given a client of the quality server
      And checks that are missing
      When the quality is checked through the server
      Then the server says that it failed
      And the server still answers

    Scenario: A failure within a tool is its answer, too
      Given a client of the transcripts server
      When the transcript of "s-9" is exported through the server
      Then the server says that it failed
      And the server still answers

    Scenario: A client that leaves takes its server with it
      Given a client of the session server
      When the client leaves
      Then the server ends in order

  @path:server-sessions
  Rule: The session server begins and ends sessions

    Background:
      Given memory is on
      And a conversation

    @backend-<backend>
    Scenario Outline: A session of <backend> is told of earlier ones by the server
      Given a project that works with <backend>
      And earlier sessions have learned "The tests need the time zone UTC"
      And a client of the session server
      When a session begins that is to "Fix the tests" through the server
      Then 1 memory was loaded
      And the session reads "The tests need the time zone UTC"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A session of <backend> is remembered by the server
      Given a project that works with <backend>
      And the backend finds worth remembering "The tests need the time zone UTC"
      And a client of the session server
      When the session ends through the server
      Then <backend> was asked what is worth remembering
      And the kept memories are "The tests need the time zone UTC"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-codex
    Scenario: The server is slow to find what is worth remembering
      Given a project that works with codex
      And the backend never answers
      And a client of the session server
      When the session ends through the server
      Then the server says that it failed
      And the server still answers

    @backend-codex
    Scenario: A client that gives up waiting can ask for other things
      Given a project that works with codex
      And the backend never answers
      And a client of the session server
      And the client waits for the end of a session
      When the client gives up waiting
      Then the server still answers

    @backend-<backend>
    Scenario Outline: A client that leaves while <backend> is at work takes it along
      Given a project that works with <backend>
      And the backend never answers
      And a client of the session server
      And the client waits for the end of a session
      When the client leaves
      Then the server ends in order

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A server that is killed while <backend> is at work loses nothing
      Given a project that works with <backend>
      And earlier sessions have learned "Use tabs"
      And the backend never answers
      And a client of the session server
      And the client waits for the end of a session
      When the client kills its server
      Then the kept memories are "Use tabs"

      Examples:
        | backend |
        | claude  |
        | codex   |

  @path:server-quality
  Rule: The quality server makes the project's checks

    Scenario: Checks that pass
      Given checks that pass
      And a client of the quality server
      When the quality is checked through the server
      Then the request succeeds
      And the report reads "all is well"

    Scenario: Checks that fail
      Given checks that fail
      And a client of the quality server
      When the quality is checked through the server
      Then the server says that it failed
      And the report reads "2 errors were found"

    Scenario: One check alone
      Given checks that can be made singly
      And a client of the quality server
      When only the check "lint" is made through the server
      Then the report reads "the lint is well"

    Scenario: A check that does not exist
      Given checks that can be made singly
      And a client of the quality server
      When only the check "coffee" is made through the server
      Then the request fails, and the error names "coffee"

    Scenario: Whether checks can be made at all
      Given checks that pass
      And a client of the quality server
      When the server is asked to "tell whether checks can be made"
      Then the checks are available

  @path:server-transcripts
  Rule: The transcripts server keeps what was said

    Scenario: The transcript of one session
      Given a session "s-1" of codex
      And a client of the transcripts server
      When the transcript of "s-1" is exported through the server
      Then the transcript reads the whole conversation

    @backend-both
    Scenario: The transcripts of all sessions
      Given a session "s-1" of codex
      And a session "s-2" of claude
      And a client of the transcripts server
      When each transcript is exported through the server
      Then 2 files were written

    @backend-both
    Scenario: The sessions that there are
      Given a session "s-1" of codex
      And a session "s-2" of claude
      And a client of the transcripts server
      When the sessions are listed through the server
      Then the sessions are "s-2 of claude, s-1 of codex"

    @backend-both
    Scenario: A session for the other backend
      Given a session "s-1" of codex
      And a client of the transcripts server
      When the session "s-1" is converted for claude through the server
      Then claude reads the same conversation in it

  @path:server-tasks
  Rule: The tasks server keeps one list for all sessions

    Scenario: What one session adds, another one finds
      Given a client of the tasks server
      And the to-do "Write the docs" was added through the server
      And a client of the tasks server
      When the to-dos are listed through the server
      Then the listed to-dos are "Write the docs"

    Scenario: Only the newest tasks are listed where so many are wanted
      Given a client of the tasks server
      And the to-do "one" was added through the server
      And the to-do "two" was added through the server
      And the to-do "three" was added through the server
      When the newest 2 to-dos are listed through the server
      Then the listed to-dos are "three, two"

    Scenario: A task is completed
      Given a client of the tasks server
      And the to-do "Write the docs" was added through the server
      When the to-do "Write the docs" is completed through the server
      Then the state of the to-do is "completed"

    Scenario: A task is renamed
      Given a client of the tasks server
      And the to-do "Write the docs" was added through the server
      When the to-do "Write the docs" is renamed to "Print the docs" through the server
      Then the kept to-dos are "Print the docs"

    Scenario: A task is deleted
      Given a client of the tasks server
      And the to-do "Write the docs" was added through the server
      And the to-do "Print the docs" was added through the server
      When the to-do "Write the docs" is deleted through the server
      Then the kept to-dos are "Print the docs"

    Scenario: The tasks are exported
      Given a client of the tasks server
      And the to-do "Write the docs" was added through the server
      When the to-dos are exported through the server
      Then the export reads "Write the docs"
