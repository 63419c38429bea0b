"""Goals and rules that would count nothing under the policy they stand in: nothing is ignored.

A goal about groups says nothing where nobody is placed in groups, and one about services outwards
nothing where none are run; the placement would then be made without the goal that was asked for.
"""

from __future__ import annotations

from collections.abc import Iterator

from skolval.domain.language import _
from skolval.domain.policy import Step
from skolval.errors import Fault
from skolval.io.yaml_file import Document

__all__ = ["goalless_faults", "idle_faults"]

_GROUPS = ("groups_open", "host_composition", "host_language", "host_spread", "hosting_cost")
_INTRODUCTION = ("coreading", "qualified_teachers")
_SERVICES = (
    "declined_seats", "outward_riders", "service_budget", "service_cost", "service_seats",
)  # fmt: skip


def idle_faults(
    document: Document, steps: tuple[Step, ...], *, places: str, services: bool
) -> Iterator[Fault]:
    """Yield the goals and rules of a policy that count nothing in it.

    Parameters
    ----------
    steps : goals and rules. places : whom the policy places. services : whether it has the block
        `reversed_transport`.
    """
    for step in steps:
        told = _idle(step.name, places, services=services)
        if told is not None:
            message, remedy = told
            yield Fault(
                message,
                file=document.file,
                row=step.line,
                value=step.name,
                rule="idle",
                remedy=remedy,
            )


def _idle(name: str, places: str, *, services: bool) -> tuple[str, str] | None:
    if name in _GROUPS and places == "pupils":
        return (
            _("{name} is about groups, and the policy places pupils in none.").format(name=name),
            _("Take it away, or write `places: newly_arrived` or `places: introduction`."),
        )
    if name in _INTRODUCTION and places != "introduction":
        text = _(
            "{name} is about introduction programmes, and the policy places no pupils in them."
        )
        return text.format(name=name), _("Take it away, or write `places: introduction`.")
    if name in _SERVICES and not services:
        text = _("{name} is about services outwards, and the policy has no `reversed_transport`.")
        return text.format(name=name), _("Take it away, or add the block `reversed_transport`.")
    return None


def goalless_faults(
    document: Document, goals: tuple[Step, ...], *, mechanism: str
) -> Iterator[Fault]:
    """Yield that a policy which places pupils in groups says no goal."""
    if mechanism == "hosted" and not goals:
        yield Fault(
            _("A policy that places pupils in groups needs goals."),
            file=document.file,
            row=document.line(("goals" if "goals" in document.value else "mechanism",)),
            column="goals",
            rule="goals",
            remedy=_("Add a list of goals, for example `goals: [travel]`."),
        )
