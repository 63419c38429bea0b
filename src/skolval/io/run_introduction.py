"""The facts of introduction programmes in a run folder (introduktionsprogram), and back."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from skolval.domain.introduction import INTRODUCTION, Merits
from skolval.domain.introduction_facts import Introduction

__all__ = ["INTRODUCTION_PARTS", "introduction_frames", "introduction_from"]

INTRODUCTION_PARTS: tuple[str, ...] = (
    "introduction_hosts", "introduction_pupils", "introduction_national",
)  # fmt: skip
"""Tables that a run has only if its policy places introduction pupils."""

_HOST_FLAGS, _HOST_NUMBERS = ("individual", "agreed"), ("programme", "towards", "hours", "coread",
                                                        "teachers")  # fmt: skip
_FLAGS = ("newly_arrived", "started", "resident")
_PASSED = ("swedish", "english", "maths")


def introduction_frames(facts: Introduction | None) -> dict[str, pd.DataFrame]:
    """Return the tables of `facts`."""
    if facts is None:
        return {}
    hosts = {name: getattr(facts, name) for name in (*_HOST_NUMBERS, *_HOST_FLAGS)}
    people = {name: getattr(facts.merits, name) for name in (*_PASSED, "others")}
    people |= {name: getattr(facts, name) for name in (*_FLAGS, "turns_20")}
    people["start"] = np.full(len(facts.merits), 100 * facts.start[0] + facts.start[1])
    national = {"national": facts.national, "vocational": facts.vocational}
    national |= {str(unit): facts.runs[unit] for unit in range(len(facts.runs))}
    frames = (pd.DataFrame(hosts), pd.DataFrame(people), pd.DataFrame(national))
    return dict(zip(INTRODUCTION_PARTS, frames, strict=True))


def introduction_from(
    frames: Mapping[str, pd.DataFrame], *, units: int, parties: int
) -> Introduction | None:
    """Return the facts that `frames` hold, None if they hold none.

    Raises
    ------
    ValueError
        If a number points outside its table, or a table has other rows than the problem.
    """
    if not all(part in frames for part in INTRODUCTION_PARTS):
        return None
    hosts, people, national = (frames[part] for part in INTRODUCTION_PARTS)
    runs = np.array([national[str(unit)].to_numpy(bool) for unit in range(units)], bool)
    start = int(people["start"].iloc[0]) if len(people) else 0
    facts = Introduction(
        national=national["national"].to_numpy(str),
        vocational=national["vocational"].to_numpy(bool),
        runs=runs.reshape(units, len(national)),
        **{name: hosts[name].to_numpy(np.int64) for name in _HOST_NUMBERS},
        **{name: hosts[name].to_numpy(bool) for name in _HOST_FLAGS},
        merits=Merits(
            **{name: people[name].to_numpy(bool) for name in _PASSED},
            others=people["others"].to_numpy(np.int64),
        ),
        **{name: people[name].to_numpy(bool) for name in _FLAGS},
        turns_20=people["turns_20"].to_numpy(np.int64),
        start=divmod(start, 100),
    )
    inside = (facts.programme >= 0) & (facts.programme < len(INTRODUCTION))
    inside &= (facts.towards >= -2) & (facts.towards < len(national))
    if len(people) != parties or not inside.all():
        raise ValueError("the tables of introduction programmes do not fit the problem")
    return facts
