"""Where a seat is worth most (vad en plats är värd): the prices of the linear programme.

One more seat shortens the travel of all by at most about its price, and less the more seats are
added. So prices rank the units; what many seats give is then found by an optimum of its own.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import IntArray
from skolval.frontier.levers import Lever
from skolval.frontier.question import Question
from skolval.registry import load
from skolval.solver.chain import Chain, Root
from skolval.solver.model import ArrayModel
from skolval.solver.system import FloatArray

__all__ = ["likely", "seat_prices"]


def seat_prices(question: Question, chain: Chain, root: Root) -> FloatArray:
    """Return (n_units,) metres that one more seat would save, by the linear programme."""
    problem = question.problem
    worth = np.zeros(len(problem.unit_ids))
    first, last = _capacity_rows(question)
    if root.rows is None or first == last:
        return worth
    posted = chain.found.posted
    inside = (posted.row >= first) & (posted.row < last) & (posted.column < posted.n_options)
    unit_of_row = np.full(last - first, -1, np.int64)
    unit = problem.unit_of_option()
    unit_of_row[posted.row[inside] - first] = unit[posted.column[inside]]
    shared = np.flatnonzero(chain.found.reduced.shared)
    place = np.searchsorted(shared, np.arange(first, last))
    there = (place < len(shared)) & (shared[np.minimum(place, len(shared) - 1)] >= first)
    rows = np.flatnonzero(there & (unit_of_row >= 0))
    rows = rows[shared[place[rows]] == first + rows]
    price = np.maximum(0.0, -root.rows[len(chain.found.bundles.count) + place[rows]])
    np.maximum.at(worth, unit_of_row[rows], price)
    return worth


def likely(question: Question, worth: FloatArray, chosen: IntArray) -> tuple[Lever, ...]:
    """Return the candidates that prices point at: more seats at the dearest units, and seats
    moved there from the unit that has most empty ones.
    """
    problem, terms = question.problem, question.terms
    order = [int(u) for u in np.argsort(-worth, kind="stable") if worth[u] > 0][: terms.best]
    names = question.instance.units.set_index("unit_id")["name"].astype(str)
    ids = [str(one) for one in problem.unit_ids]

    def called(unit: int) -> str:
        return str(names.get(ids[unit], ids[unit]))

    found = [
        Lever(
            _("{seats} more seats at {unit}").format(seats=terms.seats, unit=called(unit)),
            seats={ids[unit]: terms.seats},
        )
        for unit in order
    ]
    spare = _spare(question, chosen)
    giver = int(np.argmax(spare))
    moved = min(terms.seats, int(spare[giver]))
    if moved <= 0:
        return tuple(found)
    return (
        *found,
        *(
            Lever(
                _("{seats} seats moved from {giver} to {unit}").format(
                    seats=moved, giver=called(giver), unit=called(unit)
                ),
                seats={ids[giver]: -moved, ids[unit]: moved},
            )
            for unit in order
            if unit != giver
        ),
    )


def _spare(question: Question, chosen: IntArray) -> IntArray:
    """Return (n_units,) empty seats where the municipality may place."""
    problem = question.problem
    offerings = problem.offerings
    taken = np.zeros(len(offerings), np.int64)
    some = np.flatnonzero(chosen >= 0)
    np.add.at(taken, problem.options.offering[chosen[some]], problem.parties.size[some])
    empty = np.where(offerings.placeable, np.maximum(offerings.seats - taken, 0), 0)
    spare = np.zeros(len(problem.unit_ids), np.int64)
    np.add.at(spare, offerings.unit, empty)
    return spare


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
