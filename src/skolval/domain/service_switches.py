"""Vehicles of services as whole columns of the model (linjer som körs eller inte)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.service_loads import legs_of

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray, Problem
    from skolval.domain.surfaces import Model

__all__ = ["post_vehicles", "ride_kronor"]


def post_vehicles(rule: str, problem: Problem, model: Model) -> tuple[IntArray, IntArray]:
    """Write a whole column for the vehicles of each service that does not go anyway.

    The pupils on a leg are at most its seats times the vehicles.

    Returns
    -------
    columns : one per such service that anybody can ride. services : their numbers.
    """
    legs, services = legs_of(problem), problem.services
    none = np.zeros(0, np.int64)
    if services is None or not len(legs.leg):
        return none, none
    size = problem.parties.size[problem.options.party[legs.option]]
    seats = np.maximum(legs.seats, 1)
    most = np.bincount(legs.leg, size, len(seats)).astype(np.int64)
    bought = ~services.running[legs.service]
    number, of_leg = np.unique(legs.service[bought], return_inverse=True)
    upper = np.zeros(len(number), np.int64)
    np.maximum.at(upper, of_leg, -(-most[bought] // seats[bought]))
    columns = model.variables(np.zeros_like(upper), upper, integer=True)
    row = np.cumsum(bought) - 1
    mine = bought[legs.leg]
    rows = np.arange(int(bought.sum()))
    entries = (
        np.r_[row[legs.leg[mine]], rows],
        np.r_[legs.option[mine], columns[of_leg]],
        np.r_[size[mine], -seats[bought]],
    )
    model.add_rows(rule, entries, upper=np.zeros_like(rows))
    return columns, number


def ride_kronor(problem: Problem) -> IntArray:
    """Return (n_options,) the kronor of those who ride, whatever the services cost themselves."""
    options, services = problem.options, problem.services
    if services is None or not len(services):
        return np.zeros(len(options), np.int64)
    service = options.mode - 1
    each = np.where(service >= 0, services.pupil_cost[np.maximum(service, 0)], 0)
    kronor: IntArray = each * problem.parties.size[options.party]
    return kronor
