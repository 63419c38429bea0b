"""What distance certificates of one instance share: homes, doors, streets, the last search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from skolval.domain.instance import Instance
from skolval.travel.digest import network_digest
from skolval.travel.network import Network, network_of
from skolval.travel.places import Doors, Origins, doors_of, origins_of
from skolval.travel.search import Search
from skolval.travel.snapping import Snap, snap
from skolval.travel.ways import search_to

__all__ = ["Ground", "ground_of"]


@dataclass(slots=True)
class Ground:
    """The ground that certificates stand on.

    Parameters
    ----------
    homes, doors : of the pupils and units asked for. network : or None without streets.
    snapped : where the homes, then the doors, meet the street. digest : of the network.
    """

    instance: Instance
    homes: Origins
    doors: Doors
    network: Network | None = None
    snapped: Snap | None = None
    digest: str = ""
    _last: tuple[tuple[int, float], Search] | None = None

    def home_number(self, pupil_row: int) -> int:
        """Return the number of a pupil's home."""
        return int(self.homes.of_pupil[pupil_row])

    def door_numbers(self, unit_row: int) -> tuple[int, ...]:
        """Return the numbers of a unit's doors."""
        return tuple(int(door) for door in np.flatnonzero(self.doors.unit == unit_row))

    def home(self, pupil_row: int) -> Origins:
        """Return the one home of a pupil; `by_area` is 1 where it is the area's point."""
        number = self.home_number(pupil_row)
        one, homes = slice(number, number + 1), self.homes
        by_area = int(self.instance.pupils["x"].isna().iloc[pupil_row])
        return Origins(homes.x[one], homes.y[one], homes.of_pupil, by_area, homes.careful[one])

    def doors_to(self, unit_row: int) -> Doors:
        """Return the doors of one unit."""
        mine, doors = np.array(self.door_numbers(unit_row), np.int64), self.doors
        return Doors(doors.x[mine], doors.y[mine], doors.unit[mine], doors.kind[mine])

    def ends(self, home: int, door: int) -> tuple[Snap, Snap]:
        """Return where a home and a door, by number, meet the street."""
        if self.snapped is None:
            raise ValueError("there are no streets")
        first = len(self.homes.x) + door
        part = self.snapped.part
        return part(slice(home, home + 1)), part(slice(first, first + 1))

    def search(self, door: int, unit: Snap, factor: float) -> Search:
        """Return the search for ways to a door from everywhere; the last one is kept."""
        if self.network is None:
            raise ValueError("there are no streets")
        if self._last is None or self._last[0] != (door, factor):
            self._last = (door, factor), search_to(self.network, unit, factor)
        return self._last[1]


def ground_of(instance: Instance, pairs: Sequence[tuple[int, int]]) -> Ground:
    """Return the ground of pairs of pupil and unit rows; only those need a place.

    Raises
    ------
    InputError
        If a pupil or a unit of the pairs cannot be located.
    """
    homes = origins_of(instance, np.unique(np.array([pupil for pupil, _unit in pairs], np.int64)))
    units = np.unique(np.array([unit for _pupil, unit in pairs], np.int64))
    some = doors_of(instance.replace(units=instance.units.iloc[units].reset_index(drop=True)))
    doors = Doors(some.x, some.y, units[some.unit], some.kind)
    network = network_of(instance, instance.ways.mode)
    if network is None:
        return Ground(instance, homes, doors)
    x, y = np.concatenate([homes.x, doors.x]), np.concatenate([homes.y, doors.y])
    snapped = snap(x, y, network=network)
    return Ground(instance, homes, doors, network, snapped, network_digest(instance))
