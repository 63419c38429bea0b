"""Introduction programmes (introduktionsprogram IMV, IMY, IMA, IMS): for whom each is open.

Every function is one paragraph of the law, on arrays or single values. Subjects passed are Swedish
or Swedish as a second language (sv/sva), English, mathematics, and the number of further ones.

=====================  =====================================================================
programme              subjects passed
=====================  =====================================================================
vocational (16:30)     sv/sva, English, mathematics and 5 more
preparatory (16:31)    sv/sva, English, mathematics and 9 more (which ones is not judged here)
IMV (17:10)            sv/sva, and English or mathematics and 4 more, or both and 3 more
IMY, IMA (17:11)       not eligible to a vocational programme, and not one who should have IMS
IMS (17:12)            newly arrived, not eligible to a vocational programme
=====================  =====================================================================

Source: Skollagen (2010:800) 15 kap. 5 §, 16 kap. 30 and 31 §§, 17 kap. 2, 10, 11 and 12 §§.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray

__all__ = [
    "INTRODUCTION",
    "PROGRAMME_FORMS",
    "PROGRAMME_KINDS",
    "WEEKLY_HOURS",
    "IntroductionRule",
    "Merits",
    "code_of",
    "eligible_for_imv",
    "may_start",
    "open_programmes",
    "parts_of",
    "preparatory",
    "vocational",
]

INTRODUCTION: tuple[str, ...] = ("IMV", "IMY", "IMA", "IMS")
"""Programme-oriented choice, vocational introduction, individual alternative, language."""

PROGRAMME_KINDS: tuple[str, ...] = ("national_vocational", "national_preparatory", "introduction")
PROGRAMME_FORMS: tuple[str, ...] = ("group", "individual")
"""For whom an introduction programme is designed (17 kap. 4 §)."""

WEEKLY_HOURS = 23
"""Hours of teaching a week that a pupil is to be offered, on average (17 kap. 6 §)."""

_SEASON = 7
"""July: from the first of it, in the year of turning 20, nobody starts any more."""


@dataclass(frozen=True, slots=True)
class IntroductionRule:
    """What a municipality decides about its introduction programmes.

    Parameters
    ----------
    orientations : national programmes towards which IMV must be offered, at least; the law asks
        for an all-round selection and names no number.
    independent : at which independent units pupils may be placed in IMY, IMA and IMS:
        ``agreement`` where a price is agreed, ``all`` as if it were agreed everywhere, ``none``
        nowhere (nor in IMV).
    hour_cost : kronor per staffed hour. weeks : of teaching in a year; together they are the
        yearly cost of a group whose own cost is not told. coread_percent : of it, what an hour
        costs that is read together with national programmes.

    Source: Skollagen (2010:800) 17 kap. 16, 28 and 29 §§.
    """

    orientations: int = 3
    independent: str = "agreement"
    hour_cost: int = 1200
    weeks: int = 36
    coread_percent: int = 50


@dataclass(frozen=True, slots=True)
class Merits:
    """What a pupil has passed in compulsory school, one row per pupil.

    Parameters
    ----------
    swedish : Swedish or Swedish as a second language. others : further subjects passed.
    """

    swedish: BoolArray
    english: BoolArray
    maths: BoolArray
    others: IntArray

    def __len__(self) -> int:
        return len(self.others)


def vocational(merits: Merits) -> BoolArray:
    """Return who is eligible to a vocational programme (yrkesprogram), 16 kap. 30 §."""
    core: BoolArray = merits.swedish & merits.english & merits.maths & (merits.others >= 5)
    return core


def preparatory(merits: Merits) -> BoolArray:
    """Return who is eligible to a preparatory one (högskoleförberedande), 16 kap. 31 §."""
    core: BoolArray = vocational(merits) & (merits.others >= 9)
    return core


def eligible_for_imv(merits: Merits) -> BoolArray:
    """Return who has the grades of IMV (programinriktat val), 17 kap. 10 §."""
    one = (merits.english | merits.maths) & (merits.others >= 4)
    both = merits.english & merits.maths & (merits.others >= 3)
    found: BoolArray = merits.swedish & (one | both)
    return found


def open_programmes(merits: Merits, newly_arrived: BoolArray) -> BoolArray:
    """Return (n, 4) which of `INTRODUCTION` are open to each pupil, 17 kap. 2 and 10-12 §§.

    Nobody who is eligible to a vocational programme is meant by any of them.
    """
    lacking = ~vocational(merits)
    elsewhere = lacking & ~newly_arrived
    return np.column_stack(
        [lacking & eligible_for_imv(merits), elsewhere, elsewhere, lacking & newly_arrived]
    )


def may_start(turns_20: IntArray, start: tuple[int, int]) -> BoolArray:
    """Return who may start, 15 kap. 5 §: before the first of July of the year of turning 20.

    Parameters
    ----------
    turns_20 : calendar year, -1 not known (then nothing is said against it).
    start : calendar year and month in which the education starts.
    """
    year, month = start
    before = (turns_20 > year) | ((turns_20 == year) & (month < _SEASON))
    known: BoolArray = before | (turns_20 < 0)
    return known


def code_of(programme: str, orientation: str = "") -> str:
    """Return the code of a programme and what it is oriented to, e.g. ``IMV-BA``."""
    return f"{programme}-{orientation}" if orientation else programme


def parts_of(code: str) -> tuple[str, str]:
    """Return programme and orientation of a code; the first is empty for no such programme."""
    programme, _dash, orientation = code.partition("-")
    return (programme, orientation) if programme in INTRODUCTION else ("", "")
