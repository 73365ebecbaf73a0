"""The matrix as a page, which loads nothing from anywhere."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from proving_ground.plans.matrix import Matrix
from proving_ground.plans.show import counts, told_run


def as_page(matrix: Matrix) -> str:
    """The whole page as HTML."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    template = environment.get_template("page.html")
    return template.render(matrix=matrix, run=told_run(matrix.report), counts=counts(matrix.rows))
