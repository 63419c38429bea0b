"""Travel table (restabell): metres and minutes from every wanted home to every unit.

A ready table goes first, then the streets, and only where there are none a straight line
times the instance's detour factor, loudly. Ways go by the instance's mode, on foot at 5 km/h
if it says nothing; metres are rounded to whole ones, minutes upwards.

Source: Skollagen (2010:800) 10 kap. 30 and 32 §§ know no other distance than the way the
pupil goes; a straight line where the rules said walking way has been overturned
(Göteborg 2020).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from skolval.domain.instance import Instance
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray, IntArray
from skolval.domain.retelling import retold
from skolval.domain.travel import UNKNOWN, TravelTable
from skolval.errors import Fault, InputError, UsageError
from skolval.travel.measuring import Table, by_street, straight_lines
from skolval.travel.network import network_of
from skolval.travel.places import Origins, doors_of, idle_units, origins_of, rows_in_round
from skolval.travel.ready import ready_table
from skolval.travel.second_homes import with_second_homes
from skolval.travel.snapping import REACH_METRES
from skolval.travel.stop_ways import with_stop_ways

__all__ = ["REACH_METRES", "travel_table"]

_DEMANDS = ("any", "route")


def travel_table(
    instance: Instance, *, demand: str = "any", pupils: IntArray | None = None
) -> TravelTable:
    """Every home is as far from a unit as the shortest walking way (gångväg).

    Parameters
    ----------
    instance : with a `travel` table, or `nodes` and `edges`, or neither.
    demand : ``any``, or ``route`` where the policy refuses straight lines.
    pupils : row numbers of the pupils wanted; those in the round when left out.

    Returns
    -------
    TravelTable
        One row per distinct origin; pupils of an area without address share its point.

    Raises
    ------
    InputError
        If a pupil or unit cannot be located, or `demand` is ``route`` and some distance
        would be a straight line.
    """
    if demand not in _DEMANDS:
        raise UsageError(
            Fault(
                _("There is no demand {demand!r}.").format(demand=demand),
                value=demand,
                rule="known_name",
                remedy=_("Known: {known}.").format(known=", ".join(_DEMANDS)),
            )
        )

    def measured(of: Instance, wanted: IntArray) -> TravelTable:
        return _from_homes(of, wanted, demand)

    rows = rows_in_round(instance, pupils)
    first = with_stop_ways(measured(instance, rows), instance, rows)
    return with_second_homes(first, instance, rows, measured)


def _from_homes(instance: Instance, rows: IntArray, demand: str) -> TravelTable:
    """Return the ways from the first homes of the pupils of `rows`."""
    if len(instance.travel):
        return ready_table(instance, rows)
    idle = idle_units(instance)
    if idle.any():
        others = instance.replace(units=instance.units[~idle].reset_index(drop=True))
        return _with_idle(_from_homes(others, rows, demand), idle)
    homes = origins_of(instance, rows)
    doors = doors_of(instance)
    network = network_of(instance, instance.ways.mode)
    if network is None:
        measured = straight_lines(instance, homes, doors)
    else:
        measured = by_street(instance, network, homes, doors)
    if demand == "route" and measured.kind != "street":
        raise InputError(_not_a_route(instance, measured))
    return TravelTable(
        metres=measured.metres,
        minutes=measured.minutes,
        origin_of_pupil=homes.of_pupil,
        kind=measured.kind,
        warnings=(*measured.warnings, *_area_warning(homes)),
        unsafe=measured.unsafe,
    )


def _with_idle(table: TravelTable, idle: BoolArray) -> TravelTable:
    """Return the table with columns of unknown ways for the units that are idle."""

    def widened(known: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
        wide = np.full((len(known), len(idle)), UNKNOWN, np.int32)
        wide[:, ~idle] = known
        return wide

    unsafe = None if table.unsafe is None else widened(table.unsafe)
    return table.replace(
        metres=widened(table.metres), minutes=widened(table.minutes), unsafe=unsafe
    )


def _area_warning(homes: Origins) -> tuple[str, ...]:
    if not homes.by_area:
        return ()
    text = N_(
        "{n} pupils have no address: their distances start at a representative point of the"
        " home area."
    )
    return (text.format(n=homes.by_area),)


def _not_a_route(instance: Instance, measured: Table) -> Fault:
    return Fault(
        _(
            "The policy demands distances by route (distance: route), but some would be straight"
            " lines. {warning}"
        ).format(warning=retold(measured.warnings[-1])),
        file=instance.name,
        rule="distance",
        remedy=_(
            "Give a travel table or complete streets, or write `distance: any` in the policy."
        ),
    )
