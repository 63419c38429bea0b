"""build_problem: from instance, policy and travel table to the options table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.admissible import asks, refuse_discord, unmeasured
from skolval.domain.ground import ground_of
from skolval.domain.language import _
from skolval.domain.noted import (
    attendance_by_area,
    months_of,
    statuses_of,
    straight_metres,
    unit_shares,
)
from skolval.domain.option_tables import OptionTables
from skolval.domain.problem import IntArray, Problem
from skolval.domain.structure import needs_of, next_units, providers_of
from skolval.domain.transport_facts import (
    reasons_of,
    second_ways,
    stops_of,
    unsafe_ways,
)
from skolval.errors import Fault, InputError

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.domain.travel import TravelTable

__all__ = ["build_problem"]


def _in_round(instance: Instance) -> IntArray:
    """Return the rows of the pupils who take part; it is a fault if nobody does."""
    rows = np.flatnonzero(instance.pupils["in_round"].to_numpy(bool))
    if not len(rows):
        raise InputError(
            Fault(
                _("No pupil takes part in this round."),
                file=instance.name,
                column="in_round",
                remedy=_("Set in_round to yes for the pupils who are to be placed."),
            )
        )
    return rows


def build_problem(instance: Instance, policy: Policy, travel: TravelTable) -> Problem:
    """Return the problem that `policy` makes of `instance`.

    Parameters
    ----------
    travel : distances of all pupils in the round; see `skolval.travel`.

    Raises
    ------
    InputError
        If nobody takes part in the round, some pupil has no admissible offering, or the
        policy does not fit the instance (measuring point, straight lines, tests).
    """
    rows = _in_round(instance)
    tables = OptionTables(instance, policy, travel, rows)
    refuse_discord(instance, policy, tables.tested)
    parties = tables.parties()
    offerings = tables.offerings()
    options, reach = tables.options(parties, offerings)
    options, grounds = tables.narrowed(parties, offerings, options)
    programme, offering_programme = tables.programmes
    plain = Problem(
        parties=parties,
        offerings=offerings,
        options=options,
        unit_ids=tables.unit_ids.to_numpy(str),
        area_ids=tables.area_ids.to_numpy(str),
        groups=tuple(group.id for group in instance.groups),
        balance_group=instance.balance_group,
        grades=instance.grades,
        reference=reach.reference,
        reference_unit=reach.reference_unit,
        transport_limits=instance.transport_limits,
        distance_kind=travel.kind,
        policy=policy,
        warnings=(*travel.warnings, *tables.warnings, *unmeasured(instance, policy)),
        grounds=grounds,
        attendance_unit=tables.attendance_unit,
        tested=tables.tested,
        background=tuple(g.id for g in instance.groups if g.kind == "background"),
        programme=programme,
        offering_programme=offering_programme,
    )
    return _with_ways(_with_notes(plain, tables), tables)


def _with_notes(problem: Problem, tables: OptionTables) -> Problem:
    """Return the problem with what is noted of its pupils, units and areas."""
    instance, pupils, policy = tables.instance, tables.pupils, tables.policy
    needs, unit_features = needs_of(instance, pupils)
    return problem.replace(
        months=months_of(pupils),
        status=statuses_of(pupils),
        unit_share=unit_shares(instance),
        unit_provider=providers_of(instance),
        next_unit=next_units(instance),
        needs=needs,
        unit_features=unit_features,
        ground=(
            ground_of(instance, attendance_by_area(instance, problem.offerings))
            if policy.parties == "areas"
            else None
        ),
    )


def _with_ways(problem: Problem, tables: OptionTables) -> Problem:
    """Return the problem with the ways to school, and what decides on school transport."""
    instance, travel, policy = tables.instance, tables.travel, tables.policy
    offerings, options, pupils = problem.offerings, problem.options, tables.pupils
    straight = asks(policy, "measure", "straight")
    return problem.replace(
        straight=straight_metres(instance, pupils, offerings, options) if straight else None,
        transport=instance.transport,
        transport_costs=policy.transport_costs or instance.transport_costs,
        transport_reason=reasons_of(pupils),
        stop_metres=stops_of(pupils, travel, tables.rows),
        nearest_municipal=tables.nearest_municipal(problem.parties, offerings),
        second_metres=second_ways(travel, tables.rows, offerings, options),
        unsafe_metres=unsafe_ways(travel, tables.rows, offerings, options),
    )
