"""What a scenario about backends has set up so far."""

from dataclasses import dataclass, field
from pathlib import Path

from proving_ground.agents.pledges import here
from proving_ground.agents.script import Act, Rule, Script, answer
from proving_ground.backends.contract import BACKENDS, Setting

OFF = "false"
"""How a setting is turned off that can be on or off."""


@dataclass
class Scene:
    """`folders` and `programs` name the backends that are set up in the project and on PATH.

    `variables` are those of the user's environment that are no settings of the engine, `learned`
    is what earlier sessions did, `session` the one that the backend records by the act `recording`.
    `replaced` holds shell scripts in the place of programs; those that are `moved` lie where PATH
    does not lead. A backend that `hangs` waits at the latch.
    """

    folders: set[str] = field(default_factory=lambda: set(BACKENDS))
    programs: set[str] = field(default_factory=lambda: set(BACKENDS))
    environment: dict[Setting, str] = field(default_factory=dict)
    dotenv: dict[Setting, str] = field(default_factory=dict)
    config: dict[Setting, str] = field(default_factory=dict)
    flags: dict[Setting, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    learned: dict[str, str] = field(default_factory=dict)
    messages: list[tuple[str, str]] = field(default_factory=list)
    replaced: dict[str, str] = field(default_factory=dict)
    moved: dict[str, Path] = field(default_factory=dict)
    hangs: bool = False
    session: str = ""
    recording: Act | None = None
    script: Script = field(default_factory=lambda: Script(otherwise=(answer("Done."),)))

    def make_available(self, backends: set[str]) -> None:
        """Let just these backends be available."""
        self.folders, self.programs = set(backends), set(backends)

    def choose(self, source: str, setting: Setting, value: str | None) -> None:
        """Let the user make a setting in one of the places where that can be done.

        None takes it back.
        """
        place = self._place(source)
        if value is None:
            place.pop(setting, None)
        else:
            place[setting] = value

    def place(self, backend: str, path: str) -> None:
        """Let the user say where a backend's program lies."""
        setting = Setting.CLAUDE_PATH if backend == "claude" else Setting.CODEX_PATH
        self.environment[setting] = path

    def _place(self, source: str) -> dict[Setting, str]:
        return {
            "flag": self.flags,
            "environment": self.environment,
            ".env": self.dotenv,
            "settings file": self.config,
        }[source]

    @property
    def chosen(self) -> str | None:
        """The backend that the user asked for: flag over environment over file; None for none."""
        file = self.config or self.dotenv
        sources = (self.flags, self.environment, file)
        return next((s[Setting.BACKEND] for s in sources if Setting.BACKEND in s), None)

    def expected(self) -> str:
        """The backend that must be at work, by the rules of the family."""
        if self.chosen:
            return self.chosen
        if self.environment.get(Setting.AUTO_DETECT) == OFF:
            return BACKENDS[0]
        usable = [each for each in BACKENDS if each in self.folders & self.programs]
        return next(iter(usable), BACKENDS[0])

    def act(
        self,
        *acts: Act,
        role: str | None = None,
        attempt: int | None = None,
        may_rest: bool = False,
    ) -> None:
        """Let the agent act so, in that role (None: any); it wins over what was scripted before.

        An agent that records its session does so first, and acts so only then. One that `may_rest`
        need not be called for the scenario to prove something.
        """
        if self.recording and not role:
            acts, attempt = (self.recording, *acts), 1
        made_by = None if may_rest else here()
        rule = Rule(acts, stage=role, attempt=attempt, made_by=made_by)
        for earlier in self.script.rules[:1]:
            rule = rule.takes_over(earlier)
        self.script = self.script.first([rule])

    def record(self, session: str, act: Act) -> None:
        """Let the agent record that session, by that act, whatever else it does."""
        scripted = next((rule.acts for rule in self.script.rules if rule.stage is None), ())
        self.session, self.recording = session, act
        self.act(*scripted)
