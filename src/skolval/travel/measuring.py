"""Measuring (mätning): metres from homes to the doors of units, along streets where there are any.

Straight lines come first and are replaced by ways wherever both doors are on the network. Of
a unit's several doors the nearest counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from skolval.domain.instance import Instance
from skolval.domain.language import N_
from skolval.travel.network import Network
from skolval.travel.places import Doors, Origins
from skolval.travel.snapping import REACH_METRES, Snap, gap_to, snap
from skolval.travel.walking import Measured, measured_ways, walking_minutes, whole_metres

__all__ = ["Table", "by_street", "straight_lines"]

_HOMES_AT_A_TIME = 256  # so many rows of distances stay in the processor's own memory
_NEARER = 50.0
"""Metres by which a cut-off street must be nearer than the one used, to be worth telling."""

FloatArray = npt.NDArray[np.float64]
Metres = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Table:
    """What ways from origins to units measure.

    Parameters
    ----------
    metres, minutes : (origins, units). kind : ``street``, ``straight`` or ``mixed``.
    unsafe : (origins, units) metres along unsafe roads, -1 where not told, None if nowhere.
    """

    metres: Metres
    minutes: Metres
    kind: str
    warnings: tuple[str, ...]
    unsafe: Metres | None = None


def straight_lines(instance: Instance, homes: Origins, doors: Doors) -> Table:
    """Measure every pair by straight line x detour; protected homes stay unknown."""
    metres = np.empty((len(homes.x), len(doors.x)), np.int32)
    for start in range(0, len(metres), _HOMES_AT_A_TIME):
        rows = slice(start, start + _HOMES_AT_A_TIME)
        line = np.hypot(homes.x[rows, None] - doors.x, homes.y[rows, None] - doors.y)
        line *= instance.detour_factor
        metres[rows] = whole_metres(line)
    warning = N_(
        "WARNING: all distances are straight lines times {factor}, because the instance has"
        " neither streets nor a travel table. Rivers, railways and motorways are not seen."
    ).format(factor=instance.detour_factor)
    minutes = walking_minutes(metres, instance.ways.mode)
    return _by_unit(Table(metres, minutes, "straight", (warning,)), doors)


def by_street(instance: Instance, network: Network, homes: Origins, doors: Doors) -> Table:
    """Measure along the streets wherever both doors are on the network."""
    straight = straight_lines(instance, homes, replace(doors, unit=np.arange(len(doors.x))))
    located = np.flatnonzero(~np.isnan(homes.x))
    # Homes and units in one call: the index over the streets is the dear part.
    x = np.concatenate([homes.x[located], doors.x])
    y = np.concatenate([homes.y[located], doors.y])
    snapped = snap(x, y, network=network)
    home_snap = snapped.part(slice(0, len(located)))
    door_snap = snapped.part(slice(len(located), None))
    near_home, near_door = home_snap.gap <= REACH_METRES, door_snap.gap <= REACH_METRES
    columns = np.flatnonzero(near_door)
    metres, minutes = straight.metres.copy(), straight.minutes.copy()
    unsafe = np.full_like(metres, -1) if network.unsafe.any() else None
    careful = homes.careful[located]
    apart = 0
    for group in (False, True):
        mine = np.flatnonzero(near_home & (careful == group))
        if not len(mine):
            continue
        found = measured_ways(
            network,
            homes=home_snap.part(mine),
            units=door_snap.part(columns),
            factor=instance.ways.unsafe_factor if group else 1.0,
        )
        cells = np.ix_(located[mine], columns)
        joined = _joined(network, home_snap.part(mine), door_snap.part(columns))
        metres[cells] = np.where(joined, found.metres, metres[cells])
        minutes[cells] = np.where(joined, _minutes(found, network.mode), minutes[cells])
        if unsafe is not None and found.unsafe is not None:
            unsafe[cells] = np.where(joined, found.unsafe, -1)
        apart += int((~np.broadcast_to(joined, found.metres.shape)).sum())
    far = int((~near_home).sum()), len(np.setdiff1d(doors.unit, doors.unit[near_door]))
    warnings = (
        *_cut_off(network, (x, y, snapped)),
        *_off_network(far, (len(located), int(doors.unit.max(initial=-1)) + 1)),
        *_apart(apart),
    )
    kind = "mixed" if apart or (~near_home).any() or (~near_door).any() else "street"
    return _by_unit(Table(metres, minutes, kind, warnings, unsafe), doors)


def _joined(network: Network, homes: Snap, doors: Snap) -> npt.NDArray[np.bool_]:
    """Return (homes, doors), or one cell for all, whether both stand on the same part."""
    if not network.part.any():
        return np.ones((1, 1), bool)
    parts = [network.part[network.start[door.edge]] for door in (homes, doors)]
    same: npt.NDArray[np.bool_] = parts[0][:, None] == parts[1][None, :]
    return same


def _apart(pairs: int) -> tuple[str, ...]:
    if not pairs:
        return ()
    text = N_(
        "WARNING: {n} pairs of home and unit stand on parts of the streets that do not meet; their"
        " distances are straight lines times the detour factor."
    )
    return (text.format(n=pairs),)


def _minutes(found: Measured, mode: str) -> Metres:
    return walking_minutes(found.metres, mode) if found.minutes is None else found.minutes


def _by_unit(table: Table, doors: Doors) -> Table:
    """Return one column per unit: the nearest of its doors, the first of the equally near."""
    first = np.flatnonzero(np.r_[True, np.diff(doors.unit) > 0]) if len(doors.unit) else doors.unit
    if len(first) == len(doors.unit):
        return table
    far = np.where(table.metres < 0, np.iinfo(np.int32).max, table.metres)
    last = np.append(first[1:], len(doors.unit))
    nearest = np.column_stack(
        [a + far[:, a:b].argmin(axis=1) for a, b in zip(first, last, strict=True)]
    )
    rows = np.arange(len(far))[:, None]
    unsafe = None if table.unsafe is None else table.unsafe[rows, nearest]
    return replace(
        table,
        metres=table.metres[rows, nearest],
        minutes=table.minutes[rows, nearest],
        unsafe=unsafe,
    )


def _cut_off(network: Network, doors: tuple[FloatArray, FloatArray, Snap]) -> tuple[str, ...]:
    if not network.left_out:
        return ()
    text = N_(
        "The streets fall into {parts} parts that do not meet; distances use the largest,"
        " {kept} of {all} nodes."
    )
    several = N_(
        "The streets fall into {parts} parts that do not meet; distances use the {large} large"
        " ones, {kept} of {all} nodes."
    )
    large = int(network.part.max()) + 1
    told = (several if large > 1 else text).format(
        parts=network.parts,
        large=large,
        kept=network.n_nodes,
        all=network.n_nodes + network.left_out,
    )
    x, y, snapped = doors
    nearer = int((gap_to(network.cut, x, y) < snapped.gap - _NEARER).sum())
    if not nearer:
        return (told,)
    other = N_(
        "{n} homes or units stand at least {metres} m nearer to streets that are cut off from"
        " the rest: their ways begin at a street farther off."
    )
    return told, other.format(n=nearer, metres=int(_NEARER))


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
