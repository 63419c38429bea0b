"""Why a pupil gets school transport or not, in plain sentences with their paragraphs.

Source: Skollagen (2010:800) 9 kap. 15 b §, 10 kap. 32 and 40 §§.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.entitlement import NEAR_LIMIT
from skolval.domain.language import _
from skolval.domain.travel import NO_STOP
from skolval.explain.decisions import metres

if TYPE_CHECKING:
    from skolval.explain.facts import JudgedTransport

__all__ = ["judged_words"]


def judged_words(found: JudgedTransport, limit: int, law: str) -> list[str]:
    """Return the paragraphs about school transport.

    Parameters
    ----------
    limit : metres of the grade. law : the paragraph that gives the right.
    """
    if found.independent:
        law = _("10 kap. 40 § skollagen")
    said = [
        " ".join([_way(found, limit), *_other_grounds(found)]),
        " ".join([_otherwise(found), _outcome(found, law)]).strip(),
        _second_home(found),
        _stop(found),
        _sureness(found),
    ]
    return [text for text in said if text]


def _way(found: JudgedTransport, limit: int) -> str:
    if found.margin is None:
        return _("The way is not known, so it gives no right to school transport.")
    if "distance" in found.grounds:
        text = _("The way is {way}, long enough for the limit of {limit} of the grade.")
    else:
        text = _("The way is {way}, not longer than the limit of {limit} of the grade.")
    said = text.format(way=metres(found.metres), limit=metres(limit))
    if found.municipality:
        whose = _("The limit is that of {municipality}.").format(municipality=found.municipality)
        said = f"{said} {whose}"
    return said


def _other_grounds(found: JudgedTransport) -> list[str]:
    said = []
    if "traffic" in found.grounds:
        said.append(_("The traffic on the way is a ground for school transport."))
    if "special" in found.grounds:
        said.append(_("A special reason for school transport is decided for the pupil."))
    if not found.traffic_judged and "traffic" not in found.grounds:
        said.append(_("Whether the traffic on the way is dangerous was not judged here."))
    return said


def _otherwise(found: JudgedTransport) -> str:
    if found.independent and found.own_choice:
        return _("The unit has an independent owner, so the place there is an own choice.")
    if not found.otherwise:
        return _("Nothing tells where the municipality otherwise would have placed the pupil.")
    if found.own_choice:
        return _(
            "Without the wish the municipality would have placed the pupil at {unit}, so the "
            "family chose another unit."
        ).format(unit=found.otherwise)
    return ""


def _outcome(found: JudgedTransport, law: str) -> str:
    texts = {
        "none": _(
            "No school transport follows from that. Traffic, a disability or another special "
            "circumstance can be a ground of its own ({law})."
        ),
        "right": _("The pupil has a right to free school transport ({law}, first paragraph)."),
        "card": _(
            "There is no right to school transport then ({law}), but the distance is met, and the "
            "municipality gives a travel card ({card}) for ordinary lines. The guardian is "
            "responsible for the journey."
        ),
        "arranged": _(
            "There is no right to school transport then, but the municipality must arrange it if "
            "that makes no organisational or economic difficulty ({law}). The officer has to look "
            "at that, compared with what the pupil would cost at the municipality's own choice of "
            "unit. Such a decision can be tried for its legality only (13 kap. kommunallagen)."
        ),
        "unjudged": _(
            "There is a ground, but whether there is a right depends on that unit ({law}). The "
            "officer has to look at it."
        ),
    }
    return texts[found.outcome].format(law=law, card=found.card)


def _second_home(found: JudgedTransport) -> str:
    if not found.second:
        return ""
    if found.two_homes != "both":
        return _(
            "The pupil lives by turns in two homes. The municipality's rules do not say that both "
            "count, so only the registered address is judged here."
        )
    results = {
        "none": _("no school transport"),
        "right": _("a right to school transport"),
        "card": _("a travel card"),
        "arranged": _("school transport only if it makes no difficulty"),
        "unjudged": _("a ground, which the officer has to look at"),
    }
    return _("From the second home the way is {way}, which gives: {result}.").format(
        way=metres(found.second_metres), result=results[found.second]
    )


def _stop(found: JudgedTransport) -> str:
    if found.stop_metres is None or found.stop_limit is None or found.outcome == "none":
        return ""
    if found.stop_metres == NO_STOP:
        text = _("No stop is within the {limit} that a pupil may have to it.")
        return text.format(limit=metres(found.stop_limit))
    said = (
        _("The way to the stop is {way}, which is within the limit of {limit}.")
        if found.stop_metres <= found.stop_limit
        else _("The way to the stop is {way}, longer than the {limit} that a pupil may have.")
    )
    return said.format(way=metres(found.stop_metres), limit=metres(found.stop_limit))


def _sureness(found: JudgedTransport) -> str:
    """Return that the way is so near the limit that measuring again could change the outcome."""
    told = [margin for margin in (found.margin, found.second_margin) if margin is not None]
    nearest = min(told, key=abs, default=None)
    if nearest is None or abs(nearest) > NEAR_LIMIT[-1]:
        return ""
    said = _(
        "The way is {metres} from the limit. Ways that are measured again differ by {usual} on "
        "average, so measure this one on the spot before deciding."
    ).format(metres=metres(abs(nearest)), usual=metres(NEAR_LIMIT[0]))
    if nearest == 0 and not found.at_limit_told:
        exact = _("No source tells whether exactly the limit is enough; here it is not.")
        return f"{said} {exact}"
    return said
