"""The parts of a policy that are not steps: near home, seat classes, bounds, non-choosers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.policy import Bound, NearHome, NonChoosers, OptionRule, SeatClass, Who

__all__ = [
    "BoundPart",
    "NearHomePart",
    "NonChoosersPart",
    "OptionsPart",
    "SeatClassPart",
    "WhoPart",
    "bounds_of",
    "near_home_of",
    "non_choosers_of",
    "seat_classes_of",
]

_Metres = Annotated[int, Field(ge=0, le=10_000_000)]
_Count = Annotated[int, Field(ge=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class NonChoosersPart(_Strict):
    """See `domain.policy.NonChoosers`."""

    nearest: int = Field(default=NonChoosers().nearest, ge=0)
    first: Literal["nearest", "attendance_area"] = "nearest"
    order: Literal["with", "last"] = "with"


class OptionsPart(_Strict):
    """See `domain.policy.OptionRule`."""

    nearest: int = Field(default=OptionRule().nearest, ge=0)


class NearHomePart(_Strict):
    """See `domain.policy.NearHome`; one number holds for all three stages."""

    metres: _Metres | tuple[_Metres, _Metres, _Metres] | None = None
    nearest: _Count | tuple[_Count, _Count, _Count] | None = None
    always: bool = True


class WhoPart(_Strict):
    """See `domain.policy.Who`."""

    group: str = Field(min_length=1)
    basis: Literal["area", "pupil"] = "area"
    at_least: float | None = Field(default=None, gt=0, le=1)


class SeatClassPart(_Strict):
    """See `domain.policy.SeatClass`."""

    name: str = Field(min_length=1)
    seats: int | None = Field(default=None, ge=0)
    share: float | None = Field(default=None, ge=0, le=1)
    who: WhoPart | None = None
    only: bool = False
    units: tuple[str, ...] = ()


class BoundPart(_Strict):
    """See `domain.policy.Bound`."""

    who: WhoPart
    floor: float | None = Field(default=None, ge=0)
    ceiling: float | None = Field(default=None, ge=0)
    hard: bool = False
    units: tuple[str, ...] = ()


def non_choosers_of(part: NonChoosersPart) -> NonChoosers:
    """Return the noun that `part` says."""
    return NonChoosers(part.nearest, part.first, part.order)


def near_home_of(part: NearHomePart | None) -> NearHome | None:
    """Return the noun that `part` says; None when the policy defines nothing."""
    if part is None:
        return None
    return NearHome(_by_stage(part.metres), _by_stage(part.nearest), part.always)


def _by_stage(value: int | tuple[int, int, int] | None) -> tuple[int, int, int] | None:
    return (value, value, value) if isinstance(value, int) else value


def _who(part: WhoPart) -> Who:
    if part.at_least is None:
        return Who(part.group, part.basis)
    return Who(part.group, part.basis, part.at_least)


def seat_classes_of(parts: tuple[SeatClassPart, ...]) -> tuple[SeatClass, ...]:
    """Return the classes of seats in the order of the file."""
    return tuple(
        SeatClass(
            name=part.name,
            seats=part.seats,
            share=part.share,
            who=None if part.who is None else _who(part.who),
            only=part.only,
            units=part.units,
        )
        for part in parts
    )


def bounds_of(parts: tuple[BoundPart, ...]) -> tuple[Bound, ...]:
    """Return the bounds in the order of the file."""
    return tuple(
        Bound(_who(part.who), part.floor, part.ceiling, part.hard, part.units) for part in parts
    )
