"""Provenance of every column of area statistics (proveniens)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from skolval.domain.provenance import Fact
from skolval.sources.statistics_columns import definition_of
from skolval.sources.statistics_parts import Asked, Table

__all__ = ["facts_about"]

_SCB = "Statistics Sweden (SCB)"


def facts_about(
    columns: list[str],
    margins: pd.DataFrame,
    tables: list[Table],
    vintages: Mapping[str, str],
    *,
    made: Mapping[str, str],
    asked: Asked,
) -> tuple[Fact, ...]:
    """Return one fact per column of the joined statistics.

    Parameters
    ----------
    margins : the figures, with the number of their table. vintages : column to its year.
    made : column that was summed to the column that tells where its parts are from.
    """
    first = margins.drop_duplicates("column")
    number = {str(c): int(n) for c, n in zip(first["column"], first["table"], strict=True)}
    scope = {str(c): str(a) for c, a in zip(first["column"], first["ages"], strict=True)}
    hidden = margins[margins["mark"] != ""].groupby("column").size()
    facts = []
    for column in columns:
        origin = made.get(column, column)
        table = tables[number[origin]]
        told = scope[origin].replace("_", "-")
        ages = f" Ages {told}." if told and column not in made else ""
        facts.append(
            Fact(
                table="areas",
                column=column,
                source=table.source or _SCB,
                vintage=vintages[column],
                definition=definition_of(column) + ages,
                made="computed" if column in made else "read",
                file=table.grid.file,
                digest=table.grid.digest,
                suppressed=int(hidden.get(origin, 0)),
                licence="CC0 1.0 (Statistics Sweden)",
                note=_note(column, table, asked, computed=column in made),
            )
        )
    return tuple(facts)


def _note(column: str, table: Table, asked: Asked, *, computed: bool) -> str:
    parts = []
    if computed:
        parts.append("Summed from its parts.")
    said = [word for word, name in asked.means.items() if name == column]
    if said:
        parts.append(f"Said by the user: {', '.join(said)} is {column}.")
    if not table.source and not asked.source:
        parts.append("The file does not name its publisher.")
    if table.version:
        parts.append(f"Areas: {table.version}.")
    return " ".join(parts)
