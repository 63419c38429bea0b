"""The problem of a decision: of the pupils that the policy places, with the groups they need."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.hosting import NO_HOST, Hosting, HostingRule
from skolval.domain.hosting_tables import hosting_of
from skolval.domain.introduction_problem import introduction_problem
from skolval.domain.language import N_
from skolval.domain.option_tables import without_options
from skolval.domain.placed_view import placed_view
from skolval.domain.policy import OptionRule
from skolval.domain.problem import UNWISHED
from skolval.domain.spine import build_problem
from skolval.domain.subset import with_rows

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.domain.problem import BoolArray, IntArray, Problem
    from skolval.domain.travel import TravelTable

__all__ = ["placed_problem"]

_ALL = 1_000_000


def placed_problem(instance: Instance, policy: Policy, travel: TravelTable) -> Problem:
    """Return the problem that `policy` makes of `instance`, whomever it places.

    Parameters
    ----------
    instance : the whole one. travel : distances of the pupils of its view, see `placed_view`.

    Raises
    ------
    InputError
        As `build_problem`, and if the plan does not fit the pupils.
    """
    view = placed_view(instance, policy)
    if policy.places == "introduction":
        return _spread_warned(introduction_problem(instance, policy, travel))
    if policy.places != "newly_arrived":
        return build_problem(view, policy, travel)
    # every unit is in reach at first: the nearest that count are those that may run a group
    wide = build_problem(view, policy.replace(options=OptionRule(_ALL)), travel)
    wide = wide.replace(policy=policy)
    hosting = hosting_of(instance, policy, wide)
    wide = _with_seats(wide, hosting)
    rule = policy.hosting or HostingRule()
    keep = _admissible(wide, hosting, rule)
    near = _nearest(wide, keep, hosting.kept, policy.options.nearest)
    return _spread_warned(_warned(with_rows(wide, keep & near)))


def _with_seats(problem: Problem, hosting: Hosting) -> Problem:
    """Return the problem with its hosting, and the most free seats of any month."""
    offerings = problem.offerings
    seats = offerings.seats if hosting.seats is None else hosting.seats.max(axis=1)
    return problem.replace(offerings=replace(offerings, seats=seats), hosting=hosting)


def _admissible(problem: Problem, hosting: Hosting, rule: HostingRule) -> BoolArray:
    """Return the rows where the pupil may go: a host that the rule allows, its language, kept."""
    party = problem.options.party
    needing = (hosting.leaves > hosting.enters)[party]
    row = hosting.option_host
    known = row != NO_HOST
    allowed = known & _open_hosts(problem, hosting, rule)[np.maximum(row, 0)]
    if rule.languages == "required":
        language = hosting.party_language[party]
        speaks = np.pad(hosting.unit_language, ((0, 0), (0, 1)), constant_values=True)
        allowed &= speaks[problem.unit_of_option(), language]
    keep: BoolArray = ~needing | allowed
    own = hosting.kept[party]
    if rule.keep:
        keep &= own < 0
        keep[own[own >= 0]] = True
    return keep


def _open_hosts(problem: Problem, hosting: Hosting, rule: HostingRule) -> BoolArray:
    """Return which hosts the rule lets run groups."""
    if rule.units == "today":
        today: BoolArray = hosting.today > 0
        return today
    if rule.units == "reception" and hosting.reception is not None:
        return hosting.reception
    if rule.units == "listed":
        listed: BoolArray = np.isin(problem.unit_ids[hosting.host_unit], list(rule.listed))
        return listed
    return np.ones(len(hosting), bool)


def _nearest(problem: Problem, keep: BoolArray, kept: IntArray, nearest: int) -> BoolArray:
    """Return the rows that were wished for, of the place one has, and the nearest of `keep`."""
    options = problem.options
    named = (options.rank != UNWISHED) | (np.arange(len(options)) == kept[options.party])
    others = np.cumsum(keep & ~named)
    before = np.concatenate([[0], others])[options.start[options.party]]
    near: BoolArray = named | (others - before <= nearest)
    return near


def _warned(problem: Problem) -> Problem:
    return problem.replace(warnings=(*problem.warnings, *without_options(problem.options)))


def _spread_warned(problem: Problem) -> Problem:
    """Return the problem with a warning where a goal of spread counts all units there are."""
    hosting = problem.hosting
    units = 0 if hosting is None else len(np.unique(_used(hosting)))
    top = max((s.params.top for s in problem.policy.goals if s.name == "host_spread"), default=0)
    if top < units or not top:
        return problem
    text = N_(
        "The goal host_spread looks at the {top} units with most, and groups can be at no more "
        "than {units}: it changes nothing."
    )
    return problem.replace(warnings=(*problem.warnings, text.format(top=top, units=units)))


def _used(hosting: Hosting) -> IntArray:
    """Return the unit of every option that is in a group."""
    row = hosting.option_host
    units: IntArray = hosting.host_unit[row[row != NO_HOST]]
    return units
