"""Rules that a whole sum over a unit's pupils is at most nothing, in parts of a pupil."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from skolval.domain.breach import Breach
from skolval.domain.deviation import SCALE, cell_labels, cells_of, pupils_beyond
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model

__all__ = ["Beyond", "Sums", "post_sums", "share_breaches", "sums_beyond", "sums_over_cells"]


@dataclass(frozen=True, slots=True)
class Sums:
    """What every option row adds to its cell, a unit's pupils (in one grade).

    Parameters
    ----------
    unit_grade : (n_cells, 2) unit and grade, -1 for all grades. cell : (n_options,).
    weight : (n_options,) in 1/100,000 pupil. members : (n_options,) permille of pupils.
    """

    unit_grade: IntArray
    cell: IntArray
    weight: IntArray
    members: IntArray


@dataclass(frozen=True, slots=True)
class Beyond:
    """A cell whose sum is above nothing: its name, by how many pupils, members and pupils."""

    label: str
    excess: int
    members: float
    pupils: int


def sums_over_cells(problem: Problem, members: IntArray, share: float, per: str) -> Sums:
    """Return the sums of members less `share` of the pupils; the share is rounded to 1/100,000.

    Parameters
    ----------
    members : (n_parties,) permille of the pupils of each party who count, times its size.
    """
    party = problem.options.party
    unit_grade, cell = cells_of(problem, per)
    own = 100 * members - round(share * SCALE) * problem.parties.size
    return Sums(unit_grade, cell, own[party], members[party])


def sums_beyond(problem: Problem, chosen: IntArray, sums: Sums, sign: int = 1) -> list[Beyond]:
    """Return the cells whose sum times `sign` is above nothing."""
    rows = chosen[chosen >= 0]
    size = problem.parties.size[problem.options.party[rows]]
    total, members, pupils = (
        np.bincount(sums.cell[rows], column, len(sums.unit_grade)).astype(np.int64)
        for column in (sign * sums.weight[rows], sums.members[rows], size)
    )
    over = np.flatnonzero(total > 0)
    return [
        Beyond(label, pupils_beyond(int(total[k]), 0), int(members[k]) / 1000, int(pupils[k]))
        for label, k in zip(cell_labels(problem, sums.unit_grade[over]), over, strict=True)
    ]


def share_breaches(
    rule: str,
    several: Iterator[tuple[str, float, Sums]],
    beyond: Callable[[Sums], list[Beyond]],
    text: str,
) -> list[Breach]:
    """Return the cells where a group's pupils are on the wrong side of a share of all pupils.

    Parameters
    ----------
    several : (group, share, sums). text : names {label}, {members} of {group} among {pupils}
        pupils, and {limit}, the number that the share stands for.
    """
    return [
        Breach(
            rule=rule,
            where=over.label,
            excess=over.excess,
            unit="pupils",
            message=text.format(
                label=over.label,
                group=group,
                members=f"{over.members:.1f}",
                pupils=over.pupils,
                limit=f"{share * over.pupils:.1f}",
            ),
        )
        for group, share, sums in several
        for over in beyond(sums)
    ]


def post_sums(
    rule: str, model: Model, several: Sequence[Sums], *, sign: int = 1, price: int | None
) -> None:
    """Write that every cell's sum times `sign` is at most nothing, or what more costs.

    Parameters
    ----------
    several : sums over the same cells, e.g. one for each group.
    """
    cells, rows = len(several[0].unit_grade), len(several[0].cell)
    cell = np.concatenate([sums.cell + k * cells for k, sums in enumerate(several)])
    option = np.tile(np.arange(rows, dtype=np.int64), len(several))
    weight = sign * np.concatenate([sums.weight for sums in several])
    none = np.zeros(cells * len(several), np.int64)
    if price is None:
        model.add_rows(rule, (cell, option, weight), upper=none)
        return
    most = none.copy()
    np.add.at(most, cell, np.maximum(weight, 0))
    extra = model.variables(none, -(-most // SCALE), integer=True)
    own = np.arange(len(none))
    entries = (np.r_[cell, own], np.r_[option, extra], np.r_[weight, none - SCALE])
    model.add_rows(rule, entries, upper=none)
    model.add_rows(rule, (own, extra, none + 1), upper=none, price=price)
