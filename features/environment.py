"""Hands behave the hooks of the top-level environment.py: behave looks for them here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from environment import *
