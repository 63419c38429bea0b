"""What must hold of a mapping and of the pupils before applications become an instance."""

from __future__ import annotations

import numpy as np

from skolval.domain.instance import Instance
from skolval.domain.language import N_, _
from skolval.domain.problem import GROUNDS
from skolval.errors import Fault, did_you_mean
from skolval.sources.mapping import ReadMapping
from skolval.sources.workbook import SheetTable
from skolval.synth.importers._applications_cells import Cells, Wrong
from skolval.synth.importers._applications_tables import Parts

__all__ = ["refuse_homeless", "refuse_unplaced", "sense_of"]

_HOMELESS = Wrong(
    "position",
    N_("The pupil has no position."),
    N_(
        "Give coordinates, or an address that the register of --addresses has; or leave such"
        " pupils out with --unlocated leave_out."
    ),
)
_STAYS = Wrong(
    "current_unit",
    N_("The pupil does not take part in the round and has no current unit."),
    N_("Fill in the current unit, or let the pupil take part."),
)
_NOWHERE = Wrong(
    "protected",
    N_("A protected identity has neither a wish nor a current unit that can be met."),
    N_("Give a first wish at a unit that offers the grade."),
)


def sense_of(read_: ReadMapping, table: SheetTable, base: Instance) -> list[Fault]:
    """Return what the mapping lacks, or names in vain."""
    mapping, faults = read_.mapping, []
    columns = mapping.columns
    file = read_.document.file if read_.document else table.file
    needed = {
        "pupil": bool(columns.pupil),
        "grade": bool(columns.grade or mapping.constants.grade),
        "wishes": bool(columns.wishes or columns.wish or columns.current_unit),
        "x": bool((columns.x and columns.y) or columns.address or columns.street),
    }
    faults += [
        Fault(
            _("No column is known to be the {role}.").format(role=role),
            file=file,
            column=role,
            rule="required_column",
            remedy=_("Name it under `columns:` in a mapping file; the file has: {known}.").format(
                known=", ".join(table.names)
            ),
        )
        for role, there in needed.items()
        if not there
    ]
    known = {group.id for group in base.groups}
    for name, among, rule in (
        *((group, known, "group") for group in mapping.groups),
        *((part.ground, set(GROUNDS), "ground") for part in mapping.grounds),
        *((code, {*base.units["unit_id"], "-"}, "unit") for code in mapping.units.values()),
    ):
        if name not in among:
            faults.append(_in_vain(file, name, sorted(among), rule))
    return faults


def _in_vain(file: str, name: str, known: list[str], rule: str) -> Fault:
    return Fault(
        _("{name!r} is not known to the instance.").format(name=name),
        file=file,
        value=name,
        rule=f"known_{rule}",
        suggestion=did_you_mean(name, known),
        remedy=_("Known: {known}.").format(known=", ".join(known[:40])),
    )


def refuse_homeless(cells: Cells, parts: Parts, *, leave_out: bool) -> None:
    """Write down pupils to be placed whose home is unknown, unless they are left out."""
    if leave_out:
        return
    taking_part = parts.read.columns["in_round"].to_numpy(bool)
    lacking = np.flatnonzero(np.isnan(parts.home.x) & taking_part)
    column = cells.column("x")
    for name in ("address", "street"):
        column = cells.column(name) if column is None else column
    rows = [parts.people.rows[p][0] for p in lacking if not parts.people.hidden[p]]
    cells.tell(rows, column, _HOMELESS, close=True, sure=True)


def refuse_unplaced(cells: Cells, parts: Parts, locked: dict[int, str]) -> None:
    """Write down pupils who stay nowhere, and protected ones who can be placed nowhere."""
    staying = ~parts.read.columns["in_round"].to_numpy(bool)
    current = parts.read.columns["current_unit"]
    lost = np.flatnonzero(staying & current.isna().to_numpy(bool))
    rows = [parts.people.rows[pupil][0] for pupil in lost]
    cells.tell(rows, cells.column("current_unit"), _STAYS, close=True, sure=True)
    nowhere = [parts.people.rows[pupil][0] for pupil, unit in locked.items() if not unit]
    cells.tell(nowhere, None, _NOWHERE)
