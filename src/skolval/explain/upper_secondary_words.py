"""The words about law for pupils of introduction programmes (gymnasieskolan).

Source: Skollagen (2010:800) 17 kap. 10-12 and 16 §§, 28 kap.; lag (1991:1110) om kommunernas
skyldighet att svara för vissa elevresor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.grades import UPPER_SECONDARY
from skolval.domain.language import _
from skolval.explain.decisions import metres

if TYPE_CHECKING:
    from skolval.explain.facts import PupilExplanation

__all__ = [
    "is_upper_secondary",
    "upper_appeal_words",
    "upper_law_words",
    "upper_transport_words",
]


def is_upper_secondary(found: PupilExplanation) -> bool:
    """Return whether the pupil goes to upper secondary school."""
    return found.grade in UPPER_SECONDARY.codes


def upper_law_words() -> list[str]:
    """Return what the place rests on."""
    return [
        _(
            "Which introduction programme is open follows from the grades (17 kap. 10-12 §§ "
            "skollagen). The home municipality must offer all four and decides where they are "
            "(17 kap. 16 § skollagen)."
        )
    ]


def upper_appeal_words() -> list[str]:
    """Return where to read about appeal."""
    return [
        _(
            "The decision itself says whether and how it can be appealed (28 kap. skollagen and 13 "
            "kap. kommunallagen)."
        )
    ]


def upper_transport_words(found: PupilExplanation) -> list[str]:
    """Return what the distance means for the daily journey."""
    transport = found.transport
    if transport is None:
        return []
    law = _("lag (1991:1110) om kommunernas skyldighet att svara för vissa elevresor")
    if transport.entitled:
        text = _(
            "The way is as long as {limit} asks for, or longer: the home municipality answers for "
            "the daily journeys, usually by a travel card ({law})."
        )
    else:
        text = _(
            "The way is shorter than {limit}, so the home municipality does not have to answer for "
            "the daily journeys ({law})."
        )
    return [text.format(limit=metres(transport.limit), law=law)]
