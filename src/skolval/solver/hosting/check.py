"""The rules of groups asked of a finished placement, counted anew and not from any row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from skolval.domain.group_counts import PERMILLE, groups_needed, taken_by_month
from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.solver.hosting.shares import recent_room

__all__ = ["broken_group_rules"]


def broken_group_rules(
    problem: Problem, hosting: Hosting, rule: HostingRule, chosen: IntArray
) -> Iterator[str]:
    """Yield what the placement breaks, in English sentences that have a translation."""
    groups = groups_needed(problem, chosen)
    yield from _of_hosts(problem, hosting, groups, chosen)
    units = np.bincount(hosting.host_unit, groups, len(hosting.unit_most))
    if (units > hosting.unit_most).any():
        yield N_("A unit runs more groups than it has rooms.")
    if rule.groups_most is not None and groups.sum() > rule.groups_most:
        yield N_("More groups are opened than the policy allows in all.")
    if int((units > 0).sum()) < rule.min_hosts:
        yield N_("Fewer units run groups than the policy asks for.")
    yield from _of_seats(problem, hosting, chosen)
    yield from _of_shares(problem, hosting, rule, chosen)


def _of_hosts(
    problem: Problem, hosting: Hosting, groups: IntArray, chosen: IntArray
) -> Iterator[str]:
    if (groups > hosting.most).any():
        yield N_("A host runs more groups than it has rooms.")
    fullest = taken_by_month(problem, hosting, chosen).max(axis=1, initial=0)
    if (fullest < PERMILLE * hosting.least_size * groups).any():
        yield N_("A group is smaller than its least size in every month.")


def _of_seats(problem: Problem, hosting: Hosting, chosen: IntArray) -> Iterator[str]:
    if hosting.seats is None:
        return
    party = np.flatnonzero(chosen >= 0)
    offering = problem.options.offering[chosen[party]]
    taken = np.zeros_like(hosting.seats)
    since = np.arange(hosting.months) >= hosting.seat_from[party, None]
    np.add.at(taken, offering, since * problem.parties.size[party, None])
    if (taken > hosting.seats).any():
        yield N_("A grade has more pupils than regular seats in some month.")


def _of_shares(
    problem: Problem, hosting: Hosting, rule: HostingRule, chosen: IntArray
) -> Iterator[str]:
    party = np.flatnonzero(chosen >= 0)
    unit = problem.unit_of_option()[chosen[party]]
    size = problem.parties.size[party]
    room = recent_room(problem, hosting, rule)
    units = len(problem.unit_ids)
    if room is not None and (np.bincount(unit, size, units) > room).any():
        yield N_("Newly arrived pupils are a larger share of a unit than the policy allows.")
    if rule.top_share is None:
        return
    grouped = hosting.option_host[chosen[party]] >= 0
    there = np.sort(np.bincount(unit[grouped], size[grouped], units))[::-1]
    if PERMILLE * there[: rule.top_units].sum() > rule.top_share * there.sum():
        yield N_("The units with most pupils in groups have a larger share than the policy allows.")
