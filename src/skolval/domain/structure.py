"""What units are and pupils need of them (enheternas struktur), as arrays of the spine.

Provider, next unit, programmes, needs and features. Programmes and needs are compared as
words without capitals, so that ``Hiss`` and ``hiss`` are one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.party_tables import codes
from skolval.domain.problem import PROVIDERS, BoolArray, IntArray, Offerings, Parties

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = [
    "applied_for",
    "needs_of",
    "next_units",
    "programme_offerings",
    "programmes_of",
    "providers_of",
]

Texts = npt.NDArray[np.str_]


def providers_of(instance: Instance) -> IntArray:
    """Return (n_units,) index into `PROVIDERS`, -1 unknown."""
    return codes(pd.Index(PROVIDERS), instance.units["provider"])


def next_units(instance: Instance) -> IntArray | None:
    """Return (n_units,) the unit where pupils go on, -1 none; None if no unit names one."""
    named = instance.units["next_unit"]
    if not named.notna().any():
        return None
    return codes(pd.Index(instance.units["unit_id"].astype(str)), named)


def programmes_of(instance: Instance, pupils: pd.DataFrame) -> tuple[Texts | None, Texts | None]:
    """Return the programme of every party and offering, empty for none; None if there is none."""
    applied, offered = pupils["programme"], instance.offerings["programme"]
    return _both(applied, offered)


def programme_offerings(instance: Instance) -> BoolArray | None:
    """Return which offerings are a programme in a grade, None if none is (program i årskurs).

    They are open to those who applied for the programme, and to nobody else.
    """
    table = instance.offerings
    told = table["grade"].notna() & table["programme"].notna()
    found: BoolArray = ((table["kind"] == "programme") & told).to_numpy(bool)
    return found if found.any() else None


def applied_for(
    parties: Parties, offerings: Offerings, programmes: tuple[Texts | None, Texts | None]
) -> tuple[IntArray, IntArray]:
    """Return the pairs of parties and placeable offerings of their grade and programme.

    Parameters
    ----------
    programmes : of the parties and of the offerings, see `programmes_of`.
    """
    applied, offered = programmes
    if applied is None or offered is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    seeking = pd.DataFrame({"grade": parties.grade, "programme": applied})
    places = pd.DataFrame({"grade": offerings.grade, "programme": offered})
    seeking = seeking.assign(party=np.arange(len(seeking)))[applied != ""]
    places = places.assign(offering=np.arange(len(places)))[offerings.placeable & (offered != "")]
    pairs = seeking.merge(places, on=["grade", "programme"])
    return pairs["party"].to_numpy(np.int64), pairs["offering"].to_numpy(np.int64)


def needs_of(instance: Instance, pupils: pd.DataFrame) -> tuple[Texts | None, Texts | None]:
    """Return the needs of every party and the features of every unit; None if nobody has any."""
    return _both(pupils["needs"], instance.units["features"])


def _both(one: pd.Series, other: pd.Series) -> tuple[Texts | None, Texts | None]:
    if not one.notna().any() and not other.notna().any():
        return None, None
    return _words(one), _words(other)


def _words(texts: pd.Series) -> Texts:
    plain = texts.astype("str").fillna("").str.casefold()
    return np.asarray(plain.to_numpy(str), np.str_)
