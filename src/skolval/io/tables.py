"""From the cells of a sheet to a table with the columns of the data dictionary."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from skolval.domain.counts import FloatArray
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray
from skolval.io.dictionary import TABLES, Field, Table
from skolval.io.faults import Complaint, Ledger, Sheet
from skolval.io.head import Head
from skolval.io.identity import secret_numbers
from skolval.io.suppression import count_bounds, parsed_share
from skolval.io.table_columns import matched
from skolval.io.values import as_text, missing_column, parsed

__all__ = ["Loaded", "empty_table", "fields_of", "load_table", "mask", "unread_cells"]

_EMPTY_CELL = Complaint("required", N_("The cell is empty."), N_("Fill it in."))
_REPEATED = Complaint("unique", N_("{value} stands more than once."), N_("Keep one row of each."))
_SECRET = Complaint(
    "personal_number",
    N_("The cell looks like a personal identity number."),
    N_("Replace it with a pseudonym; the program never reads personal identity numbers."),
)
_ABOUT_PEOPLE = frozenset({"pupils", "choices", "grounds", "newly_arrived", "introduction_pupils"})
_DEFAULTS: dict[str, bool] = {"in_round": True, "protected": False, "oneway": False}
"""What an empty yes/no cell means; `placeable` follows the provider."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A table with canonical columns, and the sheet it came from (for places of faults)."""

    frame: pd.DataFrame
    sheet: Sheet

    def has(self, column: str) -> bool:
        """Return whether the file has the column at all."""
        return column in self.sheet.labels

    def whole(self, *columns: str) -> bool:
        """Return whether the columns were read in every row, so that others can lean on them."""
        return not self.sheet.incomplete and all(self.has(column) for column in columns)


def mask(condition: pd.Series) -> BoolArray:
    """Return a condition as an array, false where it is unknown."""
    return condition.to_numpy(bool, na_value=False)


def unread_cells(table: Loaded, column: str) -> BoolArray:
    """Return cells that hold text which was refused: already told, so not told again."""
    if not table.has(column):
        return np.zeros(len(table.frame), bool)
    raw = table.sheet.raw[table.sheet.labels[column]]
    return (raw.notna() & table.frame[column].isna()).to_numpy(bool)


def fields_of(table: Table, head: Head | None) -> tuple[Field, ...]:
    """Return the table's fields with the columns that the instance's groups add."""
    groups = head.groups if head else ()
    if table.name in {"pupils", "introduction_pupils", "newly_arrived"}:
        extra = [
            Field(
                g.id,
                "member",
                f"{g.label_sv} (0/1)",
                f"{g.label_en} (0/1)",
                aliases=(g.label_sv, g.label_en),
            )
            for g in groups
        ]
    elif table.name == "areas":
        extra = [
            Field(
                f"share_{g.id}",
                "share",
                f"andel {g.label_sv}",
                f"share of {g.label_en}",
                aliases=(f"andel {g.label_sv}", f"share of {g.label_en}"),
            )
            for g in groups
        ]
    else:
        extra = []
    return (*table.fields, *extra)


def load_table(sheet: Sheet, head: Head | None, ledger: Ledger) -> Loaded:
    """Return the sheet's table, with every fault of columns and cells in `ledger`."""
    table = TABLES[sheet.table]
    fields = fields_of(table, head)
    sheet = matched(sheet, fields, ledger, strict=head is not None)
    _refuse_secrets(sheet, _searched(table, sheet), ledger)
    frame = pd.DataFrame({f.name: _column(sheet, f, head, ledger) for f in table.fields})
    for field in fields[len(table.fields) :]:
        if field.kind == "share":
            if field.name in sheet.labels:
                _add_area_share(frame, sheet, field, ledger)
        else:
            frame[field.name] = _column(sheet, field, head, ledger)
    if table.name == "enrolment":
        frame = _with_counts(frame, sheet, ledger)
    _defaults(frame, table)
    _refuse_repeats(frame, sheet, table, ledger)
    return Loaded(frame, sheet)


def empty_table(name: str, head: Head) -> pd.DataFrame:
    """Return the table without rows, with all its columns."""
    table = TABLES[name]
    fields = [f for f in fields_of(table, head) if f.kind != "share"]
    frame = pd.DataFrame({f.name: missing_column(f.kind, 0) for f in fields})
    if name == "enrolment":
        for column in ("share", "count_low", "count_high"):
            frame[column] = missing_column("number", 0)
        frame["mark"] = missing_column("text", 0)
    _defaults(frame, table)
    return frame


def _column(sheet: Sheet, field: Field, head: Head | None, ledger: Ledger) -> pd.Series:
    if field.name not in sheet.labels or (field.kind == "share"):
        return missing_column(field.kind, len(sheet.raw))
    raw = sheet.raw[sheet.labels[field.name]]
    column = parsed(raw, field, head.grades if head else None)
    for complaint, bad in column.wrong:
        if bad.any():
            ledger.cells(sheet, field.name, bad, complaint)
    if field.required:
        empty = as_text(raw).isna().to_numpy(bool)
        if empty.any():
            ledger.cells(sheet, field.name, empty, _EMPTY_CELL)
    return column.series


def _searched(table: Table, sheet: Sheet) -> list[str]:
    """Return the columns where personal numbers are sought.

    Every one where people stand; elsewhere names and notes alone, since codes of stops and trips
    may be of any ten digits.
    """
    if table.name in _ABOUT_PEOPLE:
        return list(sheet.labels)
    return [f.name for f in table.fields if f.kind == "text" and f.name in sheet.labels]


def _refuse_secrets(sheet: Sheet, names: list[str], ledger: Ledger) -> None:
    for name in names:
        text = sheet.raw[sheet.labels[name]]
        if pd.api.types.is_float_dtype(text.dtype) or pd.api.types.is_bool_dtype(text.dtype):
            continue
        secret = secret_numbers(as_text(text))
        if secret.any():
            ledger.cells(sheet, name, secret, _SECRET)


def _share(sheet: Sheet, name: str, ledger: Ledger) -> tuple[pd.Series, pd.Series]:
    column, mark = parsed_share(sheet.raw[sheet.labels[name]])
    for complaint, bad in column.wrong:
        if bad.any():
            ledger.cells(sheet, name, bad, complaint)
    return column.series, mark


def _floats(whole: pd.Series) -> FloatArray:
    return np.asarray(whole.astype("Float64").to_numpy(float, na_value=np.nan), np.float64)


def _add_area_share(frame: pd.DataFrame, sheet: Sheet, field: Field, ledger: Ledger) -> None:
    """Add the share, and where anything is suppressed also its mark and interval."""
    share, mark = _share(sheet, field.name, ledger)
    frame[field.name] = share
    if mark.notna().any():
        people = _floats(frame["population"])
        low, high = count_bounds(share.to_numpy(float), mark, people)
        with np.errstate(divide="ignore", invalid="ignore"):
            frame[f"{field.name}_low"] = np.nan_to_num(low / people, nan=0.0)
            frame[f"{field.name}_high"] = np.nan_to_num(high / people, nan=1.0)
        frame[f"{field.name}_mark"] = mark


def _with_counts(frame: pd.DataFrame, sheet: Sheet, ledger: Ledger) -> pd.DataFrame:
    if "share" not in sheet.labels:
        return frame
    share, mark = _share(sheet, "share", ledger)
    empty = as_text(sheet.raw[sheet.labels["share"]]).isna().to_numpy(bool)
    if empty.any():
        complaint = replace(_EMPTY_CELL, remedy=_("Write the share, or . where it is missing."))
        ledger.cells(sheet, "share", empty, complaint)
    pupils = _floats(frame["pupils"])
    low, high = count_bounds(share.to_numpy(float), mark, pupils)
    return frame.assign(share=share, count_low=low, count_high=high, mark=mark)


def _defaults(frame: pd.DataFrame, table: Table) -> None:
    for name, default in _DEFAULTS.items():
        if name in frame:
            frame[name] = frame[name].astype("boolean").fillna(default).astype(bool)
    if table.name == "units":
        placeable = frame["placeable"].astype("boolean")
        frame["placeable"] = placeable.fillna(frame["provider"] == "municipal").astype(bool)
    if table.name == "edges" and len(frame) and frame["unsafe"].notna().all():
        frame["unsafe"] = frame["unsafe"].astype(bool)


def _refuse_repeats(frame: pd.DataFrame, sheet: Sheet, table: Table, ledger: Ledger) -> None:
    """Write down rows whose key stands earlier in the table."""
    key = [name for name in table.key if name in sheet.labels]
    if not key or not all(name in sheet.labels or name == "direction" for name in table.key):
        return
    repeated = (frame[key].notna().all(axis=1) & frame.duplicated(key)).to_numpy(bool)
    if repeated.any():
        complaint = _REPEATED
        if len(key) > 1:
            words = _("The combination of {columns} stands more than once.").format(
                columns=_(" and ").join(key)
            )
            complaint = replace(_REPEATED, message=words)
        ledger.cells(sheet, key[0], repeated, complaint)
