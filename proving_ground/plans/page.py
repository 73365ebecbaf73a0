"""The matrix as a page, which loads nothing from anywhere."""

from pathlib import Path

from proving_ground.plans.matrix import Matrix
from proving_ground.plans.show import counts, told_run
from proving_ground.report.page import templates


def as_page(matrix: Matrix) -> str:
    """The whole page as HTML."""
    template = templates(Path(__file__).parent).get_template("plan.html")
    return template.render(matrix=matrix, run=told_run(matrix.report), counts=counts(matrix.rows))
