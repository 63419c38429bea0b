"""The problem of a run as tables, and back: parties, offerings, options and unit shares.

What a problem does not have (None) has no column; older run folders lack such columns too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.entitlement import REASONS
from skolval.domain.grades import GradeSystem
from skolval.domain.naming import called
from skolval.domain.placement import NOT_PLACED
from skolval.domain.policy import Policy
from skolval.domain.problem import (
    PROVIDERS,
    STATUSES,
    BoolArray,
    IntArray,
    Offerings,
    Options,
    Parties,
    Problem,
)
from skolval.domain.school_transport import TransportCosts, TransportRules
from skolval.io.run_ground import GROUND_PARTS, ground_from
from skolval.io.run_hosting import ALL_HOSTING_PARTS, hosting_from
from skolval.io.run_introduction import INTRODUCTION_PARTS, introduction_from
from skolval.io.run_problem_frames import FACTS, GROUND, OPTION_COLUMNS, SHARES
from skolval.io.run_services import SERVICE_PARTS, services_from

__all__ = ["MAY_MISS", "PARTS", "ProblemLabels", "problem_from", "rows_of"]

PARTS: tuple[str, ...] = ("parties", "offerings", "options")
MAY_MISS: tuple[str, ...] = (
    SHARES, FACTS, *GROUND_PARTS, *INTRODUCTION_PARTS, *ALL_HOSTING_PARTS, *SERVICE_PARTS,
)  # fmt: skip
"""Tables that a run has only if the instance tells what they hold; older runs lack them."""


@dataclass(frozen=True, slots=True)
class ProblemLabels:
    """What the tables leave out of a `Problem`; fields as there."""

    unit_ids: npt.NDArray[np.str_]
    area_ids: npt.NDArray[np.str_]
    groups: tuple[str, ...]
    balance_group: str
    grades: GradeSystem
    transport_limits: tuple[int, int, int]
    distance_kind: str
    warnings: tuple[str, ...]
    transport: TransportRules | None = None
    transport_costs: TransportCosts | None = None


_OF_OPTIONS = ("straight", "second_metres", "unsafe_metres")
"""Columns of options that a problem has under their own names, where there are any."""
_OF_PARTIES = ("transport_reason", "stop_metres", "nearest_municipal", "attendance_unit", "months",
               "status", "guarantee", "honour")  # fmt: skip
"""Columns of parties likewise."""


def problem_from(
    frames: Mapping[str, pd.DataFrame], labels: ProblemLabels, policy: Policy
) -> Problem:
    """Return the problem that `frames` hold.

    Raises
    ------
    ValueError, KeyError
        If a column is missing or points outside its table.
    """
    parties, options = frames["parties"], frames["options"]
    shares, facts = frames.get(SHARES), frames.get(FACTS, pd.DataFrame())
    problem = Problem(
        parties=_parties(parties, labels.groups),
        offerings=_offerings(frames["offerings"]),
        options=_options(options, len(parties)),
        unit_ids=labels.unit_ids,
        area_ids=labels.area_ids,
        groups=labels.groups,
        balance_group=labels.balance_group,
        grades=labels.grades,
        reference=_columns(parties, "reference_"),
        reference_unit=_columns(parties, "reference_unit_"),
        transport_limits=labels.transport_limits,
        distance_kind=labels.distance_kind,
        policy=policy,
        warnings=labels.warnings,
        grounds={
            str(name).removeprefix(GROUND): options[name].to_numpy(np.int64)
            for name in options
            if str(name).startswith(GROUND)
        },
        transport=labels.transport,
        transport_costs=policy.transport_costs or labels.transport_costs,
        unit_share=None if shares is None else shares[list(labels.groups)].to_numpy(np.int64),
        tested=_tested(frames["offerings"]),
        unit_provider=_maybe(facts, "provider"),
        next_unit=_maybe(facts, "next_unit"),
        unit_features=_maybe_text(facts, "features"),
        programme=_maybe_text(parties, "programme"),
        offering_programme=_maybe_text(frames["offerings"], "programme"),
        needs=_maybe_text(parties, "needs"),
        **_own(options, _OF_OPTIONS),
        **_own(parties, _OF_PARTIES),
        ground=ground_from(frames, len(labels.area_ids), len(labels.unit_ids)),
        introduction=introduction_from(frames, units=len(labels.unit_ids), parties=len(parties)),
    )
    _refuse_strays(problem)
    return problem.replace(
        hosting=hosting_from(frames, problem), services=services_from(frames, problem)
    )


def _own(frame: pd.DataFrame, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _maybe(frame, name) for name in names}


def rows_of(problem: Problem, offering: IntArray, mode: IntArray | None = None) -> IntArray:
    """Return the option row of each party's offering.

    Parameters
    ----------
    mode : (n_parties,) how the party goes there; on foot or own way when None.

    Raises
    ------
    ValueError
        If a party stands at an offering that is no option of its own.
    """
    options, width = problem.options, len(problem.offerings)
    modes = int(options.mode.max(initial=0)) + 1
    code = (options.party * width + options.offering) * modes + options.mode
    order = np.argsort(code, kind="stable")
    ridden = np.zeros_like(offering) if mode is None else mode
    wanted = (np.arange(len(offering)) * width + offering) * modes + ridden
    place = np.minimum(np.searchsorted(code[order], wanted), len(code) - 1)
    row = order[place]
    placed = offering >= 0
    alien = placed & (code[row] != wanted)
    if alien.any():
        first = called(problem, int(np.flatnonzero(alien)[0]))
        raise ValueError(f"{first} is placed at an offering that is not admissible")
    rows: IntArray = np.where(placed, row, NOT_PLACED)
    return rows


def _refuse_strays(problem: Problem) -> None:
    """Refuse row numbers that point outside the tables they point into.

    Raises
    ------
    ValueError
        The first column with such a number.
    """
    parties, offerings, options = problem.parties, problem.offerings, problem.options
    if not (len(parties) and len(offerings) and len(options)):
        raise ValueError("parties, offerings or options have no rows")
    units, areas, grades = len(problem.unit_ids), len(problem.area_ids), len(problem.grades.codes)
    columns = (
        ("unit of offerings", offerings.unit, 0, units),
        ("grade of offerings", offerings.grade, 0, grades),
        ("party of options", options.party, 0, len(parties)),
        ("offering of options", options.offering, 0, len(offerings)),
        ("grade of parties", parties.grade, 0, grades),
        ("area of parties", parties.area, -1, areas),
        ("current_unit of parties", parties.current_unit, -1, units),
        ("sibling_unit of parties", parties.sibling_unit, -1, units),
        ("attendance_unit of parties", problem.attendance_unit, -1, units),
        ("nearest_municipal of parties", problem.nearest_municipal, -1, units),
        ("status of parties", problem.status, 0, len(STATUSES)),
        ("transport_reason of parties", problem.transport_reason, 0, len(REASONS)),
        ("provider of units", problem.unit_provider, -1, len(PROVIDERS)),
        ("next_unit of units", problem.next_unit, -1, units),
        ("guarantee of parties", problem.guarantee, -1, len(options)),
        ("honour of parties", problem.honour, -1, len(options)),
    )
    for name, column, least, end in columns:
        if column is not None and column.size and (column.min() < least or column.max() >= end):
            raise ValueError(f"{name} points outside its table")


def _maybe(frame: pd.DataFrame, name: str) -> IntArray | None:
    """Return a column that need not be there."""
    return frame[name].to_numpy(np.int64) if name in frame else None


def _maybe_text(frame: pd.DataFrame, name: str) -> npt.NDArray[np.str_] | None:
    return frame[name].to_numpy(str) if name in frame else None


def _tested(offerings: pd.DataFrame) -> BoolArray | None:
    return offerings["tested"].to_numpy(bool) if "tested" in offerings else None


def _columns(frame: pd.DataFrame, prefix: str) -> Any:
    """Return the columns ``<prefix>0``, ``<prefix>1``, ... as a matrix."""
    columns = [str(name) for name in frame]
    names = [name for name in columns if re.fullmatch(f"{prefix}[0-9]+", name)]
    names.sort(key=lambda name: int(name[len(prefix) :]))
    return frame[names].to_numpy(np.int64)


def _parties(frame: pd.DataFrame, groups: tuple[str, ...]) -> Parties:
    whole = ("size", "grade", "area", "current_unit", "household")
    return Parties(
        ids=frame["pupil_id"].to_numpy(str),
        **{name: frame[name].to_numpy(np.int64) for name in whole},
        sibling_unit=_columns(frame, "sibling_unit_"),
        sibling_grade=_columns(frame, "sibling_grade_"),
        protected=frame["protected"].to_numpy(bool),
        member=frame[[f"member_{group}" for group in groups]].to_numpy(np.int64),
        area_share=frame[[f"area_share_{group}" for group in groups]].to_numpy(np.int64),
    )


def _offerings(frame: pd.DataFrame) -> Offerings:
    whole = ("unit", "grade", "seats", "minimum")
    return Offerings(
        ids=frame["offering_id"].to_numpy(str),
        **{name: frame[name].to_numpy(np.int64) for name in whole},
        placeable=frame["placeable"].to_numpy(bool),
    )


def _options(frame: pd.DataFrame, parties: int) -> Options:
    columns = {name: frame[name].to_numpy(np.int64) for name in OPTION_COLUMNS}
    counts = np.bincount(columns["party"], minlength=parties)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Options(**columns, start=start)
