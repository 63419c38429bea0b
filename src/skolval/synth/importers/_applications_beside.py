"""What an import of applications says and writes beside the instance: counts, rows, mapping."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from skolval.domain.instance import Instance
from skolval.domain.language import N_, _
from skolval.errors import Fault, UsageError
from skolval.sources.headings import letters, plain
from skolval.sources.mapping import ReadMapping
from skolval.sources.mapping_text import mapping_text
from skolval.sources.notes import Note
from skolval.sources.workbook import SheetTable
from skolval.synth.importers._applications_people import People
from skolval.synth.importers._imported import Beside

__all__ = ["Sheet", "first_notes", "left_out_note", "row_table", "write_mapping"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The table with its mapping and the instance it goes into."""

    path: Path
    table: SheetTable
    mapping: ReadMapping
    base: Instance


def left_out_note(sheet: Sheet) -> list[Note]:
    """Return which columns were not read, by letter: a heading may tell too much."""
    named = {plain(name) for _role, name in sheet.mapping.mapping.named()}
    rest = [letters(c) for c, name in enumerate(sheet.table.names) if plain(name) not in named]
    if not rest:
        return []
    return [Note(N_("Columns that are not read and stand in no output: {columns}."),
                 {"columns": ", ".join(rest)})]  # fmt: skip


def first_notes(sheet: Sheet, people: People, spoken: int) -> list[Note]:
    """Return the counts that are told of every import, protected identities among them."""
    notes = [
        Note(N_("{rows} rows were read, of {pupils} pupils."),
             {"rows": len(sheet.table.rows), "pupils": len(people.codes)}),
    ]  # fmt: skip
    hidden = sum(people.hidden)
    if not sheet.mapping.mapping.columns.protected:
        notes.append(
            Note(N_("NO COLUMN MARKS PROTECTED IDENTITIES: only words such as sekretess tell."))
        )
    if hidden:
        notes.append(Note(
            N_("{count} protected identities keep a grade and one unit alone: no home, kin,"
               " language or group."), {"count": hidden}))  # fmt: skip
    if spoken:
        notes.append(Note(
            N_("{count} rows are taken for protected because a word in them says so."),
            {"count": spoken}))  # fmt: skip
    return notes


def row_table(path: Path, sheet: Sheet, people: People) -> Beside:
    """Return which row of the file got which pseudonym, but for protected identities."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["sheet", "column" if sheet.table.sideways else "row", "pupil_id"])
    for place, code in sorted(
        (sheet.table.rows[rows[0]], code)
        for code, rows, hidden in zip(people.codes, people.rows, people.hidden, strict=True)
        if not hidden
    ):
        told = letters(place) if sheet.table.sideways else place + 1
        writer.writerow([sheet.table.sheet, told, code])
    return Beside(path, stream.getvalue().encode())


def write_mapping(path: Path | None, sheet: Sheet, strange: dict[str, str]) -> None:
    """Write the mapping that was used, unless it would be written over another file."""
    if path is None:
        return
    if path.exists():
        raise UsageError(
            Fault(
                _("There is a file called {file} already.").format(file=path.name),
                file=path.name,
                rule="file",
                remedy=_("Give another name; a mapping is never written over."),
            )
        )
    text = mapping_text(
        sheet.mapping.mapping, (sheet.path.name, sheet.table.sheet), dict(sorted(strange.items()))
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
