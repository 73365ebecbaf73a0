@backends @needs.selection
@promise.only-what-is-configured
Feature: The backend is the one that was asked for, or else one that is there
  Users get the backend that they asked for and never the other one; who asks for none gets one
  that is there.

  The seam leads from flags, environment and files, by way of the settings, to the program that is
  called. When it breaks, work is paid for at the wrong provider, or does not begin at all.

  @path:backend-precedence
  Rule: Flag over environment over file

    @path:fixture-environments @backend-both
    Scenario Outline: <places> ask for <asked>, and <backend> is selected
      Given a project in which both backends are available
      And the <first> asks for the backend "<backend>"
      And the <second> asks for the backend "<other>"
      When the backend is selected
      Then <backend> is selected
      And it is available

      Examples:
        | places               | asked            | first       | backend | second      | other  |
        | Flag and environment | codex and claude | flag        | codex   | environment | claude |
        | Flag and environment | claude and codex | flag        | claude  | environment | codex  |
        | Flag and .env        | codex and claude | flag        | codex   | .env        | claude |
        | Environment and .env | codex and claude | environment | codex   | .env        | claude |
        | Environment and .env | claude and codex | environment | claude  | .env        | codex  |

    @backend-<backend> @backend-both
    Scenario Outline: The .env file alone asks for <backend>
      Given a project in which only <other> is available
      And the .env asks for the backend "<backend>"
      When the backend is selected
      Then <backend> is selected

      Examples:
        | backend | other  |
        | claude  | codex  |
        | codex   | claude |

    @backend-both
    Scenario Outline: The <place> asks for a backend that does not exist
      Given a project in which both backends are available
      And the <place> asks for the backend "gemini"
      When the backend is selected
      Then the request fails, and the error names "gemini"
      And no backend was called

      Examples:
        | place       |
        | environment |
        | .env        |

    @backend-both
    Scenario: A setting that is no choice is an error
      Given a project in which both backends are available
      And the environment asks for the profile "weekend"
      When the backend is selected
      Then the request fails, and the error names "weekend"

  @path:backend-detection
  Rule: Where nobody asks, the first backend that is there is taken

    @path:fixture-available
    Scenario Outline: <which> available, and <backend> is selected
      Given a project in which <which> available
      When the backend is selected
      Then <backend> is selected
      And it is available

      @backend-both
      Examples: Both
        | which             | backend |
        | both backends are | claude  |

      Examples: One
        | which          | backend |
        | only claude is | claude  |
        | only codex is  | codex   |

    Scenario: No backend is there
      Given a project in which no backend is available
      When the backend is selected
      Then claude is selected
      And it is not available

    @backend-both
    Scenario: Claude is not installed
      Given claude is set up in the project, but not installed
      When the backend is selected
      Then codex is selected

    @backend-both
    Scenario: Claude is broken
      Given claude is installed, but broken
      When the backend is selected
      Then codex is selected

    @backend-both
    Scenario: Claude is not set up in the project
      Given claude is installed, but not set up in the project
      When the backend is selected
      Then codex is selected

    @backend-both
    Scenario: Without auto-detection it is claude, there or not
      Given a project in which only codex is available
      And auto-detection is off
      When the backend is selected
      Then claude is selected
      And it is not available

  @path:backend-kept
  Rule: A backend that was asked for is never replaced

    @backend-<backend>
    Scenario Outline: <backend> is asked for, but not installed
      Given a project that works with <backend>
      And <backend> is set up in the project, but not installed
      When the backend is selected
      Then <backend> is selected
      And it is not available

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend> @path:fixture-projects
    Scenario Outline: <backend> is asked for, but not set up in the project
      Given a project that works with <backend>
      And <backend> is installed, but not set up in the project
      When the backend is selected
      Then <backend> is selected
      And it is not available

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: <backend> is asked for, but broken
      Given a project that works with <backend>
      And <backend> is installed, but broken
      When the backend is selected
      Then <backend> is selected
      And it is not available

      Examples:
        | backend |
        | claude  |
        | codex   |

  @path:backend-place
  Rule: A backend may lie wherever its user has put it

    @backend-<backend>
    Scenario Outline: <backend> lies in a place of its own
      Given a project that works with <backend>
      And <backend> is installed in a place of its own
      When the backend is selected
      Then <backend> is selected
      And it is available

      Examples:
        | backend |
        | claude  |
        | codex   |

    @backend-<backend>
    Scenario Outline: <backend> is not where it is said to lie
      Given a project that works with <backend>
      And <backend> is said to lie where nothing lies
      When the backend is selected
      Then <backend> is selected
      And it is not available

      Examples:
        | backend |
        | claude  |
        | codex   |

  @path:backend-abilities
  Rule: Each backend says what can be asked of it

    @backend-<backend>
    Scenario Outline: What <backend> can be asked for
      Given a project that works with <backend>
      When the capabilities are listed
      Then the capabilities are "<offered>"

      Examples:
        | backend | offered    |
        | claude  |            |
        | codex   | tasks, web |
