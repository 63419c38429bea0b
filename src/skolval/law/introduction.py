"""Legal lines and levers of introduction programmes (introduktionsprogram)."""

from __future__ import annotations

from collections.abc import Iterator

from skolval.domain.introduction import IntroductionRule
from skolval.domain.language import N_
from skolval.domain.policy import Legal, Policy
from skolval.law.lever import Lever

__all__ = ["CONDITIONAL", "LAWFUL", "introduction_lines"]

_HOSTS = Legal(
    "lawful",
    N_(
        "The home municipality decides where its introduction programmes are, as long as all four "
        "are offered and IMV is where its national programme is run."
    ),
    "Skollagen (2010:800) 17 kap. 16, 28 §§",
)
_AGREED = Legal(
    "lawful",
    N_("Independent units take IMY, IMA and IMS where the price is agreed with the municipality."),
    "Skollagen (2010:800) 17 kap. 29 §",
)
_AS_IF = Legal(
    "conditional",
    N_("No independent unit has to take IMY, IMA or IMS before a price is agreed."),
    "Skollagen (2010:800) 17 kap. 29 §",
)
_FEW = Legal(
    "conditional",
    N_("IMV is to be offered towards an all-round selection of national programmes."),
    "Skollagen (2010:800) 17 kap. 16 §",
)
_LEAST = 2
"""Fewer orientations than this are no selection at all."""

CONDITIONAL: tuple[Lever, ...] = (
    Lever(
        "introduction_all_independent",
        "conditional",
        _AS_IF.reason,
        _AS_IF.citation,
        (r"(im|introduction)\w*_(all_)?independent\w*", r"introduktions\w*_(fri|enskild)\w*"),
        condition=N_("A price is agreed with the owner of each independent unit that is used."),
        orders=False,
    ),
    Lever(
        "introduction_few_orientations",
        "conditional",
        _FEW.reason,
        _FEW.citation,
        (r"(few_)?(imv|programme)_orientations?", r"imv_inriktning\w*"),
        condition=N_("The selection of national programmes is all-round."),
        orders=False,
    ),
)
LAWFUL: tuple[Lever, ...] = (
    Lever(
        "introduction_hosts",
        "lawful",
        _HOSTS.reason,
        _HOSTS.citation,
        (
            r"introduction_programmes?(_\w+)?",
            r"introductory_programmes?(_\w+)?",
            r"introduktionsprogram\w*(_\w+)?",
            r"språkintroduktion\w*",
            r"language_introduction\w*",
        ),
        orders=False,
    ),
    Lever(
        "introduction_agreement",
        "lawful",
        _AGREED.reason,
        _AGREED.citation,
        (r"(im|introduction)_agreements?", r"(im|introduktion\w*)_(avtal|överenskommelse)\w*"),
        orders=False,
    ),
)


def introduction_lines(policy: Policy) -> Iterator[tuple[str, Legal]]:
    """Yield (what, legal) for what a policy decides about introduction programmes."""
    if policy.places != "introduction":
        return
    rule = policy.introduction or IntroductionRule()
    yield "introduction_hosts", _HOSTS
    if rule.independent == "agreement":
        yield "introduction_agreement", _AGREED
    if rule.independent == "all":
        yield "introduction_all_independent", _AS_IF
    if rule.orientations < _LEAST:
        yield "introduction_few_orientations", _FEW
