"""Finds personal identity numbers (personnummer, samordningsnummer), which are never read.

Two judgements: a cell that is *shaped* as a number with a real date is refused and struck out
even where its check digit is wrong (a slip of the pen still tells who it is), while a number in
the middle of other text must have the right check digit too, since dates with times, phone
numbers and codes look alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute

from skolval.domain.problem import BoolArray

__all__ = ["Identity", "holds_number", "identity_of", "is_personal_number", "masked",
           "secret_numbers"]  # fmt: skip

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"
_SPACES = "\u00a0\u2007\u2009\u202f"
_PLAIN = str.maketrans({**dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_SPACES, " ")})
_INTERIM = "TRSUWXJKLMN"
"""Letters that stand for the first of the last four digits of an interim number."""
_COORDINATION = 60
"""Added to the day in a coordination number (samordningsnummer)."""
_RESERVE_SERIES = 3
"""National reserve identities: the century plus a multiple of three."""

_CORE = rf"(18|19|20)?([0-9]{{2}})([0-9]{{2}})([0-9]{{2}}) ?([-+]?) ?([0-9{_INTERIM}][0-9]{{3}})"
_WHOLE = re.compile(_CORE)
_DASHED = re.compile(
    rf"(18|19|20)([0-9]{{2}})-([0-9]{{2}})-([0-9]{{2}})(-)([0-9{_INTERIM}][0-9]{{3}})"
)
_WITHIN = re.compile(rf"(?<![0-9A-Za-z])(?<![0-9][.,])(?:{_CORE})(?![0-9A-Za-z])")
_LOCAL = re.compile(r"(18|19|20)([0-9]{2})([0-9]{2})([0-9]{2})-?([0-9A-Z]{4})")
_NATIONAL = re.compile(r"([0-9]{2})([0-9]{6})-?([A-HJ-NPR-UX-Z]{2}[0-9A-HJ-NPR-UX-Z][0-9])")
_LETTERED = re.compile(r"(?<![0-9A-Za-z])[0-9]{8}-?[0-9A-Za-z]{4}(?![0-9A-Za-z])")
_STRUCK = "********-****"


@dataclass(frozen=True, slots=True)
class Identity:
    """A number that names one person.

    Parameters
    ----------
    kind : ``personal``, ``coordination``, ``interim`` (a letter in the last four), ``reserve``
        (a local or national reserve number).
    century : two digits, or empty where the number does not tell. tail : the ten characters
        after it, without separator.
    aged : written with a plus sign, so at least a hundred years old.
    """

    kind: str
    century: str
    tail: str
    aged: bool = False


def identity_of(text: str) -> Identity | None:
    """Return the number that the whole text is, or None.

    The date must be real and the check digit right, except in local reserve numbers, which
    have no common rule: a date with century and four characters of which one is a letter.
    """
    plain = text.translate(_PLAIN).strip().upper()
    match = _WHOLE.fullmatch(plain) or _DASHED.fullmatch(plain)
    if match:
        found = _parsed(match)
        if found and _checked(found.tail):
            return found
    return _reserve(plain)


def _parsed(match: re.Match[str]) -> Identity | None:
    century, year, month, day, sign, serial = match.groups()
    number = int(day)
    kind = "interim" if serial[0].isalpha() else "personal"
    if number >= _COORDINATION:
        kind = kind if kind == "interim" else "coordination"
        number = max(number - _COORDINATION, 1)  # day 60: the day is not known
    try:
        date(int((century or "20") + year), int(month), number)
    except ValueError:
        return None
    return Identity(kind, century or "", year + month + day + serial, sign == "+")


def _reserve(plain: str) -> Identity | None:
    local = _LOCAL.fullmatch(plain)
    if local and re.search("[A-Z]", local[5]):
        month, day = int(local[3]), int(local[4])
        if 1 <= month <= 12 and 1 <= day <= 31:
            return Identity("reserve", local[1], "".join(local.groups()[1:]))
    national = _NATIONAL.fullmatch(plain)
    if national and int(national[1]) >= 19 + _RESERVE_SERIES:
        return Identity("reserve", national[1], national[2] + national[3])
    return None


def _checked(tail: str) -> bool:
    """Return whether the tenth digit is right; a letter counts as 1, and 000 is nobody."""
    digits = "".join("1" if sign.isalpha() else sign for sign in tail)
    doubled = (int(digit) * (2 - i % 2) for i, digit in enumerate(digits))
    return tail[6:9] != "000" and sum(n // 10 + n % 10 for n in doubled) % 10 == 0


def is_personal_number(text: str) -> bool:
    """Return whether the text is shaped as a personal identity number with a real date.

    Ten digits without a hyphen must also have the right check digit, since any
    pseudonym of ten digits could otherwise be taken for one.
    """
    plain = text.translate(_PLAIN).strip().upper()
    match = _WHOLE.fullmatch(plain) or _DASHED.fullmatch(plain)
    found = _parsed(match) if match else None
    if found is None:
        return _reserve(plain) is not None
    return bool(found.century or (match and match[5])) or _checked(found.tail)


def holds_number(text: str) -> bool:
    """Return whether a personal identity number stands anywhere in the text."""
    return is_personal_number(text) or any(_within(text.translate(_PLAIN)))


def _within(plain: str) -> Iterator[re.Match[str]]:
    for pattern in (_WITHIN, _DASHED):
        for match in pattern.finditer(plain):
            found = _parsed(match)
            if found and _checked(found.tail):
                yield match
    for match in _LETTERED.finditer(plain):
        if _reserve(match[0]):
            yield match


def masked(text: str) -> str:
    """Return `text` with every personal identity number struck out."""
    plain = text.translate(_PLAIN)
    struck = _WITHIN.sub(lambda m: _STRUCK if is_personal_number(m[0]) else m[0], plain)
    struck = _DASHED.sub(_STRUCK, struck)
    struck = _LETTERED.sub(lambda m: _STRUCK if _reserve(m[0].upper()) else m[0], struck)
    return text if struck == plain else struck


def secret_numbers(text: pd.Series) -> BoolArray:
    """Return which cells hold a personal identity number."""
    words = pa.array(text.astype("str"), pa.large_string(), from_pandas=True)
    caught = pyarrow.compute.match_substring_regex(words, _net(), ignore_case=True)
    found: BoolArray = caught.fill_null(False).to_numpy(zero_copy_only=False).copy()
    positions = np.flatnonzero(found)
    found[positions] = [holds_number(str(text.iloc[position])) for position in positions]
    return found


def _net() -> str:
    """Return the wide net with every sign that counts as a hyphen or a space."""
    dash, space = f"[-+{_DASHES}]", f"[ {_SPACES}]"
    core = rf"[0-9]{{6}}{space}?{dash}?{space}?[0-9{_INTERIM}][0-9]{{3}}"
    national = r"[0-9]{8}-?[A-Z]{2}[0-9A-Z][0-9]"
    dashed = rf"[0-9]{{4}}{dash}[0-9]{{2}}{dash}[0-9]{{2}}{dash}[0-9{_INTERIM}][0-9]{{3}}"
    return f"{core}|{national}|{dashed}"
