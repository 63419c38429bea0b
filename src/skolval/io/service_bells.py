"""Services against the bells of the units they lead to (hinner linjen före ringklockan?)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.language import N_
from skolval.domain.timetable import seconds_of
from skolval.io.faults import Complaint

if TYPE_CHECKING:
    import numpy.typing as npt

    from skolval.domain.timetable import SchoolDay
    from skolval.io.faults import Ledger
    from skolval.io.tables import Loaded

__all__ = ["check_bells"]

_LATE = Complaint(
    "service_bell",
    N_("At {value} the bus is at its unit after the bell: nobody can ride there by it."),
    N_("Correct the time, or when the unit begins; or leave the service out."),
    level="warning",
)
_EARLY = Complaint(
    "service_bell",
    N_("At {value} the bus leaves its unit before the last lesson ends: nobody can ride home."),
    N_("Correct the time, or when the unit ends; or leave the service out."),
    level="warning",
)
_NOWHERE = Complaint(
    "service_bell",
    N_("The service {value} is nowhere before a bell, or leaves before every last lesson ends."),
    N_("Correct its times, or leave the service out."),
    level="warning",
)


def check_bells(
    services: Loaded, frame: pd.DataFrame, units: pd.DataFrame, ledger: Ledger, *, day: SchoolDay
) -> None:
    """Warn where a service's own times cannot keep the bell of any unit that it leads to.

    A unit that stands at a stop has its own bell; a service that names none is held against the
    last bell and the first end of all units. The walk from the stop is not counted.

    Parameters
    ----------
    frame : the table, with `at`, seconds after midnight.
    units : the table of units. day : what holds for a unit that tells no times.
    """
    starts, ends = (_clock(units, name, getattr(day, name)) for name in ("starts", "ends"))
    unit = frame["unit_id"] if "unit_id" in frame else pd.Series(pd.NA, index=frame.index)
    at = frame["at"].astype(np.float64)
    out = (frame["leg"] == "morning").to_numpy(bool)
    margin = day.margin * 60
    # no comparison with a time that is not known holds
    late = out & (at > unit.map(starts).astype(np.float64) - margin).to_numpy(bool)
    early = ~out & (at < unit.map(ends).astype(np.float64)).to_numpy(bool)
    ledger.cells(services.sheet, "time", late, _LATE)
    ledger.cells(services.sheet, "time", early, _EARLY)
    if starts and ends:
        limits = (max(starts.values()) - margin, min(ends.values()))
        named = unit.notna().groupby(frame["service_id"]).transform("any").to_numpy(bool)
        ledger.cells(services.sheet, "service_id", _nowhere(frame, limits) & ~named, _NOWHERE)


def _nowhere(frame: pd.DataFrame, limits: tuple[float, float]) -> npt.NDArray[np.bool_]:
    """Return the first rows of services that no pupil of any unit could ride."""
    bell, over = limits
    leg = frame.groupby(["service_id", "leg"])["at"]
    # whoever rides gets on at one call and off at a later one
    last_but_first = frame["at"].where(frame["at"] > leg.transform("min"))
    but_last = frame["at"].where(frame["at"] < leg.transform("max"))
    name = frame["service_id"]
    arrives = last_but_first.where(frame["leg"] == "morning").groupby(name).transform("min")
    leaves = but_last.where(frame["leg"] == "afternoon").groupby(name).transform("max")
    found = ((arrives > bell) | (leaves < over)).to_numpy(bool, na_value=False)
    first: npt.NDArray[np.bool_] = found & ~name.duplicated().to_numpy(bool)
    return first


def _clock(units: pd.DataFrame, column: str, usual: str) -> dict[str, float]:
    """Return seconds after midnight of every unit."""
    told = units[column] if column in units else pd.Series(pd.NA, index=units.index)
    seconds = told.fillna(usual).map(seconds_of, na_action="ignore")
    return dict(zip(units["unit_id"].astype(str), seconds.astype(float), strict=True))
