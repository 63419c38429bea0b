"""Outcome: the key figures of one run, as the comparison gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.compare import Comparison, compare, run_names, ways

if TYPE_CHECKING:
    import pandas as pd

    from skolval.audit import Audit
    from skolval.io.run import Run

__all__ = ["Outcome", "compared", "outcomes_of"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Key figures of one run.

    Parameters
    ----------
    pupils, placed, choosers : in the round, with a place, with at least one wish.
    first_wish, any_wish : shares of the choosers, NaN when nobody chose.
    metres_mean, metres_p90 : of placed pupils whose home may be known.
    entitled : pupils entitled to school transport by distance.
    by_rank : (5,) pupils whose place is the first, second, third or later wish, not wished
        for, or none at all. metres : (n,) the ways themselves.
    moved : pupils placed elsewhere than in the first run, None for the first itself.
    breaches : rule to number of breaches the audit found.
    """

    pupils: int
    placed: int
    choosers: int
    first_wish: float
    any_wish: float
    metres_mean: float
    metres_p90: float
    entitled: int
    by_rank: tuple[int, ...]
    metres: np.ndarray[Any, np.dtype[np.int64]]
    moved: int | None
    breaches: dict[str, int]


def compared(
    runs: Sequence[Run],
    *,
    audits: Sequence[Audit] | None = None,
    measured: Mapping[str, Sequence[Run | None]] | None = None,
) -> Comparison:
    """Return the comparison of `runs`; a single run is held against itself, and shown once.

    Parameters
    ----------
    audits, measured : as in `skolval.compare.compare`.
    """
    if len(runs) > 1:
        return compare(runs, audits=audits, measured=measured)
    double = compare(
        [*runs, *runs],
        audits=None if audits is None else [*audits, *audits],
        measured=None if measured is None else {k: [*v, *v] for k, v in measured.items()},
    )
    first, name = double.names[0], run_names(runs)[0]

    def shown(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["run"] == first].assign(run=name).reset_index(drop=True)

    return Comparison(
        names=(name,),
        summary=shown(double.summary),
        moves=double.moves.iloc[:0],
        ranks=shown(double.ranks),
        indices=shown(double.indices),
        breaches=shown(double.breaches),
        units=shown(double.units),
        groups=shown(double.groups),
        audits=double.audits[:1],
        transport=double.transport.iloc[:1].assign(run=name),
    )


def outcomes_of(comparison: Comparison, runs: Sequence[Run]) -> list[Outcome]:
    """Return the key figures of each of `runs`."""
    return [_outcome(comparison, position, run) for position, run in enumerate(runs)]


def _outcome(comparison: Comparison, position: int, run: Run) -> Outcome:
    name = comparison.names[position]
    row = comparison.summary.iloc[position]
    ranks = comparison.ranks[comparison.ranks["run"] == name]
    broken = comparison.breaches[comparison.breaches["run"] == name]
    return Outcome(
        pupils=int(row["pupils"]),
        placed=int(row["placed"]),
        choosers=int(row["choosers"]),
        first_wish=float(row["first_wish"]),
        any_wish=float(row["any_wish"]),
        metres_mean=float(row["metres_mean"]),
        metres_p90=float(row["metres_p90"]),
        entitled=int(row["entitled"]),
        by_rank=_by_rank(ranks),
        metres=ways(run),
        moved=_moved(comparison, position),
        breaches=dict(zip(broken["rule"], broken["breaches"].astype(int), strict=True)),
    )


def _by_rank(ranks: pd.DataFrame) -> tuple[int, ...]:
    rank, pupils = ranks["rank"].to_numpy(), ranks["pupils"].to_numpy()
    parts = (rank == 1, rank == 2, rank >= 3, rank == 0, rank < 0)
    return tuple(int(pupils[part].sum()) for part in parts)


def _moved(comparison: Comparison, position: int) -> int | None:
    if not position:
        return None
    moves = comparison.moves
    mine = (moves["run_a"] == comparison.names[0]) & (moves["run_b"] == comparison.names[position])
    return int(moves.loc[mine, "elsewhere"].iloc[0])
