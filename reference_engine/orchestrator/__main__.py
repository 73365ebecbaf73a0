"""`python -m reference_engine.orchestrator`."""

import sys

from reference_engine.orchestrator.cli import main

sys.exit(main())
