"""No personal identity number is written (personnummer): tables searched before they are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.io.dictionary import TABLES, Table
from skolval.io.identity import secret_numbers

__all__ = ["refuse_secrets_in"]

_PEOPLE = frozenset({"pupils", "choices", "grounds"})
_WORDS = frozenset({"text", "list"})
"""Kinds of columns in which anybody's words stand; codes of stops look like numbers too often."""


def refuse_secrets_in(instance: Instance) -> None:
    """Refuse an instance in whose tables a personal identity number stands.

    The same columns are searched as when an instance is read, so that what was written can
    always be read again. No message holds the number, nor in which row it stands.

    Raises
    ------
    InputError
        With every table and column at once.
    """
    faults = [fault for table in TABLES.values() for fault in _faults(instance, table)]
    if faults:
        raise InputError(faults)


def _faults(instance: Instance, table: Table) -> list[Fault]:
    frame: pd.DataFrame = getattr(instance, table.name)
    kinds = {field.name: field.kind for field in table.fields}
    found = []
    for name in frame.columns.astype(str):
        words = kinds.get(name, "text") in _WORDS or table.name in _PEOPLE
        if not words or name == "geometry" or pd.api.types.is_numeric_dtype(frame[name]):
            continue
        cells = frame[name].dropna().astype(str)
        count = int(np.sum(secret_numbers(cells))) if len(cells) else 0
        if count:
            text = _("{count} cells of the column {column} look like personal identity numbers.")
            found.append(
                Fault(
                    text.format(count=count, column=name),
                    file=table.name,
                    column=name,
                    rule="personal_number",
                    remedy=_("Take them out of the files, and out of files' names, first."),
                )
            )
    return found
