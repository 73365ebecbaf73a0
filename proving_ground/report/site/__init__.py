"""Living documentation: the features as a site to read, with the verdicts of a run."""

from proving_ground.report.site.render import StepEntry, write_site

__all__ = ["StepEntry", "write_site"]
