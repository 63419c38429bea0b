"""OpenStreetMap tags (taggar) of a way: who may use it, which way, how fast, how safely.

On foot one-ways do not bind (only ``oneway:foot`` does); by bicycle contraflow counts. Private
ways are closed unless the mode's own tag opens them.

Source: OpenStreetMap wiki, Key:highway, Key:access, Key:oneway:bicycle, Key:sidewalk, and
OSM tags for routing (access restrictions, Sweden); Trafikförordningen (1998:1276) 3 kap. 17 §:
50 km/h within and 70 km/h outside built-up areas where nothing else is told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from skolval.sources.street_ways import Trait

__all__ = ["Danger", "kind_of", "trait_of"]

_MOTOR_ONLY = {"motorway", "motorway_link"}
_ROADS = {
    "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary",
    "tertiary_link", "unclassified", "residential", "living_street", "service", "road", "track",
}  # fmt: skip
_CYCLED = {"cycleway", "path", "pedestrian", "bridleway"}
_WALKED = {"footway", "steps", "elevator", "corridor", "platform"}
_UNBUILT = {"construction", "proposed", "planned", "abandoned", "razed", "disused", "no"}
_MAIN = {"trunk", "primary", "secondary", "tertiary"}
_SHUT = {"no", "private", "use_sidepath", "dismount", "agricultural", "forestry", "delivery",
         "permit", "military", "emergency"}  # fmt: skip
_ZONES = {"se:urban": 50.0, "se:rural": 70.0, "se:motorway": 110.0, "walk": 7.0}
_NUMBER = re.compile(r"^\d{1,3}(?:\.\d+)?$")
_RURAL = 70.0


@dataclass(frozen=True, slots=True)
class Danger:
    """When a road is unsafe for a child to walk along.

    Parameters
    ----------
    from_speed : km/h; a road with at least this limit and no footway is unsafe.
    """

    from_speed: float = 60.0


def kind_of(tags: Mapping[str, str]) -> str:
    """Return ``street``, or why the way is left out: ``unbuilt``, ``private`` or ``other``."""
    highway = tags.get("highway", "")
    if highway in _UNBUILT:
        return "unbuilt"
    if highway and highway not in _MOTOR_ONLY | _ROADS | _CYCLED | _WALKED:
        return "other"
    if tags.get("access") in {"private", "no"} and trait_of(tags).closed:
        return "private"
    return "street"


def trait_of(tags: Mapping[str, str], danger: Danger | None = None) -> Trait:
    """Return what the tags say; a way without `highway` is open to everybody."""
    highway = tags.get("highway", "")
    if not highway:
        return Trait(name=tags.get("name", ""))
    speed = _speed(tags)
    walk = _walk(tags, highway)
    return Trait(
        walk=walk,
        cycle=_cycle(tags, highway),
        drive=_drive(tags, highway),
        speed=speed,
        unsafe=walk != "no" and _unsafe(tags, highway, speed, danger or Danger()),
        road_class=highway,
        name=tags.get("name", ""),
    )


def _open(tags: Mapping[str, str], keys: tuple[str, ...], *, usual: bool) -> bool:
    """Return whether the first of the keys that is told opens the way."""
    for key in keys:
        if key in tags:
            return tags[key] not in _SHUT
    return usual


def _walk(tags: Mapping[str, str], highway: str) -> str:
    usual = highway in _ROADS | _CYCLED | _WALKED and tags.get("motorroad") != "yes"
    told = {key: value for key, value in tags.items() if key in {"foot", "access"}}
    if told.get("access") in _SHUT - {"no", "private", "military"}:
        told.pop("access")  # such words are about vehicles
    if not (_open(told, ("foot", "access"), usual=usual) and (usual or "foot" in told)):
        return "no"
    foot = tags.get("oneway:foot", "no")
    return "forward" if foot == "yes" else "both"


def _cycle(tags: Mapping[str, str], highway: str) -> str:
    usual = highway in _ROADS | _CYCLED and tags.get("motorroad") != "yes"
    keys = ("bicycle", "vehicle", "access")
    opened = tags.get("bicycle") in {"yes", "designated", "permissive", "official"}
    if not (opened or (usual and _open(tags, keys, usual=usual))) or highway == "steps":
        return "no"
    way = tags.get("oneway:bicycle", "")
    lanes = (tags.get(f"cycleway{side}", "") for side in ("", ":left", ":right", ":both"))
    if way == "no" or any(lane.startswith("opposite") for lane in lanes):
        return "both"
    return _DIRECTIONS.get(way) or _direction(tags)


def _drive(tags: Mapping[str, str], highway: str) -> str:
    usual = highway in _ROADS | _MOTOR_ONLY
    keys = ("motorcar", "motor_vehicle", "vehicle", "access")
    return _direction(tags) if usual and _open(tags, keys, usual=usual) else "no"


_DIRECTIONS = {
    "yes": "forward", "1": "forward", "true": "forward", "-1": "backward",
    "reverse": "backward",
}  # fmt: skip


def _direction(tags: Mapping[str, str]) -> str:
    told = tags.get("oneway", "")
    if told in _DIRECTIONS:
        return _DIRECTIONS[told]
    implied = tags.get("junction") in {"roundabout", "circular"} or (
        tags.get("highway") in _MOTOR_ONLY
    )
    return "forward" if implied and told != "no" else "both"


def _speed(tags: Mapping[str, str]) -> float:
    told = tags.get("maxspeed", "").strip().lower()
    if _NUMBER.match(told):
        return float(told)
    return _ZONES.get(told, _ZONES.get(tags.get("maxspeed:type", "").lower(), 0.0))


def _unsafe(tags: Mapping[str, str], highway: str, speed: float, danger: Danger) -> bool:
    if highway not in _ROADS or _footway(tags):
        return False
    assumed = _RURAL if highway.removesuffix("_link") in _MAIN else 0.0
    return (speed or assumed) >= danger.from_speed


def _footway(tags: Mapping[str, str]) -> bool:
    sides = (tags.get(f"sidewalk{side}", "") for side in ("", ":left", ":right", ":both"))
    beside = {"both", "left", "right", "yes", "separate"}
    return any(side in beside for side in sides) or tags.get("foot") == "designated"
