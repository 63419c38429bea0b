"""The key `introduction` of a policy file: introduction programmes (introduktionsprogram)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.introduction import IntroductionRule
from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.policy_hosting import unknown_listed

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.io.yaml_file import Document

__all__ = [
    "IntroductionPart",
    "introduction_faults",
    "introduction_of_part",
    "listed_unit_faults",
]

_USUAL = IntroductionRule()


class IntroductionPart(BaseModel):
    """See `domain.introduction.IntroductionRule`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    orientations: int = Field(default=_USUAL.orientations, ge=0, le=30)
    independent: Literal["agreement", "all", "none"] = "agreement"
    hour_cost: int = Field(default=_USUAL.hour_cost, ge=0, le=100_000)
    weeks: int = Field(default=_USUAL.weeks, ge=1, le=52)
    coread_percent: int = Field(default=_USUAL.coread_percent, ge=0, le=100)


def introduction_of_part(part: IntroductionPart | None) -> IntroductionRule | None:
    """Return the noun that `part` says; None when the policy says nothing."""
    return None if part is None else IntroductionRule(**part.model_dump())


def introduction_faults(
    document: Document, part: IntroductionPart | None, *, places: str
) -> Iterator[Fault]:
    """Yield that a policy which places others speaks of introduction programmes."""
    if part is None or places == "introduction":
        return
    yield Fault(
        _("The policy speaks of introduction programmes, but places no pupils in them."),
        file=document.file,
        row=document.line(("introduction",)),
        column="introduction",
        rule="introduction",
        remedy=_("Write `places: introduction`, or take `introduction` away."),
    )


def listed_unit_faults(
    policy: Policy, instance: Instance, file: str, *, document: Document | None = None
) -> Iterator[Fault]:
    """Yield listed units that run no introduction programme in the instance."""
    if policy.places != "introduction" or policy.hosting is None:
        return
    table = instance.programmes
    known = set(table.loc[table["kind"] == "introduction", "unit_id"].astype(str))
    text = _("hosting names the unit {unit!r}, which has no introduction programme.")
    listed = policy.hosting.listed if known else ()
    yield from unknown_listed(
        listed, known, lambda unit: text.format(unit=unit), file=file, document=document
    )
