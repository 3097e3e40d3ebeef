"""Make the demonstration importable: it is a script of the checkout, not part of the distribution."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
