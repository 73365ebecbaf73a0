@backends @needs.memories
Feature: A session starts with what earlier ones learned, and leaves what it learned itself
  What one session has learned is told to the next, whichever backend is at work, and nothing of
  it is lost.

  The seam leads from a finished conversation, by way of the selected backend and the store of
  memories, to the next session. When it breaks, lessons are learned again and again, or lost.

  Background:
    Given memory is on

  @promise.told-and-answered-whole @path:session-begins
  Rule: A session is told what earlier ones have learned

    @backend-<backend> @path:fixture-memories
    Scenario Outline: A session of <backend> is told of earlier ones
      Given a project that works with <backend>
      And earlier sessions have learned "The tests need the time zone UTC"
      And earlier sessions have learned the preference "Use tabs in makefiles"
      When a session begins that is to "Fix the tests"
      Then the session reads "The tests need the time zone UTC"
      And the session reads "Use tabs in makefiles"
      And 2 memories were loaded

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-claude @needs.command-line @needs.sessions-of-claude
    Scenario: Memories that are too long for a command line reach claude
      Given a project that works with claude
      And earlier sessions have learned 200 KB that end with "These are the last words."
      When a session is started to "Fix the tests"
      Then the session reads "These are the last words."
      And the run ends as the backend ended

    @backend-<backend>
    Scenario Outline: Of many memories, <backend> is told those that matter and the latest
      Given a project that works with <backend>
      And earlier sessions have learned "The release script needs a token"
      And earlier sessions have learned 9 other things since
      When a session begins that is to "Write the release notes"
      Then the session reads "The release script needs a token"
      And the session reads "Lesson number 9."
      And the session does not read "Lesson number 4."

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A first session of <backend> has nothing to be told
      Given a project that works with <backend>
      When a session begins that is to "Fix the tests"
      Then the request succeeds
      And 0 memories were loaded

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend> @needs.sessions-of-<backend>
    Scenario Outline: A session of <backend> that is started from the command line is told, too
      Given a project that works with <backend>
      And earlier sessions have learned "The tests need the time zone UTC"
      When a session is started to "Fix the tests"
      Then the session reads "The tests need the time zone UTC"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend> @backend-both
    Scenario Outline: What was learned before a change of backend is told to <backend>
      Given a project that works with <other>
      And a conversation
      And the backend finds worth remembering "The tests need the time zone UTC"
      And the session has ended
      When a session of <backend> begins that is to "Fix the tests"
      Then the session reads "The tests need the time zone UTC"

      Examples:
        | backend | other  |
        | claude  | codex  |
        | codex   | claude |

  @promise.told-and-answered-whole @path:session-learns
  Rule: The selected backend finds what is worth remembering

    @backend-<backend>
    Scenario Outline: A session of <backend> is remembered
      Given a project that works with <backend>
      And earlier sessions have learned "Use tabs in makefiles"
      And a conversation
      And the backend finds worth remembering "The tests need the time zone UTC"
      When the session ends
      Then <backend> was asked what is worth remembering
      And the kept memories are "Use tabs in makefiles, The tests need the time zone UTC"
      And 1 memory was found

      Examples:
        | backend |
        | claude  |
        | codex   |

    Scenario: A machine with only codex remembers, too
      Given a project in which only codex is available
      And a conversation
      And the backend finds worth remembering "The tests need the time zone UTC"
      When the session ends
      Then codex was asked what is worth remembering
      And the kept memories are "The tests need the time zone UTC"

    @backend-<backend>
    Scenario Outline: <backend> is asked about the end of a long conversation
      Given a project that works with <backend>
      And a conversation of 9 messages
      And the environment asks for only the last 2 messages
      When the session ends
      Then the backend reads "This is message 9."
      And the backend reads "This is message 8."
      And the backend does not read "This is message 7."

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A memory of an unknown kind from <backend> does not take the others with it
      Given a project that works with <backend>
      And a conversation
      And the backend finds worth remembering the proverb "Be brave" between "Use tabs" and "Test with UTC"
      When the session ends
      Then the request succeeds
      And the kept memories are "Use tabs, Test with UTC"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: Without a conversation, <backend> is not asked
      Given a project that works with <backend>
      When the session ends
      Then the request succeeds
      And no backend was called

      Examples:
        | backend |
        | claude  |
        | codex   |

  @promise.nothing-finished-is-lost @path:session-kept
  Rule: A session from the command line is kept however it ends

    @backend-<backend> @needs.sessions-of-<backend>
    Scenario Outline: A session of <backend> that ends well is remembered
      Given a project that works with <backend>
      And the backend records its session "s-1"
      And the backend finds worth remembering "The tests need the time zone UTC"
      When a session is started to "Fix the tests"
      Then the kept memories are "The tests need the time zone UTC"
      And the kept transcript reads the whole conversation

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend> @needs.sessions-of-<backend>
    Scenario Outline: A session of <backend> that fails is remembered all the same
      Given a project that works with <backend>
      And the backend records its session "s-1"
      And the backend crashes
      And the backend finds worth remembering "The tests need the time zone UTC"
      When a session is started to "Fix the tests"
      Then the kept memories are "The tests need the time zone UTC"
      And the kept transcript reads the whole conversation
      And the run ends as the backend ended

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend> @needs.periodic-saves
    Scenario Outline: Of a session of <backend> that is killed, what was saved is kept
      Given a project that works with <backend>
      And the environment asks for a save every 0.05 seconds
      And the backend records its session "s-1"
      And the backend hangs
      When a session is killed after its transcript was saved
      Then the kept transcript reads the whole conversation

      Examples:
        | backend |
        | claude  |
        | codex   |

  @promise.nothing-finished-is-lost @path:session-whole
  Rule: A session leads from what was learned before to what is learned next

    @backend-<backend> @needs.sessions-of-<backend> @needs.quality-checks @needs.transcripts
    Scenario Outline: A whole session of <backend>: begun, worked, checked, ended, and written down
      Given a project that works with <backend>
      And earlier sessions have learned "Use tabs in makefiles"
      And checks that pass
      And the backend records its session "s-1"
      And the backend edits "main.py"
      And the backend finds worth remembering "The tests need the time zone UTC"
      When a session is started to "Fix the typo"
      Then the session reads "Use tabs in makefiles"
      And the user reads "all is well"
      And the kept memories are "Use tabs in makefiles, The tests need the time zone UTC"
      And the kept transcript reads the whole conversation

      Examples:
        | backend |
        | claude  |
        | codex   |

  @promise.nothing-finished-is-lost @path:session-accidents
  Rule: Nothing is lost when something goes wrong

    @backend-<backend>
    Scenario Outline: <backend> takes too long to find what is worth remembering
      Given a project that works with <backend>
      And earlier sessions have learned "Use tabs"
      And a conversation
      And the backend never answers
      When the session ends
      Then the request fails, because it took too long
      And the kept memories are "Use tabs"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: <backend> crashes instead of finding what is worth remembering
      Given a project that works with <backend>
      And a conversation
      And the backend crashes
      When the session ends
      Then the request fails, and the error names "Segmentation fault"
      And the kept memories are ""

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: <backend> answers with something else
      Given a project that works with <backend>
      And a conversation
      When the session ends
      Then the request fails, because the answer holds no memories

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: <backend> answers with memories that are no list
      Given a project that works with <backend>
      And a conversation
      And the backend finds worth remembering what is no list
      When the session ends
      Then the request fails, because the memories are no list

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend> @needs.sessions-of-<backend>
    Scenario Outline: A session of <backend> that cannot be remembered ends as it would have
      Given a project that works with <backend>
      And the backend records its session "s-1"
      When a session is started to "Fix the tests"
      Then the run ends as the backend ended
      And the user reads "s-1"
      And the kept transcript reads the whole conversation

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend> @needs.sessions-of-<backend>
    Scenario Outline: A session of <backend> does not begin with memories that cannot be read
      Given a project that works with <backend>
      And the memories cannot be read
      When a session is started to "Fix the tests"
      Then the run was not possible
      And the user reads that what is kept cannot be read
      And no backend was called

      Examples:
        | backend |
        | claude  |
        | codex   |

    Scenario: A session that begins without saying what for
      When a session begins
      Then the request fails, and the error names "prompt"

    @backend-<backend>
    Scenario Outline: Memories that cannot be read stay as they are when <backend> begins
      Given a project that works with <backend>
      And the memories cannot be read
      When a session begins that is to "Fix the tests"
      Then the request fails, because what is kept cannot be read

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: Memories that cannot be read stay as they are when <backend> ends
      Given a project that works with <backend>
      And the memories cannot be read
      And a conversation
      And the backend finds worth remembering "Use tabs"
      When the session ends
      Then the request fails, because what is kept cannot be read
      And nothing that was kept is changed
      And no backend was called

      Examples:
        | backend |
        | claude  |
        | codex   |

  @promise.only-what-is-configured @path:memory-switch
  Rule: Memory is on only where the user wants it

    @backend-<backend>
    Scenario Outline: Without memory, a session of <backend> is told nothing
      Given a project that works with <backend>
      And memory is off
      And earlier sessions have learned "Use tabs"
      When a session begins that is to "Use tabs"
      Then the session does not read "Use tabs"
      And 0 memories were loaded

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: Without memory, <backend> is not asked what is worth remembering
      Given a project that works with <backend>
      And memory is off
      And a conversation
      When the session ends
      Then the request succeeds
      And no backend was called

      Examples:
        | backend |
        | claude  |
        | codex   |

    @path:fixture-memory-switch
    Scenario Outline: Memory that is set to "<value>" is <state>
      Given earlier sessions have learned "Use tabs"
      And the environment asks for memory "<value>"
      When a session begins that is to "Use tabs"
      Then <count> memories were loaded

      Examples:
        | value | state | count |
        | true  | on    | 1     |
        | 1     | on    | 1     |
        | YES   | on    | 1     |
        | no    | off   | 0     |
        | 0     | off   | 0     |

    Scenario: Memory that is set to something else is an error
      Given the environment asks for memory "perhaps"
      When a session begins that is to "Use tabs"
      Then the request fails, and the error names "perhaps"

    @backend-<backend>
    Scenario Outline: A session of <backend> begins where nobody spoke of memory
      Given a project that works with <backend>
      And memory is left as it is
      And earlier sessions have learned "Use tabs"
      When a session begins that is to "Use tabs"
      Then memory was used only where it is on by default

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A session of <backend> ends where nobody spoke of memory
      Given a project that works with <backend>
      And memory is left as it is
      And a conversation
      When the session ends
      Then memory was used only where it is on by default

      Examples:
        | backend |
        | claude  |
        | codex   |
