"""Joins school units of several sources by code, and tells where they differ (sammanfogning)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from skolval.domain.language import N_, _
from skolval.domain.provenance import Fact
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.municipalities import municipalities, municipality_called
from skolval.sources.owners import provider_of, tell_unknown_owner
from skolval.sources.unit_columns import MEASURES
from skolval.sources.unit_differences import conflicts, strangers, twice
from skolval.sources.unit_facts import fact, fact_of, facts_of_places
from skolval.sources.unit_parts import PRECEDENCE, Part
from skolval.sources.unit_positions import placed, unsure

__all__ = ["NAMELESS", "Joined", "joined", "none_left"]

NAMELESS = N_("{count} units without a known municipality were left out.")

_WHO = ("name", "provider", "owner", "municipality_code", "address", "area_id", "status", "forms",
        "grades")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Joined:
    """The units, what is known of every column, and what to tell."""

    frame: pd.DataFrame
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]


def joined(parts: list[Part], municipality: str, ledger: Ledger) -> Joined | None:
    """Return one row per unit of the municipality (all where it is empty)."""
    ready = [_prepared(part, ledger) for part in parts]
    if ledger.broken:
        return None
    notes: list[str] = []
    if municipality:
        units, unknown = _units_in(municipality, ready, notes)
        if units.empty:
            ledger.add(none_left(municipality, unknown))
            return None
        parts, ready = _cut(parts, units), _cut(ready, units)
    notes += twice(parts)
    frame = pd.DataFrame({"unit_id": _codes(ready)})
    if frame.empty:
        ledger.add(none_left())
        return None
    facts = [fact("unit_id", ready[0], "Official code of the school unit (skolenhetskod).")]
    held = {column: _in_order(ready, column, order) for column, order in _columns(ready)}
    for column, holding in held.items():
        frame[column], source = _first(frame["unit_id"], holding, column)
        notes += conflicts(holding, column)
        if column == "grades":
            frame["grades_from"] = source
    facts += [fact_of(column, holding, frame) for column, holding in held.items()]
    frame = _spans(placed(frame, ready, notes))
    notes += strangers(ready)
    notes += unsure(frame)
    facts += facts_of_places(ready)
    return Joined(frame, tuple(facts), tuple(notes))


def _codes(parts: list[Part]) -> pd.Series:
    return pd.Series(
        sorted({code for part in parts for code in part.frame["unit_id"]}), dtype="str"
    )


def _units_in(municipality: str, parts: list[Part], notes: list[str]) -> tuple[pd.Series, int]:
    """Return the codes of the municipality's units, and how many units name no municipality."""
    codes = _codes(parts)
    telling = [part for part in parts if "municipality_code" in part.frame]
    if not telling:
        notes.append(_("No source tells the units' municipality; all are kept."))
        return codes, 0
    holding = _in_order(telling, "municipality_code", PRECEDENCE["who"])
    told = _first(codes, holding, "municipality_code")[0]
    unknown = int(told.isna().sum())
    if unknown:
        notes.append(_(NAMELESS).format(count=unknown))
    return codes[(told == municipality).to_numpy(np.bool_)], unknown


def _cut(parts: list[Part], units: pd.Series) -> list[Part]:
    """Return the parts with these units alone, so that nothing is told of the others."""
    cut = [replace(part, frame=part.frame[part.frame["unit_id"].isin(units)]) for part in parts]
    return [part for part in cut if len(part.frame)]


def _columns(parts: list[Part]) -> Iterator[tuple[str, tuple[str, ...]]]:
    present = {name for part in parts for name in part.frame}
    for name in _WHO:
        if name in present:
            yield name, PRECEDENCE["who"]
    for measure in sorted(MEASURES, key=lambda measure: measure.column != "pupils"):
        order = PRECEDENCE["year_nine" if measure.column.startswith("y9_") else "figures"]
        for name in (measure.column, f"mark_{measure.column}"):
            if name in present:
                yield name, order


def _in_order(parts: list[Part], column: str, order: tuple[str, ...]) -> list[Part]:
    """Return the parts that tell a column, most believed first; inferred grades come last."""
    latest = sorted(parts, key=lambda part: part.vintage, reverse=True)
    holding = [part for part in latest if column in part.frame]
    return sorted(
        holding, key=lambda part: (column == "grades" and part.inferred, order.index(part.kind))
    )


def _prepared(part: Part, ledger: Ledger) -> Part:
    """Return the part with owners understood, codes of municipalities, and each unit once."""
    frame = part.frame.copy()
    frame["provider"] = _providers(frame, part, ledger)
    if "municipality_code" not in frame and "municipality" in frame:
        known = {name: municipality_called(name) for name in frame["municipality"].unique()}
        codes = {name: found.code if found else "" for name, found in known.items()}
        frame["municipality_code"] = frame["municipality"].map(codes)
    if "grades" in frame and part.kind not in {"register", "planned"}:
        frame["grades"] = frame["grades"].map(_grades_of)
    return replace(part, frame=_once(frame, part, ledger))


def _providers(frame: pd.DataFrame, part: Part, ledger: Ledger) -> pd.Series:
    if "owner_type" not in frame:
        return pd.Series([""] * len(frame), dtype="str")
    words = frame["owner_type"].fillna("").astype(str)
    told = words.map({word: provider_of(word) for word in words.unique()})
    for row in np.flatnonzero(((told == "") & (words != "")).to_numpy(np.bool_))[:20]:
        at = int(frame["row"].iloc[row]) if "row" in frame else None
        tell_unknown_owner(words.iloc[row], file=part.file, row=at, ledger=ledger)
    return told


def _grades_of(span: object) -> str:
    """Return the grades of a span as ``F-6`` one by one; an empty text where it is none."""
    first, dash, last = str(span).strip().upper().partition("-")
    names = ["F", *(str(year) for year in range(1, 11))]
    last = last if dash else first
    if first not in names or last not in names or names.index(first) > names.index(last):
        return ""
    return " ".join(names[names.index(first) : names.index(last) + 1])


def _once(frame: pd.DataFrame, part: Part, ledger: Ledger) -> pd.DataFrame:
    """Return one row per unit: one that changed owner stands twice, once with its figures.

    What both rows tell alike is no conflict; a figure told in two ways is a fault.
    """
    figures = [m.column for m in MEASURES if m.column in frame]
    again = frame["unit_id"].duplicated(keep=False)
    if not again.any():
        return frame
    filled = frame[figures].notna().sum(axis=1).to_numpy(np.int64) if figures else 0
    order = np.lexsort((np.arange(len(frame)), -filled * np.ones(len(frame), np.int64)))
    for code, rows in frame[again].groupby("unit_id", sort=True):
        apart = [name for name in figures if len(set(rows[name].dropna())) > 1]
        if apart:
            ledger.add(
                Fault(
                    _("The code {code!r} stands twice with different figures.").format(code=code),
                    file=part.file,
                    row=int(rows["row"].iloc[-1]) if "row" in rows else None,
                    column=apart[0],
                    value=str(code),
                    rule="unique",
                    remedy=_("Give the file as it was published."),
                )
            )
    return frame.iloc[order].drop_duplicates("unit_id").sort_index().reset_index(drop=True)


def _first(units: pd.Series, holding: list[Part], column: str) -> tuple[pd.Series, pd.Series]:
    """Return the value of the first source that tells one, and the kind of source."""
    value: pd.Series = pd.Series(np.nan, index=units.index, dtype=object)
    source = pd.Series("", index=units.index, dtype=object)
    figure = column.removeprefix("mark_")
    for part in holding:
        told = part.frame.set_index("unit_id")[column].reindex(units).reset_index(drop=True)
        told = told.where(told.notna() & (told != ""))
        if column.startswith("mark_"):
            # A mark belongs to its own figure: a figure of a later source has none.
            known = part.frame.set_index("unit_id")[figure].reindex(units).reset_index(drop=True)
            told = told.mask(known.notna(), "")
        take = value.isna() & told.notna()
        value = value.where(~take, told)
        kind = "inferred" if column == "grades" and part.inferred else part.kind
        source = source.where(~take, kind)
    if any(pd.api.types.is_float_dtype(part.frame[column]) for part in holding):
        return value.astype(np.float64), source
    if column.startswith("mark_"):
        value = value.where(value != "")
    return value.astype("str").where(value.notna()), source


def _spans(frame: pd.DataFrame) -> pd.DataFrame:
    if "grades" not in frame:
        return frame
    listed = frame["grades"].map(lambda text: text.split() if isinstance(text, str) else [])
    first = pd.Series([grades[0] if grades else None for grades in listed], dtype="str")
    last = pd.Series([grades[-1] if grades else None for grades in listed], dtype="str")
    return frame.assign(first_grade=first, last_grade=last)


def none_left(municipality: str = "", unknown: int = 0) -> Fault:
    """Return the fault of files that hold no unit of the municipality, or none at all.

    Parameters
    ----------
    unknown : units of the files that name no municipality.
    """
    text = _("No school units were found.")
    if municipality:
        text = _("No unit is in the municipality {code} {name}.").format(
            code=municipality, name=municipalities()[municipality].name
        )
    if unknown:
        text += " " + _(NAMELESS).format(count=unknown)
    return Fault(
        text,
        column="municipality_code" if municipality else "",
        value=municipality,
        rule="municipality" if municipality else "rows",
        remedy=_("Give files that hold its units."),
    )
