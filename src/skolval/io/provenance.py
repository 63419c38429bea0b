"""Reads and checks the table of provenance: every row is about something the instance can hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.domain.provenance import facts_of, no_provenance, provenance_frame
from skolval.io.dictionary import TABLES
from skolval.io.faults import Complaint, Ledger
from skolval.io.head import Head
from skolval.io.references import Tables
from skolval.io.tables import Loaded, fields_of

__all__ = ["PROVENANCE_FILE", "check_provenance", "known_columns", "provenance_of", "read_told"]

PROVENANCE_FILE = "provenance.csv"
"""Where a run folder keeps the table; absent where the instance told nothing."""

_FIELDS = TABLES["provenance"].fields
_DIGEST = r"[0-9a-f]{64}"
_ROW = ("table", "column", "source", "vintage", "file", "made")
"""Two rows that agree in these say the same thing twice."""


def provenance_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table as `domain.provenance` makes it: empty texts, 0 where nothing is hidden."""
    texts = frame.drop(columns="suppressed").astype("str").fillna("")
    made = texts["made"].mask(texts["made"] == "", "read")
    hidden = frame["suppressed"].astype("Int64").fillna(0).astype("int64")
    facts = facts_of(texts.assign(made=made, suppressed=hidden))
    return provenance_frame(facts)


def read_told(folder: Path) -> pd.DataFrame:
    """Return the table of a run folder, without rows where the instance told nothing."""
    path = folder / PROVENANCE_FILE
    if not path.exists():
        return no_provenance()
    kinds = {field.name: "Int64" if field.kind == "whole" else "str" for field in _FIELDS}
    table = pd.read_csv(path, dtype=kinds, keep_default_na=False, na_values=[""])
    return provenance_of(table[list(kinds)])


def known_columns(head: Head) -> dict[str, tuple[str, ...]]:
    """Return which columns a row may be about, by table; `areas` also have their geometry."""
    known = {name: tuple(f.name for f in fields_of(table, head)) for name, table in TABLES.items()}
    return known | {"areas": (*known["areas"], "geometry")}


def check_provenance(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Write down rows about tables and columns that are not there, and digests that are none."""
    if "provenance" not in tables:
        return
    loaded = tables["provenance"]
    _check_names(loaded, known_columns(head), ledger)
    digest = loaded.frame["digest"]
    wrong = digest.notna() & ~digest.astype("str").str.fullmatch(_DIGEST, na=False)
    complaint = Complaint(
        "digest",
        _("{value} is not the SHA-256 of a file."),
        _("Write its 64 hexadecimal characters in lower case, or leave the cell empty."),
    )
    ledger.cells(loaded.sheet, "digest", wrong.to_numpy(bool), complaint)
    _check_repeats(loaded, ledger)


def _check_names(loaded: Loaded, known: dict[str, tuple[str, ...]], ledger: Ledger) -> None:
    table, column = loaded.frame["table"], loaded.frame["column"]
    strange = table.notna() & ~table.isin(list(known))
    complaint = Complaint(
        "known_table",
        _("{value} is not a table of an instance."),
        _("Known tables: {tables}.").format(tables=", ".join(known)),
        known=tuple(known),
    )
    ledger.cells(loaded.sheet, "table", strange.to_numpy(bool), complaint)
    for name, columns in known.items():
        bad = (table == name) & column.notna() & ~column.isin(columns)
        complaint = Complaint(
            "known_column",
            _("The table {table} has no column called {value}.").replace("{table}", name),
            _("Known: {known}. Leave the cell empty for the whole table.").format(
                known=", ".join(columns)
            ),
            known=columns,
        )
        ledger.cells(loaded.sheet, "column", bad.to_numpy(bool, na_value=False), complaint)


def _check_repeats(loaded: Loaded, ledger: Ledger) -> None:
    rows = loaded.frame[list(_ROW)].astype("str").fillna("")
    complaint = Complaint(
        "unique",
        _("The same is said twice about {value}."),
        _("Keep one row of each."),
        "warning",
    )
    ledger.cells(loaded.sheet, "table", np.asarray(rows.duplicated(), bool), complaint)
