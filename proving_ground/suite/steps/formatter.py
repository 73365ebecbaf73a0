"""behave's catalogue of steps, which also shows examples and what can be written where."""

from behave.formatter.steps import StepsCatalogFormatter

from proving_ground.suite.steps import catalogue


class CatalogueFormatter(StepsCatalogFormatter):  # type: ignore[misc]
    """`behave -f steps.catalog --dry-run`: every step as `proving-ground steps` shows it."""

    def report(self) -> None:
        """Print all steps that behave has read."""
        for text in catalogue.of(self.step_registry.steps):
            self.stream.write(f"{catalogue.described(text)}\n")
