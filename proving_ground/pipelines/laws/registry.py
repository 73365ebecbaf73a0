"""The laws of pipelines: those of every family, and those entered by the modules beside this."""

from proving_ground.laws.account import ALWAYS_READABLE
from proving_ground.laws.belongings import STAYS_INSIDE, YOURS_IS_YOURS
from proving_ground.laws.cleanup import NOTHING_LEFT_ALIVE, NOTHING_LEFT_BEHIND
from proving_ground.laws.law import Registry
from proving_ground.laws.told import OWN_SESSION
from proving_ground.pipelines.evidence import Evidence

LAWS = Registry[Evidence](
    ALWAYS_READABLE,
    NOTHING_LEFT_ALIVE,
    NOTHING_LEFT_BEHIND,
    OWN_SESSION,
    STAYS_INSIDE,
    YOURS_IS_YOURS,
)
law, broken = LAWS.law, LAWS.broken
