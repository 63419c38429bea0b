"""From the texts of rezoning tables to checked numbers: areas, schools, travel, neighbours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyproj import Transformer

from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.io.rezoning import RezoningTables, plain

__all__ = ["Parts", "parts_of"]

_METRES = {"metres": 1.0, "kilometres": 1000.0, "minutes": 500.0, "seconds": 500.0 / 60}
"""Metres per unit; a minute counts as 500 m (30 km/h), which rules relative to today never see."""
_SHARE = re.compile(r"share|andel|percent|pct|procent|%|^perc?_")
_SWEDEN = "EPSG:3006"
FloatArray = npt.NDArray[np.float64]


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


class _Reader:
    """Reads one table after the other and writes down what is wrong."""

    def __init__(self, tables: RezoningTables, params: Mapping[str, Any], ledger: Ledger) -> None:
        self.tables = tables
        self.params = params
        self.ledger = ledger
        self.notes: list[str] = []

    def parts(self) -> Parts | None:
        """Return the parts."""
        schools = self._schools()
        areas, counts, groups = self._areas(schools)
        self._known("schools", "area", schools["area"], areas["area"])
        travel = self._travel(areas, schools)
        adjacency = self._adjacency(areas)
        if self.ledger.broken:
            return None
        schools = self._with_seats(schools, areas)
        travel = self._with_today(travel, areas)
        self._tell(areas, schools, adjacency)
        crs = self._placed(areas, schools)
        balanced = self._balanced(groups)
        if self.ledger.broken:
            return None
        return Parts(
            areas, schools, counts, groups, balanced, travel, adjacency, crs, tuple(self.notes)
        )

    def _fault(self, table: str, message: str, remedy: str, **place: Any) -> None:
        file = self.tables.files.get(table, table)
        self.ledger.add(Fault(message, file=file, remedy=remedy, **place))

    def _codes(self, table: str, role: str) -> pd.Series:
        """Return an id column: filled, each once."""
        column = self.tables.column(table, role)
        found = pd.Series([], dtype="str") if column is None else column.map(_code, "ignore")
        name = self.tables.roles[table].get(role, role)
        for row in np.flatnonzero(found.isna())[:20]:
            self._fault(table, _("The cell is empty."), _("Fill it in."),
                        row=int(row) + 2, column=name, rule="required")  # fmt: skip
        for row in np.flatnonzero(found.duplicated() & found.notna())[:20]:
            self._fault(table, _("{value!r} stands more than once.").format(value=found.iloc[row]),
                        _("Keep one row of each."), row=int(row) + 2, column=name,
                        value=str(found.iloc[row]), rule="unique")  # fmt: skip
        return found

    def _known(self, table: str, role: str, cells: pd.Series, known: pd.Series) -> None:
        bad = np.flatnonzero(cells.notna() & ~cells.isin(set(known)))
        name = self.tables.roles[table].get(role, role)
        for row in bad[:20]:
            value = str(cells.iloc[row])
            self._fault(table, _("{value!r} is not known.").format(value=value),
                        _("Correct it, or add a row for it."), row=int(row) + 2, column=name,
                        value=value, rule="reference",
                        suggestion=did_you_mean(value, known.dropna().tolist()[:2000]))  # fmt: skip
        if len(bad) > 20:
            more = _("{count} more cells of this column have the same fault.")
            self._fault(table, more.format(count=len(bad) - 20), "", column=name, rule="reference")

    def _numbers(self, table: str, name: str, *, whole: bool) -> pd.Series:
        """Return a column of numbers that are not negative; missing ones stay missing."""
        text = self.tables.frames[table][name].astype("str").str.strip()
        text = text.str.replace(" ", "", regex=False).str.replace(",", ".", regex=False)
        empty = text.str.casefold().isin(["", "nan", "na", "<na>", "none", "inf"])
        number = pd.to_numeric(text.where(~empty), errors="coerce")
        bad = (~empty & number.isna()) | (number < 0)
        if whole:
            bad |= (number % 1).fillna(0) > 1e-9
        for row in np.flatnonzero(bad)[:20]:
            wanted = _("a whole number") if whole else _("a number")
            self._fault(table, _("{value!r} is not {wanted} of at least 0.").format(
                            value=text.iloc[row], wanted=wanted), _("Correct it."),
                        row=int(row) + 2, column=name, value=str(text.iloc[row]),
                        rule="number")  # fmt: skip
        return number

    def _schools(self) -> pd.DataFrame:
        tables = self.tables
        codes = self._codes("schools", "school")
        name, area = tables.column("schools", "name"), tables.column("schools", "area")
        frame = pd.DataFrame({"school": codes})
        frame["name"] = codes if name is None else name.fillna(codes)
        frame["area"] = pd.NA if area is None else area.map(_code, "ignore")
        for role in ("capacity", "today", "x", "y"):
            column = tables.roles["schools"].get(role)
            values = np.nan
            if column is not None:
                values = (
                    self._numbers("schools", column, whole=role == "capacity")
                    if role in {"capacity", "today"}
                    else pd.to_numeric(tables.frames["schools"][column], errors="coerce")
                )
            frame[role] = values
        return frame

    def _areas(
        self, schools: pd.DataFrame
    ) -> tuple[pd.DataFrame, dict[str, pd.Series], dict[str, str]]:
        tables = self.tables
        codes = self._codes("areas", "area")
        today = tables.column("areas", "today")
        today = pd.Series([], dtype="str") if today is None else today.map(_code, "ignore")
        by_name = dict(zip(schools["name"].map(_code, "ignore"), schools["school"], strict=True))
        known = set(schools["school"])
        today = today.map(lambda code: code if code in known else by_name.get(code, code), "ignore")
        self._known("areas", "today", today, schools["school"])
        counts, groups, totals = self._counts()
        frame = pd.DataFrame({"area": codes, "today": today, "total": totals})
        lost = np.flatnonzero(today.isna() & (totals > 0))
        for row in lost[:20]:
            self._fault("areas", _("The area has pupils and no school today."),
                        _("Name the school whose attendance area it belongs to."),
                        row=int(row) + 2, column="today", rule="required")  # fmt: skip
        name = tables.column("areas", "name")
        frame["name"] = codes if name is None else name
        for axis in ("x", "y"):
            column = tables.roles["areas"].get(axis)
            frame[axis] = (
                np.nan
                if column is None
                else pd.to_numeric(tables.frames["areas"][column], errors="coerce")
            )
        return frame, counts, groups

    def _counts(self) -> tuple[dict[str, pd.Series], dict[str, str], pd.Series]:
        """Return pupils by group, the groups, and pupils in all, of every area."""
        tables = self.tables
        frame = tables.frames["areas"]
        names = list(self.params["groups"]) or [
            name for name in tables.others("areas") if _is_numeric(frame[name])
        ]
        unknown = [name for name in names if name not in frame]
        for name in unknown:
            self._fault("areas", _("There is no column {name!r}.").format(name=name),
                        _("Correct groups in the file of --columns."), column=name,
                        rule="known_column",
                        suggestion=did_you_mean(name, list(frame.columns)))  # fmt: skip
        names = [name for name in names if name not in unknown]
        if not names:
            self._fault("areas", _("No column holds the number of pupils of a group."),
                        _("Add one, or name them in the file of --columns (areas: {groups: [..]})."),
                        rule="required_column")  # fmt: skip
        column = tables.roles["areas"].get("total")
        total = None if column is None else self._numbers("areas", column, whole=True).fillna(0)
        values = {name: self._numbers("areas", name, whole=False).fillna(0) for name in names}
        shares = [n for n in names if _SHARE.search(plain(n)) or _is_share(values[n])]
        if total is None and shares:
            self._fault("areas", _("Shares of groups need the number of pupils in all."),
                        _("Add a column total."), column=shares[0], rule="required_column")  # fmt: skip
        if total is None:
            total = sum((values[n] for n in names), start=pd.Series(0.0, index=frame.index))
            self.notes.append(_("No column tells the pupils in all; the groups are taken to exclude "
                                "each other and to cover everybody."))  # fmt: skip
        counts, groups = {}, {}
        for name in names:
            group = _group_id(name, groups)
            groups[group] = name
            number = values[name]
            if name in shares:
                part = number / 100 if (number > 1).any() else number
                number = np.floor(part * total + 0.5)
                self.notes.append(
                    _("The shares of {name} became whole pupils, rounded half up.").format(
                        name=name
                    )
                )
            elif ((number % 1) > 1e-9).any():
                number = np.floor(number + 0.5)
                self.notes.append(
                    _("The numbers of {name} were rounded to whole pupils.").format(name=name)
                )
            for row in np.flatnonzero(number > total)[:20]:
                self._fault("areas", _("The group has more pupils than the area."),
                            _("Correct one of the two."), row=int(row) + 2, column=name,
                            value=f"{number.iloc[row]:g} > {total.iloc[row]:g}",
                            rule="counts")  # fmt: skip
            counts[group] = number.astype("int64")
        return counts, groups, total.astype("int64")

    def _balanced(self, groups: Mapping[str, str]) -> str:
        wanted = self.params["group"]
        if not wanted:
            return next(iter(groups))
        for group, name in groups.items():
            if wanted in {group, name}:
                return group
        self._fault("areas", _("There is no group {name!r}.").format(name=wanted),
                    _("Known groups: {known}.").format(known=", ".join(groups.values())),
                    value=wanted, rule="known_name",
                    suggestion=did_you_mean(wanted, list(groups.values())))  # fmt: skip
        return ""

    def _travel(self, areas: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
        tables = self.tables
        frame = tables.frames["travel"]
        long = "school" in tables.roles["travel"]
        by_name = dict(zip(schools["name"].map(_code, "ignore"), schools["school"], strict=True))
        if long:
            unit, column = self._measure()
            if not column:
                return pd.DataFrame()
            origin = tables.column("travel", "area")
            school = tables.column("travel", "school")
            values = self._numbers("travel", column, whole=False)
            found = pd.DataFrame({"origin_id": origin, "unit_id": school, "value": values})
        else:
            columns = _matrix_columns(tables.others("travel"), [*schools["school"], *by_name])
            if not columns:
                self._fault("travel", _("No column of travel is known to be its school."),
                            _("Give one row per area and school, or one column per school."),
                            column="school", rule="required_column")  # fmt: skip
                return pd.DataFrame()
            unit = self._matrix_unit(list(columns))
            values = {name: self._numbers("travel", name, whole=False) for name in columns}
            wide = pd.DataFrame(values).rename(columns=columns)
            wide["origin_id"] = tables.column("travel", "area")
            found = wide.melt("origin_id", var_name="unit_id", value_name="value")
        found["origin_id"] = found["origin_id"].map(_code, "ignore")
        code = found["unit_id"].map(_code, "ignore")
        found["unit_id"] = code.where(
            code.isin(set(schools["school"])), code.map(by_name).fillna(code)
        )
        if long:
            self._known("travel", "area", found["origin_id"], areas["area"])
            self._known("travel", "school", found["unit_id"], schools["school"])
            twice = np.flatnonzero(found.duplicated(["origin_id", "unit_id"]))
            for row in twice[:20]:
                self._fault("travel", _("The area and the school stand together more than once."),
                            _("Keep one row of each."), row=int(row) + 2, rule="unique")  # fmt: skip
        del frame
        return self._in_metres(found.dropna(), unit)

    def _in_metres(self, found: pd.DataFrame, unit: str) -> pd.DataFrame:
        if not unit:
            return pd.DataFrame()
        metres = np.floor(found["value"] * _METRES[unit] + 0.5).astype("int64")
        minutes = {"minutes": 1.0, "seconds": 1 / 60}.get(unit)
        table = found[["origin_id", "unit_id"]].assign(metres=metres)
        if minutes is not None:
            table["minutes"] = np.floor(found["value"] * minutes + 0.5).astype("int64")
            self.notes.append(_("Travel is told in time; a minute is counted as 500 metres."))
        return table.reset_index(drop=True)

    def _measure(self) -> tuple[str, str]:
        roles = self.tables.roles["travel"]
        for unit in _METRES:
            if unit in roles:
                return unit, roles[unit]
        numeric = [
            n for n in self.tables.others("travel") if _is_numeric(self.tables.frames["travel"][n])
        ]
        if len(numeric) == 1 and (unit := self.params["travel_unit"] or _unit_in(numeric[0])):
            return unit, numeric[0]
        self._ask(numeric)
        return "", ""

    def _matrix_unit(self, columns: list[str]) -> str:
        told = self.params["travel_unit"] or _unit_in(self.tables.files["travel"])
        units = {unit for name in columns if (unit := _unit_in(name))}
        if told or len(units) == 1:
            return told or units.pop()
        self._ask(columns[:3])
        return ""

    def _ask(self, columns: list[str]) -> None:
        self._fault("travel", _("It is not clear in what unit the way is told."),
                    _("Call the column metres, kilometres, minutes or seconds, or say --travel-unit."),
                    column=", ".join(columns), rule="unit")  # fmt: skip

    def _adjacency(self, areas: pd.DataFrame) -> pd.DataFrame:
        tables = self.tables
        if "adjacency" in tables.frames:
            table = "adjacency"
            one, other = tables.column(table, "area"), tables.column(table, "neighbour")
        else:
            table = "areas"
            one, other = tables.column(table, "area"), tables.column(table, "neighbours")
        if one is None or other is None:
            self._fault("adjacency", _("Nothing tells which areas are neighbours."),
                        _("Add adjacency.csv with pairs of areas, or a column neighbours to areas."),
                        rule="required_table")  # fmt: skip
            return pd.DataFrame({"area_id": [], "neighbour_id": []})
        known = set(areas["area"])
        names = [_listed(cell, known) for cell in other]
        rows = np.repeat(np.arange(len(names)), [len(name) for name in names])
        pairs = pd.DataFrame(
            {
                "area_id": one.map(_code, "ignore").to_numpy(object)[rows],
                "neighbour_id": [name for cell in names for name in cell],
            },
            dtype="str",
        )
        bad = ~pairs.isin(known)
        role = "neighbour" if table == "adjacency" else "neighbours"
        for number in np.flatnonzero(bad.any(axis=1))[:20]:
            column = "area_id" if bad["area_id"].iloc[number] else "neighbour_id"
            value = str(pairs[column].iloc[number])
            self._fault(table, _("{value!r} is not known.").format(value=value),
                        _("Correct it, or add a row for it."), row=int(rows[number]) + 2,
                        column=tables.roles[table].get(role, role), value=value, rule="reference",
                        suggestion=did_you_mean(value, list(known)[:0] or sorted(known)[:2000]))  # fmt: skip
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


def _code(text: str) -> str:
    """Return an id without spaces inside and without a decimal that a spreadsheet added."""
    return re.sub(r"\s+", "_", re.sub(r"^(\d+)\.0$", r"\1", str(text).strip()))


def _listed(cell: Any, known: set[str]) -> list[str]:
    if not isinstance(cell, str):
        return []
    if _code(cell) in known:
        return [_code(cell)]
    return [
        _code(part.strip(" '\"")) for part in re.split(r"[;,|\s]+", cell.strip("[](){} ")) if part
    ]


def _is_numeric(column: pd.Series) -> bool:
    text = column.astype("str").str.strip().str.replace(",", ".", regex=False)
    text = text[~text.str.casefold().isin(["", "nan", "na", "<na>"])]
    return bool(len(text)) and bool(pd.to_numeric(text, errors="coerce").notna().mean() > 0.5)


def _is_share(values: pd.Series) -> bool:
    return bool((values <= 1).all() and ((values % 1) > 0).any())


def _group_id(name: str, taken: Mapping[str, str]) -> str:
    group = re.sub(r"[^a-z0-9_]", "_", plain(name)).strip("_") or "group"
    group = group if group[0].isalpha() else f"g_{group}"
    group = f"group_{group}" if group in {"language", "status", "grade", "programme"} else group
    while group in taken:
        group += "_2"
    return group


def _unit_in(name: str) -> str:
    words = set(re.split(r"[^a-z]+", plain(name)))
    for unit, known in (
        ("kilometres", {"km", "kilometres", "kilometers"}),
        ("metres", {"m", "metres", "meters", "meter"}),
        ("minutes", {"min", "mins", "minutes", "minuter"}),
        ("seconds", {"s", "sec", "secs", "seconds", "sekunder"}),
    ):
        if words & known:
            return unit
    return ""


def _matrix_columns(names: list[str], schools: list[str]) -> dict[str, str]:
    """Return the columns that are schools, whole or after what all of them begin with."""
    known = {_code(school) for school in schools if isinstance(school, str)}
    exact = {name: _code(name) for name in names if _code(name) in known}
    if exact:
        return exact
    found = {}
    for name in names:
        ends = [school for school in known if _code(name).endswith(f"_{school}")]
        if ends:
            found[name] = max(ends, key=len)
    return found
