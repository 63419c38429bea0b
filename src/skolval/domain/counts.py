"""Counts (antal): a matrix units x groups, the only thing an index may see."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Counts", "FloatArray"]

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Pupils by unit and group; the groups exclude each other and cover everybody.

    Parameters
    ----------
    matrix : (U, K) counts, not negative; fractions are allowed (expected counts).
    units, groups : their names. dropped : number of units without pupils that were left out.

    Raises
    ------
    ValueError
        For a negative, missing or infinite count, or labels that do not fit.
    """

    matrix: FloatArray
    units: tuple[str, ...]
    groups: tuple[str, ...]
    dropped: int = 0

    def __post_init__(self) -> None:
        matrix = self.matrix
        if matrix.ndim != 2 or matrix.shape != (len(self.units), len(self.groups)):
            raise ValueError("counts need one row per unit and one column per group")
        if not np.isfinite(matrix).all():
            raise ValueError("a count is missing or infinite")
        if (matrix < 0).any():
            raise ValueError("a count is negative")

    @classmethod
    def of(
        cls,
        matrix: npt.ArrayLike,
        *,
        units: tuple[str, ...] | None = None,
        groups: tuple[str, ...] | None = None,
    ) -> Counts:
        """Make counts from any matrix, leaving out units without pupils."""
        array = np.asarray(matrix, np.float64)
        if array.ndim != 2:
            raise ValueError("counts need one row per unit and one column per group")
        units = units or tuple(str(i) for i in range(array.shape[0]))
        groups = groups or tuple(str(i) for i in range(array.shape[1]))
        cls(array, units, groups)
        kept = array.sum(axis=1) > 0
        return cls(
            array[kept],
            tuple(unit for unit, keep in zip(units, kept, strict=True) if keep),
            groups,
            int((~kept).sum()),
        )

    def two_groups(self, group: str) -> tuple[FloatArray, FloatArray]:
        """Return (x, t): members of `group` and all pupils, by unit."""
        x: FloatArray = self.matrix[:, self.groups.index(group)]
        t: FloatArray = self.matrix.sum(axis=1)
        return x, t
