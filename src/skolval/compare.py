"""compare (jämförelse): what differs between runs on the same pupils.

Who is placed elsewhere, which wishes are met, how far pupils travel, who is entitled to
school transport, what happens to segregation, which rules are broken, unit by unit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.audit import Audit, audit
from skolval.domain.language import _, current, number, percent
from skolval.errors import Fault, UsageError
from skolval.measure import index_name, measure, unit_table
from skolval.measure.differences import DIFFERENCE_COLUMNS, differences

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray
    from skolval.io.run import Run

__all__ = ["Comparison", "compare", "difference_sentences", "run_names", "ways"]

_NAN = float("nan")
_CHANCE = 0.05
"""A difference that chance gives less often than this is called more than chance."""


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

    def sentences(self, labels: Mapping[str, str] | None = None) -> list[str]:
        """Return the main facts in the chosen language, one sentence each.

        Parameters
        ----------
        labels : what groups are called, group id to name.
        """
        return [
            *_move_sentences(self.moves),
            *_summary_sentences(self.summary),
            *difference_sentences(self.differences, labels),
        ]


def compare(runs: Sequence[Run]) -> Comparison:
    """Return what differs between `runs`.

    Raises
    ------
    UsageError
        With fewer than two runs, or runs on different instances or pupils.
    """
    _refuse_unlike(runs)
    names = run_names(runs)
    audits = [audit(run) for run in runs]
    summary = pd.DataFrame([_summary(run) for run in runs])
    summary.insert(0, "run", list(names))
    summary["breaches"] = [len(found.breaches) for found in audits]
    return Comparison(
        names=names,
        summary=summary,
        moves=_moves(runs, names),
        ranks=_each(names, [_ranks(run) for run in runs]),
        indices=_each(names, [measure(run, within_grade=True) for run in runs]),
        breaches=_breaches(names, [found.breaches for found in audits]),
        audits=tuple(audits),
        units=_units(runs, names),
        groups=_each(names, [_groups(run, runs[0]) for run in runs]),
        differences=_differences(runs, names),
    )


def run_names(runs: Sequence[Run]) -> tuple[str, ...]:
    """Return one name per run: its policy, with the folder or a number where that is not unique."""
    policies = [run.policy_name for run in runs]
    folders = [run.folder.name if run.folder else str(i + 1) for i, run in enumerate(runs)]
    longer = [f"{policy} ({folder})" for policy, folder in zip(policies, folders, strict=True)]
    numbered = [f"{policy} ({i + 1})" for i, policy in enumerate(policies)]
    return tuple(
        policy if policies.count(policy) == 1 else name if longer.count(name) == 1 else number
        for policy, name, number in zip(policies, longer, numbered, strict=True)
    )


def _refuse_unlike(runs: Sequence[Run]) -> None:
    if len(runs) < 2:
        raise UsageError(
            Fault(
                _("A comparison needs at least two runs."),
                rule="two_runs",
                remedy=_("Give two or more run folders."),
            )
        )
    first = runs[0]
    faults = [
        Fault(
            _(
                "The runs {first}/{policy} and {other}/{other_policy} cannot be compared: {why}."
            ).format(
                first=first.name,
                policy=first.policy_name,
                other=other.name,
                other_policy=other.policy_name,
                why=why,
            ),
            file=str(other.folder or other.name),
            rule="same_instance",
            remedy=_("Compare runs made from the same instance folder."),
        )
        for other in runs[1:]
        if (why := _unlike(first, other))
    ]
    if faults:
        raise UsageError(faults)


def _unlike(first: Run, other: Run) -> str:
    digests = [run.record.get("instance", {}).get("digests", {}) for run in (first, other)]
    changed = sorted(
        name for name in digests[0].keys() | digests[1].keys()
        if digests[0].get(name) != digests[1].get(name)
    )  # fmt: skip
    if changed:
        return _("their instances differ in {changed}").format(changed=", ".join(changed))
    if not np.array_equal(first.problem.parties.ids, other.problem.parties.ids):
        return _("other pupils take part")
    if not np.array_equal(first.problem.unit_ids, other.problem.unit_ids):
        return _("the units differ")
    return ""


def _each(names: Sequence[str], frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    for name, frame in zip(names, frames, strict=True):
        frame.insert(0, "run", name)
    return pd.concat(frames, ignore_index=True)


def ways(run: Run) -> IntArray:
    """Return the metres of all placed pupils whose home may be known (not protected ones)."""
    kept = run.placement.placed & ~run.problem.parties.protected
    metres: IntArray = run.placement.metres(run.problem)[kept]
    return metres


def _chose(run: Run) -> BoolArray:
    options = run.problem.options
    chose = np.zeros(len(run.problem.parties), bool)
    chose[options.party[options.rank > 0]] = True
    return chose


def _share(part: BoolArray, whole: BoolArray) -> float:
    return float((part & whole).sum() / whole.sum()) if whole.any() else _NAN


def _summary(run: Run) -> dict[str, Any]:
    placement, problem = run.placement, run.problem
    rank, chose, metres = placement.rank(problem), _chose(run), ways(run)
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
        "choosers": int(chose.sum()),
        "first_wish": _share(rank == 1, chose),
        "any_wish": _share(rank >= 1, chose),
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
    rank, metres, chose = placement.rank(problem), placement.metres(problem), _chose(run)
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
                "first_wish": _share(rank == 1, members & chose),
                "metres_mean": float(metres[known].mean()) if known.any() else _NAN,
                "elsewhere": int((elsewhere & members).sum()),
            }
        )
    columns = ["group", "members", "placed", "first_wish", "metres_mean", "elsewhere"]
    return pd.DataFrame(rows, columns=columns)


def _differences(runs: Sequence[Run], names: Sequence[str]) -> pd.DataFrame:
    """Return each later run's difference from the first, tested by exchanging pupils' places."""
    found = [_no_differences()]
    for name, run in zip(names[1:], runs[1:], strict=True):
        if run is not runs[0]:
            found.append(differences(runs[0], run).assign(run_a=names[0], run_b=name))
    columns = list(found[0])
    return pd.concat(found[1:], ignore_index=True)[columns] if len(found) > 1 else found[0]


def difference_sentences(frame: pd.DataFrame, labels: Mapping[str, str] | None = None) -> list[str]:
    """Return for every D of `frame` whether the runs differ by more than chance.

    Parameters
    ----------
    labels : what groups are called, group id to name.
    """
    lang = current()
    more = _(
        "{index} of {group} within grades is {b} by {run_b} and {a} by {run_a}: the difference is "
        "more than chance (p = {p})."
    )
    less = _(
        "{index} of {group} within grades is {b} by {run_b} and {a} by {run_a}: so much differs by "
        "chance alone when pupils' places are exchanged by lot (p = {p})."
    )
    shown = frame[(frame["index"] == "dissimilarity") & (frame["reason"] == "")]
    return [
        (more if row["p"] <= _CHANCE else less).format(
            index=_capital(index_name(row["index"])),
            group=(labels or {}).get(row["group"], row["group"]),
            a=number(row["first"], lang, decimals=3),
            b=number(row["second"], lang, decimals=3),
            run_a=row["run_a"],
            run_b=row["run_b"],
            p=number(row["p"], lang, decimals=3),
        )
        for row in shown.to_dict("records")
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _move_sentences(moves: pd.DataFrame) -> list[str]:
    lang = current()
    text = _("{count} of {pupils} pupils, {share}, are placed elsewhere by {b} than by {a}.")
    return [
        text.format(
            count=number(row["elsewhere"], lang),
            pupils=number(row["pupils"], lang),
            share=percent(row["share"], lang),
            a=row["run_a"],
            b=row["run_b"],
        )
        for row in moves.to_dict("records")
    ]


def _summary_sentences(summary: pd.DataFrame) -> list[str]:
    lang = current()
    wishes = _("{run}: {first} of those who chose get their first wish and {any} some wish.")
    way = _(
        "{run}: the way to school is {mean} m on average, over {p90} m for one pupil in ten, "
        "at most {max} m."
    )
    transport = _("{run}: {count} pupils are entitled to school transport by distance.")
    unplaced = _("{run}: {count} pupils are without a place.")
    found = []
    for row in summary.to_dict("records"):
        run = row["run"]
        if row["choosers"]:
            first, some = (percent(row[key], lang) for key in ("first_wish", "any_wish"))
            found.append(wishes.format(run=run, first=first, any=some))
        mean, p90, longest = (
            number(row[key], lang) for key in ("metres_mean", "metres_p90", "metres_max")
        )
        found.append(way.format(run=run, mean=mean, p90=p90, max=longest))
        found.append(transport.format(run=run, count=number(row["entitled"], lang)))
        if row["unplaced"]:
            found.append(unplaced.format(run=run, count=number(row["unplaced"], lang)))
    return found
