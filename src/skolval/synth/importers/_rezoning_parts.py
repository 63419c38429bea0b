"""From the texts of rezoning tables to checked numbers: areas, schools, travel, neighbours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from pyproj import Transformer

from skolval.domain.language import _
from skolval.errors import did_you_mean
from skolval.io.faults import Ledger
from skolval.io.rezoning import RezoningTables
from skolval.synth.importers._rezoning_areas import AreaReader
from skolval.synth.importers._rezoning_cells import code
from skolval.synth.importers._rezoning_travel import TravelReader

__all__ = ["Parts", "parts_of"]

_SWEDEN = "EPSG:3006"


@dataclass(frozen=True, slots=True)
class Parts:
    """What the tables say, in order and without doubt.

    Parameters
    ----------
    areas : area, name, today, total, x, y. schools : school, name, area, seats, x, y.
    counts : by group, pupils of every area. groups : id to the column's name.
    travel : origin_id, unit_id, metres, minutes. adjacency : area_id, neighbour_id.
    """

    areas: pd.DataFrame
    schools: pd.DataFrame
    counts: Mapping[str, pd.Series]
    groups: Mapping[str, str]
    balance_group: str
    travel: pd.DataFrame
    adjacency: pd.DataFrame
    crs: str
    notes: tuple[str, ...]

    def share(self, group: str) -> pd.Series:
        """Return the group's share of every area's pupils, missing where there are none."""
        total = self.areas["total"].where(self.areas["total"] > 0)
        return (self.counts[group] / total).astype("float64").round(6)


def parts_of(tables: RezoningTables, params: Mapping[str, Any], ledger: Ledger) -> Parts | None:
    """Return the checked parts; None, with every fault in `ledger`, if any is broken."""
    return _Reader(tables, params, ledger).parts()


class _Reader(AreaReader, TravelReader):
    """Reads one table after the other and writes down what is wrong."""

    def parts(self) -> Parts | None:
        """Return the parts."""
        schools = self.schools()
        areas, counts, groups = self.areas(schools)
        self.known("schools", "area", schools["area"], areas["area"])
        travel = self.travel(areas, schools)
        adjacency = self._adjacency(areas)
        balanced = self.balanced(groups) if groups else ""
        if self.ledger.broken:
            return None
        schools = self._with_seats(schools, areas)
        travel = self._with_today(travel, areas)
        self._tell(areas, schools, adjacency)
        crs = self._placed(areas, schools)
        return Parts(
            areas, schools, counts, groups, balanced, travel, adjacency, crs, tuple(self.notes)
        )

    def _adjacency(self, areas: pd.DataFrame) -> pd.DataFrame:
        tables = self.tables
        if "adjacency" in tables.frames:
            table = "adjacency"
            one, other = tables.column(table, "area"), tables.column(table, "neighbour")
        else:
            table = "areas"
            one, other = tables.column(table, "area"), tables.column(table, "neighbours")
        if one is None or other is None:
            remedy = _("Add adjacency.csv with pairs of areas, or a column neighbours to areas.")
            self.fault("adjacency", _("Nothing tells which areas are neighbours."), remedy,
                       rule="required_table")  # fmt: skip
            return pd.DataFrame({"area_id": [], "neighbour_id": []})
        known = set(areas["area"])
        names = [_listed(cell, known) for cell in other]
        rows = np.repeat(np.arange(len(names)), [len(name) for name in names])
        pairs = pd.DataFrame(
            {
                "area_id": one.map(code, "ignore").to_numpy(object)[rows],
                "neighbour_id": [name for cell in names for name in cell],
            },
            dtype="str",
        )
        bad = ~pairs.isin(known)
        role = "neighbour" if table == "adjacency" else "neighbours"
        for number in np.flatnonzero(bad.any(axis=1))[:20]:
            column = "area_id" if bad["area_id"].iloc[number] else "neighbour_id"
            value = str(pairs[column].iloc[number])
            self.fault(table, _("{value!r} is not known.").format(value=value),
                        _("Correct it, or add a row for it."), row=int(rows[number]) + 2,
                        column=tables.roles[table].get(role, role), value=value, rule="reference",
                        suggestion=did_you_mean(value, sorted(known)[:2000]))  # fmt: skip
        sides = np.sort(pairs.to_numpy(str), axis=1) if len(pairs) else np.zeros((0, 2), str)
        sides = np.unique(sides[sides[:, 0] != sides[:, 1]], axis=0)
        return pd.DataFrame({"area_id": sides[:, 0], "neighbour_id": sides[:, 1]}, dtype="str")

    def _with_seats(self, schools: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
        today = (
            areas.groupby("today")["total"].sum().reindex(schools["school"]).fillna(0).to_numpy()
        )
        base = np.where(schools["today"].notna(), schools["today"], today)
        grown = np.floor(base * (100 + self.params["over"]) / 100)
        known = schools["capacity"].notna()
        seats = np.where(known, schools["capacity"], grown).astype(np.int64)
        if not known.all():
            self.notes.append(
                _("{count} schools without a capacity have seats for today's pupils and "
                  "{over} % more.").format(count=int((~known).sum()), over=self.params["over"])
            )  # fmt: skip
        full = [
            f"{name} ({int(now)} > {seat})"
            for name, now, seat in zip(schools["school"], today, seats, strict=True)
            if now > seat
        ]
        if full:
            self.notes.append(
                _("Today's attendance areas have more pupils than seats at: {schools}.").format(
                    schools=", ".join(full[:10]))
            )  # fmt: skip
        return schools.assign(seats=seats)

    def _with_today(self, travel: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
        """Add a way of 0 to today's school where travel lacks it: as published such areas stay."""
        wanted = areas.loc[areas["today"].notna(), ["area", "today"]]
        there = set(zip(travel["origin_id"], travel["unit_id"], strict=True))
        lacking = [pair for pair in wanted.itertuples(index=False) if tuple(pair) not in there]
        if not lacking:
            return travel
        self.notes.append(
            _("{count} areas have no way to their school of today in travel (first: {area}). They "
              "get a way of 0 metres, so that under a limit relative to today they stay, as "
              "published.").format(count=len(lacking), area=lacking[0][0])
        )  # fmt: skip
        origin, school = zip(*lacking, strict=True)
        more = pd.DataFrame({"origin_id": origin, "unit_id": school, "metres": 0})
        if "minutes" in travel:
            more["minutes"] = 0
        return pd.concat([travel, more], ignore_index=True)

    def _tell(self, areas: pd.DataFrame, schools: pd.DataFrame, adjacency: pd.DataFrame) -> None:
        named = set(adjacency["area_id"]) | set(adjacency["neighbour_id"])
        islands = [area for area in areas["area"] if area not in named]
        if islands:
            self.notes.append(
                _("{count} areas have no neighbour at all (first: {area}).").format(
                    count=len(islands), area=islands[0])
            )  # fmt: skip
        idle = [code for code in schools["school"] if code not in set(areas["today"])]
        if idle:
            self.notes.append(
                _("{count} schools have no area today (first: {school}).").format(
                    count=len(idle), school=idle[0])
            )  # fmt: skip
        empty = int((areas["total"] == 0).sum())
        if empty:
            self.notes.append(_("{count} areas have no pupils.").format(count=empty))
        apart = _apart(areas, schools, adjacency)
        if apart:
            self.notes.append(
                _("{count} areas lie apart from their school's own area today (first: {area}). The "
                  "rule contiguity lets them stay so (islands: may_stay), as in the policies "
                  "rezoning and rezoning_exact; `free` lets them be placed anywhere apart, `none` "
                  "refuses them.").format(count=len(apart), area=apart[0])
            )  # fmt: skip

    def _placed(self, areas: pd.DataFrame, schools: pd.DataFrame) -> str:
        """Turn degrees into metres, in place; return the CRS."""
        frames = [frame for frame in (areas, schools) if frame[["x", "y"]].notna().all(axis=None)]
        xy = np.concatenate(
            [frame[["x", "y"]].to_numpy(float) for frame in frames] or [np.zeros((0, 2))]
        )
        degrees = len(xy) > 0 and np.abs(xy[:, 0]).max() <= 180 and np.abs(xy[:, 1]).max() <= 90
        if not degrees:
            return _SWEDEN
        zone = int((xy[:, 0].mean() + 180) // 6) + 1
        crs = f"EPSG:{32600 + zone if xy[:, 1].mean() >= 0 else 32700 + zone}"
        turn = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
        for frame in frames:
            frame["x"], frame["y"] = turn.transform(frame["x"].to_numpy(), frame["y"].to_numpy())
        return crs


def _apart(areas: pd.DataFrame, schools: pd.DataFrame, adjacency: pd.DataFrame) -> list[str]:
    """Return the areas that do not connect to their school's area through areas of the school."""
    near: dict[str, list[str]] = {}
    for one, other in zip(adjacency["area_id"], adjacency["neighbour_id"], strict=True):
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    today = dict(zip(areas["area"], areas["today"], strict=True))
    reached: set[str] = set()
    for school, root in zip(schools["school"], schools["area"], strict=True):
        seen = {root}
        border = [root] if today.get(root) == school else []
        while border:
            border = [n for area in border for n in near.get(area, ()) if today[n] == school]
            border = [n for n in dict.fromkeys(border) if n not in seen]
            seen.update(border)
        reached |= {area for area in seen if today.get(area) == school}
    return [area for area in areas["area"] if area not in reached and isinstance(today[area], str)]


def _listed(cell: Any, known: set[str]) -> list[str]:
    if not isinstance(cell, str):
        return []
    if code(cell) in known:
        return [code(cell)]
    return [
        code(part.strip(" '\"")) for part in re.split(r"[;,|\s]+", cell.strip("[](){} ")) if part
    ]
