"""The tables of preparatory classes as the arrays of `Hosting` (förberedelseklasser).

Who needs a group from when to when, which units may run one, and which seats are free when.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.hosting import NO_HOST, Hosting, HostingRule
from skolval.domain.language import _
from skolval.domain.months import later, months_since
from skolval.domain.party_tables import codes
from skolval.domain.spans import grades_of_span
from skolval.errors import Fault, InputError

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["hosting_of", "late_arrivals"]

PERMILLE, USUAL_PERCENT = 1000, 60
_PRESCHOOL, _AUTUMN = "F", "08"


def hosting_of(instance: Instance, policy: Policy, problem: Problem) -> Hosting:
    """Return who needs a preparatory class when, and which units may run one.

    Parameters
    ----------
    problem : made of the newly arrived pupils, one party each in the order of their table.

    Raises
    ------
    InputError
        If a pupil arrives after the last month of the plan.

    Source: Skollagen 3 kap. 12 b, 12 e and 12 f §§.
    """
    rule = policy.hosting or HostingRule()
    first = _first_month(instance, rule)
    late = late_arrivals(instance, policy)
    if late:
        raise InputError(late)
    hosts = _Hosts(instance, rule)
    pupils = instance.newly_arrived
    needing = _needing(instance, problem, hosts.of_grade)
    enters, leaves, clock, seat_from = _calendar(pupils, rule, first, needing)
    current = problem.parties.current_unit
    here = np.bincount(current[current >= 0], minlength=len(problem.unit_ids))
    option_host = hosts.of_grade[problem.unit_of_option(), _grade_of_option(problem)]
    option_host = np.where((leaves > enters)[problem.options.party], option_host, NO_HOST)
    return Hosting(
        **hosts.columns(),
        languages=hosts.languages,
        party_language=codes(pd.Index(hosts.languages), pupils["language"].str.casefold()),
        option_host=option_host,
        months=rule.months,
        enters=enters,
        leaves=leaves,
        seat_from=seat_from,
        clock=clock,
        share=_numbers(pupils["week_percent"], USUAL_PERCENT) * (PERMILLE // 100),
        kept=_kept(problem),
        unit_pupils=np.maximum(hosts.pupils - here, 0),
        unit_recent=np.maximum(hosts.recent - here, 0),
        seats=_seats(instance, problem, (first, rule.months)),
        first_month=first,
    )


def _numbers(column: pd.Series, empty: int) -> IntArray:
    return np.asarray(column.astype("Int64").fillna(empty).to_numpy(np.int64))


def _grade_of_option(problem: Problem) -> IntArray:
    grade: IntArray = problem.offerings.grade[problem.options.offering]
    return grade


def _first_month(instance: Instance, rule: HostingRule) -> str:
    """Return the first month of the plan: what the policy says, else August of the school year."""
    return rule.first_month or f"{instance.school_year[:4]}-{_AUTUMN}"


def _needing(instance: Instance, problem: Problem, of_grade: IntArray) -> BoolArray:
    """Return who may go to a group: not in the preschool class, nor placed in a class already."""
    pupils, current = instance.newly_arrived, problem.parties.current_unit
    at_home = of_grade[np.maximum(current, 0), problem.parties.grade] != NO_HOST
    preschool = (pupils["grade"] == _PRESCHOOL).to_numpy(bool)
    needing: BoolArray = ~preschool & ((current < 0) | at_home)
    return needing


def _calendar(
    pupils: pd.DataFrame, rule: HostingRule, first: str, needing: BoolArray
) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """Return enters, leaves, clock and seat_from of every pupil."""
    arrives = np.array([months_since(first, str(day)) for day in pupils["arrival"]], np.int64)
    current = pupils["current_unit"].notna().to_numpy(bool)
    enters = np.maximum(arrives, 0)
    before = np.where(current, np.maximum(-arrives, 0), 0)
    clock = np.where(
        pupils["months_before"].notna(), _numbers(pupils["months_before"], 0), before
    ).astype(np.int64)
    needed = np.minimum(_numbers(pupils["months_needed"], rule.months_most), rule.months_most)
    left = np.where(needing, np.maximum(needed - clock, 0), 0)
    leaves = np.minimum(enters + left, rule.months)
    latest = np.maximum(arrives + rule.regular_within, 0)
    seat_from = np.where(current, 0, np.minimum(np.maximum(latest, enters), leaves))
    seat_from = np.where(leaves > enters, seat_from, enters)
    return enters, leaves, clock, np.minimum(seat_from, rule.months - 1)


def late_arrivals(instance: Instance, policy: Policy) -> tuple[Fault, ...]:
    """Return a fault where pupils arrive after the last month of the policy's plan."""
    rule = policy.hosting or HostingRule()
    first = _first_month(instance, rule)
    days = instance.newly_arrived["arrival"]
    arrives = np.array([months_since(first, str(day)) for day in days], np.int64)
    late = np.flatnonzero(arrives >= rule.months)
    if not len(late):
        return ()
    return (
        Fault(
            _("{count} pupils arrive after the last month of the plan, {last}.").format(
                count=len(late), last=later(first, rule.months - 1)
            ),
            file="newly_arrived.csv",
            column="arrival",
            value=str(days.iloc[late[0]]),
            rule="plan",
            remedy=_("Set `hosting: {first_month: ..., months: ...}` so that all arrive in it."),
        ),
    )


def _kept(problem: Problem) -> IntArray:
    """Return the option row of each pupil at the current unit, -1 for nobody placed before."""
    options, current = problem.options, problem.parties.current_unit
    same = current[options.party] == problem.unit_of_option()
    kept = np.full(len(problem.parties), -1, np.int64)
    rows = np.flatnonzero(same & (current[options.party] >= 0))
    kept[options.party[rows]] = rows
    return kept


def _seats(instance: Instance, problem: Problem, plan: tuple[str, int]) -> IntArray:
    """Return (m, months) free regular seats, and the one that each placed pupil has already."""
    first, months = plan
    seats = np.zeros((len(problem.offerings), months), np.int64)
    free = instance.free_seats
    units = pd.Index(problem.unit_ids)
    grades = pd.Index(list(problem.grades.codes))
    number = np.full((len(units) + 1, len(grades)), -1, np.int64)
    number[problem.offerings.unit, problem.offerings.grade] = np.arange(len(problem.offerings))
    offering = number[codes(units, free["unit_id"]), codes(grades, free["grade"])]
    month = np.arange(months)
    start = _bounds(free["from_date"], first, 0)
    end = _bounds(free["to_date"], first, months)
    for row in np.flatnonzero(offering >= 0):
        during = (month >= start[row]) & (month <= end[row])
        seats[offering[row]] += during * int(free["seats"].iloc[row])
    parties = problem.parties
    held = number[parties.current_unit, parties.grade]
    np.add.at(seats, held[(parties.current_unit >= 0) & (held >= 0)], 1)
    return seats


def _bounds(days: pd.Series, first: str, empty: int) -> IntArray:
    told = [empty if pd.isna(day) else months_since(first, str(day)) for day in days]
    return np.array(told, np.int64)


class _Hosts:
    """The hosts' table as arrays: rows that the rule lets run groups, and facts by unit."""

    def __init__(self, instance: Instance, rule: HostingRule) -> None:
        table = instance.hosts
        unit = codes(pd.Index(instance.units["unit_id"].astype(str)), table["unit_id"])
        spans = {kind: grades_of_span(kind, instance.grades) for kind in set(table["kind"])}
        self.kinds = tuple(sorted(spans, key=lambda kind: (*spans[kind][:1], kind)))
        kind = codes(pd.Index(self.kinds), table["kind"])
        order = np.lexsort((kind, unit))
        self.table, self.rule = table.iloc[order], rule
        self.unit, self.kind = unit[order], kind[order]
        self.of_grade = np.full((len(instance.units) + 1, len(instance.grades.codes)), NO_HOST)
        for row, (at, what) in enumerate(zip(self.unit, self.kind, strict=True)):
            self.of_grade[at, list(spans[self.kinds[what]])] = row
        self.units = len(instance.units)
        known = self._by_unit("pupils_today", -1)
        self.pupils = np.where(known < 0, _enrolled(instance), known)
        self.recent = self._by_unit("newly_arrived_today", 0)
        words = self.table["languages"].fillna("").str.casefold().str.split()
        spoken = set(instance.newly_arrived["language"].dropna().str.casefold())
        self.languages = tuple(sorted(spoken | {word for told in words for word in told}))
        self.speaks: npt.NDArray[np.bool_] = np.zeros((self.units, len(self.languages)), bool)
        for at, told in zip(self.unit, words, strict=True):
            self.speaks[at, [self.languages.index(word) for word in told]] = True

    def _by_unit(self, name: str, empty: int) -> IntArray:
        """Return a column that is told once for a unit, on any of its rows."""
        found = np.full(self.units, empty, np.int64)
        told = self.table[name].notna().to_numpy(bool)
        found[self.unit[told]] = self.table[name][told].to_numpy(np.int64)
        return found

    def columns(self) -> dict[str, Any]:
        """Return the fields of `Hosting` that are about hosts and units."""
        table, rule = self.table, self.rule
        most = _numbers(table["groups_most"], 0)
        rooms = np.zeros(self.units, np.int64)
        np.add.at(rooms, self.unit, most)
        told = self._by_unit("unit_groups_most", -1)
        size_least = _numbers(table["size_least"], 0)
        size_most = _numbers(table["size_most"], 0)
        return {
            "kinds": self.kinds,
            "host_unit": self.unit,
            "host_kind": self.kind,
            "most": most,
            "today": _numbers(table["groups_today"], 0),
            "unit_most": np.where(told < 0, rooms, told),
            "least_size": _instead(size_least, rule.least_size),
            "most_size": _instead(size_most, rule.most_size),
            "unit_cost": self._by_unit("unit_cost", 0),
            "group_cost": _numbers(table["group_cost"], 0),
            "unit_language": self.speaks,
            "reception": table["reception"].astype("boolean").fillna(value=False).to_numpy(bool),
        }


def _instead(own: IntArray, told: int | None) -> IntArray:
    return own if told is None else np.full(len(own), told, np.int64)


def _enrolled(instance: Instance) -> IntArray:
    """Return the pupils of every unit in today's enrolment, 0 where it is not told."""
    pupils = instance.enrolment.drop_duplicates("unit_id").set_index("unit_id")["pupils"]
    ids = instance.units["unit_id"].astype(str)
    return np.asarray(pupils.reindex(ids).fillna(0).to_numpy(np.int64))
