"""Structural levers (strukturella åtgärder): seats, open and closed units, merging, pairing.

A lever is a change of the instance's own tables, so what it gives is what `skolval place` would
give on the changed instance. Each is tried by an optimum of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = ["KINDS", "Lever", "applied", "faults_of"]


@dataclass(frozen=True, slots=True)
class Lever:
    """One candidate.

    Parameters
    ----------
    name : what it is called. seats : pupils more (or fewer) at each unit or offering, by id.
    close : units or offerings where nobody is placed. open : units where the municipality may
        place from now on. merge : (from, to) pairs of units: the seats move to the second
        and the first is closed. pair : pairs of units that divide their grades: the first
        takes the lower ones, the second the higher. profile : units whose seats are open to
        every pupil of the grade, however far.
    split : the highest grade that the first of a pair takes. line : in the file.
    """

    name: str
    seats: Mapping[str, int] = field(default_factory=dict)
    close: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    merge: tuple[tuple[str, str], ...] = ()
    pair: tuple[tuple[str, str], ...] = ()
    profile: tuple[str, ...] = ()
    split: str = "3"
    line: int | None = None

    def named(self) -> tuple[str, ...]:
        """Return every unit and offering the lever names."""
        pairs = [one for pair in (*self.merge, *self.pair) for one in pair]
        return (*self.seats, *self.close, *self.open, *pairs, *self.profile)


def faults_of(lever: Lever, instance: Instance, file: str) -> list[Fault]:
    """Return a fault for every unit and offering that `instance` lacks."""
    units = instance.units["unit_id"].astype(str).tolist()
    known = [*units, *instance.offerings["offering_id"].astype(str).tolist()]
    only_units = {one for pair in (*lever.merge, *lever.pair) for one in pair}
    only_units |= {*lever.profile, *lever.open}
    return [
        Fault(
            _("The instance has no unit or offering called {name!r}.").format(name=name),
            file=file,
            row=lever.line,
            value=name,
            rule="reference",
            suggestion=did_you_mean(name, known),
            remedy=_("Name a unit_id or an offering_id of the instance."),
        )
        for name in lever.named()
        if name not in (units if name in only_units else known)
    ]


def applied(instance: Instance, lever: Lever) -> Instance:
    """Return the instance with the lever pulled, but for its profile (see `with_profile`)."""
    offerings = instance.offerings.reset_index(drop=True)
    for name, more in lever.seats.items():
        offerings = _spread(offerings, _rows(offerings, name), more)
    for start, end in lever.merge:
        offerings = _moved(offerings, start, end, frozenset(instance.grades.codes))
    for low, high in lever.pair:
        offerings = _paired(instance, offerings, (low, high), lever.split)
    closed = offerings["offering_id"].astype(str).isin(lever.close)
    units = instance.units.copy()
    named = units["unit_id"].astype(str)
    units.loc[named.isin(lever.close), "placeable"] = False
    units.loc[named.isin(lever.open), "placeable"] = True
    return instance.replace(offerings=offerings[~closed].reset_index(drop=True), units=units)


KINDS: Mapping[str, str] = {
    "seats": "seats more or fewer, by unit or offering",
    "close": "units or offerings where nobody is placed",
    "open": "units where the municipality may place from now on",
    "merge": "pairs [from, to]: the seats move, the first is closed",
    "pair": "pairs [low, high] that divide their grades at `split`",
    "profile": "units open to every pupil of the grade, however far",
}


def _rows(offerings: pd.DataFrame, name: str) -> pd.Series:
    return (offerings["unit_id"].astype(str) == name) | (
        offerings["offering_id"].astype(str) == name
    )


def _spread(offerings: pd.DataFrame, mine: pd.Series, more: int) -> pd.DataFrame:
    """Spread seats over a unit's offerings by their size, the remainder to the first."""
    seats = offerings.loc[mine, "seats"].astype("int64")
    count = len(seats)
    if not count:
        return offerings
    total = int(seats.sum())
    weights = seats / total if total else pd.Series(1 / count, index=seats.index)
    added = (weights * more).astype("int64")
    added.iloc[: abs(more - int(added.sum()))] += 1 if more > 0 else -1
    changed = offerings.copy()
    changed.loc[mine, "seats"] = (seats + added).clip(lower=0)
    return changed


def _moved(offerings: pd.DataFrame, start: str, end: str, grades: frozenset[str]) -> pd.DataFrame:
    """Move the seats of some grades from one unit to another that has the grade too."""
    changed = offerings.copy()
    unit, grade = changed["unit_id"].astype(str), changed["grade"].astype(str)
    gone = []
    for row in changed.index[unit == start]:
        there = changed.index[(unit == end) & (grade == grade[row])]
        if grade[row] in grades and len(there):
            changed.loc[there[0], "seats"] += changed.loc[row, "seats"]
            gone.append(row)
    return changed.drop(index=gone).reset_index(drop=True)


def _paired(
    instance: Instance, offerings: pd.DataFrame, pair: tuple[str, str], split: str
) -> pd.DataFrame:
    codes = list(instance.grades.codes)
    last = codes.index(split) + 1 if split in codes else 0
    low, high = pair
    offerings = _moved(offerings, high, low, frozenset(codes[:last]))
    return _moved(offerings, low, high, frozenset(codes[last:]))
