"""Who goes first at every school: secured seats, then a rule on distances, then the tiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import BoolArray, IntArray
from skolval.matching._frames import listed_names
from skolval.matching._ledger import Ledger
from skolval.matching._table import Table
from skolval.matching.proximity import metres_table, rule_order

__all__ = ["Priorities", "read_priorities"]


@dataclass(frozen=True, slots=True)
class Priorities:
    """The order of pupils at schools.

    Parameters
    ----------
    schools : how many. secured : (n,) the school where each pupil goes before all others, -1 none.
    code, tier : sorted school * n + pupil, and the tier of each; None when all are equal.
    rule : (n, m) order by distance, smaller first; None without such a rule.
    own : (n, m) whose guarantee school it is. metres : (n, m), -1 unknown.
    """

    schools: int
    secured: IntArray
    code: IntArray | None
    tier: IntArray
    rule: IntArray | None
    own: BoolArray | None
    metres: IntArray | None

    def accepts(self, school: IntArray, pupil: IntArray) -> BoolArray:
        """Return which pairs are acceptable to the school."""
        listed = self._tier_of(school, pupil) >= 0
        accepted: BoolArray = listed | (self.secured[pupil] == school)
        return accepted

    def pairs(self) -> tuple[IntArray, IntArray]:
        """Return school and pupil of every acceptable pair, wished for or not."""
        n, m = len(self.secured), self.schools
        if self.code is None:
            code = np.arange(n * m)
        else:
            safe = np.flatnonzero(self.secured >= 0)
            code = np.union1d(self.code, self.secured[safe] * n + safe)
        school, pupil = np.divmod(code, max(n, 1))
        return school, pupil

    def keys(self, school: IntArray, pupil: IntArray) -> IntArray:
        """Return (pairs, 4) who goes first at a school: the first column decides, then the next.

        Those whose seat is secured always all have one, so the order among them is of no
        consequence: their number.
        """
        secured = self.secured[pupil] == school
        if self.own is not None:
            secured = secured | self.own[pupil, school]
        rule = np.zeros(len(pupil), np.int64) if self.rule is None else self.rule[pupil, school]
        number = np.where(secured, pupil, 0)
        return np.stack([~secured, rule, self._tier_of(school, pupil), number], axis=1)

    def _tier_of(self, school: IntArray, pupil: IntArray) -> IntArray:
        """Return the tier of every pair, -1 where the school does not list the pupil."""
        if self.code is None:
            return np.zeros(len(pupil), np.int64)
        code = school * len(self.secured) + pupil
        at = np.searchsorted(self.code, code)
        there = np.append(self.code, -1)[at] == code
        found: IntArray = np.where(there, np.append(self.tier, -1)[at], -1)
        return found


def read_priorities(options: Mapping[str, Any], table: Table, ledger: Ledger) -> Priorities:
    """Return the priorities; faults go to the ledger."""
    n = len(table.pupils)
    code, tier = None, np.zeros(0, np.int64)
    if table.tier is not None:
        codes = table.tier[:, 0] * n + table.tier[:, 1]
        order = np.argsort(codes)
        code, tier = codes[order], table.tier[order, 2]
    secured = _secured(options.get("secured") or {}, table, ledger)
    metres = rule = own = None
    if "distance_m" in options:
        known = metres_table(options["distance_m"], table.schools, ledger, table.pupils)
        metres = known[1]
    if "priority_rule" in options:
        if metres is None:
            remedy = _("Give distance_m: pupil -> school -> metres.")
            message = _("A priority rule needs distances.")
            ledger.add("priority_rule", "required", message, remedy=remedy)
        else:
            _refuse_unknown_ways(metres, table, ledger)
            rule, own = rule_order(options["priority_rule"], metres, table.seats, ledger)
    return Priorities(len(table.schools), secured, code, tier, rule, own, metres)


def _refuse_unknown_ways(metres: IntArray, table: Table, ledger: Ledger) -> None:
    for i, s, _place in table.wish[metres[table.wish[:, 0], table.wish[:, 1]] < 0]:
        message = _("There is no distance from {value} to {school}.")
        words = {"value": table.pupils[i], "school": table.schools[s]}
        ledger.add("distance_m", "required", message, **words)


def _secured(secured: Any, table: Table, ledger: Ledger) -> IntArray:
    pupils = {name: i for i, name in enumerate(table.pupils)}
    schools = {name: s for s, name in enumerate(table.schools)}
    place = np.full(len(pupils), -1, np.int64)
    for pupil, school in secured.items():
        if pupil not in pupils:
            message = _("{value} has a secured seat but is no pupil.")
            ledger.add("secured", "reference", message, value=pupil, choices=table.pupils)
        elif not listed_names([school], "secured", ledger):
            continue
        elif school not in schools:
            message = _("The secured seat is at {value}, which is no school.")
            ledger.add("secured", "reference", message, value=school, choices=table.schools)
        else:
            place[pupils[pupil]] = schools[school]
    asked = np.bincount(place[place >= 0], minlength=len(schools))
    for s in np.flatnonzero(asked > np.maximum(table.seats, 0)):
        message = _("The school {value} has fewer seats than are secured.")
        ledger.add("secured", "capacity", message, value=table.schools[s])
    return place
