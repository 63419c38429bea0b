"""The key `minutes` of a policy file, held against the instance (restid efter tidtabell)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from skolval.domain.language import _
from skolval.errors import Fault

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.io.yaml_file import Document

__all__ = ["timetable_faults"]

_TABLES = ("stops", "lines", "departures")


def timetable_faults(
    policy: Policy, instance: Instance, file: str, *, document: Document | None = None
) -> Iterator[Fault]:
    """Yield that the policy counts minutes by a timetable which the instance does not have.

    Parameters
    ----------
    document : the policy file, for the line; without it the fault has none.
    """
    if policy.minutes == "walking" or len(instance.travel):
        return  # on foot, or by a ready table, of which the measuring tells
    if all(len(getattr(instance, name)) for name in _TABLES):
        return
    yield Fault(
        _("Travel times by public transport need a timetable, and the instance has none."),
        file=file,
        row=document.line(("minutes",)) if document else None,
        column="minutes",
        value=policy.minutes,
        rule="timetable",
        remedy=_(
            "Add stops, lines and departures (skolval import timetable reads GTFS), or write "
            "`minutes: walking` in the policy."
        ),
    )
