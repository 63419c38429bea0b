"""Placements that a study asked for and did not get: which, and why.

They stand among the rows of a job, in the place of their measures, so that they are ordered,
sent between processes and kept like the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from skolval.errors import Fault, InfeasibleError, SkolvalError, TimeRanOutError
from skolval.study._journal import Row

__all__ = [
    "STATUS_COLUMNS",
    "Missing",
    "missing_of",
    "missing_row",
    "nothing_placed",
    "with_status",
]

STATUS_COLUMNS = ("status", "reason")
"""Columns that a study's table has beside the others when a placement is missing."""

_NAN = float("nan")
_PLACED, _INFEASIBLE, _TIME_RAN_OUT = "placed", "infeasible", "time_ran_out"


@dataclass(frozen=True, slots=True)
class Missing:
    """A placement that was not found.

    Parameters
    ----------
    seed : number of the lottery, from 1. status : ``infeasible`` (proven) or ``time_ran_out``.
    faults : what clashes, or which limit was reached. clash : the same in fields, for machines.
    """

    instance: str
    policy: str
    seed: int
    status: str
    faults: tuple[Fault, ...]
    clash: dict[str, Any]

    @property
    def reason(self) -> str:
        """What clashes, or which limit was reached, in sentences."""
        return " ".join(fault.message for fault in self.faults)

    @property
    def proven(self) -> bool:
        """Whether it is proven that no placement meets the rules."""
        return self.status == _INFEASIBLE


def missing_row(key: tuple[str, str, int], error: InfeasibleError | TimeRanOutError) -> Row:
    """Return the row of a placement that was not found: no measure, no value, and why.

    Parameters
    ----------
    key : instance, policy and number of the lottery.
    """
    proven = isinstance(error, InfeasibleError)
    told = {
        "status": _INFEASIBLE if proven else _TIME_RAN_OUT,
        "faults": [asdict(fault) for fault in error.faults],
        "clash": error.clash if isinstance(error, InfeasibleError) else {},
    }
    # as it comes back from what is kept
    return (*key, None, _NAN, json.loads(json.dumps(told, default=str)))


def missing_of(rows: Iterable[Row]) -> list[Missing]:
    """Return what the rows tell of placements that were not found."""
    return [_read(row) for row in rows if row[3] is None]


def _read(row: Row) -> Missing:
    instance, policy, seed, _measure, _value, told = row
    faults = tuple(Fault(**fault) for fault in told["faults"])
    return Missing(instance, policy, seed, told["status"], faults, told["clash"])


def with_status(rows: Iterable[Row]) -> list[Row]:
    """Return the rows with `STATUS_COLUMNS`."""
    told: list[Row] = []
    for row in rows:
        found = missing_of([row])
        state = (found[0].status, found[0].reason) if found else (_PLACED, "")
        told.append((*row[:5], *state))
    return told


def nothing_placed(missing: Sequence[Missing]) -> SkolvalError:
    """Return the error of a study in which nothing was placed, with what stopped each policy.

    Impossible is said only when it is proven of all of them.
    """
    several = len({part.instance for part in missing}) > 1
    faults = dict.fromkeys(
        replace(fault, file=f"{part.instance}, {fault.file or part.policy}") if several else fault
        for part in missing
        for fault in part.faults
    )
    if not all(part.proven for part in missing):
        return TimeRanOutError(faults)
    first = {(part.instance, part.policy): part for part in reversed(missing)}
    if len(first) == 1:
        return InfeasibleError(faults, clash=missing[0].clash)
    variants = [
        {"instance": part.instance, "policy": part.policy, "clash": part.clash}
        for part in reversed(first.values())
    ]
    return InfeasibleError(faults, clash={"variants": variants})
