"""The files of a GTFS feed (tidtabellsdata): a zip or a folder, every cell as it stands.

Tolerant of what real feeds do: a byte order mark, spaces round cells, files in a folder inside
the zip, columns nobody uses. A missing file or column is a fault with the nearest name.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.cells import read_csv
from skolval.io.faults import Ledger
from skolval.sources.zips import BROKEN_PACKING

__all__ = ["Feed", "FeedTable", "read_feed"]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
_Member = Path | zipfile.Path

COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "stops": (("stop_id",), ("stop_name", "stop_lat", "stop_lon", "location_type",
                             "parent_station")),
    "routes": (("route_id",), ("agency_id", "route_short_name", "route_long_name", "route_type",
                               "route_desc")),
    "trips": (("trip_id", "route_id", "service_id"), ("direction_id", "block_id")),
    "stop_times": (("trip_id", "stop_id", "stop_sequence", "arrival_time", "departure_time"),
                   ("pickup_type", "drop_off_type", "shape_dist_traveled")),
    "calendar": (("service_id", "monday", "tuesday", "wednesday", "thursday", "friday",
                  "saturday", "sunday", "start_date", "end_date"), ()),
    "calendar_dates": (("service_id", "date", "exception_type"), ()),
    "frequencies": (("trip_id", "start_time", "end_time", "headway_secs"), ("exact_times",)),
    "transfers": (("from_stop_id", "to_stop_id"), ("transfer_type", "min_transfer_time",
                                                   "from_trip_id", "to_trip_id")),
    "agency": (("agency_name",), ("agency_id",)),
    "feed_info": ((), ("feed_id", "feed_publisher_name", "feed_version", "feed_start_date",
                       "feed_end_date")),
}  # fmt: skip
"""Columns that must be there, and those that are used where they are, by file."""

_REQUIRED = ("stops", "routes", "trips", "stop_times")
_MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class FeedTable:
    """One file: text columns (missing where empty), and the row of each in the file."""

    file: str
    frame: pd.DataFrame
    rows: IntArray

    def __len__(self) -> int:
        return len(self.frame)

    def part(self, kept: BoolArray) -> FeedTable:
        """Return some of the rows."""
        return FeedTable(self.file, self.frame[kept].reset_index(drop=True), self.rows[kept])

    def tell(
        self, bad: BoolArray, column: str, texts: tuple[str, str, str], ledger: Ledger
    ) -> None:
        """Write down every row where `bad` is true.

        Parameters
        ----------
        texts : rule, message with ``{value}`` for the cell, and remedy.
        """
        rule, message, remedy = texts
        found = np.flatnonzero(bad)
        for row in found[:_MOST_FAULTS]:
            cell = self.frame[column].iloc[row]
            value = "" if pd.isna(cell) else str(cell)
            ledger.add(
                Fault(
                    message.replace("{value}", repr(value)), file=self.file,
                    row=int(self.rows[row]), column=column, value=value, rule=rule, remedy=remedy,
                )
            )  # fmt: skip
        if len(found) > _MOST_FAULTS:
            more = _("{rest} more rows have the same fault.").format(rest=len(found) - _MOST_FAULTS)
            ledger.add(Fault(more, file=self.file, column=column, rule=rule, remedy=remedy))


@dataclass(frozen=True, slots=True)
class Feed:
    """What stands in the files of a feed.

    Parameters
    ----------
    name : of the zip or folder. tables : by GTFS name; an optional file that is not there is an
        empty table. digest : SHA-256 of the zip, or of the folder's files in order of name.
    """

    name: str
    tables: Mapping[str, FeedTable] = field(default_factory=dict)
    digest: str = ""

    def __getitem__(self, name: str) -> FeedTable:
        return self.tables[name]


def read_feed(path: Path, ledger: Ledger) -> Feed | None:
    """Return the files of a feed as text, None where one that is needed is missing or broken."""
    told = len(ledger.faults)
    try:
        members = _members(path, ledger)
    except BROKEN_PACKING as error:
        ledger.add(_broken(path.name, error))
        return None
    if members is None:
        return None
    missing = [name for name in _REQUIRED if name not in members]
    if "calendar" not in members and "calendar_dates" not in members:
        missing.append("calendar_dates")
    for name in missing:
        ledger.add(_missing_file(path, name, members))
    tables = {
        name: _table(name, members[name], ledger) if name in members else _empty(name)
        for name in COLUMNS
    }
    if any(fault.level == "error" for fault in ledger.faults[told:]):
        return None
    return Feed(path.name, tables, _digest(path, members))


def _members(path: Path, ledger: Ledger) -> dict[str, _Member] | None:
    """Return the feed's text files by name without ending."""
    found: list[_Member] = []
    if path.is_dir():
        found = [entry for entry in sorted(path.iterdir()) if entry.suffix == ".txt"]
    elif path.is_file() and zipfile.is_zipfile(path):
        archive = zipfile.ZipFile(path)
        names = [name for name in archive.namelist() if not name.startswith("__MACOSX")]
        found = [zipfile.Path(archive, name) for name in sorted(names) if name.endswith(".txt")]
    if not found:
        ledger.add(
            Fault(
                _("{file} is neither a zip nor a folder with GTFS files.").format(file=path.name),
                file=path.name,
                rule="file",
                remedy=_("Give the zip of a feed, for example of GTFS Regional, or its folder."),
            )
        )
        return None
    members: dict[str, _Member] = {}
    for entry in found:
        stem = entry.name.removesuffix(".txt")
        if stem in members and stem in COLUMNS:
            ledger.add(
                Fault(
                    _("The zip holds two files called {file}.").format(file=entry.name),
                    file=path.name,
                    rule="unique",
                    remedy=_("Give one feed at a time."),
                )
            )
        members.setdefault(stem, entry)
    return members


def _broken(file: str, error: Exception) -> Fault:
    return Fault(
        _("{file} is damaged or locked: {reason}.").format(
            file=file, reason=str(error).rstrip(".") or type(error).__name__
        ),
        file=file,
        rule="file",
        remedy=_("Fetch the feed again; give it without a password."),
    )


def _missing_file(path: Path, name: str, members: Mapping[str, _Member]) -> Fault:
    return Fault(
        _("The feed has no {name}.txt.").format(name=name),
        file=path.name,
        rule="required_file",
        suggestion=did_you_mean(name, sorted(set(members) - set(COLUMNS))),
        remedy=_(
            "A timetable needs stops, routes, trips, stop_times and calendar or calendar_dates."
        ),
    )


def _table(name: str, member: _Member, ledger: Ledger) -> FeedTable:
    required, optional = COLUMNS[name]
    # A file inside a zip reads like one outside: only its name and bytes are asked for.
    try:
        cells = next(iter(read_csv(cast("Path", member), ledger)), None)
    except (OSError, *BROKEN_PACKING) as error:
        ledger.add(_broken(member.name, error))
        return _empty(name)
    if cells is None:
        return _empty(name)
    column = {heading.strip().casefold(): place for place, heading in enumerate(cells.headings)}
    for wanted in required:
        if wanted not in column:
            ledger.add(_missing_column(member.name, wanted, list(column)))
    frame = pd.DataFrame(
        {
            wanted: _stripped(cells.frame[column[wanted]]) if wanted in column else None
            for wanted in (*required, *optional)
        },
        index=cells.frame.index,
    ).reset_index(drop=True)
    return FeedTable(member.name, frame.astype("str"), cells.rows)


def _stripped(cells: pd.Series) -> pd.Series:
    text = cells.astype("str").str.strip()
    return text.where(text != "")


def _missing_column(file: str, wanted: str, there: Sequence[str]) -> Fault:
    return Fault(
        _("The column {name} is missing.").format(name=wanted),
        file=file,
        row=1,
        column=wanted,
        rule="required_column",
        suggestion=did_you_mean(wanted, list(there)),
        remedy=_("Give the feed as it was published."),
    )


def _empty(name: str) -> FeedTable:
    required, optional = COLUMNS[name]
    frame = pd.DataFrame({wanted: pd.Series([], dtype="str") for wanted in (*required, *optional)})
    return FeedTable(f"{name}.txt", frame, np.empty(0, np.int64))


def _digest(path: Path, members: Mapping[str, _Member]) -> str:
    if path.is_file():
        return sha256(path.read_bytes()).hexdigest()
    whole = sha256()
    for name in sorted(members):
        whole.update(name.encode())
        whole.update(sha256(members[name].read_bytes()).digest())
    return whole.hexdigest()
