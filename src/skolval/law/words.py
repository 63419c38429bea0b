"""What the law room calls levers, statuses and conditions for a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from skolval.domain.language import N_, _
from skolval.law.report import LegalLine
from skolval.registry import ROOMS, term

__all__ = ["condition_words", "kind_words", "lever_words", "status_words", "unmet"]

_PARTS: dict[str, str] = {
    "only_nearest": N_("nothing stands before who lives nearest"),
    "total_order": N_("the order is total"),
    "route": N_("distances along streets"),
    "secured": N_("secured seats"),
    "active_choice": N_("those without a choice come last"),
    "straight_line_distance": N_("straight lines"),
    "seat_classes": N_("seats kept for a group"),
    "bounds": N_("floors and ceilings on a group"),
    "introduction_hosts": N_("where introduction programmes are"),
    "introduction_agreement": N_("independent units by agreement on the price"),
    "introduction_all_independent": N_("independent units as if a price were agreed"),
    "introduction_few_orientations": N_("few orientations of IMV"),
    "preparatory_hosts": N_("where preparatory classes are"),
    "preparatory_spread": N_("how many units share the preparatory classes"),
    "preparatory_wishes": N_("newly arrived pupils placed without asking for wishes first"),
    "preparatory_language": N_("the mother tongue decides the unit"),
    "preparatory_moves": N_("pupils already placed may be moved"),
    "preparatory_share": N_("a ceiling on newly arrived pupils"),
    "preparatory_over_two_years": N_("more than two years in a preparatory class"),
    "preparatory_late_class": N_("the regular class later than two months after arrival"),
    "common_admission": N_("independent units that join the round"),
    "reversed_transport": N_("seats outwards"),
    "declined_seats": N_("places kept for those who decline a seat"),
}
_STATUS: dict[str, str] = {
    "lawful": N_("lawful"),
    "conditional": N_("conditional"),
    "what_if": N_("what-if only"),
    "forbidden": N_("forbidden"),
}
_KINDS: dict[str, str] = {
    "mechanism": N_("mechanism"),
    "criterion": N_("criterion"),
    "rule": N_("rule"),
    "goal": N_("goal"),
    "policy": N_("policy"),
}
_MET: dict[str, str] = {
    "yes": N_("met by the policy"),
    "no": N_("not met by the policy"),
    "certificate": N_("shown by the certificate of each run"),
    "outside": N_("the municipality must show it"),
    "shown": N_("shown by the certificate of this run"),
    "broken": N_("not met in this run"),
    "undefined": N_("cannot be shown: the policy does not say what is near home"),
}
_CLAIMS = {"sibling": "sibling", "siblings_together": "sibling"}
"""Claim of the certificate that proves the condition of a lever."""

Gettext = Callable[[str], str]


def lever_words(line: LegalLine) -> str:
    """Return what a reader calls the lever, in the chosen language."""
    if line.kind in ROOMS:
        return term(line.kind, line.name)
    return _(_PARTS.get(line.name, line.name))


def status_words(status: str, gettext: Gettext = _) -> str:
    """Return the legal status in one or two words."""
    return gettext(_STATUS[status])


def kind_words(kind: str, gettext: Gettext = _) -> str:
    """Return what kind of lever it is."""
    return gettext(_KINDS[kind])


def condition_words(
    line: LegalLine, gettext: Gettext = _, certificate: Mapping[str, Any] | None = None
) -> str:
    """Return the condition and whether it is met; empty when there is none.

    Parameters
    ----------
    certificate : of a run under the policy, which may prove what the policy cannot.
    """
    if not line.met:
        return ""
    told = gettext(_MET[_shown(line, certificate or {})])
    return f"{gettext(line.condition).rstrip('.')} ({told})" if line.condition else told


def unmet(lines: Iterable[LegalLine], certificate: Mapping[str, Any]) -> bool:
    """Return whether the policy or its placement fails a condition for being lawful."""
    return any(_shown(line, certificate) in {"broken", "no"} for line in lines)


def _shown(line: LegalLine, certificate: Mapping[str, Any]) -> str:
    """Return whether the condition is met, by the certificate where that can tell."""
    claims = {claim["claim"]: claim["ok"] for claim in certificate.get("claims", ())}
    name = _CLAIMS.get(line.name, "")
    if line.met == "certificate" and f"{name}_undefined" in claims:
        return "undefined"
    if line.met != "certificate" or name not in claims:
        return line.met
    return "shown" if claims[name] else "broken"
