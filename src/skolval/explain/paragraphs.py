"""The words of an explanation: plain paragraphs for a guardian and for a court."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.language import _, current, number

if TYPE_CHECKING:
    from skolval.explain.pupils import PupilExplanation, Wish

__all__ = ["criterion_name", "paragraphs"]


def criterion_name(name: str) -> str:
    """Return what a guardian calls a criterion."""
    known = {
        "protected": _("locked placement"),
        "claim": _("wish or near unit"),
        "sibling": _("sibling priority"),
        "relative_proximity": _("relative proximity"),
        "absolute_proximity": _("absolute proximity"),
        "lottery": _("lottery"),
    }
    return known.get(name, name)


def paragraphs(found: PupilExplanation) -> list[str]:
    """Return the explanation as paragraphs in the chosen language, the result first."""
    if found.protected:
        text = _(
            "Pupil {pupil} has a protected identity. The placement is locked and is explained "
            "only by the responsible officer."
        )
        return [text.format(pupil=found.pupil)]
    said = [_result(found)]
    said += [_placed(w) if w.outcome == "placed" else _wish(w) for w in found.wishes]
    if not found.ordered:
        said += _unordered(found)
    if found.entitled:
        said.append(_("The distance gives a right to school transport (10 kap. 32 § skollagen)."))
    said.append(_("Support for a decision; a person decides (10 kap. 30 § skollagen)."))
    return said


def _metres(value: int) -> str:
    return _("{metres} m").format(metres=number(value, current()))


def _result(found: PupilExplanation) -> str:
    if not found.placed_unit:
        text = _("Pupil {pupil}, grade {grade}, has no place: every option was refused.")
        return text.format(pupil=found.pupil, grade=found.grade)
    if found.placed_rank > 0:
        text = _(
            "Pupil {pupil}, grade {grade}, is placed at {unit}: wish number {rank}, {metres} away."
        )
    else:
        text = _(
            "Pupil {pupil}, grade {grade}, is placed at {unit}, not wished for, {metres} away."
        )
    return text.format(
        pupil=found.pupil,
        grade=found.grade,
        unit=found.placed_unit,
        rank=found.placed_rank,
        metres=_metres(found.placed_metres),
    )


def _called(wish: Wish) -> str:
    if wish.rank > 0:
        return _("Wish {rank}, {unit} ({metres})").format(
            rank=wish.rank, unit=wish.unit, metres=_metres(wish.metres)
        )
    return _("Not wished for, {unit} ({metres})").format(
        unit=wish.unit, metres=_metres(wish.metres)
    )


def _wish(wish: Wish) -> str:
    head = _called(wish)
    if wish.outcome == "not_tried":
        return _("{wish}: not tried, since an earlier one was met.").format(wish=head)
    if wish.outcome == "free":
        return _("{wish}: not given although {free} of {seats} seats are free.").format(
            wish=head, free=wish.seats - wish.taken, seats=wish.seats
        )
    if not wish.scores:
        return _("{wish}: not given; all {seats} seats are taken.").format(
            wish=head, seats=wish.seats
        )
    if not wish.taken:
        return _("{wish}: refused, for it has no seats in this round.").format(wish=head)
    parts = [
        _("{wish}: refused. All {seats} seats went to applicants who go first.").format(
            wish=head, seats=wish.seats
        ),
        _decision(wish),
        _("The pupil is number {number} among those who would rather be there.").format(
            number=wish.places_short
        ),
    ]
    return " ".join(part for part in parts if part)


def _decision(wish: Wish) -> str:
    score = next((s for s in wish.scores if s.criterion == wish.decided), None)
    if score is None or score.last is None:
        return ""
    if score.criterion == "relative_proximity":
        return _relative(wish, score.own, score.last)
    lang = current()
    texts = {
        "absolute_proximity": _(
            "Distance decided: {own} m against {last} m for the last admitted."
        ),
        "sibling": _("Sibling priority decided: the last admitted has it, this pupil has not."),
        "claim": _("The last admitted had wished for the unit or lives among the nearest."),
        "lottery": _("The lottery decided: number {own} against {last} for the last admitted."),
    }
    fallback = _("{criterion} decided: {own} against {last} for the last admitted.")
    # A lottery key is minus the place in the draw, a distance key minus the metres.
    turned = {
        "absolute_proximity": (-score.own, -score.last),
        "lottery": (1 - score.own, 1 - score.last),
    }
    own, last = turned.get(score.criterion, (score.own, score.last))
    return texts.get(score.criterion, fallback).format(
        criterion=criterion_name(score.criterion), own=number(own, lang), last=number(last, lang)
    )


def _relative(wish: Wish, own: int, last: int) -> str:
    """Say both distances, the reference unit, the score, the cut-off and the margin."""
    if not wish.reference_unit:
        text = _("Relative proximity decided: {own} against {last} for the last admitted.")
        return text.format(own=_metres(own), last=_metres(last))
    text = _(
        "Relative proximity decided: {reference} is {alternative} away, so the extra way is "
        "{alternative} \N{MINUS SIGN} {metres} = {own}; the last admitted has {last}, "
        "{margin} more."
    )
    return text.format(
        reference=wish.reference_unit,
        alternative=_metres(wish.reference_metres),
        metres=_metres(wish.metres),
        own=_metres(own),
        last=_metres(last),
        margin=_metres(last - own),
    )


def _placed(wish: Wish) -> str:
    text = _("{wish}: given. {taken} of {seats} seats are taken.")
    return text.format(wish=_called(wish), taken=wish.taken, seats=wish.seats)


def _unordered(found: PupilExplanation) -> list[str]:
    """Say what an optimiser or a placement without order can honestly say."""
    said = [
        _(
            "The mechanism {mechanism} looks at all pupils at once: there is no order between "
            "applicants and no last admitted score, so no single other pupil stood in the way."
        ).format(mechanism=found.mechanism)
    ]
    if found.placed_unit == found.nearest_unit:
        said.append(_("It is the pupil's nearest option."))
    else:
        text = _("The pupil's nearest option is {unit}, {metres} away.")
        said.append(text.format(unit=found.nearest_unit, metres=_metres(found.nearest_metres)))
        if found.rules:
            text = _("Rules that hold for all pupils together: {rules}.")
            said.append(text.format(rules=", ".join(found.rules)))
    return said
