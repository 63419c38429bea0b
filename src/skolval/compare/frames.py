"""What is told of runs side by side, one tidy frame for each question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.domain.preferences import chose
from skolval.measure import measure, unit_table
from skolval.measure.differences import DIFFERENCE_COLUMNS, differences
from skolval.measure.school_transport import transport_numbers

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray
    from skolval.io.run import Run

__all__ = [
    "breach_frame",
    "difference_frame",
    "group_frame",
    "index_frames",
    "move_frame",
    "no_differences",
    "rank_frame",
    "summary_row",
    "transport_frame",
    "unit_frame",
    "ways",
    "with_names",
]

_NAN = float("nan")


def index_frames(
    runs: Sequence[Run], measured: Mapping[str, Sequence[Run | None]] | None
) -> list[pd.DataFrame]:
    """Return the indices of each of `runs`, taken as `measured` tells."""
    if measured is None:
        return [measure(run, within_grade=True) for run in runs]
    return [_seen(run, measured, number) for number, run in enumerate(runs)]


def _seen(whole: Run, measured: Mapping[str, Sequence[Run | None]], number: int) -> pd.DataFrame:
    found = []
    for basis, runs in measured.items():
        run = runs[number]
        if run is not None:
            found.append(measure(run, within_grade=True, bases=[basis]))
    if not found:
        # the columns alone: nothing may be told
        return measure(whole, within_grade=True, bases=["area"]).iloc[:0]
    return pd.concat(found, ignore_index=True)


def transport_frame(runs: Sequence[Run], names: Sequence[str]) -> pd.DataFrame:
    """Return what is told about the school transport of the runs that judge it."""
    rows = [
        {
            "run": name,
            **found.outcomes,
            "near": max(found.near.values()),
            "low": found.cost.low,
            "high": found.cost.high,
            "unpriced": found.cost.unpriced,
        }
        for name, run in zip(names, runs, strict=True)
        if (found := transport_numbers(run)) is not None
    ]
    return pd.DataFrame(rows)


def with_names(names: Sequence[str], frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the frames of the runs as one, with the name of each run first."""
    for name, frame in zip(names, frames, strict=True):
        frame.insert(0, "run", name)
    return pd.concat(frames, ignore_index=True)


def ways(run: Run) -> IntArray:
    """Return the metres of all placed pupils whose home may be known (not protected ones)."""
    kept = run.placement.placed & ~run.problem.parties.protected
    metres: IntArray = run.placement.metres(run.problem)[kept]
    return metres


def _share(part: BoolArray, whole: BoolArray) -> float:
    return float((part & whole).sum() / whole.sum()) if whole.any() else _NAN


def summary_row(run: Run) -> dict[str, Any]:
    """Return the figures of one run in the summary."""
    placement, problem = run.placement, run.problem
    rank, choosers, metres = placement.rank(problem), chose(problem), ways(run)
    entitled = problem.entitled()[placement.chosen[placement.placed]]
    quantiles = np.quantile(metres, [0.5, 0.9]) if len(metres) else (_NAN, _NAN)
    return {
        "mechanism": placement.mechanism,
        "status": str(placement.status),
        "objective": placement.objective,
        "bound": placement.bound,
        "gap": placement.gap,
        "pupils": int(problem.parties.size.sum()),
        "placed": int(problem.parties.size[placement.placed].sum()),
        "unplaced": int(problem.parties.size[~placement.placed].sum()),
        "choosers": int(choosers.sum()),
        "first_wish": _share(rank == 1, choosers),
        "any_wish": _share(rank >= 1, choosers),
        "metres_mean": float(metres.mean()) if len(metres) else _NAN,
        "metres_p50": float(quantiles[0]),
        "metres_p90": float(quantiles[1]),
        "metres_max": int(metres.max()) if len(metres) else _NAN,
        "entitled": int(entitled.sum()),
    }


def move_frame(runs: Sequence[Run], names: Sequence[str]) -> pd.DataFrame:
    """Return how many are placed elsewhere between every two runs."""
    units = [run.placement.unit(run.problem) for run in runs]
    rows = []
    for a, b in combinations(range(len(runs)), 2):
        elsewhere = int((units[a] != units[b]).sum())
        pupils = len(units[a])
        rows.append((names[a], names[b], pupils, elsewhere, elsewhere / pupils))
    return pd.DataFrame(rows, columns=["run_a", "run_b", "pupils", "elsewhere", "share"])


def rank_frame(run: Run) -> pd.DataFrame:
    """Return how many got which wish, the first wish first."""
    rank, pupils = np.unique(run.placement.rank(run.problem), return_counts=True)
    order = np.argsort(np.where(rank > 0, -1_000_000 + rank, -rank), kind="stable")
    return pd.DataFrame(
        {"rank": rank[order], "pupils": pupils[order], "share": pupils[order] / pupils.sum()}
    )


def breach_frame(names: Sequence[str], found: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    """Return how often each run breaks each rule, with an example."""
    rows: list[tuple[str, str, int, str]] = []
    for name, breaches in zip(names, found, strict=True):
        for rule in dict.fromkeys(breach.rule for breach in breaches):
            mine = [breach for breach in breaches if breach.rule == rule]
            rows.append((name, rule, len(mine), mine[0].message))
    return pd.DataFrame(rows, columns=["run", "rule", "breaches", "example"])


def unit_frame(runs: Sequence[Run], names: Sequence[str]) -> pd.DataFrame:
    """Return the units of every run beside the pupils of the first."""
    tables = [unit_table(run) for run in runs]
    first = tables[0]["pupils"].to_numpy().copy()
    for table in tables:
        table.insert(4, "pupils_first", first)
        table.insert(5, "change", table["pupils"] - first)
    return with_names(names, tables)


def group_frame(run: Run, first: Run) -> pd.DataFrame:
    """Return what comes to the members of each group."""
    problem, placement = run.problem, run.placement
    rank, metres, choosers = placement.rank(problem), placement.metres(problem), chose(problem)
    elsewhere = placement.unit(problem) != first.placement.unit(first.problem)
    rows = []
    for column, group in enumerate(problem.groups):
        members = problem.parties.member[:, column] > 0
        known = members & placement.placed & ~problem.parties.protected
        rows.append(
            {
                "group": group,
                "members": int(members.sum()),
                "placed": int((members & placement.placed).sum()),
                "first_wish": _share(rank == 1, members & choosers),
                "metres_mean": float(metres[known].mean()) if known.any() else _NAN,
                "elsewhere": int((elsewhere & members).sum()),
            }
        )
    columns = ["group", "members", "placed", "first_wish", "metres_mean", "elsewhere"]
    return pd.DataFrame(rows, columns=columns)


def difference_frame(runs: Sequence[Run | None], names: Sequence[str]) -> pd.DataFrame:
    """Return each later run's difference from the first, tested by exchanging pupils' places."""
    found = [no_differences()]
    for name, run in zip(names[1:], runs[1:], strict=True):
        if run is not None and runs[0] is not None and run is not runs[0]:
            found.append(differences(runs[0], run).assign(run_a=names[0], run_b=name))
    columns = list(found[0])
    return pd.concat(found[1:], ignore_index=True)[columns] if len(found) > 1 else found[0]


def no_differences() -> pd.DataFrame:
    """Return the frame of differences without a row."""
    return pd.DataFrame(columns=["run_a", "run_b", *DIFFERENCE_COLUMNS])
