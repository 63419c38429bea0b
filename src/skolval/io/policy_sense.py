"""What the parts of a policy must agree on among themselves and with the instance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.policy_parts import BoundPart, NearHomePart, SeatClassPart, WhoPart
from skolval.io.yaml_file import Document, Place

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Bound, Policy, SeatClass

__all__ = ["part_faults", "reference_faults", "some"]

Part = SeatClassPart | BoundPart


@dataclass(frozen=True, slots=True)
class _Teller:
    """Makes faults at a place of the policy file."""

    document: Document

    def fault(self, place: Place, message: str, rule: str, remedy: str) -> Fault:
        value = place[-1] if place and isinstance(place[-1], str) else ""
        return Fault(
            message,
            file=self.document.file,
            row=self.document.line(place),
            column=".".join(part for part in place if isinstance(part, str)),
            value=str(value),
            rule=rule,
            remedy=remedy,
        )


def part_faults(
    document: Document,
    *,
    near_home: NearHomePart | None,
    classes: tuple[SeatClassPart, ...],
    bounds: tuple[BoundPart, ...],
) -> Iterator[Fault]:
    """Yield what the parts contradict each other in, each with its line."""
    tell = _Teller(document)
    if near_home and not near_home.always and near_home.metres is near_home.nearest is None:
        yield tell.fault(
            ("near_home",),
            _("No unit is near home, since neither metres nor nearest is given."),
            "near_home",
            _("Give `metres`, `nearest` or both, or `always: true`."),
        )
    for i, part in enumerate(classes):
        yield from _class_faults(tell, ("seat_classes", i), part)
    yield from _together(tell, classes)
    for i, bound in enumerate(bounds):
        yield from _bound_faults(tell, ("bounds", i), bound)
    yield from _bounds_together(tell, bounds)
    if classes and bounds:
        yield tell.fault(
            ("bounds",),
            _("A policy has seat classes or bounds, not both."),
            "either",
            _("Keep `seat_classes` or `bounds`."),
        )


def _class_faults(tell: _Teller, place: Place, part: SeatClassPart) -> Iterator[Fault]:
    if part.seats is not None and part.share is not None:
        yield tell.fault(
            (*place, "share"),
            _("The seat class {name} says its seats twice.").format(name=part.name),
            "either",
            _("Keep `seats` or `share`."),
        )
    if part.only and part.who is None:
        yield tell.fault(
            (*place, "only"),
            _("The seat class {name} has only, but not who.").format(name=part.name),
            "who",
            _("Add `who: {group: ...}`, or take `only` away."),
        )
    if part.who is not None:
        yield from _who_faults(tell, (*place, "who"), part.who)
    yield from _units_twice(tell, place, part)


def _who_faults(tell: _Teller, place: Place, who: WhoPart) -> Iterator[Fault]:
    if who.basis == "pupil" and who.at_least is not None:
        yield tell.fault(
            (*place, "at_least"),
            _("at_least is a share of the home area, but basis looks at the pupil."),
            "basis",
            _("Take `at_least` away, or write `basis: area`."),
        )


def _units_twice(tell: _Teller, place: Place, part: Part) -> Iterator[Fault]:
    for i, unit in enumerate(part.units):
        if unit in part.units[:i]:
            yield tell.fault(
                (*place, "units", i),
                _("The unit {unit} stands twice.").format(unit=unit),
                "unique",
                _("Keep one of them."),
            )


def _overlap(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two lists of units share a unit; the empty list is every unit."""
    return not one or not other or bool(set(one) & set(other))


def _together(tell: _Teller, classes: tuple[SeatClassPart, ...]) -> Iterator[Fault]:
    for i, part in enumerate(classes):
        earlier = [old for old in classes[:i] if _overlap(old.units, part.units)]
        if part.name in {old.name for old in earlier}:
            yield tell.fault(
                ("seat_classes", i, "name"),
                _("There are two seat classes called {name}.").format(name=part.name),
                "unique",
                _("Give every class its own name."),
            )
        if _takes_rest(part) and any(_takes_rest(old) for old in earlier):
            yield tell.fault(
                ("seat_classes", i),
                _("Two seat classes take the seats that are left."),
                "rest",
                _("Write `seats` or `share` for all but one of them."),
            )
    for unit in dict.fromkeys(("", *(unit for part in classes for unit in part.units))):
        yield from _too_much(tell, classes, unit)


def _takes_rest(part: SeatClassPart) -> bool:
    return part.seats is None and part.share is None


def _too_much(tell: _Teller, classes: tuple[SeatClassPart, ...], unit: str) -> Iterator[Fault]:
    """Tell the class with which the shares at one unit pass the whole."""
    total = 0.0
    for i, part in enumerate(classes):
        if part.units and unit not in part.units:
            continue
        total += part.share or 0.0
        if total > 1 + 1e-9 and part.share and (not unit or part.units):
            yield tell.fault(
                ("seat_classes", i, "share"),
                _("The shares of the seat classes are {total:.0%} of the seats.").format(
                    total=total
                ),
                "shares",
                _("Write shares whose sum is at most 1."),
            )
            return


def _bound_faults(tell: _Teller, place: Place, bound: BoundPart) -> Iterator[Fault]:
    floor, ceiling = bound.floor, bound.ceiling
    if floor is None and ceiling is None:
        yield tell.fault(
            place,
            _("The bound has neither floor nor ceiling."),
            "bound",
            _("Write `floor`, `ceiling` or both."),
        )
    for key, value in (("floor", floor), ("ceiling", ceiling)):
        if value is not None and value > 1 and value != int(value):
            yield tell.fault(
                (*place, key),
                _("{key} is {value}: above 1 it counts pupils.").format(key=key, value=value),
                "whole_number",
                _("Write a share from 0 to 1, or a whole number of pupils."),
            )
    alike = floor is not None and ceiling is not None and (floor > 1) == (ceiling > 1)
    if alike and floor is not None and ceiling is not None and floor > ceiling:
        yield tell.fault(
            (*place, "floor"),
            _("The floor {floor:g} is above the ceiling {ceiling:g}.").format(
                floor=floor, ceiling=ceiling
            ),
            "bound",
            _("Write a floor that is at most the ceiling."),
        )
    yield from _who_faults(tell, (*place, "who"), bound.who)
    yield from _units_twice(tell, place, bound)


def _bounds_together(tell: _Teller, bounds: tuple[BoundPart, ...]) -> Iterator[Fault]:
    for i, bound in enumerate(bounds):
        alike = [old for old in bounds[:i] if old.who == bound.who]
        if any(_overlap(old.units, bound.units) for old in alike):
            yield tell.fault(
                ("bounds", i, "who"),
                _("There are two bounds on {group} at the same units.").format(
                    group=bound.who.group
                ),
                "unique",
                _("Put floor and ceiling in one bound."),
            )
        if bound.hard != bounds[0].hard:
            yield tell.fault(
                ("bounds", i, "hard"),
                _("Some bounds are hard and others soft."),
                "hard",
                _("Write `hard` the same for all of them."),
            )


def reference_faults(
    policy: Policy, instance: Instance, file: str, *, document: Document | None = None
) -> Iterator[Fault]:
    """Yield groups and units of seat classes and bounds that the instance does not have.

    Parameters
    ----------
    document : the policy file, for the lines; without it faults have none.
    """

    def line(place: Place) -> int | None:
        return document.line(place) if document else None

    groups = tuple(group.id for group in instance.groups)
    units = tuple(str(unit) for unit in instance.units["unit_id"])
    parts: list[tuple[Place, SeatClass | Bound]] = [
        *((("seat_classes", i), part) for i, part in enumerate(policy.seat_classes)),
        *((("bounds", i), part) for i, part in enumerate(policy.bounds)),
    ]
    for place, part in parts:
        named = [] if part.who is None else [((*place, "who", "group"), part.who.group)]
        yield from _unknown((_("group"), named, groups), instance.name, file, line)
        listed = [((*place, "units", k), unit) for k, unit in enumerate(part.units)]
        yield from _unknown((_("unit"), listed, units), instance.name, file, line)


def _unknown(
    words: tuple[str, list[tuple[Place, str]], tuple[str, ...]],
    instance: str,
    file: str,
    line: Callable[[Place], int | None],
) -> Iterator[Fault]:
    what, named, known = words
    for place, word in named:
        if word not in known:
            yield Fault(
                _("{name} names the {what} {word!r}, which {instance} lacks.").format(
                    name=place[0], what=what, word=word, instance=instance
                ),
                file=file,
                row=line(place),
                column=".".join(part for part in place if isinstance(part, str)),
                value=word,
                rule="reference",
                suggestion=did_you_mean(word, known),
                remedy=_("Known: {known}.").format(known=some(known)),
            )


def some(known: tuple[str, ...]) -> str:
    """Return the first of the known names, for a remedy."""
    told = ", ".join(known[:20])
    return told + (", ..." if len(known) > 20 else "")
