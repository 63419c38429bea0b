"""The words of an explanation: plain paragraphs for a guardian and for a court."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from skolval.domain.language import _
from skolval.explain.decisions import grounds, metres, wish_words
from skolval.explain.group_words import group_title, group_words
from skolval.explain.legal_words import appeal_words, law_words, person_words, transport_words
from skolval.explain.seat_words import seat_words
from skolval.registry import term

if TYPE_CHECKING:
    from skolval.explain.facts import NearHomeFacts, PupilExplanation, Wish

__all__ = ["Part", "paragraphs", "parts"]

_FIRST_UNITS = 5
"""Units without a wish that are told one by one; farther ones are told together."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an explanation: `name` in the code, its title and its paragraphs."""

    name: str
    title: str
    paragraphs: tuple[str, ...]


def paragraphs(found: PupilExplanation) -> list[str]:
    """Return the explanation as paragraphs in the chosen language, the result first."""
    return [text for part in parts(found) for text in part.paragraphs]


def parts(found: PupilExplanation) -> list[Part]:
    """Return the explanation in parts with titles, the result first; empty parts are left out."""
    if found.protected:
        text = _(
            "Pupil {pupil} has a protected identity. The placement is locked and is explained "
            "only by the responsible officer."
        )
        return [Part("result", _("Placement"), (text.format(pupil=found.pupil),))]
    told = [
        Part("result", _("Placement"), (_result(found),)),
        Part("group", group_title(found), tuple(group_words(found))),
        Part("wishes", _("The wishes, one by one"), tuple(_wishes(found))),
        Part("order", _("How places are handed out"), tuple(_handed_out(found))),
        Part("near_home", _("Near home"), tuple(_near_home(found.near_home))),
        Part("transport", _("School transport"), (*seat_words(found), *transport_words(found))),
        Part("law", _("What the law says"), tuple(law_words(found))),
        Part("appeal", _("How to appeal"), tuple(appeal_words(found))),
        Part("person", _("Who decides"), (person_words(),)),
    ]
    return [part for part in told if part.paragraphs]


def _result(found: PupilExplanation) -> str:
    if found.grade == "F":
        grade = _("preschool class")
    else:
        grade = _("grade {grade}").format(grade=found.grade)
    if not found.placed_unit:
        text = _("Pupil {pupil}, {grade}, has no place: every option was refused.")
    elif found.seat is not None and found.seat.voluntary:
        text = _("Pupil {pupil}, {grade}, is offered a place at {unit}, {metres} away, by bus.")
    elif found.placed_rank > 0:
        text = _("Pupil {pupil}, {grade}, is placed at {unit}: wish number {rank}, {metres} away.")
    else:
        text = _("Pupil {pupil}, {grade}, is placed at {unit}, not wished for, {metres} away.")
    return text.format(
        pupil=found.pupil,
        grade=grade,
        unit=found.placed_unit,
        rank=found.placed_rank,
        metres=metres(found.placed_metres),
    )


def _wishes(found: PupilExplanation) -> list[str]:
    """Return a paragraph per wish; from the sixth, units without a wish are told together."""
    said = []
    if not found.chose and found.ordered:
        said.append(_("No wish was made for the pupil. Units were tried as the rules then say."))
    unwished = [w for w in found.wishes if not w.rank and w.outcome != "placed"]
    gathered = unwished[_FIRST_UNITS:]
    for wish in found.wishes:
        if wish not in gathered:
            said.append(wish_words(wish, found))
        elif wish is gathered[0]:
            said.append(_gathered(gathered))
    return said


def _gathered(wishes: list[Wish]) -> str:
    text = _("Farther away {count} more units were tried, and they were full too: {units}.")
    return text.format(count=len(wishes), units=", ".join(wish.unit for wish in wishes))


def _handed_out(found: PupilExplanation) -> list[str]:
    if not found.ordered:
        return _unordered(found)
    text = _(
        "Places are handed out by {mechanism}. Between applicants to the same seats these grounds "
        "decide, the first one first: {grounds}."
    )
    return [text.format(mechanism=term("mechanism", found.mechanism), grounds=grounds(found.order))]


def _unordered(found: PupilExplanation) -> list[str]:
    """Say what an optimiser or a placement without order can honestly say."""
    if found.mechanism == "random_places":
        said = [
            _(
                "Places are drawn by lot within the seats. Neither wishes nor an order between "
                "applicants play a part, so nobody stood in the way."
            )
        ]
    else:
        said = [
            _(
                "The mechanism {mechanism} looks at all pupils at once: there is no order between "
                "applicants and no last admitted score, so no single other pupil stood in the way."
            ).format(mechanism=term("mechanism", found.mechanism))
        ]
    if found.placed_unit == found.nearest_unit:
        said.append(_("It is the pupil's nearest option."))
        return said
    text = _("The pupil's nearest option is {unit}, {metres} away.")
    said.append(text.format(unit=found.nearest_unit, metres=metres(found.nearest_metres)))
    if found.rules:
        text = _("Rules that hold for all pupils together: {rules}.")
        said.append(text.format(rules=", ".join(term("rule", rule) for rule in found.rules)))
    return said


def _near_home(facts: NearHomeFacts | None) -> list[str]:
    if facts is None:
        return []
    said = [_definition(facts)]
    if not facts.units:
        return [*said, _("By that no unit is near this pupil's home.")]
    shown = ", ".join(f"{near.unit} ({metres(near.metres)})" for near in facts.units[:_FIRST_UNITS])
    more = len(facts.units) - _FIRST_UNITS
    if more > 0:
        shown = _("{units} and {count} more").format(units=shown, count=more)
    said.append(_("Near this pupil's home: {units}.").format(units=shown))
    said.append(
        _("The proposed place is near home.")
        if facts.placed
        else _("The proposed place is not near home.")
    )
    return [" ".join(said)]


def _definition(facts: NearHomeFacts) -> str:
    """Return which units are near home by the policy, for the pupil's stage."""
    if not facts.defined:
        return _(
            "The rules do not say which units are near home; here only the nearest one is counted."
        )
    if facts.metres is not None and facts.nearest is not None:
        text = _(
            "By the rules a unit is near home when it is at most {metres} away and among the "
            "{count} nearest."
        )
    elif facts.metres is not None:
        text = _("By the rules a unit is near home when it is at most {metres} away.")
    else:
        text = _("By the rules a unit is near home when it is among the {count} nearest.")
    said = text.format(metres=metres(facts.metres or 0), count=facts.nearest)
    return f"{said} {_('The nearest one always counts.')}" if facts.always else said
