"""Rides as option rows (resor som placeringsalternativ): the problem made wider by them.

The rows of a party stand as they did; after them its rides, by service, then offering. A ride is
wished for if the unit is, and what is noted about the pupil at the unit counts for it too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.problem import UNWISHED, IntArray, Options, Problem
from skolval.domain.services import Rides, Services
from skolval.domain.take_up import accepting

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["FACTS", "with_ride_rows"]

_NOBODY, _SURE = -1, 1000
FACTS: tuple[str, ...] = (
    "board", "alight", "back_board", "back_alight", "way", "home_metres", "unit_metres",
    "back_unit_metres", "back_home_metres",
)  # fmt: skip
"""Columns of a ride that are known before anybody is placed."""


def with_ride_rows(
    problem: Problem, services: Services, rides: pd.DataFrame, fallback: IntArray
) -> Problem:
    """Return the problem with one more option row per ride.

    Parameters
    ----------
    rides : party, service, offering, `FACTS` and taken (seconds from door to door in the
        morning), sorted by party, service and offering.
    fallback : (n_parties,) option row of `problem` for those who decline.
    """
    columns = {name: rides[name].to_numpy(np.int64) for name in rides.columns}
    wider = _Wider.of(problem.options, columns)
    return problem.replace(
        options=_options(problem, wider, columns, services),
        grounds={name: wider.noted(column) for name, column in problem.grounds.items()},
        straight=None if problem.straight is None else wider.noted(problem.straight),
        second_metres=None if problem.second_metres is None else wider.bare(problem.second_metres),
        unsafe_metres=None if problem.unsafe_metres is None else wider.bare(problem.unsafe_metres),
        guarantee=None if problem.guarantee is None else wider.moved(problem.guarantee),
        honour=None if problem.honour is None else wider.moved(problem.honour),
        services=replace(services, rides=_rides(problem, wider, columns, fallback)),
    )


@dataclass(frozen=True, slots=True)
class _Wider:
    """The option rows with the rides among them.

    Parameters
    ----------
    order : old rows, then new, in the order in which they come to stand. place : where each does.
    twin : (k,) old row of the same party and offering for every new one, -1 for none.
    """

    order: IntArray
    place: IntArray
    twin: IntArray

    @classmethod
    def of(cls, options: Options, columns: dict[str, IntArray]) -> _Wider:
        party, offering = columns["party"], columns["offering"]
        order = np.argsort(np.r_[options.party, party], kind="stable")
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        width = int(max(options.offering.max(initial=0), offering.max(initial=0))) + 1
        code = options.party * width + options.offering
        by = np.argsort(code, kind="stable")
        wanted = party * width + offering
        at = np.searchsorted(code[by], wanted)
        there = np.r_[code[by], _NOBODY][at] == wanted
        return cls(order, place, np.where(there, np.r_[by, _NOBODY][at], _NOBODY))

    def joined(self, old: IntArray, new: IntArray) -> IntArray:
        """Return a column of old and new rows."""
        found: IntArray = np.r_[old, new][self.order]
        return found

    def bare(self, old: IntArray, missing: int = _NOBODY) -> IntArray:
        """Return a column about the own way, of which rides have nothing."""
        return self.joined(old, np.full(len(self.twin), missing, np.int64))

    def ridden(self, new: IntArray, missing: int = _NOBODY) -> IntArray:
        """Return a column about rides, of which the other rows have nothing."""
        return self.joined(np.full(len(self.order) - len(new), missing, np.int64), new)

    def noted(self, old: IntArray, missing: int = _NOBODY) -> IntArray:
        """Return a column about pupil and unit, which holds for rides too."""
        return self.joined(old, np.r_[old, missing][self.twin])

    def moved(self, rows: IntArray) -> IntArray:
        """Return old row numbers, -1 for none, as they are now."""
        found: IntArray = np.r_[self.place, _NOBODY][np.where(rows >= 0, rows, len(self.place))]
        return found


def _options(
    problem: Problem, wider: _Wider, columns: dict[str, IntArray], services: Services
) -> Options:
    old, n = problem.options, len(problem.parties)
    service = columns["service"]
    more = np.cumsum(np.bincount(columns["party"], minlength=n))
    return Options(
        party=wider.joined(old.party, columns["party"]),
        offering=wider.joined(old.offering, columns["offering"]),
        mode=wider.joined(old.mode, service + 1),
        metres=wider.joined(old.metres, columns["home_metres"] + columns["unit_metres"]),
        minutes=wider.joined(old.minutes, _minutes(columns)),
        rank=wider.noted(old.rank, UNWISHED),
        cost=wider.joined(old.cost, services.pupil_cost[service]),
        start=old.start + np.r_[0, more],
    )


def _rides(
    problem: Problem, wider: _Wider, columns: dict[str, IntArray], fallback: IntArray
) -> Rides:
    """Return how the rows ride; where everybody goes where placed nobody declines."""
    rule = problem.policy.reversed_transport
    voluntary = rule is not None and rule.participation == "voluntary"
    down = wider.moved(fallback)[columns["party"]]
    sure = np.full(len(down), _SURE)
    take_up = sure if rule is None else accepting(rule.take_up, *_facts(problem, columns))
    return Rides(
        **{name: wider.ridden(columns[name]) for name in FACTS},
        take_up=wider.ridden(take_up if voluntary else sure, _SURE),
        fallback=wider.ridden(down if voluntary else np.full_like(down, _NOBODY)),
    )


def _minutes(columns: dict[str, IntArray]) -> IntArray:
    return -(-columns["taken"] // 60)


def _facts(problem: Problem, columns: dict[str, IntArray]) -> tuple[IntArray, IntArray]:
    """Return minutes, and percentage points by which the unit has less of the balance group.

    No points where the home area or the unit is not known. Parts of a point are rounded down.
    """
    unit = problem.offerings.unit[columns["offering"]]
    if problem.unit_share is None:
        return _minutes(columns), np.zeros(len(unit), np.int64)
    group = problem.groups.index(problem.balance_group)
    home = problem.parties.area_share[columns["party"], group]
    there = problem.unit_share[unit, group]
    points = np.where((home >= 0) & (there >= 0), (home - there) // 10, 0)
    return _minutes(columns), points
