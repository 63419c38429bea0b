"""Recognises the columns of area files: which holds the code, the name, the municipality."""

from __future__ import annotations

import re

import pandas as pd

from skolval.io.sheets import plain_name
from skolval.io.values import as_text

__all__ = ["DESO", "REGSO", "clean_codes", "code_column", "kind_of", "municipality_column",
           "name_column", "vintage_of"]  # fmt: skip

DESO = re.compile(r"[0-9]{4}[ABC][0-9]{4}")
REGSO = re.compile(r"[0-9]{4}R[0-9]{3}")
_SUFFIX = r"[_ ](?:DESO|REGSO)[_ ]?([0-9]{4})$"
_CODES = (
    "deso", "desokod", "deso_kod", "deso_code", "deso_id", "kod_deso", "deso_2025", "deso2025",
    "deso_2018", "deso2018", "regsokod", "regso_kod", "regso_code", "regso_id", "nyko", "nyko_kod",
    "nykokod", "nyko3", "nyko4", "nyko5", "nyko6", "area_id", "area_code", "områdeskod",
    "omradeskod", "omr_kod", "omrkod", "områdes_id", "områdesid", "område_id", "områdesnr",
    "områdesnummer", "kod", "code", "geoid", "nyckelkod", "nyckel", "id", "regso", "område",
    "omrade", "områdesnamn", "namn", "name", "kommunkod", "kommun_kod", "knkod", "kommun",
)  # fmt: skip
"""Names of the column with the code, the most telling first; a name serves where no code is."""
_NAMES = (
    "namn", "name", "områdesnamn", "omradesnamn", "omr_namn", "area_name", "desonamn", "deso_namn",
    "regsonamn", "regso_namn", "regso_name", "regso", "nyko_namn", "nykonamn", "nyko3_namn",
    "nyko3_name", "benämning", "benamning", "beteckning", "område", "omrade", "kommunnamn",
    "kommun",
)  # fmt: skip
_MUNICIPALITIES = (
    "kommunkod", "kommun_kod", "kommun", "kommunnamn", "kommun_namn", "knkod", "kn_kod", "knnamn",
    "municipality", "municipality_code", "kommunkod_namn",
)  # fmt: skip
_YEAR = re.compile(r"(?<![0-9])(20(?:1[5-9]|[2-4][0-9]))(?![0-9])")
_NEARLY_ALL = 0.9
_EDITIONS = {5_984: "2018", 6_160: "2025"}
"""DeSO in the whole country."""


def code_column(frame: pd.DataFrame) -> str:
    """Return the column with the codes: by its name, else by codes of SCB; empty without."""
    found = _named(frame, _CODES)
    if found and plain_name(found) not in {"id", "namn", "name", "regso", "område", "omrade"}:
        return found
    for pattern in (DESO, REGSO):
        for column in frame.columns:
            cells, _notes = clean_codes(frame[column])
            if len(cells) and cells.str.fullmatch(pattern).mean() >= _NEARLY_ALL:
                return str(column)
    return found


def name_column(frame: pd.DataFrame, code: str) -> str:
    """Return the column with the names of the areas, not the one with the codes."""
    return _named(frame.drop(columns=code), _NAMES)


def municipality_column(frame: pd.DataFrame, code: str) -> str:
    """Return the column that tells the municipality, if there is one."""
    return _named(frame.drop(columns=code), _MUNICIPALITIES)


def _named(frame: pd.DataFrame, names: tuple[str, ...]) -> str:
    of = {plain_name(str(column)): str(column) for column in reversed(frame.columns)}
    return next((of[name] for name in names if name in of and frame[of[name]].notna().any()), "")


def clean_codes(raw: pd.Series) -> tuple[pd.Series, int]:
    """Return codes as SCB writes them, and how many had lost their leading zero.

    A suffix with the edition (``_DeSO2025``) and the ``.0`` of numbers are taken away.
    """
    plain = as_text(raw).fillna("").str.replace(r"\.0$", "", regex=True)
    text = plain.str.replace(_SUFFIX, "", regex=True, case=False)
    scb = text.str.fullmatch(r"[0-9]{3,4}(?:[ABCabc][0-9]{4}|[Rr][0-9]{3})")
    text = text.where(~scb, text.str.upper())
    short = scb & text.str.fullmatch(r"[0-9]{3}[A-Z].*")
    return text.where(~short, "0" + text), int(short.sum())


def kind_of(codes: pd.Series) -> str:
    """Return ``DeSO``, ``RegSO`` or an empty text for areas of another kind."""
    for kind, pattern in (("DeSO", DESO), ("RegSO", REGSO)):
        if len(codes) and codes.str.fullmatch(pattern).all():
            return kind
    return ""


def vintage_of(raw: pd.Series, *names: str) -> str:
    """Return the edition of the areas: by the codes' suffix, a year in the names, or their number.

    Parameters
    ----------
    raw : the codes as they stand. names : of the column, the layer, the file.
    """
    told = as_text(raw).str.extract("(?i)" + _SUFFIX)[0].dropna().unique()
    if len(told) == 1:
        return str(told[0])
    for name in names:
        years = set(_YEAR.findall(name))
        if len(years) == 1:
            return str(years.pop())
    codes, _short = clean_codes(raw)
    return _EDITIONS.get(codes.nunique(), "") if kind_of(codes) == "DeSO" else ""
