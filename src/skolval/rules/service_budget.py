"""Services outwards cost at most a budget, and at most so many are run (linjebudget).

A service that does not go anyway costs its kronor if anybody rides on it, once for every vehicle
that its fullest leg fills; every pupil who is offered a seat costs what the service says (a
travel card). What goes anyway costs nothing more, so the same pupil can cost nothing or half a
million kronor in a year.

breach of kronor:    vehicles x cost + pupils aboard x cost per pupil, summed, - at_most
breach of services:  vehicles that do not go anyway - services

Source
------
Skollagen (2010:800) 10 kap. 32 §: what is offered beyond the right to school transport is the
municipality's own expense. Costs: Tranås 2016, one pupil 500,000 kronor a year where no line
existed.
"""

from __future__ import annotations

from typing import Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.service_loads import kronor, vehicles
from skolval.domain.service_switches import post_vehicles, ride_kronor
from skolval.domain.surfaces import Model

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "A municipality may offer transport beyond the right to it, within what it decides to spend.",
    "Skollagen (2010:800) 10 kap. 32 §",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {"at_most": 900},
    {"services": 1},
    {"at_most": 700, "services": 0},
    {"at_most": 600, "services": 1, "price": 3},
)


class Params(BaseModel):
    """The budget; `price` per krona and per service too many (None: hard).

    Parameters
    ----------
    at_most : kronor per school year. services : most vehicles beside those that go anyway.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_most: int | None = Field(None, ge=0, le=10_000_000_000)
    services: int | None = Field(None, ge=0, le=10_000)
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.at_most is None and self.services is None:
            raise ValueError(_("give `at_most`, `services` or both"))
        return self


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return at most two breaches: too many kronor, too many services."""
    found = []
    if params.at_most is not None:
        cost = kronor(problem, chosen)
        if cost > params.at_most:
            text = _COSTS.format(cost=cost, most=params.at_most)
            excess = cost - params.at_most
            found.append(Breach("service_budget", N_("cost"), excess, N_("kronor"), text))
    if params.services is not None:
        count = int(vehicles(problem, chosen).sum())
        if count > params.services:
            text = _COUNT.format(count=count, most=params.services)
            excess = count - params.services
            found.append(Breach("service_budget", N_("services"), excess, N_("services"), text))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write the vehicles of every service, one row on the kronor and one on the vehicles."""
    columns, number = post_vehicles("service_budget", problem, model)
    if params.at_most is not None and problem.services is not None:
        aboard = ride_kronor(problem)
        rows = np.flatnonzero(aboard)
        cost = problem.services.cost[number]
        named, worth = np.r_[rows, columns], np.r_[aboard[rows], cost]
        parts = _whole_parts(cost) if params.price is None else np.ones(1, np.int64)
        entries = (
            np.repeat(np.arange(len(parts)), len(named)),
            np.tile(named, len(parts)),
            (worth // parts[:, None]).ravel(),
        )
        upper = params.at_most // parts
        model.add_rows("service_budget", entries, upper=upper, price=params.price)
    if params.services is not None:
        counted = (np.zeros_like(columns), columns, np.ones_like(columns))
        upper = np.array([params.services])
        model.add_rows("service_budget", counted, upper=upper, price=params.price)


def _whole_parts(cost: IntArray) -> IntArray:
    """Return what the budget's row may be divided by, 1 first: what is left over buys nothing.

    Two million kronor are four services of 450,000 and not 4.4: rounded down after division by
    any number the row still holds for whole services, and fractions of them are ruled out.

    Source: Chvátal (1973), Edmonds polytopes and a hierarchy of combinatorial problems.
    """
    found: IntArray = np.unique(np.r_[np.int64(1), cost[cost > 0]])
    return found[: _MOST_PARTS + 1]


_MOST_PARTS = 20


_COSTS = N_("Services outwards cost {cost} kronor in a school year but at most {most} are allowed.")
_COUNT = N_("{count} services are run outwards but at most {most} are allowed.")
