"""behave's runner, with verdicts: it checks what was written, runs it, and says what came of it."""

import gc
import logging
import os
import platform
import shlex
import sys
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import behave.model
from behave.exception import ConfigError
from behave.formatter.base import StreamOpener
from behave.parser import ParserError
from behave.runner import Runner, the_step_registry
from behave.runner_util import collect_feature_locations, parse_features

from proving_ground.engines import registry
from proving_ground.errors import PrerequisiteError, explain, plainly, refuse
from proving_ground.report import clock
from proving_ground.report.console import Console
from proving_ground.report.judged import JudgedFormatter
from proving_ground.report.known import NONE, Known, check_known, known_of
from proving_ground.report.model import REPORT, Report, ScenarioResult, Verdict, write_report
from proving_ground.report.origin import commit, origin
from proving_ground.report.output import open_what_is_closed, standard_output
from proving_ground.report.settling import SettlingFormatter
from proving_ground.report.steps import features_of
from proving_ground.report.summary import print_summary
from proving_ground.report.verdicts import Judge, identity, location
from proving_ground.scratch import advice
from proving_ground.stopping import stop_on_signals
from proving_ground.suite import reading
from proving_ground.suite.checks import options
from proving_ground.suite.checks.table import check
from proving_ground.suite.checks.written import Written
from proving_ground.suite.context import SuiteContext
from proving_ground.suite.families import leave_out_other_families
from proving_ground.suite.order import put_in_order, rank_of
from proving_ground.suite.parallel.pool import Pool
from proving_ground.suite.parallel.signals import handle, stopping
from proving_ground.suite.parallel.spread import Spread, board_of
from proving_ground.suite.parallel.workers import (
    Refused,
    TaskShare,
    be_quiet,
    handed_out,
    jobs_asked_for,
)
from proving_ground.suite.selection import (
    asked_for,
    identities_of,
    in_shard,
    leave_out_wip,
    scenarios_of,
    select,
    selection_digest,
    shard_asked_for,
)
from proving_ground.suite.tags import check_tags

OWN_OPTIONS = {"jobs", "lost", "order", "report", "rerun", "shard", "verdicts"}
"""The `-D` options that do not change what a scenario does."""
COLLECT = (50_000, 20, 20)
"""How much garbage may gather: Python's 700 objects let a run spend a tenth of its time on them."""


class ProvingRunner(Runner):  # type: ignore[misc]
    """Runs the suite; fails where a verdict is FAIL, ERROR or STALE, or something else broke."""

    OPTIONS: tuple[str, ...] = ()
    """The `-D` options that a runner has besides those of the suite."""
    _running = False

    @classmethod
    def insist(cls, root: Path) -> None:
        """Raise ConfigError where behave runs with another runner, which would check nothing."""
        if not cls._running:
            raise ConfigError(
                f"behave does not run as {root / 'pyproject.toml'} says, so nothing would be "
                f"checked or judged\n  What to do: cd {root}, and start behave there, without "
                "--runner"
            )

    def __init__(self, config: Any):
        ProvingRunner._running = True
        gc.set_threshold(*COLLECT)
        open_what_is_closed()
        self._output = standard_output(config)
        super().__init__(config)
        self._engine = registry.name_of(config.userdata)
        self._left_out = 0
        self._folder = config.userdata.get("report")
        self._mishaps: list[str] = []
        self._stops = config.stop
        # Steps may stop the clock with freezegun; behave's durations must go on.
        behave.model.time = SimpleNamespace(time=clock.now)
        # The summary tells what was skipped, so behave need not.
        logging.getLogger("behave").setLevel(logging.ERROR)

    def run(self) -> bool:
        """Run the suite; True where it failed. What a person got wrong ends it in plain words."""
        return plainly(self._run, failure=True)

    def _run(self) -> bool:
        stop_on_signals()
        try:
            self._output.insist()
            self._check_command_line()
            failed = bool(super().run())
            self._output.flush()
            return failed
        except ParserError as error:
            raise reading.parse_error(error) from None
        except ConfigError as error:
            raise PrerequisiteError(str(error)) from None
        finally:
            if self.context is not None:
                self.context._do_remaining_cleanups()  # noqa: SLF001

    def feature_locations(self) -> list[Any]:
        """Where the features stand that were asked for, all of which can be read."""
        return reading.located(self.config.paths, super().feature_locations)

    def run_model(self, features: list[Any] | None = None) -> bool:
        """Check and run the features that were parsed, then report on them."""
        features = self.features if features is None else features
        order = self._prepare(features)
        # What was read stays to the end: no collection need walk it again, no fork copy it.
        gc.freeze()
        started = clock.now()
        if self.config.dry_run:
            self._check_engine()
            failed = bool(super().run_model(features))
            self._tell_dry_run(features)
            return failed
        run = self._account(features, self.results_of(features), started, order)
        console = Console(sys.stdout, colour=self.config.has_colored_mode(sys.stdout))
        print_summary(run, console)
        if verdicts := self.config.userdata.get("verdicts"):
            write_report(Path(verdicts), run)
        if self._folder:
            # 50 ms that only a report is worth
            from proving_ground.report.reports import write_reports  # noqa: PLC0415

            console.line(f"report: {write_reports(Path(self._folder), run)}")
        if word := advice():
            console.line(word, "dim")
        return self.aborted or run.failed

    def results_of(self, features: list[Any]) -> tuple[ScenarioResult, ...]:
        """Run the scenarios that are selected; what became of those that began."""
        if self._jobs > 1:
            return self._run_on_workers(features)
        super().run_model(features)
        judged = (self._judge.judge(scenario) for scenario in scenarios_of(features))
        return tuple(result for result in judged if result)

    def run_hook(self, hook_name: str, *args: Any) -> bool:
        """Run a hook; what it raises goes into the verdict, and from before_all to the caller."""
        went_well = self._run_hook(hook_name, args)
        if hook_name == "after_scenario" and self._stops:
            self.config.stop = not self._is_known(args[0])  # which fails, but not the run
        return went_well

    def _run_hook(self, hook_name: str, args: tuple[Any, ...]) -> bool:
        if not self.should_run_hook(hook_name):
            return True
        try:
            with self.context.use_with_user_mode():
                self.hooks[hook_name](self.context, *args)
        except KeyboardInterrupt as error:
            self.abort(reason=f"KeyboardInterrupt in {hook_name}")
            self._blame(error, hook_name, self._owner(hook_name, args))
            return False
        except Exception as error:
            if hook_name == "before_all":
                raise
            self._blame(error, hook_name, self._owner(hook_name, args))
            return False
        return True

    def _is_known(self, scenario: Any) -> bool:
        result = self._judge.judge(scenario)
        return result is not None and result.verdict is Verdict.KNOWN

    def _check_command_line(self) -> None:
        userdata = self.config.userdata
        refuse(options.unknown_options(userdata, self.OPTIONS))
        refuse((*options.unknown_language(self.config), *options.unusable_settings(self.config)))
        refuse((*options.unusable_places(userdata), *options.unknown_tags(self.config)))

    def _check_engine(self) -> None:
        """Let a dry run find what is wrong with the engine, which need not be on this machine."""
        registry.insist(self._engine)
        try:
            SuiteContext(self.config.userdata).close()
        except PrerequisiteError:
            if "engine_home" in self.config.userdata:
                raise

    def _prepare(self, features: list[Any]) -> str:
        """Check what was written and choose what runs; the order to repeat, if one was asked."""
        self.context.on_cleanup_error = self._on_cleanup_error
        check_tags(features)
        known = self._known(identities_of(features))
        self._asked = asked_for(self.config)
        leave_out_wip(self.config)
        written = Written(features, self.config, the_step_registry)
        check(written)
        self._left_out = leave_out_other_families(self.config, self._engine, features)
        self._jobs = jobs_asked_for(self.config.userdata)
        self._shard = shard_asked_for(self.config.userdata)
        everything = select(self.config, features)
        self._selection = selection_digest(features, everything) if self._shard else ""
        self._selected = in_shard(self._shard, features, everything)
        rerun = self.config.userdata.get("rerun", "")
        sweeps = self._sweeps(written)
        self._judge = Judge(known, self._selected, self._options(), rerun, sweeps)
        if self._jobs == 1:
            out = StreamOpener(stream=sys.stdout)
            self.formatters.insert(0, SettlingFormatter(out, self.config))
        for formatter in self.formatters:
            if isinstance(formatter, JudgedFormatter):
                formatter.judge = self._judge
        wish = self.config.userdata.get("order")
        return put_in_order(features, wish) if wish else ""

    def _sweeps(self, written: Written) -> frozenset[str]:
        """The scenarios that a choice of points is for; none where none was made."""
        if not any(name in self.config.userdata for name in options.SWEEP):
            return frozenset()
        sweeps = (each for each in written.selected() if options.is_sweep(each, written.match))
        return frozenset(map(identity, sweeps))

    def _tell_dry_run(self, features: list[Any]) -> None:
        meant = [each for each in scenarios_of(features) if each.should_run(self.config)]
        steps = sum(len(list(each.all_steps)) for each in meant)
        told = f"dry run: {len(meant)} scenarios of {steps} steps are well written, none has run"
        Console(sys.stdout, colour=False).line(told)

    def _known(self, identities: frozenset[str]) -> dict[str, Known]:
        """The known failures of the engine; entries may be of features that do not run now."""
        root = Path(os.path.relpath(self.base_dir)).parent
        userdata = self.config.userdata
        wish = userdata.get("known") or registry.own_known(userdata)
        if registry.is_profile(self._engine):
            wish = wish or NONE  # the list of another engine may have its name
        known = known_of(root, registry.label(self._engine), wish)
        if not identities.issuperset(known):
            everything = parse_features(collect_feature_locations([self.base_dir]))
            check_known(known.values(), identities_of(everything))
        return known

    def _options(self) -> tuple[str, ...]:
        defines = self.config.userdata_defines or ()
        return tuple(
            f"-D {shlex.quote(f'{name}={value}')}"
            for name, value in defines
            if name not in OWN_OPTIONS
        )

    def _run_on_workers(self, features: list[Any]) -> tuple[ScenarioResult, ...]:
        spread = Spread(features, self._judge, board_of(self.formatters, features, self._judge))
        pool = Pool(self._jobs, partial(self._work, features))
        with stopping(pool) as signals:
            self._handlers = signals.before
            try:
                last = Path(self._folder, REPORT) if self._folder else None
                rank = rank_of(self.config.userdata.get("order", ""), last)
                spread.follow(pool, stop=self.config.stop, rank=rank)
            finally:
                pool.abandon()
        if signals.came:
            self.abort(reason=signals.came.name)
        self._mishaps += spread.mishaps
        return spread.results

    def _work(self, features: list[Any], connection: Connection) -> None:
        """What each worker does: run the scenarios that it is handed, as behave does."""
        handle(self._handlers)
        be_quiet()
        self.formatters: list[Any] = []
        self.config.reporters = []
        named = {identity(scenario): scenario for scenario in scenarios_of(features)}
        try:
            super().run_model(handed_out(connection, named, self._judge, self._lend))
        except Exception as error:
            with suppress(OSError):
                connection.send(Refused(explain(error)))
        finally:
            self.context._do_remaining_cleanups()  # noqa: SLF001
        with suppress(OSError):
            connection.send(tuple(self._mishaps))

    def _lend(self, share: TaskShare) -> None:
        """Let the sweep of the next scenario ask which of its points are to be tried here."""
        if "ground" in self.context:
            self.context.ground.share = share

    def _account(
        self, features: list[Any], results: tuple[ScenarioResult, ...], started: float, order: str
    ) -> Report:
        home = self.config.userdata.get("engine_home")
        return Report(
            origin=origin(registry.label(self._engine), started, self._options(), home),
            engine_version=commit(Path(home)) if home else "",
            machine=f"Python {platform.python_version()} on {platform.system()}",
            features=features_of(features, {result.feature for result in results}),
            scenarios=results,
            duration_s=round(clock.now() - started, 3),
            asked=self._asked,
            shard=self._shard,
            selection=self._selection,
            order=order,
            known=self.config.userdata.get("known", ""),
            not_run=len(self._selected) - len(results),
            left_out=self._left_out,
            mishaps=tuple(self._mishaps),
        )

    def _owner(self, hook_name: str, args: tuple[Any, ...]) -> Any:
        """The statement that a hook belongs to; None for after_all."""
        if "tag" in hook_name:
            return self._current()
        return args[0] if args else None

    def _current(self) -> Any:
        names = ("scenario", "rule", "feature")
        return next((getattr(self.context, n) for n in names if n in self.context), None)

    def _on_cleanup_error(self, _context: Any, cleanup: Any, error: Exception) -> None:
        self._blame(error, f"cleanup {getattr(cleanup, '__name__', cleanup)}", self._current())

    def _blame(self, error: BaseException, part: str, owner: Any) -> None:
        """Note an error of a hook or cleanup with its scenario, or else with the run."""
        self.hook_failures += 1
        if owner is not None:
            owner.hook_failed = True
            owner.exception = owner.exception or error
        if owner is None or owner.type in ("feature", "rule"):
            place = f" ({location(owner)})" if owner else ""
            self._mishaps.append(f"{part}{place}: {explain(error)}")
