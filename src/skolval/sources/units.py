"""School units from every source at once, joined by unit code (skolenheter).

The registers know name, owner, place and grades; "Underlag för analys" knows pupils and their
composition; the table of year 9 knows final grades. Where two tell the same thing differently the
one first in `PRECEDENCE` is taken and the difference is told. Positions of the year-9 file come
from a search by name that has put schools 25-40 km away: they are used only where nothing else
is known, and are marked as not checked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from skolval.domain.language import _
from skolval.domain.provenance import Fact
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.municipalities import municipality_called
from skolval.sources.register import ACTIVE, read_register
from skolval.sources.text_grids import text_grids
from skolval.sources.unit_join import joined
from skolval.sources.unit_parts import Part
from skolval.sources.unit_tables import UnitTable, unit_table

__all__ = ["UnitsRead", "read_school_units"]

_TABLES = {".csv", ".txt", ".tsv", ".skv", ".xlsx", ".xlsm", ".xls", ".ods"}
_JSON = {".json"}


@dataclass(frozen=True, slots=True)
class UnitsRead:
    """School units with their provenance.

    Parameters
    ----------
    frame : unit_id, name, provider (municipal, independent, state, region), owner,
        municipality_code, address, area_id (as told), status, forms (as ``FSK GR``), first_grade,
        last_grade, grades_from, lat, lon (WGS 84), x, y (SWEREF 99 TM), position_from,
        position_checked, pupils, share_* (0-1) with mark_*, y9_*; missing where no source tells.
    facts : one per column. notes : repairs, choices and conflicts, one sentence each.
    """

    frame: pd.DataFrame
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]


def read_school_units(
    paths: Iterable[Path] | Path,
    *,
    ledger: Ledger,
    municipality: str = "",
    vintage: str = "",
    statuses: frozenset[str] = ACTIVE,
) -> UnitsRead | None:
    """Return the units of all files, or None where they are faulty.

    Parameters
    ----------
    paths : files, or folders whose files are all read.
    municipality : code or name; only its units are kept. Empty keeps all.
    vintage : school year of tables that do not say, as ``2024/25``.
    statuses : of the register; ceased, resting and planned units are left out.
    """
    code = _municipality(municipality, ledger)
    files = _files(paths, ledger)
    notes: list[str] = []
    parts = [
        *_from_registers([f for f in files if f.suffix.casefold() in _JSON], statuses, notes,
                         ledger),
        *_from_tables([f for f in files if f.suffix.casefold() in _TABLES], vintage, notes, ledger),
    ]  # fmt: skip
    if ledger.broken:
        return None
    if not parts:
        ledger.add(_nothing())
        return None
    found = joined(parts, code, ledger)
    if found is None:
        return None
    return UnitsRead(found.frame, found.facts, (*notes, *found.notes))


def _municipality(text: str, ledger: Ledger) -> str:
    if not text.strip():
        return ""
    found = municipality_called(text)
    if found is None:
        ledger.add(
            Fault(
                _("There is no municipality {name!r}.").format(name=text),
                value=text,
                rule="known_name",
                remedy=_("Write its code or name, e.g. 0380 or Uppsala."),
            )
        )
        return ""
    return found.code


def _files(paths: Iterable[Path] | Path, ledger: Ledger) -> list[Path]:
    listed = [paths] if isinstance(paths, Path) else list(paths)
    files: list[Path] = []
    for path in listed:
        if path.is_dir():
            inside = [p for p in sorted(path.iterdir()) if p.suffix.casefold() in _TABLES | _JSON]
            if not inside:
                ledger.add(_nothing(path.name))
            files += inside
        elif path.suffix.casefold() in _TABLES | _JSON:
            files.append(path)
        else:
            ledger.add(
                Fault(
                    _("{suffix} files are not read here.").format(suffix=path.suffix or path.name),
                    file=path.name,
                    rule="known_format",
                    remedy=_("Known: {known}.").format(known=", ".join(sorted(_TABLES | _JSON))),
                )
            )
    return files


def _nothing(name: str = "") -> Fault:
    return Fault(
        _("No school units were found."),
        file=name,
        rule="required_file",
        remedy=_("Give tables or saved answers with codes of school units (skolenhetskod)."),
    )


def _from_registers(
    files: list[Path], statuses: frozenset[str], notes: list[str], ledger: Ledger
) -> list[Part]:
    if not files:
        return []
    found = read_register(files, ledger, statuses=statuses)
    notes.extend(found.notes)
    return [
        Part(
            kind="register" if service == "Skolenhetsregistret" else "planned",
            frame=part.reset_index(drop=True),
            file=", ".join(dict.fromkeys(part["file"])),
            digest=found.digests[part["file"].iloc[0]],
            vintage=found.vintage,
            source=f"Skolverket, {service}",
        )
        for service, part in found.frame.groupby("service", sort=True)
    ]


def _from_tables(files: list[Path], vintage: str, notes: list[str], ledger: Ledger) -> list[Part]:
    parts = []
    for path in files:
        grids = text_grids(path, ledger)
        tables = [(g, unit_table(g, ledger, vintage=vintage)) for g in grids]
        known = [(grid, table) for grid, table in tables if table is not None]
        if grids and not known:
            ledger.add(_nothing(path.name))
        for grid, table in known:
            notes.extend(f"{grid.file}: {note}" for note in table.notes)
            if not table.vintage:
                ledger.add(_no_vintage(grid.file, grid.sheet))
            parts.append(_part(table, grid.file, grid.digest))
    return parts


def _part(table: UnitTable, file: str, digest: str) -> Part:
    if table.year_nine:
        kind, source = "year_nine", "Skolverket, Slutbetyg årskurs 9"
    elif "share_foreign_background" in table.frame or "share_low_education" in table.frame:
        kind, source = "analysis", "Skolverket, Underlag för analys"
    elif {"y9_merit", "y9_pupils"} & set(table.frame) and "pupils" not in table.frame:
        kind, source = "year_nine", "Skolverket, Slutbetyg årskurs 9"
    else:
        kind, source = "table", "Skolverket"
    inferred = "inferred" in table.labels.get("grades", "")
    return Part(kind, table.frame, file, digest, table.vintage, source, inferred)


def _no_vintage(file: str, sheet: str) -> Fault:
    return Fault(
        _("The file does not say of which school year its figures are."),
        file=file,
        sheet=sheet,
        rule="vintage",
        remedy=_("Say it (--units-vintage), for example 2024/25."),
    )
