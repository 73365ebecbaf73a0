@backends @needs.mcp-servers
@promise.only-what-is-configured
Feature: Codex's sessions get from servers what Claude's have built in
  Crosses the seam from a session, by way of the protocol, to memories, checks, transcripts and
  tasks. When it breaks, a tool's failure is taken for its result, or a session waits for ever.

  Rule: Every server says what it can do

    Scenario Outline: The tools of the <server> server
      Given a client of the <server> server
      When the client asks what tools there are
      Then the tools are "health_check, <tools>"
      And every tool says what it does and what it needs

      Examples:
        | server      | tools                                                                                              |
        | session     | initialize_session, finalize_session                                                               |
        | quality     | check_code_quality, run_specific_checks, validate_environment                                      |
        | transcripts | save_current_transcript, save_project_transcripts, list_available_sessions, convert_transcript_format |
        | tasks       | create_task, list_tasks, update_task, complete_task, delete_task, export_tasks                     |
        | web         | search_web, fetch_url, summarize_content, clear_cache                                              |

    Scenario: All servers work side by side
      Given a client of every server
      When every server is asked how it is
      Then all of them are well

    Scenario Outline: The profile <profile> offers <servers>
      Given a project that works with codex
      And the environment asks for the profile "<profile>"
      When the user asks about the backend
      Then the profile offers the servers "<servers>"

      Examples:
        | profile     | servers                                  |
        | development | session, quality, transcripts, tasks, web |
        | ci          | quality                                  |
        | review      | quality, transcripts, tasks              |

  Rule: What is asked wrongly is told, and the server goes on

    Scenario: A client that has not said hello is refused
      Given a client of the tasks server that has not said hello
      When the client asks what tools there are
      Then the server refuses

    Scenario Outline: A tool that the <server> server does not have
      Given a client of the <server> server
      When the client uses "make_coffee"
      Then the tool was called wrongly
      And the server still answers

      Examples:
        | server  |
        | session |
        | tasks   |

    Scenario: A tool without what it needs
      Given a client of the tasks server
      When the client uses "create_task"
      Then the tool was called wrongly
      And the server still answers

    Scenario: Something that is no message
      Given a client of the tasks server
      When the client says something that is no message
      Then the server still answers

    Scenario: A tool's own failure is its answer
      Given a client of the quality server
      And no checks
      When the client uses "check_code_quality"
      Then the tool itself answers that it failed
      And the server still answers

    Scenario: A failure within a tool is its answer, too
      Given a client of the transcripts server
      When the client uses "save_current_transcript" with "no-such-session"
      Then the tool itself answers that it failed
      And the server still answers

    Scenario: A client that leaves takes its server with it
      Given a client of the session server
      When the client leaves
      Then the server ends in order

  Rule: The session server begins and ends sessions

    Background:
      Given memory is on

    @backend-<backend>
    Scenario Outline: A session of <backend> is told of earlier ones by the server
      Given a project that works with <backend>
      And earlier sessions have learned "The tests need the time zone UTC."
      And a client of the session server
      When the client uses "initialize_session" with "Fix the tests"
      Then 1 memories were loaded
      And the session is told of "The tests need the time zone UTC."

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A session of <backend> is remembered by the server
      Given a project that works with <backend>
      And the backend finds worth remembering "The tests need the time zone UTC."
      And a client of the session server
      When the client ends the session with a conversation
      Then <backend> was asked what is worth remembering
      And what is remembered is "The tests need the time zone UTC."

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-codex
    Scenario: The server is slow to find what is worth remembering
      Given a project that works with codex
      And the backend never answers
      And a client of the session server
      When the client ends the session with a conversation
      Then the tool itself answers that it failed
      And the server still answers

    @backend-codex
    Scenario: A client that gives up waiting can ask for other things
      Given a project that works with codex
      And the backend never answers
      And a client of the session server
      And the client is waiting for the end of a session
      When the client gives up waiting
      Then the server still answers

    @backend-<backend>
    Scenario Outline: A client that leaves while <backend> is at work takes it along
      Given a project that works with <backend>
      And the backend never answers
      And a client of the session server
      And the client is waiting for the end of a session
      When the client leaves
      Then the server ends in order

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A server that is killed while <backend> is at work loses nothing
      Given a project that works with <backend>
      And earlier sessions have learned "Use tabs."
      And the backend never answers
      And a client of the session server
      And the client is waiting for the end of a session
      When the server is killed
      Then what is remembered is "Use tabs."

      Examples:
        | backend |
        | claude  |
        | codex   |

  Rule: The quality server makes the project's checks

    Scenario: Checks that pass
      Given checks that pass
      And a client of the quality server
      When the client uses "check_code_quality"
      Then the request succeeds
      And the checks told "all is well"

    Scenario: Checks that fail
      Given checks that fail
      And a client of the quality server
      When the client uses "check_code_quality"
      Then the tool itself answers that it failed
      And the checks told "2 errors were found"

    Scenario: One check alone
      Given checks that can be made singly
      And a client of the quality server
      When the client uses "run_specific_checks" with "lint"
      Then the checks told "the lint is well"

    Scenario: A check that does not exist
      Given checks that can be made singly
      And a client of the quality server
      When the client uses "run_specific_checks" with "coffee"
      Then the request fails, and the error names "coffee"

    Scenario: Whether checks can be made at all
      Given checks that pass
      And a client of the quality server
      When the client uses "validate_environment"
      Then it finds checks that can be made

  Rule: The transcripts server keeps what was said

    Scenario: The transcript of one session
      Given a session "s-1" of codex
      And a client of the transcripts server
      When the client uses "save_current_transcript" with "s-1"
      Then the transcript tells the whole conversation

    Scenario: The transcripts of all sessions
      Given a session "s-1" of codex
      And a session "s-2" of claude
      And a client of the transcripts server
      When the client uses "save_project_transcripts"
      Then there are 2 files

    Scenario: The sessions that there are
      Given a session "s-1" of codex
      And a session "s-2" of claude
      And a client of the transcripts server
      When the client uses "list_available_sessions"
      Then the sessions are "s-2 of claude, s-1 of codex"

    Scenario: A session for the other backend
      Given a session "s-1" of codex
      And a client of the transcripts server
      When the client uses "convert_transcript_format" with "s-1"
      Then claude reads the same conversation in it

  Rule: The tasks server keeps one list for all sessions

    Scenario: What one session adds, another one finds
      Given a client of the tasks server
      And the client has used "create_task" with "Write the docs"
      And a client of the tasks server
      When the client uses "list_tasks"
      Then the listed to-dos are "Write the docs"

    Scenario: Only the newest tasks are listed where so many are wanted
      Given a client of the tasks server
      And the client has used "create_task" with "one"
      And the client has used "create_task" with "two"
      And the client has used "create_task" with "three"
      When the client lists its newest 2 tasks
      Then the listed to-dos are "three, two"

    Scenario: A task is completed
      Given a client of the tasks server
      And the client has used "create_task" with "Write the docs"
      When the client completes its first task
      Then the task is completed

    Scenario: A task is renamed
      Given a client of the tasks server
      And the client has used "create_task" with "Write the docs"
      When the client renames its first task to "Print the docs"
      Then the kept to-dos are "Print the docs"

    Scenario: A task is deleted
      Given a client of the tasks server
      And the client has used "create_task" with "Write the docs"
      And the client has used "create_task" with "Print the docs"
      When the client deletes its first task
      Then the kept to-dos are "Print the docs"

    Scenario: The tasks are exported
      Given a client of the tasks server
      And the client has used "create_task" with "Write the docs"
      When the client uses "export_tasks"
      Then the export reads "Write the docs"
