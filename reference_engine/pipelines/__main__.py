"""`python -m reference_engine.pipelines`."""

import sys

from reference_engine.pipelines.cli import main

sys.exit(main())
