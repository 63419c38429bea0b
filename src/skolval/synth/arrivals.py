"""Newly arrived pupils of a school year (nyanlända elever): families, homes, months, languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.months import later
from skolval.synth._chance import stream
from skolval.synth.hosts import LANGUAGES, draw_free_seats, draw_hosts
from skolval.synth.tables import coded, complete, numbered

if TYPE_CHECKING:
    from skolval.synth.areas import Areas
    from skolval.synth.hosts import FreeSeats, Hosts
    from skolval.synth.households import Children
    from skolval.synth.profiles import Profile
    from skolval.synth.units import Units

__all__ = ["arrival_tables"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_SHARE, _LEAST = 0.025, 12
_FAMILY = (0.55, 0.31, 0.14)
_MONTH = (0.19, 0.12, 0.10, 0.08, 0.05, 0.14, 0.10, 0.08, 0.08, 0.06)
_BEFORE = 0.25
_DIRECT, _PROTECTED, _WISHING = 0.06, 0.006, 0.4
_WEEK = (50, 60, 70, 80, 90)


@dataclass(frozen=True, slots=True)
class _Arrivals:
    """Newly arrived pupils, one row each; protected ones last.

    Parameters
    ----------
    family, home : family number, and the child of the municipality whose house is theirs.
    grade : index. month : of arrival after the first of the year, negative for before. day : of it.
    language : code. needed : months in a group. week : per cent. unit : placed at, -1 none.
    protected : protected identity.
    """

    family: IntArray
    home: IntArray
    grade: IntArray
    month: IntArray
    day: IntArray
    language: npt.NDArray[np.str_]
    needed: IntArray
    week: IntArray
    unit: IntArray
    protected: BoolArray


def arrival_tables(
    profile: Profile,
    parts: tuple[Children, Units, Areas],
    names: tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]],
    *,
    codes: tuple[str, ...],
    enrolled: IntArray,
    seed: int,
) -> dict[str, pd.DataFrame]:
    """Return the tables newly_arrived, free_seats and hosts.

    Parameters
    ----------
    names : codes of units and areas. enrolled : (u,) pupils at each unit today.
    """
    children, units, areas = parts
    count = max(_LEAST, round(profile.pupils * _SHARE))
    hosts = draw_hosts(units, areas, arrivals=count, seed=seed)
    free = draw_free_seats(units, hosts, arrivals=count, seed=seed)
    arrivals = _draw(count, children, areas, (units, hosts), seed)
    first = f"{profile.school_year[:4]}-08"
    return {
        "newly_arrived": _pupil_table(arrivals, children, (units, names, codes), first, seed),
        "free_seats": _seat_table(free, names[0], codes, first),
        "hosts": _host_table(hosts, names[0], codes, enrolled),
    }


def _draw(
    count: int, children: Children, areas: Areas, hosts: tuple[Units, Hosts], seed: int
) -> _Arrivals:
    rng = stream(seed, "arrivals")
    size = rng.choice(len(_FAMILY), count, p=_FAMILY) + 1
    family = np.repeat(np.arange(count), size)[:count]
    families = int(family[-1]) + 1
    weight = children.foreign * areas.foreign[children.area] ** 1.5
    home = rng.choice(len(children), families, p=weight / weight.sum())
    codes, common = zip(*LANGUAGES, strict=True)
    language = np.array(codes)[rng.choice(len(codes), families, p=common)]
    month = rng.choice(len(_MONTH), families, p=_MONTH)
    before = rng.random(families) < _BEFORE
    month = np.where(before, -rng.integers(1, 9, families), month)
    day = rng.integers(1, 28, families)
    grade = rng.integers(0, 10, count)
    needed = np.where(rng.random(count) < _DIRECT, 0, rng.integers(5, 14, count) + (grade > 6) * 3)
    protected = rng.random(count) < _PROTECTED
    placed = before[family] | protected
    unit = np.full(count, -1, np.int64)
    unit[placed] = _placed(grade[placed], children.xy[home[family[placed]]], hosts)
    protected &= unit >= 0  # without a home only the current unit tells where
    drawn = _Arrivals(
        family=family,
        home=home[family],
        grade=grade,
        month=month[family],
        day=day[family],
        language=language[family],
        needed=needed,
        week=rng.choice(_WEEK, count),
        unit=unit,
        protected=protected,
    )
    order = np.argsort(protected, kind="stable")
    return _Arrivals(*(getattr(drawn, name)[order] for name in _Arrivals.__dataclass_fields__))


def _placed(grade: IntArray, xy: FloatArray, parts: tuple[Units, Hosts]) -> IntArray:
    """Return the nearest unit that hosts the grade today, or in preschool class the nearest."""
    units, hosts = parts
    found = np.full(len(grade), -1, np.int64)
    left = hosts.today * hosts.size_most // 2
    for row, value in enumerate(grade):
        here = hosts.hosting & units.offers(int(value))
        fitting = (hosts.first <= value) & (value <= hosts.last) & here[hosts.unit] & (left > 0)
        if value == 0:
            choices, of_host = np.flatnonzero(here), None
        else:
            of_host = np.flatnonzero(fitting)
            choices = hosts.unit[of_host]
        if not len(choices):
            continue
        away = np.hypot(*(units.xy[choices] - xy[row]).T)
        best = int(np.argmin(away))
        found[row] = choices[best]
        if of_host is not None:
            left[of_host[best]] -= 1
    return found


def _pupil_table(
    arrivals: _Arrivals,
    children: Children,
    parts: tuple[Units, tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]], tuple[str, ...]],
    first: str,
    seed: int,
) -> pd.DataFrame:
    units, (unit_names, area_names), codes = parts
    shown = ~arrivals.protected
    days = [
        f"{later(first, int(month))}-{day:02d}"
        for month, day in zip(arrivals.month, arrivals.day, strict=True)
    ]
    several = np.bincount(arrivals.family[shown], minlength=len(shown))[arrivals.family] > 1
    families = numbered("m", int(arrivals.family.max()) + 1)
    before = np.where(arrivals.unit >= 0, np.maximum(-arrivals.month, 0), 0)
    low = children.low_education[arrivals.home]
    rows = {
        "pupil_id": numbered("n", len(shown), least=3),
        "x": np.where(shown, children.xy[arrivals.home, 0], np.nan),
        "y": np.where(shown, children.xy[arrivals.home, 1], np.nan),
        "area_id": coded(area_names, np.where(shown, children.area[arrivals.home], -1)),
        "grade": coded(np.array(codes, object), arrivals.grade),
        "age": arrivals.grade + 6,
        "arrival": days,
        "language": pd.Series(arrivals.language, dtype="str").where(shown),
        "months_before": before,
        "months_needed": arrivals.needed,
        "week_percent": arrivals.week,
        "current_unit": coded(unit_names, arrivals.unit),
        "household": coded(families, np.where(several & shown, arrivals.family, -1)),
        "wishes": _wishes(arrivals, children, units, unit_names, seed),
        "protected": ~shown,
        "low_education": pd.Series(low.astype("int64")).astype("Int64").where(shown),
        "foreign_background": pd.Series(np.ones(len(shown), np.int64)).astype("Int64").where(shown),
    }
    return complete("newly_arrived", rows)


def _wishes(
    arrivals: _Arrivals,
    children: Children,
    units: Units,
    names: npt.NDArray[np.object_],
    seed: int,
) -> pd.Series:
    """Return up to three wished units of those who are not placed: near and well liked."""
    rng = stream(seed, "arrival-wishes")
    wishing = (rng.random(len(arrivals.grade)) < _WISHING) & (arrivals.unit < 0)
    noise = rng.gumbel(size=(len(arrivals.grade), len(units)))
    told: list[str] = []
    for row, grade in enumerate(arrivals.grade):
        open_to = np.flatnonzero(units.municipal & units.offers(int(grade)))
        away = np.hypot(*(units.xy[open_to] - children.xy[arrivals.home[row]]).T)
        liked = units.popularity[open_to] - away / 800 + noise[row, open_to]
        best = open_to[np.argsort(-liked, kind="stable")[: 1 + row % 3]]
        told.append(" ".join(str(names[unit]) for unit in best) if wishing[row] else "")
    return pd.Series(told, dtype="str").where(wishing & ~arrivals.protected)


def _seat_table(
    free: FreeSeats, units: npt.NDArray[np.object_], codes: tuple[str, ...], first: str
) -> pd.DataFrame:
    days = [f"{later(first, int(month))}-01" if month else None for month in free.from_month]
    return complete(
        "free_seats",
        {
            "unit_id": units[free.unit],
            "grade": coded(np.array(codes, object), free.grade),
            "seats": free.seats,
            "from_date": days,
        },
    )


def _host_table(
    hosts: Hosts, units: npt.NDArray[np.object_], codes: tuple[str, ...], enrolled: IntArray
) -> pd.DataFrame:
    spans = [
        f"{codes[first]}-{codes[last]}" for first, last in zip(hosts.first, hosts.last, strict=True)
    ]
    languages = pd.Series(hosts.languages[hosts.unit], dtype="str")
    return complete(
        "hosts",
        {
            "unit_id": units[hosts.unit],
            "kind": spans,
            "groups_most": hosts.most,
            "unit_groups_most": hosts.of_unit[hosts.unit],
            "groups_today": hosts.today,
            "reception": hosts.reception[hosts.unit],
            "size_least": hosts.size_least,
            "size_most": hosts.size_most,
            "unit_cost": hosts.unit_cost[hosts.unit],
            "group_cost": hosts.group_cost,
            "languages": languages.where(languages != ""),
            "pupils_today": enrolled[hosts.unit],
            "newly_arrived_today": hosts.recent[hosts.unit],
        },
    )
