"""Distances as priorities: relative and absolute proximity, and guarantee schools.

Source: ÖKN 2017:533 and 2019:616 (relative proximity); relativnarhet.se (guarantee school).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from skolval.criteria._lots import lot_places
from skolval.domain.language import _
from skolval.domain.problem import BoolArray, IntArray
from skolval.matching._frames import MOST, Name, read_metres, read_seats
from skolval.matching._ledger import Ledger
from skolval.matching._shapes import tell_text
from skolval.solver.least_walking import least_walking

__all__ = [
    "guarantee_of",
    "guarantee_schools",
    "metres_table",
    "relative_proximity_scores",
    "rule_order",
]

# What a case or a municipality may call a rule, and its name here.
_RULES = {
    "absolute-proximity": "absolute-proximity",
    "relative-proximity": "relative-proximity",
    "relative-proximity-seats": "relative-proximity-seats",
    "guarantee-school": "guarantee-school",
    "relative proximity to guarantee school, guarantee school first": "guarantee-school",
}


def relative_proximity_scores(
    distance_wanted_m: Mapping[Name, int], distance_alternative_m: Mapping[Name, int]
) -> dict[Name, int]:
    """Who has the longer extra way to the alternative goes first (relativ närhet).

    Score = metres to the alternative school - metres to the wanted school; the highest goes
    first, and it may be negative.

    >>> relative_proximity_scores({"NN": 558, "last": 852}, {"NN": 1146, "last": 1485})
    {'last': 633, 'NN': 588}

    Parameters
    ----------
    distance_wanted_m, distance_alternative_m : pupil -> metres, whole.

    Returns
    -------
    The scores, the pupil who goes first at the front; equal scores in the order given.

    Raises
    ------
    InputError
        A pupil has only one of the distances, or a distance is not a whole number from 0.

    Source: ÖKN 2017:533 (588 m loses to 633 m).
    """
    ledger = Ledger()
    wanted = _row(distance_wanted_m, "distance_wanted_m", ledger)
    alternative = _row(distance_alternative_m, "distance_alternative_m", ledger)
    for pupil in dict.fromkeys([*wanted, *alternative]):
        if (pupil in wanted) != (pupil in alternative):
            message = _("The pupil {value} has only one of the two distances.")
            ledger.add("distance_alternative_m", "required", message, value=pupil)
    ledger.settle()
    scores = {pupil: alternative[pupil] - metres for pupil, metres in wanted.items()}
    return dict(sorted(scores.items(), key=lambda item: -item[1]))


def guarantee_schools(
    distances: Mapping[Name, Mapping[Name, int]] | pd.DataFrame,
    quotas: Mapping[Name, int] | pd.Series,
    *,
    seed: str | None = None,
) -> dict[Name, Name | None]:
    """All pupils together get the schools with the least walking in all (garantiskola).

    Among the placements with the fewest metres in all, the one with the fewest squared metres;
    what is left is decided pupil by pupil, in the lottery's order with a `seed`, else in the
    order given. A pupil who finds no seat has None.

    >>> metres = {"Ada": {"N": 800, "U": 900}, "Bo": {"N": 850, "U": 2000}}
    >>> guarantee_schools(metres, {"N": 1, "U": 1})
    {'Ada': 'U', 'Bo': 'N'}

    Parameters
    ----------
    distances : pupil -> school -> metres, whole; or a frame with pupil, school, metres.
    quotas : school -> seats. seed : see `lottery_order`.

    Raises
    ------
    InputError
        With every fault found.

    Source: relativnarhet.se, "relativ närhet på rätt sätt"; docs/mechanisms.md.
    """
    ledger = Ledger()
    seats = read_seats(quotas, ledger) or {}
    drawn = seed is not None and tell_text("seed", seed, ledger)
    pupils, metres = metres_table(distances, tuple(seats), ledger)
    ledger.settle()
    lot = lot_places(str(seed), map(str, pupils)) if drawn else np.arange(len(pupils))
    place = guarantee_of(metres, np.array(list(seats.values()), np.int64), lot)
    names = [*seats, None]
    return {pupil: names[place[i]] for i, pupil in enumerate(pupils)}


def metres_table(
    distances: Any,
    schools: tuple[Name, ...],
    ledger: Ledger,
    pupils: tuple[Name, ...] | None = None,
) -> tuple[tuple[Name, ...], IntArray]:
    """Return the pupils and (n, m) metres, -1 where no way is given.

    Parameters
    ----------
    pupils : all there are; those of `distances` when None.
    """
    rows = read_metres(distances, ledger)
    known = tuple(rows) if pupils is None else pupils
    number = {name: i for i, name in enumerate(known)}
    column = {name: s for s, name in enumerate(schools)}
    metres = np.full((len(known), len(schools)), -1, np.int64)
    for pupil, ways in rows.items():
        if pupil not in number:
            message = _("{value} has distances but is no pupil.")
            ledger.add("distance_m", "reference", message, value=pupil, choices=known)
            continue
        for school, way in _row(ways, "distance_m", ledger).items():
            if school in column:
                metres[number[pupil], column[school]] = way
            else:
                message = _("The distances of {pupil} name {value}, which is no school.")
                words: dict[str, Any] = {"value": school, "pupil": pupil}
                ledger.add("distance_m", "reference", message, choices=schools, **words)
    return known, metres


def _row(ways: Any, argument: str, ledger: Ledger) -> dict[Name, int]:
    if not isinstance(ways, Mapping):
        ledger.add(argument, "type", _("{value} is no dict."), value=ways)
        return {}
    fine = {}
    for name, way in ways.items():
        whole = isinstance(way, int | float | np.integer) and not isinstance(way, bool)
        if whole and 0 <= way <= MOST and way == way // 1:
            fine[name] = int(way)
        else:
            message = _("The metres of {name} are {value}, not a whole number from 0.")
            ledger.add(argument, "number", message, value=way, name=name)
    return fine


def guarantee_of(metres: IntArray, seats: IntArray, lot: IntArray) -> IntArray:
    """Return (n,) the guarantee school of each pupil, -1 without a seat."""
    pupil, school = np.nonzero(metres >= 0)
    start = np.searchsorted(pupil, np.arange(len(metres) + 1)).astype(np.int64)
    ways = metres[pupil, school]
    entry = least_walking(start, school.astype(np.int64), ways, seats=seats, lot=lot)
    found: IntArray = np.where(entry >= 0, np.append(school, -1)[entry], -1)
    return found


def rule_order(
    rule: Any, metres: IntArray, seats: IntArray, ledger: Ledger
) -> tuple[IntArray, BoolArray]:
    """Return (n, m) who goes first by the rule, smaller first, and each one's own guarantee.

    Parameters
    ----------
    rule : name of the rule. metres : (n, m), -1 where no way is given. seats : (m,).
    """
    name = _RULES.get(str(rule).strip().casefold())
    own = np.zeros(metres.shape, bool)
    if name is None:
        message = _("There is no priority rule {value}.")
        ledger.add("priority_rule", "reference", message, value=rule, choices=list(_RULES)[:4])
        return metres, own
    if name == "absolute-proximity":
        return metres, own
    counted = (metres >= 0) & ((seats > 0) | (name != "relative-proximity-seats"))
    alternative = _alternative(metres, counted)
    if name == "guarantee-school":
        place = guarantee_of(metres, seats, np.arange(len(metres)))
        own = place[:, None] == np.arange(metres.shape[1])
        to_own = np.take_along_axis(metres, np.maximum(place, 0)[:, None], axis=1)
        alternative = np.where(place[:, None] >= 0, to_own, alternative)
    return metres - alternative, own


def _alternative(metres: IntArray, counted: BoolArray) -> IntArray:
    """Return metres to the nearest school counted other than the one applied for.

    Where there is none the way to the school itself, so that the score is 0.
    """
    far = np.iinfo(np.int64).max
    ways = np.where(counted, metres, far)
    ways = np.concatenate([ways, np.full((len(ways), 2), far)], axis=1)
    order = np.sort(ways, axis=1)
    nearest = counted & (np.arange(metres.shape[1]) == ways.argmin(axis=1)[:, None])
    found = np.where(nearest, order[:, 1:2], order[:, :1])
    return np.where(found == far, metres, found)
