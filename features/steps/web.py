"""Steps about the web: websites, their pages, and searches."""

from behave import given, when

from proving_ground.backends.contract import Method, Request


@given("a website{searchable:Searchable?}")
def website(context, searchable):
    """Open a website on this machine.

    Given a website
    Given a website that can be searched
    """
    context.trial.open_website(searchable=bool(searchable))


@given('the page "{page:Text}" {is_:Is} fetched{through:Through?}')
@when('the page "{page:Text}" {is_:Is} fetched{through:Through?}')
def page_fetched(context, page, through, is_):
    """Fetch a page of the website, or of an address.

    When the page "shop" is fetched
    Given the page "shop" was fetched through the server
    """
    context.trial.fetch(page, through)


@when('"{query:Text}" is looked up{through:Through?}')
def looked_up(context, query, through):
    """Search the web.

    When "paint" is looked up
    When "paint" is looked up through the server
    """
    context.trial.make(Request(Method.SEARCH_WEB), through, query=query)
