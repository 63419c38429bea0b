"""Road columns (vägattribut): what the columns of a road data set mean, as in NVDB and others.

Names are compared without case, spaces and signs, so ``F_ForbjudenFardriktning`` and
``F_Forbjuden_fardriktning`` are the same. Columns that mean nothing here are left alone.

Source: Trafikverket, NVDB: Vägtrafiknät (nättyp), GCM-vägtyp, Hastighetsgräns, Förbjuden
färdriktning, Förbud mot trafik, Funktionell vägklass, Gatunamn; names as delivered by Lastkajen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.sources.osm_tags import Danger
from skolval.sources.street_ways import Trait

__all__ = ["ROLES", "Roads", "roads_of", "roles_in"]

ROLES: dict[str, tuple[str, ...]] = {
    "net": ("vagtr474", "nättyp", "nattyp", "vägtrafiknät", "vagtrafiknat", "nettype"),
    "path": ("gcmt502", "gcmtyp", "gcmvägtyp", "gcmvagtyp"),
    "speed": ("hastighet", "hastighetsgräns", "hastighetsgrans", "hogst225", "maxspeed", "speed"),
    "speed_forward": ("fhogst225",),
    "speed_backward": ("bhogst225",),
    "shut_forward": ("fforbjudenfardriktning", "fforbjudenfärdriktning"),
    "shut_backward": ("bforbjudenfardriktning", "bforbjudenfärdriktning"),
    "oneway": ("enkelriktad", "oneway", "enkelriktat"),
    "banned_forward": ("fforbudmottrafik", "fforbudtrafik"),
    "banned_backward": ("bforbudmottrafik", "bforbudtrafik"),
    "motorway": ("motorvag", "motorväg"),
    "motor_road": ("motortrafikled",),
    "ferry": ("farjeled", "färjeled"),
    "road_class": ("klass181", "funktionellvägklass", "funktionellvagklass", "vägklass",
                   "vagklass", "fclass", "roadclass", "highway"),
    "name": ("namn130", "gatunamn", "vägnamn", "name", "namn"),
}  # fmt: skip
"""What a column may tell, to the names it goes by."""

_NETS = {
    "1": "car", "bilnät": "car", "bilnat": "car", "bil": "car",
    "2": "cycle", "cykelnät": "cycle", "cykelnat": "cycle", "cykel": "cycle", "gcm": "cycle",
    "4": "walk", "gångnät": "walk", "gangnat": "walk", "gång": "walk",
}  # fmt: skip
_NO_CYCLE = {4, 10, 11, 12, 14, 16, 17, 18, 19, 20, 21, 25}
"""GCM-typ: crossings, pavements, stairs, escalators, lifts and quays are for walking."""
_NO_WALK = {29}
_NO_STREET = {22, 23, 27}
"""Cableway, funicular, ferry."""
_NO = {"", "0", "0.0", "nej", "n", "no", "false", "falskt", "-1", "none", "nan"}


@dataclass(frozen=True, slots=True)
class Roads:
    """The traits of every line, and what could not be understood.

    Parameters
    ----------
    traits : one per line. unknown_nets : network types that mean nothing here, with lines.
    no_numbers : speeds that are no numbers. ferries : lines left out as no streets.
    told : the roles that columns have.
    """

    traits: list[Trait]
    unknown_nets: dict[str, int] = field(default_factory=dict)
    no_numbers: int = 0
    ferries: int = 0
    told: dict[str, str] = field(default_factory=dict)


def roles_in(columns: Iterable[str], own: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return role to column; `own` names columns that the user has said the role of."""
    plain = {_plain(column): column for column in columns}
    found = {}
    for role, names in ROLES.items():
        match = next((plain[name] for name in names if name in plain), None)
        if match is not None:
            found[role] = match
    return found | dict(own or {})


def roads_of(
    frame: pd.DataFrame, *, own: Mapping[str, str] | None = None, danger: Danger | None = None
) -> Roads:
    """Return what every line is, from the columns that are understood.

    Without a column of network types every line is a road for all three modes.
    """
    roles = roles_in(map(str, frame.columns), own)
    cells = _Cells(frame, roles)
    limit = danger or Danger()
    nets, unknown = _nets(cells)
    speed, no_numbers = _speeds(cells)
    path = cells.whole("path")
    ferry = cells.truth("ferry") | np.isin(path, list(_NO_STREET))
    lines = zip(
        np.where(ferry, "ferry", nets).tolist(),
        path.tolist(),
        speed.tolist(),
        _directions(cells).tolist(),
        (cells.truth("motorway") | cells.truth("motor_road")).tolist(),
        cells.text("road_class").tolist(),
        cells.text("name").tolist(),
        strict=True,
    )
    traits = [_trait(_Line(*line), limit) for line in lines]
    return Roads(traits, unknown, no_numbers, int(ferry.sum()), roles)


class _Line(NamedTuple):
    net: str
    path: int
    speed: float
    drive: str
    motor: bool
    road_class: str
    name: str


def _plain(name: str) -> str:
    return re.sub(r"[^a-zåäö0-9]", "", name.casefold())


class _Cells:
    """The cells of the columns whose role is known."""

    def __init__(self, frame: pd.DataFrame, roles: Mapping[str, str]) -> None:
        self._frame, self._roles = frame, roles

    def text(self, role: str) -> npt.NDArray[np.str_]:
        """Return plain texts, empty where nothing is told."""
        if role not in self._roles:
            return np.full(len(self._frame), "", dtype="U1")
        column = self._frame[self._roles[role]]
        texts = column.astype(object).where(column.notna(), "").astype(str).str.strip()
        return np.asarray(texts.str.replace(r"\.0+$", "", regex=True), dtype=str)

    def whole(self, role: str) -> npt.NDArray[np.int64]:
        """Return whole numbers, 0 where none is told."""
        numbers = pd.to_numeric(pd.Series(self.text(role)), errors="coerce").fillna(0)
        return np.asarray(numbers, np.int64)

    def truth(self, role: str) -> npt.NDArray[np.bool_]:
        """Return whether something other than no is told."""
        return ~np.isin(np.char.lower(self.text(role)), list(_NO))


def _nets(cells: _Cells) -> tuple[npt.NDArray[np.str_], dict[str, int]]:
    texts = np.char.lower(cells.text("net"))
    known = np.array([_NETS.get(text, "") for text in texts.tolist()], dtype=str)
    odd, count = np.unique(texts[(known == "") & (texts != "")], return_counts=True)
    walked = (known == "") & cells.truth("path")
    return np.where(walked, "cycle", known), dict(zip(odd.tolist(), count.tolist(), strict=True))


def _speeds(cells: _Cells) -> tuple[npt.NDArray[np.float64], int]:
    best = np.zeros(len(cells.text("speed")))
    wrong = 0
    for role in ("speed", "speed_forward", "speed_backward"):
        texts = pd.Series(cells.text(role))
        numbers = pd.to_numeric(texts.str.extract(r"^(\d{1,3})(?:\s*km/h)?$")[0], errors="coerce")
        wrong += int((numbers.isna() & (texts != "")).sum())
        best = np.maximum(best, numbers.fillna(0).to_numpy(np.float64))
    return best, wrong


def _directions(cells: _Cells) -> npt.NDArray[np.str_]:
    """Return by car: both, forward, backward or no."""
    oneway = np.char.lower(cells.text("oneway"))
    along = np.isin(oneway, ["ft", "f", "forward", "framåt", "med", "1", "ja", "yes", "true"])
    against = np.isin(oneway, ["tf", "b", "backward", "bakåt", "mot", "-1"])
    shut_forward = cells.truth("shut_forward") | cells.truth("banned_forward") | against
    shut_backward = cells.truth("shut_backward") | cells.truth("banned_backward") | along
    told = np.where(shut_backward, "forward", "both").astype("U8")
    told[shut_forward] = "backward"
    told[shut_forward & shut_backward] = "no"
    return told


def _trait(line: _Line, danger: Danger) -> Trait:
    if line.net == "ferry":
        return Trait("no", "no", "no")
    if line.net in {"cycle", "walk"}:
        return Trait(
            "no" if line.path in _NO_WALK else "both",
            "no" if line.net == "walk" or line.path in _NO_CYCLE else "both",
            "no", line.speed, unsafe=False, road_class=line.road_class or line.net,
            name=line.name,
        )  # fmt: skip
    if line.motor:
        return Trait("no", "no", line.drive, line.speed, False, line.road_class, line.name)
    cycle = "both" if line.drive == "no" else line.drive
    unsafe = line.speed >= danger.from_speed
    return Trait("both", cycle, line.drive, line.speed, unsafe, line.road_class, line.name)
