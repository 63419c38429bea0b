"""What may be written in instance.yaml: its keys and their kinds."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, field_validator
from pydantic import Field as Key

from skolval.domain.language import _
from skolval.domain.timetable import SchoolDay, seconds_of
from skolval.domain.way_rule import AVOID
from skolval.io.school_transport import CostsPart, RulesPart

__all__ = ["GroupKeys", "HeadKeys", "Label", "LimitKeys", "SchoolDayKeys", "SourceKeys", "WayKeys"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(_Strict):
    """A text in Swedish and English."""

    sv: str = ""
    en: str = ""


class GroupKeys(_Strict):
    """One group of pupils."""

    id: str = Key(pattern=r"^[a-z][a-z0-9_]*$")
    label: Label = Label()
    definition: str = ""
    source: str = ""
    vintage: str = ""
    kind: Literal["socioeconomic", "background", "other"] = "socioeconomic"


class SourceKeys(_Strict):
    """Where a part of the instance comes from."""

    what: str
    source: str = ""
    vintage: str = ""
    licence: str = ""
    note: str = ""


class LimitKeys(_Strict):
    """Metres above which school transport is free, by stage."""

    low: int = Key(default=2000, ge=0)
    middle: int = Key(default=4000, ge=0)
    high: int = Key(default=4000, ge=0)


class WayKeys(_Strict):
    """By what mode ways are measured, and what traffic danger counts."""

    mode: Literal["walk", "cycle", "drive"] = "walk"
    unsafe_factor: float = Key(default=1, ge=1, le=AVOID)
    unsafe_through_grade: str = ""


class SchoolDayKeys(_Strict):
    """The day on which travel times by the timetable are told, see `domain.timetable.SchoolDay`."""

    starts: str = SchoolDay().starts
    ends: str = SchoolDay().ends
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "tue"
    margin: int = Key(default=SchoolDay().margin, ge=0, le=120)
    walk_metres: int = Key(default=SchoolDay().walk_metres, ge=0, le=20_000)
    change_minutes: int = Key(default=SchoolDay().change_minutes, ge=1, le=120)
    change_metres: int = Key(default=SchoolDay().change_metres, ge=0, le=5_000)
    changes: int = Key(default=SchoolDay().changes, ge=0, le=5)
    longest: int = Key(default=SchoolDay().longest, ge=1, le=720)

    @field_validator("starts", "ends")
    @classmethod
    def _clock(cls, text: str) -> str:
        if seconds_of(text) is None:
            raise ValueError(_("write a clock time such as 08:10, in quotation marks"))
        return text


class HeadKeys(_Strict):
    """The keys of instance.yaml."""

    name: str = Key(pattern=r"^[\w-]+$")
    school_year: str
    school_form: Literal["compulsory", "upper_secondary"] = "compulsory"
    crs: str
    groups: tuple[GroupKeys, ...] = Key(min_length=1)
    balance_group: str
    title: Label = Label()
    detour_factor: float = Key(default=1.3, ge=1, le=5)
    transport_limits: LimitKeys = LimitKeys()
    school_transport: str | RulesPart | None = None
    transport_costs: CostsPart | None = None
    measuring_point: str = Key(default="", pattern=r"^(?:[a-z][a-z0-9_]*)?$")
    school_day: SchoolDayKeys = SchoolDayKeys()
    ways: WayKeys = WayKeys()
    sources: tuple[SourceKeys, ...] = ()
