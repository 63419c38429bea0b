"""What is told of a front (avvägningskurva) that was just found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.frontier.files import record_of
from skolval.report.front_told import FrontTold, told

if TYPE_CHECKING:
    from skolval.frontier import Frontier

__all__ = ["told_of"]


def told_of(found: Frontier) -> FrontTold:
    """Return what is told of `found`, as if it were read back from its folder."""
    return told(record_of(found))
