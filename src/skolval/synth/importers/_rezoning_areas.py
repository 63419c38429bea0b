"""Schools and areas of rezoning tables: who lives where, in which groups, at which school today."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import did_you_mean
from skolval.io.rezoning import plain
from skolval.synth.importers._rezoning_cells import CellReader, code, is_numeric

__all__ = ["AreaReader"]

_SHARE = re.compile(r"share|andel|percent|pct|procent|%|^perc?_")


class AreaReader(CellReader):
    """Reads schools, areas and groups."""

    def schools(self) -> pd.DataFrame:
        tables = self.tables
        codes = self.codes("schools", "school")
        name, area = tables.column("schools", "name"), tables.column("schools", "area")
        frame = pd.DataFrame({"school": codes})
        frame["name"] = codes if name is None else name.fillna(codes)
        frame["area"] = pd.NA if area is None else area.map(code, "ignore")
        for role in ("capacity", "today", "x", "y"):
            column = tables.roles["schools"].get(role)
            values: pd.Series | float = np.nan
            if column is not None:
                values = (
                    self.numbers("schools", column, whole=role == "capacity")
                    if role in {"capacity", "today"}
                    else pd.to_numeric(tables.frames["schools"][column], errors="coerce")
                )
            frame[role] = values
        return frame

    def areas(
        self, schools: pd.DataFrame
    ) -> tuple[pd.DataFrame, dict[str, pd.Series], dict[str, str]]:
        tables = self.tables
        codes = self.codes("areas", "area")
        today = tables.column("areas", "today")
        today = pd.Series([], dtype="str") if today is None else today.map(code, "ignore")
        by_name = dict(zip(schools["name"].map(code, "ignore"), schools["school"], strict=True))
        known = set(schools["school"])
        today = today.map(lambda name: name if name in known else by_name.get(name, name), "ignore")
        self.known("areas", "today", today, schools["school"])
        counts, groups, totals = self._counts()
        frame = pd.DataFrame({"area": codes, "today": today, "total": totals})
        lost = np.flatnonzero(today.isna() & (totals > 0))
        for row in lost[:20]:
            self.fault("areas", _("The area has pupils and no school today."),
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
        frame = self.tables.frames["areas"]
        names = self._group_columns()
        values = {name: self._filled(name, whole=False) for name in names}
        shares = [n for n in names if _SHARE.search(plain(n)) or _is_share(values[n])]
        total = self._totals(values, shares)
        counts: dict[str, pd.Series] = {}
        groups: dict[str, str] = {}
        for name in names:
            number = self._whole(name, values[name], total, share=name in shares)
            for row in np.flatnonzero(number > total)[:20]:
                told = f"{number.iloc[row]:g} > {total.iloc[row]:g}"
                self.fault("areas", _("The group has more pupils than the area."),
                           _("Correct one of the two."), row=int(row) + 2, column=name,
                           value=told, rule="counts")  # fmt: skip
            group = _group_id(name, groups)
            groups[group] = name
            counts[group] = number.astype("int64")
        return counts, groups, total.reindex(frame.index).astype("int64")

    def _filled(self, name: str, *, whole: bool) -> pd.Series:
        """Return a column of pupils in which nobody is written as 0, not as an empty cell."""
        number = self.numbers("areas", name, whole=whole)
        text = self.tables.frames["areas"][name].astype("str").str.strip().str.casefold()
        empty = text.isna() | text.isin(["", "nan", "na", "<na>", "none"])
        for row in np.flatnonzero(number.isna() & empty)[:20]:
            self.fault("areas", _("The cell is empty."), _("Fill it in; write 0 for nobody."),
                       row=int(row) + 2, column=name, rule="required")  # fmt: skip
        return number.fillna(0)

    def _group_columns(self) -> list[str]:
        tables = self.tables
        frame = tables.frames["areas"]
        wanted = [str(name) for name in self.params["groups"]]
        names = wanted or [n for n in tables.others("areas") if is_numeric(frame[n])]
        for name in [name for name in names if name not in frame]:
            self.fault("areas", _("There is no column {name!r}.").format(name=name),
                       _("Correct groups in the file of --columns."), column=name,
                       rule="known_column",
                       suggestion=did_you_mean(name, list(frame.columns)))  # fmt: skip
        if not names:
            remedy = _("Add one, or name them in the file of --columns (areas: {groups: [..]}).")
            self.fault("areas", _("No column holds the number of pupils of a group."), remedy,
                       rule="required_column")  # fmt: skip
        return [name for name in names if name in frame]

    def _totals(self, values: Mapping[str, pd.Series], shares: list[str]) -> pd.Series:
        """Return the pupils of every area; without a column for it, all groups together."""
        column = self.tables.roles["areas"].get("total")
        if column is not None:
            return self._filled(column, whole=True)
        if shares:
            self.fault("areas", _("Shares of groups need the number of pupils in all."),
                       _("Add a column total."), column=shares[0],
                       rule="required_column")  # fmt: skip
        self.notes.append(
            _(
                "No column tells the pupils in all; the groups are taken to exclude each other "
                "and to cover everybody."
            )
        )
        none = pd.Series(0.0, index=self.tables.frames["areas"].index)
        return sum(((number + 0.5) // 1 for number in values.values()), start=none)

    def _whole(self, name: str, number: pd.Series, total: pd.Series, *, share: bool) -> pd.Series:
        """Return whole pupils; shares and fractions are rounded half up, and that is told."""
        if share:
            part = number / 100 if (number > 1).any() else number
            text = _("The shares of {name} became whole pupils, rounded half up.")
            self.notes.append(text.format(name=name))
            return (part * total + 0.5) // 1
        if ((number % 1) > 1e-9).any():
            text = _("The numbers of {name} were rounded to whole pupils.")
            self.notes.append(text.format(name=name))
            return (number + 0.5) // 1
        return number

    def balanced(self, groups: Mapping[str, str]) -> str:
        wanted = self.params["group"]
        if not wanted:
            return next(iter(groups))
        for group, name in groups.items():
            if wanted in {group, name}:
                return group
        self.fault("areas", _("There is no group {name!r}.").format(name=wanted),
                    _("Known groups: {known}.").format(known=", ".join(groups.values())),
                    value=wanted, rule="known_name",
                    suggestion=did_you_mean(wanted, list(groups.values())))  # fmt: skip
        return ""


def _is_share(values: pd.Series) -> bool:
    return bool((values <= 1).all() and ((values % 1) > 0).any())


def _group_id(name: str, taken: Mapping[str, str]) -> str:
    group = re.sub(r"[^a-z0-9_]", "_", plain(name)).strip("_") or "group"
    group = group if group[0].isalpha() else f"g_{group}"
    group = f"group_{group}" if group in {"language", "status", "grade", "programme"} else group
    while group in taken:
        group += "_2"
    return group
