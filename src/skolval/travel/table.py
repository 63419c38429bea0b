"""Travel table (restabell): metres and minutes from every wanted home to every unit.

A ready table goes first, then the streets, and only where there are none a straight line
times the instance's detour factor, loudly. Walking ways are metres on the shortest way at
5 km/h; metres are rounded to whole ones, minutes upwards.

Source: Skollagen (2010:800) 10 kap. 30 and 32 §§ know no other distance than the way the
pupil goes; a straight line where the rules said walking way has been overturned
(Göteborg 2020).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skolval.domain.instance import Instance
from skolval.domain.language import N_, _
from skolval.domain.problem import IntArray
from skolval.domain.retelling import retold
from skolval.domain.travel import TravelTable
from skolval.errors import Fault, InputError, UsageError
from skolval.travel.network import Network, network_of
from skolval.travel.places import Origins, origins_of, rows_in_round, unit_places
from skolval.travel.ready import ready_table
from skolval.travel.second_homes import with_second_homes
from skolval.travel.snapping import snap
from skolval.travel.walking import walking_metres, walking_minutes, whole_metres

__all__ = ["REACH_METRES", "travel_table"]

REACH_METRES = 300
"""Farther than this from every street, a door is not on the network at all.

Then the straight line x detour is used for all its distances. A larger reach would tie
doors outside a partial street extract to its frame and lead them round by it.
"""

_DEMANDS = ("any", "route")
_HOMES_AT_A_TIME = 256  # so many rows of distances stay in the processor's own memory

FloatArray = npt.NDArray[np.float64]
Metres = npt.NDArray[np.int32]


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
    return with_second_homes(measured(instance, rows), instance, rows, measured)


def _from_homes(instance: Instance, rows: IntArray, demand: str) -> TravelTable:
    """Return the ways from the first homes of the pupils of `rows`."""
    if len(instance.travel):
        return ready_table(instance, rows)
    homes = origins_of(instance, rows)
    doors = unit_places(instance)
    network = network_of(instance)
    measured = _straight(instance, homes, doors)
    if network is not None:
        measured = _by_street(network, measured, homes, doors)
    if demand == "route" and measured.kind != "street":
        raise InputError(_not_a_route(instance, measured))
    return TravelTable(
        metres=measured.metres,
        minutes=walking_minutes(measured.metres),
        origin_of_pupil=homes.of_pupil,
        kind=measured.kind,
        warnings=(*measured.warnings, *_area_warning(homes)),
    )


@dataclass(frozen=True, slots=True)
class _Measured:
    metres: Metres
    kind: str
    warnings: tuple[str, ...]


def _straight(
    instance: Instance, homes: Origins, doors: tuple[FloatArray, FloatArray]
) -> _Measured:
    """Measure every pair by straight line x detour; protected homes stay unknown."""
    metres = np.empty((len(homes.x), len(doors[0])), np.int32)
    for start in range(0, len(metres), _HOMES_AT_A_TIME):
        rows = slice(start, start + _HOMES_AT_A_TIME)
        line = np.hypot(homes.x[rows, None] - doors[0], homes.y[rows, None] - doors[1])
        line *= instance.detour_factor
        metres[rows] = whole_metres(line)
    warning = N_(
        "WARNING: all distances are straight lines times {factor}, because the instance has"
        " neither streets nor a travel table. Rivers, railways and motorways are not seen."
    ).format(factor=instance.detour_factor)
    return _Measured(metres, "straight", (warning,))


def _by_street(
    network: Network,
    straight: _Measured,
    homes: Origins,
    doors: tuple[FloatArray, FloatArray],
) -> _Measured:
    """Replace straight lines by ways on the streets wherever both doors are on the network."""
    located = np.flatnonzero(~np.isnan(homes.x))
    # Homes and units in one call: the index over the streets is the dear part.
    x = np.concatenate([homes.x[located], doors[0]])
    y = np.concatenate([homes.y[located], doors[1]])
    doors_snap = snap(x, y, network=network)
    home_snap = doors_snap.part(slice(0, len(located)))
    unit_snap = doors_snap.part(slice(len(located), None))
    near_home, near_unit = home_snap.gap <= REACH_METRES, unit_snap.gap <= REACH_METRES
    metres = straight.metres.copy()
    columns = np.flatnonzero(near_unit)
    metres[np.ix_(located[near_home], columns)] = walking_metres(
        network,
        homes=home_snap.part(np.flatnonzero(near_home)),
        units=unit_snap.part(columns),
    )
    far = (int((~near_home).sum()), int((~near_unit).sum()))
    warnings = (*_cut_off(network), *_off_network(far, (len(located), len(near_unit))))
    return _Measured(metres, "mixed" if any(far) else "street", warnings)


def _cut_off(network: Network) -> tuple[str, ...]:
    if not network.left_out:
        return ()
    text = N_(
        "The streets fall into {parts} parts that do not meet; distances use the largest,"
        " {kept} of {all} nodes."
    )
    whole = network.n_nodes + network.left_out
    return (text.format(parts=network.parts, kept=network.n_nodes, all=whole),)


def _off_network(far: tuple[int, int], of: tuple[int, int]) -> tuple[str, ...]:
    if not any(far):
        return ()
    text = N_(
        "WARNING: {homes} of {all_homes} homes or area points and {units} of {all_units} units"
        " lie more than {reach} m from the streets; their distances are straight lines times"
        " the detour factor."
    )
    return (
        text.format(homes=far[0], all_homes=of[0], units=far[1], all_units=of[1],
                    reach=REACH_METRES),
    )  # fmt: skip


def _area_warning(homes: Origins) -> tuple[str, ...]:
    if not homes.by_area:
        return ()
    text = N_(
        "{n} pupils have no address: their distances start at a representative point of the"
        " home area."
    )
    return (text.format(n=homes.by_area),)


def _not_a_route(instance: Instance, measured: _Measured) -> Fault:
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
