"""The keys `places` and `hosting` of a policy file (förberedelseklasser, introduktionsprogram)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from skolval.domain.hosting import HostingRule
from skolval.domain.hosting_tables import late_arrivals
from skolval.domain.introduction_view import missing_programmes
from skolval.domain.language import _
from skolval.domain.months import months_since
from skolval.domain.placed_view import missing_tables
from skolval.errors import Fault, did_you_mean
from skolval.io.yaml_file import Document, Place

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy

__all__ = [
    "HostingPart",
    "hosting_faults",
    "hosting_of_part",
    "listed_faults",
    "unknown_listed",
]

_LEAST_SHARE = 0.001


def _held(share: float) -> float:
    """Return a share that can be kept in whole permille, and is no ban in disguise."""
    if _LEAST_SHARE <= share <= 1:
        return share
    text = _("{share} is not from 0.001 to 1, as a share must be")
    remedy = _("Write a share, for example 0.4, or take the key away.")
    raise PydanticCustomError("share", text.format(share=f"{share:g}"), {"remedy": remedy})


_Share = Annotated[float, AfterValidator(_held)]
_Size = Annotated[int, Field(ge=1, le=1000)]
_USUAL = HostingRule()
_MONTHS_APART = 24
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class HostingPart(BaseModel):
    """See `domain.hosting.HostingRule`; shares are written 0-1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    units: Literal["any", "today", "reception", "listed"] = "any"
    listed: tuple[str, ...] = ()
    min_hosts: int = Field(default=_USUAL.min_hosts, ge=0)
    groups_most: int | None = Field(default=None, ge=0)
    top_units: int = Field(default=_USUAL.top_units, ge=0)
    top_share: _Share | None = None
    recent_share: _Share | None = None
    languages: Literal["required", "preferred", "ignored"] = "preferred"
    least_size: int | None = Field(default=None, ge=0, le=1000)
    most_size: _Size | None = None
    months_most: int = Field(default=_USUAL.months_most, ge=0, le=120)
    regular_within: int = Field(default=_USUAL.regular_within, ge=0, le=120)
    first_month: str = ""
    months: int = Field(default=_USUAL.months, ge=1, le=120)
    keep: bool = True

    @field_validator("first_month")
    @classmethod
    def _month(cls, text: str) -> str:
        if text and not _MONTH.fullmatch(text):
            raise ValueError(_("write year and month, for example 2026-08"))
        return text


def hosting_of_part(part: HostingPart | None) -> HostingRule | None:
    """Return the noun that `part` says; None when the policy has no groups."""
    if part is None:
        return None
    told = {name: getattr(part, name) for name in HostingPart.model_fields}
    shares = {name: _permille(told[name]) for name in ("top_share", "recent_share")}
    return HostingRule(**(told | shares))


def _permille(share: float | None) -> int | None:
    return None if share is None else round(share * 1000)


def hosting_faults(
    document: Document, part: HostingPart | None, *, places: str, mechanism: str
) -> Iterator[Fault]:
    """Yield what whom the policy places, its groups and its mechanism disagree on."""
    if places == "pupils" and part is not None:
        yield _fault(
            document, ("hosting",), _("The policy has groups, but places pupils in none."),
            _("Write `places: newly_arrived` or `places: introduction`, or take `hosting` away."),
        )  # fmt: skip
    if (places != "pupils") != (mechanism == "hosted"):
        text = _("The mechanism {mechanism} does not place {places}.")
        key = "places" if places != "pupils" else "mechanism"
        yield _fault(
            document, (key,), text.format(mechanism=mechanism, places=places),
            _("The mechanism hosted goes with `places: newly_arrived` or `introduction`, and "
              "they with it."),
        )  # fmt: skip
    if part is not None:
        yield from _part_faults(document, part)


def _part_faults(document: Document, part: HostingPart) -> Iterator[Fault]:
    if (part.units == "listed") != bool(part.listed):
        yield _fault(
            document, ("hosting", "listed" if part.listed else "units"),
            _("`units: listed` and the list `listed` go together."),
            _("Write `units: listed` and `listed: [...]`, or neither."),
        )  # fmt: skip
    if bool(part.top_units) != (part.top_share is not None):
        yield _fault(
            document, ("hosting", "top_units" if part.top_units else "top_share"),
            _("`top_units` and `top_share` go together."),
            _("Write both, for example `top_units: 3` and `top_share: 0.4`, or neither."),
        )  # fmt: skip
    least, most = part.least_size, part.most_size
    if least is not None and most is not None and least > most:
        yield _fault(
            document, ("hosting", "least_size"),
            _("The least group {least} is larger than the largest {most}.").format(
                least=least, most=most
            ),
            _("Lower least_size or raise most_size."),
        )  # fmt: skip
    if part.groups_most is not None and part.groups_most < part.min_hosts:
        yield _fault(
            document, ("hosting", "min_hosts"),
            _("{hosts} hosts cannot run {groups} groups.").format(
                hosts=part.min_hosts, groups=part.groups_most
            ),
            _("Lower min_hosts or raise groups_most."),
        )  # fmt: skip


def _fault(document: Document, place: Place, message: str, remedy: str) -> Fault:
    key = place[-1]
    holder = document.value.get("hosting") if len(place) > 1 else document.value
    value = holder.get(str(key), "") if isinstance(holder, dict) else ""
    return Fault(
        message,
        file=document.file,
        row=document.line(place),
        column=".".join(str(part) for part in place),
        value=str(value) if not isinstance(value, (dict, list)) else "",
        rule="hosting",
        remedy=remedy,
    )


def _plan_faults(
    policy: Policy, instance: Instance, file: str, document: Document | None
) -> Iterator[Fault]:
    """Yield a plan that is not of the school year, or ends before everybody has arrived."""
    first = policy.hosting.first_month if policy.hosting else ""
    begins = f"{instance.school_year[:4]}-08"
    if first and abs(months_since(begins, first)) > _MONTHS_APART:
        yield Fault(
            _("The plan begins {month}, years from the school year {year}.").format(
                month=first, year=instance.school_year
            ),
            file=file,
            row=document.line(("hosting", "first_month")) if document else None,
            column="hosting.first_month",
            value=first,
            rule="plan",
            remedy=_("Correct first_month, or take it away: then the plan begins in August."),
        )
        return
    yield from late_arrivals(instance, policy)


def listed_faults(
    policy: Policy, instance: Instance, file: str, *, document: Document | None = None
) -> Iterator[Fault]:
    """Yield tables that the policy stands on and listed units that the instance does not have."""
    if policy.places == "newly_arrived":
        missing = missing_tables(instance, policy)
        yield from missing or _plan_faults(policy, instance, file, document)
    if policy.places == "introduction":
        yield from missing_programmes(instance, policy)
    if policy.hosting is None or not policy.hosting.listed or not len(instance.hosts):
        return
    text = _("hosting names the unit {unit!r}, which is no host of {instance}.")
    listed, known = policy.hosting.listed, set(instance.hosts["unit_id"])
    yield from unknown_listed(
        listed,
        known,
        lambda unit: text.format(unit=unit, instance=instance.name),
        file=file,
        document=document,
    )


def unknown_listed(
    listed: Sequence[str],
    known: Iterable[str],
    told: Callable[[str], str],
    *,
    file: str,
    document: Document | None,
) -> Iterator[Fault]:
    """Yield the listed units that are not among the `known`; `told` says what such a unit is."""
    names = tuple(sorted(known))
    for number, unit in enumerate(listed):
        if unit not in names:
            yield Fault(
                told(unit),
                file=file,
                row=document.line(("hosting", "listed", number)) if document else None,
                column="hosting.listed",
                value=unit,
                rule="reference",
                suggestion=did_you_mean(unit, names),
                remedy=_("Known: {known}.").format(known=", ".join(names[:20])),
            )
