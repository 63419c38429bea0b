"""Tiny named towns, and random tiny problems, for tests."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.grades import grade_system
from skolval.domain.instance import Group, Instance
from skolval.domain.policy import NonChoosers, OptionRule, Policy, Step
from skolval.domain.problem import Offerings, Options, Parties, Problem
from skolval.io.dictionary import TABLES
from skolval.registry import load

GROUP = Group("low_education", "låg utbildning", "low education", kind="socioeconomic")
BACKGROUND = Group(
    "foreign_background", "utländsk bakgrund", "foreign background", kind="background"
)
_DEFAULTS = {"in_round": True, "protected": False, "placeable": True, "kind": "grade",
             "provider": "municipal", "oneway": False}  # fmt: skip


def frame(table: str, rows: list[dict[str, Any]], *more: str) -> pd.DataFrame:
    """A table with every column of the data dictionary, filled from `rows`."""
    columns = [field.name for field in TABLES[table].fields] + list(more)
    filled = {}
    for name in columns:
        values = [row.get(name, _DEFAULTS.get(name)) for row in rows]
        filled[name] = pd.Series(values, dtype=_dtype(table, name, values))
    return pd.DataFrame(filled)


def _dtype(table: str, name: str, values: list[Any]) -> str:
    known = {field.name: field.kind for field in TABLES[table].fields}
    kind = known.get(name, "number")
    if kind == "bool":
        return "bool" if all(value is not None for value in values) else "boolean"
    if kind == "whole":
        return "Int64" if any(value is None for value in values) or not values else "int64"
    if kind in {"number", "share", "x", "y"}:
        return "float64"
    return "str"


def step(room: str, name: str, **params: Any) -> Step:
    """A validated policy step."""
    return Step(name, load(room, name).Params(**params))


def policy(mechanism: str = "deferred_acceptance", *criteria: Any, **more: Any) -> Policy:
    """A policy in memory; criteria are names or (name, params) pairs."""
    steps = tuple(
        step("criterion", c) if isinstance(c, str) else step("criterion", c[0], **c[1])
        for c in criteria or ("lottery",)
    )
    more.setdefault("non_choosers", NonChoosers())
    more.setdefault("options", OptionRule())
    return Policy(
        name=more.pop("name", "test"),
        mechanism=step("mechanism", mechanism, **more.pop("params", {})),
        criteria=steps,
        **more,
    )


def town(
    units: list[dict[str, Any]],
    offerings: list[dict[str, Any]],
    pupils: list[dict[str, Any]],
    choices: list[dict[str, Any]] | None = None,
    **tables: Any,
) -> Instance:
    """An instance in memory from plain rows."""
    groups = tables.pop("groups", (GROUP,))
    shares = [f"share_{group.id}" for group in groups]
    return Instance(
        name=tables.pop("name", "town"),
        school_year=tables.pop("school_year", "2026/27"),
        crs="EPSG:3006",
        groups=groups,
        balance_group=groups[0].id,
        units=frame("units", units),
        offerings=frame("offerings", offerings),
        pupils=frame("pupils", pupils, *[group.id for group in groups]),
        choices=frame("choices", choices or []),
        areas=frame("areas", tables.pop("areas", []), *shares),
        nodes=frame("nodes", tables.pop("nodes", [])),
        edges=frame("edges", tables.pop("edges", [])),
        travel=frame("travel", tables.pop("travel", [])),
        enrolment=frame("enrolment", tables.pop("enrolment", []), "count_low", "count_high"),
        lines=frame("lines", []),
        stops=frame("stops", []),
        **tables,
    )


def nantuna() -> Instance:
    """Three pupils and three one-seat units of Nåntuna 2016 (design 5, section 2.4).

    Static relative proximity with deferred acceptance gives a N, c U, b S: 4,500 m in all.
    """
    metres = {"a": (800, 1500, 2600), "b": (877, 1460, 2500), "c": (2400, 1200, 690)}
    wishes = {"a": "NUS", "b": "NUS", "c": "USN"}
    return town(
        [{"unit_id": u, "name": u, "x": 0.0, "y": 0.0} for u in "NUS"],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": 1} for u in "NUS"],
        [{"pupil_id": p, "grade": "F", "x": 0.0, "y": 0.0, "low_education": 0} for p in metres],
        [
            {"pupil_id": p, "rank": r + 1, "unit_id": u}
            for p, order in wishes.items()
            for r, u in enumerate(order)
        ],
        travel=[
            {"origin_id": p, "unit_id": u, "metres": m, "minutes": m // 80}
            for p, row in metres.items()
            for u, m in zip("NUS", row, strict=True)
        ],
        name="nantuna",
    )


def random_problem(
    rng: np.random.Generator,
    *,
    parties: int = 5,
    offerings: int = 3,
    grades: int = 2,
    density: float = 0.7,
    size: int = 1,
    of: Policy | None = None,
) -> Problem:
    """A tiny random problem with sparse options, siblings, current units and two groups."""
    grade_of = rng.integers(0, grades, parties)
    unit_of = np.arange(offerings) % max(2, offerings - 1)
    offer_grade = np.where(np.arange(offerings) < grades, np.arange(offerings),
                           rng.integers(0, grades, offerings))  # fmt: skip
    rows = [
        (i, o)
        for i in range(parties)
        for o in range(offerings)
        if offer_grade[o] == grade_of[i] and rng.random() < density
    ]
    party = np.array([row[0] for row in rows], np.int64)
    offering = np.array([row[1] for row in rows], np.int64)
    rank = np.zeros(len(rows), np.int64)
    for i in range(parties):
        mine = np.flatnonzero(party == i)
        wished = mine[: rng.integers(0, len(mine) + 1)]
        rank[wished] = np.arange(1, len(wished) + 1)
    units = int(unit_of.max()) + 1 if offerings else 1
    siblings = np.where(rng.random((parties, 2)) < 0.3, rng.integers(0, units, (parties, 2)), -1)
    return Problem(
        parties=Parties(
            ids=np.array([f"p{i}" for i in range(parties)]),
            size=rng.integers(1, size + 1, parties).astype(np.int64),
            grade=grade_of.astype(np.int64),
            area=rng.integers(0, 2, parties).astype(np.int64),
            current_unit=rng.integers(-1, units, parties).astype(np.int64),
            household=rng.integers(-1, 3, parties).astype(np.int64),
            sibling_unit=siblings.astype(np.int64),
            sibling_grade=np.where(siblings >= 0, rng.integers(0, 4, (parties, 2)), -1),
            protected=np.zeros(parties, bool),
            member=rng.integers(-1, 2, (parties, 2)).astype(np.int64),
            area_share=rng.integers(-1, 1001, (parties, 2)).astype(np.int64),
        ),
        offerings=Offerings(
            ids=np.array([f"o{o}" for o in range(offerings)]),
            unit=unit_of.astype(np.int64),
            grade=offer_grade.astype(np.int64),
            seats=rng.integers(0, max(2, parties), offerings).astype(np.int64),
            minimum=rng.integers(0, 3, offerings).astype(np.int64),
            placeable=np.ones(offerings, bool),
        ),
        options=Options(
            party=party,
            offering=offering,
            mode=np.zeros(len(rows), np.int64),
            metres=rng.integers(0, 5000, len(rows)).astype(np.int64),
            minutes=rng.integers(0, 60, len(rows)).astype(np.int64),
            rank=rank,
            cost=np.zeros(len(rows), np.int64),
            start=np.concatenate([[0], np.cumsum(np.bincount(party, minlength=parties))]).astype(
                np.int64
            ),
        ),
        unit_ids=np.array([f"u{u}" for u in range(units)]),
        area_ids=np.array(["north", "south"]),
        groups=("low_education", "foreign_background"),
        balance_group="low_education",
        grades=grade_system("2026/27"),
        reference=np.full((parties, 3), -1, np.int64),
        reference_unit=np.full((parties, 3), -1, np.int64),
        transport_limits=(2000, 4000, 4000),
        distance_kind="table",
        policy=of or policy(),
    )
