"""Distance certificate (avståndsintyg): every metre from one pupil's door to one unit's.

It says where the way begins and ends, which streets it takes, in which version of the street
network, and what is not known, so that anybody may walk it and add it up again
(`skolval.travel.verify`).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

__all__ = ["Certificate", "CertifiedEnd", "CertifiedStep", "Sensitivity"]


@dataclass(frozen=True, slots=True)
class CertifiedEnd:
    """One end of the way: a door and where it meets the street.

    Parameters
    ----------
    place : pupil_id or unit_id. kind : ``address``, ``area`` (a representative point),
        ``unit``, or the kind of entrance.
    x, y : metres in the instance's CRS. street_x, street_y : where the door meets the street.
    edge : row of the edges table, counted from 0; -1 where there is no street.
    from_node, to_node : that edge's nodes. offset : micrometres along it from `from_node`.
    gap : micrometres of the straight stretch between door and street.
    """

    place: str
    kind: str
    x: float
    y: float
    street_x: float | None = None
    street_y: float | None = None
    edge: int = -1
    from_node: str = ""
    to_node: str = ""
    offset: int = 0
    gap: int = 0


@dataclass(frozen=True, slots=True)
class CertifiedStep:
    """One street of the way, or the part of it that is gone.

    Parameters
    ----------
    edge : row of the edges table, counted from 0. from_node, to_node : the edge's nodes, in
        the direction in which it is gone.
    begin, finish : micrometres along the edge from the table's `from_node`; `finish` is the
        smaller where it is gone against the table's direction.
    unsafe : the street is unsafe for a child to walk along. name, road_class : where known.
    """

    edge: int
    from_node: str
    to_node: str
    begin: int
    finish: int
    unsafe: bool = False
    name: str = ""
    road_class: str = ""

    @property
    def micrometres(self) -> int:
        """The length gone."""
        return abs(self.finish - self.begin)

    @property
    def metres(self) -> float:
        """The length gone, metres to the centimetre."""
        return round(self.micrometres / 1e6, 2)


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How far the way would be if something small were otherwise; None where there is no way.

    Parameters
    ----------
    second_best : whole metres of the next best way that is not this one.
    second_best_avoids : name (or nodes) of the street of this way that it leaves out.
    home_other_end : whole metres if the home's street is left by its other end.
    door_other_end : whole metres if the unit's street is entered by its other end.
    """

    second_best: int | None = None
    second_best_avoids: str = ""
    home_other_end: int | None = None
    door_other_end: int | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is certified of the distance between one pupil and one unit.

    Parameters
    ----------
    instance : name. pupil, unit : their ids. mode : walk, cycle or drive.
    kind : ``street`` (the streets of `steps`), ``straight`` (a straight line times
        `detour_factor`) or ``table`` (somebody else's ready table).
    metres : whole metres, as in the travel table; -1 where there is no way.
    micrometres : the same before rounding; 0 for ``table``.
    unsafe_metres : whole metres of them along unsafe roads.
    home, door : both ends; None for ``table``. steps : the streets in the order gone.
    line : (x, y) points of the way along the streets.
    crs : of all coordinates. measuring_point : where at the unit distances end, as the
        instance tells; empty if it does not. unsafe_factor : weight of unsafe metres when the
        way was chosen. detour_factor : of straight lines.
    network : SHA-256 of the street network (`network_digest`), empty without streets.
    sensitivity : how far it would be otherwise; None where there is no way along streets.
    unknown : what is not known, English sentences to be retold in the reader's language.
    """

    instance: str
    pupil: str
    unit: str
    mode: str
    kind: str
    metres: int
    micrometres: int = 0
    unsafe_metres: int = 0
    home: CertifiedEnd | None = None
    door: CertifiedEnd | None = None
    steps: tuple[CertifiedStep, ...] = ()
    line: tuple[tuple[float, float], ...] = ()
    crs: str = ""
    measuring_point: str = ""
    unsafe_factor: float = 1.0
    detour_factor: float = 1.0
    network: str = ""
    sensitivity: Sensitivity | None = None
    unknown: tuple[str, ...] = ()

    def replace(self, **changes: Any) -> Certificate:
        """Return a changed copy."""
        return replace(self, **changes)

    def to_dict(self) -> dict[str, Any]:
        """Return plain texts, numbers, lists and dictionaries."""
        return asdict(self)

    def to_json(self) -> str:
        """Return the certificate as JSON, its keys in order."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1, sort_keys=True)

    @classmethod
    def from_dict(cls, told: dict[str, Any]) -> Certificate:
        """Return the certificate that `to_dict` told."""
        known = {field.name for field in fields(cls)}
        plain = {key: value for key, value in told.items() if key in known}
        for end in ("home", "door"):
            plain[end] = CertifiedEnd(**told[end]) if told.get(end) else None
        plain["steps"] = tuple(CertifiedStep(**step) for step in told.get("steps", ()))
        plain["line"] = tuple((float(x), float(y)) for x, y in told.get("line", ()))
        plain["unknown"] = tuple(told.get("unknown", ()))
        said = told.get("sensitivity")
        plain["sensitivity"] = Sensitivity(**said) if said else None
        return cls(**plain)
