"""What is known of hosts and pupils of introduction programmes (introduktionsprogram).

The facts stand in the problem, so that a run folder alone shows whether its hosting keeps the law.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.introduction import (
    INTRODUCTION,
    PROGRAMME_FORMS,
    WEEKLY_HOURS,
    IntroductionRule,
    Merits,
)
from skolval.domain.introduction_view import candidates, merits_of, told

if TYPE_CHECKING:
    import pandas as pd

    from skolval.domain.instance import Instance
    from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["Introduction", "introduction_hosting", "introduction_of"]

_SIZE = 12
"""Pupils in a group where the table says nothing."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """Facts beside `Hosting`, by its hosts (H), the units (U) and the parties (n).

    Parameters
    ----------
    national : codes of the national programmes (P). vocational : (P,) which are vocational.
    runs : (U, P) which units run them.
    programme : (H,) index into `INTRODUCTION`. towards : (H,) index into `national`, -1 none,
        -2 one that no unit runs.
    individual : (H,) designed for single pupils. agreed : (H,) the price is agreed.
    hours, coread : (H,) hours a week, and those of them read with national programmes.
    teachers : (H,) qualified teachers of Swedish as a second language.
    merits : of the parties. newly_arrived, started, resident : (n,). turns_20 : (n,) year, -1.
    start : year and month in which the education starts.
    """

    national: npt.NDArray[np.str_]
    vocational: BoolArray
    runs: BoolArray
    programme: IntArray
    towards: IntArray
    individual: BoolArray
    agreed: BoolArray
    hours: IntArray
    coread: IntArray
    teachers: IntArray
    merits: Merits
    newly_arrived: BoolArray
    started: BoolArray
    resident: BoolArray
    turns_20: IntArray
    start: tuple[int, int]

    def with_parties(self, keep: BoolArray) -> Self:
        """Return the facts of the parties of `keep`."""
        one = self.merits
        return replace(
            self,
            merits=Merits(one.swedish[keep], one.english[keep], one.maths[keep], one.others[keep]),
            newly_arrived=self.newly_arrived[keep],
            started=self.started[keep],
            resident=self.resident[keep],
            turns_20=self.turns_20[keep],
        )


def introduction_of(instance: Instance, problem: Problem) -> Introduction:
    """Return the facts of the problem that was made of `instance` (see `introduction_view`)."""
    table, rows = instance.programmes, candidates(instance, problem.policy)
    plain = table[table["kind"] != "introduction"]
    national = np.array(sorted(set(plain["programme"].astype(str))), dtype=np.str_)
    kinds = plain.drop_duplicates("programme").set_index("programme")["kind"]
    runs = np.zeros((len(problem.unit_ids), len(national)), bool)
    place = {code: number for number, code in enumerate(national.tolist())}
    unit = {code: number for number, code in enumerate(problem.unit_ids.tolist())}
    for where, code in zip(plain["unit_id"], plain["programme"], strict=True):
        runs[unit[str(where)], place[str(code)]] = True
    people = _people(instance, problem)
    return Introduction(
        national=national,
        vocational=np.array([kinds[code] == "national_vocational" for code in national], bool),
        runs=runs,
        programme=np.array([INTRODUCTION.index(part) for part in rows["part"]], np.int64),
        towards=np.array([place.get(to, -2 if to else -1) for to in rows["towards"]], np.int64),
        individual=_individual(rows),
        agreed=told(rows["agreement"]),
        hours=_whole(rows["hours"], WEEKLY_HOURS),
        coread=_whole(rows["coread_hours"], 0),
        teachers=_whole(rows["sva_teachers"], 0),
        merits=merits_of(people),
        newly_arrived=told(people["newly_arrived"]),
        started=told(people["started"]),
        resident=told(people["resident"], missing=True),
        turns_20=_whole(people["turns_20"], -1),
        start=_start(instance.school_year),
    )


def introduction_hosting(instance: Instance, problem: Problem) -> Hosting:
    """Return who may run groups of which programme: every offering of the problem is a host."""
    policy = problem.policy
    rule, hosting = policy.introduction or IntroductionRule(), policy.hosting or HostingRule()
    rows = candidates(instance, policy)
    kinds = tuple(sorted(set(rows["programme"].astype(str))))
    unit = problem.offerings.unit
    most_size = _size(rows["size_most"], _SIZE, hosting.most_size)
    most = _whole(rows["groups_most"], -1)
    seats = rows["seats"].to_numpy(np.int64)
    most = np.where(most < 0, -(-seats // most_size), most)
    cost = _whole(rows["group_cost"], -1)
    units, people = len(problem.unit_ids), len(problem.parties)
    unit_cost = np.zeros(units, np.int64)
    np.maximum.at(unit_cost, unit, _whole(rows["unit_cost"], 0))
    return Hosting(
        kinds=kinds,
        host_unit=unit,
        host_kind=np.array([kinds.index(code) for code in rows["programme"]], np.int64),
        most=most,
        today=_whole(rows["groups_today"], 0),
        unit_most=np.bincount(unit, most, minlength=units).astype(np.int64),
        least_size=_size(rows["size_least"], 1, hosting.least_size),
        most_size=most_size,
        unit_cost=unit_cost,
        group_cost=np.where(cost < 0, _staffed(rows, rule), cost),
        languages=(),
        unit_language=np.zeros((units, 0), bool),
        party_language=np.full(people, -1, np.int64),
        option_host=problem.options.offering.copy(),
        months=hosting.months,
        enters=np.zeros(people, np.int64),
        leaves=np.full(people, hosting.months, np.int64),
        seat_from=np.zeros(people, np.int64),
        clock=np.zeros(people, np.int64),
        share=np.full(people, 1000, np.int64),
        kept=_kept(instance, problem, keep=hosting.keep),
        unit_pupils=_beside(instance, problem),
        unit_recent=np.zeros(units, np.int64),
        first_month=hosting.first_month or f"{instance.school_year[:4]}-08",
    )


def _people(instance: Instance, problem: Problem) -> pd.DataFrame:
    table = instance.introduction_pupils.set_index("pupil_id")
    return table.loc[list(problem.parties.ids)].reset_index()


def _individual(rows: pd.DataFrame) -> BoolArray:
    """Return what is designed for single pupils; untold, only IMV is for a group."""
    form = rows["form"].astype("str").fillna("")
    usual = (rows["part"] != "IMV") & (form == "")
    found: BoolArray = (usual | (form == PROGRAMME_FORMS[1])).to_numpy(bool)
    return found


def _whole(column: pd.Series, missing: int) -> IntArray:
    return np.asarray(column.astype("Int64").fillna(missing).to_numpy(np.int64), np.int64)


def _staffed(rows: pd.DataFrame, rule: IntroductionRule) -> IntArray:
    """Return the yearly kronor of the hours of a group, whole kronor rounded down."""
    coread = _whole(rows["coread_hours"], 0)
    own = np.maximum(_whole(rows["hours"], WEEKLY_HOURS) - coread, 0)
    hundredths = 100 * own + rule.coread_percent * coread
    yearly: IntArray = hundredths * rule.weeks * rule.hour_cost // 100
    return yearly


def _size(column: pd.Series, missing: int, decided: int | None) -> IntArray:
    if decided is not None:
        return np.full(len(column), decided, np.int64)
    return _whole(column, missing)


def _start(school_year: str) -> tuple[int, int]:
    """Return year and month of the first school day."""
    return int(school_year[:4]), 8


def _kept(instance: Instance, problem: Problem, *, keep: bool) -> IntArray:
    """Return the option row of those who have started, at their unit, if they stay there."""
    kept = np.full(len(problem.parties), -1, np.int64)
    if not keep:
        return kept
    started = told(_people(instance, problem)["started"])
    here = problem.parties.current_unit[problem.options.party] == problem.unit_of_option()
    stays = np.flatnonzero(here & started[problem.options.party])
    kept[problem.options.party[stays]] = stays
    return kept


def _beside(instance: Instance, problem: Problem) -> IntArray:
    """Return the pupils of national programmes at every unit."""
    current = instance.pupils["current_unit"].dropna().astype(str).value_counts()
    return np.array([int(current.get(unit, 0)) for unit in problem.unit_ids.tolist()], np.int64)
