"""The two orders of a selection: each pupil's list, and the applicants at each offering.

Written again from the policy's own words, so that no mechanism is needed to check one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from skolval.audit.lots import lot_key, turn_key
from skolval.audit.promises import Promise, promised_by
from skolval.domain.ordering import sorted_by
from skolval.domain.policy import Step
from skolval.domain.preferences import claims
from skolval.domain.problem import UNWISHED, BoolArray, IntArray, Problem
from skolval.registry import load

__all__ = [
    "applicant_keys",
    "by_distance",
    "levels",
    "list_order",
    "list_place",
    "preferred",
    "promised_keys",
    "promises_order",
    "secured_places",
]

_FAR = np.iinfo(np.int64).max
Keys = tuple[tuple[str, IntArray], ...]


def by_distance(step: Step) -> bool:
    """Return whether the mechanism tries units by distance alone, whatever the wishes."""
    promise = promised_by(step)
    return promise is not None and promise.by_distance


def promises_order(step: Step) -> bool:
    """Return whether the mechanism promises that nobody goes before somebody admitted."""
    promise = promised_by(step)
    return promise is not None and promise.order == "criteria"


def _columns(problem: Problem) -> tuple[IntArray, ...]:
    """Return what each pupil's list is sorted by, the first decides, the smaller goes first."""
    options, policy = problem.options, problem.policy
    if by_distance(policy.mechanism):
        return options.metres, options.offering
    wish: IntArray = np.where(options.rank == UNWISHED, _FAR, options.rank)
    if policy.non_choosers.first != "attendance_area" or problem.attendance_unit is None:
        return wish, options.metres, options.offering
    own = problem.attendance_unit[options.party] == problem.unit_of_option()
    return wish, (~own).astype(np.int64), options.metres, options.offering


def list_order(problem: Problem, rows: IntArray) -> IntArray:
    """Return one pupil's option rows in the order of the list.

    Wishes first, then the own attendance area's unit where the policy says so, then by metres,
    then by offering number; by distance alone for mechanisms that do not look at wishes.
    """
    columns = [column[rows] for column in _columns(problem)]
    ordered: IntArray = rows[np.lexsort(columns[::-1])]
    return ordered


def preferred(problem: Problem, rows: IntArray, chosen: IntArray) -> BoolArray:
    """Return which option rows stand before the own place on their pupil's list.

    Parameters
    ----------
    chosen : option row of every party, -1 without a place: then every option is wanted.
    """
    own = chosen[problem.options.party[rows]]
    before: BoolArray = own < 0
    same: BoolArray = own >= 0
    place = np.maximum(own, 0)
    for column in _columns(problem):
        before = before | (same & (column[rows] < column[place]))
        same = same & (column[rows] == column[place])
    return before


def list_place(problem: Problem, rows: IntArray) -> IntArray:
    """Return the place of each of `rows` among those of its pupil, 0 for the best.

    Parameters
    ----------
    rows : every row that stands before another of the same pupil must be among them.
    """
    columns = [column[rows] for column in _columns(problem)]
    party = problem.options.party[rows]
    order = np.lexsort((*columns[::-1], party))
    place = np.empty(len(rows), np.int64)
    place[order] = np.arange(len(rows)) - np.searchsorted(party[order], party[order], side="left")
    return place


def secured_places(problem: Problem) -> dict[str, BoolArray]:
    """Return, by what secures them, the option rows below which their pupil never ends.

    ``current``: at the current unit; ``guarantee``: the guarantee school; ``noted``: where the
    municipality has said so; ``honour``: the place in a published placement. Places that go by
    a test are secured only by the last two.
    """
    options, policy = problem.options, problem.policy
    rows = np.arange(len(options))
    found: dict[str, BoolArray] = {}
    if policy.secured == "current":
        found["current"] = problem.parties.current_unit[options.party] == problem.unit_of_option()
        found["current"] &= ~_by_test(problem)
    if policy.secured == "guarantee" and problem.guarantee is not None:
        found["guarantee"] = problem.guarantee[options.party] == rows
    if "secured" in problem.grounds:
        found["noted"] = problem.grounds["secured"] > 0
    if problem.honour is not None:
        found["honour"] = problem.honour[options.party] == rows
    return found


def _by_test(problem: Problem) -> BoolArray:
    """Return which option rows are at offerings where a test alone decides."""
    if problem.tested is None:
        return np.zeros(len(problem.options), bool)
    tested: BoolArray = problem.tested[problem.options.offering]
    return tested


def _fixed_keys(problem: Problem) -> Keys:
    """Return the keys that stand before the criteria of every policy."""
    options, parties = problem.options, problem.parties
    blind = by_distance(problem.policy.mechanism)
    secured = np.zeros(len(options), bool)
    for rows in secured_places(problem).values():
        secured |= rows
    claim = np.ones(len(options), bool) if blind else claims(problem)
    keys = [
        ("secured", secured.astype(np.int64)),
        ("protected", parties.protected[options.party].astype(np.int64)),
        ("claim", claim.astype(np.int64)),
    ]
    if not secured.any():
        del keys[0]
    if problem.policy.non_choosers.order == "last" and not blind:
        keys.append(("chose", _chose(problem)[options.party].astype(np.int64)))
    return tuple(keys)


def _chose(problem: Problem) -> BoolArray:
    made = np.zeros(len(problem.parties), bool)
    made[problem.options.party[problem.options.rank != UNWISHED]] = True
    return made


def _criterion_keys(problem: Problem, steps: Sequence[Step], rows: IntArray) -> Keys:
    """Return the criteria's keys; the lottery is drawn anew and not taken from its criterion.

    Where a test decides, no criterion counts but its score and the lottery.

    Source: skolförordningen (2011:185) 9 kap. 25-27 §§.
    """
    by_test = _by_test(problem)[rows]
    found = []
    for step in steps:
        if step.name == "lottery":
            key = lot_key(problem, step.params, rows)
        else:
            key = load("criterion", step.name).keys(problem, step.params)[rows]
        if step.name not in {"lottery", "profile_test"}:
            key = np.where(by_test, 0, key)
        found.append((step.name, key))
    return tuple(found)


def applicant_keys(problem: Problem, rows: IntArray | None = None) -> Keys:
    """Return (name, key of every option row) in deciding order; the larger goes first.

    A secured place is never lost to another; a protected identity is a locked placement; a
    claim is a wish or a near unit (see `skolval.domain.preferences`); then the policy's
    criteria, scored anew.

    Parameters
    ----------
    rows : option rows to look at, all when None.
    """
    rows = np.arange(len(problem.options)) if rows is None else rows
    fixed = tuple((name, key[rows]) for name, key in _fixed_keys(problem))
    return fixed + _criterion_keys(problem, problem.policy.criteria, rows)


def promised_keys(problem: Problem, promise: Promise, rows: IntArray, place: IntArray) -> Keys:
    """Return the keys of the order in which the mechanism promises that nobody is passed over.

    Parameters
    ----------
    place : of each row on its pupil's list, 0 for the best.
    """
    fixed = tuple((name, key[rows]) for name, key in _fixed_keys(problem))
    steps = problem.policy.criteria
    if promise.order == "turns":
        by_name = dict(fixed)
        names = [name for name in ("claim", "protected", "chose") if name in by_name]
        turns = tuple((name, by_name[name]) for name in names)
        return (*turns, ("lottery", turn_key(problem)[problem.options.party[rows]]))
    if promise.order == "tied":
        total = [load("criterion", step.name).TOTAL for step in steps]
        steps = steps[: total.index(True)] if True in total else steps
    keys = fixed + _criterion_keys(problem, steps, rows)
    if promise.order != "bands":
        return keys
    return (("band", -(_asked_place(problem, rows, place) // promise.band)), *keys)


def _asked_place(problem: Problem, rows: IntArray, place: IntArray) -> IntArray:
    """Return the place on the list as the pupil wrote it, 0 for the best.

    A wish keeps its number even where an earlier one does not count; what the policy adds to
    the list follows after the last wish.
    """
    options = problem.options
    wished = options.rank != UNWISHED
    counted = np.bincount(options.party[wished], minlength=len(problem.parties))
    last = np.zeros(len(problem.parties), np.int64)
    np.maximum.at(last, options.party, options.rank)
    added = place + (last - counted)[options.party[rows]]
    asked: IntArray = np.where(wished[rows], options.rank[rows] - 1, added)
    return asked


def levels(offering: IntArray, keys: Keys) -> IntArray:
    """Return a number per row, the smaller goes first at its offering; equals have the same."""
    columns = [offering, *(-key for _name, key in keys)]
    order = sorted_by(*columns)
    changes = np.zeros(len(offering), bool)
    for column in columns:
        values = column[order]
        changes[1:] |= values[1:] != values[:-1]
    level = np.empty(len(offering), np.int64)
    level[order] = np.cumsum(changes)
    return level
