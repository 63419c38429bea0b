"""Suppressed statistics (sekretessprickar) become intervals, never numbers.

Skolverket's marks: ``.`` missing, ``..`` few pupils, ``...`` all but few, ``-`` not reported.
The smallest count shown is 5, so a primary suppression hides 1-4 pupils; but the next-lowest
cell, or a zero, is suppressed too so that it cannot be worked out. The interval of ``..`` is
therefore taken from no pupil at all to four pupils or a tenth of the unit, whichever is more.

Source: OSL (2009:400) 24 kap. 8 §; Skolverket, Underlag för analys 2024/25. On Uppsala's four
suppressed units (259 pupils) D lies in 0.4025-0.4057 under this convention; 0.4037-0.4052 if
each hid 1-4 pupils, and 0.3978-0.4113 if nothing were known.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.counts import FloatArray
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray
from skolval.io.dictionary import SUPPRESSION_MARKS
from skolval.io.faults import Complaint
from skolval.io.values import Column, as_text, parsed_number

__all__ = ["FEW_PUPILS", "FEW_SHARE", "count_bounds", "parsed_share"]

FEW_PUPILS = 4
FEW_SHARE = 0.10

_ABOVE_ONE = Complaint(
    "share",
    N_("{value} is too high for a share."),
    N_("Write the whole column as shares (0-1) or the whole column as per cent (0-100)."),
)
_BELOW_ZERO = Complaint(
    "share", N_("{value} is too low for a share."), N_("A share is at least 0.")
)


def _not_share() -> Complaint:
    return Complaint(
        "share",
        _("{value} is neither a share nor a suppression mark."),
        _("Write 0-1 or per cent; or {marks} where the figure is not published.").format(
            marks=" ".join(SUPPRESSION_MARKS)
        ),
    )


def parsed_share(raw: pd.Series) -> tuple[Column, pd.Series]:
    """Return shares 0-1 (missing where suppressed) and the mark of each row.

    A column whose values are mostly above 1, or carry ``%``, is read as per cent.
    """
    text = as_text(raw)
    mark = text.where(text.isin(list(SUPPRESSION_MARKS)))
    signed = text.str.endswith("%").to_numpy(bool, na_value=False)
    bare = text.where(mark.isna()).str.removesuffix("%")
    column = parsed_number(bare)
    number = column.series.to_numpy(float)
    bad = bare.notna().to_numpy(bool) & np.isnan(number)
    per_cent = signed | _mostly_per_cent(number, signed)
    share = np.where(per_cent, number / 100, number)
    high, low = share > 1, share < 0
    values = pd.Series(np.where(high | low, np.nan, share))
    return Column(values, ((_not_share(), bad), (_ABOVE_ONE, high), (_BELOW_ZERO, low))), mark


def _mostly_per_cent(number: FloatArray, signed: BoolArray) -> bool:
    """Return whether the values without a per cent sign are per cent: most are above 1."""
    known = number[~np.isnan(number) & ~signed & (number > 0)]
    return len(known) > 0 and float((known > 1).mean()) > 0.5


def count_bounds(
    share: FloatArray, mark: pd.Series, pupils: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the lowest and highest possible number of pupils of the group.

    A published share is taken as it stands: both bounds are share x pupils.
    """
    few = np.minimum(np.maximum(FEW_PUPILS, np.floor(FEW_SHARE * pupils)), pupils)
    low = np.where(np.isnan(share), 0.0, share * pupils)
    high = np.where(np.isnan(share), pupils, share * pupils)
    high = np.where((mark == "..").to_numpy(bool, na_value=False), few, high)
    low = np.where((mark == "...").to_numpy(bool, na_value=False), pupils - few, low)
    return low, high
