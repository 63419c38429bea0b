"""Tidy tables of the report, masked as its pages: one source for workbook, CSV and GeoPackage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.audit import Audit, audit
from skolval.law import standing
from skolval.report.audience import Shown, counted_runs
from skolval.report.facts import UnitNumbers, unit_numbers
from skolval.report.headings import Heading
from skolval.report.hosting_tables import HOSTING_DICTIONARY, hosting_tables
from skolval.report.hosting_told import hosting_told
from skolval.report.masking import SMALLEST
from skolval.report.outcome import compared
from skolval.report.pooled import measured_as, pooled_runs
from skolval.report.reversed_tables import REVERSED_DICTIONARY, reversed_tables
from skolval.report.told import Told
from skolval.report.words import N_, Words

if TYPE_CHECKING:
    from skolval.compare import Comparison
    from skolval.io.run import Run

__all__ = ["DICTIONARY", "Heading", "ReportTables", "report_tables"]


DICTIONARY: dict[str, tuple[Heading, ...]] = {
    "policies": (
        Heading("run", "", N_("name of the run")),
        Heading("title", "", N_("title of the policy")),
        Heading("legal_status", "", N_("worst legal status of the policy's levers today")),
        Heading("mechanism", "", N_("how places are handed out")),
        Heading("status", "", N_("mechanism, optimal or feasible")),
        Heading("objective", "", N_("value of the first goal, in the goal's unit")),
        Heading("bound", "", N_("proven lowest possible value of the first goal")),
        Heading("gap", N_("share"), N_("how much better the first goal could be at most")),
        Heading("pupils", N_("pupils"), N_("pupils in the round")),
        Heading("placed", N_("pupils"), N_("pupils with a place")),
        Heading("unplaced", N_("pupils"), N_("pupils without a place")),
        Heading("choosers", N_("pupils"), N_("pupils with at least one wish that counts")),
        Heading("first_wish", N_("share"), N_("share of the choosers who got the first wish")),
        Heading("any_wish", N_("share"), N_("share of the choosers who got some wish")),
        Heading("metres_mean", "m", N_("mean way to school")),
        Heading("metres_p50", "m", N_("half of the pupils have at most this way")),
        Heading("metres_p90", "m", N_("nine pupils in ten have at most this way")),
        Heading("metres_max", "m", N_("longest way")),
        Heading("entitled", N_("pupils"), N_("entitled to school transport by distance")),
        Heading("breaches", "", N_("breaches found by the audit")),
        Heading("moved", N_("pupils"), N_("placed elsewhere than in the first run")),
    ),
    "units": (
        Heading("run", "", N_("name of the run")),
        Heading("unit_id", "", N_("official code of the unit")),
        Heading("name", "", N_("name of the unit")),
        Heading("seats", N_("pupils"), N_("seats in this round")),
        Heading("placed", N_("pupils"), N_("pupils placed")),
        Heading("utilisation", N_("share"), N_("pupils placed as a share of the seats")),
        Heading(
            "area_share",
            N_("share"),
            N_(
                "composition: mean share of the group in the pupils' home areas (group-blind); "
                "empty when fewer than 5 are placed"
            ),
        ),
        Heading("area_share_first", N_("share"), N_("the same in the first run")),
        Heading("difference", N_("percentage points"), N_("area_share minus area_share_first")),
        Heading(
            "members",
            N_("pupils"),
            N_("pupils of the group; empty when they, or the rest, are fewer than 5"),
        ),
    ),
    "indices": (
        Heading("run", "", N_("name of the run")),
        Heading(
            "basis", "", N_("area: group-blind by home area; pupil: by each pupil's own group")
        ),
        Heading("scope", "", N_("all pupils together, or within each grade")),
        Heading("group", "", N_("group whose spread is measured")),
        Heading("index", "", N_("name of the index")),
        Heading("symbol", "", N_("its symbol")),
        Heading("value", "", N_("value")),
        Heading(
            "expected", "", N_("mean if the same pupils were drawn by lot to the same unit sizes")
        ),
        Heading("corrected", "", N_("0 as by lot, 1 complete, -1 perfectly even")),
        Heading("low", "", N_("lowest value that suppressed cells allow")),
        Heading("high", "", N_("highest value that suppressed cells allow")),
        Heading("share", N_("share"), N_("the group's share of all pupils")),
        Heading("n_pupils", N_("pupils"), N_("pupils counted")),
        Heading("n_units", "", N_("units counted")),
        Heading("reason", "", N_("why there is no value")),
        Heading("flag", "", N_("what to be careful with")),
    ),
}
"""Every table that the report writes as a file, and what each column holds."""


@dataclass(frozen=True, slots=True)
class ReportTables:
    """The tables of `DICTIONARY`, one frame each, and those that only some runs have.

    Parameters
    ----------
    more : by name, see `HOSTING_DICTIONARY`.
    """

    policies: pd.DataFrame
    units: pd.DataFrame
    indices: pd.DataFrame
    more: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def named(self, name: str) -> pd.DataFrame:
        """Return the table called `name`."""
        frame: pd.DataFrame = self.more[name] if name in self.more else getattr(self, name)
        return frame

    def dictionary(self) -> dict[str, tuple[Heading, ...]]:
        """Return what each column of each table holds."""
        known = HOSTING_DICTIONARY | REVERSED_DICTIONARY
        some = {
            name: tuple(heading for heading in known[name] if heading.name in frame)
            for name, frame in self.more.items()
        }
        always = {
            name: rows
            for name, rows in DICTIONARY.items()
            if name != "indices" or len(self.indices)
        }
        return always | some


def report_tables(
    runs: Sequence[Run],
    *,
    lang: str = "sv",
    audience: str = "internal",
    audits: Sequence[Audit] | None = None,
) -> ReportTables:
    """Return the tidy tables of `runs`, masked for `audience`; `audits` are made when None."""
    audits = [audit(run) for run in runs] if audits is None else audits
    runs = counted_runs(runs, audience)
    numbers = [unit_numbers(run, audience) for run in runs]
    seen = pooled_runs(runs, [one.mask for one in numbers], audience)
    comparison = compared(runs, audits=audits, measured=measured_as(seen, audience))
    told = [
        hosting_told(run, Told(run, runs[0], audience != "internal"), one.mask.placed)
        for run, one in zip(runs, numbers, strict=True)
    ]
    return ReportTables(
        policies=_policies(comparison, runs, Shown(Words(lang), audience)),
        units=_units(comparison.names, runs, numbers),
        indices=_indices(comparison, runs),
        more=hosting_tables(comparison.names, runs, told)
        | reversed_tables(comparison.names, runs, public=audience != "internal"),
    )


def _columns(frame: pd.DataFrame, table: str) -> pd.DataFrame:
    return frame[[heading.name for heading in DICTIONARY[table]]].reset_index(drop=True)


def _indices(comparison: Comparison, runs: Sequence[Run]) -> pd.DataFrame:
    """Return the indices of runs that place all pupils: of those in groups alone they mislead."""
    whole = [
        name
        for name, run in zip(comparison.names, runs, strict=True)
        if run.problem.policy.places == "pupils"
    ]
    frame = comparison.indices
    return _columns(frame[frame["run"].isin(whole)], "indices")


def _policies(comparison: Comparison, runs: Sequence[Run], shown: Shown) -> pd.DataFrame:
    frame = comparison.summary.copy()
    policies = [run.problem.policy for run in runs]
    frame["title"] = [policy.label(shown.words.lang) for policy in policies]
    frame["legal_status"] = [standing(run) for run in runs]
    first = comparison.moves[comparison.moves["run_a"] == comparison.names[0]]
    moved = dict(zip(first["run_b"], first["elsewhere"], strict=True))
    frame["moved"] = [moved.get(name) if i else None for i, name in enumerate(frame["run"])]
    if shown.public:
        frame = _told(frame, [Told(run, runs[0], public=True) for run in runs])
    return _columns(frame, "policies")


def _told(frame: pd.DataFrame, told: Sequence[Told]) -> pd.DataFrame:
    """Return the policies as anybody may read them; hidden where the pages hide it."""
    shown = frame.copy()
    hide: dict[str, Sequence[object]] = {
        "placed": [{"placed", "unplaced"} & one.choices for one in told],
        "unplaced": [{"placed", "unplaced"} & one.choices for one in told],
        "choosers": [{"choosers"} & one.choices for one in told],
        "first_wish": [{"first", "choosers"} & one.choices for one in told],
        "any_wish": [{"any", "choosers"} & one.choices for one in told],
        "entitled": [one.entitled for one in told],
        "moved": [{"moved"} & one.movers for one in told],
        # what a goal comes to is of everybody, protected identities too
        **dict.fromkeys(("objective", "bound"), [True] * len(told)),
    }
    for name, which in hide.items():
        values = pd.to_numeric(shown[name]).astype("Float64")
        shown[name] = values.mask(np.array([bool(one) for one in which]))
    breaches = shown["breaches"].astype("Float64")
    shown["breaches"] = breaches.mask(((breaches > 0) & (breaches < SMALLEST)).to_numpy(bool))
    for name in ("metres_mean", "metres_p50", "metres_p90"):
        shown[name] = shown[name].astype(float).round(-1)
    shown["gap"] = pd.to_numeric(shown["gap"]).astype("Float64").round(4)
    shown["metres_max"] = 1000 * np.ceil(shown["metres_max"].astype(float) / 1000)
    return shown


def _units(
    names: Sequence[str], runs: Sequence[Run], numbers: Sequence[UnitNumbers]
) -> pd.DataFrame:
    frames = [
        _unit_rows(name, run, mine, numbers[0])
        for name, run, mine in zip(names, runs, numbers, strict=True)
    ]
    return _columns(pd.concat(frames, ignore_index=True), "units")


def _unit_rows(name: str, run: Run, mine: UnitNumbers, first: UnitNumbers) -> pd.DataFrame:
    members = np.full(len(mine.seats), np.nan)
    if mine.members is not None:
        members = np.where(mine.mask.members, np.nan, mine.members)
    return pd.DataFrame(
        {
            "run": name,
            "unit_id": run.units["unit_id"].to_numpy(),
            "name": run.units["name"].to_numpy(),
            "seats": mine.seats,
            "placed": pd.array(mine.placed_shown, dtype="Float64"),
            "utilisation": mine.utilisation.round(4),
            "area_share": mine.share.round(4),
            "area_share_first": first.share.round(4),
            "difference": (100 * (mine.share - first.share)).round(2),
            "members": pd.array(members, dtype="Float64"),
        }
    )
