"""Look (iakttagelse): what a lens shows, tables that hide small groups and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

__all__ = ["Look"]


@dataclass(frozen=True, slots=True)
class Look:
    """What a lens shows of a run.

    Parameters
    ----------
    title : one line. sentences : the main facts in the chosen language.
    frames : tidy tables by name, the main one first. No pupil stands in them and small groups
        are hidden (missing), so that they may be shown.
    pupils : one row per pupil, for the municipality's own use; empty where the lens has none.
        A protected identity never stands in it.
    """

    title: str
    frames: Mapping[str, pd.DataFrame]
    sentences: tuple[str, ...] = ()
    pupils: pd.DataFrame = field(default_factory=pd.DataFrame)
