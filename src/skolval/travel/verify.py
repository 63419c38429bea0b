"""Verifying (kontroll) a distance certificate: walks the way again and adds it up.

It shares nothing with what made the certificate but the tables: ends are found by plain
trigonometry, streets are looked up row by row, sums are whole numbers, and networkx says
whether a shorter way exists.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import hypot
from typing import Any

import networkx as nx
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import N_
from skolval.travel.barriers import barriers_of
from skolval.travel.certificate import Certificate, CertifiedEnd
from skolval.travel.digest import network_digest
from skolval.travel.edges import edges_of
from skolval.travel.shapes import lines_of

__all__ = ["verify"]

_HALF = 500_000
_SLACK = 20_000
"""Micrometres that coordinates rounded to the centimetre may lie apart."""
_DOORS = ("home", "door")


def verify(told: Certificate, instance: Instance, *, network: str = "") -> tuple[str, ...]:
    """Return English sentences on what does not agree with the instance; none if all does.

    Parameters
    ----------
    told : the certificate. instance : the tables it was made of. network : their
        `network_digest`, where it is known already.
    """
    if told.kind == "table":
        return tuple(_table(told, instance))
    if told.kind == "straight":
        return tuple(_straight(told))
    if told.network != (network or network_digest(instance)):
        return (N_("The certificate is of another version of the street network."),)
    return tuple(_street(told, instance))


def _table(told: Certificate, instance: Instance) -> Iterator[str]:
    table = instance.travel
    area = _area_of(told, instance)
    for origin in (told.pupil, area):
        mine = table[(table["origin_id"] == origin) & (table["unit_id"] == told.unit)]
        if (table["origin_id"] == origin).any():
            found = int(mine["metres"].iloc[0]) if len(mine) else -1
            if found != told.metres:
                yield _differs("metres", found, told.metres)
            return
    yield N_("The ready travel table has no row for the pupil.")


def _area_of(told: Certificate, instance: Instance) -> str:
    pupils = instance.pupils
    mine = pupils.loc[pupils["pupil_id"] == told.pupil, "area_id"]
    return str(mine.iloc[0]) if len(mine) else ""


def _straight(told: Certificate) -> Iterator[str]:
    if told.home is None or told.door is None:
        yield N_("The certificate lacks an end.")
        return
    line = hypot(told.home.x - told.door.x, told.home.y - told.door.y) * told.detour_factor
    if abs(line * 1e6 - told.micrometres) > 1:
        yield _differs("micrometres", round(line * 1e6), told.micrometres)
    yield from _rounding(told)


def _street(told: Certificate, instance: Instance) -> Iterator[str]:
    if told.home is None or told.door is None:
        yield N_("The certificate lacks an end.")
        return
    least = _least(told, instance)
    if told.metres < 0:
        if least is not None:
            yield N_("There is a way, though the certificate says there is none.")
        return
    yield from _ends(told, instance)
    yield from _walk(told, instance)
    total = told.home.gap + told.door.gap + sum(abs(s.finish - s.begin) for s in told.steps)
    if total != told.micrometres:
        yield _differs("micrometres", total, told.micrometres)
    danger = sum(abs(s.finish - s.begin) for s in told.steps if s.unsafe)
    if (danger + _HALF) // 1_000_000 != told.unsafe_metres:
        yield _differs("unsafe_metres", (danger + _HALF) // 1_000_000, told.unsafe_metres)
    yield from _rounding(told)
    weight = sum(_weight(abs(s.finish - s.begin), unsafe=s.unsafe, told=told) for s in told.steps)
    if least is None or weight > least:
        yield N_("There is a better way than the certificate's.")


def _rounding(told: Certificate) -> Iterator[str]:
    whole = (told.micrometres + _HALF) // 1_000_000
    if whole != told.metres:
        yield _differs("metres", whole, told.metres)


def _ends(told: Certificate, instance: Instance) -> Iterator[str]:
    """Check that either door lies as far from the street as is said, and the way begins there."""
    for end in (told.home, told.door):
        if end is None or end.street_x is None or end.street_y is None:
            yield N_("The certificate lacks an end.")
            return
        gap = hypot(end.x - end.street_x, end.y - end.street_y)
        if abs(gap * 1e6 - end.gap) > _SLACK:
            yield _differs("gap", round(gap * 1e6), end.gap)
        row = instance.edges.iloc[end.edge]
        if (str(row["from_node"]), str(row["to_node"])) != (end.from_node, end.to_node):
            yield N_("A door stands at a street that the table does not have.")
    if told.steps and told.home and told.door:
        yield from _begins(told.home, told.steps[0].edge, told.steps[0].begin, instance)
        yield from _begins(told.door, told.steps[-1].edge, told.steps[-1].finish, instance)


def _begins(end: CertifiedEnd, edge: int, at: int, instance: Instance) -> Iterator[str]:
    """Check that the way begins at the foot of the door, or at the node where the foot is."""
    if edge == end.edge and at == end.offset:
        return
    if _node_at(instance, edge, at) is None or _node_at(instance, edge, at) != _node_at(
        instance, end.edge, end.offset
    ):
        yield N_("The way does not begin or end where the door meets the street.")


def _node_at(instance: Instance, edge: int, at: int) -> str | None:
    row = instance.edges.iloc[edge]
    if at <= 1:
        return str(row["from_node"])
    return str(row["to_node"]) if at >= _length(row["metres"]) - 1 else None


def _walk(told: Certificate, instance: Instance) -> Iterator[str]:
    here: str | None = None
    shut, feared = _walls(told, instance)
    for step in told.steps:
        row = instance.edges.iloc[step.edge]
        back = step.finish < step.begin
        ends = [str(row["from_node"]), str(row["to_node"])]
        if [step.from_node, step.to_node] != (ends[::-1] if back else ends):
            yield N_("A street of the way is not the one that the table has in its row.")
        first, last = sorted((step.begin, step.finish))
        if first < 0 or last > _length(row["metres"]):
            yield N_("A stretch of the way is longer than its street.")
        if shut[step.edge] or not _allowed(row, told.mode)[int(back)]:
            yield N_("A street of the way may not be used in that direction.")
        if step.unsafe != (_true(row.get("unsafe")) or feared[step.edge]):
            yield N_("A street of the way is unsafe in one of the two and not in the other.")
        if here is not None and _node_at(instance, step.edge, step.begin) != here:
            yield N_("The streets of the way do not follow each other.")
        here = _node_at(instance, step.edge, step.finish)


def _least(told: Certificate, instance: Instance) -> int | None:
    """Return the least weight between the two feet by networkx, None where there is no way."""
    graph: nx.MultiDiGraph[object] = nx.MultiDiGraph()
    graph.add_nodes_from(_DOORS)
    shut, feared = _walls(told, instance)
    feet = {name: end for name, end in zip(_DOORS, (told.home, told.door), strict=True) if end}
    for number, row in enumerate(instance.edges.to_dict("records")):
        here = [(end.offset, name) for name, end in feet.items() if end.edge == number]
        length = _length(row["metres"])
        stops: list[tuple[int, object]] = [(0, row["from_node"]), *sorted(here)]
        stops.append((length, row["to_node"]))
        forward, backward = (False, False) if shut[number] else _allowed(row, told.mode)
        unsafe = _true(row.get("unsafe")) or bool(feared[number])
        for (at, a), (to, b) in pairwise(stops):
            weight = _weight(to - at, unsafe=unsafe, told=told)
            # a foot at a crossing is the crossing, whichever way its street may be used
            meet = to - at <= 1 and ("home" in (a, b) or "door" in (a, b))
            if forward or meet:
                graph.add_edge(a, b, weight=weight)
            if backward or meet:
                graph.add_edge(b, a, weight=weight)
    try:
        return int(nx.dijkstra_path_length(graph, *_DOORS, weight="weight"))
    except nx.NetworkXNoPath:
        return None


def _walls(told: Certificate, instance: Instance) -> tuple[list[bool], list[bool]]:
    """Return by row of the edges table whether it is shut, and unsafe, by a barrier."""
    none = [False] * len(instance.edges)
    if not len(instance.barriers):
        return none, none
    walls = barriers_of(instance, told.mode)
    lines = lines_of(edges_of(instance, told.mode).shapes)
    return walls.shut(lines).tolist(), walls.endangered(lines).tolist()


def _weight(micrometres: int, *, unsafe: bool, told: Certificate) -> int:
    return round(micrometres * told.unsafe_factor) if unsafe else micrometres


def _length(metres: float) -> int:
    return max(1, round(metres * 1e6))


def _allowed(row: dict[Any, Any] | pd.Series, mode: str) -> tuple[bool, bool]:
    told = row.get(mode)
    if not isinstance(told, str) or not told:
        return True, not _true(row.get("oneway"))
    return told in {"both", "forward"}, told in {"both", "backward"}


def _true(value: object) -> bool:
    return value is True or str(value) == "True"


def _differs(what: str, found: int, said: int) -> str:
    return N_("{what}: added up again it is {found}, the certificate says {said}.").format(
        what=what, found=found, said=said
    )
