"""Checks of candidate services: two legs each, times that rise, rows that agree."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.language import N_
from skolval.domain.timetable import seconds_of
from skolval.io.faults import Complaint, Ledger
from skolval.io.head import Head
from skolval.io.references import Tables
from skolval.io.service_bells import check_bells
from skolval.io.tables import Loaded

__all__ = ["check_services"]

_ONE_LEG = Complaint(
    "service_legs",
    N_("The service {value} lacks a leg with at least two stops in the morning or afternoon."),
    N_("Give at least two stops for the leg morning and two for the leg afternoon."),
)
_FALLING = Complaint(
    "time_order",
    N_("{value} is not after the stop before on the same leg."),
    N_("Correct the times or the order of the stops."),
)
_HALVES = Complaint(
    "time_order",
    N_("The leg home of the service {value} leaves before the leg out has arrived."),
    N_("Correct the times, or which leg is the morning's."),
)
_DIFFERS = Complaint(
    "service_rows",
    N_("{value} differs from what the first row of the same service says."),
    N_("Write the same on every row of the service, or leave the later rows empty."),
)
_COSTLY = Complaint(
    "service_cost",
    N_("A service that goes anyway has no cost of its own, but {value} stands here."),
    N_("Leave cost empty, or write chartered as the kind."),
)
_UNPRICED = Complaint(
    "service_cost",
    N_("What this chartered service costs is not told, so it would be run as if it were free."),
    N_("Write its cost a school year in cost or pupil_cost, or 0 where it costs nothing."),
)
_WHOLE = ("kind", "cost", "pupil_cost", "source")


def check_services(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Write down what cannot be right in the table of candidate services."""
    services = tables.get("services")
    if services is None or not services.whole("service_id", "leg", "order", "stop_id", "time"):
        return
    _check_rows(services, ledger)
    frame = services.frame.assign(
        at=services.frame["time"].map(seconds_of, na_action="ignore").astype("Float64"),
        row=np.arange(len(services.frame)),
    )
    if frame[["service_id", "leg", "order", "at"]].isna().any(axis=None):
        return
    _check_times(services, frame, ledger)
    _check_legs(services, frame, ledger)
    units = tables.get("units")
    if units is not None and units.whole("unit_id"):
        check_bells(services, frame, units.frame, ledger, day=head.school_day)


def _check_rows(services: Loaded, ledger: Ledger) -> None:
    """Rows of a service say the same of the whole of it; what goes anyway costs nothing more."""
    frame = services.frame
    for column in _WHOLE:
        first = frame.groupby("service_id", sort=False)[column].transform("first")
        differs = (frame[column].notna() & (frame[column] != first)).to_numpy(bool, na_value=False)
        ledger.cells(services.sheet, column, differs, _DIFFERS)
    kind = frame.groupby("service_id", sort=False)["kind"].transform("first")
    goes = kind.notna() & (kind != "chartered")
    costly = (goes & (frame["cost"].fillna(0) > 0)).to_numpy(bool, na_value=False)
    ledger.cells(services.sheet, "cost", costly, _COSTLY)
    priced = set(frame.loc[frame[["cost", "pupil_cost"]].notna().any(axis=1), "service_id"])
    name = frame["service_id"]
    first_row = name.notna() & ~name.duplicated() & ~name.isin(priced)
    unpriced = (first_row & ~goes).to_numpy(bool, na_value=False)
    ledger.cells(services.sheet, "cost", unpriced, _UNPRICED)


def _check_times(services: Loaded, frame: pd.DataFrame, ledger: Ledger) -> None:
    calls = frame.sort_values(["service_id", "leg", "order"], kind="stable")
    before = calls.groupby(["service_id", "leg"], sort=False)["at"].shift()
    late = (before.notna() & (calls["at"] <= before)).to_numpy(bool, na_value=False)
    bad = np.zeros(len(frame), np.bool_)
    bad[calls["row"].to_numpy(np.int64)[late]] = True
    ledger.cells(services.sheet, "time", bad, _FALLING)


def _check_legs(services: Loaded, frame: pd.DataFrame, ledger: Ledger) -> None:
    """Both legs are there, and the one home leaves after the one out has arrived."""
    name, first = frame["service_id"], ~frame["service_id"].duplicated().to_numpy(bool)
    out, home = frame["leg"] == "morning", frame["leg"] == "afternoon"
    short = _by_service(out, name, "sum") < 2
    short |= _by_service(home, name, "sum") < 2
    arrives = _by_service(frame["at"].where(out), name, "max")
    leaves = _by_service(frame["at"].where(home), name, "min")
    ledger.cells(services.sheet, "service_id", first & short, _ONE_LEG)
    ledger.cells(services.sheet, "service_id", first & ~short & (leaves <= arrives), _HALVES)


def _by_service(
    values: pd.Series, name: pd.Series, how: Literal["sum", "min", "max"]
) -> npt.NDArray[np.float64]:
    """Return for every row what its whole service comes to, 0 where nothing is known."""
    whole = values.groupby(name, sort=False).transform(how)
    found = whole.astype("Float64").fillna(0).to_numpy(np.float64)
    return np.asarray(found, np.float64)
