"""Equal parties are one bundle: same options, same coefficients everywhere (lika elever).

Which parties are equal is read off the written rows and goals themselves, so every rule,
also one that does not exist yet, is respected without being asked. Signatures are 64-bit
hashes; the placement that comes out is checked rule by rule, so a collision cannot pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear
from skolval.solver.column_kernel import hash_entries
from skolval.solver.model import Posted
from skolval.solver.reduce import Reduced

__all__ = ["Bundles", "bundle", "mixed", "signatures"]

_Hash = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Bundles:
    """Parties that nothing tells apart, and the option columns they share.

    Parameters
    ----------
    of_party : (n_parties,) bundle of each party; bundles are numbered by first member.
    count : (n_bundles,) members. first : (n_bundles,) first member.
    column_bundle : (K,) bundle of each column; column_option : (K,) the first member's
        option row; column_slot : (K,) position among the bundle's columns.
    option_sorted, start : the allowed option rows of each party (CSR pointer by party); those
        of a bundle's members stand so that the same slot of two means the same column.
    """

    of_party: IntArray
    count: IntArray
    first: IntArray
    column_bundle: IntArray
    column_option: IntArray
    column_slot: IntArray
    option_sorted: IntArray
    start: IntArray


def bundle(problem: Problem, posted: Posted, reduced: Reduced, goals: Sequence[Linear]) -> Bundles:
    """Return the bundles of equal parties."""
    options, n = problem.options, len(problem.parties)
    option_hash = signatures(posted, reduced.shared, goals)
    for number, part in enumerate((options.offering, options.metres, reduced.price)):
        option_hash = option_hash + mixed(part.astype(np.uint64) + _salt(number))
    for lazy in posted.lazy:  # rows not yet written may tell these options apart
        option_hash[lazy.columns] += mixed(lazy.columns.astype(np.uint64) + _salt(3))
    option_hash = mixed(option_hash)
    rows = np.flatnonzero(reduced.allowed)
    party = options.party[rows]
    start = np.r_[np.int64(0), np.cumsum(np.bincount(party, minlength=n))]
    total = np.cumsum(mixed(option_hash[rows] ^ _salt(77)), dtype=np.uint64)
    total = np.r_[np.uint64(0), total]
    party_hash = total[start[1:]] - total[start[:-1]]
    missing = np.where(reduced.may_miss, reduced.miss_price + 1, 0)
    for number, part in enumerate((missing, np.diff(start), problem.parties.size)):
        party_hash = party_hash + mixed(part.astype(np.uint64) + _salt(100 + number))
    first, of_party, count = _by_first(party_hash)
    alike = np.flatnonzero((count > 1)[of_party[party]])
    part = rows[alike]
    rows[alike] = part[np.lexsort((part, option_hash[part], party[alike]))]
    return _bundles(rows, start, first, of_party, count)


def _by_first(party_hash: _Hash) -> tuple[IntArray, IntArray, IntArray]:
    """Return the bundles' first members, in their order, each party's bundle, and members."""
    _, first, inverse, count = np.unique(
        party_hash, return_index=True, return_inverse=True, return_counts=True
    )
    order = np.argsort(first)
    number_of = np.empty(len(first), np.int64)
    number_of[order] = np.arange(len(first))
    return first[order].astype(np.int64), number_of[inverse], count[order].astype(np.int64)


def _bundles(
    order: IntArray, start: IntArray, first: IntArray, of_party: IntArray, count: IntArray
) -> Bundles:
    width = start[first + 1] - start[first]
    column_bundle = np.repeat(np.arange(len(first), dtype=np.int64), width)
    ahead = np.cumsum(width) - width
    slot = np.arange(len(column_bundle), dtype=np.int64) - ahead[column_bundle]
    return Bundles(
        of_party=of_party,
        count=count,
        first=first,
        column_bundle=column_bundle,
        column_option=order[start[first][column_bundle] + slot],
        column_slot=slot,
        option_sorted=order,
        start=start,
    )


def signatures(posted: Posted, shared: npt.NDArray[np.bool_], goals: Sequence[Linear]) -> _Hash:
    """Return one hash per option column of its coefficients in shared rows and goals."""
    table = (posted.start, posted.column, posted.coefficient)
    found = hash_entries(table, shared, _salt(1), posted.n_options)
    for number, goal in enumerate(goals):
        mine = goal.columns < posted.n_options
        value = mixed(goal.coefficients[mine].astype(np.uint64) + _salt(2))
        np.add.at(found, goal.columns[mine], mixed(value ^ _salt(1000 + number)))
    return found


def _salt(number: int) -> np.uint64:
    return np.uint64(mixed(np.array([number], np.uint64))[0])


def mixed(value: _Hash) -> _Hash:
    """Return the splitmix64 hash (Steele, Lea & Flood 2014) of every value."""
    z = value + np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
