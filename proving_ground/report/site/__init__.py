"""Living documentation: the features as a site to read, with the verdicts of a run."""

from proving_ground.report.site.catalogue import StepEntry
from proving_ground.report.site.chapters import Written
from proving_ground.report.site.render import write_site

__all__ = ["StepEntry", "Written", "write_site"]
