"""Units whose numbers are hidden count as one (sammanslagna enheter) where indices are taken.

An index of all units could be solved for the hidden ones: many indices with decimals are as many
equations. So for anybody every index is taken of a placement in which those units are one; then
it is made of nothing but numbers that may be told, and adds nothing to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.domain.disclosure import SMALLEST, few

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray
    from skolval.io.run import Run
    from skolval.report.audience import UnitMask

__all__ = ["Pooled", "measured_as", "pooled_runs"]


_MOST = 0.25
"""Where the units that count as one hold more than this part of the pupils, nothing is told:
such an index would be of another town than the one the report is about."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """A run as indices may see it.

    Parameters
    ----------
    area : for indices by home area. pupil : for those by pupil. None where nothing can be told.
    together : (U,) units that count as one in `pupil`.
    """

    area: Run | None
    pupil: Run | None
    together: BoolArray


def pooled_runs(runs: Sequence[Run], masks: Sequence[UnitMask], audience: str) -> list[Pooled]:
    """Return `runs` with the units together that may not be told apart in one of them.

    The same units are one in every run, so that their indices can be held against each other.
    """
    if audience == "internal":
        none = np.zeros(len(masks[0].placed), np.bool_)
        return [Pooled(run, run, none) for run in runs]
    pupils = [_counts(run, run.placement.unit(run.problem), None) for run in runs]
    of_area = _together(pupils, np.any([mask.placed for mask in masks], axis=0))
    tables = [table for run in runs for table in _group_tables(run)]
    members = np.any([mask.members for mask in masks], axis=0)
    together = _together(tables, members | of_area)
    area, pupil = _can_be_told(of_area, pupils), _can_be_told(together, pupils)
    return [
        Pooled(_merged(run, of_area) if area else None, _merged(run, together) if pupil else None,
               together)
        for run in runs
    ]  # fmt: skip


def _can_be_told(together: BoolArray, pupils: Sequence[IntArray]) -> bool:
    """Return whether the units of `together` hold a small part of the pupils of every run."""
    parts = [table[together].sum() / max(int(table.sum()), 1) for table in pupils]
    return bool(max(parts) <= _MOST)


def _group_tables(run: Run) -> list[IntArray]:
    """Return (U, grades) pupils of each group and of the others, as placed and by homes alone."""
    member = run.problem.parties.member
    groups = [c for c in range(member.shape[1]) if (member[:, c] >= 0).any()]
    homes = [run.placement.unit(run.problem), *_homes(run)]
    return [
        np.hstack([_counts(run, unit, c, value) for c in groups for value in (0, 1)])
        for unit in homes
        if groups
    ]


def measured_as(found: Sequence[Pooled], audience: str) -> dict[str, list[Run | None]] | None:
    """Return the runs as the indices of each basis see them; None where that is as they are."""
    if audience == "internal":
        return None
    return {"area": [one.area for one in found], "pupil": [one.pupil for one in found]}


def _homes(run: Run) -> list[IntArray]:
    """Return the units of the counterfactuals that the report holds placements against."""
    problem = run.problem
    nearest = np.where(run.placement.placed, problem.reference_unit[:, 0], -1)
    assigned = problem.attendance_unit
    return [nearest] if assigned is None else [nearest, assigned]


def _counts(run: Run, unit: IntArray, group: int | None, value: int = 0) -> IntArray:
    """Return (U, grades) pupils at each unit, of one kind of a group."""
    parties, units = run.problem.parties, len(run.problem.unit_ids)
    grades, code = np.unique(parties.grade, return_inverse=True)
    mine = unit >= 0
    if group is not None:
        mine = mine & (parties.member[:, group] == value)
    flat = np.bincount(unit[mine] * len(grades) + code[mine], minlength=units * len(grades))
    found: IntArray = flat.reshape(units, len(grades))
    return found


def _together(tables: Sequence[IntArray], start: BoolArray) -> BoolArray:
    """Return the units to count as one: those of few in any cell, and as many as hide them."""
    together = start.copy()
    for table in tables:
        together |= few(table).any(axis=1)
    order = np.argsort(np.sum([table.sum(axis=1) for table in tables], axis=0), kind="stable")
    for unit in order:
        if not together.any() or all(_hides(table, together) for table in tables):
            break
        together[unit] = True
    return together


def _hides(table: IntArray, together: BoolArray) -> bool:
    """Return whether the sums of the units together tell of no few in any of them."""
    mine = table[together]
    sums = mine.sum(axis=0)
    if len(mine) < 2 or few(sums).any():
        return False
    # what is left when the own part is taken away must be able to hold it too
    room = np.where(few(mine), sums - mine, SMALLEST)
    return bool((room >= SMALLEST).all())


def _merged(run: Run, together: BoolArray) -> Run:
    """Return `run` with the units of `together` as the first of them."""
    if together.sum() < 2:
        return run
    number = np.arange(len(together))
    number[together] = np.flatnonzero(together)[0]

    def renumbered(units: Any) -> Any:
        return None if units is None else np.where(units >= 0, number[np.maximum(units, 0)], -1)

    problem = run.problem
    return replace(
        run,
        problem=problem.replace(
            offerings=replace(problem.offerings, unit=number[problem.offerings.unit]),
            reference_unit=renumbered(problem.reference_unit),
            attendance_unit=renumbered(problem.attendance_unit),
        ),
    )
