"""Which command takes which kind of file."""

from __future__ import annotations

__all__ = ["TAKERS", "taker_of"]

TAKERS: dict[str, str] = {
    "areas": "skolval import municipality --areas FILE",
    "area_statistics": "skolval import municipality --statistics FILE",
    "unit_statistics": "skolval import municipality --units FILE",
    "unit_register": "skolval import municipality --units FILE",
    "year_nine": "skolval import municipality --units FILE",
    "streets_overpass": "skolval import municipality --streets FILE",
    "streets_pbf": "skolval import streets FILE --into TOWN",
    "streets_lines": "skolval import streets FILE --into TOWN",
    "timetable": "skolval import timetable FILE --into TOWN",
    "applications": "skolval import applications FILE --base TOWN",
    "instance": "skolval check FILE",
    "instance_table": "skolval check FOLDER",
    "instance_head": "skolval check FOLDER",
}
"""Code of a kind (`sources.kinds.KINDS`) to the command, FILE standing for the file.

Only the option that takes it is named; `skolval import NAME --help` tells what else is needed.
"""


def taker_of(code: str) -> str:
    """Return the command that takes a file of the kind, empty if none does."""
    return TAKERS.get(code, "")
