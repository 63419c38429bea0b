"""Where every column of imported applications comes from, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from skolval.domain.instance import Instance, Source
from skolval.domain.provenance import Fact, facts_of, provenance_frame
from skolval.io.identity import masked
from skolval.io.sheets import sha256_of
from skolval.sources.mapping import Mapping

__all__ = ["APPLICATIONS", "with_provenance"]

APPLICATIONS = "the municipality's own applications"
_REPLACED = ("pupils", "choices", "grounds")
_COLUMNS = {
    "grade": "grade", "in_round": "in_round", "current_unit": "current_unit",
    "sibling_unit": "sibling_unit", "sibling_grade": "sibling_grade", "protected": "protected",
    "language": "language", "months_in_sweden": "months_in_sweden", "status": "status",
    "needs": "needs", "programme": "programme", "x": "x", "y": "y",
    "transport_reason": "transport_reason", "second_x": "second_x", "second_y": "second_y",
}  # fmt: skip
_MEANT = {
    "pupil_id": ("computed", "HMAC-SHA-256 of the number with the municipality's key"),
    "household": ("computed", "pupils who name each other as siblings, or share a code"),
    "area_id": ("computed", "the area that the home lies in"),
    "second_area_id": ("computed", "the area that the second home lies in"),
    "months_in_sweden": ("computed", "whole months from arrival to 1 August of the school year"),
    "protected": ("read", "marked in the file; such pupils keep a grade and one unit alone"),
}  # fmt: skip


def with_provenance(
    made: Instance, base: Instance, path: Path, mapping: Mapping, notes: list[str]
) -> Instance:
    """Return the instance with one fact per column that the applications filled."""
    blank = Fact("", "", source=APPLICATIONS, vintage=made.school_year, file=masked(path.name),
                 digest=sha256_of(path), licence="not public")  # fmt: skip
    kept = [fact for fact in facts_of(base.provenance) if fact.table not in _REPLACED]
    told = [*_facts(made, mapping, blank)]
    if told:
        told[0] = replace(told[0], note=" ".join(notes))
    sources = tuple(source for source in base.sources if source.what not in _REPLACED)
    own = Source("pupils, choices and grounds", APPLICATIONS, made.school_year, "not public",
                 f"From {masked(path.name)}; no name, number or address was kept.")  # fmt: skip
    return made.replace(provenance=provenance_frame((*kept, *told)), sources=(*sources, own))


def _facts(made: Instance, mapping: Mapping, blank: Fact) -> Iterator[Fact]:
    groups = {group.id: mapping.groups.get(group.id, "") for group in made.groups}
    for table in _REPLACED:
        frame: pd.DataFrame = getattr(made, table)
        for column in frame.columns:
            if frame[column].notna().any():
                how, meaning = _MEANT.get(column, ("read", ""))
                if column in {"x", "y"} and not mapping.columns.x:
                    how, meaning = "computed", "from the address by the register that was given"
                if column == "in_round" and not mapping.columns.in_round:
                    how, meaning = "assumed", "everybody in the file takes part"
                heading = groups.get(column) or _heading(mapping, table, column)
                yield replace(blank, table=table, column=column, made=how, definition=meaning,
                              note=f"column {masked(heading)}" if heading else "")  # fmt: skip


def _heading(mapping: Mapping, table: str, column: str) -> str:
    if table == "choices":
        told = mapping.columns.wishes or (mapping.columns.wish,)
        return ", ".join(told) if column in {"rank", "unit_id"} else ""
    return str(getattr(mapping.columns, _COLUMNS.get(column, ""), "")) if table == "pupils" else ""
