"""Which column of a file holds which field, and what is said of columns nobody knows."""

from __future__ import annotations

from dataclasses import replace

from skolval.domain.language import _, current
from skolval.errors import Fault, did_you_mean
from skolval.io.dictionary import TABLES, Field
from skolval.io.faults import Complaint, Ledger, Sheet
from skolval.io.sheets import plain_name

__all__ = ["matched"]


def matched(sheet: Sheet, fields: tuple[Field, ...], ledger: Ledger, *, strict: bool) -> Sheet:
    """Return the sheet with its labels: which column of the file holds which field."""
    meaning = {plain_name(f.name): f.name for f in fields}
    for field in fields:  # the dictionary's own names win over what a group happens to be called
        for alias in field.aliases:
            meaning.setdefault(plain_name(alias), field.name)
    labels: dict[str, int] = {}
    for position, heading in enumerate(sheet.headings):
        name = meaning.get(plain_name(heading))
        if name is None:
            ledger.add(*_unknown_column(sheet, position, list(meaning), strict=strict))
        elif name in labels:
            first = sheet.headings[labels[name]]
            ledger.table(
                sheet,
                Complaint(
                    "unique",
                    _("The columns {first!r} and {heading!r} both mean {name}.").format(
                        first=first, heading=heading, name=name
                    ),
                    _("Keep one of them."),
                ),
                column=heading,
            )
        else:
            labels[name] = position
    for field in fields:
        if field.required and field.name not in labels:
            ledger.table(sheet, _missing_column(field), column=field.name)
    return replace(sheet, labels=labels)


def _unknown_column(sheet: Sheet, position: int, known: list[str], *, strict: bool) -> list[Fault]:
    heading = sheet.headings[position]
    if not heading:
        if sheet.raw[position].isna().all():
            return []
        message, remedy = (
            _("A column with cells has no heading."),
            _("Write its name in the header."),
        )
    elif not strict and sheet.table in {"pupils", "areas"}:
        return []  # the groups are unknown, so the column may well be one of them
    elif "personn" in heading.casefold() or "personal" in heading.casefold():
        message = _(
            "There is no column called {heading!r}; personal identity numbers are not read."
        ).format(heading=heading)
        remedy = _("Delete the column and use a pseudonym as pupil_id.")
    else:
        message = _("The table {table} has no column called {heading!r}.").format(
            table=sheet.table, heading=heading
        )
        remedy = _("Rename or delete the column; known: {known}.").format(
            known=", ".join(_names(sheet.table))
        )
        if sheet.table in {"pupils", "areas"}:
            remedy += _(" Groups are named in instance.yaml.")
    return [
        Fault(
            message,
            file=sheet.file,
            sheet=sheet.sheet,
            row=1,
            column=heading or f"number {position + 1}",
            value=heading,
            rule="known_column",
            suggestion=did_you_mean(plain_name(heading), known) if heading else "",
            remedy=remedy,
        )
    ]


def _names(table: str) -> list[str]:
    return [field.name for field in TABLES[table].fields]


def _missing_column(field: Field) -> Complaint:
    names = ", ".join((field.name, *field.aliases))
    return Complaint(
        "required_column",
        _("The column {field} is missing ({meaning}).").format(
            field=field.name, meaning=field.sv if current() == "sv" else field.en
        ),
        _("Add a column with one of these names: {names}.").format(names=names),
    )
