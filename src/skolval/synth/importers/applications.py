"""A municipality's own applications: pupils, wishes and grounds into an instance with units.

Reads an export of the e-service for school choice: one row per pupil with the wishes in columns,
or one row per wish. Personal identity numbers become keyed pseudonyms and are never written;
names, addresses, e-mails, phones and free text are left out. Units, areas and streets come from
an instance made before. Without a mapping file the columns are known by their names, and
--write-mapping writes what was understood, to be edited.

Files
-----
applications.xlsx : the export, also .xls, .ods or .csv: one row per pupil, or per wish

Example
-------
skolval import applications applications.xlsx out/round --base town --make-key ../secret/round.key
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.instance import Instance
from skolval.domain.language import N_, _
from skolval.errors import InputError, UsageError
from skolval.io.faults import Ledger
from skolval.io.instance import read_instance
from skolval.sources.mapping import (
    ReadMapping,
    known_name,
    missing_columns,
    proposed,
    read_mapping,
)
from skolval.sources.notes import Note
from skolval.sources.pseudonyms import Pseudonyms, new_key, read_key, refuse_inside
from skolval.sources.unit_names import unit_names
from skolval.sources.workbook import Layout, read_sheet
from skolval.synth.importers._applications_beside import (
    Sheet,
    first_notes,
    left_out_note,
    row_table,
    write_mapping,
)
from skolval.synth.importers._applications_cells import Cells, hidden_rows
from skolval.synth.importers._applications_checks import (
    refuse_homeless,
    refuse_unplaced,
    sense_of,
)
from skolval.synth.importers._applications_facts import with_provenance
from skolval.synth.importers._applications_people import People, people_of, siblings_of
from skolval.synth.importers._applications_places import homes_of, read_register
from skolval.synth.importers._applications_pupils import read_columns
from skolval.synth.importers._applications_tables import (
    Made,
    Parts,
    choice_table,
    dropped_notes,
    ground_table,
    pupil_table,
)
from skolval.synth.importers._applications_wishes import read_grounds, read_wishes
from skolval.synth.importers._imported import Beside, Imported

__all__ = ["Params", "read"]


class Params(BaseModel):
    """What may be chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base: Path = Field(description=N_("Instance folder that has the units, areas and streets."))
    mapping: Path | None = Field(
        default=None, description=N_("YAML file that says which column is what.")
    )
    write_mapping: Path | None = Field(
        default=None,
        description=N_("Write the mapping that was used, to be edited; also in a dry run."),
    )
    key: Path | None = Field(default=None, description=N_("File with the key of the pseudonyms."))
    make_key: Path | None = Field(
        default=None, description=N_("Draw a new key and write it to this file.")
    )
    addresses: Path | None = Field(
        default=None,
        description=N_("Address register (CSV, Excel, GeoPackage): street, number, x and y."),
    )
    crs: str = Field(
        default="", description=N_("Coordinate system of the homes, where the numbers do not tell.")
    )
    row_table: Path | None = Field(
        default=None,
        description=N_("Write which row got which pseudonym (CSV), without protected identities."),
    )
    unlocated: Literal["refuse", "leave_out"] = Field(
        default="refuse", description=N_("What becomes of pupils whose home is not found.")
    )


def read(source: Path | Sequence[Path], params: Params) -> Imported:
    """Return the instance with the pupils of the applications.

    Raises
    ------
    InputError
        With every fault of the file at once, each with its place.
    UsageError
        If there is no key, or a secret file would lie inside an instance.
    """
    path = _one(source)
    key = _key(params)
    ledger = Ledger()
    sheet = _sheet(path, params, ledger)
    if sheet is None:
        raise InputError(fault for fault in ledger.faults if fault.level == "error")
    hidden, spoken = hidden_rows(sheet.table, sheet.mapping.mapping)
    cells = Cells(sheet.table, sheet.mapping.mapping, ledger, hidden)
    strange: dict[str, str] = {}
    try:
        made, notes, people = _instance(cells, sheet, params, key, strange)
    finally:
        write_mapping(params.write_mapping, sheet, strange)
    notes = [*first_notes(sheet, people, spoken), *notes]
    kept = [note.kept() for note in notes]
    warned = [str(fault) for fault in ledger.faults if fault.level == "warning"]
    made = with_provenance(made, sheet.base, path, sheet.mapping.mapping, kept)
    return Imported(
        made,
        (*kept, *warned),
        beside=_beside(params, key, sheet, people),
        unfit="" if key else N_("Give --key or --make-key: pseudonyms need a key."),
    )


def _beside(params: Params, key: bytes, sheet: Sheet, people: People) -> tuple[Beside, ...]:
    """Return the key and the table of rows, to be written for their owner alone."""
    files = []
    if params.make_key is not None:
        files.append(Beside(params.make_key, key + b"\n"))
    if params.row_table is not None and key:
        files.append(row_table(params.row_table, sheet, people))
    return tuple(files)


def _one(source: Path | Sequence[Path]) -> Path:
    paths = [source] if isinstance(source, Path) else list(source)
    if len(paths) != 1 or paths[0].is_dir():
        raise UsageError(_("Give one file of applications."))
    return paths[0]


def _key(params: Params) -> bytes:
    """Return the key, empty where there is none and only a mapping is asked for."""
    _refuse_shared(params)
    away = (params.base,)
    if params.row_table is not None:
        refuse_inside(params.row_table, away)
        if params.row_table.exists():
            raise UsageError(_("There is a file called {file} already.")
                             .format(file=params.row_table.name))  # fmt: skip
    if params.key is not None and params.make_key is not None:
        raise UsageError(_("Give --key or --make-key, not both."))
    if params.key is not None:
        return read_key(params.key, away_from=away)
    if params.make_key is not None:
        return new_key(params.make_key, away_from=away)
    if params.write_mapping is None:
        raise UsageError(_("Give --key or --make-key: pseudonyms need a key."))
    return b""


def _refuse_shared(params: Params) -> None:
    """Refuse one file for two things: the second would find it there when half is written."""
    named = (params.make_key, params.row_table, params.write_mapping)
    told = [path.resolve() for path in named if path is not None]
    twice = next((path for path in told if told.count(path) > 1), None)
    if twice is not None:
        raise UsageError(
            _("{file} is named for two things: give each its own file.").format(file=twice.name)
        )


def _sheet(path: Path, params: Params, ledger: Ledger) -> Sheet | None:
    """Return the table and what its columns mean, or None with faults."""
    base = read_instance(params.base, awaits=("pupils",))
    told = read_mapping(params.mapping, ledger) if params.mapping else None
    if params.mapping and told is None:
        return None
    mapping = told.mapping if told else None
    layout = Layout(mapping.sheet, mapping.heading_row, mapping.sideways) if mapping else Layout()
    table = read_sheet(path, known_name(mapping), layout, ledger)
    if table is None:
        return None
    found = told or ReadMapping(proposed(table.names))
    ledger.add(*missing_columns(found, table.names, path.name), *sense_of(found, table, base))
    if params.crs:
        found = replace(found, mapping=found.mapping.model_copy(update={"crs": params.crs}))
    sheet = Sheet(path, table, found, base)
    if ledger.broken:
        write_mapping(params.write_mapping, sheet, {})
        return None
    return sheet


def _instance(
    cells: Cells, sheet: Sheet, params: Params, key: bytes, strange: dict[str, str]
) -> tuple[Instance, list[Note], People]:
    """Return the instance; `strange` is filled with the names that no unit has."""
    base, mapping = sheet.base, sheet.mapping.mapping
    secret = Pseudonyms(key or secrets.token_bytes(32), int(base.school_year[:4]))
    people = people_of(cells, secret, long=bool(mapping.columns.wish),
                       round_name=base.school_year)  # fmt: skip
    _stop(cells.ledger)
    if people is None:
        raise InputError(_("No row tells whose it is."))
    units = unit_names(zip(base.units["unit_id"], base.units["name"], strict=True), mapping.units)
    said = read_columns(cells, people, base, units)
    wishes = read_wishes(cells, people, said, base, units)
    grounds = read_grounds(cells, people, wishes, said, units)
    strange.update(said.strange)
    register = read_register(params.addresses, base, cells.ledger) if params.addresses else None
    if params.addresses and register is None:
        _stop(cells.ledger)
    rows = [-1 if hidden else rows[0] for rows, hidden in
            zip(people.rows, people.hidden, strict=True)]  # fmt: skip
    kin, kin_notes = siblings_of(cells, people, secret)
    parts = Parts(
        people, kin, said, wishes,
        homes_of(cells, rows, base, second=False, register=register),
        homes_of(cells, rows, base, second=True, register=register),
    )  # fmt: skip
    made = pupil_table(parts, base, secret, leave_out=params.unlocated == "leave_out")
    refuse_homeless(cells, parts, leave_out=params.unlocated == "leave_out")
    _stop(cells.ledger)  # what follows from a fault is no fault of its own
    refuse_unplaced(cells, parts, made.locked)
    _stop(cells.ledger)
    notes = [
        *people.notes, *kin_notes, *sheet.table.notes, *said.notes, *dropped_notes(wishes),
        *parts.home.notes, *parts.second.notes, *made.notes, *left_out_note(sheet),
    ]  # fmt: skip
    return _filled(base, parts, made, grounds), notes, people


def _stop(ledger: Ledger) -> None:
    if ledger.broken:
        raise InputError(fault for fault in ledger.faults if fault.level == "error")


def _filled(
    base: Instance, parts: Parts, made: Made, grounds: list[tuple[int, str, str, int]]
) -> Instance:
    """Return the base with these pupils in place of its own; ways from areas are kept."""
    areas = set(base.areas["area_id"])
    travel = base.travel[base.travel["origin_id"].isin(areas)].reset_index(drop=True)
    return base.replace(
        pupils=made.pupils,
        choices=choice_table(parts, made),
        grounds=ground_table(grounds, parts, made),
        travel=travel,
    )
