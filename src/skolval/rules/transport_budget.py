"""School transport costs at most a budget, and takes at most so many pupils (skjutsbudget).

A pupil is entitled when the way to the unit is longer than the municipality's limit, or as the
policy judges it (`school_transport`; it can leave a family's own choice of unit out). What an
entitled pupil costs in a school year differs widely between municipalities, so it must be given,
as one number or as a lowest and a highest; then the budget must hold at the highest. An option
that has a cost of its own in the data counts that one instead.

breach of kronor:  sum over placed pupils of the cost - budget
breach of pupils:  entitled pupils placed - most

Source
------
Skollagen (2010:800) 10 kap. 32 §; 30 § second paragraph: a wish may be refused for significant
economic difficulties only.
"""

from __future__ import annotations

from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "conditional",
    "Costs may refuse a wish only where the economic difficulties would be significant.",
    "Skollagen (2010:800) 10 kap. 30 § second paragraph",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {"at_most": 100, "kronor_per_pupil": 100},
    {"at_most": 250, "kronor_per_pupil": (50, 120), "pupils": 1},
    {"pupils": 1},
    {"at_most": 120, "kronor_per_pupil": (60, 70), "pupils": 1, "price": 3},
)

Kronor = Annotated[int, Field(ge=0, le=1_000_000)]


class Params(BaseModel):
    """The budget; `price` per krona and per entitled pupil too many (None: hard).

    Parameters
    ----------
    at_most : kronor per school year. kronor_per_pupil : what one entitled pupil costs, or the
        lowest and the highest it can be. pupils : largest number of entitled pupils.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_most: int | None = Field(None, ge=0, le=10_000_000_000)
    kronor_per_pupil: Kronor | tuple[Kronor, Kronor] | None = None
    pupils: int | None = Field(None, ge=0, le=10_000_000)
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.at_most is None and self.pupils is None:
            raise ValueError(_("give `at_most`, `pupils` or both"))
        if (self.at_most is None) != (self.kronor_per_pupil is None):
            raise ValueError(_("`at_most` and `kronor_per_pupil` are given together"))
        if self.range[0] > self.range[1]:
            raise ValueError(_("`kronor_per_pupil` is the lowest and then the highest"))
        return self

    @property
    def range(self) -> tuple[int, int]:
        """The lowest and the highest cost of an entitled pupil."""
        told = self.kronor_per_pupil or 0
        return told if isinstance(told, tuple) else (told, told)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return at most two breaches: too many kronor, too many entitled pupils."""
    rows = chosen[chosen >= 0]
    found = []
    if params.at_most is not None:
        low, high = (int(_kronor(problem, price)[rows].sum()) for price in params.range)
        if high > params.at_most:
            text = _COSTS.format(low=low, high=high, most=params.at_most)
            excess = high - params.at_most
            found.append(Breach("transport_budget", N_("cost"), excess, N_("kronor"), text))
    if params.pupils is not None:
        pupils = int(_entitled(problem)[rows].sum())
        if pupils > params.pupils:
            text = _PUPILS.format(count=pupils, most=params.pupils)
            excess = pupils - params.pupils
            found.append(Breach("transport_budget", N_("pupils"), excess, "pupils", text))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row on the kronor and one on the entitled pupils."""
    sums = []
    if params.at_most is not None:
        sums.append((_kronor(problem, params.range[1]), params.at_most))
    if params.pupils is not None:
        sums.append((_entitled(problem), params.pupils))
    for number, most in sums:
        columns = np.flatnonzero(number)
        entries = (np.zeros_like(columns), columns, number[columns])
        model.add_rows("transport_budget", entries, upper=np.array([most]), price=params.price)


def _entitled(problem: Problem) -> IntArray:
    return problem.entitled() * problem.parties.size[problem.options.party]


def _kronor(problem: Problem, price: int) -> IntArray:
    own = problem.options.cost * problem.parties.size[problem.options.party]
    return np.where(own > 0, own, price * _entitled(problem))


_COSTS = N_(
    "School transport costs {low}-{high} kronor in a school year but at most {most} are allowed."
)
_PUPILS = N_("{count} pupils are entitled to school transport but at most {most} are allowed.")
