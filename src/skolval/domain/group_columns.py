"""Groups of hosts as whole columns of the model (grupper som öppnas)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.group_counts import PERMILLE, in_group, seat_weight

if TYPE_CHECKING:
    from skolval.domain.hosting import Hosting
    from skolval.domain.problem import BoolArray, IntArray, Problem
    from skolval.domain.surfaces import Model

__all__ = ["GroupColumns", "full_months", "post_groups", "post_unit_switches"]

_NAME = "hosting"


@dataclass(frozen=True, slots=True)
class GroupColumns:
    """Where the groups stand in the model.

    Parameters
    ----------
    columns : (H,) whole column of every host. most : (H,) its upper bound, the groups that
        hold everybody who could come.
    row_host, row_month : of each row: the host, and the month in which its groups hold all.
    """

    columns: IntArray
    most: IntArray
    row_host: IntArray
    row_month: IntArray


def post_groups(problem: Problem, hosting: Hosting, model: Model) -> GroupColumns:
    """Write a whole column per host: its groups hold all who are there, in every month.

    Written once on a model, however many ask for it.
    """
    return model.once("groups", lambda: _post_groups(problem, hosting, model))


def post_unit_switches(problem: Problem, hosting: Hosting, model: Model) -> IntArray:
    """Write a switch per unit that has hosts, on where any group runs; return (U,) columns.

    Units without hosts have -1. Written once on a model.
    """
    return model.once("group units", lambda: _post_switches(problem, hosting, model))


def full_months(present: BoolArray) -> IntArray:
    """Return the months that no other month covers: who is there then is not a part of another's.

    Parameters
    ----------
    present : (parties, months). Of equal months the first is returned.
    """
    there = present.astype(np.int64)
    only = there.T @ (1 - there)  # [s, t]: who is there in month s and not in month t
    within = only == 0
    months = np.arange(present.shape[1])
    strictly = within & ~within.T
    same_before = within & within.T & (months[None, :] < months[:, None])
    some = there.any(axis=0)
    full: IntArray = np.flatnonzero(some & ~(strictly | same_before).any(axis=1))
    return full


def _post_groups(problem: Problem, hosting: Hosting, model: Model) -> GroupColumns:
    party = problem.options.party
    weight = seat_weight(problem, hosting)[party]
    inside = in_group(hosting)
    rows = np.flatnonzero(hosting.option_host >= 0)
    host = hosting.option_host[rows]
    order = np.argsort(host, kind="stable")
    rows = rows[order]
    start = np.searchsorted(host[order], np.arange(len(hosting) + 1))
    entries: list[tuple[IntArray, IntArray, IntArray]] = []
    of_host: list[tuple[int, int]] = []
    most = np.zeros(len(hosting), np.int64)
    seats = np.maximum(PERMILLE * hosting.most_size, 1)
    for number in range(len(hosting)):
        mine = rows[start[number] : start[number + 1]]
        present = inside[party[mine]]
        for month in full_months(present):
            there = mine[present[:, month]]
            entries.append((np.full(len(there), len(of_host)), there, weight[there]))
            of_host.append((number, int(month)))
            _, own = np.unique(party[there], return_index=True)
            needed = -(-int(weight[there[own]].sum()) // int(seats[number]))
            most[number] = max(int(most[number]), needed)
    columns = model.variables(np.zeros_like(most), most, integer=True)
    hosts, months = np.array(of_host, np.int64).reshape(-1, 2).T
    entries.append((np.arange(len(hosts)), columns[hosts], -seats[hosts]))
    parts = tuple(np.concatenate(part) for part in zip(*entries, strict=True))
    model.add_rows(_NAME, (parts[0], parts[1], parts[2]), upper=np.zeros(len(hosts), np.int64))
    return GroupColumns(columns, most, hosts, months)


def _post_switches(problem: Problem, hosting: Hosting, model: Model) -> IntArray:
    groups = post_groups(problem, hosting, model)
    units, of_host = np.unique(hosting.host_unit, return_inverse=True)
    switch = model.variables(np.zeros_like(units), np.ones_like(units), integer=True)
    row = np.arange(len(hosting))
    entries = (
        np.r_[row, row],
        np.r_[groups.columns, switch[of_host]],
        np.r_[np.ones_like(row), -groups.most],
    )
    model.add_rows(_NAME, entries, upper=np.zeros_like(row))
    column = np.full(len(problem.unit_ids), -1, np.int64)
    column[units] = switch
    return column
