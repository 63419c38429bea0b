"""The record of a front (frontier.json): where it lies and which version it is of.

What writes a front and what reads it back share these two, and nothing else.
"""

from __future__ import annotations

__all__ = ["FORMAT", "GROUPS", "RECORD"]

RECORD = "frontier.json"
"""File of a front's folder that holds everything that is told of it."""
FORMAT = 1
"""Version of what the file holds."""
GROUPS = "groups"
"""Kind of the front that is of groups and their concentration; others have no kind."""
