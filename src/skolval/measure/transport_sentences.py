"""School transport in sentences, for terminals, comparisons and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.entitlement import NEAR_LIMIT
from skolval.domain.language import _, current, number

if TYPE_CHECKING:
    from skolval.measure.school_transport import TransportNumbers

__all__ = ["cost_sentence", "mode_name", "outcome_name", "transport_sentences"]


def outcome_name(outcome: str) -> str:
    """Return what the reader calls an outcome."""
    return {
        "none": _("no school transport"),
        "right": _("school transport by right"),
        "card": _("travel card, own choice of unit"),
        "arranged": _("own choice, only if it makes no difficulty"),
        "unjudged": _("to be judged by the officer"),
    }[outcome]


def mode_name(mode: str) -> str:
    """Return what the reader calls a way to travel."""
    return {
        "own": _("costs of their own"),
        "spare_seat": _("spare seat on a line that runs anyway"),
        "card": _("travel card"),
        "run": _("chartered run"),
        "taxi": _("taxi"),
    }[mode]


def transport_sentences(found: TransportNumbers) -> list[str]:
    """Return who gets school transport, how sure that is, and what it costs."""
    lang = current()
    counts = {name: number(count, lang) for name, count in found.outcomes.items()}
    said = [
        _(
            "{right} pupils have a right to school transport, {card} get a travel card and "
            "{arranged} chose another unit themselves: transport only if it makes no difficulty."
        ).format(**counts)
    ]
    if found.outcomes["unjudged"]:
        text = _(
            "{count} pupils have a ground but must be judged by the officer, since nothing tells "
            "where the municipality otherwise would have placed them."
        )
        said.append(text.format(count=counts["unjudged"]))
    usual, most = NEAR_LIMIT
    if found.near[most]:
        text = _(
            "{count} pupils live within {most} m of their limit, {few} of them within {usual} m, "
            "the mean difference of measuring again."
        )
        few, count = (number(found.near[band], lang) for band in NEAR_LIMIT)
        said.append(text.format(count=count, few=few, usual=usual, most=most))
    if found.exactly:
        text = _(
            "{count} pupils live exactly at the limit, and no source tells if that is enough; "
            "here it is not."
        )
        said.append(text.format(count=number(found.exactly, lang)))
    return [*said, cost_sentence(found)]


def cost_sentence(found: TransportNumbers) -> str:
    """Return the range of the whole cost; that no price is given, where none is."""
    lang, cost = current(), found.cost
    if not found.lines:
        return _("No cost is told, since no price is given in the policy.")
    text = _("School transport costs {low} to {high} kronor a school year at the prices given.")
    said = text.format(low=number(cost.low, lang), high=number(cost.high, lang))
    if cost.unpriced:
        without = _("{count} pupils are not in it, since their way to travel has no price.")
        said = f"{said} {without.format(count=number(cost.unpriced, lang))}"
    return said
