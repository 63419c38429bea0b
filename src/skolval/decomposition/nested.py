"""Nested decomposition (nästlad uppdelning): so much between parts, so much within them.

For an additive index the municipality's value is the part between the groups of units (say
providers) plus a weighted mean of the values within each, without remainder, at any depth.

Weights of part w with share p_w of the pupils: M p_w; H p_w E_w / E; V and R p_w I_w / I; S
sqrt((X_w / X)(Y_w / Y)), symmetric Atkinson prod_g (X_wg / X_g)^(1 / K). D and Gini are not
additive: what is left after the part between is told as a remainder, not as "within".

Source: Reardon, Yun & Eitle (2000), Sociological Methodology 30; Mora & Ruiz-Castillo (2011);
Hutchens (2004); Frankel & Volij (2011).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray
from skolval.indices import (
    multigroup_dissimilarity,
    multigroup_gini,
    multigroup_h,
    mutual_information,
    relative_diversity,
    symmetric_atkinson,
)
from skolval.indices._groups import interaction, overall_entropy

__all__ = ["ADDITIVE", "NOT_ADDITIVE", "Level", "Part", "Split", "levels", "split"]

ADDITIVE: dict[str, Callable[[FloatArray], FloatArray]] = {
    "mutual_information": mutual_information.value,
    "multigroup_h": multigroup_h.value,
    "relative_diversity": relative_diversity.value,
    "symmetric_atkinson": symmetric_atkinson.value,
}
"""Additive indices; with two groups they are M, H, V and Hutchens' S."""
NOT_ADDITIVE: dict[str, Callable[[FloatArray], FloatArray]] = {
    "multigroup_dissimilarity": multigroup_dissimilarity.value,
    "multigroup_gini": multigroup_gini.value,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its own value, weight and contribution (weight x value)."""

    part: int
    value: float
    weight: float
    pupils_share: float
    entropy_ratio: float

    @property
    def contribution(self) -> float:
        """What this part adds to the total."""
        return self.weight * self.value if self.weight else 0.0


@dataclass(frozen=True, slots=True)
class Split:
    """total = between + within (additive), or total = between + remainder.

    Parameters
    ----------
    parts : empty for an index that is not additive.
    """

    index: str
    total: float
    between: float
    within: float
    additive: bool
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """What one level of a nesting adds: provider, then unit within provider, then grade..."""

    name: str
    index: str
    value: float
    cumulative: float


def merged(n: FloatArray, part: IntArray) -> FloatArray:
    """Return the table of parts: the rows of `n` with the same code added up."""
    table = np.zeros((int(part.max()) + 1, n.shape[1]))
    np.add.at(table, part, n)
    return table


def split(n: FloatArray, part: IntArray, index: str) -> Split:
    """Return how `index` of the table `n` (U, K) splits over the parts that units belong to.

    Parameters
    ----------
    part : (U,) codes 0, 1, ... of the part of every unit. index : a name in `ADDITIVE` or
        `NOT_ADDITIVE`.

    Raises
    ------
    KeyError
        For another index.
    """
    used = n[:, n.sum(axis=0) > 0]
    additive = index in ADDITIVE
    value = ADDITIVE[index] if additive else NOT_ADDITIVE[index]
    total = _defined(value, used)
    between = _defined(value, merged(used, part))
    if not additive:
        return Split(index, total, between, total - between, additive, ())
    parts = tuple(_part(used, part, w, index) for w in range(int(part.max()) + 1))
    within = sum(one.contribution for one in parts)
    return Split(index, total, between, within, additive, parts)


def _defined(value: Callable[[FloatArray], FloatArray], n: FloatArray) -> float:
    """Return the value, 0 where a single group is present: nothing there is separated."""
    present = n[:, n.sum(axis=0) > 0]
    return float(value(present)) if present.shape[1] > 1 else 0.0


def _part(n: FloatArray, part: IntArray, code: int, index: str) -> Part:
    mine = n[part == code]
    share = float(mine.sum() / n.sum())
    if not mine.size or share == 0:
        return Part(code, float("nan"), 0.0, 0.0, 0.0)
    # Symmetric Atkinson needs every group: a part that lacks one has weight 0 anyway.
    whole_groups = mine if index == "symmetric_atkinson" else mine[:, mine.sum(axis=0) > 0]
    value = float(ADDITIVE[index](whole_groups)) if _mixed(mine) else 0.0
    entropy = float(overall_entropy(mine) / overall_entropy(n))
    return Part(code, value, _weight(mine, n, index), share, entropy)


def _mixed(n: FloatArray) -> bool:
    return bool((n.sum(axis=0) > 0).sum() > 1)


def _weight(mine: FloatArray, n: FloatArray, index: str) -> float:
    share = float(mine.sum() / n.sum())
    if index == "mutual_information":
        return share
    if index == "multigroup_h":
        return share * float(overall_entropy(mine) / overall_entropy(n))
    if index == "relative_diversity":
        return share * float(interaction(mine) / interaction(n))
    groups = mine.sum(axis=0) / n.sum(axis=0)
    return float(np.prod(groups) ** (1 / len(groups)))


def levels(n: FloatArray, nesting: Sequence[tuple[str, IntArray]], index: str) -> list[Level]:
    """Return what each level of a nesting adds to the municipality's `index`.

    Parameters
    ----------
    n : (cells, K) the finest table. nesting : (name, (cells,) codes) from the coarsest level to
        the finest; each must lie within the one before.

    Raises
    ------
    ValueError
        If a level does not lie within the one before it.
    """
    used = n[:, n.sum(axis=0) > 0]
    found: list[Level] = []
    before = 0.0
    for place, (name, codes) in enumerate(nesting):
        if place and not _lies_within(codes, nesting[place - 1][1]):
            raise ValueError(f"the level {name!r} does not lie within {nesting[place - 1][0]!r}")
        cumulative = _defined(ADDITIVE[index], merged(used, codes))
        found.append(Level(name, index, cumulative - before, cumulative))
        before = cumulative
    return found


def _lies_within(fine: IntArray, coarse: IntArray) -> bool:
    pairs = len(np.unique(np.stack([fine, coarse], axis=1), axis=0))
    return bool(pairs == len(np.unique(fine)))
