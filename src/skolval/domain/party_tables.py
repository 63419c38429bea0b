"""Parties and offerings of an instance as arrays: the first half of the spine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.problem import IntArray, Offerings, Parties

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = ["PartyTables", "codes"]


def codes(index: pd.Index, values: pd.Series) -> IntArray:
    """Return the position of every value in `index`, -1 for missing ones."""
    return np.asarray(index.get_indexer(pd.Index(values)), np.int64)


class PartyTables:
    """Parties and offerings of the pupils in `rows`, and the lookups they share.

    Parameters
    ----------
    rows : row numbers of the pupils in the round.
    """

    def __init__(self, instance: Instance, rows: IntArray) -> None:
        self.instance = instance
        self.rows = rows
        self.pupils = instance.pupils.iloc[rows]
        self.unit_ids = pd.Index(instance.units["unit_id"].astype(str))
        self.area_ids = pd.Index(instance.areas["area_id"].astype(str))
        self.grade_codes = pd.Index(list(instance.grades.codes))

    def parties(self) -> Parties:
        """Return the parties: one per pupil in the round."""
        pupils = self.pupils
        household = codes(pd.Index(self._households()), pupils["household"])
        sibling_unit, sibling_grade = self._siblings()
        groups = [group.id for group in self.instance.groups]
        member = pupils[groups].apply(pd.to_numeric).to_numpy(float, na_value=np.nan)
        area = codes(self.area_ids, pupils["area_id"])
        return Parties(
            ids=pupils["pupil_id"].to_numpy(str),
            size=np.ones(len(pupils), np.int64),
            grade=codes(self.grade_codes, pupils["grade"]),
            area=area,
            current_unit=codes(self.unit_ids, pupils["current_unit"]),
            household=household,
            sibling_unit=sibling_unit,
            sibling_grade=sibling_grade,
            protected=pupils["protected"].to_numpy(bool),
            member=np.where(np.isnan(member), -1, member).astype(np.int64),
            area_share=self._area_shares(area),
        )

    def _households(self) -> list[str]:
        return sorted(self.pupils["household"].dropna().astype(str).unique())

    def _siblings(self) -> tuple[IntArray, IntArray]:
        """Return units and grades of siblings who stay: named ones and those in the table."""
        pupils, everyone = self.pupils, self.instance.pupils
        named = pd.DataFrame(
            {
                "party": np.arange(len(pupils)),
                "unit": codes(self.unit_ids, pupils["sibling_unit"]),
                "grade": codes(self.grade_codes, pupils["sibling_grade"]),
            }
        )
        staying = everyone.loc[
            ~everyone["in_round"].to_numpy(bool)
            & everyone["household"].notna().to_numpy()
            & everyone["current_unit"].notna().to_numpy(),
            ["household", "current_unit", "grade"],
        ]
        seeking = pd.DataFrame(
            {"party": np.arange(len(pupils)), "household": pupils["household"].to_numpy()}
        ).dropna()
        found = seeking.merge(staying, on="household")
        tabled = pd.DataFrame(
            {
                "party": found["party"].to_numpy(np.int64),
                "unit": codes(self.unit_ids, found["current_unit"]),
                "grade": codes(self.grade_codes, found["grade"]),
            }
        )
        pairs = pd.concat([named[named["unit"] >= 0], tabled[tabled["unit"] >= 0]])
        pairs = pairs.drop_duplicates().sort_values(["party", "unit", "grade"])
        slot = pairs.groupby("party").cumcount().to_numpy(np.int64)
        width = int(slot.max()) + 1 if len(slot) else 1
        shape = (len(pupils), width)
        unit, grade = np.full(shape, -1, np.int64), np.full(shape, -1, np.int64)
        unit[pairs["party"], slot] = pairs["unit"]
        grade[pairs["party"], slot] = pairs["grade"]
        return unit, grade

    def _area_shares(self, area: IntArray) -> IntArray:
        """Return permille by party: published shares, else those of the area's pupils."""
        shares = np.full((len(area), len(self.instance.groups)), -1, np.int64)
        for column, group in enumerate(self.instance.groups):
            name = f"share_{group.id}"
            if name in self.instance.areas:
                published = self.instance.areas[name]
            else:
                everyone = self.instance.pupils
                values = pd.to_numeric(everyone[group.id]).astype(float)
                published = values.groupby(everyone["area_id"]).mean().reindex(self.area_ids)
            permille = pd.to_numeric(published).to_numpy(float, na_value=np.nan) * 1000
            whole = np.where(np.isnan(permille), -1, np.rint(np.nan_to_num(permille)))
            if len(whole):
                shares[:, column] = np.where(area >= 0, whole[area], -1)
        return shares

    def offerings(self) -> Offerings:
        """Return the offerings; grades, and programmes in a grade, can be placed in."""
        table = self.instance.offerings
        of_programme = table["kind"].eq("programme") & table["programme"].notna()
        placed_in = (table["kind"].eq("grade") | of_programme) & table["grade"].notna()
        unit = codes(self.unit_ids, table["unit_id"])
        placeable = self.instance.units["placeable"].to_numpy(bool)
        return Offerings(
            ids=table["offering_id"].to_numpy(str),
            unit=unit,
            grade=codes(self.grade_codes, table["grade"]),
            seats=table["seats"].to_numpy(np.int64),
            minimum=pd.to_numeric(table["minimum_size"]).fillna(0).to_numpy(np.int64),
            placeable=placeable[unit] & placed_in.to_numpy(bool),
        )
