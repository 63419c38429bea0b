"""Eta squared (eta-kvadrat, mellanskolsvariation): the part of the variance between units.

Definition
----------
The share of the variance of a continuous value, such as the parents' education index, that
lies between units. 0 when all units have the same mean, 1 when all pupils of a unit are alike.

Formula
-------
eta2 = SSB / SST,   SSB = sum_u t_u (m_u - m)^2,   SST = sum_i (y_i - m)^2

adjusted R squared = 1 - (1 - eta2) (T - 1) / (T - U): the value corrected for its random level.

Convention
----------
Undefined (NaN) when the value does not vary; 0 with flag for a single unit. Read the adjusted
value, or an intraclass correlation with its estimator named.

Random baseline
---------------
E0[eta2] = (U - 1) / (T - 1), exact for any unit sizes.

Source
------
Fisher, R. A. (1925). Statistical methods for research workers.
"""

from __future__ import annotations

from skolval.domain.surfaces import IndexValue
from skolval.indices._values import PupilValues, evaluate_values

__all__ = ["FAMILY", "SYMBOL", "index"]

SYMBOL = "eta2"
FAMILY = "continuous"


def _value(values: PupilValues) -> float:
    between, within, _means = values.squares()
    return between / (between + within)


def index(values: PupilValues) -> IndexValue:
    """Return eta squared."""
    pupils = float(values.weight.sum())
    level = (values.units - 1) / (pupils - 1) if pupils > 1 else float("nan")
    return evaluate_values(values, _value, level)
