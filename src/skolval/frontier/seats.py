"""Where a seat is worth most (vad en plats är värd): the prices of the linear programme.

One more seat shortens the travel of all by at most about its price, and less the more seats are
added. So prices rank the units; what many seats give is then found by an optimum of its own.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.language import _, ngettext
from skolval.domain.problem import IntArray
from skolval.frontier.levers import Lever
from skolval.frontier.question import Question
from skolval.registry import load
from skolval.solver.chain import Chain, Root
from skolval.solver.model import ArrayModel
from skolval.solver.system import FloatArray

__all__ = ["likely", "seat_prices"]


def seat_prices(question: Question, chain: Chain, root: Root) -> FloatArray:
    """Return (n_offerings,) metres that one more seat would save, by the linear programme."""
    problem = question.problem
    worth = np.zeros(len(problem.offerings))
    first, last = _capacity_rows(question)
    if root.rows is None or first == last:
        return worth
    posted, bundles = chain.found.posted, len(chain.found.bundles.count)
    row_price = np.zeros(len(posted.row_upper))
    shared = np.flatnonzero(chain.found.reduced.shared)
    row_price[shared] = np.maximum(0.0, -root.rows[bundles : bundles + len(shared)])
    inside = (posted.row >= first) & (posted.row < last) & (posted.column < posted.n_options)
    offering = problem.options.offering[posted.column[inside]]
    np.maximum.at(worth, offering, row_price[posted.row[inside]])
    return worth


def likely(question: Question, worth: FloatArray, chosen: IntArray) -> tuple[Lever, ...]:
    """Return the candidates that prices point at.

    More seats where one is worth most, and seats moved there from the offering of the same
    grade that has most empty ones.
    """
    terms = question.terms
    order = [int(o) for o in np.argsort(-worth, kind="stable") if worth[o] > 0][: terms.best]
    more = [_more(question, offering) for offering in order]
    spare = _spare(question, chosen)
    moves = [_move(question, offering, spare) for offering in order]
    return (*more, *(move for move in moves if move is not None))


def _more(question: Question, offering: int) -> Lever:
    seats = question.terms.seats
    text = ngettext("{seats} more seat at {unit}", "{seats} more seats at {unit}", seats)
    name = text.format(seats=seats, unit=_called(question, offering))
    return Lever(name, seats={str(question.problem.offerings.ids[offering]): seats})


def _move(question: Question, offering: int, spare: IntArray) -> Lever | None:
    """Return the lever that moves empty seats of the grade there, None where there are none."""
    offerings = question.problem.offerings
    alike = (offerings.grade == offerings.grade[offering]) & (np.arange(len(offerings)) != offering)
    giver = int(np.argmax(np.where(alike, spare, -1)))
    moved = min(question.terms.seats, int(spare[giver])) if alike[giver] else 0
    if moved <= 0:
        return None
    text = ngettext(
        "{seats} seat moved from {giver} to {unit}",
        "{seats} seats moved from {giver} to {unit}",
        moved,
    )
    name = text.format(
        seats=moved, giver=_called(question, giver), unit=_called(question, offering)
    )
    ids = offerings.ids
    return Lever(name, seats={str(ids[giver]): -moved, str(ids[offering]): moved})


def _called(question: Question, offering: int) -> str:
    """Return the unit's name, with the grade where pupils of several are placed."""
    problem = question.problem
    unit = str(problem.unit_ids[problem.offerings.unit[offering]])
    table = question.instance.units
    name = str(table.loc[table["unit_id"].astype(str) == unit, "name"].iloc[0])
    if len(np.unique(problem.parties.grade)) < 2:
        return name
    grade = problem.grades.codes[int(problem.offerings.grade[offering])]
    return _("{unit}, grade {grade}").format(unit=name, grade=grade)


def _spare(question: Question, chosen: IntArray) -> IntArray:
    """Return (n_offerings,) empty seats where pupils of the round may be placed."""
    problem = question.problem
    offerings = problem.offerings
    taken = np.zeros(len(offerings), np.int64)
    some = np.flatnonzero(chosen >= 0)
    np.add.at(taken, problem.options.offering[chosen[some]], problem.parties.size[some])
    return np.where(offerings.placeable, np.maximum(offerings.seats - taken, 0), 0)


def _capacity_rows(question: Question) -> tuple[int, int]:
    """Return the first of the rows that `capacity` writes, and the row after its last."""
    problem = question.problem
    model = ArrayModel(len(problem.options))
    for step in question.rules:
        first = model.n_rows
        load("rule", step.name).post(problem, model, step.params)
        if step.name == "capacity":
            return first, model.n_rows
    return 0, 0
