"""The report as one HTML page that loads nothing from anywhere."""

from proving_ground.report.page.render import render
from proving_ground.report.page.templates import templates

__all__ = ["render", "templates"]
