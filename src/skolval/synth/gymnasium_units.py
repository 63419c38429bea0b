"""Upper secondary units (gymnasieskolor): where they stand and which programmes they run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skolval.synth._chance import stream

if TYPE_CHECKING:
    from skolval.synth.geography import Geography

__all__ = ["INDEPENDENT", "MUNICIPAL", "PREPARATORY", "VOCATIONAL", "Gymnasium", "draw_gymnasiums"]

VOCATIONAL: dict[str, float] = {
    "BA": 9, "BF": 9, "EE": 13, "FT": 11, "FS": 6, "HV": 5, "HT": 4, "IN": 4, "NB": 8, "RL": 5,
    "VF": 4, "VO": 9,
}  # fmt: skip
"""Codes of vocational programmes (yrkesprogram) and about how often they are chosen."""
PREPARATORY: dict[str, float] = {"EK": 40, "ES": 14, "HU": 3, "NA": 35, "SA": 45, "TE": 22}
"""Codes of preparatory programmes (högskoleförberedande)."""

MUNICIPAL, INDEPENDENT = 11, 9
_CENTRE = 0.45
_OUTSIDE = 2

_PROGRAMMES: tuple[tuple[str, ...], ...] = (
    ("BA", "EE", "FT", "VF", "IN"),
    ("VO", "BF", "RL", "HT"),
    ("FS", "HV", "BA", "EE", "TE"),
    ("SA", "EK", "HU", "ES"),
    ("NA", "TE", "SA"),
    ("SA", "EK", "BF", "NA"),
    ("ES", "SA", "HU"),
    ("EK", "NA", "FS"),
    ("NA", "SA", "EK", "VO"),
    ("NB", "FT", "SA"),
    ("EE", "BF", "SA", "EK"),
    ("EE", "FT"),
    ("FS", "HV", "EK"),
    ("SA", "EK"),
    ("ES", "SA"),
    ("NA", "SA"),
    ("BF", "VO"),
    ("TE", "EK"),
    ("RL", "HT", "HV"),
    ("NB", "NA"),
)
"""National programmes of each unit, the municipal ones first."""
_WORDS = ("Kometen", "Sextanten", "Magneten", "Oktanten", "Prismat", "Galaxen", "Ekvatorn",
          "Spektrum", "Loggboken")  # fmt: skip
_PLACES = ("Alkrutängen", "Blåmeslunden", "Ejderhöjden", "Gulsparparken", "Ljungpipsbacken",
           "Mosippeåsen", "Näckrosdalen", "Pilfinkshagen", "Tofsvipsvreten", "Ölandstomten",
           "Lundviolskullen")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gymnasium:
    """Upper secondary units, the municipal ones first.

    Parameters
    ----------
    name, municipal : (u,). xy : (u, 2) site. programmes : (u,) codes of what they run.
    """

    name: npt.NDArray[np.str_]
    municipal: npt.NDArray[np.bool_]
    xy: npt.NDArray[np.float64]
    programmes: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        """Return the number of units."""
        return len(self.name)


def draw_gymnasiums(ground: Geography, *, seed: int) -> Gymnasium:
    """Draw sites: independent units in the centre, municipal ones around it, two in other towns."""
    rng = stream(seed, "gymnasiums")
    total = MUNICIPAL + INDEPENDENT
    municipal = np.arange(total) < MUNICIPAL
    centre, radius = ground.towns[0], float(ground.radius[0])
    angle = rng.uniform(0, 2 * np.pi, total)
    away = radius * np.where(municipal, rng.uniform(0.15, 0.75, total), _CENTRE * rng.random(total))
    site = centre + away[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    large = 1 + np.argsort(-ground.residents_of_town[1:], kind="stable")[:_OUTSIDE]
    site[MUNICIPAL - _OUTSIDE : MUNICIPAL] = ground.towns[large]
    taken = _apart(cKDTree(ground.points).query(site)[1], ground)
    names = [f"{place}s gymnasium" for place in _PLACES] + [f"Fria gymnasiet {w}" for w in _WORDS]
    return Gymnasium(
        name=np.array(names),
        municipal=municipal,
        xy=np.asarray(ground.points[taken] + np.array([17.0, 23.0]), np.float64),
        programmes=_PROGRAMMES,
    )


def _apart(taken: npt.NDArray[np.int64], ground: Geography) -> npt.NDArray[np.int64]:
    """Return the nodes, of two units at one the later moved to the nearest free node."""
    used: set[int] = set()
    moved = taken.copy()
    tree = cKDTree(ground.points)
    for row, node in enumerate(taken.tolist()):
        near = tree.query(ground.points[node], k=len(taken) + 1)[1].tolist()
        moved[row] = next(other for other in near if other not in used)
        used.add(int(moved[row]))
    return moved
