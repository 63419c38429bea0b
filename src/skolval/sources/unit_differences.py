"""Where sources of school units differ, told as sentences (skillnader mellan källor)."""

from __future__ import annotations

import pandas as pd

from skolval.domain.language import _
from skolval.sources.owners import plain_owner
from skolval.sources.unit_parts import Part

__all__ = ["conflicts", "strangers", "twice"]

_TOLD = 3


def conflicts(holding: list[Part], column: str) -> list[str]:
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


def strangers(parts: list[Part]) -> list[str]:
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


def twice(parts: list[Part]) -> list[str]:
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
