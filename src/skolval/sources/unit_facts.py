"""Provenance of school units, column by column (proveniens)."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from skolval.domain.provenance import Fact
from skolval.sources.unit_columns import MEASURES
from skolval.sources.unit_parts import PRECEDENCE, Part
from skolval.sources.unit_positions import places_of

__all__ = ["fact", "fact_of", "facts_of_places"]

_MEANINGS = {
    "name": "Name of the unit.",
    "provider": "Who runs the unit: municipal, independent, state or region.",
    "owner": "Name of who runs the unit (huvudman).",
    "municipality_code": "Municipality where the unit is.",
    "address": "Visiting address.",
    "area_id": "Area where the source says that the unit stands.",
    "status": "Status in the register.",
    "forms": "School forms: FSK preschool class, GR compulsory, GRAN adapted, GY upper secondary.",
    "grades": "Grades taught.",
}


def fact_of(column: str, holding: list[Part], frame: pd.DataFrame) -> Fact:
    """Return what is known of a column of the joined units.

    Parameters
    ----------
    holding : the sources that tell the column, most believed first.
    """
    figure = next((m for m in MEASURES if m.column == column), None)
    definition = figure.definition if figure else _MEANINGS.get(column, "")
    others = ", ".join(part.file for part in holding[1:])
    return replace(
        fact(column, holding[0], definition or "Mark where the figure is not published."),
        suppressed=_hidden(frame, f"mark_{column}"),
        note=f"Where it lacks: {others}." if others else "",
        made="computed" if figure and figure.rest else "read",
    )


def _hidden(frame: pd.DataFrame, column: str) -> int:
    return int(frame[column].isin(["..", "..."]).sum()) if column in frame else 0


def fact(column: str, part: Part, definition: str) -> Fact:
    """Return what is known of a column that one source tells."""
    return Fact(
        table="units",
        column=column,
        source=part.source,
        vintage=part.vintage,
        definition=definition,
        file=part.file,
        digest=part.digest,
        licence="Public official statistics, source to be given",
    )


def facts_of_places(parts: list[Part]) -> list[Fact]:
    """Return what is known of the positions, by the most believed source that tells any."""
    placing = [p for p in sorted(parts, key=lambda p: PRECEDENCE["who"].index(p.kind))
               if places_of(p) is not None]  # fmt: skip
    if not placing:
        return []
    return [fact(name, placing[0], "Position of the unit, SWEREF 99 TM.") for name in ("x", "y")]
