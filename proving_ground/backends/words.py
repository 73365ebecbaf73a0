"""The words of steps about backends, and what they mean."""

from proving_ground.backends import makefiles
from proving_ground.backends.contract import BACKENDS, Reason, Setting
from proving_ground.words import one_of

WHICH = {
    "both backends are": BACKENDS,
    "only claude is": BACKENDS[:1],
    "only codex is": BACKENDS[1:],
    "no backend is": (),
}
CHOICES = {
    "the backend": Setting.BACKEND,
    "the profile": Setting.PROFILE,
    "memory": Setting.MEMORY,
}


TYPES = {
    "Backend": one_of(BACKENDS),
    "CheckResult": one_of(makefiles.RULES.keys()),
    "CheckTarget": one_of(("lint", "format", "type", "test")),
    "Choice": one_of(CHOICES),
    "Negation": one_of(("not ",)),
    "Place": one_of(("flag", "environment", ".env", "settings file")),
    "Reason": one_of({str(reason): reason for reason in Reason}),
    "RunEnd": one_of(("successful", "not possible", "wrongly called", "interrupted")),
    "Server": one_of(("session", "quality", "transcripts", "tasks", "web")),
    "Which": one_of(WHICH),
}
