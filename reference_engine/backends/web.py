"""Looking things up and fetching pages, with a cache in the project."""

import hashlib
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from pydantic import BaseModel

from reference_engine.backends import store
from reference_engine.backends.errors import BackendOperationError

SECONDS = 30.0


class Page(BaseModel):
    """One answer in the cache."""

    text: str = ""


class Web:
    """The web as a project sees it."""

    def __init__(self, project: Path):
        self.cache = project / ".data" / "web"

    def fetch(self, url: str) -> tuple[str, bool]:
        """A page as text without its markup, and whether it came from the cache."""
        return self._cached("fetch", url, lambda: _text_of(_get(url)))

    def search(self, service: str | None, query: str) -> tuple[list[dict[str, Any]], bool]:
        """What the service finds, as it tells it, and whether it came from the cache."""
        if not service:
            raise BackendOperationError("no search service is set; set WEB_SEARCH_URL")
        url = service.replace("{query}", quote(query))
        text, cached = self._cached("search", url, lambda: _get(url))
        try:
            results: list[dict[str, Any]] = json.loads(text)["results"]
        except (ValueError, LookupError, TypeError):
            raise BackendOperationError(f"{url} answers with no results: {text[:200]!r}") from None
        return results, cached

    def clear(self) -> int:
        """Empty the cache; tells how many answers were in it."""
        pages = list(self.cache.glob("*.json"))
        for page in pages:
            page.unlink()
        return len(pages)

    def _cached(self, kind: str, url: str, ask: Callable[[], str]) -> tuple[str, bool]:
        name = hashlib.sha256(f"{kind} {url}".encode()).hexdigest()
        path = self.cache / f"{name}.json"
        if path.exists():
            return store.read(path, Page).text, True
        text = ask()
        store.write(path, Page(text=text))
        return text, False


def _get(url: str) -> str:
    if urlsplit(url).scheme not in ("http", "https"):
        raise BackendOperationError(f"{url!r} is no address of the web")
    try:
        with urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - the scheme is checked above
            text: str = answer.read().decode("utf-8", "replace")
    except (URLError, OSError) as error:
        raise BackendOperationError(f"{url} cannot be fetched: {error}") from None
    return text


class _Text(HTMLParser):
    """Collects what a reader sees."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, _attrs: Any) -> None:
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def _text_of(page: str) -> str:
    parser = _Text()
    parser.feed(page)
    return re.sub(r"\s+", " ", " ".join(parser.parts)).strip()
