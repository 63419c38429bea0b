"""Streets as readers hand them on (råa gator), and as they come out cleaned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from shapely.geometry.base import BaseGeometry

from skolval.domain.provenance import Fact
from skolval.travel.shapes import Shapes, lines_of, shapes_of

__all__ = ["RawStreets", "Streets", "Trait"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class Trait(NamedTuple):
    """What holds all along a way.

    `walk`, `cycle` and `drive` are ``both``, ``forward``, ``backward`` or ``no``; `speed` is
    km/h, 0 where not told.
    """

    walk: str = "both"
    cycle: str = "both"
    drive: str = "both"
    speed: float = 0.0
    unsafe: bool = False
    road_class: str = ""
    name: str = ""

    @property
    def closed(self) -> bool:
        """Whether no mode may use the way."""
        return self.walk == self.cycle == self.drive == "no"

    @property
    def symmetric(self) -> bool:
        """Whether the way may be told from either end."""
        return not {self.walk, self.cycle, self.drive} & {"forward", "backward"}


@dataclass(frozen=True, slots=True)
class RawStreets:
    """Ways over nodes, as untidy as the file is.

    Parameters
    ----------
    ids : (N,) names of nodes. x, y : (N,) metres.
    ways : for every way the numbers of its nodes in order, -1 for a node that is not there.
    trait : (ways,) number of each way's trait in `traits`.
    frame : surface that the extract covers, where the file tells it.
    told : counts and notes of the reader.
    """

    ids: npt.NDArray[np.str_]
    x: FloatArray
    y: FloatArray
    ways: list[IntArray]
    trait: IntArray
    traits: tuple[Trait, ...]
    frame: BaseGeometry | None = None
    told: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Streets:
    """The cleaned network and what was cleaned away.

    Parameters
    ----------
    nodes : node_id, x, y. edges : from_node, to_node, metres, oneway (on foot), walk, cycle,
        drive, speed, unsafe, road_class, name, bends; as the data dictionary says.
    cleaned : what was found and done, name to number.
    facts : where the columns come from. notes : English sentences to be told.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    cleaned: dict[str, int]
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()

    def shapes(self) -> Shapes:
        """Return the polyline of every edge."""
        place = self.nodes.set_index("node_id")[["x", "y"]]
        ends = [
            place.loc[self.edges[end]].to_numpy(np.float64).T for end in ("from_node", "to_node")
        ]
        start, end = ((one[0], one[1]) for one in ends)
        return shapes_of(start, end, self.edges["bends"].fillna("").tolist())[0]

    def lines(self) -> npt.NDArray[np.object_]:
        """Return every edge as a shapely line."""
        drawn: npt.NDArray[np.object_] = np.asarray(lines_of(self.shapes()), object)
        return drawn
