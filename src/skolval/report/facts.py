"""What the report says about one run, gathered once: the sections only choose and phrase."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.domain.language import _
from skolval.registry import load
from skolval.report.audience import UnitMask, unit_mask
from skolval.report.masking import SMALLEST

if TYPE_CHECKING:
    from skolval.io.run import Run
    from skolval.report.words import Words

__all__ = [
    "UnitNumbers",
    "first_sentence",
    "label",
    "measured_along",
    "span",
    "unit_numbers",
]

_ENGLISH = {"optimal": "optimisation", "capacity": "seats"}
"""Members whose code name is no noun that a sentence can hold."""
_SWEDISH = re.compile(r"\(([^()]+)\)")


def first_sentence(room: str, name: str) -> str:
    """Return the first paragraph of the file's docstring on one line."""
    return " ".join((load(room, name).__doc__ or "").strip().split("\n\n")[0].split())


def label(room: str, name: str, words: Words) -> str:
    """Return what the reader calls the file `name` of `room`.

    In Swedish the term in brackets in the first sentence of its docstring, unless the
    catalogue knows better.
    """
    plain = name.replace("_", " ")
    if words.lang == "en":
        return _ENGLISH.get(name, plain)
    translated = words.gettext(plain)
    if translated != plain:
        return translated
    found = _SWEDISH.findall(first_sentence(room, name))
    return found[-1].partition(":")[0] if found else plain


def measured_along(kind: str, words: Words) -> str:
    """Return what distances of a problem's `distance_kind` are measured along."""
    _ = words.gettext
    return {
        "table": _("a table supplied with the instance"),
        "street": _("shortest way along the street network"),
        "straight": _("straight lines times a detour factor, as no streets were supplied"),
        "mixed": _("streets where they are known, else straight lines times a detour factor"),
    }.get(kind, kind)


def span(first: str, last: str) -> str:
    """Return the time from `first` to `last`; either may be open."""
    if first and last:
        return f"{first} – {last}"
    text = _("from {time}") if first else _("until {time}")
    return text.format(time=first or last)


@dataclass(frozen=True)
class UnitNumbers:
    """Pupils by unit under one run.

    Parameters
    ----------
    seats, placed : (U,) whole pupils, all grades of the round.
    mask : which of them the audience may not see.
    exact : compositions are as they are; else to a tenth of a per cent, as in the tables.
    expected : (U,) pupils of the balance group expected from the home areas (group-blind).
    members : (U,) pupils of the group, or None where individuals are not known.
    """

    seats: np.ndarray[Any, np.dtype[np.int64]]
    placed: np.ndarray[Any, np.dtype[np.int64]]
    expected: np.ndarray[Any, np.dtype[np.float64]]
    members: np.ndarray[Any, np.dtype[np.int64]] | None
    mask: UnitMask
    exact: bool = True

    @cached_property
    def share(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """(U,) group-blind share, NaN for units with fewer than five pupils or a hidden count."""
        few = (self.placed < SMALLEST) | self.mask.placed
        share: np.ndarray[Any, np.dtype[np.float64]] = np.where(
            few, np.nan, self.expected / np.maximum(self.placed, 1)
        )
        return share if self.exact else np.round(share, 3)

    @property
    def placed_shown(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """(U,) pupils placed, NaN where hidden."""
        shown: np.ndarray[Any, np.dtype[np.float64]] = np.where(
            self.mask.placed, np.nan, self.placed
        )
        return shown

    @property
    def utilisation(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """(U,) pupils placed as a share of the seats, NaN where hidden or there are none."""
        seats = np.where(self.seats > 0, self.seats, 1)
        shown: np.ndarray[Any, np.dtype[np.float64]] = np.where(
            self.seats > 0, self.placed_shown / seats, np.nan
        )
        return shown


def unit_numbers(run: Run, audience: str = "internal") -> UnitNumbers:
    """Return seats, pupils and composition of every unit under `run`, masked for `audience`."""
    problem = run.problem
    units = len(problem.unit_ids)
    unit, placed = run.placement.unit(problem), run.placement.placed

    def total(weight: Any) -> Any:
        return np.bincount(unit[placed], weights=weight[placed], minlength=units)

    offered = problem.offerings.placeable
    seats = np.bincount(
        problem.offerings.unit[offered], weights=problem.offerings.seats[offered], minlength=units
    )
    member = problem.parties.member[:, problem.groups.index(problem.balance_group)]
    known = bool((member >= 0).all())
    placed_pupils = total(problem.parties.size).astype(np.int64)
    unplaced = problem.parties.size[~placed].sum()
    members = total(member).astype(np.int64) if known else None
    return UnitNumbers(
        seats=seats.astype(np.int64),
        placed=placed_pupils,
        expected=total(problem.composition(problem.balance_group, "area")) / 1000,
        members=members,
        mask=unit_mask(placed_pupils, members, audience, unplaced=int(unplaced)),
        exact=audience == "internal",
    )
