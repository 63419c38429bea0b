"""Certifying (intygande): makes the distance certificates of pupils and units."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.errors import Fault, UsageError
from skolval.travel.certificate import Certificate, CertifiedEnd, CertifiedStep, Sensitivity
from skolval.travel.doubts import doubts_of
from skolval.travel.ground import Ground, ground_of
from skolval.travel.network import MICRO, Network
from skolval.travel.places import Doors, Origins
from skolval.travel.ready import ready_table
from skolval.travel.second_best import Detours, detours_of
from skolval.travel.snapping import REACH_METRES, Snap
from skolval.travel.ways import Stretch, Way, way_along

__all__ = ["certificate", "certificates"]

_HALF = 500_000


def certificate(instance: Instance, pupil_row: int, unit_row: int) -> Certificate:
    """A pupil's distance to a unit is certified as the travel table measures it (avståndsintyg).

    Parameters
    ----------
    pupil_row, unit_row : rows of the pupils and units tables, counted from 0.

    Returns
    -------
    Certificate
        Its metres are those of `travel_table`.

    Raises
    ------
    UsageError
        If the pupil has protected identity, or there is no such row.
    InputError
        If the pupil or the unit cannot be located.
    """
    return next(certificates(instance, [(pupil_row, unit_row)]))


def certificates(instance: Instance, pairs: Sequence[tuple[int, int]]) -> Iterator[Certificate]:
    """Yield the certificate of every pair in order; what they share is computed once.

    Parameters
    ----------
    pairs : rows of the pupils and units tables. Pairs of one unit that follow each other share
        the search for ways.

    Raises
    ------
    UsageError, InputError
        As `certificate`, before the first is made.
    """
    for pupil_row, unit_row in pairs:
        _refuse(instance, pupil_row, unit_row)
    if not pairs:
        return
    if len(instance.travel):
        yield from (_by_table(instance, *pair) for pair in pairs)
        return
    ground = ground_of(instance, pairs)
    for pair in pairs:
        case = _case(ground, *pair)
        by_door = case.straight() if ground.network is None else _on_streets(case, ground)
        yield _with_doubts(min(by_door, key=_nearness), instance)


def _by_table(instance: Instance, pupil_row: int, unit_row: int) -> Certificate:
    metres = ready_table(instance, np.array([pupil_row], np.int64))
    found = int(metres.metres[metres.origin_of_pupil[pupil_row], unit_row])
    told = _blank(instance, pupil_row, unit_row).replace(kind="table", metres=found)
    return _with_doubts(told, instance)


def _case(ground: Ground, pupil_row: int, unit_row: int) -> _Case:
    home, doors = ground.home(pupil_row), ground.doors_to(unit_row)
    places = (ground.home_number(pupil_row), ground.door_numbers(unit_row))
    return _Case(ground.instance, home, doors, (pupil_row, unit_row), places)


@dataclass(frozen=True, slots=True)
class _Case:
    """One home and the doors of one unit."""

    instance: Instance
    homes: Origins
    doors: Doors
    rows: tuple[int, int]
    places: tuple[int, tuple[int, ...]]

    @property
    def factor(self) -> float:
        """What a metre of unsafe road weighs for this pupil."""
        return self.instance.ways.unsafe_factor if self.homes.careful[0] else 1.0

    def ends(self, door: int) -> tuple[CertifiedEnd, CertifiedEnd]:
        """Return both ends, off the streets."""
        pupil, unit = self.rows
        names = self.instance.pupils["pupil_id"], self.instance.units["unit_id"]
        kind = "area" if self.homes.by_area else "address"
        home = CertifiedEnd(str(names[0].iloc[pupil]), kind, *_point(self.homes, 0))
        there = _point(self.doors, door)
        return home, CertifiedEnd(str(names[1].iloc[unit]), str(self.doors.kind[door]), *there)

    def straight(self) -> list[Certificate]:
        """Return the certificate of the straight line to every door."""
        told = []
        for door in range(len(self.doors.x)):
            home, there = self.ends(door)
            line = float(np.hypot(home.x - there.x, home.y - there.y))
            micrometres = round(line * self.instance.detour_factor * MICRO)
            told.append(
                _blank(self.instance, *self.rows).replace(
                    kind="straight",
                    metres=(micrometres + _HALF) // int(MICRO),
                    micrometres=micrometres,
                    home=home,
                    door=there,
                )
            )
        return told


def _on_streets(case: _Case, ground: Ground) -> list[Certificate]:
    """Return one certificate per door, by street where both ends are near one."""
    network, told = ground.network, []
    home_place, door_places = case.places
    for number, straight in enumerate(case.straight()):
        ends = ground.ends(home_place, door_places[number])
        parts = {} if network is None else {network.part[network.start[e.edge[0]]] for e in ends}
        if max(end.gap[0] for end in ends) > REACH_METRES or len(parts) > 1:
            told.append(straight)
        else:
            told.append(_by_street(case, ground, ends, door=number))
    return told


def _by_street(case: _Case, ground: Ground, doors: tuple[Snap, Snap], *, door: int) -> Certificate:
    network, digest = ground.network, ground.digest
    if network is None:
        raise ValueError("there are no streets")
    search = ground.search(case.places[1][door], doors[1], case.factor)
    way = way_along(network, search, doors, factor=case.factor)
    home, there = (
        _at_street(case.instance, network, end, one)
        for end, one in zip(case.ends(door), doors, strict=True)
    )
    told = _blank(case.instance, *case.rows).replace(
        home=home, door=there, network=digest, unsafe_factor=case.factor
    )
    if way is None:
        return told
    detours = detours_of(network, search, doors, way, factor=case.factor)
    steps = tuple(_step(case.instance, network, stretch) for stretch in way.stretches)
    return told.replace(
        metres=way.metres,
        micrometres=way.micrometres,
        unsafe_metres=way.unsafe_metres(network),
        steps=steps,
        line=tuple(way.line(network)),
        sensitivity=_sensitivity(detours, way, steps),
    )


def _sensitivity(detours: Detours, way: Way, steps: tuple[CertifiedStep, ...]) -> Sensitivity:
    edges = [stretch.edge for stretch in way.stretches]
    avoided = ""
    if detours.second_best is not None:
        step = steps[edges.index(detours.avoids)]
        avoided = step.name or f"{step.from_node}-{step.to_node}"
    return Sensitivity(detours.second_best, avoided, detours.metres[0], detours.metres[-1])


def _blank(instance: Instance, pupil_row: int, unit_row: int) -> Certificate:
    """Return what is certified before anything is measured: no way along streets."""
    return Certificate(
        instance=instance.name,
        pupil=str(instance.pupils["pupil_id"].iloc[pupil_row]),
        unit=str(instance.units["unit_id"].iloc[unit_row]),
        mode=instance.ways.mode,
        kind="street",
        metres=-1,
        crs=instance.crs,
        measuring_point=instance.measuring_point,
        detour_factor=instance.detour_factor,
    )


def _step(instance: Instance, network: Network, stretch: Stretch) -> CertifiedStep:
    """Return the stretch as the tables tell it: along or against the table's direction."""
    edge = stretch.edge
    row = int(network.row[edge])
    length = int(network.micrometres[edge])
    turned = bool(network.turned[edge])
    begin, finish = stretch.begin, stretch.finish
    if turned:
        begin, finish = length - begin, length - finish
    table = instance.edges.iloc[row]
    ends = [str(table["from_node"]), str(table["to_node"])]
    if turned != stretch.back:
        ends.reverse()
    return CertifiedStep(
        row, ends[0], ends[1], begin, finish,
        bool(network.unsafe[edge]), _text(table.get("name")), _text(table.get("road_class")),
    )  # fmt: skip


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _at_street(instance: Instance, network: Network, end: CertifiedEnd, door: Snap) -> CertifiedEnd:
    edge = int(door.edge[0])
    row = int(network.row[edge])
    to_start, to_end = door.along(network)
    table = instance.edges.iloc[row]
    return CertifiedEnd(
        end.place, end.kind, end.x, end.y, round(float(door.x[0]), 2), round(float(door.y[0]), 2),
        row, str(table["from_node"]), str(table["to_node"]),
        int((to_end if network.turned[edge] else to_start)[0]), int(door.gaps()[0]),
    )  # fmt: skip


def _point(places: Origins | Doors, row: int) -> tuple[float, float]:
    return float(places.x[row]), float(places.y[row])


def _nearness(told: Certificate) -> float:
    return told.metres if told.metres >= 0 else np.inf


def _with_doubts(told: Certificate, instance: Instance) -> Certificate:
    return told.replace(unknown=doubts_of(told, instance))


def _refuse(instance: Instance, pupil_row: int, unit_row: int) -> None:
    for name, row, table in (
        ("pupils", pupil_row, instance.pupils),
        ("units", unit_row, instance.units),
    ):
        if not 0 <= row < len(table):
            raise UsageError(
                Fault(
                    _("The table {table} has no row {row}.").format(table=name, row=row),
                    file=name,
                    value=str(row),
                    rule="row",
                    remedy=_("Rows are counted from 0 to {last}.").format(last=len(table) - 1),
                )
            )
    protected = instance.pupils["protected"].fillna(value=False)
    if bool(protected.iloc[pupil_row]):
        raise UsageError(
            Fault(
                _("A pupil with protected identity gets no distance certificate."),
                file="pupils",
                column="protected",
                rule="protected",
                remedy=_("Nothing about where the pupil lives may be told."),
            )
        )
