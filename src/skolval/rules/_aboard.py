"""Pupils aboard services, as rows and columns of the model."""

from __future__ import annotations

from skolval.domain.problem import Problem
from skolval.domain.service_loads import legs_of
from skolval.domain.services import Calls, Services
from skolval.domain.surfaces import Model

__all__ = ["post_most", "stop_of"]


def stop_of(services: Services, calls: Calls, call: int) -> str:
    """Return the stop of a call."""
    return str(services.stop_ids[calls.stop[call]])


def post_most(rule: str, problem: Problem, model: Model, *, price: int | None) -> None:
    """Write that nobody rides beyond the seats of a leg."""
    legs = legs_of(problem)
    size = problem.parties.size[problem.options.party[legs.option]]
    model.add_rows(rule, (legs.leg, legs.option, size), upper=legs.seats, price=price)
