@backends @needs.web-research
@promise.told-and-answered-whole
Feature: Codex reads the web through its server, and asks every page once
  A session gets web pages as text and what a search finds, and is told when a website fails.

  The seam leads from a session, by way of the web server and its cache, to websites. When it
  breaks, research goes on with an error page, or with the page of another address.

  @path:web-pages
  Rule: A page is read as text

    Scenario: A page without its markup
      Given a website
      And a client of the web server
      When the page "shop" is fetched through the server
      Then the answer reads "Welcome to shop"
      And the answer does not read "color"

    Scenario: A page is asked for only once
      Given a website
      And a client of the web server
      And the page "shop" was fetched through the server
      When the page "shop" is fetched through the server
      Then the answer reads "Welcome to shop"
      And 1 request reached the website

    Scenario: Every page is itself
      Given a website
      And a client of the web server
      And the page "shop" was fetched through the server
      When the page "garden" is fetched through the server
      Then the answer reads "Welcome to garden"

    Scenario: A page is asked for anew when the cache was emptied
      Given a website
      And a client of the web server
      And the page "shop" was fetched through the server
      And the server was asked to "forget all pages"
      When the page "shop" is fetched through the server
      Then 2 requests reached the website

    Scenario: A website that is broken
      Given a website
      And a client of the web server
      When the page "broken" is fetched through the server
      Then the server says that it failed
      And the server still answers

    Scenario: An address that is none of the web
      Given a client of the web server
      When the page "file:///etc/passwd" is fetched through the server
      Then the request fails, and the error names "file:///etc/passwd"

    Scenario: A long text is summed up
      Given a client of the web server
      When the server is asked to "sum a text up" with "a long story"
      Then the answer reads "a long story"

  @path:web-search
  Rule: A search asks the service that the user has set

    @needs.search-service
    Scenario: Something is looked up
      Given a website that can be searched
      And a client of the web server
      When "blue paint & brushes" is looked up through the server
      Then the answer reads "blue paint & brushes, part 1"
      And 1 request reached the website

    @needs.search-service
    Scenario: Nobody has set a service
      Given a client of the web server
      When "paint" is looked up through the server
      Then the request fails, because no search service is set

  @path:web-offered
  Rule: A backend offers the web to others, or says that it does not

    @backend-codex
    Scenario: Codex is asked for a page
      Given a project that works with codex
      And a website
      When the page "shop" is fetched
      Then the answer reads "Welcome to shop"

    @backend-codex @needs.search-service
    Scenario: Codex is asked to look something up
      Given a project that works with codex
      And a website that can be searched
      When "paint" is looked up
      Then the answer reads "paint, part 1"

    @backend-claude
    Scenario: Claude is asked to look something up
      Given a project that works with claude
      And a website that can be searched
      When "paint" is looked up
      Then the backend does not offer that to others
      And 0 requests reached the website
