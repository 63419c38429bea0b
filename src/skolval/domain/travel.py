"""TravelTable: how far it is from every home to every unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray

__all__ = ["MINUTES", "NO_JOURNEY", "NO_STOP", "SECOND_HOME", "UNKNOWN", "TravelTable"]

UNKNOWN = -1

NO_STOP = -2
"""Metres to the stop of a home that has none within any limit; how far it is nobody looked."""

SECOND_HOME = "/2"
"""Ends the name of a second home's origin in a ready travel table, e.g. ``e0001/2``."""

MINUTES: tuple[str, ...] = ("walking", "public_transport", "fastest")
"""Which minutes a policy counts."""

NO_JOURNEY = 1440
"""Minutes of an option that no journey reaches before the bell: a whole day.

A limit in minutes then refuses it and a sum of minutes takes it last; tables leave it empty.
"""


@dataclass(frozen=True, slots=True)
class TravelTable:
    """Distances from distinct origins to all units.

    Parameters
    ----------
    metres, minutes : (origins, units) int32, `UNKNOWN` (-1) where there is no way or no position.
        Units in the row order of `Instance.units`.
    origin_of_pupil : (n_pupils,) row of each pupil of `Instance.pupils`, -1 when not wanted.
    kind : ``table`` (given), ``street`` (network), ``straight`` (line x detour) or ``mixed``.
    warnings : sentences that reports must show.
    second : ways from the second homes of those who have one (växelvis boende), None if nobody.
    unsafe : (origins, units) int32, the metres of each way along roads that are unsafe for a
        child, `UNKNOWN` where not told; None where nobody looked.
    to_stop : (n_pupils,) metres on foot to the nearest stop, `NO_STOP` where none is within the
        limits, `UNKNOWN` where not wanted; None where nobody looked.
    counted : which minutes these are, of `MINUTES`; those of a given table are its own.
    """

    metres: npt.NDArray[np.int32]
    minutes: npt.NDArray[np.int32]
    origin_of_pupil: IntArray
    kind: str
    warnings: tuple[str, ...] = ()
    second: TravelTable | None = None
    unsafe: npt.NDArray[np.int32] | None = None
    counted: str = "walking"
    to_stop: IntArray | None = None

    def replace(self, **changes: Any) -> Self:
        """Return a changed copy."""
        return replace(self, **changes)
