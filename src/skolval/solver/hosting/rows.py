"""The rules of groups as rows: rooms, sizes, hosts, and seats in regular classes.

What the prices of `dual` know by themselves is written first (`Core.rows`); what comes after is
priced like any rule's rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.group_columns import GroupColumns, post_groups, post_unit_switches
from skolval.domain.group_counts import PERMILLE, in_group, seat_weight
from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.problem import IntArray, Problem
from skolval.solver.hosting.shares import post_recent, post_top
from skolval.solver.model import ArrayModel

__all__ = ["NAME", "Core", "binding_months", "post_core"]

NAME = "hosting"


@dataclass(frozen=True, slots=True)
class Core:
    """What was written of the groups.

    Parameters
    ----------
    hosting, rule : what they were written of. groups : the hosts' columns.
    switch : (U,) column of every unit that has hosts, -1 for the others.
    opened : (H,) column of every host, 1 where it runs any group.
    fullest : (R,) a switch for each of the groups' rows: in this month the host is full enough.
    rows : the rows before this one are known to the prices.
    """

    hosting: Hosting
    rule: HostingRule
    groups: GroupColumns
    switch: IntArray
    opened: IntArray
    fullest: IntArray
    rows: int


def post_core(problem: Problem, hosting: Hosting, rule: HostingRule, model: ArrayModel) -> Core:
    """Write all rules of groups on an empty model."""
    groups = post_groups(problem, hosting, model)
    switch = post_unit_switches(problem, hosting, model)
    _post_rooms(hosting, groups, switch, model)
    opened = _post_opened(hosting, groups, switch, model)
    fullest = _post_least(problem, hosting, groups, model)
    _post_ever(problem, hosting, groups, model)
    _post_totals(rule, groups, switch, model)
    _post_classes(problem, hosting, switch, model)
    known = model.n_rows
    _post_months(problem, hosting, model)
    post_recent(problem, hosting, rule, model)
    post_top(problem, hosting, rule, model)
    return Core(hosting, rule, groups, switch, opened, fullest, known)


def binding_months(seats: IntArray) -> list[IntArray]:
    """Return for each offering the months whose seats bind.

    Regular seats stay taken to the end, so a month binds only if every later one has more.

    Parameters
    ----------
    seats : (m, months).
    """
    later = np.minimum.accumulate(seats[:, ::-1], axis=1)[:, ::-1]
    binds = np.ones(seats.shape, np.bool_)
    binds[:, :-1] = seats[:, :-1] < later[:, 1:]
    return [np.flatnonzero(row) for row in binds]


def _post_rooms(
    hosting: Hosting, groups: GroupColumns, switch: IntArray, model: ArrayModel
) -> None:
    """At most so many groups at a host and at a unit; a unit that is on runs one."""
    host = np.arange(len(hosting))
    one = np.ones_like(host)
    each = (
        np.r_[host, host],
        np.r_[groups.columns, switch[hosting.host_unit]],
        np.r_[one, -hosting.most],
    )
    model.add_rows(NAME, each, upper=np.zeros_like(host))
    units = np.flatnonzero(switch >= 0)
    row = np.arange(len(units))
    of_host = np.searchsorted(units, hosting.host_unit)
    columns = np.r_[groups.columns, switch[units]]
    most = np.r_[of_host, row], columns, np.r_[one, -hosting.unit_most[units]]
    least = np.r_[of_host, row], columns, np.r_[-one, np.ones_like(row)]
    model.add_rows(NAME, most, upper=np.zeros_like(row))
    model.add_rows(NAME, least, upper=np.zeros_like(row))


def _post_opened(
    hosting: Hosting, groups: GroupColumns, switch: IntArray, model: ArrayModel
) -> IntArray:
    """Write a switch per host, on where any group runs; return their columns."""
    host = np.arange(len(hosting))
    one, none = np.ones_like(host), np.zeros_like(host)
    most = np.minimum(hosting.most, groups.most)
    opened = model.variables(none, np.minimum(most, 1), integer=True)
    row = np.r_[host, host]
    model.add_rows(NAME, (row, np.r_[groups.columns, opened], np.r_[one, -most]), upper=none)
    model.add_rows(NAME, (row, np.r_[opened, groups.columns], np.r_[one, -one]), upper=none)
    units = switch[hosting.host_unit]
    model.add_rows(NAME, (row, np.r_[opened, units], np.r_[one, -one]), upper=none)
    return opened


def _post_least(
    problem: Problem, hosting: Hosting, groups: GroupColumns, model: ArrayModel
) -> IntArray:
    """Each group is full enough in one month, the same for all groups of a host."""
    switch = model.variables(
        np.zeros_like(groups.row_host), np.ones_like(groups.row_host), integer=True
    )
    rows = np.arange(len(switch))
    host = groups.row_host
    least = PERMILLE * hosting.least_size
    slack = (least * np.minimum(hosting.most, groups.most))[host]
    entries = _present(problem, hosting, groups)
    model.add_rows(
        NAME,
        (
            np.r_[entries[0], rows, rows],
            np.r_[entries[1], groups.columns[host], switch],
            np.r_[-entries[2], least[host], slack],
        ),
        upper=slack,
    )
    hosts, of_row = np.unique(host, return_inverse=True)
    some = np.r_[of_row, np.arange(len(hosts))]
    opened = groups.columns[hosts]
    many = np.maximum(np.minimum(hosting.most, groups.most)[hosts], 1)
    model.add_rows(
        NAME,
        (some, np.r_[switch, opened], np.r_[-many[of_row], np.ones_like(hosts)]),
        upper=np.zeros_like(hosts),
    )
    return switch


def _post_ever(problem: Problem, hosting: Hosting, groups: GroupColumns, model: ArrayModel) -> None:
    """All who ever come to a host fill its groups: follows from the least size of one month."""
    weight = seat_weight(problem, hosting) * in_group(hosting).any(axis=1)
    rows = np.flatnonzero(hosting.option_host >= 0)
    host = np.arange(len(hosting))
    entries = (
        np.r_[hosting.option_host[rows], host],
        np.r_[rows, groups.columns],
        np.r_[-weight[problem.options.party[rows]], PERMILLE * hosting.least_size],
    )
    model.add_rows(NAME, entries, upper=np.zeros_like(host))


def _present(
    problem: Problem, hosting: Hosting, groups: GroupColumns
) -> tuple[IntArray, IntArray, IntArray]:
    """Return row, option and weight of all who can be there in the month of each groups' row."""
    inside, weight = in_group(hosting), seat_weight(problem, hosting)
    rows = np.flatnonzero(hosting.option_host >= 0)
    rows = rows[np.argsort(hosting.option_host[rows], kind="stable")]
    start = np.searchsorted(hosting.option_host[rows], np.arange(len(hosting) + 1))
    wide = (start[1:] - start[:-1])[groups.row_host]
    row = np.repeat(np.arange(len(wide)), wide)
    ahead = np.cumsum(wide) - wide
    option = rows[np.arange(len(row)) - ahead[row] + start[groups.row_host[row]]]
    party = problem.options.party[option]
    there = inside[party, groups.row_month[row]]
    return row[there], option[there], weight[party[there]]


def _post_totals(
    rule: HostingRule, groups: GroupColumns, switch: IntArray, model: ArrayModel
) -> None:
    none = np.zeros(1, np.int64)
    if rule.groups_most is not None:
        columns = groups.columns
        entries = (np.zeros_like(columns), columns, np.ones_like(columns))
        model.add_rows(NAME, entries, upper=none + rule.groups_most)
    if rule.min_hosts:
        columns = switch[switch >= 0]
        entries = (np.zeros_like(columns), columns, -np.ones_like(columns))
        model.add_rows(NAME, entries, upper=none - rule.min_hosts)


def _post_classes(problem: Problem, hosting: Hosting, switch: IntArray, model: ArrayModel) -> None:
    """Nobody from a group in a class of a unit that runs none: tighter than seats alone."""
    rows = np.flatnonzero(hosting.option_host >= 0)
    used, row = np.unique(problem.options.offering[rows], return_inverse=True)
    unit = problem.offerings.unit[used]
    party = problem.options.party[rows]
    size = problem.parties.size[party]
    pairs = np.unique(row * max(len(problem.parties), 1) + party)
    could = np.bincount(pairs // max(len(problem.parties), 1), minlength=len(used))
    could = could * problem.parties.size.max(initial=0)
    most = np.minimum(problem.offerings.seats[used], could).astype(np.int64)
    number = np.arange(len(used))
    entries = (np.r_[row, number], np.r_[rows, switch[unit]], np.r_[size, -most])
    model.add_rows(NAME, entries, upper=np.zeros_like(number))


def _post_months(problem: Problem, hosting: Hosting, model: ArrayModel) -> None:
    """Regular seats are taken from a month on; in each month there are enough."""
    seats = hosting.seats
    if seats is None:
        seats = np.repeat(problem.offerings.seats[:, None], 1, axis=1)
    options = problem.options
    since = hosting.seat_from if hosting.seats is not None else np.zeros_like(hosting.seat_from)
    order = np.argsort(options.offering, kind="stable")
    start = np.searchsorted(options.offering[order], np.arange(len(seats) + 1))
    parts: list[tuple[IntArray, IntArray]] = []
    upper: list[int] = []
    for offering, months in enumerate(binding_months(seats)):
        mine = order[start[offering] : start[offering + 1]]
        for month in months.tolist() if len(mine) else ():
            taken = mine[since[options.party[mine]] <= month]
            parts.append((np.full(len(taken), len(upper)), taken))
            upper.append(int(seats[offering, month]))
    if not upper:
        return
    row, column = (np.concatenate(part) for part in zip(*parts, strict=True))
    size = problem.parties.size[options.party[column]]
    model.add_rows(NAME, (row, column, size), upper=np.array(upper, np.int64))
