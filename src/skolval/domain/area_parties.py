"""Whole areas as parties (områden som placeras hela): the area problem of a pupils' problem.

A party is a home area and a grade. What it holds is exact:

size, member    the pupils, and those of each group; where some pupils' membership is unknown,
                the known ones stand for all, rounded half up
metres, minutes mean over the pupils, rounded half up
options         the offerings that every pupil of the party may be placed at
current unit    today's attendance area (skolskjutsområde) if the instance tells of one, else the
                unit that most pupils of the party have now; of equally many the nearest on the
                whole, then the first of the units' table

Areas without pupils of a grade are parties of size 0, so that a zone can reach across them; they
may be placed wherever an area beside them may. Pupils without a known area are parties of
their own. What is known of single pupils (wishes, siblings, grounds) plays no part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np

from skolval.domain.empty_areas import with_empty_areas
from skolval.domain.placement import NOT_PLACED
from skolval.domain.problem import IntArray, Options, Parties, Problem

__all__ = ["AreaParties", "area_problem"]

_PLAIN = frozenset(
    {
        "offerings", "unit_ids", "area_ids", "groups", "balance_group", "grades",
        "transport_limits", "distance_kind", "policy", "warnings", "unit_share", "tested",
        "background", "unit_provider", "next_unit", "offering_programme", "unit_features",
        "ground", "transport", "transport_costs",
    }
)  # fmt: skip
"""Fields of a problem that do not depend on who the parties are."""


@dataclass(frozen=True, slots=True)
class AreaParties:
    """A problem whose parties are areas, and the pupils behind them.

    Parameters
    ----------
    problem : the area problem; the areas of pupils first, in order of the first pupil, then
        those without pupils.
    members : (n_pupils,) party of each pupil.
    pupils : the problem of pupils.
    """

    problem: Problem
    members: IntArray
    pupils: Problem

    def expanded(self, chosen: IntArray) -> IntArray:
        """Return (n_pupils,) the pupils' own option rows when the areas have `chosen`."""
        row = chosen[self.members]
        placed = row >= 0
        of, by = self.problem.options, self.pupils.options
        wanted = _codes(self.problem, np.arange(len(row)), of.offering[row], of.mode[row])
        there = _codes(self.problem, by.party, by.offering, by.mode)
        order = np.argsort(there, kind="stable")
        found = order[np.minimum(np.searchsorted(there[order], wanted), len(order) - 1)]
        return np.where(placed & (there[found] == wanted), found, NOT_PLACED)

    def empty_areas(self, chosen: IntArray) -> dict[str, str]:
        """Return the offering of every placed area without pupils, by the party's id."""
        whole = self.problem
        rows = np.flatnonzero((whole.parties.size == 0) & (chosen >= 0))
        offering = whole.offerings.ids[whole.options.offering[chosen[rows]]]
        return dict(zip(whole.parties.ids[rows].tolist(), offering.tolist(), strict=True))

    def with_empty(self, chosen: IntArray, told: Mapping[str, str]) -> IntArray:
        """Return `chosen` with the areas without pupils where `told` says, if they may be there."""
        whole = self.problem
        party_of = {name: party for party, name in enumerate(whole.parties.ids.tolist())}
        offering_of = {name: number for number, name in enumerate(whole.offerings.ids.tolist())}
        start, offering = whole.options.start, whole.options.offering
        filled = chosen.copy()
        for name, at in told.items():
            party = party_of.get(name, -1)
            if party < 0 or whole.parties.size[party]:
                continue
            mine = np.arange(start[party], start[party + 1])
            rows = mine[offering[mine] == offering_of.get(at, -1)]
            filled[party] = rows[0] if len(rows) else NOT_PLACED
        return filled

    def gathered(self, chosen: IntArray) -> tuple[IntArray, IntArray]:
        """Return the areas' option rows, and the pupils who are not where their area is.

        Parameters
        ----------
        chosen : (n_pupils,) the pupils' own option rows. An area is where its first pupil is.
        """
        n = len(self.problem.parties)
        first = np.full(n, -1, np.int64)
        first[self.members[::-1]] = np.arange(len(self.members))[::-1]
        rows = np.where(first >= 0, chosen[first], NOT_PLACED)
        of, by = self.problem.options, self.pupils.options
        wanted = _codes(self.problem, np.arange(n), by.offering[rows], by.mode[rows])
        there = _codes(self.problem, of.party, of.offering, of.mode)
        order = np.argsort(there, kind="stable")
        found = order[np.minimum(np.searchsorted(there[order], wanted), len(order) - 1)]
        gathered = np.where((rows >= 0) & (there[found] == wanted), found, NOT_PLACED)
        return gathered, np.flatnonzero(self.expanded(gathered) != chosen)


def area_problem(problem: Problem) -> AreaParties:
    """Return the problem in which whole areas are placed."""
    members, first = _grouped(problem)
    size = np.bincount(members, weights=problem.parties.size, minlength=len(first))
    options = _options(problem, members, len(first))
    parties = _parties(problem, members, first, size.astype(np.int64))
    unit = problem.offerings.unit[options.offering]
    parties = _replaced(parties, current_unit=_today(problem, parties, members, (options, unit)))
    kept = {field.name: getattr(problem, field.name) for field in fields(problem)}
    none = np.full((len(first), 3), -1, np.int64)
    whole = Problem(
        **{name: kept[name] for name in kept if name in _PLAIN},
        parties=parties,
        options=options,
        reference=none,
        reference_unit=none,
        of_areas=True,
    )
    return AreaParties(with_empty_areas(whole), members, problem)


def _grouped(problem: Problem) -> tuple[IntArray, IntArray]:
    """Return the party of every pupil, and the first pupil of every party."""
    parties = problem.parties
    alone = parties.area < 0
    key = parties.area * len(problem.grades.codes) + parties.grade
    key = np.where(alone, -1 - np.arange(len(key)), key)
    _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    order = np.argsort(first)
    number = np.empty_like(order)
    number[order] = np.arange(len(order))
    return number[inverse.reshape(-1)].astype(np.int64), first[order].astype(np.int64)


def _options(problem: Problem, members: IntArray, n: int) -> Options:
    """Return the offerings that all pupils of a party share, with their mean ways."""
    rows = problem.options
    party = members[rows.party]
    code = _codes(problem, party, rows.offering, rows.mode)
    _, first, inverse, count = np.unique(
        code, return_index=True, return_inverse=True, return_counts=True
    )
    inverse = inverse.reshape(-1)
    pupils = np.bincount(members, minlength=n)
    unknown = np.zeros(len(first), np.bool_)
    unknown[inverse[(rows.metres < 0) | (rows.minutes < 0)]] = True
    shared = count == pupils[party[first]]

    def mean(column: IntArray) -> IntArray:
        sums = np.zeros(len(first), np.int64)
        np.add.at(sums, inverse, column)
        whole: IntArray = np.where(unknown, -1, (2 * sums + count) // (2 * count))[shared]
        return whole

    cost = np.zeros(len(first), np.int64)
    np.add.at(cost, inverse, rows.cost)
    of, at, mode = party[first][shared], rows.offering[first][shared], rows.mode[first][shared]
    metres, minutes, cost = mean(rows.metres), mean(rows.minutes), cost[shared]
    order = np.lexsort((mode, at, metres, of))
    return Options(
        party=of[order],
        offering=at[order],
        mode=mode[order],
        metres=metres[order],
        minutes=minutes[order],
        rank=np.zeros(len(order), np.int64),
        cost=cost[order],
        start=np.searchsorted(of[order], np.arange(n + 1)).astype(np.int64),
    )


def _parties(problem: Problem, members: IntArray, first: IntArray, size: IntArray) -> Parties:
    old = problem.parties
    n = len(first)
    none = np.full(n, -1, np.int64)
    codes = np.array(problem.grades.codes)
    several = len(np.unique(old.grade)) > 1
    area = old.area[first]
    names = problem.area_ids[area] if len(problem.area_ids) else old.ids[first]
    told = [
        f"{a}, {g}" if several else str(a)
        for a, g in zip(names, codes[old.grade[first]], strict=True)
    ]
    return Parties(
        ids=np.where(area >= 0, np.array(told, dtype=str), old.ids[first]),
        size=size,
        grade=old.grade[first],
        area=area,
        current_unit=none,
        household=none,
        sibling_unit=none[:, None],
        sibling_grade=none[:, None],
        protected=old.protected[first],
        member=_members(old, members, size),
        area_share=old.area_share[first],
    )


def _members(old: Parties, members: IntArray, size: IntArray) -> IntArray:
    """Return (n, G) pupils of each group, -1 where nobody's membership is known."""
    found = np.full((len(size), old.member.shape[1]), -1, np.int64)
    for column in range(old.member.shape[1]):
        own = old.member[:, column]
        known = np.zeros(len(size), np.int64)
        inside = np.zeros(len(size), np.int64)
        np.add.at(known, members[own >= 0], old.size[own >= 0])
        np.add.at(inside, members[own >= 0], own[own >= 0])
        stand = (2 * inside * size + known) // np.maximum(2 * known, 1)
        found[:, column] = np.where(known > 0, stand, -1)
    return found


def _today(
    problem: Problem, parties: Parties, members: IntArray, ways: tuple[Options, IntArray]
) -> IntArray:
    """Return today's unit of every party, -1 none."""
    options, unit = ways
    n, units = len(parties), len(problem.unit_ids)
    now = problem.parties.current_unit
    code = members[now >= 0] * units + now[now >= 0]
    pairs, count = np.unique(code, return_counts=True)
    metres = np.full(n * units, np.iinfo(np.int64).max)
    np.minimum.at(metres, options.party * units + unit, options.metres)
    order = np.lexsort((pairs, metres[pairs], -count, pairs // units))
    of, at = np.unique(pairs[order] // units, return_index=True)
    most = np.full(n, -1, np.int64)
    most[of] = pairs[order][at] % units
    if problem.ground is None:
        return most
    drawn = np.where(parties.area >= 0, problem.ground.today[parties.area, parties.grade], -1)
    own = problem.attendance_unit
    if own is not None:
        told = np.full(n, -1, np.int64)
        told[members[::-1]] = own[::-1]
        drawn = np.where(drawn >= 0, drawn, told)
    return np.where(drawn >= 0, drawn, most)


def _replaced(parties: Parties, *, current_unit: IntArray) -> Parties:
    same = {field.name: getattr(parties, field.name) for field in fields(parties)}
    return Parties(**same | {"current_unit": current_unit})


def _codes(problem: Problem, party: IntArray, offering: IntArray, mode: IntArray) -> IntArray:
    """Return one number per party, offering and mode."""
    modes = int(problem.options.mode.max(initial=0)) + 1
    code: IntArray = (party * len(problem.offerings) + offering) * modes + mode
    return code
