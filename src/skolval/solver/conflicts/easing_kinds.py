"""What an easing is, and which rules can give way (lättnader)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from skolval.domain.breach import Breach
from skolval.domain.policy import Step
from skolval.domain.problem import IntArray

__all__ = ["Easing", "Seats", "is_about_seats", "may_give", "unit_of"]


@dataclass(frozen=True, slots=True)
class Seats:
    """More seats at one offering. `offering` : index. `count` : how many more."""

    offering: int
    count: int


@dataclass(frozen=True, slots=True)
class Easing:
    """How far one rule must give way.

    Parameters
    ----------
    step : the rule. parameter : the number that is turned, empty where the rule is broken.
    asked : its value, or one per stage. needed : nothing less will do, proven; of a broken rule
        the least sum of excess. enough : a placement was found with this; None if not.
    unit : of the excess. alone : all the other rules are kept, else only the clashing ones.
    seats : where more seats would do. chosen : the placement found, with its `breaches`.
    """

    step: Step
    parameter: str
    asked: tuple[float, ...]
    needed: tuple[float, ...]
    enough: tuple[float, ...] | None
    unit: str
    alone: bool = True
    seats: tuple[Seats, ...] = ()
    chosen: IntArray | None = None
    breaches: tuple[Breach, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether what is needed is also enough."""
        return self.needed == self.enough


def may_give(step: Step) -> bool:
    """Return whether the rule can have a price."""
    try:
        type(step.params)(**(step.params.model_dump(exclude_none=True) | {"price": 1}))
    except ValidationError:
        return False
    return True


def unit_of(step: Step) -> str:
    """Return the unit that the rule's excess is in."""
    given: dict[str, Any] = step.params.model_dump()
    if step.name == "travel_limit" and given["minutes"] is not None:
        return "minutes"
    if step.name in ("travel_limit", "travel_change", "travel_budget"):
        return "metres"
    if step.name == "transport_budget" and given["at_most"] is not None:
        return "kronor"
    return "pupils"


def is_about_seats(step: Step) -> bool:
    """Return whether the rule is a limit on the seats of each offering."""
    return step.name == "capacity" and step.params.model_dump().get("base", "seats") == "seats"
