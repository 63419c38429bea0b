"""An applicant who lives nearer goes first (absolut närhet).

The key is minus the metres from home to the unit. As the only ground for refusing a wish
it has been struck down: that others live nearer is not enough.

Source: HFD 2015 ref. 50; Göteborg's and Malmö's rules use it after relative proximity.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem

LEGAL = Legal(
    "conditional",
    "Lawful after another ground; that others live nearer is not alone enough to refuse a wish.",
    "HFD 2015 ref. 50",
)
TOTAL = False


class Params(BaseModel):
    """Absolute proximity has no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def keys(problem: Problem, params: Params) -> IntArray:  # noqa: ARG001 - one signature for the room
    """Return minus the metres of every option row."""
    nearer: IntArray = -problem.options.metres
    return nearer
