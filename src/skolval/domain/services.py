"""Reversed school transport (omvänd skolskjuts): services that carry pupils outwards and back.

A service is a run in the morning and one in the afternoon with seats that pupils may be offered:
an empty leg of a bus that goes anyway, a chartered bus, or an ordinary line by travel card.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray

__all__ = [
    "PARTICIPATION",
    "SERVICE_KINDS",
    "Calls",
    "ReversedTransport",
    "Rides",
    "Services",
    "TakeUp",
    "Ways",
]

SERVICE_KINDS: tuple[str, ...] = ("reverse_leg", "chartered", "ordinary")
"""An empty leg of a run that is made anyway, a bus hired for it, an ordinary line by card."""

PARTICIPATION: tuple[str, ...] = ("voluntary", "what_if")
"""A seat is offered and may be declined; or everybody is taken to go where placed."""


@dataclass(frozen=True, slots=True)
class Calls:
    """The stops of one run of every service, in order (turens hållplatser).

    Parameters
    ----------
    start : (L + 1,) first call of each service (CSR pointer).
    stop : (C,) index into `Services.stop_ids`. reached, left : (C,) seconds after midnight.
    seats : (C,) free seats from the call to the next one; 0 at the last.
    """

    start: IntArray
    stop: IntArray
    reached: IntArray
    left: IntArray
    seats: IntArray

    @property
    def service(self) -> IntArray:
        """The service of each call."""
        of_call: IntArray = np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))
        return of_call


@dataclass(frozen=True, slots=True)
class Rides:
    """How each option row rides; every column is (n_options,) and -1 where nobody rides.

    Parameters
    ----------
    board, alight : rows of `Services.out`, in the morning. back_board, back_alight : rows of
        `Services.back`, in the afternoon.
    take_up : permille of those offered the seat who accept it; 1000 where nobody rides.
    fallback : option row of the same party on foot or own way, where the pupil is placed who
        declines. way : metres of the pupil's own way to the unit, however the pupil goes.
    home_metres, unit_metres : on foot to the stop and from the stop, in the morning;
        back_unit_metres, back_home_metres : in the afternoon.
    """

    board: IntArray
    alight: IntArray
    back_board: IntArray
    back_alight: IntArray
    take_up: IntArray
    fallback: IntArray
    way: IntArray
    home_metres: IntArray
    unit_metres: IntArray
    back_unit_metres: IntArray
    back_home_metres: IntArray

    def rows(self, keep: BoolArray) -> Self:
        """Return the option rows of `keep`, with the fallbacks renumbered."""
        number = np.where(keep, np.cumsum(keep) - 1, -1)
        cut = {one.name: getattr(self, one.name)[keep] for one in fields(self)}
        known = cut["fallback"]
        cut["fallback"] = np.where(known >= 0, number[np.maximum(known, 0)], -1)
        return replace(self, **cut)

    def among(self, added: int, order: IntArray) -> Self:
        """Return the rows with `added` more on which nobody rides, all of them in another order."""
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        missing = {one.name: -1 for one in fields(self)} | {"take_up": 1000}
        more = {
            name: np.r_[getattr(self, name), np.full(added, fill)][order]
            for name, fill in missing.items()
        }
        known = more["fallback"]
        more["fallback"] = np.where(known >= 0, place[np.maximum(known, 0)], -1)
        return replace(self, **more)


@dataclass(frozen=True, slots=True)
class Ways:
    """How long a hired bus drives between the stops of its own service (körvägar).

    Parameters
    ----------
    service, start, end : (k,) a service, and two of its stops, indices into `Services.stop_ids`.
    seconds : (k,) whole seconds by road from the one to the other, standing at stops not included;
        a pair that no road joins is left out.
    """

    service: IntArray
    start: IntArray
    end: IntArray
    seconds: IntArray


def _no_names() -> npt.NDArray[np.str_]:
    return np.zeros(0, np.str_)


def _nowhere() -> npt.NDArray[np.float64]:
    return np.zeros(0)


def _never() -> IntArray:
    return np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Services:
    """All services that are or could be run, and how the options ride on them.

    An option of mode l + 1 rides on service l. `rides` is None until options were made.

    Parameters
    ----------
    ids : (L,) str. kind : (L,) index into `SERVICE_KINDS`.
    running : (L,) goes anyway, so that its `cost` is nothing more.
    cost : (L,) kronor per school year if the service is run. pupil_cost : (L,) kronor per school
        year for each pupil who rides (a travel card).
    stop_ids : (S,) str. out : the morning runs, away from the town. back : the afternoon's.
    out_trips, back_trips : (L,) str, names of the runs; empty where they have none.
    stop_names, stop_x, stop_y : (S,) what a stop is called and where it lies (metres, in the
        instance's coordinates). starts, ends : (U,) seconds after midnight by which pupils are at
        the unit's door, and when its last lesson ends. Without entries until options were made.
    ways : between the stops of services that do not go anyway; None where nothing tells them.
    """

    ids: npt.NDArray[np.str_]
    kind: IntArray
    running: BoolArray
    cost: IntArray
    pupil_cost: IntArray
    stop_ids: npt.NDArray[np.str_]
    out: Calls
    back: Calls
    out_trips: npt.NDArray[np.str_]
    back_trips: npt.NDArray[np.str_]
    rides: Rides | None = None
    stop_names: npt.NDArray[np.str_] = field(default_factory=_no_names)
    stop_x: npt.NDArray[np.float64] = field(default_factory=_nowhere)
    stop_y: npt.NDArray[np.float64] = field(default_factory=_nowhere)
    starts: IntArray = field(default_factory=_never)
    ends: IntArray = field(default_factory=_never)
    ways: Ways | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, keep: BoolArray) -> Self:
        """Return the services with the option rows of `keep` only."""
        return self if self.rides is None else self.replace(rides=self.rides.rows(keep))

    def replace(self, **changes: Any) -> Self:
        """Return a changed copy."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class TakeUp:
    """How many of those offered a seat accept it (antagandegrad): a guess, told as one.

    permille = share - per_minute x minutes door to door - per_point x percentage points by which
    the receiving unit has less of the balance group than the pupil's home area; then times
    `factor` / 1000, and between `least` and `most`.

    Parameters
    ----------
    share : permille who accept a seat at no distance and in like company.
    per_minute, per_point : permille; a negative `per_point` draws pupils to the difference.
    factor : permille of all that; what the sensitivity turns.
    """

    share: int = 500
    per_minute: int = 5
    per_point: int = 0
    least: int = 0
    most: int = 1000
    factor: int = 1000


@dataclass(frozen=True, slots=True)
class ReversedTransport:
    """What a policy says of reversed school transport (omvänd skolskjuts).

    Parameters
    ----------
    participation : one of `PARTICIPATION`.
    kinds : which services may be run, of `SERVICE_KINDS`.
    budget : kronor per school year for all services together, None for no limit.
    services_most : most services that are run beside those that go anyway, None for no limit.
    walk_metres : longest way on foot from home to the stop, and from the stop to the unit.
    minutes_most : longest journey from door to door, one way.
    wait_minutes : longest time at the unit before the bell, and after the end of the last lesson.
    grades : whose pupils may be offered a seat; empty for all.
    units : where they may be taken; empty for every unit outside the town that a service reaches,
        and for any that a service of the instance's own table does.
    take_up : how many accept. hold : seats kept for those who decline, ``expected`` or ``all``.
    """

    participation: str = "voluntary"
    kinds: tuple[str, ...] = SERVICE_KINDS
    budget: int | None = None
    services_most: int | None = None
    walk_metres: int = 1000
    minutes_most: int = 60
    wait_minutes: int = 45
    grades: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    take_up: TakeUp = TakeUp()
    hold: str = "expected"
