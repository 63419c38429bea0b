"""Areas of one municipality: its rows of the statistics, joined to their surfaces where given."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from skolval.domain.language import N_, _
from skolval.domain.provenance import Fact
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.areas import AreasRead
from skolval.sources.municipalities import Municipality
from skolval.sources.statistics import StatisticsRead

__all__ = ["MunicipalityAreas", "areas_of"]

_KNOWN_EDUCATION = (
    "edu_compulsory", "edu_upper_secondary", "edu_post_sec_lt3y", "edu_post_sec_ge3y",
)  # fmt: skip
_SHOWN = 5
_FOREIGN = ("swedish_background", "foreign_background")


@dataclass(frozen=True, slots=True)
class MunicipalityAreas:
    """Areas as `PublicFiles` wants them, with facts and notes."""

    frame: pd.DataFrame
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]


def areas_of(
    home: Municipality, statistics: StatisticsRead, shapes: AreasRead | None, ledger: Ledger
) -> MunicipalityAreas | None:
    """Return the areas of `home`, or None where statistics and surfaces do not fit each other.

    Without surfaces nobody knows where the areas lie: x, y and geometry are missing.
    """
    rows = _rows_of(home, statistics.frame)
    if rows.empty:
        ledger.add(_nothing(home, statistics))
        return None
    if "pop" not in rows:
        ledger.add(_no_residents(statistics))
        return None
    if shapes is not None and not _fit(rows, statistics, shapes, ledger):
        return None
    uncounted = _uncounted(rows)
    if uncounted:
        ledger.add(_no_ages(uncounted, statistics))
        return None
    frame = _frame(rows, shapes)
    notes = (*statistics.notes, *(shapes.notes if shapes else ()), *_lacking(rows))
    facts = [*(shapes.facts if shapes else ()), *statistics.facts, *_share_facts(statistics)]
    return MunicipalityAreas(frame, tuple(facts), notes)


def _rows_of(home: Municipality, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the areas of `home`; areas of the municipality's own have no code of it."""
    if "municipality_code" in frame:
        frame = frame[frame["municipality_code"] == home.code]
    return frame.sort_values("area_id").reset_index(drop=True)


def _uncounted(rows: pd.DataFrame) -> list[str]:
    """Return areas whose residents nobody tells, though those of other areas are told."""
    ages = [name for name in rows if str(name).startswith("age_")]
    blank = rows["pop"].isna()
    if ages:
        blank |= rows[ages].isna().all(axis=1)
    return [str(code) for code in rows.loc[blank, "area_id"]]


def _frame(rows: pd.DataFrame, shapes: AreasRead | None) -> pd.DataFrame:
    ages = [name for name in rows if str(name).startswith("age_")]
    made = pd.DataFrame(
        {
            "area_id": rows["area_id"].astype(str),
            "name": _names(rows),
            "region": rows["regso"] if "regso" in rows else pd.Series(pd.NA, rows.index, "str"),
            "population": rows["pop"].round().astype("Int64"),
            "share_low_education": _low_education(rows),
            "share_foreign_background": _share(rows, "foreign_background", _FOREIGN),
            **{name: rows[name].fillna(0.0) for name in ages},
        }
    )
    if shapes is None:
        return made.assign(x=np.nan, y=np.nan, geometry=None)
    where = shapes.frame.set_index("area_id")[["name", "x", "y", "geometry"]]
    joined = made.join(where.rename(columns={"name": "drawn"}), on="area_id")
    nameless = joined["name"] == joined["area_id"]
    return joined.assign(name=joined["name"].where(~nameless, joined["drawn"])).drop(
        columns="drawn"
    )


def _names(rows: pd.DataFrame) -> pd.Series:
    """Return names: the file's, else the RegSO's with the end of the code, else the code."""
    code = rows["area_id"].astype(str)
    if "area_name" in rows and (rows["area_name"].fillna("").astype(str) != "").all():
        return rows["area_name"].astype(str)
    if "regso" in rows:
        return (rows["regso"].astype(str) + " " + code.str[4:]).where(rows["regso"].notna(), code)
    return code


def _low_education(rows: pd.DataFrame) -> pd.Series:
    return _share(rows, ("edu_compulsory", "edu_upper_secondary"), _KNOWN_EDUCATION)


def _share(rows: pd.DataFrame, part: str | tuple[str, ...], whole: tuple[str, ...]) -> pd.Series:
    """Return part / whole, missing where it is not published or nobody is counted."""
    parts = [part] if isinstance(part, str) else list(part)
    if not {*parts, *whole} <= set(rows.columns):
        return pd.Series(np.nan, rows.index)
    total = rows[list(whole)].sum(axis=1, min_count=len(whole))
    return (rows[parts].sum(axis=1, min_count=len(parts)) / total.where(total > 0)).round(6)


def _lacking(rows: pd.DataFrame) -> tuple[str, ...]:
    notes = []
    rows = rows.dropna(axis=1, how="all")  # told of other municipalities only
    if not set(_FOREIGN) <= set(rows.columns):
        notes.append(
            N_("The statistics tell no background: foreign background is unknown by area.")
        )
    if not set(_KNOWN_EDUCATION) <= set(rows.columns):
        notes.append(N_("The statistics tell no education: low education is unknown by area."))
    for columns in (_FOREIGN, _KNOWN_EDUCATION):
        if set(columns) <= set(rows.columns):
            blank = rows[list(columns)].isna().any(axis=1)
            notes += _partly(rows, blank, columns)
    return tuple(notes)


def _partly(rows: pd.DataFrame, blank: pd.Series, columns: tuple[str, ...]) -> list[str]:
    if not blank.any():
        return []
    told = N_("{some} of {all} areas have no figures of {columns}: {codes}.")
    codes = [str(code) for code in rows.loc[blank, "area_id"]]
    return [
        told.format(some=len(codes), all=len(rows), columns=", ".join(columns), codes=_some(codes))
    ]


def _fit(rows: pd.DataFrame, statistics: StatisticsRead, shapes: AreasRead, ledger: Ledger) -> bool:
    """Return whether every area has both figures and a surface, of one edition."""
    told = statistics.version[-4:]
    if told and shapes.vintage and told != shapes.vintage[:4]:
        ledger.add(_other_edition(told, shapes))
        return False
    codes, drawn = set(rows["area_id"].astype(str)), set(shapes.frame["area_id"].astype(str))
    bare, blank = sorted(codes - drawn), sorted(drawn - codes)
    if bare or blank:
        ledger.add(_apart(bare, blank, shapes))
    return not (bare or blank)


def _nothing(home: Municipality, statistics: StatisticsRead) -> Fault:
    return Fault(
        _("The statistics hold no area of {code} {name}.").format(code=home.code, name=home.name),
        file=statistics.facts[0].file if statistics.facts else "",
        value=home.code,
        rule="municipality",
        remedy=_("Give the statistics of that municipality."),
    )


def _no_residents(statistics: StatisticsRead) -> Fault:
    return Fault(
        _("The statistics do not tell how many residents the areas have."),
        file=statistics.facts[0].file if statistics.facts else "",
        column="pop",
        rule="required_column",
        remedy=_("Add a table with the population by age."),
    )


def _no_ages(codes: list[str], statistics: StatisticsRead) -> Fault:
    return Fault(
        _("The statistics do not tell the residents of {count} areas: {codes}.").format(
            count=len(codes), codes=_some(codes)
        ),
        file=next((fact.file for fact in statistics.facts if fact.column == "pop"), ""),
        column="pop",
        value=codes[0],
        rule="reference",
        remedy=_("Give the table with the population by age for every area of the municipality."),
    )


def _other_edition(told: str, shapes: AreasRead) -> Fault:
    return Fault(
        _("The statistics are of the areas of {one}, the surfaces of those of {other}.").format(
            one=told, other=shapes.vintage
        ),
        file=shapes.facts[0].file if shapes.facts else "",
        value=shapes.vintage,
        rule="version",
        remedy=_("The same code may be different ground: give both of one edition."),
    )


def _apart(bare: list[str], blank: list[str], shapes: AreasRead) -> Fault:
    text = _(
        "Statistics and surfaces are of different areas: {bare} have no surface ({first}), {blank}"
        " no figures ({second})."
    )
    return Fault(
        text.format(bare=len(bare), first=_some(bare), blank=len(blank), second=_some(blank)),
        file=shapes.facts[0].file if shapes.facts else "",
        column="area_id",
        value=(bare or blank)[0],
        rule="reference",
        remedy=_(
            "Give both of one edition: DeSO of 2018 are used up to the figures of 2023, those of"
            " 2025 from 2024 on."
        ),
    )


def _some(codes: list[str]) -> str:
    return ", ".join(codes[:_SHOWN]) + (" ..." if len(codes) > _SHOWN else "") or "–"


def _share_facts(statistics: StatisticsRead) -> list[Fact]:
    """Return facts of the two shares, from those of the counts that they are made of."""
    of_column = {fact.column: fact for fact in statistics.facts}
    made = []
    for column, source, meaning in (
        ("share_foreign_background", "foreign_background",
         "born abroad, or born in Sweden with two parents born abroad; of all residents"),
        ("share_low_education", "edu_compulsory",
         "residents without post-secondary education, of those whose education is known"),
    ):  # fmt: skip
        if source in of_column:
            made.append(
                replace(of_column[source], column=column, definition=meaning, made="computed")
            )
    return made
