"""The facts about a group beside the class (förberedelseklass): one pupil, no words."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["GroupPlace", "NearerHost"]


@dataclass(frozen=True, slots=True)
class NearerHost:
    """A unit nearer home than the place, where the pupil could have been placed.

    Parameters
    ----------
    lacked : ``closed`` (no group is opened), ``full`` (its groups are), ``no_seat`` (in the
        regular class) or ``together`` (the plan for all is better so).
    """

    unit: str
    metres: int
    lacked: str


@dataclass(frozen=True, slots=True)
class GroupPlace:
    """The group that a pupil goes to beside the regular class (förberedelseklass).

    Parameters
    ----------
    of : what the policy places, see `domain.hosting.PLACED_KINDS`. kind : of the group, empty
        for a pupil who goes directly to a class.
    first, last : months in the group. regular : month from which the regular seat is the pupil's.
    months, before : months in a group in the plan, and before it. most : at most in all.
    goes_on : still in the group when the plan ends. percent : of the school week.
    language : whether a teacher speaks the mother tongue, None where it is not noted.
    kept : placed there already. preschool : in the preschool class.
    """

    of: str
    kind: str
    first: str
    last: str
    regular: str
    months: int
    before: int
    most: int
    goes_on: bool
    percent: int
    language: bool | None
    kept: bool
    preschool: bool
    nearer: tuple[NearerHost, ...] = ()
