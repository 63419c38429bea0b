"""No unit as a whole, over all its grades, is too small or too large (skolenhetens storlek).

All pupils of the round at the unit count together. A unit that is too small may instead stand
empty (`may_stand_empty`), so that the rule also asks which units should be closed; with
`units` and `maximum: 0` given ones are.

breach of size:     sum of pupils placed at the unit - maximum
breach of minimum:  minimum - sum of pupils placed, which is spared where nobody is placed
    and the unit may stand empty

Source
------
Skollagen (2010:800) 10 kap. 29 §: the municipality decides how its schools are organised, with
regard to what is suitable for the pupils' ways to school.
"""

from __future__ import annotations

from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._filling import Filling, post_least, post_most, too_few, too_many

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "Which units there are and how large they are is the municipality's own decision.",
    "Skollagen (2010:800) 10 kap. 29 §",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {"minimum": 3},
    {"minimum": 2, "maximum": 4},
    {"maximum": 0, "units": ("u000",)},
    {"minimum": 1, "maximum": 3, "units": ("u000",), "may_stand_empty": False, "price": 40},
    {"minimum": 3, "maximum": 3, "units": ("u001", "u000"), "price": 9},
)

_Pupils = Annotated[int, Field(ge=0, le=1_000_000)]


class Params(BaseModel):
    """The least and the largest size in pupils, one or both; `units` empty is every unit.

    `price` per pupil too many or too few (None: hard).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    minimum: _Pupils | None = None
    maximum: _Pupils | None = None
    units: tuple[str, ...] = ()
    may_stand_empty: bool = True
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.minimum is None and self.maximum is None:
            raise PydanticCustomError(
                "asks_nothing",
                _("give `minimum`, `maximum` or both"),
                {"remedy": _("Write for example `minimum: 150`, or take the rule away.")},
            )
        if None not in (self.minimum, self.maximum) and (self.minimum or 0) > (self.maximum or 0):
            raise PydanticCustomError(
                "minimum_above_maximum",
                _("`minimum` is larger than `maximum`"),
                {"remedy": _("Lower `minimum` or raise `maximum`.")},
            )
        return self


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the units that hold too many or too few pupils."""
    filling = _filling(problem, params)
    placed = filling.pupils(problem, chosen)
    told = (
        (too_many(filling, placed), -1, _LARGE),
        (too_few(filling, placed), 1, _SMALL),
    )
    found = []
    for away, sign, message in told:
        for unit in np.flatnonzero(away).tolist():
            name, count, excess = str(problem.unit_ids[unit]), int(placed[unit]), int(away[unit])
            text = message.format(name=name, limit=count + sign * excess, count=count)
            there = filling.there(chosen, unit)
            found.append(Breach("unit_size", name, excess, "pupils", text, there))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per unit with a maximum, and two with a switch where it has a minimum."""
    filling = _filling(problem, params)
    post_most("unit_size", problem, model, filling=filling, price=params.price)
    post_least("unit_size", problem, model, filling=filling, price=params.price)


def _filling(problem: Problem, params: Params) -> Filling:
    units = problem.unit_ids
    meant = np.isin(units, params.units) if params.units else np.ones(len(units), np.bool_)
    least = np.where(meant, params.minimum or 0, 0).astype(np.int64)
    most = np.where(meant & (params.maximum is not None), params.maximum or 0, -1)
    empty = np.zeros_like(least) if params.may_stand_empty else least
    return Filling(problem.unit_of_option(), most.astype(np.int64), least, empty)


_LARGE = N_("{name} may have at most {limit} pupils but {count} are placed there.")
_SMALL = N_("{name} needs at least {limit} pupils but {count} are placed there.")
