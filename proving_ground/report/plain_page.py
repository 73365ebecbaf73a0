"""The page for a machine that could not fetch the viewer: every verdict, without the steps."""

import html
from datetime import UTC, datetime

from proving_ground.report.summary import Run
from proving_ground.report.verdicts import ScenarioResult

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: auto; padding: 1rem }}
h2 {{ font-size: 1.1rem; margin: 2rem 0 .5rem }}
article {{ border-left: .4rem solid #888; padding: .2rem .8rem; margin: .4rem 0 }}
pre {{ white-space: pre-wrap; background: #f4f4f4; padding: .6rem; margin: .4rem 0 }}
.PASS {{ border-color: #2e7d32 }}
.KNOWN {{ border-color: #f9a825 }}
.SKIPPED {{ border-color: #0288d1 }}
.FAIL, .ERROR {{ border-color: #c62828 }}
.STALE {{ border-color: #8e24aa }}
small {{ color: #666 }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{counts}</p>
<p><small>{when} · {duration:.1f} s · for the full page with every step,
run <code>proving-ground assets</code> and then the suite again</small></p>
{features}
</body>
</html>
"""


def plain_page(title: str, run: Run) -> str:
    """The whole page."""
    features = dict.fromkeys(result.feature for result in run.results)
    return PAGE.format(
        title=html.escape(title),
        counts=run.counts,
        when=datetime.fromtimestamp(run.started, UTC).strftime("%Y-%m-%d %H:%M UTC"),
        duration=run.duration_s,
        features="\n".join(_feature(feature, run) for feature in features),
    )


def _feature(feature: str, run: Run) -> str:
    scenarios = [_scenario(result) for result in run.results if result.feature == feature]
    return f"<h2>{html.escape(feature)}</h2>\n" + "\n".join(scenarios)


def _scenario(result: ScenarioResult) -> str:
    return (
        f'<article class="{result.verdict}"><strong>{result.verdict}</strong> '
        f"{html.escape(result.name)} <small>{html.escape(result.location)}</small>"
        f"{_block(result.reason)}{_story(result)}</article>"
    )


def _block(text: str) -> str:
    return f"<pre>{html.escape(text)}</pre>" if text else ""


def _story(result: ScenarioResult) -> str:
    if not result.story:
        return ""
    return f"<details><summary>What happened</summary>{_block(result.story)}</details>"
