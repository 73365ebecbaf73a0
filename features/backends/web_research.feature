@backends @needs.web-research
@promise.told-and-answered-whole
Feature: Codex reads the web through its server, and asks every page once
  Crosses the seam from a session, by way of the web server and its cache, to websites. When it
  breaks, research goes on with an error page, or with the page of another address.

  Rule: A page is read as text

    Scenario: A page without its markup
      Given a website
      And a client of the web server
      When the client fetches the page "shop"
      Then the answer reads "Welcome to shop"
      And the answer does not read "color"

    Scenario: A page is asked for only once
      Given a website
      And a client of the web server
      And the client has fetched the page "shop"
      When the client fetches the page "shop"
      Then the answer reads "Welcome to shop"
      And the website was asked 1 times

    Scenario: Every page is itself
      Given a website
      And a client of the web server
      And the client has fetched the page "shop"
      When the client fetches the page "garden"
      Then the answer reads "Welcome to garden"

    Scenario: A page is asked for anew when the cache was emptied
      Given a website
      And a client of the web server
      And the client has fetched the page "shop"
      And the client has used "clear_cache"
      When the client fetches the page "shop"
      Then the website was asked 2 times

    Scenario: A website that is broken
      Given a website
      And a client of the web server
      When the client fetches the page "broken"
      Then the tool itself answers that it failed
      And the server still answers

    Scenario: An address that is none of the web
      Given a client of the web server
      When the client uses "fetch_url" with "file:///etc/passwd"
      Then the request fails, and the error names "file:///etc/passwd"

    Scenario: A long text is summed up
      Given a client of the web server
      When the client uses "summarize_content" with "a long story"
      Then the answer reads "a long story"

  Rule: A search asks the service that the user has set

    @needs.search-service
    Scenario: Something is looked up
      Given a website that can be searched
      And a client of the web server
      When the client uses "search_web" with "blue paint & brushes"
      Then the answer reads "blue paint & brushes, part 1"
      And the website was asked for "blue"

    @needs.search-service
    Scenario: Nobody has set a service
      Given a client of the web server
      When the client uses "search_web" with "paint"
      Then the request fails, because no search service is set

  Rule: A backend offers the web to others, or says that it does not

    @backend-codex
    Scenario: Codex is asked for a page
      Given a project that works with codex
      And a website
      When codex is asked for the page "shop"
      Then the answer reads "Welcome to shop"

    @backend-codex @needs.search-service
    Scenario: Codex is asked to look something up
      Given a project that works with codex
      And a website that can be searched
      When something is looked up about "paint"
      Then the answer reads "paint, part 1"

    @backend-claude
    Scenario: Claude is asked to look something up
      Given a project that works with claude
      And a website that can be searched
      When something is looked up about "paint"
      Then the backend does not offer that to others
      And the website was asked 0 times
