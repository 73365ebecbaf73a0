"""How fast the report's page is with 2,000 scenarios: `python -m benchmarks.page`.

Milliseconds to the first paint in headless Chromium, and of a search, beside those that the same
browser needs to count to ten million.
"""

import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from proving_ground.report.model import Verdict
from proving_ground.report.page import render
from tests.report.test_page import a_report, scenario

PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
COUNTED = "() => { const t = performance.now(); let n = 0; while (n < 1e7) n++; "
COUNTED += "return performance.now() - t; }"
SEARCHED = "query => { const t = performance.now(); const q = document.getElementById('q'); "
SEARCHED += "q.value = query; q.dispatchEvent(new Event('input')); document.body.offsetHeight; "
SEARCHED += "return performance.now() - t; }"
QUERIES = ("@resume", "333 FAIL", "not @flow-9")


def main() -> None:
    """Print the medians of five pages."""
    many = [scenario(f"{n} {verdict}", verdict) for n in range(334) for verdict in Verdict]
    text = render(a_report(*many))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as browsers:
        file = Path(folder, "index.html")
        file.write_text(text, "utf-8")
        browser = browsers.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        found = [_measured(browser.new_page(), file.as_uri()) for _ in range(5)]
        browser.close()
    painted, searched, counted = (statistics.median(each) for each in zip(*found, strict=True))
    print(  # noqa: T201
        f"{len(text) / 1e6:.1f} MB: first paint {painted:.0f} ms, search {searched:.0f} ms; "
        f"counting to ten million {counted:.0f} ms"
    )


def _measured(page: Page, address: str) -> tuple[float, float, float]:
    page.goto(address)
    page.wait_for_function(PAINTED.replace(".startTime", ""))
    page.evaluate(SEARCHED, "warm")
    searched = statistics.median(page.evaluate(SEARCHED, query) for query in QUERIES)
    return page.evaluate(PAINTED), searched, page.evaluate(COUNTED)


if __name__ == "__main__":
    main()
