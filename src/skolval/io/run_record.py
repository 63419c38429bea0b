"""What run.json must hold before anything is made of it; further keys are let through."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pyproj import CRS
from pyproj.exceptions import CRSError

from skolval.domain.grades import grade_system
from skolval.domain.language import _
from skolval.domain.placement import Status
from skolval.errors import Fault, InputError

__all__ = ["FORMAT", "read_json", "read_record"]

FORMAT = "skolval-run/1"

Metres = Annotated[int, Field(ge=0, le=10**7)]
Whole = Annotated[int, Field(ge=0, lt=2**63)]
Texts = dict[str, str]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", allow_inf_nan=False)


class _Group(_Part):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: str
    label_sv: str
    label_en: str
    definition: str = ""
    source: str = ""
    vintage: str = ""
    kind: str = ""


class _Instance(_Part):
    name: str
    title: Texts
    school_year: str
    school_form: Literal["compulsory", "upper_secondary"] = "compulsory"
    crs: str
    groups: list[_Group] = Field(min_length=1)
    balance_group: str
    transport_limits: list[Metres] = Field(min_length=3, max_length=3)
    digests: Texts
    sources: list[Texts]
    pupils: Whole

    @field_validator("school_year")
    @classmethod
    def _known_year(cls, value: str) -> str:
        grade_system(value)
        return value

    @field_validator("crs")
    @classmethod
    def _known_crs(cls, value: str) -> str:
        try:
            CRS.from_user_input(value)
        except CRSError as error:
            raise ValueError(f"{value} is no coordinate reference system") from error
        return value

    @model_validator(mode="after")
    def _balance_group_is_a_group(self) -> _Instance:
        if self.balance_group not in {group.id for group in self.groups}:
            raise ValueError(f"the balance group {self.balance_group!r} is none of the groups")
        return self


class _Policy(_Part):
    name: str = Field(min_length=1)
    digest: str


class _Placement(_Part):
    mechanism: str
    status: str
    objective: int | None
    bound: float | None
    gap: float | None
    seconds: float = Field(ge=0)
    details: dict[str, Any]
    placed: Whole
    parties: Whole

    @field_validator("status")
    @classmethod
    def _known_status(cls, value: str) -> str:
        return str(Status(value))


class _Record(_Part):
    format: Literal["skolval-run/1"]
    instance: _Instance
    policy: _Policy
    seed: str
    distance_kind: Literal["table", "street", "straight", "mixed"]
    warnings: list[str]
    simulated_unlawful: bool = False
    placement: _Placement
    versions: Texts
    files: dict[str, str] = Field(default_factory=dict)


def read_record(folder: Path) -> dict[str, Any]:
    """Return run.json of the run folder `folder`.

    Raises
    ------
    InputError
        If there is none, it is of another format, or a value is missing or of another kind.
    """
    path = folder / "run.json"
    record = read_json(folder)
    form = record.get("format")
    if form != FORMAT:
        raise InputError(
            Fault(
                _("run.json has the format {form!r}, expected {wanted!r}.").format(
                    form=form, wanted=FORMAT
                ),
                file=str(path),
                rule="run_format",
                remedy=_("Make the run again with this version."),
            )
        )
    try:
        _Record.model_validate(record)
    except ValidationError as error:
        raise InputError(_fault(path, error)) from error
    return record


def read_json(folder: Path) -> dict[str, Any]:
    """Return run.json as it stands, with nothing but its being an object checked.

    Raises
    ------
    InputError
        If there is no readable run.json.
    """
    path = folder / "run.json"
    try:
        return _object(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(
            Fault(
                _("{folder} is not a run folder: run.json cannot be read.").format(folder=folder),
                file=str(path),
                rule="run_folder",
                remedy=_("Give a folder made by `skolval place ... --out FOLDER`."),
            )
        ) from error


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("run.json holds no object")  # noqa: TRY004 - told as unreadable
    return value


def _fault(path: Path, error: ValidationError) -> Fault:
    """Tell the first wrong value: a run.json is written by the program, not by hand."""
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    more = error.error_count() - 1
    rest = _(", and {more} more such faults").format(more=more) if more else ""
    return Fault(
        _("run.json cannot be used: {place}: {reason}{rest}.").format(
            place=place, reason=first["msg"], rest=rest
        ),
        file=str(path),
        column=place,
        rule="run_folder",
        remedy=_("A run folder must not be changed; make the run again."),
    )
