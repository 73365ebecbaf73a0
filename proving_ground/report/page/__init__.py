"""The report as one HTML page that loads nothing from anywhere."""

from proving_ground.report.page.render import render

__all__ = ["render"]
