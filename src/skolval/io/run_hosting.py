"""The hosting of a run as tables, and back: hosts, units, who needs a group when, seats by month.

A run has them only if its policy places pupils in groups; ``hosts.csv`` tells the groups opened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.group_counts import PERMILLE, taken_by_month
from skolval.domain.hosting import NO_HOST, Hosting
from skolval.domain.hosting_loads import host_of_party, pupils_of_host
from skolval.domain.months import later
from skolval.domain.placement import Placement
from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = [
    "ALL_HOSTING_PARTS",
    "HOSTS_FILE",
    "group_columns",
    "groups_from",
    "hosting_frames",
    "hosting_from",
    "hosts_table",
]

HOSTING_PARTS: tuple[str, ...] = (
    "hosting_plan", "hosting_hosts", "hosting_units", "hosting_parties", "hosting_options",
)  # fmt: skip
SEATS_PART = "hosting_seats"
ALL_HOSTING_PARTS: tuple[str, ...] = (*HOSTING_PARTS, SEATS_PART)
HOSTS_FILE = "hosts.csv"
_MONTH = re.compile(r"([0-9]{4}-(0[1-9]|1[0-2]))?")
_BY_HOST = ("most", "today", "least_size", "most_size", "group_cost")
_BY_UNIT = ("unit_most", "unit_cost", "unit_pupils", "unit_recent")
_BY_PARTY = ("enters", "leaves", "seat_from", "clock", "share", "kept")


def hosting_frames(hosting: Hosting | None) -> dict[str, pd.DataFrame]:
    """Return the tables of `hosting`."""
    if hosting is None:
        return {}
    plan = {
        "first_month": [hosting.first_month],
        "months": [hosting.months],
        "kinds": [json.dumps(hosting.kinds, ensure_ascii=False)],
        "languages": [json.dumps(hosting.languages, ensure_ascii=False)],
    }
    hosts: dict[str, Any] = {"unit": hosting.host_unit, "kind": hosting.host_kind}
    hosts |= {name: getattr(hosting, name) for name in _BY_HOST}
    if hosting.reception is not None:
        hosts["reception"] = hosting.reception
    units: dict[str, Any] = {name: getattr(hosting, name) for name in _BY_UNIT}
    units |= {
        f"language_{column}": hosting.unit_language[:, column]
        for column in range(len(hosting.languages))
    }
    parties = {"language": hosting.party_language}
    parties |= {name: getattr(hosting, name) for name in _BY_PARTY}
    options = {"host": hosting.option_host}
    frames: tuple[dict[str, Any], ...] = (plan, hosts, units, parties, options)
    told = {
        part: pd.DataFrame(columns) for part, columns in zip(HOSTING_PARTS, frames, strict=True)
    }
    if hosting.seats is not None:
        names = [str(month) for month in range(hosting.months)]
        told[SEATS_PART] = pd.DataFrame(hosting.seats, columns=names)
    return told


def hosting_from(frames: Mapping[str, pd.DataFrame], problem: Problem) -> Hosting | None:
    """Return the hosting that `frames` hold, None if they hold none.

    Raises
    ------
    ValueError
        If a number points outside its table.
    """
    if not all(part in frames for part in HOSTING_PARTS):
        return None
    plan, hosts, units, parties, options = (frames[part] for part in HOSTING_PARTS)
    languages = tuple(json.loads(str(plan["languages"].iloc[0])))
    speaks = np.zeros((len(units), len(languages)), bool)
    for column in range(len(languages)):
        speaks[:, column] = units[f"language_{column}"].to_numpy(bool)
    seats = frames.get(SEATS_PART)
    hosting = Hosting(
        kinds=tuple(json.loads(str(plan["kinds"].iloc[0]))),
        host_unit=_whole(hosts, "unit"),
        host_kind=_whole(hosts, "kind"),
        **{name: _whole(hosts, name) for name in _BY_HOST},
        **{name: _whole(units, name) for name in _BY_UNIT},
        languages=languages,
        unit_language=speaks,
        party_language=_whole(parties, "language"),
        **{name: _whole(parties, name) for name in _BY_PARTY},
        option_host=_whole(options, "host"),
        months=int(plan["months"].iloc[0]),
        seats=None if seats is None else seats.to_numpy(np.int64),
        first_month=str(plan["first_month"].iloc[0]),
        reception=hosts["reception"].to_numpy(bool) if "reception" in hosts else None,
    )
    _refuse_strays(hosting, problem)
    return hosting


def _whole(frame: pd.DataFrame, name: str) -> IntArray:
    return np.asarray(frame[name].to_numpy(np.int64))


def _refuse_strays(hosting: Hosting, problem: Problem) -> None:
    """Refuse tables of other lengths, and numbers that point outside them."""
    units, parties, options = len(problem.unit_ids), len(problem.parties), len(problem.options)
    lengths = ((hosting.unit_most, units), (hosting.enters, parties),
               (hosting.option_host, options))  # fmt: skip
    if any(len(column) != length for column, length in lengths):
        raise ValueError("the tables of the groups have other rows than units and parties")
    if hosting.seats is not None and len(hosting.seats) != len(problem.offerings):
        raise ValueError("the free seats by month have other rows than the offerings")
    if hosting.months < 1 or not _MONTH.fullmatch(hosting.first_month):
        raise ValueError("the plan of the groups has no month that it begins in or ends before")
    if hosting.seats is not None and hosting.seats.shape[1] != hosting.months:
        raise ValueError("the free seats are of other months than the plan")
    columns = (
        ("unit of hosts", hosting.host_unit, 0, units),
        ("kind of hosts", hosting.host_kind, 0, len(hosting.kinds)),
        ("language of parties", hosting.party_language, -1, len(hosting.languages)),
        ("host of options", hosting.option_host, NO_HOST, len(hosting)),
        ("kept of parties", hosting.kept, -1, options),
    )
    for name, column, least, end in columns:
        if column.size and (column.min() < least or column.max() >= end):
            raise ValueError(f"{name} points outside its table")


def group_columns(problem: Problem, placement: Placement) -> dict[str, pd.Series]:
    """Return the columns of the placement about groups, empty where the policy has none.

    group (its kind), group_from and group_to (first and last month, ``YYYY-MM``), class_from
    (month from which the regular seat is taken) and group_months (months in a group at the end
    of the plan, those before it included).
    """
    hosting = problem.hosting
    if hosting is None:
        return {}
    host = host_of_party(problem, placement)
    inside = host != NO_HOST
    kind = np.array(hosting.kinds, dtype=str)[hosting.host_kind[np.maximum(host, 0)]]
    months = np.array(
        [later(hosting.first_month, month) for month in range(hosting.months + 1)]
        if hosting.first_month
        else [str(month) for month in range(hosting.months + 1)]
    )
    used = hosting.clock + np.where(inside, hosting.leaves - hosting.enters, 0)
    return {
        "group": _text(kind, inside),
        "group_from": _text(months[hosting.enters], inside),
        "group_to": _text(months[np.maximum(hosting.leaves - 1, 0)], inside),
        "class_from": _text(months[hosting.seat_from], placement.placed),
        "group_months": pd.Series(used, dtype="Int64").where(placement.placed),
    }


def _text(values: Any, known: BoolArray) -> pd.Series:
    return pd.Series(values, dtype="str").where(known)


def hosts_table(problem: Problem, placement: Placement) -> pd.DataFrame:
    """Return one row per candidate host: groups opened, today's, who comes and what it costs.

    Columns: unit_id, kind, groups, groups_today, groups_most, pupils (ever in its groups),
    most_at_once (pupils at one time by part of the week, in the fullest month) and group_cost
    (all its groups).
    """
    hosting = problem.hosting
    if hosting is None or placement.groups is None:
        return pd.DataFrame()
    return pd.DataFrame(
        {
            "unit_id": problem.unit_ids[hosting.host_unit],
            "kind": np.array(hosting.kinds, dtype=str)[hosting.host_kind],
            "groups": placement.groups,
            "groups_today": hosting.today,
            "groups_most": hosting.most,
            "pupils": pupils_of_host(problem, placement),
            "most_at_once": taken_by_month(problem, hosting, placement.chosen).max(axis=1)
            / PERMILLE,
            "group_cost": hosting.group_cost * placement.groups,
        }
    )


def groups_from(table: pd.DataFrame, problem: Problem) -> IntArray:
    """Return the groups opened that ``hosts.csv`` tells.

    Raises
    ------
    ValueError
        If its rows are not the hosts of the problem.
    """
    hosting = problem.hosting
    told = [] if hosting is None else [
        (str(problem.unit_ids[unit]), hosting.kinds[kind])
        for unit, kind in zip(hosting.host_unit, hosting.host_kind, strict=True)
    ]  # fmt: skip
    rows = list(zip(table["unit_id"].astype(str), table["kind"].astype(str), strict=True))
    if rows != told:
        raise ValueError("hosts.csv has other rows than the hosts of the problem")
    return _whole(table, "groups")
