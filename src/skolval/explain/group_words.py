"""The words about a group beside the class: which, from when to when, the clock, why there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from skolval.domain.language import N_, _
from skolval.explain.decisions import metres

if TYPE_CHECKING:
    from skolval.explain.facts import PupilExplanation
    from skolval.explain.group_facts import GroupPlace

__all__ = ["group_title", "group_words"]

_LACKED: dict[str, str] = {
    "closed": N_("no group that the pupil could go to is opened there"),
    "full": N_("its groups are full in a month when the pupil would be there"),
    "no_seat": N_("it has no free seat in the pupil's regular class"),
    "together": N_("there is room, but the plan for all pupils together is better so"),
}
_PROGRAMMES: dict[str, str] = {
    "IMA": N_("individual alternative"),
    "IMS": N_("language introduction"),
    "IMV": N_("programme-oriented choice"),
    "IMY": N_("vocational introduction"),
}


def group_title(found: PupilExplanation) -> str:
    """Return the title of the part about the group."""
    group = found.group
    if group is not None and group.of == "introduction":
        return _("The introduction programme")
    return _("Preparatory class and regular class")


def group_words(found: PupilExplanation) -> list[str]:
    """Return which group and class the pupil goes to, when, and why at this unit."""
    group = found.group
    if group is None or not found.placed_unit:
        return []
    said = [*_programme(found, group)] if group.of == "introduction" else [*_class(found, group)]
    return [*said, *_why(found, group)]


def _programme(found: PupilExplanation, group: GroupPlace) -> Iterator[str]:
    text = _("The pupil goes to {kind} at {unit} from {first}.")
    name = _PROGRAMMES.get(group.kind.partition("-")[0])
    kind = f"{_(name)} ({group.kind})" if name else group.kind
    yield text.format(kind=kind, unit=found.placed_unit, first=group.first)


def _class(found: PupilExplanation, group: GroupPlace) -> Iterator[str]:
    if not group.kind:
        yield from _direct(found, group)
        return
    text = _(
        "The pupil goes to a preparatory class for the grades {kind} at {unit} from {first} to "
        "{last}, {percent} % of the school week."
    )
    if group.goes_on:
        text = _(
            "The pupil goes to a preparatory class for the grades {kind} at {unit} from {first}, "
            "{percent} % of the school week, and at least to the end of the plan, {last}."
        )
    yield text.format(
        kind=group.kind, unit=found.placed_unit, first=group.first, last=group.last,
        percent=group.percent,
    )  # fmt: skip
    text = _(
        "The pupil's regular class, grade {grade}, is at the same unit. The seat there is the "
        "pupil's from {regular} at the latest (3 kap. 12 e § skollagen: within two months)."
    )
    yield text.format(grade=found.grade, regular=group.regular)
    text = _(
        "The months in a preparatory class are counted: {before} before and {months} in this "
        "plan, {total} of at most {most} (3 kap. 12 f § skollagen: never longer than two years). "
        "The teaching there ends as soon as the pupil's Swedish suffices, subject by subject."
    )
    total = group.before + group.months
    yield text.format(before=group.before, months=group.months, total=total, most=group.most)
    if group.language is not None:
        yield (
            _("A teacher at the unit speaks the pupil's mother tongue.")
            if group.language
            else _("No teacher at the unit is noted as speaking the pupil's mother tongue.")
        )


def _direct(found: PupilExplanation, group: GroupPlace) -> Iterator[str]:
    text = _("The pupil goes directly to a regular class at {unit} from {regular}.")
    yield text.format(unit=found.placed_unit, regular=group.regular)
    if group.preschool:
        yield _("There are no preparatory classes for the preschool class (3 kap. 12 b §).")
    elif group.before >= group.most:
        text = _("The {most} months that a preparatory class may last are used up.")
        yield text.format(most=group.most)


def _why(found: PupilExplanation, group: GroupPlace) -> Iterator[str]:
    if group.kept:
        yield _("Why this unit: the pupil was placed there already, and stays.")
        return
    if found.placed_rank > 0:
        yield _("Why this unit: it was wished for, and there is room for group and class.")
        return
    if not group.nearer:
        yield _("Why this unit: it is the nearest of those where the pupil could be placed.")
        return
    text = _("Why this unit and no nearer one: {units}.")
    told = _("{unit} ({metres}): {reason}")
    units = "; ".join(
        told.format(unit=one.unit, metres=metres(one.metres), reason=_(_LACKED[one.lacked]))
        for one in group.nearer
    )
    yield text.format(units=units)
