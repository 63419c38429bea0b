"""School transport (skolskjuts): who is entitled by distance.

Source: Skollagen (2010:800) 10 kap. 32 §: free transport where the way, the traffic, a
disability or another circumstance calls for it. The law names no metres; municipalities
set limits by stage. Only the distance is looked at here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["LIMITS", "TransportLimits", "entitled"]

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class TransportLimits:
    """Metres above which a pupil of the low, middle and high stage is entitled.

    Parameters
    ----------
    metres : by stage, lågstadiet with the preschool class, mellanstadiet, högstadiet.
    source : who says so. measure : what is measured, where the source tells.
    """

    metres: tuple[int, int, int]
    source: str
    measure: str = ""


LIMITS: dict[str, TransportLimits] = {
    "uppsala": TransportLimits(
        (2000, 4000, 4000),
        "Uppsala kommun, the municipality's pages",
        "shortest way from the registered address to the main entrance",
    ),
    "norrkoping": TransportLimits(
        (2000, 3000, 5000), "Norrköpings kommun, the municipality's pages"
    ),
    "boden": TransportLimits((2000, 3000, 5000), "Bodens kommun, the municipality's pages"),
    "skovde": TransportLimits(
        (2000, 3000, 4000), "Skövde kommun, the municipality's pages", "to the stop: 2, 2 and 3 km"
    ),
    "harnosand": TransportLimits(
        (2000, 3000, 4000),
        "Härnösands kommun, the municipality's pages",
        "shortest way from the registered address to the plot boundary",
    ),
}
"""Municipal limits as published; a policy or instance names its own metres."""


def entitled(
    metres: npt.NDArray[np.integer],
    stage: npt.NDArray[np.integer],
    limits: tuple[int, int, int],
) -> BoolArray:
    """A pupil farther from the unit than the limit of the stage is entitled (skolskjuts).

    Parameters
    ----------
    metres : any shape, whole metres; a negative number is unknown and entitles to nothing.
    stage : 0, 1 or 2, broadcast against `metres`.
    limits : metres by stage; exactly the limit is not above it.

    Returns
    -------
    numpy.ndarray
        bool, the broadcast shape.

    Source
    ------
    Skollagen (2010:800) 10 kap. 32 § first paragraph: the length of the way.
    """
    above: BoolArray = np.asarray(metres) > np.asarray(limits, np.int64)[stage]
    return above
