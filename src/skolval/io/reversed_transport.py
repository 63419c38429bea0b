"""The block `reversed_transport` of a policy file (omvänd skolskjuts)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.language import _
from skolval.domain.services import ReversedTransport, TakeUp
from skolval.errors import Fault, did_you_mean
from skolval.io.policy_sense import some
from skolval.io.yaml_file import Document

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy

__all__ = ["ReversedPart", "named_faults", "reversed_faults", "reversed_of"]

_Kind = Literal["reverse_leg", "chartered", "ordinary"]
_Permille = Annotated[int, Field(ge=0, le=1000)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _TakeUpPart(_Strict):
    """See `domain.services.TakeUp`."""

    share: _Permille = TakeUp().share
    per_minute: int = Field(default=TakeUp().per_minute, ge=0, le=1000)
    per_point: int = Field(default=TakeUp().per_point, ge=-1000, le=1000)
    least: _Permille = TakeUp().least
    most: _Permille = TakeUp().most
    factor: int = Field(default=TakeUp().factor, ge=0, le=10_000)


class ReversedPart(_Strict):
    """See `domain.services.ReversedTransport`."""

    participation: Literal["voluntary", "what_if"] = "voluntary"
    kinds: tuple[_Kind, ...] = Field(default=("reverse_leg", "chartered", "ordinary"), min_length=1)
    budget: int | None = Field(default=None, ge=0, le=10_000_000_000)
    services_most: int | None = Field(default=None, ge=0, le=10_000)
    walk_metres: int = Field(default=ReversedTransport().walk_metres, ge=0, le=20_000)
    minutes_most: int = Field(default=ReversedTransport().minutes_most, ge=1, le=600)
    wait_minutes: int = Field(default=ReversedTransport().wait_minutes, ge=0, le=600)
    grades: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    take_up: _TakeUpPart = _TakeUpPart()
    hold: Literal["expected", "all"] = "expected"


def reversed_of(part: ReversedPart | None) -> ReversedTransport | None:
    """Return the noun that `part` says; None when the policy runs nothing outwards."""
    if part is None:
        return None
    told = {name: getattr(part, name) for name in ReversedPart.model_fields if name != "take_up"}
    return ReversedTransport(**told, take_up=TakeUp(**part.take_up.model_dump()))


def reversed_faults(
    document: Document, part: ReversedPart, mechanism: str, parties: str
) -> Iterator[Fault]:
    """Yield why the block, or the rest of the policy, cannot go with services outwards."""
    if part.take_up.least > part.take_up.most:
        text = _("The least take-up {least} is more than the most {most}.")
        told = text.format(least=part.take_up.least, most=part.take_up.most)
        yield _fault(document, told, str(part.take_up.least), _("Lower `least` or raise `most`."))
    if mechanism != "optimal":
        text = _("The mechanism {mechanism} cannot choose between services.")
        remedy = _("Use the mechanism optimal, or take `reversed_transport` away.")
        yield _fault(document, text.format(mechanism=mechanism), mechanism, remedy)
    if parties == "areas":
        text = _("Seats on services are offered to single pupils, not to whole areas.")
        remedy = _("Take `parties: areas` or `reversed_transport` away.")
        yield _fault(document, text, parties, remedy)
    yield from _unasked(document, part)


def _unasked(document: Document, part: ReversedPart) -> Iterator[Fault]:
    """Yield what is told of those who decline, where nobody may."""
    if part.participation != "what_if":
        return
    text = _("{key} counts nothing where everybody is taken to ride.")
    for key in sorted(part.model_fields_set & {"take_up", "hold"}):
        yield Fault(
            text.format(key=key),
            file=document.file,
            row=document.line(("reversed_transport", key)),
            column=f"reversed_transport.{key}",
            value=part.hold if key == "hold" else "",
            rule="idle",
            remedy=_("Take it away, or write `participation: voluntary`."),
        )


def _fault(document: Document, message: str, value: str, remedy: str) -> Fault:
    return Fault(
        message,
        file=document.file,
        row=document.line(("reversed_transport",)),
        column="reversed_transport",
        value=value,
        rule="reversed_transport",
        remedy=remedy,
    )


def named_faults(
    policy: Policy, instance: Instance, file: str, *, document: Document | None = None
) -> Iterator[Fault]:
    """Yield grades and units that the block names but the instance does not have."""
    rule = policy.reversed_transport
    if rule is None:
        return
    units = tuple(instance.units["unit_id"].astype(str))
    parts = (("grades", rule.grades, instance.grades.codes), ("units", rule.units, units))
    for key, names, known in parts:
        for name in names:
            if name in known:
                continue
            at = ("reversed_transport", key)
            yield Fault(
                _("reversed_transport names {word!r}, which {instance} lacks.").format(
                    word=name, instance=instance.name
                ),
                file=file,
                row=None if document is None else document.line(at),
                column=key,
                value=name,
                rule="reference",
                suggestion=did_you_mean(name, known),
                remedy=_("Known: {known}.").format(known=some(known)),
            )
