"""Public-transport timetable (GTFS) into an instance: stops, lines and departures of one day.

Reads the zip of a feed, such as GTFS Regional of Trafiklab, or a folder with its files. Kept are
the stops within the buffer of the instance's areas and the runs between them, on the date chosen or
on the fullest of a weekday. School transport that the instance already has stays as it is.

Files
-----
FEED.zip : stops, routes, trips, stop_times, and calendar or calendar_dates

Example
-------
skolval import timetable ul.zip out/town-with-buses --into instances/town --weekday tue
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.language import N_, _
from skolval.errors import Fault, InputError, UsageError
from skolval.io.instance import read_instance
from skolval.sources.gtfs import GtfsTerms
from skolval.synth.importers._imported import Imported
from skolval.synth.importers._timetable_into import with_feed

__all__ = ["Params", "read"]


class Params(BaseModel):
    """What may be chosen.

    Parameters
    ----------
    into : the instance folder that gets the timetable. day : a date such as 2026-10-13, else the
        fullest one of weekday. buffer : metres around the areas within which stops are kept.
    school_buses : what runs are that the feed calls school buses, open to everybody or not.
    licence : under which the feed may be used.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    into: Path = Field(description=N_("The instance folder that gets the timetable."))
    day: str = Field(
        "", pattern=r"^(?:\d{4}-\d{2}-\d{2})?$", description=N_("The date, such as 2026-10-13.")
    )
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = Field(
        "tue", description=N_("The weekday, where no date is given.")
    )
    buffer: int = Field(
        3000, ge=0, le=100_000, description=N_("Metres around the areas where stops are kept.")
    )
    school_buses: Literal["public", "school"] = Field(
        "public", description=N_("Whether the feed's school buses are open to everybody (public).")
    )
    licence: str = Field("", description=N_("The licence of the feed; feeds do not tell."))


def read(source: Path | Sequence[Path], params: Params) -> Imported:
    """Return the instance with the timetable of one day.

    Raises
    ------
    InputError
        With every fault of the feed, or of the instance, at once.
    UsageError
        If there are several feeds.
    """
    paths = [source] if isinstance(source, Path) else list(source)
    if len(paths) != 1:
        raise UsageError(_("Give one feed at a time."))
    terms = GtfsTerms(
        day=_day(params.day),
        weekday=params.weekday,
        buffer=float(params.buffer),
        school_buses=params.school_buses,
        licence=params.licence,
    )
    return with_feed(read_instance(params.into), paths[0], terms)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(
            Fault(
                _("{value} is not a date.").format(value=repr(text)),
                column="day",
                value=text,
                rule="date",
                remedy=_("Write it as 2026-10-13."),
            )
        ) from None
