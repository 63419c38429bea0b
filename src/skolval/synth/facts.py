"""Facts a synthetic municipality is held against: published bands beside measured values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.counts import Counts
from skolval.domain.instance import Instance
from skolval.domain.placement import Placement
from skolval.domain.problem import UNWISHED, Problem
from skolval.indices import dissimilarity

__all__ = ["FACTS", "Fact", "Outcome", "facts_table"]

_UPPSALA = "Skolverket, Underlag för analys 2024/25, the 76 units of Uppsala"
_ROUNDS = "Göteborg 2024; Malmö F 2018 and 2020, grade 7 2020"
_ANY = "Göteborg 2024; Malmö 2018 and 2020; Stockholm F 2019"
_LISTS = "project brief, for a Swedish round; no public source named"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The round of an instance, placed under `uppsala_2021`-like rules.

    Parameters
    ----------
    instance, problem, placement : what was placed and how.
    """

    instance: Instance
    problem: Problem
    placement: Placement


@dataclass(frozen=True, slots=True)
class Fact:
    """One published band and how the same is measured here.

    Parameters
    ----------
    what : sentence; low, high : band, in the unit of `measure`; source : where published.
    """

    what: str
    low: float
    high: float
    source: str
    measure: Callable[[Outcome], float]

    def holds(self, value: float) -> bool:
        """Return whether `value` is inside the band."""
        return self.low <= value <= self.high


def facts_table(outcome: Outcome) -> pd.DataFrame:
    """Return one row per fact: what, low, high, measured, holds, source."""
    rows = []
    for fact in FACTS:
        value = round(fact.measure(outcome), 4)
        rows.append((fact.what, fact.low, fact.high, value, fact.holds(value), fact.source))
    return pd.DataFrame(rows, columns=["what", "low", "high", "measured", "holds", "source"])


def _lists(outcome: Outcome) -> npt.NDArray[np.int64]:
    """Return the number of wishes of every pupil in the round."""
    instance = outcome.instance
    counts = instance.choices.groupby("pupil_id").size()
    ids = instance.pupils.loc[instance.pupils["in_round"].to_numpy(bool), "pupil_id"]
    return np.asarray(counts.reindex(ids, fill_value=0), np.int64)


def _active(outcome: Outcome) -> float:
    return float((_lists(outcome) > 0).mean())


def _length(number: int) -> Callable[[Outcome], float]:
    def measure(outcome: Outcome) -> float:
        lists = _lists(outcome)
        lists = lists[lists > 0]
        return float((lists >= number if number == 4 else lists == number).mean())

    return measure


def _granted(*, first: bool) -> Callable[[Outcome], float]:
    def measure(outcome: Outcome) -> float:
        chose = _lists(outcome) > 0
        rank = outcome.placement.rank(outcome.problem)[chose]
        return float((rank == 1 if first else rank > UNWISHED).mean())

    return measure


def _uneven(group: str) -> Callable[[Outcome], float]:
    def measure(outcome: Outcome) -> float:
        table = outcome.instance.enrolment
        rows = table[table["group"] == group]
        total = rows["pupils"].to_numpy(float)
        members = rows["count_low"].to_numpy(float)
        counts = Counts.of(np.column_stack([members, total - members]), groups=(group, "rest"))
        return dissimilarity.index(counts, group).value

    return measure


def _sizes(outcome: Outcome) -> npt.NDArray[np.float64]:
    table = outcome.instance.enrolment
    size = table.groupby("unit_id")["pupils"].first()
    return size.to_numpy(np.float64)


def _size(percentile: float) -> Callable[[Outcome], float]:
    return lambda outcome: float(np.percentile(_sizes(outcome), percentile))


def _independent(outcome: Outcome) -> float:
    return float((outcome.instance.units["provider"] == "independent").mean())


def _independent_pupils(outcome: Outcome) -> float:
    instance = outcome.instance
    own = instance.units.set_index("unit_id")["provider"] == "independent"
    table = instance.enrolment[instance.enrolment["group"] == instance.balance_group]
    return float(np.average(table["unit_id"].map(own).astype(float), weights=table["pupils"]))


def _protected(outcome: Outcome) -> float:
    return float(outcome.instance.pupils["protected"].mean())


def _spare(outcome: Outcome) -> float:
    seats = outcome.instance.offerings["seats"].sum()
    return float(seats / outcome.instance.pupils["in_round"].sum() - 1)


def _group(group: str) -> Callable[[Outcome], float]:
    return lambda outcome: float(outcome.instance.pupils[group].astype("Float64").mean())


def _siblings(outcome: Outcome) -> float:
    household = outcome.instance.pupils["household"]
    return float(household.notna().mean())


FACTS: tuple[Fact, ...] = (
    Fact("share of guardians who choose", 0.78, 0.905, _ROUNDS, _active),
    Fact("lists with 1 wish", 0.37, 0.41, _LISTS, _length(1)),
    Fact("lists with 2 wishes", 0.19, 0.23, _LISTS, _length(2)),
    Fact("lists with 3 wishes", 0.29, 0.33, _LISTS, _length(3)),
    Fact("lists with 4 or more wishes", 0.07, 0.11, _LISTS, _length(4)),
    Fact("first wish granted, of those who chose", 0.82, 0.89, _ROUNDS, _granted(first=True)),
    Fact("any wish granted, of those who chose", 0.93, 0.97, _ANY, _granted(first=False)),
    Fact("D of foreign background over units", 0.36, 0.44,
         "Uppsala 0.404-0.414, Sweden 0.418 (Skolverket 2024/25)", _uneven("foreign_background")),
    Fact("D of low education over units", 0.20, 0.30,
         "Uppsala 0.237, Sweden 0.298 (Skolverket 2024/25)", _uneven("low_education")),
    Fact("pupils with foreign background", 0.25, 0.33,
         "Uppsala 0.286, Sweden 0.278 (Skolverket 2024/25)", _group("foreign_background")),
    Fact("pupils of low education", 0.28, 0.38, "Sweden 0.348 (Skolverket 2024/25)",
         _group("low_education")),
    Fact("pupils in a small unit (10th percentile)", 40, 140,
         f"{_UPPSALA}: 85; Sweden 50", _size(10)),
    Fact("pupils in the median unit", 180, 310, f"{_UPPSALA}: 284; Sweden 198", _size(50)),
    Fact("pupils in a large unit (90th percentile)", 480, 620,
         f"{_UPPSALA}: 572; Sweden 485", _size(90)),
    Fact("independent units", 0.15, 0.26, f"{_UPPSALA}: 19 of 76", _independent),
    Fact("pupils in independent units", 0.14, 0.22, f"{_UPPSALA}: 0.195", _independent_pupils),
    Fact("seats above the pupils of the round", 0.03, 0.20, "assumed; no public figure", _spare),
    Fact("pupils with protected identity", 0.0005, 0.0035, "assumed; 4,800 under 19 in 2011",
         _protected),
    Fact("pupils with a sibling in school", 0.45, 0.75, "assumed; SCB family sizes", _siblings),
)  # fmt: skip
