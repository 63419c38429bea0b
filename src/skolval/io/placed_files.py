"""Which files of an instance a decision reads: those of other decisions may come and go."""

from __future__ import annotations

from pathlib import PurePath

from skolval.domain.policy import Policy
from skolval.io.dictionary import arrivals, services, upper_secondary
from skolval.io.sheets import table_of_file

__all__ = ["reads"]

_ARRIVALS = frozenset(table.name for table in arrivals.TABLES)
_UPPER = frozenset(table.name for table in upper_secondary.TABLES)
_SERVICES = frozenset(table.name for table in services.TABLES)


def reads(policy: Policy, file: str) -> bool:
    """Return whether the decision of `policy` reads an instance's file of that name."""
    table = table_of_file(PurePath(file).stem)
    if table in _ARRIVALS:
        return policy.places == "newly_arrived"
    if table in _UPPER:
        return policy.places == "introduction"
    return table not in _SERVICES or policy.reversed_transport is not None
