"""What may be written about school transport in instance.yaml, a policy and a limit table."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.language import _
from skolval.io.worded_text import CitedPart, Text

__all__ = ["CostsPart", "JudgingPart", "RulesPart"]


_Metres = Annotated[int, Field(ge=0, le=10_000_000)]
_Kronor = Annotated[int, Field(ge=0, le=100_000_000)]
_Otherwise = Literal["attendance_area", "guarantee", "nearest"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Limit(_Strict):
    grades: str | None = None
    metres: _Metres | None
    to_stop: _Metres | None = None


class _Measuring(_Strict):
    start: Literal["registered_address"] | None = None
    end: Literal["main_entrance", "nearest_entrance", "plot_boundary"] | None = None
    way: Literal["walk_or_cycle", "passable_road", "road_database"] | None = None


class _Card(_Strict):
    name: str = Field(min_length=1)
    units: Literal["municipality"] = "municipality"


class RulesPart(_Strict):
    """The keys of a table of limits; see `domain.school_transport.TransportRules`."""

    limits: tuple[_Limit, ...] = Field(min_length=1)
    municipality: str = ""
    kind: Literal["compulsory", "upper_secondary"] = "compulsory"
    grades_as_of: str = ""
    at_limit: bool | None = None
    measuring: _Measuring = _Measuring()
    two_homes: Literal["both", "registered"] | None = None
    card: _Card | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    source: CitedPart
    note: Text = Text()


class _Mode(_Strict):
    low: _Kronor
    high: _Kronor
    source: CitedPart

    @model_validator(mode="after")
    def _is_a_range(self) -> Self:
        if self.low > self.high:
            raise ValueError(_("`low` must be at most `high`"))
        return self


class _Run(_Mode):
    seats: int = Field(ge=1, le=1000)


class _Taxi(_Mode):
    days: int = Field(ge=1, le=366)
    legs: Literal[2, 4] = 2


class CostsPart(_Strict):
    """What each way to travel costs; see `domain.school_transport.TransportCosts`."""

    spare_seat: _Mode | None = None
    card: _Mode | None = None
    run: _Run | None = None
    taxi: _Taxi | None = None
    modes: tuple[Literal["spare_seat", "card", "run", "taxi"], ...] = ()

    @model_validator(mode="after")
    def _names_told_modes(self) -> Self:
        untold = [mode for mode in self.modes if getattr(self, mode) is None]
        if untold:
            raise ValueError(
                _("`modes` names {modes}, whose cost is not given").format(modes=", ".join(untold))
            )
        return self


class JudgingPart(_Strict):
    """How a policy judges school transport; see `domain.school_transport.SchoolTransport`."""

    otherwise: _Otherwise | tuple[_Otherwise, ...] = ("attendance_area", "nearest")
    counts: tuple[Literal["right", "card", "arranged"], ...] = ("right", "card")
    unsafe_metres: _Metres | None = None
