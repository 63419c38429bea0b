"""Ways of rezoning tables, as a list or a matrix, in any unit, in whole metres."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.io.rezoning import plain
from skolval.synth.importers._rezoning_cells import CellReader, code, is_numeric

__all__ = ["TravelReader"]

_METRES = {"metres": 1.0, "kilometres": 1000.0, "minutes": 500.0, "seconds": 500.0 / 60}
"""Metres per unit; a minute counts as 500 m (30 km/h), which rules relative to today never see."""


class TravelReader(CellReader):
    """Reads the ways."""

    def travel(self, areas: pd.DataFrame, schools: pd.DataFrame) -> pd.DataFrame:
        tables = self.tables
        long = "school" in tables.roles["travel"]
        by_name = dict(zip(schools["name"].map(code, "ignore"), schools["school"], strict=True))
        if long:
            unit, column = self._measure()
            if not column:
                return pd.DataFrame()
            origin = tables.column("travel", "area")
            school = tables.column("travel", "school")
            values = self.numbers("travel", column, whole=False)
            found = pd.DataFrame({"origin_id": origin, "unit_id": school, "value": values})
        else:
            columns = _matrix_columns(tables.others("travel"), [*schools["school"], *by_name])
            if not columns:
                self.fault("travel", _("No column of travel is known to be its school."),
                            _("Give one row per area and school, or one column per school."),
                            column="school", rule="required_column")  # fmt: skip
                return pd.DataFrame()
            unit = self._matrix_unit(columns)
            cells = {name: self.numbers("travel", name, whole=False) for name in columns}
            wide = pd.DataFrame(cells).rename(columns=columns)
            wide["origin_id"] = tables.column("travel", "area")
            found = wide.melt("origin_id", var_name="unit_id", value_name="value")
        found["origin_id"] = found["origin_id"].map(code, "ignore")
        named = found["unit_id"].map(code, "ignore")
        found["unit_id"] = named.where(
            named.isin(set(schools["school"])), named.map(by_name).fillna(named)
        )
        if long:
            self.known("travel", "area", found["origin_id"], areas["area"])
            self.known("travel", "school", found["unit_id"], schools["school"])
            twice = np.flatnonzero(found.duplicated(["origin_id", "unit_id"]))
            for row in twice[:20]:
                text = _("The area and the school stand together more than once.")
                remedy = _("Keep one row of each.")
                self.fault("travel", text, remedy, row=int(row) + 2, rule="unique")
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
                self._refuse_other_unit(unit, roles[unit])
                return unit, roles[unit]
        numeric = [
            n for n in self.tables.others("travel") if is_numeric(self.tables.frames["travel"][n])
        ]
        if len(numeric) == 1 and (unit := self.params["travel_unit"] or _unit_in(numeric[0])):
            return unit, numeric[0]
        self._ask(numeric)
        return "", ""

    def _refuse_other_unit(self, unit: str, column: str) -> None:
        """Tell what else the file or the command says of the way than the column that is used."""
        asked = self.params["travel_unit"]
        if asked and asked != unit:
            self.fault("travel", _("The column {column} is in {unit}, and --travel-unit says "
                                   "{asked}.").format(column=column, unit=unit, asked=asked),
                       _("Leave out --travel-unit, or rename the column."), column=column,
                       value=asked, rule="unit")  # fmt: skip
        also = [name for name in self.tables.others("travel") if _unit_in(name)]
        if also:
            text = _("Ways are taken from the column {column}; {others} is not used.")
            self.notes.append(text.format(column=column, others=", ".join(also)))

    def _matrix_unit(self, columns: Mapping[str, str]) -> str:
        """Return the unit that the file or what stands before the schools' names tells."""
        told = self.params["travel_unit"] or _unit_in(self.tables.files["travel"])
        before = {code(name).removesuffix(school) for name, school in columns.items()}
        units = {unit for name in sorted(before) if (unit := _unit_in(name))}
        if told or len(units) == 1:
            return str(told or units.pop())
        self._ask(list(columns)[:3])
        return ""

    def _ask(self, columns: list[str]) -> None:
        self.fault("travel", _("It is not clear in what unit the way is told."),
                    _("Call it metres, kilometres, minutes or seconds, or say --travel-unit."),
                    column=", ".join(columns), rule="unit")  # fmt: skip


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
    known = {code(school) for school in schools}
    exact = {name: code(name) for name in names if code(name) in known}
    if exact:
        return exact
    found = {}
    for name in names:
        ends = [school for school in sorted(known) if code(name).endswith(f"_{school}")]
        if ends:
            found[name] = max(ends, key=len)
    return found
