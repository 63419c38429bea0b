"""compare (jämförelse): what differs between runs on the same pupils.

Who is placed elsewhere, which wishes are met, how far pupils travel, who is entitled to
school transport, what happens to segregation, which rules are broken, unit by unit.
"""

from __future__ import annotations

from skolval.compare.alike import run_names
from skolval.compare.comparison import Comparison, compare
from skolval.compare.frames import ways
from skolval.compare.sentences import difference_sentences

__all__ = ["Comparison", "compare", "difference_sentences", "run_names", "ways"]
