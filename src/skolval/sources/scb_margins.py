"""From figures split in many ways to one figure per area and column (marginaler).

A table may be split by sex and age at once. Where it tells a total, that is taken; else all
parts are added, and only if they make up the whole: women alone are never taken for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.scb_words import TOTAL
from skolval.sources.statistics_columns import (
    BACKGROUND,
    BIRTH,
    EDUCATION,
    TENURE,
    age_column,
    band_of,
)

__all__ = ["MARGIN_COLUMNS", "margins_of"]

MARGIN_COLUMNS = ("area", "year", "column", "value", "mark", "ages")
"""Columns of `margins_of`; `ages` are those that education or income is told for."""
_PEOPLE = {"age": None, "background": BACKGROUND, "birth": BIRTH, "education": EDUCATION}
_WHOLE: Mapping[str, frozenset[str]] = {
    "sex": frozenset({"men", "women"}),
    "background": frozenset({"swedish", "foreign"}),
    "birth": frozenset({"sweden", "abroad"}),
    "education": frozenset(EDUCATION),
    "tenure": frozenset(TENURE),
}
_FOUR = {
    "abroad": ("foreign", "abroad"),
    "home_two_abroad": ("foreign", "sweden"),
    "home_mixed": ("swedish", "sweden"),
    "home_two_home": ("swedish", "sweden"),
}
"""Group by one's own and one's parents' country to background and to country of birth."""


def margins_of(frame: pd.DataFrame, *, file: str, ledger: Ledger) -> pd.DataFrame:
    """Return one row per area, year and canonical column, see `MARGIN_COLUMNS`.

    Parameters
    ----------
    frame : figures of one table, as `skolval.sources.scb_cells.cells_of` gives.
    """
    if _doubled(frame, file, ledger):
        return pd.DataFrame(columns=MARGIN_COLUMNS)
    table = frame.astype(dict.fromkeys(_splits(frame), object))
    found = [*_scalars(table), *_dwellings(table), *_people(table, file, ledger)]
    if not found:
        return pd.DataFrame(columns=MARGIN_COLUMNS)
    return pd.concat(found, ignore_index=True)[list(MARGIN_COLUMNS)]


def _splits(frame: pd.DataFrame) -> list[str]:
    return [n for n in ("sex", *_PEOPLE, "tenure") if frame[n].notna().any()]


def _doubled(frame: pd.DataFrame, file: str, ledger: Ledger) -> bool:
    again = frame.duplicated(["area", "label", "column"])
    for row in frame[again].head(20).to_dict("records"):
        ledger.add(
            Fault(
                _("{area} stands twice for the same figure.").format(area=row["area"]),
                file=file,
                row=int(row["row"]),
                column=str(row["column"]),
                value=str(row["area"]),
                rule="unique",
                remedy=_("Keep one row of each."),
            )
        )
    return bool(again.any())


def _open(table: pd.DataFrame, *dimensions: str) -> pd.Series:
    """Return which rows are not split by any of the dimensions."""
    free = pd.Series(data=True, index=table.index)
    for name in dimensions:
        free &= table[name].isna() | (table[name] == TOTAL)
    return free


def _scalars(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield incomes, households and cars: figures that are told for everybody together."""
    plain = ~table["contents"].isin(["pop", "dwellings", "share"]) & table["contents"].notna()
    for contents, part in table[plain].groupby("contents", sort=True):
        ages = part["age"].dropna().unique()
        split = ("sex", "background", "birth", "education", "tenure")
        whole = part[_open(part, *split, *(("age",) if len(ages) > 1 else ()))]
        value = whole["value"]
        kronor = (whole["unit"] == "kronor").to_numpy(bool)
        if str(contents).endswith("_tkr"):
            value = value.where(~kronor, value / 1000)
        scope = str(ages[0]) if len(ages) == 1 else ""
        yield whole.assign(column=contents, value=value, ages=scope)


def _dwellings(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield dwellings by tenure, kinds of houses and owners added up."""
    part = table[table["tenure"].notna() & (table["tenure"] != TOTAL)]
    if len(part):
        yield _added(part, "tenure", TENURE)


def _people(table: pd.DataFrame, file: str, ledger: Ledger) -> Iterator[pd.DataFrame]:
    counted = table["contents"].isna() | (table["contents"] == "pop")
    people = table[counted & table["tenure"].isna()]
    people, scope = _scoped(people)
    yield from _residents(people)
    for target, columns in _PEOPLE.items():
        part = people[people[target].notna() & (people[target] != TOTAL)]
        if not len(part):
            continue
        others = [name for name in ("sex", *_PEOPLE) if name != target]
        reduced = _over(part, others, file, ledger)
        if reduced is None:
            continue
        if target == "background" and reduced["background"].isin(_FOUR).any():
            yield from _of_four(reduced, file, ledger)
        elif target == "age":
            bands = reduced["age"].map(lambda band: age_column(str(band)))
            yield _summed(reduced.assign(column=bands))
        else:
            yield _added(reduced, target, columns or {}, scope if target == "education" else "")


def _scoped(people: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Take the one age that a table of education is told for as its scope, not as a split."""
    taught = people["education"].notna()
    ages = people.loc[taught, "age"].dropna().unique()
    if len(ages) != 1:
        return people, ""
    scope = str(ages[0])
    return people.assign(age=people["age"].where(~taught, None)), scope


def _residents(people: pd.DataFrame) -> Iterator[pd.DataFrame]:
    if people["education"].notna().any():
        # The total of a table of education is that of some ages only.
        people = people[people["education"].isna() & (people["contents"] == "pop")]
    whole = people[_open(people, "sex", *_PEOPLE)]
    said = (whole["contents"] == "pop") | whole[["sex", *_PEOPLE]].notna().any(axis=1)
    if said.any():
        yield whole[said].assign(column="pop", ages="")


def _over(part: pd.DataFrame, others: list[str], file: str, ledger: Ledger) -> pd.DataFrame | None:
    """Return the rows with the other splits taken as a total, or all of their parts kept."""
    for name in others:
        free = _open(part, name)
        if free.any():
            part = part[free]
        elif not _whole(part, name):
            ledger.add(_partial(part, name, file))
            return None
    return part


def _whole(part: pd.DataFrame, name: str) -> bool:
    """Return whether the members of a split make up everybody."""
    members = set(part[name])
    if name == "age":
        return _all_ages(members)
    if name == "background" and members <= set(_FOUR):
        return members == set(_FOUR)
    return members >= _WHOLE[name]


def _all_ages(members: set[str]) -> bool:
    bands = sorted(band for band in (band_of(age_column(str(m))) for m in members) if band)
    if not bands or bands[0][0] != 0 or bands[-1][1] != 999:
        return False
    return all(a[1] + 1 == b[0] for a, b in pairwise(bands))


def _partial(part: pd.DataFrame, name: str, file: str) -> Fault:
    members = ", ".join(sorted({str(member) for member in part[name]}))
    return Fault(
        _("The figures are told for {members} only, which is not everybody.").format(
            members=members
        ),
        file=file,
        column=name,
        value=members,
        rule="whole",
        remedy=_("Download the table with the total, or with all groups."),
    )


def _of_four(reduced: pd.DataFrame, file: str, ledger: Ledger) -> Iterator[pd.DataFrame]:
    """Yield background and country of birth from the four groups of both."""
    if "sweden" in set(reduced["background"]):
        ledger.add(_birth_called_background(file))
        return
    if set(reduced["background"]) != set(_FOUR):
        ledger.add(_partial(reduced, "background", file))
        return
    for which, columns in ((0, BACKGROUND), (1, BIRTH)):
        names = reduced["background"].map(lambda m, at=which, of=columns: of[_FOUR[str(m)][at]])
        yield _summed(reduced.assign(column=names))


def _birth_called_background(file: str) -> Fault:
    return Fault(
        _("The groups are called background, and their words are of country of birth."),
        file=file,
        column="background",
        rule="background_or_birth",
        remedy=_(
            "Foreign background is born abroad, or both parents born abroad: say which of the two "
            "each word means (means)."
        ),
    )


def _added(
    part: pd.DataFrame, target: str, columns: Mapping[str, str], ages: str = ""
) -> pd.DataFrame:
    names = part[target].map(lambda member: columns.get(str(member)))
    return _summed(part.assign(column=names)[names.notna()]).assign(ages=ages)


def _summed(part: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of the same figure added up; one hidden part hides the sum."""
    keys = ["area", "year", "column"]
    part = part.assign(year=part["year"].fillna(""), ages="")
    if not part.duplicated(keys).any():
        return part
    hidden = part["value"].isna().groupby([part[key] for key in keys], sort=False).any()
    grouped = part.sort_values("mark", kind="stable").groupby(keys, sort=False)
    frame = pd.DataFrame({"value": grouped["value"].sum(), "mark": grouped["mark"].last()})
    frame["value"] = frame["value"].where(~hidden.reindex(frame.index), np.nan)
    return frame.reset_index().assign(ages="")
