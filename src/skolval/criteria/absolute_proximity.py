"""An applicant who lives nearer goes first (absolut närhet).

The key is minus the metres from home to the unit, by route or as the crow flies. As the
only ground for refusing a wish it has been struck down: that others live nearer is not
enough. A policy that demands routes refuses the straight line.

Source: HFD 2015 ref. 50; Göteborg's and Malmö's rules use it after relative proximity;
Göteborg up to 2020 used the straight line (fågelvägen).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from skolval.criteria._lines import measured
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem

LEGAL = Legal(
    "conditional",
    "Lawful after another ground; that others live nearer is not alone enough to refuse a wish.",
    "HFD 2015 ref. 50",
)
TOTAL = False


class Params(BaseModel):
    """Parameters of absolute proximity.

    Parameters
    ----------
    measure : ``route``, or ``straight`` as the crow flies.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    measure: Literal["route", "straight"] = "route"


def keys(problem: Problem, params: Params) -> IntArray:
    """Return minus the metres of every option row."""
    nearer: IntArray = -measured(problem, params.measure)
    return nearer
