"""The words about law: the paragraph, the way to appeal, school transport, and who decides.

Source: Skollagen (2010:800) 9 kap. 15 §, 10 kap. 30 and 32 §§, 28 kap. 12 and 18 §§;
Kommunallagen (2017:725) 6 kap. 38 § and 13 kap.; Förvaltningslagen (2017:900) 32 and 44 §§.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.language import _
from skolval.explain.decisions import metres
from skolval.explain.transport_words import judged_words
from skolval.explain.upper_secondary_words import (
    is_upper_secondary,
    upper_appeal_words,
    upper_law_words,
    upper_transport_words,
)

if TYPE_CHECKING:
    from skolval.explain.facts import PupilExplanation

__all__ = ["appeal_words", "law_words", "person_words", "transport_words"]


def _preschool(found: PupilExplanation) -> bool:
    """Return whether the grade is the preschool class, which has a chapter of its own."""
    return found.grade == "F"


def _section(found: PupilExplanation) -> str:
    if _preschool(found):
        return _("9 kap. 15 § skollagen (which says the same as 10 kap. 30 §)")
    return _("10 kap. 30 § skollagen")


def law_words(found: PupilExplanation) -> list[str]:
    """Return which paragraph each refusal of a wish would rest on."""
    if is_upper_secondary(found):
        return upper_law_words()
    law = _section(found)
    if not found.chose:
        text = _(
            "No wish is departed from, since none was made. The municipality places the pupil "
            "({law})."
        )
        return [text.format(law=law)]
    if not found.refused_wishes:
        text = _("The first wish is met, as {law} says it should be; no wish is departed from.")
        return [text.format(law=law)]
    said = [_refused(kind, found, law) for kind in ("first", "second", "")]
    said.append(
        _(
            "These are proposals: the officer looks at each of them, and the decision states which "
            "paragraph it rests on and why (32 § förvaltningslagen)."
        )
    )
    return [text for text in said if text]


def _refused(paragraph: str, found: PupilExplanation, law: str) -> str:
    """Return the sentence about the wishes whose refusal would rest on `paragraph`."""
    wishes = [wish for wish in found.refused_wishes if wish.paragraph == paragraph]
    texts = {
        "first": _(
            "{wishes}: to be refused under the first paragraph of {law}. It is not near this "
            "pupil's home, and the seat is needed for a pupil who has it near home."
        ),
        "second": _(
            "{wishes}: can be refused only under the second paragraph of {law}. No seat is left, "
            "and the officer has to show that one more pupil there would mean significant "
            "organisational or economic difficulties."
        ),
        "": _(
            "{wishes}: no ground in {law} follows from how these places were handed out, so a "
            "wish could not be refused in this way."
        ),
    }
    called = [_("Wish {rank}, {unit}").format(rank=w.rank, unit=w.unit) for w in wishes]
    return texts[paragraph].format(wishes="; ".join(called), law=law) if wishes else ""


def appeal_words(found: PupilExplanation) -> list[str]:
    """Return where and when the decision can be appealed."""
    if is_upper_secondary(found):
        return upper_appeal_words()
    refused = found.refused_wishes
    said = []
    if any(wish.paragraph == "second" for wish in refused):
        said.append(
            _(
                "A wish refused under the second paragraph: appeal to Skolväsendets "
                "överklagandenämnd (28 kap. 12 § skollagen). Send the appeal to the municipality, "
                "which must have it within three weeks from the day you received the decision. Say "
                "which decision it is, how you want it changed and why."
            )
        )
    if not refused or any(wish.paragraph != "second" for wish in refused):
        said.append(
            _(
                "A wish refused under the first paragraph, and every other placement: ask for a "
                "trial of its legality (laglighetsprövning, 13 kap. kommunallagen). Send the "
                "letter to förvaltningsrätten, the administrative court, which must have it within "
                "three weeks from the day the decision was announced on the municipality's notice "
                "board."
            )
        )
    return said


def transport_words(found: PupilExplanation) -> list[str]:
    """Return what the distance means for school transport."""
    transport = found.transport
    if is_upper_secondary(found):
        return upper_transport_words(found)
    if transport is None:
        return []
    law = _("9 kap. 15 b § skollagen") if _preschool(found) else _("10 kap. 32 § skollagen")
    if transport.judged is not None:
        return judged_words(transport.judged, transport.limit, law)
    if not transport.entitled:
        text = _(
            "The way is not longer than {limit}, so that distance alone gives no right to school "
            "transport. Traffic, a disability or another special reason can do so ({law})."
        )
    elif transport.own_choice:
        text = _(
            "The way is longer than {limit}. The place was wished for and is not the nearest, so "
            "there is a right to school transport only if the municipality would have placed the "
            "pupil there without the wish ({law}); the officer has to look at that."
        )
    else:
        text = _(
            "The way is longer than {limit}, and that gives a right to school transport ({law})."
        )
    return [text.format(limit=metres(transport.limit), law=law)]


def person_words() -> str:
    """Return that a person decides."""
    return _(
        "This is a proposal from a program and no decision. A person decides: what can be tried "
        "under 13 kap. kommunallagen may not be left to an automated function (6 kap. 38 § "
        "kommunallagen)."
    )
