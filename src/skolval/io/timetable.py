"""Checks of lines and departures: stops in order, times that rise, runs on known lines."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray
from skolval.domain.timetable import days_of, seconds_of
from skolval.io.faults import Complaint, Ledger
from skolval.io.references import Tables
from skolval.io.tables import Loaded
from skolval.io.values import among

__all__ = ["check_timetable"]

_FALLING = Complaint(
    "time_order",
    N_("{value} minutes is less than at the stop before on the same line."),
    N_("Correct the minutes or the order of the stops; minutes count from the first stop."),
)
_SAME_STOP = Complaint(
    "stop_order",
    N_("The stop {value} stands twice in a row on the line."),
    N_("Keep one of the rows."),
)
_SAME_PLACE = Complaint(
    "unique",
    N_("The order {value} stands twice on the same line."),
    N_("Number the stops 1, 2, 3 ... along the line."),
)
_ONE_STOP = Complaint(
    "stop_order",
    N_("The line {value} has only one stop in this direction."),
    N_("Add the other stops, or take the line away."),
)
_NO_DIRECTION = Complaint(
    "reference",
    N_("The line of the run {value} has no stops in that direction."),
    N_("Correct the direction, or add the line's stops in it."),
)
_NO_DAYS = Complaint(
    "days",
    N_("{value} are not days of the week."),
    N_("Write days as mon tue wed thu fri sat sun, separated by spaces."),
)
_NEVER = Complaint(
    "departures",
    N_("The line {value} has no departures in this direction, so nobody can travel by it."),
    N_("Add departures, or take the line away."),
    "warning",
)
_ENDS = Complaint(
    "time_order",
    N_("The last lesson ends at {value}, which is not after the first one starts."),
    N_("Correct starts or ends."),
)


def check_timetable(tables: Tables, ledger: Ledger) -> None:
    """Write down what cannot be right in lines, departures and the units' school days."""
    if "units" in tables:
        _check_school_day(tables["units"], ledger)
    if "lines" in tables and tables["lines"].whole("line_id", "order", "stop_id"):
        _check_lines(tables["lines"], ledger)
    if "departures" in tables:
        _check_days(tables["departures"], ledger)
        if "lines" in tables:
            _check_runs(tables["departures"], tables["lines"], ledger)


def _check_school_day(units: Loaded, ledger: Ledger) -> None:
    starts, ends = (units.frame[name].map(seconds_of, na_action="ignore") for name in
                    ("starts", "ends"))  # fmt: skip
    wrong = (pd.to_numeric(ends) <= pd.to_numeric(starts)).to_numpy(bool)
    ledger.cells(units.sheet, "ends", wrong, _ENDS)


def _key(frame: pd.DataFrame) -> pd.Series:
    """Return line and direction as one text, so that a missing direction is one of its own."""
    return frame["line_id"].fillna("") + "\t" + frame["direction"].fillna("")


def _check_lines(lines: Loaded, ledger: Ledger) -> None:
    frame = lines.frame
    known = frame[["line_id", "order", "stop_id"]].notna().all(axis=1).to_numpy(bool)
    rows = np.flatnonzero(known)
    line = _key(frame).to_numpy(str)[rows]
    place = frame["order"].to_numpy(np.float64, na_value=np.nan)[rows]
    order = np.lexsort((place, line))
    rows, line, place = rows[order], line[order], place[order]
    same = np.concatenate([[False], line[1:] == line[:-1]])[: len(rows)]
    minute = frame["minute"].to_numpy(np.float64, na_value=np.nan)[rows]
    leaves = minute + frame["waits"].fillna(0).to_numpy(np.float64)[rows]
    stop = frame["stop_id"].to_numpy(str)[rows]
    ledger.cells(lines.sheet, "minute", _at(rows, same & _less(minute, leaves), frame), _FALLING)
    ledger.cells(lines.sheet, "stop_id", _at(rows, same & _again(stop), frame), _SAME_STOP)
    # A table's key says nothing of rows where a part of it is missing.
    undirected = frame["direction"].isna().to_numpy(bool)[rows] & lines.has("direction")
    ledger.cells(
        lines.sheet, "order", _at(rows, same & _again(place) & undirected, frame), _SAME_PLACE
    )
    _ids, first, count = np.unique(line, return_index=True, return_counts=True)
    alone = np.zeros(len(rows), np.bool_)
    alone[first[count == 1]] = True
    ledger.cells(lines.sheet, "line_id", _at(rows, alone, frame), _ONE_STOP)


def _less(arrives: np.ndarray, leaves: np.ndarray) -> BoolArray:
    """Return where a stop is reached before the one before it was left; unknown is neither."""
    less: BoolArray = np.concatenate([[False], arrives[1:] < leaves[:-1]])[: len(arrives)]
    return less


def _again(stop: np.ndarray) -> BoolArray:
    again: BoolArray = np.concatenate([[False], stop[1:] == stop[:-1]])[: len(stop)]
    return again


def _at(rows: np.ndarray, bad: BoolArray, frame: pd.DataFrame) -> BoolArray:
    found = np.zeros(len(frame), np.bool_)
    found[rows[bad]] = True
    return found


def _check_days(departures: Loaded, ledger: Ledger) -> None:
    cells = departures.frame["days"]
    wrong = {word for word in cells.dropna().unique() if days_of(word) is None}
    ledger.cells(departures.sheet, "days", cells.isin(wrong).to_numpy(bool), _NO_DAYS)


def _check_runs(departures: Loaded, lines: Loaded, ledger: Ledger) -> None:
    """Every run needs stops in its direction; a line that nobody runs is told."""
    if not lines.whole("line_id", "order", "stop_id") or not departures.whole("line_id"):
        return
    run, line = _key(departures.frame), _key(lines.frame)
    known = among(departures.frame["line_id"], lines.frame["line_id"])
    lost = known & ~among(run, line)
    ledger.cells(departures.sheet, "trip_id", lost, _NO_DIRECTION)
    idle = ~among(line, run) & ~line.duplicated().to_numpy(bool)
    count = int(idle.sum())
    if 0 < count <= _FEW_IDLE:
        ledger.cells(lines.sheet, "line_id", idle, _NEVER)
    elif count:
        complaint = Complaint(
            "departures",
            _("{count} lines and directions have no departures.").format(count=count),
            _("Add departures, or take the lines away."),
            "warning",
        )
        ledger.table(lines.sheet, complaint, column="line_id")


_FEW_IDLE = 20
