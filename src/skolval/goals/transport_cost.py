"""The municipality's yearly cost of school transport is as small as possible (skolskjutskostnad).

What one entitled pupil costs differs widely between municipalities and kinds of transport, so it
must be given: there is no default. An option that has a cost of its own in the data (`cost`, for
instance a seat on a line) counts that one instead. Give `lowest` and `highest` too, and the
report tells what the placement costs if the price is one of those; which placement costs least
is the same where no option has a cost of its own.

Who is entitled is told by distance, or as the policy judges it (`school_transport`).

value:  sum over placed pupils of the option's own cost, else of kronor where the way entitles

Source
------
Skollagen (2010:800) 10 kap. 32 §.
"""

from __future__ import annotations

from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import by_pupil, linear, summed
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "reading", "value"]

UNIT = N_("kronor per school year")
SAMPLES: tuple[dict[str, object], ...] = (
    {"kronor": 9000},
    {"kronor": 20000, "lowest": 6000, "highest": 45000},
)

Kronor = Annotated[int, Field(ge=0, le=10_000_000)]


class Params(GoalParams):
    """What school transport costs.

    Parameters
    ----------
    kronor : what one entitled pupil costs in a school year.
    lowest, highest : between what that price can lie; only told, they do not decide.
    """

    kronor: Kronor
    lowest: Kronor | None = None
    highest: Kronor | None = None

    @model_validator(mode="after")
    def _lies_between(self) -> Self:
        if self.lowest is not None and self.lowest > self.kronor:
            raise ValueError("lowest must be at most kronor")
        if self.highest is not None and self.highest < self.kronor:
            raise ValueError("highest must be at least kronor")
        return self


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the kronor of all placed pupils together."""
    return summed(_kronor(problem, params.kronor), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return the kronor of every option."""
    return linear(_kronor(problem, params.kronor))


def reading(problem: Problem, chosen: IntArray, params: Params) -> dict[str, float]:
    """Return the cost at the lowest and the highest price, as far as they are given."""
    prices = {"lowest": params.lowest, "highest": params.highest}
    return {
        name: float(summed(_kronor(problem, price), chosen))
        for name, price in prices.items()
        if price is not None
    }


def _kronor(problem: Problem, price: int) -> IntArray:
    own = problem.options.cost
    return by_pupil(problem, np.where(own > 0, own, price * problem.entitled()))
