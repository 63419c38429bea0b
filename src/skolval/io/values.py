"""Turns raw cells into values of the dictionary's kinds, a whole column at a time.

Swedish habits are understood: decimal comma, spaces in thousands, ja/nej, ``åk 4``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from skolval.domain.grades import UPPER_SECONDARY, GradeSystem
from skolval.domain.language import N_, _
from skolval.domain.months import day_text
from skolval.domain.problem import BoolArray
from skolval.domain.timetable import clock_text, seconds_of
from skolval.io.dictionary import Field
from skolval.io.faults import Complaint

__all__ = ["Column", "among", "as_text", "grade_words", "missing_column", "parsed", "parsed_number"]

_YES = ("yes", "y", "ja", "j", "true", "sant", "1", "x")
_NO = ("no", "n", "nej", "false", "falskt", "0")
_WHOLE = r"[+-]?[0-9]{1,15}(?:[.,]0+)?"
_NUMBER = r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?"
_SPACES = "[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]"


@dataclass(frozen=True, slots=True)
class Column:
    """Parsed values, and what is wrong: pairs of complaint and which rows."""

    series: pd.Series
    wrong: tuple[tuple[Complaint, BoolArray], ...] = ()


def as_text(raw: pd.Series) -> pd.Series:
    """Return cells as stripped text, missing where empty; whole floats lose their ``.0``."""
    if isinstance(raw.dtype, pd.CategoricalDtype):
        raw = raw.astype(raw.dtype.categories.dtype)
    if pd.api.types.is_bool_dtype(raw.dtype):
        return raw.map({True: "true", False: "false"}).astype("str")
    if pd.api.types.is_float_dtype(raw.dtype):
        whole = raw.isna() | (raw == raw.round())
        raw = raw.astype("Int64") if whole.all() else raw
    known = raw.notna().to_numpy(bool, copy=True)
    text = raw.astype("str").str.strip()
    known = known & (text != "").to_numpy(bool)
    return text if known.all() else text.where(known)


def among(cells: pd.Series, known: pd.Series) -> BoolArray:
    """Return which texts of `cells` stand in `known`; a missing one never does.

    Arrow's hash lookup: `Series.isin` walks Arrow strings one by one.
    """
    text = pa.array(cells.astype("str"), pa.large_string(), from_pandas=True)
    words = pa.array(known.astype("str"), pa.large_string(), from_pandas=True)
    found = pyarrow.compute.is_in(text, value_set=words, skip_nulls=True)
    inside: BoolArray = found.to_numpy(zero_copy_only=False)
    return inside


def missing_column(kind: str, length: int) -> pd.Series:
    """Return a column of missing values of the type that `kind` has."""
    dtype = {"whole": "Int64", "member": "Int64", "bool": "boolean"}.get(kind)
    if dtype is None:
        dtype = "float64" if kind in {"number", "share", "x", "y"} else "str"
    return pd.Series([pd.NA if dtype in {"Int64", "boolean"} else np.nan] * length, dtype=dtype)


def parsed(raw: pd.Series, field: Field, grades: GradeSystem | None) -> Column:
    """Return the column as values of the field's kind, with complaints about bad cells."""
    if field.kind == "whole":
        column = _whole(raw)
    elif field.kind in {"number", "x", "y"}:
        column = parsed_number(raw)
    elif field.kind in _BY_WORDS:
        column = _BY_WORDS[field.kind](raw)
    elif field.kind == "grade":
        column = _grade(raw, grades)
    elif field.allowed:
        column = _allowed(raw, field)
    elif field.kind == "list":
        words = as_text(raw).str.replace(r"[\s;,]+", " ", regex=True)
        column = Column(words.str.strip())
    else:
        column = Column(as_text(raw))
    return _bounded(column, field)


def _known(series: pd.Series) -> BoolArray:
    known: BoolArray = series.notna().to_numpy(bool)
    return known


def _unspaced(raw: pd.Series) -> pd.Series:
    """Return numbers in text without the spaces of thousands."""
    return as_text(raw).str.replace(_SPACES, "", regex=True)


_NOT_WHOLE = Complaint(
    "whole_number", N_("{value} is not a whole number."), N_("Write digits only, for example 25.")
)
_NOT_NUMBER = Complaint(
    "number",
    N_("{value} is not a number."),
    N_("Write digits, with a comma or a point for decimals."),
)


def _whole(raw: pd.Series) -> Column:
    if pd.api.types.is_integer_dtype(raw.dtype):
        return Column(_tight(raw.astype("Int64")))
    if pd.api.types.is_float_dtype(raw.dtype):
        bad = _known(raw) & ~(np.isfinite(raw) & (raw == raw.round())).to_numpy(bool)
        return Column(_tight(raw.mask(bad).astype("Int64")), ((_NOT_WHOLE, bad),))
    text = _unspaced(raw)
    good = text.str.fullmatch(_WHOLE).to_numpy(bool, na_value=False)
    digits = text.where(good).str.replace(r"[.,]0+$", "", regex=True)
    return Column(_tight(_integers(digits)), ((_NOT_WHOLE, _known(text) & ~good),))


def _integers(digits: pd.Series) -> pd.Series:
    known = _known(digits)
    values = np.zeros(len(digits), np.int64)
    values[known] = digits[known].astype("int64").to_numpy()
    return pd.Series(pd.arrays.IntegerArray(values, ~known))


def _tight(values: pd.Series) -> pd.Series:
    """Return a complete column of whole numbers as int64, else as nullable Int64."""
    return values if values.isna().any() else values.astype("int64")


def parsed_number(raw: pd.Series) -> Column:
    """Return numbers, with decimal comma or point."""
    if pd.api.types.is_numeric_dtype(raw.dtype) and not pd.api.types.is_bool_dtype(raw.dtype):
        values = raw.astype("Float64").astype("float64")
        bad = np.isinf(values.to_numpy())
        return Column(values.mask(bad), ((_NOT_NUMBER, bad),))
    text = _unspaced(raw)
    good = text.str.fullmatch(_NUMBER).to_numpy(bool, na_value=False)
    plain = text.where(good).str.replace(",", ".", regex=False)
    values = pd.to_numeric(plain).astype("float64")
    return Column(values, ((_NOT_NUMBER, _known(text) & ~good),))


def _by_word(
    raw: pd.Series, words: Mapping[str, Any], complaint: Complaint, plain: Callable[[str], str]
) -> tuple[pd.Series, tuple[tuple[Complaint, BoolArray], ...]]:
    """Look each distinct text up among `words`; `plain` makes texts comparable."""
    text = as_text(raw)
    distinct = text.dropna().unique()
    meaning = {word: words[plain(word)] for word in distinct if plain(word) in words}
    found = text.map(meaning)
    bad = _known(text) & ~text.isin(list(meaning)).to_numpy(bool)
    return found, ((complaint, bad),)


def _bool(raw: pd.Series) -> Column:
    if pd.api.types.is_bool_dtype(raw.dtype):
        return Column(raw.astype("boolean"))
    words = {**dict.fromkeys(_YES, True), **dict.fromkeys(_NO, False)}
    complaint = Complaint(
        "yes_or_no", _("{value} is neither yes nor no."), _("Write yes or no (ja/nej).")
    )
    found, wrong = _by_word(raw, words, complaint, str.casefold)
    return Column(found.astype("boolean"), wrong)


def _member(raw: pd.Series) -> Column:
    words = {**dict.fromkeys(_YES, 1), **dict.fromkeys(_NO, 0)}
    complaint = Complaint(
        "member",
        _("{value} is neither 0 nor 1."),
        _("Write 1 if the pupil belongs to the group, 0 if not, nothing if unknown."),
    )
    found, wrong = _by_word(raw, words, complaint, str.casefold)
    return Column(_tight(pd.to_numeric(found).astype("Int64")), wrong)


def grade_words(grades: GradeSystem) -> dict[str, str]:
    """Return every accepted spelling of a grade (compared by `_plain_grade`) and its code."""
    words = {_plain_grade(code): code for code in grades.codes}
    if "F" in grades.codes:
        words |= dict.fromkeys(("förskoleklass", "förskoleklassen", "fklass", "fsk"), "F")
    if grades == UPPER_SECONDARY:
        words |= {str(number): code for number, code in enumerate(grades.codes, start=1)}
        words |= {f"gymnasiet{number}": code for number, code in enumerate(grades.codes, start=1)}
    return words


def _plain_grade(text: str) -> str:
    plain = text.casefold().replace(" ", "").replace(".", "").replace("-", "")
    for start in ("årskurs", "åk", "ak", "grade", "klass", "year"):
        if plain.startswith(start) and plain != start:
            return plain.removeprefix(start)
    return plain


def _grade(raw: pd.Series, grades: GradeSystem | None) -> Column:
    if grades is None:
        return Column(as_text(raw))
    codes = ", ".join(grades.codes)
    remedy = _("The grades of the school year are {codes}.").format(codes=codes)
    if "F" not in grades.codes and grades != UPPER_SECONDARY:
        remedy += _(" From the school year 2028/29 the preschool class F is grade 1.")
    complaint = Complaint("grade", _("{value} is not a grade of the school year."), remedy)
    found, wrong = _by_word(raw, grade_words(grades), complaint, _plain_grade)
    return Column(found.astype("str"), wrong)


def _rewritten(raw: pd.Series, plain: Callable[[str], str], complaint: Complaint) -> Column:
    """Write each distinct text as `plain` does; what it leaves empty is not understood."""
    text = as_text(raw)
    written = {word: plain(word) for word in text.dropna().unique()}
    meaning = {word: told for word, told in written.items() if told}
    bad = _known(text) & ~text.isin(list(meaning)).to_numpy(bool)
    return Column(text.map(meaning).astype("str"), ((complaint, bad),))


def _clock(word: str) -> str:
    when = seconds_of(word)
    return "" if when is None else clock_text(when)


def _time(raw: pd.Series) -> Column:
    """Return clock times as ``07:35``, with seconds only where there are any."""
    complaint = Complaint(
        "time",
        _("{value} is not a clock time."),
        _("Write hours and minutes, for example 07:35."),
    )
    return _rewritten(raw, _clock, complaint)


def _date(raw: pd.Series) -> Column:
    """Return days as ``2026-10-05``."""
    complaint = Complaint(
        "date",
        _("{value} is not a date."),
        _("Write year, month and day, for example 2026-10-05."),
    )
    return _rewritten(raw, day_text, complaint)


def _allowed(raw: pd.Series, field: Field) -> Column:
    words = {word.casefold(): word for word in field.allowed}
    words |= {word.casefold(): meaning for word, meaning in field.synonyms}
    complaint = Complaint(
        "allowed",
        _("{value} is not allowed here."),
        _("Write {words}{also}.").format(words=_(" or ").join(field.allowed), also=_also(field)),
        known=tuple(words),
    )
    found, wrong = _by_word(raw, words, complaint, str.casefold)
    return Column(found.astype("str"), wrong)


def _also(field: Field) -> str:
    """Return the accepted Swedish words in brackets."""
    return f" ({', '.join(word for word, _ in field.synonyms)})" if field.synonyms else ""


def _bounded(column: Column, field: Field) -> Column:
    """Add complaints about values outside the field's bounds."""
    wrong = list(column.wrong)
    unit = f" {_(field.unit)}" if field.unit else ""
    if field.minimum is not None:
        low = (column.series < field.minimum).to_numpy(bool, na_value=False)
        remedy = _("The least allowed is {minimum:g}{unit}.").format(
            minimum=field.minimum, unit=unit
        )
        wrong.append((Complaint("minimum", _("{value} is too low."), remedy), low))
    if field.maximum is not None:
        high = (column.series > field.maximum).to_numpy(bool, na_value=False)
        remedy = _("The most allowed is {maximum:g}{unit}.").format(
            maximum=field.maximum, unit=unit
        )
        wrong.append((Complaint("maximum", _("{value} is too high."), remedy), high))
    return Column(column.series, tuple(wrong))


_BY_WORDS: Mapping[str, Callable[[pd.Series], Column]] = {
    "bool": _bool,
    "member": _member,
    "time": _time,
    "date": _date,
}
