"""Tidy tables of groups for workbook and files, masked as the pages: by run, host, unit, month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.measure.hosting_rows import HOSTING_COLUMNS, hosting_row
from skolval.report.headings import Heading
from skolval.report.hosting_named import share_column
from skolval.report.words import N_

if TYPE_CHECKING:
    from skolval.io.run import Run
    from skolval.report.hosting_told import HostingTold

__all__ = ["HOSTING_DICTIONARY", "hosting_tables"]

_RUN = Heading("run", "", N_("name of the run"))
_UNIT = (
    Heading("unit_id", "", N_("official code of the unit")),
    Heading("name", "", N_("name of the unit")),
)

_MEANINGS: dict[str, tuple[str, str]] = {
    "pupils": (N_("pupils"), N_("pupils in groups")),
    "direct": (N_("pupils"), N_("pupils placed in a regular class at once")),
    "unplaced": (N_("pupils"), N_("pupils without a place")),
    "groups": ("", N_("groups opened")),
    "hosting_units": ("", N_("units with groups")),
    "units": ("", N_("all units")),
    "top": ("", N_("how many units count as those with most pupils in groups")),
    "top_share": (N_("share"), N_("of the pupils in groups, at these units")),
    "enough_units": ("", N_("fewest units that together hold 85 per cent of them")),
    "gini": ("", N_("Gini over units, of pupils in groups")),
    "uneven": (
        N_("share"),
        N_("pupils in groups who would have to go elsewhere for units to have alike by size"),
    ),
    "gini_groups": ("", N_("Gini over units that may have groups, of groups")),
    "gini_by_lot": ("", N_("mean of it if the groups were drawn by lot to the rooms")),
    "p_more": ("", N_("chance of groups at least as concentrated by lot")),
    "p_less": ("", N_("chance of groups at least as even by lot")),
    "exact": ("", N_("whether these chances are counted, not drawn")),
    "top_share_today": (N_("share"), N_("of today's groups, at the units with most")),
    "metres_mean": ("m", N_("mean way to school of pupils in groups")),
    "metres_p90": ("m", N_("nine in ten of them have at most this way")),
    "minutes_mean": (N_("minutes"), N_("mean time to school of pupils in groups")),
    "unit_cost": (N_("kronor a year"), N_("cost of the units that have groups")),
    "group_cost": (N_("kronor a year"), N_("cost of the groups")),
    "transport": (N_("kronor a year"), N_("cost of the ways to school")),
    "kronor": (N_("kronor a year"), N_("all these costs")),
    "siblings": (N_("pupils"), N_("pupils with a sibling placed here or at a unit already")),
    "siblings_met": (N_("pupils"), N_("those who go to the unit of one")),
    "languages": (N_("pupils"), N_("pupils in groups with a noted language")),
    "languages_met": (N_("pupils"), N_("those with a teacher of it at the unit")),
    "kept": (N_("pupils"), N_("pupils who were placed before")),
    "stay": (N_("pupils"), N_("those who keep their unit")),
    "utilisation": (N_("share"), N_("group seats taken in the mean month")),
    "fullest": (N_("share"), N_("group seats taken in the fullest month")),
    "months_mean": (N_("months"), N_("mean time in a group within the plan")),
    "months_most": (N_("months"), N_("longest time in a group, months before counted")),
}

HOSTING_DICTIONARY: dict[str, tuple[Heading, ...]] = {
    "groups": (_RUN, *(Heading(name, *_MEANINGS[name]) for name in HOSTING_COLUMNS)),
    "hosts": (
        _RUN,
        *_UNIT,
        Heading("kind", "", N_("age band or programme of the groups")),
        Heading("rooms", "", N_("groups at most")),
        Heading("groups_today", "", N_("groups that run today")),
        Heading("groups", "", N_("groups opened")),
        Heading("seats", N_("pupils"), N_("seats in these groups")),
    ),
    "group_units": (
        _RUN,
        *_UNIT,
        Heading("groups_today", "", N_("groups that run today")),
        Heading("groups", "", N_("groups opened")),
        Heading("pupils", N_("pupils"), N_("pupils in groups; empty where hidden")),
        Heading(
            "newly_arrived",
            N_("share"),
            N_("newly arrived among all pupils of the unit; empty where hidden"),
        ),
        Heading(
            "on_introduction",
            N_("share"),
            N_("on introduction programmes among all pupils of the unit; empty where hidden"),
        ),
    ),
    "months": (
        _RUN,
        Heading("month", "", N_("month of the plan")),
        Heading("arrive", N_("pupils"), N_("pupils who enter a group; empty where hidden")),
        Heading("leave", N_("pupils"), N_("pupils who leave their group; empty where hidden")),
        Heading("pupils", N_("pupils"), N_("pupils in groups; in public rounded to fives")),
        Heading("seats_taken", N_("pupils"), N_("group seats taken")),
        Heading("seats", N_("pupils"), N_("group seats")),
    ),
}
"""Tables that only runs with groups have; what its pupils are decides which shares a table has."""

_HIDES = {
    "pupils": ("pupils",),
    "direct": ("direct",),
    "unplaced": ("unplaced",),
    "siblings": ("siblings", "siblings_met"),
    "languages": ("languages", "languages_met"),
    "stay": ("kept", "stay"),
}


def hosting_tables(
    names: Sequence[str], runs: Sequence[Run], told: Sequence[HostingTold | None]
) -> dict[str, pd.DataFrame]:
    """Return the tables of `HOSTING_DICTIONARY`; none where no run has groups."""
    known = [
        (name, run, held)
        for name, run, held in zip(names, runs, told, strict=True)
        if held is not None
    ]
    if not known:
        return {}
    return {
        "groups": _table("groups", [_row(name, held) for name, _run, held in known]),
        "hosts": _joined("hosts", [_hosts(*one) for one in known]),
        "group_units": _joined("group_units", [_units(*one) for one in known]),
        "months": _joined("months", [_months(name, held) for name, _run, held in known]),
    }


def _table(table: str, rows: Any) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return frame[[one.name for one in HOSTING_DICTIONARY[table] if one.name in frame]]


def _joined(table: str, frames: list[pd.DataFrame]) -> pd.DataFrame:
    return _table(table, pd.concat(frames, ignore_index=True))


def _row(name: str, held: HostingTold) -> dict[str, Any]:
    row: dict[str, Any] = {"run": name, **hosting_row(held.numbers)}
    row |= {
        "top_share": held.spread.top_share,
        "enough_units": held.spread.enough,
        "gini": held.spread.gini,
        "uneven": held.spread.uneven,
    }
    if held.rounded:
        row["months_most"] = None
    return row | {column: None for one in held.hidden for column in _HIDES[one]}


def _hosts(name: str, run: Run, held: HostingTold) -> pd.DataFrame:
    hosting = run.problem.hosting
    if hosting is None:
        return pd.DataFrame()
    unit = run.units.iloc[hosting.host_unit]
    opened = held.numbers.host_groups
    return pd.DataFrame(
        {
            "run": name,
            "unit_id": unit["unit_id"].to_numpy(),
            "name": unit["name"].to_numpy(),
            "kind": np.array(hosting.kinds)[hosting.host_kind],
            "rooms": hosting.most,
            "groups_today": hosting.today,
            "groups": opened,
            "seats": opened * hosting.most_size,
        }
    )


def _units(name: str, run: Run, held: HostingTold) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "run": name,
            "unit_id": run.units["unit_id"].to_numpy(),
            "name": run.units["name"].to_numpy(),
            "groups_today": held.numbers.today,
            "groups": held.numbers.groups,
            "pupils": pd.array(held.by_unit, dtype="Float64"),
            share_column(run): held.recent.round(4),
        }
    )


def _months(name: str, held: HostingTold) -> pd.DataFrame:
    months = held.numbers.months
    arrive, leave = (
        np.where(held.rounded, np.nan, one.astype(np.float64))
        for one in (months.arrive, months.leave)
    )
    return pd.DataFrame(
        {
            "run": name,
            "month": list(months.names),
            "arrive": pd.array(arrive, dtype="Float64"),
            "leave": pd.array(leave, dtype="Float64"),
            "pupils": months.pupils,
            "seats_taken": months.used.round(1),
            "seats": months.seats,
        }
    )
