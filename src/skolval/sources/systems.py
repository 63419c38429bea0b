"""The coordinate systems (koordinatsystem) that Swedish positions come in, and their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from skolval.domain.counts import FloatArray

__all__ = [
    "SWEREF99TM",
    "SYSTEMS",
    "WGS84",
    "Box",
    "System",
    "converted",
    "system_called",
    "title_of",
]

WGS84 = "EPSG:4326"
SWEREF99TM = "EPSG:3006"

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class System:
    """A coordinate system and what people call it.

    Parameters
    ----------
    code : as EPSG has it. title : as Lantmäteriet writes it.
    local : boxes of the parts of the country where it is used (west, south, east, north in
        degrees); none where it is used in all of it.
    """

    code: str
    title: str
    local: tuple[Box, ...] = ()


_ZONES = ("12 00", "13 30", "15 00", "16 30", "18 00", "14 15", "15 45", "17 15", "18 45",
          "20 15", "21 45", "23 15")  # fmt: skip
_GONS = ("7.5 gon V", "5 gon V", "2.5 gon V", "0 gon", "2.5 gon O", "5 gon O")


_APART: dict[int, tuple[Box, ...]] = {
    # EPSG's one box for 18 45 spans from Gotland to Norrland and holds Uppsala, which is in 18 00.
    3015: ((17.8, 56.86, 19.4, 58.45), (17.18, 62.5, 20.22, 66.17)),
}


def _local(code: int, title: str) -> System:
    used = CRS.from_epsg(code).area_of_use
    boxes = _APART.get(code) or ((tuple(used.bounds),) if used else ())
    return System(f"EPSG:{code}", title, boxes)


def _rt90(code: int, gon: str) -> System:
    # 2.5 gon V was the national grid of RT 90, whatever EPSG says of where its zone lies.
    title = f"RT 90 {gon}"
    return System(f"EPSG:{code}", title) if code == 3021 else _local(code, title)


SYSTEMS: tuple[System, ...] = (
    System(WGS84, "WGS 84"),
    System(SWEREF99TM, "SWEREF 99 TM"),
    *(_local(3007 + place, f"SWEREF 99 {zone}") for place, zone in enumerate(_ZONES)),
    *(_rt90(3019 + place, gon) for place, gon in enumerate(_GONS)),
    System("EPSG:3857", "Web Mercator"),
)
"""Every system that is recognised from values alone."""

_BY_CODE = {system.code: system for system in SYSTEMS}
_ALSO = {
    "WGS84": WGS84,
    "SWEREF99TM": SWEREF99TM,
    "SWEREFTM": SWEREF99TM,
    "RT90": "EPSG:3021",
    "WEBMERCATOR": "EPSG:3857",
    "PSEUDOMERCATOR": "EPSG:3857",
}


def _plain(name: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", name.upper().replace("ÖST", "O").replace("VÄST", "V"))


_BY_NAME = {_plain(system.title): system.code for system in SYSTEMS} | _ALSO


def system_called(name: str) -> str:
    """Return the code of a system as people write it, or an empty text where unknown.

    ``3011``, ``EPSG:3011``, ``urn:ogc:def:crs:EPSG::3011``, ``SWEREF 99 18 00`` and
    ``sweref991800`` are the same one; any text that PROJ understands is taken too.
    """
    known = _BY_NAME.get(_plain(name))
    if known:
        return known
    text = f"EPSG:{name.strip()}" if name.strip().isdigit() else name.strip()
    try:
        system = CRS.from_user_input(text)
    except CRSError:
        return ""
    return _as_known(system)


@cache
def _as_known(system: CRS) -> str:
    """Return the EPSG code of what a file declares: an ESRI text means an EPSG system too."""
    if system.is_geographic and system.name.replace(" ", "").upper() in {"WGS84", "WGS84(CRS84)"}:
        return WGS84
    code = system.to_epsg(min_confidence=60)
    if code:
        return f"EPSG:{code}"
    by_name = _BY_NAME.get(_plain(system.name))
    return by_name or str(system.to_wkt())


def title_of(code: str) -> str:
    """Return how a person names the system, with its code: ``SWEREF 99 18 00 (EPSG:3011)``."""
    known = _BY_CODE.get(code)
    if known:
        return f"{known.title} ({code})"
    name = str(CRS.from_user_input(code).name)
    return f"{name} ({code})" if code.startswith("EPSG:") else name


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def converted(
    x: FloatArray, y: FloatArray, source: str, target: str
) -> tuple[FloatArray, FloatArray]:
    """Return east and north in `target`; not a number where the point has no place there.

    Source: the operations of PROJ (RT 90 by Lantmäteriet's seven parameters, within 0.1 m).
    """
    east, north = _transformer(source, target).transform(
        np.asarray(x, np.float64), np.asarray(y, np.float64)
    )
    lost = ~(np.isfinite(east) & np.isfinite(north))
    return np.where(lost, np.nan, east), np.where(lost, np.nan, north)
