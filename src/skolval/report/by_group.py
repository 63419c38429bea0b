"""Outcomes by group (utfall per grupp): counts that hang together, and which may be told.

The members of a group, all others and those of whom it is not known add up to all pupils, whose
outcome other sections tell. So for the public everything is looked at as one system of sums: what
is hidden for one group protects the others too, and what is told elsewhere counts as known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from skolval.disclosure.protect import Cells, protected
from skolval.domain.disclosure import few
from skolval.domain.preferences import chose

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray
    from skolval.io.run import Run
    from skolval.report.told import Told

__all__ = ["COLUMNS", "KINDS", "ByGroup", "by_group"]

KINDS = ("members", "others", "unknown")
COLUMNS = ("first", "second", "later", "other", "none", "choosers", "pupils", "moved", "stay")
"""What is counted of each kind. The first five are the choice that the place is (``other`` a
unit not wished for, ``none`` no place); ``choosers`` sent in a choice; the last two are
against the first policy."""


@dataclass(frozen=True, slots=True)
class ByGroup:
    """One group under one run.

    Parameters
    ----------
    group : its id. counts : (kinds, columns) pupils. hidden : which of them are not told.
    rows : (kinds, P) which pupils are of each kind, for what is not a count.
    """

    group: str
    counts: IntArray
    hidden: BoolArray
    rows: BoolArray

    def told(self, kind: str, column: str) -> int | None:
        """Return a count, None where it is hidden."""
        at = KINDS.index(kind), COLUMNS.index(column)
        return None if self.hidden[at] else int(self.counts[at])


def by_group(
    runs: Sequence[Run], told: Sequence[Told] | None = None
) -> tuple[tuple[ByGroup, ...], ...]:
    """Return for each of `runs` the outcome of every group whose members are known.

    Parameters
    ----------
    runs : of the same pupils; who moves is held against the first.
    told : what of each run anybody may read; nothing is hidden without it.
    """
    problem = runs[0].problem
    member = problem.parties.member
    known = [c for c in range(len(problem.groups)) if (member[:, c] >= 0).any()]
    if not known or problem.of_areas:
        return tuple(() for _run in runs)
    kinds = [_kinds(member[:, column]) for column in known]
    blocks = [_counts(rows, run, runs[0]) for run in runs for rows in kinds]
    hidden = (
        [np.zeros(block.shape, bool) for block in blocks]
        if told is None
        else _hidden(blocks, [_hidden_elsewhere(one) for one in told])
    )
    made = [
        ByGroup(str(problem.groups[known[k % len(known)]]), _told(block), _told(hide),
                kinds[k % len(known)])
        for k, (block, hide) in enumerate(zip(blocks, hidden, strict=True))
    ]  # fmt: skip
    each = len(known)
    return tuple(tuple(made[k : k + each]) for k in range(0, len(made), each))


def _kinds(member: IntArray) -> BoolArray:
    rows: BoolArray = np.stack([member > 0, member == 0, member < 0])
    return rows


def _base(run: Run) -> IntArray:
    """Return for every pupil which outcome came about: 0-2 the first, second or a later choice.

    3 another unit though the pupil chose, 4 no place though the pupil chose, 5 and 6 the same
    for those who sent in no choice.
    """
    rank, choosers = run.placement.rank(run.problem), chose(run.problem)
    found: IntArray = np.select(
        [rank == 1, rank == 2, rank >= 3, (rank == 0) & choosers, (rank < 0) & choosers, rank == 0],
        [0, 1, 2, 3, 4, 5],
        6,
    ).astype(np.int64)
    return found


_SEEN = (0, 1, 2, 7, 8, 9, 10, 11, 12)
"""Of the counts of a kind, those that are told; the rest stay inside."""
_UNSEEN = (3, 4, 5, 6)
_WIDTH = 13
_PARTS = (
    ((3, 5), 7), ((4, 6), 8), ((0, 1, 2, 3, 4), 9), ((0, 1, 2, 3, 4, 5, 6), 10), ((11, 12), 10),
)  # fmt: skip
"""Which counts of a kind add up to which."""
_SAME = (9, 10)
"""Who chose, and all: the same under every policy."""


def _counts(rows: BoolArray, run: Run, first: Run) -> IntArray:
    """Return (kinds + all, counts): outcomes, other, none, choosers, pupils, moved and stay."""
    base = _base(run)
    moved = run.placement.unit(run.problem) != first.placement.unit(first.problem)
    every = np.vstack([rows, np.ones(rows.shape[1], bool)])
    out = np.zeros((len(every), _WIDTH), np.int64)
    for k, mine in enumerate(every):
        out[k, :7] = np.bincount(base[mine], minlength=7)
        out[k, 11] = (mine & moved).sum()
        out[k, 12] = (mine & ~moved).sum()
        for parts, total in _PARTS:
            out[k, total] = out[k, list(parts)].sum()
    return out


def _told(block: Any) -> Any:
    """Return the counts of the kinds that are told."""
    return block[:-1][:, _SEEN]


def _hidden(blocks: list[IntArray], elsewhere: Sequence[BoolArray]) -> list[BoolArray]:
    """Return what is hidden in each block, all groups and policies together.

    Parameters
    ----------
    elsewhere : for each policy, which counts of all its pupils other sections do not tell.
    """
    each = len(blocks) // len(elsewhere)
    cells, places = _system(blocks, each)
    secret, n = few(cells.values), len(cells.values)
    known, untold = np.zeros(n, bool), np.zeros(n, bool)
    for k, place in enumerate(places):
        everyone = place[-1]
        known[everyone] = ~elsewhere[k // each]
        untold[everyone] = elsewhere[k // each]
        untold[place[:-1][:, _UNSEEN]] = True
        secret[everyone] = False
    found = protected(cells, secret, untold=untold, known=known)
    return [found[place] for place in places]


_TOLD_OF_ALL = {
    0: "first", 1: "second", 2: "later", 7: "unwished", 8: "unplaced", 9: "choosers",
}  # fmt: skip


def _hidden_elsewhere(told: Told) -> BoolArray:
    """Return which counts of all pupils the other sections do not tell."""
    hidden = np.zeros(_WIDTH, bool)
    hidden[list(_UNSEEN)] = True
    for at, name in _TOLD_OF_ALL.items():
        hidden[at] = name in told.choices
    hidden[[11, 12]] = "moved" in told.movers
    return hidden


def _system(blocks: list[IntArray], each: int) -> tuple[Cells, list[IntArray]]:
    """Return all counts as one system; those of all pupils stand once for each policy."""
    values: list[int] = []
    places: list[IntArray] = []
    for k, block in enumerate(blocks):
        if k % each == 0:
            everyone = np.arange(len(values), len(values) + _WIDTH)
            values += block[-1].tolist()
        own = np.arange(len(values), len(values) + (len(block) - 1) * _WIDTH)
        values += block[:-1].ravel().tolist()
        places.append(np.vstack([own.reshape(-1, _WIDTH), everyone]))
    n, rows = len(values), []
    for k, place in enumerate(places):
        rows += [_sum(place[:-1, c], place[-1, c], n) for c in range(_WIDTH)]
        lines = place if k % each == 0 else place[:-1]
        rows += [_sum(line[list(parts)], line[total], n) for line in lines
                 for parts, total in _PARTS]  # fmt: skip
        if k >= each:
            rows += [_sum(place[[i], c], places[k - each][i, c], n)
                     for i in range(len(place)) for c in _SAME]  # fmt: skip
    return Cells(np.array(values, np.int64), sparse.csr_array(np.array(rows))), places


def _sum(parts: IntArray, total: int, n: int) -> Any:
    row = np.zeros(n)
    row[parts] = 1
    row[total] = -1
    return row
