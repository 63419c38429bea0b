"""Which offerings of its grade a party can be placed at, and how far they are (räckhåll).

The nearest ones, and the named ones near or far. Vectorised by grade and by chunks of
parties, so that memory stays bounded for large municipalities.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skolval.domain.problem import UNWISHED, BoolArray, IntArray, Offerings, Parties
from skolval.domain.travel import NO_JOURNEY

if TYPE_CHECKING:
    from skolval.domain.travel import TravelTable

__all__ = ["Named", "Pairs", "Reach", "Ways", "offered_at", "within_reach"]

_CHUNK = 20_000
_REFERENCES = 3

Whole = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Pairs = tuple[IntArray, IntArray]
"""Party and offering of some cells of the table of all parties and offerings."""
Named = tuple[IntArray, IntArray, IntArray]
"""Pairs, and the rank of the wish or `UNWISHED`; of a pair named twice the first counts."""
_Rows = tuple[IntArray, IntArray, IntArray, IntArray]


@dataclass(frozen=True, slots=True)
class Ways:
    """Parties, offerings and the ways between them.

    Parameters
    ----------
    origin : (n_parties,) row of each party in `travel`, -1 without a known home.
    tested : (n_offerings,) places go by a test, None where none do.
    """

    parties: Parties
    offerings: Offerings
    travel: TravelTable
    origin: IntArray
    tested: BoolArray | None

    def metres(self, parties: IntArray, offerings: IntArray) -> npt.NDArray[np.int32]:
        """Return (parties, offerings) metres, -1 where there is no way or no known home."""
        units = self.offerings.unit[offerings]
        every = len(units) == self.travel.metres.shape[1] and (np.diff(units) == 1).all()
        rows = self.travel.metres[np.maximum(self.origin[parties], 0)]
        found = rows if every else rows[:, units]
        found[self.origin[parties] < 0] = -1
        return found

    def minutes(self, party: IntArray, offering: IntArray) -> IntArray:
        """Return minutes of single pairs: 0 without a known way, a whole day without a journey."""
        origin, unit = self.origin[party], self.offerings.unit[offering]
        row = np.maximum(origin, 0)
        found = self.travel.minutes[row, unit]
        known = (origin >= 0) & (self.travel.metres[row, unit] >= 0)
        whole = np.where(known, np.where(found < 0, NO_JOURNEY, found), 0)
        return whole.astype(np.int64)


@dataclass(frozen=True, slots=True)
class Reach:
    """Pairs within reach, and the nearest units of every party.

    Parameters
    ----------
    party, offering, metres, rank : one row per pair, in no promised order; unknown metres
        are 0.
    reference, reference_unit : (n_parties, 3) metres to and index of the nearest units that
        relative proximity measures against, -1 where there are fewer.
    """

    party: IntArray
    offering: IntArray
    metres: IntArray
    rank: IntArray
    reference: IntArray
    reference_unit: IntArray


def offered_at(ways: Ways, party: IntArray, unit: IntArray) -> Pairs:
    """Return the pairs of parties and the placeable offerings of their grade at given units.

    Parameters
    ----------
    party, unit : of the same length; unit -1 is none.
    """
    grades = int(ways.offerings.grade.max(initial=0)) + 1
    grade = ways.parties.grade[party]
    rows = np.flatnonzero(ways.offerings.placeable & (ways.offerings.grade >= 0))
    code = ways.offerings.unit[rows] * grades + ways.offerings.grade[rows]
    rows = rows[np.argsort(code, kind="stable")]
    code.sort()
    wanted = np.where((unit >= 0) & (grade < grades), unit * grades + grade, -1)
    first = np.searchsorted(code, wanted, side="left")
    count = np.searchsorted(code, wanted, side="right") - first
    within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(party, count), rows[np.repeat(first, count) + within]


def within_reach(ways: Ways, named: Named, *, nearest: int) -> Reach:
    """Return the `nearest` offerings of each party and the named ones that can be reached.

    A party without a known home reaches what is named for it if its identity is protected.
    """
    n = len(ways.parties)
    reference = np.full((n, _REFERENCES), -1, np.int64)
    reference_unit = np.full((n, _REFERENCES), -1, np.int64)
    found = []
    for chunk, offers, pairs in _chunks(ways, named):
        metres = ways.metres(chunk, offers)
        block = _Block(chunk, offers, metres, *_ranked(metres))
        cells = block.inside(pairs)
        found += [block.nearest(cells, nearest), block.named(ways, cells, nearest)]
        units, away = block.references(_sites(ways, offers))
        known = away >= 0
        reference[chunk, : known.shape[1]] = away
        reference_unit[chunk, : known.shape[1]] = np.where(
            known, ways.offerings.unit[offers[units]], -1
        )
    nothing = np.empty(0, np.int64)
    rows = [np.concatenate([nothing, *(part[column] for part in found)]) for column in range(4)]
    return Reach(rows[0], rows[1], rows[2], rows[3], reference, reference_unit)


def _chunks(ways: Ways, named: Named) -> Iterator[tuple[IntArray, IntArray, Named]]:
    """Yield parties of one grade, the offerings of the grade, and the cells named for them."""
    party, offering, rank = _first_of_each(named, len(ways.offerings))
    grade = ways.parties.grade[party]
    order = np.argsort(grade, kind="stable")
    party, offering, rank, grade = party[order], offering[order], rank[order], grade[order]
    for g in np.unique(ways.parties.grade[ways.parties.grade >= 0]):
        members = np.flatnonzero(ways.parties.grade == g)
        offers = np.flatnonzero((ways.offerings.grade == g) & ways.offerings.placeable)
        first, end = np.searchsorted(grade, [g, g + 1])
        for start in range(0, len(members) if len(offers) else 0, _CHUNK):
            chunk = members[start : start + _CHUNK]
            low = first + np.searchsorted(party[first:end], chunk[0], side="left")
            high = first + np.searchsorted(party[first:end], chunk[-1], side="right")
            yield chunk, offers, (party[low:high], offering[low:high], rank[low:high])


def _first_of_each(named: Named, width: int) -> Named:
    party, offering, rank = named
    code = party * width + offering
    order = np.argsort(code, kind="stable")
    code = code[order]
    order = order[np.concatenate([[True], code[1:] != code[:-1]])[: len(code)]]
    return party[order], offering[order], rank[order]


def _sites(ways: Ways, offers: IntArray) -> IntArray:
    """Return the columns that relative proximity can measure against.

    One for each unit, and none where places go by a test.
    """
    open_to = np.arange(len(offers))
    if ways.tested is not None:
        open_to = open_to[~ways.tested[offers]]
    _units, first = np.unique(ways.offerings.unit[offers[open_to]], return_index=True)
    sites: IntArray = np.sort(open_to[first])
    return sites


def _ranked(metres: Whole) -> tuple[Whole, int]:
    """Return each row's metres and columns as one sorted number, and the number of unknown.

    A number is metres x columns + column, so that of equal metres the lower column is nearer.
    """
    width = metres.shape[1]
    unknown = int(metres.max(initial=0)) + 1
    kind = np.int32 if (unknown + 1) * width < 2**31 else np.int64
    joined = np.where(metres < 0, kind(unknown), metres.astype(kind))
    joined *= kind(width)
    joined += np.arange(width, dtype=kind)
    joined.sort(axis=1)
    return joined, unknown


@dataclass(frozen=True, slots=True)
class _Block:
    """Some parties against all offerings of their grade."""

    chunk: IntArray
    offers: IntArray
    metres: Whole
    ranked: Whole
    unknown: int

    def _parted(self, joined: Whole) -> tuple[IntArray, IntArray]:
        """Return the columns and metres, -1 where unknown, of joined numbers."""
        away = (joined // len(self.offers)).astype(np.int64)
        column = joined - away * len(self.offers)
        return column, np.where(away < self.unknown, away, -1)

    def inside(self, cells: Named) -> Named:
        """Return rows, columns and ranks of the cells that lie in the block."""
        row = np.searchsorted(self.chunk, cells[0])
        column = np.searchsorted(self.offers, cells[1])
        within = self.offers[np.minimum(column, len(self.offers) - 1)] == cells[1]
        return row[within], column[within], cells[2][within]

    def nearest(self, cells: Named, nearest: int) -> _Rows:
        """Return party, offering, metres and rank of the nearest offerings."""
        column, away = self._parted(self.ranked[:, :nearest])
        known = away >= 0
        row = np.repeat(np.arange(len(self.chunk)), known.sum(axis=1))
        wished = np.full(self.metres.shape, UNWISHED, np.int32)
        wished[cells[0], cells[1]] = cells[2]
        column = column[known]
        rank = wished[row, column].astype(np.int64)
        return self.chunk[row], self.offers[column], away[known], rank

    def named(self, ways: Ways, cells: Named, nearest: int) -> _Rows:
        """Return the same of the named cells that are not among the nearest."""
        row, column, rank = cells
        away = self.metres[row, column].astype(np.int64)
        last = self.ranked[row, min(nearest, len(self.offers)) - 1] if nearest else -1
        far = away * len(self.offers) + column > last
        kept = np.where(away < 0, ways.parties.protected[self.chunk[row]], far)
        party, offering = self.chunk[row[kept]], self.offers[column[kept]]
        return party, offering, np.maximum(away[kept], 0), rank[kept]

    def references(self, sites: IntArray) -> tuple[IntArray, IntArray]:
        """Return columns and metres of the nearest `sites`, at most three of each."""
        if len(sites) == len(self.offers):
            return self._parted(self.ranked[:, :_REFERENCES])
        ranked, unknown = _ranked(self.metres[:, sites])
        block = _Block(self.chunk, self.offers[sites], self.metres, ranked, unknown)
        column, away = block._parted(ranked[:, :_REFERENCES])
        return sites[column], away
