"""Joins school units of several sources by code, and tells where they differ (sammanfogning)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from pyproj import Transformer

from skolval.domain.language import _
from skolval.domain.provenance import Fact
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.municipalities import municipality_called
from skolval.sources.owners import plain_owner, provider_of, tell_unknown_owner
from skolval.sources.strict_csv import SWEREF99TM, to_sweref
from skolval.sources.unit_columns import MEASURES

__all__ = ["PRECEDENCE", "Joined", "Part", "joined"]

PRECEDENCE: Mapping[str, tuple[str, ...]] = {
    "who": ("register", "planned", "analysis", "table", "year_nine"),
    "figures": ("analysis", "table", "year_nine", "planned", "register"),
    "year_nine": ("year_nine", "analysis", "table", "planned", "register"),
}
"""Kinds of sources in the order in which they are believed, for names, places and grades, for
pupils and their composition, and for final grades."""
_WHO = ("name", "provider", "owner", "municipality_code", "address", "status", "forms", "grades")
_FAR = 1_000.0
"""Metres between two positions of a unit that are told as different places."""
_UNSURE = ("google", "year9", "year_9")
_TOLD = 3


@dataclass(frozen=True, slots=True)
class Part:
    """Units of one source.

    Parameters
    ----------
    kind : register, planned, analysis, table or year_nine. source : publisher and table.
    inferred : its grades were worked out from other figures, not told by a register.
    """

    kind: str
    frame: pd.DataFrame
    file: str
    digest: str
    vintage: str
    source: str
    inferred: bool = False


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
    notes = _twice(parts)
    codes = sorted({code for part in ready for code in part.frame["unit_id"]})
    frame = pd.DataFrame({"unit_id": pd.Series(codes, dtype="str")})
    facts = [_fact("unit_id", ready[0], "Official code of the school unit (skolenhetskod).")]
    held = {column: _in_order(ready, column, order) for column, order in _columns(ready)}
    for column, holding in held.items():
        frame[column], source = _first(frame["unit_id"], holding, column)
        notes += _conflicts(holding, column)
        if column == "grades":
            frame["grades_from"] = source
    facts += [_fact_of(column, holding, frame) for column, holding in held.items()]
    frame, placed = _placed(frame, ready)
    notes += _strangers(ready) + placed
    frame = _spans(frame)
    kept = frame if not municipality else _of(frame, municipality, notes)
    if not len(kept):
        ledger.add(_none_left(municipality))
        return None
    facts += _places(ready)
    return Joined(kept.reset_index(drop=True), tuple(facts), tuple(notes))


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
    holding = [part for part in parts if column in part.frame]
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


def _twice(parts: list[Part]) -> list[str]:
    """Tell codes that stood twice in a file, as when a unit changes owner."""
    notes = []
    for part in parts:
        count = int(part.frame["unit_id"].duplicated().sum())
        if count:
            notes.append(
                _(
                    "{count} codes stand twice in {file} (a change of owner); the row with "
                    "figures is taken."
                ).format(count=count, file=part.file)
            )
    return notes


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


def _conflicts(holding: list[Part], column: str) -> list[str]:
    """Return a sentence per pair of sources that tell a column differently."""
    if column not in {"name", "owner", "provider", "municipality_code", "pupils", "grades"}:
        return []
    notes = []
    for number, first in enumerate(holding):
        for other in holding[number + 1 :]:
            both = first.frame[["unit_id", column]].merge(
                other.frame[["unit_id", column]], on="unit_id", suffixes=("", "_other")
            )
            told = both[(both[column].notna()) & (both[f"{column}_other"].notna())]
            told = told[(told[column] != "") & (told[f"{column}_other"] != "")]
            plain = [_plain(column, value) for value in told[column]]
            other_plain = [_plain(column, value) for value in told[f"{column}_other"]]
            apart = told[[a != b for a, b in zip(plain, other_plain, strict=True)]]
            if len(apart):
                notes.append(_difference(column, apart, first, other))
    return notes


def _plain(column: str, value: object) -> str:
    if column == "owner":
        return plain_owner(str(value))
    if column == "name":
        return "".join(sign for sign in str(value).casefold() if sign.isalnum())
    return str(value)


def _difference(column: str, apart: pd.DataFrame, first: Part, other: Part) -> str:
    shown = "; ".join(
        f"{row['unit_id']} {row[column]} / {row[f'{column}_other']}"
        for row in apart.head(_TOLD).to_dict("records")
    )
    more = " ..." if len(apart) > _TOLD else ""
    return _(
        "{column} differs for {count} units between {first} and {other}; the former is taken: "
        "{shown}"
    ).format(
        column=column, count=len(apart), first=first.file, other=other.file, shown=shown + more
    )  # fmt: skip


def _placed(frame: pd.DataFrame, parts: list[Part]) -> tuple[pd.DataFrame, list[str]]:
    """Add positions in degrees and metres, where they are from, and whether they were checked."""
    found = pd.DataFrame(
        {"lat": np.nan, "lon": np.nan, "x": np.nan, "y": np.nan, "position_from": "",
         "position_checked": False}, index=frame["unit_id"],
    )  # fmt: skip
    notes = []
    for part in sorted(parts, key=lambda p: PRECEDENCE["who"].index(p.kind)):
        own = _positions(part)
        if own is None:
            continue
        own = own.reindex(found.index)
        notes += _far_apart(found, own, part)
        take = found["x"].isna() & own["x"].notna()
        found = found.where(~take, own)
    unsure = found["x"].notna() & ~found["position_checked"].astype(bool)
    if unsure.any():
        notes.append(
            _(
                "{count} positions come from a search by name and may be tens of kilometres off: "
                "check them against area and address."
            ).format(count=int(unsure.sum()))
        )
    found = found.reset_index(drop=True)
    places = {n: found[n].astype(np.float64) for n in ("lat", "lon", "x", "y")}
    return frame.assign(
        **places,
        position_from=found["position_from"].astype("str"),
        position_checked=found["position_checked"].astype(np.bool_),
    ), notes


def _positions(part: Part) -> pd.DataFrame | None:
    frame = part.frame.set_index("unit_id")
    if not {"lat", "lon"} <= set(frame) and not {"x", "y"} <= set(frame):
        return None
    numbers = {
        name: pd.to_numeric(
            frame[name].astype(str).str.strip().str.replace(",", ".", regex=False), errors="coerce"
        ) if name in frame else pd.Series(np.nan, index=frame.index)
        for name in ("lat", "lon", "x", "y")
    }  # fmt: skip
    place = pd.DataFrame(numbers, dtype=np.float64)
    degrees = place["lat"].notna() & place["lon"].notna() & place["x"].isna()
    east, north = to_sweref(
        place.loc[degrees, "lat"].to_numpy(np.float64),
        place.loc[degrees, "lon"].to_numpy(np.float64),
    )
    place.loc[degrees, "x"], place.loc[degrees, "y"] = east, north
    metres = place["x"].notna() & place["lat"].isna()
    back = Transformer.from_crs(SWEREF99TM, "EPSG:4326", always_xy=True)
    lon, lat = back.transform(place.loc[metres, "x"].to_numpy(), place.loc[metres, "y"].to_numpy())
    place.loc[metres, "lon"], place.loc[metres, "lat"] = np.round(lon, 7), np.round(lat, 7)
    place["position_from"] = part.kind
    place["position_checked"] = _checked(frame, part)
    return place


def _checked(frame: pd.DataFrame, part: Part) -> pd.Series:
    """Return which positions are the publisher's own, not found by a search for the name."""
    if part.kind == "year_nine":
        return pd.Series(False, index=frame.index)
    if "coord_source" not in frame:
        return pd.Series(True, index=frame.index)
    words = frame["coord_source"].fillna("").str.casefold()
    return ~words.map(lambda word: any(name in word for name in _UNSURE))


def _far_apart(found: pd.DataFrame, own: pd.DataFrame, part: Part) -> list[str]:
    apart = np.hypot(found["x"] - own["x"], found["y"] - own["y"])
    far = apart[apart > _FAR].sort_values(ascending=False, kind="stable")
    if not len(far):
        return []
    shown = "; ".join(f"{code} {metres / 1000:.1f} km" for code, metres in far.head(_TOLD).items())
    return [
        _(
            "The position of {count} units is more than {most} m away in {file}, which is not "
            "followed: {shown}"
        ).format(count=len(far), most=f"{_FAR:g}", file=part.file, shown=shown)
    ]


def _strangers(parts: list[Part]) -> list[str]:
    """Tell units that a register does not know: figures of a unit that is closed, or a slip."""
    known = {code for part in parts if part.kind == "register" for code in part.frame["unit_id"]}
    if not known:
        return []
    notes = []
    for part in parts:
        lost = sorted(set(part.frame["unit_id"]) - known)
        if lost:
            shown = ", ".join(lost[:_TOLD]) + (" ..." if len(lost) > _TOLD else "")
            notes.append(
                _("{count} units of {file} are not among the register's: {shown}").format(
                    count=len(lost), file=part.file, shown=shown
                )
            )
    return notes


def _spans(frame: pd.DataFrame) -> pd.DataFrame:
    if "grades" not in frame:
        return frame
    listed = frame["grades"].map(lambda text: text.split() if isinstance(text, str) else [])
    first = pd.Series([grades[0] if grades else None for grades in listed], dtype="str")
    last = pd.Series([grades[-1] if grades else None for grades in listed], dtype="str")
    return frame.assign(first_grade=first, last_grade=last)


def _of(frame: pd.DataFrame, municipality: str, notes: list[str]) -> pd.DataFrame:
    if "municipality_code" not in frame:
        notes.append(_("No source tells the units' municipality; all are kept."))
        return frame
    unknown = int(frame["municipality_code"].isna().sum())
    if unknown:
        note = _("{count} units without a known municipality were left out.")
        notes.append(note.format(count=unknown))
    return frame[frame["municipality_code"] == municipality]


def _none_left(municipality: str) -> Fault:
    return Fault(
        _("No unit is in the municipality {code}.").format(code=municipality)
        if municipality
        else _("No school units were found."),
        value=municipality,
        rule="rows",
        remedy=_("Give files that hold its units."),
    )


_MEANINGS = {
    "name": "Name of the unit.",
    "provider": "Who runs the unit: municipal, independent, state or region.",
    "owner": "Name of who runs the unit (huvudman).",
    "municipality_code": "Municipality where the unit is.",
    "address": "Visiting address.",
    "status": "Status in the register.",
    "forms": "School forms: FSK preschool class, GR compulsory, GRAN adapted, GY upper secondary.",
    "grades": "Grades taught.",
}


def _fact_of(column: str, holding: list[Part], frame: pd.DataFrame) -> Fact:
    figure = next((m for m in MEASURES if m.column == column), None)
    definition = figure.definition if figure else _MEANINGS.get(column, "")
    hidden = frame.get(f"mark_{column}")
    fact = _fact(column, holding[0], definition or "Mark where the figure is not published.")
    others = ", ".join(part.file for part in holding[1:])
    return Fact(
        **{
            **_as_dict(fact),
            "suppressed": int(hidden.isin(["..", "..."]).sum()) if hidden is not None else 0,
            "note": f"Where it lacks: {others}." if others else "",
            "made": "computed" if figure and figure.rest else "read",
        }
    )


def _as_dict(fact: Fact) -> dict[str, str]:
    names = ("table", "column", "source", "vintage", "definition", "file", "digest", "licence")
    return {name: getattr(fact, name) for name in names}


def _fact(column: str, part: Part, definition: str) -> Fact:
    return Fact(
        table="units",
        column=column,
        source=part.source,
        vintage=part.vintage,
        definition=definition,
        file=part.file,
        digest=part.digest,
        licence="Public official statistics, source to be given",
    )


def _places(parts: list[Part]) -> list[Fact]:
    placing = [p for p in sorted(parts, key=lambda p: PRECEDENCE["who"].index(p.kind))
               if _positions(p) is not None]  # fmt: skip
    if not placing:
        return []
    return [_fact(name, placing[0], "Position of the unit, SWEREF 99 TM.") for name in ("x", "y")]
