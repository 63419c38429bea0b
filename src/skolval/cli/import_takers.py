"""Which command takes which kind of file."""

from __future__ import annotations

__all__ = ["TAKERS", "taker_of"]

TAKERS: dict[str, str] = {
    "instance_table": "skolval check FOLDER",
    "instance_head": "skolval check FOLDER",
}
"""Code of a kind (`sources.kinds.KINDS`) to the command, FILE standing for the file."""


def taker_of(code: str) -> str:
    """Return the command that takes a file of the kind, empty if none does."""
    return TAKERS.get(code, "")
