"""What every goal has: its place in the order of goals."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["GoalParams", "Metres"]

Metres = Annotated[int, Field(ge=0, le=10_000_000)]


class GoalParams(BaseModel):
    """Where the goal stands among the goals.

    Parameters
    ----------
    weight : whole number; goals that stand after each other and have a weight are made small
        together, as the sum of weight times value. Without a weight the goal is made small on
        its own before the goals after it.
    tolerance : per cent by which this goal may be worsened for the goals after it; goals with a
        weight are worsened together, by the largest tolerance among them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    weight: int | None = Field(None, ge=1, le=1_000_000)
    tolerance: float = Field(0, ge=0, le=1000)
