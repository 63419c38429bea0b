"""What is wrong with a policy's steps beside an instance (fel i stegen)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from skolval.domain.language import _
from skolval.domain.policy import Policy, Step
from skolval.errors import Fault, did_you_mean
from skolval.io.policy_hosting import listed_faults
from skolval.io.policy_introduction import listed_unit_faults
from skolval.io.policy_minutes import timetable_faults
from skolval.io.policy_sense import reference_faults, some
from skolval.io.reversed_transport import named_faults
from skolval.io.yaml_file import Document
from skolval.registry import load

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = ["order_faults", "parameter_faults", "seat_faults"]

_SEAT_BY_SEAT = ("deferred_acceptance", "nearest_school")
"""Mechanisms that fill seat by seat, and so can honour seat classes and bounds."""


def order_faults(
    document: Document, mechanism: Step | None, criteria: tuple[Step, ...]
) -> Iterator[Fault]:
    """Yield what is wrong with the order of the criteria: it must be total, and all must count."""
    needs = mechanism is not None and load("mechanism", mechanism.name).NEEDS_CRITERIA
    if needs and mechanism is not None and not criteria:
        yield Fault(
            _("The mechanism {mechanism} needs selection criteria.").format(
                mechanism=mechanism.name
            ),
            file=document.file,
            row=mechanism.line,
            rule="criteria",
            remedy=_("Add a list `criteria:` whose last line is `- lottery`."),
        )
    total = [load("criterion", step.name).TOTAL for step in criteria]
    if criteria and True not in total:
        yield Fault(
            _(
                "The criteria can leave two applicants equal; the order must be total (ÖKN "
                "2019:290)."
            ),
            file=document.file,
            row=criteria[-1].line,
            column="criteria",
            value=criteria[-1].name,
            rule="total_order",
            remedy=_("End the list with `- lottery`."),
        )
    for step in criteria[total.index(True) + 1 :] if True in total else ():
        yield Fault(
            _("{name} never decides, because a criterion before it separates everybody.").format(
                name=step.name
            ),
            file=document.file,
            row=step.line,
            column="criteria",
            value=step.name,
            rule="total_order",
            remedy=_("Move it up or take it away."),
        )


def seat_faults(document: Document, mechanism: Step) -> Iterator[Fault]:
    """Yield the keys about seats that the mechanism would not look at: nothing is ignored."""
    for key in ("seat_classes", "bounds"):
        if document.value.get(key) and mechanism.name not in _SEAT_BY_SEAT:
            yield Fault(
                _("The mechanism {mechanism} does not look at {key}.").format(
                    mechanism=mechanism.name, key=key
                ),
                file=document.file,
                row=document.line((key,)),
                column=key,
                rule="mechanism",
                remedy=_("Use the mechanism {known}, or take {key} away.").format(
                    known=_(" or ").join(_SEAT_BY_SEAT), key=key
                ),
            )


def parameter_faults(
    policy: Policy, instance: Instance, file: str, *, document: Document | None = None
) -> Iterator[Fault]:
    """Yield groups, grades and units that the policy names but the instance does not have.

    Parameters
    ----------
    document : the policy file, for the lines of its seat classes and bounds.
    """
    yield from reference_faults(policy, instance, file, document=document)
    yield from listed_faults(policy, instance, file, document=document)
    yield from listed_unit_faults(policy, instance, file, document=document)
    yield from named_faults(policy, instance, file, document=document)
    yield from timetable_faults(policy, instance, file, document=document)
    for step in (policy.mechanism, *policy.criteria, *policy.rules, *policy.goals):
        for key, value in step.params.model_dump().items():
            for inner, word in _words(key, value):
                what, known = _vocabulary(inner, instance)
                if word not in known:
                    yield Fault(
                        _("{name} names the {what} {word!r}, which {instance} lacks.").format(
                            name=step.name, what=what, word=word, instance=instance.name
                        ),
                        file=file,
                        row=step.line,
                        column=key,
                        value=word,
                        rule="reference",
                        suggestion=did_you_mean(word, known),
                        remedy=_("Known: {known}.").format(known=some(known)),
                    )


_GROUPS = {"group", "groups"}


_GRADES = {"grade", "grades", "lower", "upper"}


_UNITS = {"unit", "units", "opt_in", "next_unit"}


def _names_something(key: str) -> bool:
    return key in _GROUPS | _GRADES | _UNITS or key.endswith(("_grade", "_grades"))


def _vocabulary(key: str, instance: Instance) -> tuple[str, tuple[str, ...]]:
    """Return what the words of a parameter name, and those that the instance has."""
    if key in _GROUPS:
        return _("group"), tuple(group.id for group in instance.groups)
    if key in _UNITS:
        return _("unit"), tuple(str(unit) for unit in instance.units["unit_id"])
    return _("grade"), instance.grades.codes


def _words(key: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the names in a parameter and what it is called, within lists and mappings too.

    Of a mapping under a key that names something the keys are names, and texts among the values.
    """
    if isinstance(value, str):
        if _names_something(key):
            yield key, value
    elif isinstance(value, Mapping):
        for inner, held in value.items():
            if _names_something(key):
                yield key, inner
            yield from _words(key if _names_something(key) else inner, held)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for held in value:
            yield from _words(key, held)
