"""The group that a pupil goes to, read off the run: when, which class, and why this unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.group_counts import PERMILLE, taken_by_month
from skolval.domain.hosting import NO_HOST, HostingRule
from skolval.domain.months import later
from skolval.explain.group_facts import GroupPlace, NearerHost

if TYPE_CHECKING:
    from collections.abc import Callable

    from skolval.domain.hosting import Hosting
    from skolval.domain.problem import BoolArray, IntArray, Problem
    from skolval.io.run import Run

__all__ = ["Groups"]

_NEARER_TOLD = 5


class Groups:
    """The groups of one run; what its pupils share is counted once.

    Parameters
    ----------
    unit : name of the unit of an option row.
    """

    def __init__(self, run: Run, hosting: Hosting, unit: Callable[[int], str]) -> None:
        self.problem: Problem = run.problem
        self.hosting, self.unit = hosting, unit
        self.rule = run.problem.policy.hosting or HostingRule()
        groups = run.placement.groups
        self.groups = np.zeros(len(hosting), np.int64) if groups is None else groups
        self.load = taken_by_month(run.problem, hosting, run.placement.chosen)
        self.free = self._free(run.placement.chosen)

    def _free(self, chosen: IntArray) -> IntArray:
        """Return (m, months) regular seats that stand empty."""
        problem, hosting = self.problem, self.hosting
        seats = hosting.seats
        if seats is None:
            seats = np.repeat(problem.offerings.seats[:, None], hosting.months, axis=1)
        rows = chosen[chosen >= 0]
        party = problem.options.party[rows]
        taken = np.zeros_like(seats)
        from_then = hosting.seat_from[party, None] <= np.arange(hosting.months)
        offering = problem.options.offering[rows]
        np.add.at(taken, offering, from_then * problem.parties.size[party, None])
        free: IntArray = seats - taken
        return free

    def place(self, party: int, row: int) -> GroupPlace:
        """Return the group and class of a pupil placed at option row `row`."""
        hosting, problem = self.hosting, self.problem
        host = int(hosting.option_host[row])
        language = int(hosting.party_language[party])
        speaks = None
        if language >= 0 and host != NO_HOST:
            speaks = bool(hosting.unit_language[hosting.host_unit[host], language])
        enters, leaves = int(hosting.enters[party]), int(hosting.leaves[party])
        inside = host != NO_HOST
        months = leaves - enters if inside else 0
        return GroupPlace(
            of=problem.policy.places,
            kind=hosting.kinds[int(hosting.host_kind[host])] if inside else "",
            first=self._month(enters),
            last=self._month(leaves - 1) if inside else "",
            regular=self._month(int(hosting.seat_from[party])),
            months=months,
            before=int(hosting.clock[party]),
            most=self.rule.months_most,
            goes_on=inside and leaves == hosting.months,
            percent=int(hosting.share[party]) * 100 // PERMILLE,
            language=speaks,
            kept=bool(int(hosting.kept[party]) == row),
            preschool=problem.grades.codes[int(problem.parties.grade[party])] == "F",
            nearer=self._nearer(party, row),
        )

    def _month(self, month: int) -> str:
        first = self.hosting.first_month
        return later(first, month) if first else str(month + 1)

    def _nearer(self, party: int, row: int) -> tuple[NearerHost, ...]:
        """Return the own options nearer than the place, nearest first, and what they lacked."""
        options = self.problem.options
        mine = np.arange(options.start[party], options.start[party + 1])
        mine = mine[options.metres[mine] < options.metres[row]]
        mine = mine[np.argsort(options.metres[mine], kind="stable")][:_NEARER_TOLD]
        return tuple(
            NearerHost(self.unit(int(one)), int(options.metres[one]), self._lacked(party, int(one)))
            for one in mine
        )

    def _lacked(self, party: int, row: int) -> str:
        hosting = self.hosting
        host = int(hosting.option_host[row])
        month = np.arange(hosting.months)
        if host != NO_HOST:
            if not self.groups[host]:
                return "closed"
            inside: BoolArray = (month >= hosting.enters[party]) & (month < hosting.leaves[party])
            full = PERMILLE * hosting.most_size[host] * self.groups[host]
            if (self.load[host][inside] + hosting.share[party] > full).any():
                return "full"
        offering = self.problem.options.offering[row]
        if (self.free[offering][month >= hosting.seat_from[party]] < 1).any():
            return "no_seat"
        return "together"
