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
from skolval.domain.problem import PROVIDERS, IntArray

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = ["needs_of", "next_units", "programmes_of", "providers_of"]

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
