"""A problem with some of its option rows or parties only (delproblem)."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np

from skolval.domain.admissible import kept_options
from skolval.domain.problem import BoolArray, IntArray, Options, Parties, Problem

__all__ = ["with_parties", "with_rows"]


def with_rows(problem: Problem, keep: BoolArray) -> Problem:
    """Return `problem` with the option rows of `keep`, renumbered in the same order."""
    number = np.where(keep, np.cumsum(keep) - 1, -1)

    def renumbered(rows: IntArray | None) -> IntArray | None:
        return None if rows is None else np.where(rows >= 0, number[np.maximum(rows, 0)], -1)

    def kept(column: IntArray | None) -> IntArray | None:
        return None if column is None else column[keep]

    return problem.replace(
        options=kept_options(problem.options, keep),
        grounds={name: noted[keep] for name, noted in problem.grounds.items()},
        straight=kept(problem.straight),
        second_metres=kept(problem.second_metres),
        unsafe_metres=kept(problem.unsafe_metres),
        guarantee=renumbered(problem.guarantee),
        honour=renumbered(problem.honour),
        services=None if problem.services is None else problem.services.rows(keep),
        hosting=None if problem.hosting is None else problem.hosting.with_rows(keep),
    )


def with_parties(problem: Problem, keep: BoolArray) -> Problem:
    """Return `problem` without the parties that are not in `keep`, the others renumbered.

    What is about all areas together (`ground`) stays as it is.
    """
    rows = keep[problem.options.party]
    fewer = with_rows(problem, rows)
    number = np.cumsum(keep) - 1
    start = np.zeros(int(keep.sum()) + 1, np.int64)
    np.cumsum(np.diff(problem.options.start)[keep], out=start[1:])

    def kept(column: Any) -> Any:
        return None if column is None else column[keep]

    parties = Parties(*(getattr(problem.parties, field.name)[keep] for field in fields(Parties)))
    options: Options = replace(fewer.options, party=number[fewer.options.party], start=start)
    by_party = ("guarantee", "honour", "attendance_unit", "months", "status", "programme", "needs",
                "transport_reason", "stop_metres", "nearest_municipal")  # fmt: skip
    return fewer.replace(
        parties=parties,
        options=options,
        reference=problem.reference[keep],
        reference_unit=problem.reference_unit[keep],
        hosting=None if fewer.hosting is None else fewer.hosting.with_parties(keep),
        introduction=(
            None if fewer.introduction is None else fewer.introduction.with_parties(keep)
        ),
        **{name: kept(getattr(fewer, name)) for name in by_party},
    )
