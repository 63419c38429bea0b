"""Provenance (proveniens): where every column of an instance comes from and what it means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields

import pandas as pd

__all__ = ["MADE", "Fact", "facts_of", "no_provenance", "provenance_frame"]

MADE: tuple[str, ...] = ("read", "computed", "modelled", "assumed")
"""How a value came to be: as the file says, calculated from it, drawn by a model, or assumed."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known about the values of one column of one table.

    Parameters
    ----------
    table, column : where the values stand in the instance.
    source : who published them. vintage : the day or year they describe.
    definition : what the number means, so that background is never taken for birth.
    made : one of `MADE`.
    file : the file's name without folders. digest : SHA-256 of its bytes, hexadecimal.
    suppressed : values hidden at the source. licence : under which they may be used.
    note : what was repaired, modelled or left out.
    """

    table: str
    column: str
    source: str = ""
    vintage: str = ""
    definition: str = ""
    made: str = "read"
    file: str = ""
    digest: str = ""
    suppressed: int = 0
    licence: str = ""
    note: str = ""


def no_provenance() -> pd.DataFrame:
    """Return the table of an instance that tells nothing of where its values come from."""
    return provenance_frame(())


def provenance_frame(facts: Iterable[Fact]) -> pd.DataFrame:
    """Return one row per fact, in the order told, with one column per field of `Fact`."""
    rows = [asdict(fact) for fact in facts]
    kinds = {field.name: "int64" if field.name == "suppressed" else "str" for field in fields(Fact)}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def facts_of(frame: pd.DataFrame) -> tuple[Fact, ...]:
    """Return the facts of a table made by `provenance_frame`."""
    rows = frame.to_dict("records")
    return tuple(Fact(**{str(key): value for key, value in row.items()}) for row in rows)
