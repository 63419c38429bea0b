"""The data dictionary: every table and column of an instance, said once.

Used by the reader and `skolval check` (what must hold), by `skolval new` (empty
templates) and by the documentation. Column names are English; the Swedish aliases are
accepted everywhere. Groups add columns: ``<group>`` (0/1) in pupils and
``share_<group>`` (0-1, or a suppression mark) in areas.
"""

from __future__ import annotations

from skolval.io.dictionary import (
    arrivals,
    ground,
    origins,
    people,
    schools,
    services,
    transport,
    upper_secondary,
)
from skolval.io.dictionary.entries import Field, Table

__all__ = ["SUPPRESSION_MARKS", "TABLES", "Field", "Table"]

SUPPRESSION_MARKS: dict[str, str] = {
    ".": "missing",
    "..": "suppressed_few",
    "...": "suppressed_majority",
    "-": "not_reported",
}
"""Skolverket's marks: never numbers; they become intervals (lowest to highest)."""

TABLES: dict[str, Table] = {
    table.name: table
    for part in (schools, people, arrivals, upper_secondary, ground, transport, services, origins)
    for table in part.TABLES
}
"""Every table by name, in the order of the format page."""
