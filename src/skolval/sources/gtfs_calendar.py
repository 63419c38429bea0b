"""Which services run on which date (trafikdagar), from a feed's calendar and its exceptions.

Swedish regional feeds leave every weekday of the calendar at 0 and list each date as an exception;
others have no calendar at all. A weekday alone therefore means a date: the one of that weekday
with most runs, the first of them, since school buses run on school days only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.domain.timetable import DAYS
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.gtfs_files import Feed, FeedTable

__all__ = ["Calendar", "calendar_of", "chosen_date"]


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LONGEST = 800
"""Days of validity that are looked through at most."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Services by date.

    Parameters
    ----------
    runs : service_id and date of every day of service, sorted. first, last : the validity.
    """

    runs: pd.DataFrame
    first: date
    last: date

    def services(self, day: date) -> frozenset[str]:
        """Return the services that run on a date."""
        return frozenset(self.runs.loc[self.runs["date"] == day, "service_id"])


def calendar_of(feed: Feed, ledger: Ledger) -> Calendar | None:
    """Return the days of service of a feed, None where its dates are faulty or it has none."""
    told = len(ledger.faults)
    days = set(_regular(feed["calendar"], ledger))
    exceptions = feed["calendar_dates"]
    when = _dates(exceptions, "date", ledger)
    kind = exceptions.frame["exception_type"]
    texts = (
        "exception_type",
        _("{value} is neither 1 (runs) nor 2 (does not run)."),
        _("Give the feed as it was published."),
    )
    exceptions.tell(~kind.isin(["1", "2"]).to_numpy(bool), "exception_type", texts, ledger)
    if any(fault.level == "error" for fault in ledger.faults[told:]):
        return None
    listed = list(zip(exceptions.frame["service_id"], when, kind, strict=True))
    days.difference_update((service, on) for service, on, said in listed if said == "2")
    days.update((service, on) for service, on, said in listed if said == "1" and on is not None)
    in_order = sorted((on, service) for service, on in days)
    runs = pd.DataFrame(in_order, columns=["date", "service_id"])
    if not len(runs):
        ledger.add(
            Fault(
                _("No service of the feed runs on any date."),
                file=feed.name,
                rule="calendar",
                remedy=_("Check calendar.txt and calendar_dates.txt."),
            )
        )
        return None
    first, last = _validity(feed, runs)
    return Calendar(runs, first, last)


def chosen_date(
    calendar: Calendar, trips: pd.Series, *, day: date | None, weekday: str, ledger: Ledger
) -> date | None:
    """Return the date that is read, None where nothing runs on the one wanted.

    Parameters
    ----------
    trips : service_id of every trip. day : the date wanted, else the fullest one of `weekday`.
    """
    if day is not None:
        if calendar.services(day):
            return day
        ledger.add(
            Fault(
                _("Nothing runs on {date}: the feed holds {first} to {last}.").format(
                    date=day, first=calendar.first, last=calendar.last
                ),
                value=str(day),
                rule="date",
                remedy=_("Choose a date within the validity, on which the lines run."),
            )
        )
        return None
    number = DAYS.index(weekday)
    count = trips.value_counts()
    runs = calendar.runs[[when.weekday() == number for when in calendar.runs["date"]]]
    trips_on = runs["service_id"].map(count).fillna(0).groupby(runs["date"]).sum()
    if not len(trips_on) or not trips_on.max():
        ledger.add(
            Fault(
                _("Nothing runs on any {weekday} of the feed.").format(weekday=weekday),
                value=weekday,
                rule="date",
                remedy=_("Choose another weekday, or a date."),
            )
        )
        return None
    most = trips_on.max()
    fullest: date = min(trips_on.index[trips_on == most])
    return fullest


def _regular(table: FeedTable, ledger: Ledger) -> list[tuple[str, date]]:
    """Return service and date of every day that the weekly calendar holds."""
    first, last = (_dates(table, name, ledger) for name in ("start_date", "end_date"))
    found = []
    for row, service in enumerate(table.frame["service_id"]):
        begin, end = first[row], last[row]
        if begin is None or end is None:
            continue
        days = {
            number for number, name in enumerate(_WEEKDAYS) if table.frame[name].iloc[row] == "1"
        }
        span = range(min((end - begin).days + 1, _LONGEST)) if days else range(0)
        dates = (begin + timedelta(days=ahead) for ahead in span)
        found += [(str(service), when) for when in dates if when.weekday() in days]
    return found


def _dates(table: FeedTable, column: str, ledger: Ledger) -> list[date | None]:
    """Return a column of dates such as 20240117; what is none is a fault."""
    meaning = {text: _date(text) for text in table.frame[column].dropna().unique()}
    found = [meaning.get(text) for text in table.frame[column]]
    bad = np.array([when is None for when in found], np.bool_)
    texts = ("date", _("{value} is not a date such as 20240117."), _("Write year, month, day."))
    table.tell(bad, column, texts, ledger)
    return found


def _date(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if len(text) == 8 else None
    except ValueError:
        return None


def _validity(feed: Feed, runs: pd.DataFrame) -> tuple[date, date]:
    """Return the validity as the feed tells it, else its first and last day of service."""
    told = feed["feed_info"].frame
    first, last = runs["date"].iloc[0], runs["date"].iloc[-1]
    if len(told):
        begin, end = (told[name].iloc[0] for name in ("feed_start_date", "feed_end_date"))
        first = (_date(begin) if isinstance(begin, str) else None) or first
        last = (_date(end) if isinstance(end, str) else None) or last
    return first, last
