@backends @needs.command-line
Feature: One command starts a session of either backend
  A user starts a session by one command, and its end tells truly how the session ended.

  The seam leads from the user's terminal, by way of the launcher, to the program of the backend.
  When it breaks, scripts take a failed session for a good one, or wait for one that never began.

  @promise.told-and-answered-whole @path:launch
  Rule: A session is the backend's own

    @backend-<backend> @path:fixture-claude-cli
    Scenario Outline: What the user wants reaches <backend>
      Given a project that works with <backend>
      When a session is started to "Fix the typo"
      Then <backend> is called once, to "Fix the typo"
      And the run ends as the backend ended

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: Options for <backend> are handed on as they are
      Given a project that works with <backend>
      When a session is started to "Fix the typo" with the words "--model fable-9"
      Then <backend> is called once, with the words "--model fable-9"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: The run ends as <backend> ended when it <ends>
      Given a project that works with <backend>
      And the backend <ends>
      When a session is started to "Fix the typo"
      Then the run ends as the backend ended

      Examples:
        | backend | ends                          |
        | claude  | gives up with its own code    |
        | codex   | gives up with its own code    |
        | claude  | is killed                     |
        | codex   | is killed                     |

    @backend-<backend>
    Scenario Outline: A session of <backend> is interrupted from the keyboard
      Given a project that works with <backend>
      When a session is interrupted while the backend is at work
      Then the run was interrupted

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: A session of <backend> is <stopped>, and nothing of it goes on
      Given a project that works with <backend>
      When a session is <stopped>
      Then the run was <ended>

      Examples:
        | backend | stopped                                  | ended      |
        | claude  | terminated while the backend is at work  | terminated |
        | codex   | hung up while the backend is at work     | hung up    |
        | claude  | terminated while the backend does not listen | terminated |

    @backend-<backend> @backend-both
    Scenario Outline: The flag alone starts a session of <backend>
      Given a project in which both backends are available
      And the flag asks for the backend "<backend>"
      When a session is started to "Fix the typo"
      Then <backend> is called once, to "Fix the typo"

      Examples:
        | backend |
        | claude  |
        | codex   |

    Scenario: A machine with only codex starts a session of codex
      Given a project in which only codex is available
      When a session is started to "Fix the typo"
      Then codex is called once, to "Fix the typo"

    @backend-<backend>
    Scenario Outline: A session of <backend> starts from a place of its own
      Given a project that works with <backend>
      And <backend> is installed in a place of its own
      When a session is started to "Fix the typo"
      Then <backend> is called once, to "Fix the typo"

      Examples:
        | backend |
        | claude  |
        | codex   |

  @promise.a-mistake-is-named-first @path:launch-impossible
  Rule: What cannot be done is said before anything is called

    @backend-<backend>
    Scenario Outline: <backend> is not installed
      Given a project that works with <backend>
      And <backend> is set up in the project, but not installed
      When a session is started to "Fix the typo"
      Then the run was not possible
      And the user reads "<backend>"
      And no backend was called

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: <backend> is not where it is said to lie
      Given a project that works with <backend>
      And <backend> is said to lie where nothing lies
      When a session is started to "Fix the typo"
      Then the run was not possible
      And the user reads "nowhere"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: <backend> is not set up in the project
      Given a project that works with <backend>
      And <backend> is installed, but not set up in the project
      When a session is started to "Fix the typo"
      Then the run was not possible
      And the user reads ".<backend>"

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: <backend> disappears just before the session
      Given a project that works with <backend>
      And <backend> is installed, but gone when it has told its version
      When a session is started to "Fix the typo"
      Then the run was not possible
      And the user reads "<backend>"

      Examples:
        | backend |
        | claude  |
        | codex   |

    Scenario: A .env file that is no text
      Given the .env file cannot be read
      When a session is started to "Fix the typo"
      Then the run was not possible
      And the user reads ".env"

    Scenario: The command line is used wrongly
      When the user asks in a wrong way
      Then the run was wrongly called
      And no backend was called

    Scenario: A profile that does not exist
      Given the flag asks for the profile "weekend"
      When a session is started to "Fix the typo"
      Then the run was wrongly called
      And the user reads "weekend"

  @promise.only-what-is-configured @path:settings-file
  Rule: A settings file that the user names takes the place of .env

    @backend-both
    Scenario: The settings file is obeyed
      Given a project in which both backends are available
      And the .env asks for the backend "claude"
      And the settings file asks for the backend "codex"
      When a session is started to "Fix the typo"
      Then codex is called once, to "Fix the typo"

    @backend-both
    Scenario: The environment wins over the settings file
      Given a project in which both backends are available
      And the environment asks for the backend "claude"
      And the settings file asks for the backend "codex"
      When a session is started to "Fix the typo"
      Then claude is called once, to "Fix the typo"

    Scenario: A settings file that is not there is an error
      Given the flag asks for the settings file "missing.env"
      When a session is started to "Fix the typo"
      Then the run was not possible
      And the user reads "missing.env"
      And no backend was called

  @promise.only-what-is-configured @path:profiles
  Rule: The profile is the user's choice

    @backend-codex
    Scenario: The flag's profile wins over the environment's
      Given a project that works with codex
      And the environment asks for the profile "ci"
      And the flag asks for the profile "review"
      When a session is started to "Fix the typo"
      Then codex is called once, with the profile "review"

    @backend-codex
    Scenario: The environment's profile is not overwritten by the flag's default
      Given a project that works with codex
      And the environment asks for the profile "ci"
      When a session is started to "Fix the typo"
      Then codex is called once, with the profile "ci"

    @backend-codex
    Scenario: Nobody asked for a profile
      Given a project that works with codex
      When a session is started to "Fix the typo"
      Then codex is called once, with the profile "development"

  @promise.it-says-how-it-stands @path:command-tells
  Rule: The command tells what there is

    @backend-both
    Scenario Outline: The list of backends where <which> available
      Given a project in which <which> available
      When the backends are listed
      Then the listed backends are "claude (<claude>), codex (<codex>)"

      Examples:
        | which             | claude        | codex         |
        | both backends are | available     | available     |
        | only claude is    | available     | not available |
        | only codex is     | not available | available     |
        | no backend is     | not available | not available |

    @backend-<backend>
    Scenario Outline: All about <backend>
      When the user asks about the backend "<backend>"
      Then the user reads "<backend>"
      And it is available

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: All about the selected backend, which is <backend>
      Given a project that works with <backend>
      When the user asks about the backend
      Then the user reads "<backend>"
      And the run was successful

      Examples:
        | backend |
        | claude  |
        | codex   |

    Scenario: A backend that does not exist
      When the user asks about the backend "gemini"
      Then the run was not possible
      And the user reads "gemini"

    Scenario: The version
      When the user asks for the version
      Then the user reads a version
      And no backend was called
