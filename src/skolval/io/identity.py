"""Finds personal identity numbers (personnummer, samordningsnummer), which are never read."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd

from skolval.domain.problem import BoolArray

__all__ = ["is_personal_number", "masked", "secret_numbers"]

_SHAPE = r"(?:(?:19|20)[0-9]{2}|[0-9]{2})[01][0-9][0-9]{2}[-+]?[0-9]{4}"
_PARTS = re.compile(r"(19|20)?(\d{2})(\d{2})(\d{2})([-+]?)(\d{4})")
_ANYWHERE = re.compile(r"(?<![0-9])[0-9]{6,8}[-+]?[0-9]{4}(?![0-9])")
_COORDINATION = 60
"""Added to the day in a coordination number (samordningsnummer)."""


def is_personal_number(text: str) -> bool:
    """Return whether the text is shaped as a personal identity number with a real date.

    Ten digits without a hyphen must also have the right check digit, since any
    pseudonym of ten digits could otherwise be taken for one.
    """
    match = _PARTS.fullmatch(text)
    if not match:
        return False
    century, year, month, day, sign, serial = match.groups()
    number = int(day) - _COORDINATION if int(day) > _COORDINATION else int(day)
    try:
        date(int((century or "20") + year), int(month), number)
    except ValueError:
        return False
    return bool(century or sign) or _check_digit(year + month + day + serial)


def _check_digit(digits: str) -> bool:
    doubled = (int(digit) * (2 - i % 2) for i, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def masked(text: str) -> str:
    """Return `text` with every personal identity number struck out."""
    return _ANYWHERE.sub(lambda m: "********-****" if is_personal_number(m[0]) else m[0], text)


def secret_numbers(text: pd.Series) -> BoolArray:
    """Return which cells hold a personal identity number."""
    found = text.str.fullmatch(_SHAPE).to_numpy(bool, na_value=False, copy=True)
    positions = np.flatnonzero(found)
    kept = [is_personal_number(text.iloc[position]) for position in positions]
    found[positions] = kept
    return np.asarray(found, bool)
