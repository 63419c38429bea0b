"""measure (mätning): every segregation index of a run or an instance, with its company.

Each value stands beside its mean under random allocation, its value corrected for it, the
interval over suppressed cells, the number of pupils and units and the reason why it is
missing where it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.measure.asked import refuse_share
from skolval.measure.bases import of_instance, of_run
from skolval.measure.rows import COLUMNS, rows_of
from skolval.measure.sentences import index_name, reason_text, sentence, sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from skolval.io.run import Run

__all__ = ["COLUMNS", "index_name", "measure", "reason_text", "sentence", "sentences", "unit_table"]


def measure(
    subject: Run | Instance | Path | str,
    *,
    groups: Sequence[str] | None = None,
    suppressed: float | None = None,
    within_grade: bool = False,
    bases: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return every index of every group of `subject` as a tidy frame.

    Parameters
    ----------
    subject : a run or an instance, in memory or its folder.
    groups : group ids, all when None.
    suppressed : share (0-1) put in place of suppressed shares; when None, units with a
        suppressed share are left out of the value, and the flag says so. The interval
        `low`-`high` always covers every count that the suppression allows.
    within_grade : add rows with scope ``within_grade``: the index pooled over grades, each
        weighted by the index's own denominator, so that differences between grades do not
        count. Needs a run.
    bases : only these, all when None.

    Returns
    -------
    One row per basis, group and index; columns `COLUMNS`. Bases of a run are ``pupil``
    (individual membership, a labelled upper bound) and ``area`` (group-blind: the share
    among residents of the home area). Bases of an instance are ``enrolment`` (actual
    pupils by unit), ``current`` (pupils of the table by current unit), ``residents``
    (residents by area) and ``regions`` (residents by larger area, where areas name theirs).

    Raises
    ------
    UsageError
        For an unknown group, or a share outside 0-1.
    InputError
        If the folder cannot be read.
    """
    refuse_share(suppressed)
    read = _read(subject)
    found = of_instance(read) if isinstance(read, Instance) else of_run(read, within_grade)
    wanted = _wanted(groups, _groups_of(read))
    kept = [one for one in found if one.group in wanted and (bases is None or one.basis in bases)]
    rows = [row for basis in kept for row in rows_of(basis, suppressed)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["subject"] = _name(read)
    return frame


def _name(subject: Run | Instance) -> str:
    if isinstance(subject, Instance):
        return subject.name
    return f"{subject.name}/{subject.policy_name}"


def _groups_of(subject: Run | Instance) -> tuple[str, ...]:
    return tuple(group.id for group in subject.groups)


def _read(subject: Any) -> Any:
    if not isinstance(subject, str | Path):
        return subject
    # Readers are heavy and not needed for a subject in memory.
    from skolval.io.instance import read_instance  # noqa: PLC0415 - see above
    from skolval.io.run_reading import read_run  # noqa: PLC0415 - see above

    return read_run(subject) if (Path(subject) / "run.json").exists() else read_instance(subject)


def _wanted(groups: Sequence[str] | None, known: tuple[str, ...]) -> tuple[str, ...]:
    if groups is None:
        return known
    unknown = [group for group in groups if group not in known]
    if unknown:
        raise UsageError(
            Fault(
                _("There is no group called {group!r}.").format(group=group),
                value=group,
                rule="known_name",
                suggestion=did_you_mean(group, known),
                remedy=_("Known: {known}.").format(known=", ".join(known)),
            )
            for group in unknown
        )
    return tuple(groups)


def unit_table(run: Run) -> pd.DataFrame:
    """Return one row per unit: pupils placed, seats, and each group's share by both bases.

    Columns: unit_id, name, pupils, seats, then ``pupil_<group>`` (share of the known members,
    NaN where none is known) and ``area_<group>`` (mean share of the home areas).
    """
    problem, unit = run.problem, run.placement.unit(run.problem)
    n_units, placed = len(problem.unit_ids), run.placement.placed
    size = np.bincount(unit[placed], problem.parties.size[placed], n_units)
    seats = np.bincount(problem.offerings.unit, problem.offerings.seats, n_units)
    table = pd.DataFrame(
        {
            "unit_id": problem.unit_ids,
            "name": run.units["name"].to_numpy(),
            "pupils": size.astype(np.int64),
            "seats": seats.astype(np.int64),
        }
    )
    for basis in of_run(run, within_grade=False):
        share = np.full(n_units, np.nan)
        filled = basis.t > 0
        share[filled] = basis.x[filled] / basis.t[filled]
        table[f"{basis.basis}_{basis.group}"] = share
    return table
