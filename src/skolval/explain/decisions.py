"""The words for one wish: what came of it, the ground that decided, what would have helped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.language import N_, _, current, ngettext, number
from skolval.registry import names, term

if TYPE_CHECKING:
    from skolval.explain.facts import ClassCut, PupilExplanation, Wish

__all__ = ["criterion_name", "grounds", "metres", "wish_words"]

_NAMES = {
    "protected": N_("locked placement"),
    "secured": N_("secured place"),
    "claim": N_("wish or near unit"),
    "chose": N_("active choice"),
    "band": N_("place on the list of wishes"),
    "sibling": N_("sibling priority"),
    "relative_proximity": N_("relative proximity"),
    "absolute_proximity": N_("absolute proximity"),
    "lottery": N_("lottery"),
}
_REFERENCES = {
    "static": N_("the nearest other unit with the grade"),
    "seats": N_("the nearest other unit with seats in the grade"),
    "guarantee": N_("the pupil's guarantee school"),
    "attendance_area": N_("the unit of the pupil's attendance area"),
}
_BY_MECHANISM = {
    "efficiency_adjusted": N_(
        "Somebody who goes after this pupil is admitted there: an order that gave nobody a better "
        "place was waived by consent, and the pupil could not have had the seat in any case."
    ),
    "top_trading_cycles": N_(
        "Places are traded in rings: whoever goes first at one unit can exchange that for a place "
        "at another, so that somebody who goes after this pupil can be admitted there."
    ),
    "stable_improvement_cycles": N_(
        "Between equals the places are first drawn by lot and then exchanged where all gain."
    ),
}


def criterion_name(name: str) -> str:
    """Return what a guardian calls a criterion."""
    if name in _NAMES:
        return _(_NAMES[name])
    return term("criterion", name).replace("_", " ") if name in names("criterion") else name


def grounds(order: tuple[str, ...]) -> str:
    """Return the criteria in their order, as a guardian calls them."""
    return ", ".join(criterion_name(name) for name in order)


def metres(value: int) -> str:
    """Return a distance with its unit."""
    return _("{metres} m").format(metres=number(value, current()))


def wish_words(wish: Wish, found: PupilExplanation) -> str:
    """Return the paragraph about one wish of the pupil."""
    said = [_outcome(wish)]
    if wish.outcome in {"refused", "free"}:
        said += [_cause(wish, found), _standing(wish), _one_more_seat(wish)]
    return " ".join(text for text in said if text)


def _called(wish: Wish) -> str:
    text = (
        _("Wish {rank}, {unit} ({metres})") if wish.rank else _("Not wished for, {unit} ({metres})")
    )
    return text.format(rank=wish.rank, unit=wish.unit, metres=metres(wish.metres))


def _outcome(wish: Wish) -> str:
    free = wish.seats - wish.taken
    texts = {
        "placed": ngettext(
            "{wish}: given. {taken} of {seats} seats is taken.",
            "{wish}: given. {taken} of {seats} seats are taken.",
            wish.taken,
        ),
        "not_tried": _("{wish}: not tried, since an earlier one was met."),
        "free": ngettext(
            "{wish}: not given although {free} of {seats} seats is free.",
            "{wish}: not given although {free} of {seats} seats are free.",
            free,
        ),
        "no_seats": _("{wish}: refused, for it has no seats in this round."),
        "together": _("{wish}: not given; all {seats} seats are taken."),
        "first": _("{wish}: refused. The seats ({seats}) went to applicants who go first."),
        "refused": _("{wish}: refused. The seats ({seats}) are taken."),
    }
    return texts[_manner(wish)].format(
        wish=_called(wish), taken=wish.taken, seats=wish.seats, free=free
    )


def _manner(wish: Wish) -> str:
    if wish.outcome != "refused":
        return wish.outcome
    if wish.cause in {"no_seats", "together"}:
        return wish.cause
    return "first" if wish.cause in {"criterion", "few", "class", "guarantee"} else "refused"


def _cause(wish: Wish, found: PupilExplanation) -> str:
    """Return the sentence about what decided, empty where there is no more to say."""
    if wish.cause == "criterion":
        score = next(s for s in wish.scores if s.criterion == wish.decided)
        return _decision(wish, wish.decided, score.own, score.last or 0)
    if wish.cause == "class":
        return " ".join(_class(cut, wish) for cut in wish.classes)
    if wish.cause == "mechanism":
        other = _("The mechanism {mechanism} does not go by the order between applicants alone.")
        text = _(_BY_MECHANISM[found.mechanism]) if found.mechanism in _BY_MECHANISM else other
        return text.format(mechanism=term("mechanism", found.mechanism))
    texts = {
        "few": _(
            "The grounds are tried in this order: {grounds}. Which of them decided is not told "
            "here, since so few are admitted that it would tell about a single child."
        ),
        "guarantee": _(
            "The seats went to pupils whose guarantee school it is, and they go first there."
        ),
        "tie": _("On every ground before the lottery the pupil is equal to the last admitted."),
        "ceiling": _(
            "The rules let at most so many pupils of a group be admitted there, and this pupil's "
            "group has reached that number."
        ),
        "bound": _(
            "The rules say how many pupils of a group there should be there, and a group that has "
            "fewer goes first."
        ),
    }
    return texts.get(wish.cause, "").format(grounds=grounds(found.order))


_SCORES = {
    "absolute_proximity": N_(
        "Distance decided: {own} m against {last} m for the last admitted. A way shorter than "
        "{last} m would have been needed."
    ),
    "straight": N_(
        "Distance as the crow flies decided: {own} m against {last} m for the last admitted. Less "
        "than {last} m would have been needed."
    ),
    "lottery": N_(
        "The lottery decided: number {own} against {last} for the last admitted. A number before "
        "{last} would have been needed."
    ),
    "listed": N_(
        "The given order decided: number {own} against {last} for the last admitted. A number "
        "before {last} would have been needed."
    ),
    "queue_time": N_(
        "Queue time decided: {own} days against {last} days for the last admitted. More than "
        "{last} days would have been needed."
    ),
    "profile_test": N_(
        "The test decided: {own} points against {last} points for the last admitted. More than "
        "{last} points would have been needed."
    ),
}
"""What a ground with a number says; a number that is told as it is not stored is turned first."""
_TURNED = {"absolute_proximity": 0, "straight": 0, "listed": 0, "lottery": 1}
"""Keys that are minus a number, and from what that is counted: a lottery from one."""
_YES_OR_NO = {
    "claim": N_(
        "Those admitted had wished for the unit or have it among their nearest, which counts as a "
        "wish; for this pupil it is neither."
    ),
    "chose": N_("Pupils who made a choice go first, and for this pupil none was made."),
    "active_choice": N_("Pupils who made a choice go first, and for this pupil none was made."),
    "band": N_(
        "Those admitted had the unit higher up on their lists; wishes farther down are tried only "
        "for what is left."
    ),
    "wish_rank": N_("Those admitted had the unit higher up on their lists of wishes."),
    "applicant_status": N_("Applicants go in the order of their standing, and others go first."),
    "near_home": N_("Those admitted have the unit near home, and this pupil has not."),
    "only_near_school": N_("Those admitted have no other unit near home, and this pupil has."),
    "attendance_area": N_(
        "Those admitted live in the unit's attendance area, and this pupil does not."
    ),
    "continuation": N_("Those admitted already go to the unit, and this pupil does not."),
}


def _decision(wish: Wish, criterion: str, own: int, last: int) -> str:
    """Return the sentence about one ground: both scores, and what would have been enough."""
    if criterion == "relative_proximity":
        return _relative(wish, own, last)
    if criterion in _YES_OR_NO:
        return _(_YES_OR_NO[criterion])
    called, lang = criterion_name(criterion), current()
    called = called[:1].upper() + called[1:]
    if criterion not in _SCORES and {own, last} == {0, 1}:
        text = _("{criterion} decided: those admitted have it, and this pupil has not.")
        return text.format(criterion=called)
    name = "straight" if criterion == "absolute_proximity" and wish.straight else criterion
    if name in _TURNED:
        own, last = _TURNED[name] - own, _TURNED[name] - last
    other = N_("{criterion} decided: {own} against {last} for the last admitted.")
    return _(_SCORES.get(name, other)).format(
        criterion=called, own=number(own, lang), last=number(last, lang)
    )


def _relative(wish: Wish, own: int, last: int) -> str:
    """Say both distances, the reference unit, the score, the cut-off and the margin."""
    needed = _("More than {last} would have been needed.").format(last=metres(last))
    if not wish.reference_unit:
        text = _("Relative proximity decided: {own} against {last} for the last admitted.")
        return f"{text.format(own=metres(own), last=metres(last))} {needed}"
    text = _(
        "Relative proximity decided: {reference} ({which}) is {alternative} away and {unit} "
        "{metres}, so the extra way is {alternative} \N{MINUS SIGN} {metres} = {own}. The last "
        "admitted has {last}, {margin} more."
    )
    told = text.format(
        reference=wish.reference_unit,
        which=_(_REFERENCES.get(wish.reference, N_("the alternative"))),
        alternative=metres(wish.reference_metres),
        unit=wish.unit,
        metres=metres(wish.metres),
        own=metres(own),
        last=metres(last),
        margin=metres(last - own),
    )
    return f"{told} {needed}"


def _class(cut: ClassCut, wish: Wish) -> str:
    texts = {
        "barred": _("only for another group of pupils."),
        "kind": _("all went to the group that goes first there, and this pupil is not of it."),
        "few": _(
            "what decided is not told here, since so few are placed there that it would tell "
            "about a single child."
        ),
    }
    named = _("{name} ({seats} seats)") if cut.name else _("Seats for everybody ({seats} seats)")
    head = named.format(name=cut.name.replace("_", " "), seats=cut.seats)
    if cut.cause == "criterion":
        said = _decision(wish, cut.decided, cut.own or 0, cut.last or 0)
    else:
        said = texts.get(cut.cause, _("all are taken."))
    return f"{head}: {said}"


def _standing(wish: Wish) -> str:
    """Say the pupil's number among all who have or want the place, and in the line."""
    if not wish.place or not wish.taken:
        return ""
    text = _(
        "In the order of all {applicants} who have a seat there or would rather have one, the "
        "pupil is number {place}; among those who would rather be there, number {number}."
    )
    return text.format(applicants=wish.applicants, place=wish.place, number=wish.places_short)


def _one_more_seat(wish: Wish) -> str:
    seat = wish.one_more_seat
    if seat is None:
        return ""
    if seat.given:
        return _("With one more seat there the pupil would have had it.")
    if not seat.unit:
        return _("One more seat there would have gone to somebody else.")
    text = _(
        "One more seat there would have gone to somebody else, but others would then have moved, "
        "and the pupil would have had a place at {unit} ({metres})."
    )
    return text.format(unit=seat.unit, metres=metres(seat.metres))
