"""compare (jämförelse): what differs between runs on the same pupils.

Who is placed elsewhere, which wishes are met, how far pupils travel, who is entitled to
school transport, what happens to segregation, which rules are broken, unit by unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.audit import Audit, audit
from skolval.compare.alike import refuse_unlike, run_names
from skolval.compare.sentences import difference_sentences, move_sentences, summary_sentences
from skolval.domain.preferences import chose
from skolval.measure import measure, unit_table
from skolval.measure.differences import DIFFERENCE_COLUMNS, differences
from skolval.measure.hosting import hosting_numbers
from skolval.measure.hosting_rows import hosting_rows, hosting_told
from skolval.measure.reversed_compared import reversed_told
from skolval.measure.school_transport import transport_numbers

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray
    from skolval.io.run import Run

__all__ = ["Comparison", "compare", "difference_sentences", "run_names", "ways"]

_NAN = float("nan")


def _no_differences() -> pd.DataFrame:
    return pd.DataFrame(columns=["run_a", "run_b", *DIFFERENCE_COLUMNS])


@dataclass(frozen=True, slots=True)
class Comparison:
    """Tidy frames about two or more runs; `run` is a run's name, see `run_names`.

    Parameters
    ----------
    names : the runs in order; the first is the one that the others are held against.
    summary : one row per run: mechanism, status, objective, bound, gap, pupils, placed,
        unplaced, choosers, first_wish and any_wish (shares of the choosers), metres_mean,
        metres_p50, metres_p90, metres_max, entitled, breaches.
    moves : run_a, run_b, pupils, elsewhere, share: how many are placed elsewhere.
    ranks : run, rank (1, 2, ...; 0 not wished for; -1 no place), pupils, share.
    indices : as `measure`, with run first.
    breaches : run, rule, breaches, example.
    audits : the audit of each run, in order.
    units : run, unit_id, name, pupils, seats, pupils_first (in the first run), change, and
        the group shares of `unit_table`.
    groups : run, group, members, placed, first_wish, metres_mean, elsewhere (against the
        first run): the members of each group, by individual.
    differences : run_a (the first run), run_b, then as `skolval.measure.differences`: whether
        an index differs by more than chance.
    transport : of the runs whose policy judges school transport: run, pupils by outcome
        (see `domain.school_transport.OUTCOMES`), near (within 45 m of the limit), low and high
        (kronor), unpriced (pupils without a price). Empty where none does.
    hosting : of the runs that place pupils in groups: run, then the columns of
        `measure.hosting_rows.HOSTING_COLUMNS`. Empty where none does.
    hosting_told : what is to be said of them, one sentence each.
    reversed_told : what reversed transport comes to in the runs that have it, and what it changes.
    """

    names: tuple[str, ...]
    summary: pd.DataFrame
    moves: pd.DataFrame
    ranks: pd.DataFrame
    indices: pd.DataFrame
    breaches: pd.DataFrame
    units: pd.DataFrame
    groups: pd.DataFrame
    audits: tuple[Audit, ...] = ()
    differences: pd.DataFrame = field(default_factory=_no_differences)
    transport: pd.DataFrame = field(default_factory=pd.DataFrame)
    hosting: pd.DataFrame = field(default_factory=pd.DataFrame)
    hosting_told: tuple[str, ...] = ()
    reversed_told: tuple[str, ...] = ()

    @property
    def hosted(self) -> bool:
        """Whether all runs place pupils in groups: then indices of all pupils say nothing."""
        return len(self.hosting) == len(self.names)

    def _repr_html_(self) -> str:
        told = "".join(f"<li>{escape(text)}</li>" for text in self.sentences())
        return f"<ul>{told}</ul>{self.summary.to_html(index=False, float_format='{:.3f}'.format)}"

    def sentences(self, labels: Mapping[str, str] | None = None) -> list[str]:
        """Return the main facts in the chosen language, one sentence each.

        Parameters
        ----------
        labels : what groups are called, group id to name.
        """
        return [
            *self.hosting_told,
            *self.reversed_told,
            *move_sentences(self.moves),
            *summary_sentences(self.summary, _judged(self.transport)),
            *([] if self.hosted else difference_sentences(self.differences, labels)),
        ]


def compare(
    runs: Sequence[Run],
    *,
    audits: Sequence[Audit] | None = None,
    measured: Mapping[str, Sequence[Run | None]] | None = None,
) -> Comparison:
    """Return what differs between `runs`.

    Parameters
    ----------
    audits : of the same placements, where `runs` count only some of their pupils.
    measured : the runs as indices of a basis (``area``, ``pupil``) are to see them, None for a
        run of which none is to be told; as they are when left out.

    Raises
    ------
    UsageError
        With fewer than two runs, or runs on different instances or pupils.
    """
    refuse_unlike(runs)
    names = run_names(runs)
    audits = [audit(run) for run in runs] if audits is None else audits
    summary = pd.DataFrame([_summary(run) for run in runs])
    summary.insert(0, "run", list(names))
    summary["breaches"] = [len(found.breaches) for found in audits]
    hosted = [hosting_numbers(run) for run in runs]
    return Comparison(
        names=names,
        summary=summary,
        moves=_moves(runs, names),
        ranks=_each(names, [_ranks(run) for run in runs]),
        indices=_each(names, _indices(runs, measured)),
        breaches=_breaches(names, [found.breaches for found in audits]),
        audits=tuple(audits),
        units=_units(runs, names),
        groups=_each(names, [_groups(run, runs[0]) for run in runs]),
        differences=_differences(runs if measured is None else measured["pupil"], names),
        transport=_transport(runs, names),
        hosting=hosting_rows(names, hosted),
        hosting_told=tuple(hosting_told(names, hosted)),
        reversed_told=tuple(reversed_told(names, runs)),
    )


def _indices(
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


def _judged(transport: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return what is told about the school transport of each run that judges it, by name."""
    return {str(row["run"]): row for row in transport.to_dict("records")}  # type: ignore[misc]  # column names are text


def _transport(runs: Sequence[Run], names: Sequence[str]) -> pd.DataFrame:
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


def _each(names: Sequence[str], frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
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


def _summary(run: Run) -> dict[str, Any]:
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


def _moves(runs: Sequence[Run], names: Sequence[str]) -> pd.DataFrame:
    units = [run.placement.unit(run.problem) for run in runs]
    rows = []
    for a, b in combinations(range(len(runs)), 2):
        elsewhere = int((units[a] != units[b]).sum())
        pupils = len(units[a])
        rows.append((names[a], names[b], pupils, elsewhere, elsewhere / pupils))
    return pd.DataFrame(rows, columns=["run_a", "run_b", "pupils", "elsewhere", "share"])


def _ranks(run: Run) -> pd.DataFrame:
    rank, pupils = np.unique(run.placement.rank(run.problem), return_counts=True)
    order = np.argsort(np.where(rank > 0, -1_000_000 + rank, -rank), kind="stable")
    return pd.DataFrame(
        {"rank": rank[order], "pupils": pupils[order], "share": pupils[order] / pupils.sum()}
    )


def _breaches(names: Sequence[str], found: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    rows: list[tuple[str, str, int, str]] = []
    for name, breaches in zip(names, found, strict=True):
        for rule in dict.fromkeys(breach.rule for breach in breaches):
            mine = [breach for breach in breaches if breach.rule == rule]
            rows.append((name, rule, len(mine), mine[0].message))
    return pd.DataFrame(rows, columns=["run", "rule", "breaches", "example"])


def _units(runs: Sequence[Run], names: Sequence[str]) -> pd.DataFrame:
    tables = [unit_table(run) for run in runs]
    first = tables[0]["pupils"].to_numpy().copy()
    for table in tables:
        table.insert(4, "pupils_first", first)
        table.insert(5, "change", table["pupils"] - first)
    return _each(names, tables)


def _groups(run: Run, first: Run) -> pd.DataFrame:
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


def _differences(runs: Sequence[Run | None], names: Sequence[str]) -> pd.DataFrame:
    """Return each later run's difference from the first, tested by exchanging pupils' places."""
    found = [_no_differences()]
    for name, run in zip(names[1:], runs[1:], strict=True):
        if run is not None and runs[0] is not None and run is not runs[0]:
            found.append(differences(runs[0], run).assign(run_a=names[0], run_b=name))
    columns = list(found[0])
    return pd.concat(found[1:], ignore_index=True)[columns] if len(found) > 1 else found[0]
