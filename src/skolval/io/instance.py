"""Reads, checks and writes instance folders (fall).

Every table is read and checked before anything is said, so that one reading tells every
fault. Protected pupils (skyddade personuppgifter) lose position and area as they are read:
they are placed by current_unit or choices, and their homes exist nowhere in the program.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.io.areas import load_areas, no_areas
from skolval.io.arrivals import check_arrivals
from skolval.io.coherence import check_coherence
from skolval.io.dictionary import TABLES
from skolval.io.faults import Complaint, Ledger
from skolval.io.head import HEAD_FILE, Head, read_head
from skolval.io.own_areas import check_own_areas
from skolval.io.places import check_positions
from skolval.io.provenance import check_provenance, provenance_of
from skolval.io.references import Tables, check_references, check_travel_origins
from skolval.io.services import check_services
from skolval.io.sheets import AREAS_FILE, Found, find_tables, sha256_of
from skolval.io.tables import Loaded, empty_table, load_table
from skolval.io.timetable import check_timetable
from skolval.io.upper_secondary import check_upper_secondary
from skolval.io.writing import HOME_COLUMNS, write_instance

__all__ = ["check_instance", "read_instance", "write_instance"]

_PLACED = ("offerings", "pupils")
"""Required tables that are empty together where an instance has no round of pupils."""

_WITHOUT_A_ROUND = ("areas", "enrolment", "newly_arrived", "introduction_pupils")
"""Tables that make an instance worth reading without a round: to be measured, or to plan groups."""

_WITH_PLACES = (
    "units", "pupils", "newly_arrived", "introduction_pupils", "areas", "entrances", "nodes",
    "stops",
)  # fmt: skip
"""Tables whose rows lie somewhere."""


def read_instance(path: str | Path, *, awaits: tuple[str, ...] = ()) -> Instance:
    """Return the instance in a folder (fall).

    Parameters
    ----------
    path : the folder, or its instance.yaml.
    awaits : required tables that may be empty, because they are about to be filled.

    Raises
    ------
    InputError
        With every fault of the folder at once.
    """
    instance, faults = check_instance(path, awaits=awaits)
    if instance is None:
        raise InputError(fault for fault in faults if fault.level == "error")
    return instance


def check_instance(
    path: str | Path, *, awaits: tuple[str, ...] = ()
) -> tuple[Instance | None, tuple[Fault, ...]]:
    """Return the instance, or None if it is broken, and every fault and warning."""
    folder = Path(path)
    ledger = Ledger()
    if folder.name == HEAD_FILE and folder.is_file():
        folder = folder.parent
    if not folder.is_dir():
        ledger.add(_no_folder(folder))
        return None, ledger.faults
    head = read_head(folder, ledger)
    found = find_tables(folder, ledger)
    loaded = {name: load_table(sheet, head, ledger) for name, sheet in found.sheets.items()}
    tables = {name: table for name, table in loaded.items() if _counts(name, table)}
    _check_presence(found, awaits, ledger)
    if head is None:
        return None, ledger.faults
    areas = load_areas(folder, tables.pop("areas", None), head, ledger)
    if areas is not None:
        tables["areas"] = areas
    _check_tables(tables, head, ledger)
    if ledger.broken:
        return None, ledger.faults
    return _instance(folder, head, (tables, found)), ledger.faults


def _counts(name: str, table: Loaded) -> bool:
    """Return whether the table is to be taken into account: an optional one needs rows."""
    return TABLES[name].required or len(table.frame) > 0 or table.sheet.incomplete


def _no_folder(folder: Path) -> Fault:
    if folder.is_file():
        return Fault(
            _("{folder} is a file; an instance is a folder.").format(folder=folder.name),
            file=folder.name,
            rule="folder",
            remedy=_("Give the path of the folder that holds instance.yaml."),
        )
    return Fault(
        _("There is no folder {folder}.").format(folder=folder),
        file=folder.name,
        rule="folder",
        remedy=_("Check the path; `skolval new DIR` makes an instance to fill in."),
    )


def _check_presence(found: Found, awaits: tuple[str, ...], ledger: Ledger) -> None:
    """Required tables must be there with rows; empty optional ones are as if absent."""
    for table in TABLES.values():
        sheet = found.sheets.get(table.name)
        if sheet is None and table.required and table.name not in found.present:
            ledger.add(
                Fault(
                    _("The table {table} is missing ({meaning}).").format(
                        table=table.name, meaning=table.sv.lower()
                    ),
                    file=f"{table.name}.csv",
                    rule="required_table",
                    remedy=_(
                        "Add {table}.csv, .parquet or a sheet called {table}; `skolval new DIR` "
                        "writes an empty one."
                    ).format(table=table.name),
                )
            )
        elif sheet is not None and table.required and sheet.raw.empty:
            if table.name in awaits or (table.name in _PLACED and _without_a_round(found)):
                continue
            complaint = Complaint(
                "empty_table",
                _("The table {table} has no rows.").format(table=table.name),
                _("Fill in at least one row."),
            )
            ledger.table(sheet, complaint)


def _without_a_round(found: Found) -> bool:
    """Return whether no round of pupils is told, but something to measure or groups to plan."""
    rows = {name: len(sheet.raw) for name, sheet in found.sheets.items()}
    told = any(rows.get(name, 0) for name in _WITHOUT_A_ROUND)
    return told and all(rows.get(name) == 0 for name in _PLACED)


def _check_tables(tables: Tables, head: Head, ledger: Ledger) -> None:
    for name in _WITH_PLACES:
        if name in tables:
            check_positions(tables[name], head.crs, ledger)
    if "pupils" in tables:
        check_positions(tables["pupils"], head.crs, ledger, prefix="second_")
    check_references(tables, head, ledger)
    check_travel_origins(tables, ledger)
    check_coherence(tables, head, ledger)
    check_own_areas(tables, ledger)
    check_provenance(tables, head, ledger)
    check_timetable(tables, ledger)
    check_upper_secondary(tables, head, ledger)
    check_arrivals(tables, head, ledger)
    check_services(tables, head, ledger)


def _instance(folder: Path, head: Head, read: tuple[Tables, Found]) -> Instance:
    tables, found = read
    frames = {
        name: tables[name].frame if name in tables else empty_table(name, head)
        for name in TABLES
        if name != "areas"
    }
    frames["areas"] = tables["areas"].frame if "areas" in tables else no_areas(head)
    for name in [name for name, frame in frames.items() if "protected" in frame]:
        frames[name] = _without_protected_homes(frames[name])
    frames["provenance"] = provenance_of(frames["provenance"])
    frames["choices"] = _with_units(frames["choices"], frames["offerings"])
    digests = {HEAD_FILE: head.digest, **found.digests}
    if (folder / AREAS_FILE).is_file():
        digests[AREAS_FILE] = sha256_of(folder / AREAS_FILE)
    return Instance(
        name=head.name,
        school_year=head.school_year,
        crs=head.crs,
        groups=head.groups,
        balance_group=head.balance_group,
        title=dict(head.title),
        detour_factor=head.detour_factor,
        transport_limits=head.transport_limits,
        sources=head.sources,
        measuring_point=head.measuring_point,
        transport=head.transport,
        transport_costs=head.transport_costs,
        school_day=head.school_day,
        ways=head.ways,
        school_form=head.school_form,
        digests=dict(sorted(digests.items())),
        **frames,
    )


def _without_protected_homes(pupils: pd.DataFrame) -> pd.DataFrame:
    protected = pupils["protected"]
    if not protected.any():
        return pupils
    homes = [column for column in HOME_COLUMNS if column in pupils]
    return pupils.assign(**{column: pupils[column].mask(protected) for column in homes})


def _with_units(choices: pd.DataFrame, offerings: pd.DataFrame) -> pd.DataFrame:
    """Fill in the unit of wishes that name an offering only."""
    unit = choices["offering_id"].map(offerings.set_index("offering_id")["unit_id"])
    return choices.assign(unit_id=choices["unit_id"].fillna(unit.astype("str")))
