"""Checks of what pupils need and seek, and of where they go on, against what units are."""

from __future__ import annotations

import pandas as pd

from skolval.domain.language import N_, _
from skolval.io.faults import Complaint, Ledger
from skolval.io.references import Tables
from skolval.io.tables import Loaded, mask

__all__ = ["check_needs"]


def check_needs(tables: Tables, ledger: Ledger) -> None:
    """Write down next units, needs and programmes that no unit or offering can answer to."""
    there = {name: table for name, table in tables.items() if not table.sheet.incomplete}
    if "units" in there:
        _check_next_units(there["units"], ledger)
    if "units" in there and "pupils" in there:
        _check_needs(there["pupils"], there["units"], ledger)
    if "offerings" in there and "pupils" in there:
        _check_programmes(there["pupils"], there["offerings"], ledger)


def _check_next_units(units: Loaded, ledger: Ledger) -> None:
    """A unit is not its own next unit."""
    frame = units.frame
    complaint = Complaint(
        "next_unit",
        _("The unit {value} is its own next unit."),
        _("Write the unit where its pupils go on, or leave the cell empty."),
    )
    own = mask(frame["next_unit"].notna() & (frame["next_unit"] == frame["unit_id"]))
    ledger.cells(units.sheet, "next_unit", own, complaint)


def _check_needs(pupils: Loaded, units: Loaded, ledger: Ledger) -> None:
    """Every need is a word that some unit has among its features."""
    needs = _plain(pupils.frame["needs"])
    known = _plain(units.frame["features"]).str.split().explode().dropna().unique()
    remedy = _("Write it as in features of the units: {known}.").format(known=", ".join(known))
    if not len(known):
        remedy = _("Fill in features of the units, or take the column away.")
    words = needs.str.split().explode()
    strange = words.notna() & ~words.isin(known)
    bad = strange.groupby(level=0).any().reindex(needs.index).to_numpy(bool)
    complaint = Complaint("needs", _NEED, remedy, known=tuple(known))
    ledger.cells(pupils.sheet, "needs", bad, complaint)


def _check_programmes(pupils: Loaded, offerings: Loaded, ledger: Ledger) -> None:
    """A programme that no offering has is told, since the round may not be about programmes."""
    applied = _plain(pupils.frame["programme"])
    offered = _plain(offerings.frame["programme"]).dropna().unique()
    complaint = Complaint(
        "programme",
        _("No offering has the programme {value}."),
        _("Write it as in programme of the offerings, or add an offering."),
        "warning",
        known=tuple(offered),
    )
    bad = mask(applied.notna() & ~applied.isin(offered))
    ledger.cells(pupils.sheet, "programme", bad, complaint)


_NEED = N_("No unit meets the need {value}.")


def _plain(texts: pd.Series) -> pd.Series:
    return texts.astype("str").str.casefold()
