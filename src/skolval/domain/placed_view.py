"""The instance as a decision sees it: whom the policy places, and on which free seats.

A policy that places newly arrived pupils (nyanlända elever) sees them as its pupils, and the
free seats of regular classes as its offerings; units, areas, streets and travel are shared.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.introduction_view import introduction_view
from skolval.domain.language import _
from skolval.domain.policy import Policy
from skolval.errors import Fault, InputError

__all__ = ["NEEDED_TABLES", "missing_tables", "placed_view"]

NEEDED_TABLES: tuple[str, ...] = ("newly_arrived", "free_seats", "hosts")
"""Tables that a policy which places newly arrived pupils stands on."""

_SHARED = (
    "pupil_id", "x", "y", "area_id", "grade", "language", "current_unit", "household",
    "sibling_unit", "sibling_grade", "protected",
)  # fmt: skip


def placed_view(instance: Instance, policy: Policy) -> Instance:
    """Return the instance as the decision of `policy` sees it.

    Raises
    ------
    InputError
        If the policy places newly arrived pupils and the instance does not tell of them.
    """
    if policy.places == "introduction":
        return introduction_view(instance, policy)
    if policy.places != "newly_arrived":
        return instance
    missing = missing_tables(instance, policy)
    if missing:
        raise InputError(missing)
    return instance.replace(
        pupils=_pupils(instance),
        offerings=_offerings(instance),
        choices=_choices(instance),
        grounds=instance.grounds.iloc[:0],
    )


def missing_tables(instance: Instance, policy: Policy) -> tuple[Fault, ...]:
    """Return a fault for each table that a policy of newly arrived pupils needs and has not."""
    return tuple(
        _missing(name, instance, policy)
        for name in NEEDED_TABLES
        if not len(getattr(instance, name))
    )


def _missing(table: str, instance: Instance, policy: Policy) -> Fault:
    return Fault(
        _("The policy {policy} places newly arrived pupils, and {instance} has no {table}.").format(
            policy=policy.name, instance=instance.name, table=table
        ),
        file=f"{table}.csv",
        rule="required_table",
        remedy=_("Add the table {table}, or use a policy without `places: newly_arrived`.").format(
            table=table
        ),
    )


def _pupils(instance: Instance) -> pd.DataFrame:
    """Return the newly arrived in the columns of the pupils, and the siblings who go already."""
    arrived, everyone = instance.newly_arrived, instance.pupils
    groups = [group.id for group in instance.groups if group.id in arrived]
    told = arrived[[*_SHARED, *groups]].assign(in_round=True)
    own = set(arrived["pupil_id"])
    kin = everyone[
        everyone["household"].notna()
        & everyone["household"].isin(set(arrived["household"].dropna()))
        & everyone["current_unit"].notna()
        & ~everyone["pupil_id"].isin(own)
    ].assign(in_round=False)
    columns = list(everyone.columns)
    blank = everyone.iloc[:0].reindex(range(len(told)))
    filled = blank.assign(**{str(name): told[name].to_numpy() for name in told})
    whole = filled[columns].astype(
        {name: _dtype(everyone[name]) for name in columns}, errors="ignore"
    )
    joined = pd.concat([whole, kin[columns]], ignore_index=True) if len(kin) else whole
    return joined.astype({"in_round": "bool", "protected": "bool"})


def _dtype(column: pd.Series) -> str:
    """Return the type of a column that may lack values."""
    name = str(column.dtype)
    return {"int64": "Int64", "bool": "boolean"}.get(name, name)


def _offerings(instance: Instance) -> pd.DataFrame:
    """Return the free seats as offerings, each grade of a unit once.

    A pupil who is placed already holds a seat beside the free ones.
    """
    free = instance.free_seats
    told = instance.offerings[instance.offerings["kind"] == "grade"]
    known = dict(
        zip(zip(told["unit_id"], told["grade"], strict=True), told["offering_id"], strict=True)
    )
    arrived = instance.newly_arrived
    held = arrived.loc[arrived["current_unit"].notna(), ["current_unit", "grade"]]
    held = held.rename(columns={"current_unit": "unit_id"}).assign(seats=1)
    every = pd.concat([free[["unit_id", "grade", "seats"]], held])
    pairs = every.groupby(["unit_id", "grade"], sort=False)["seats"].sum().reset_index()
    pairs = pairs[pairs["seats"] > 0].reset_index(drop=True)
    ids = [
        known.get((unit, grade), f"{unit}-{grade}")
        for unit, grade in zip(pairs["unit_id"], pairs["grade"], strict=True)
    ]
    blank = instance.offerings.iloc[:0].reindex(range(len(pairs)))
    return blank.assign(
        offering_id=pd.Series(ids, dtype="str"),
        unit_id=pairs["unit_id"],
        kind=pd.Series(["grade"] * len(pairs), dtype="str"),
        grade=pairs["grade"],
        seats=pairs["seats"].astype("int64"),
    )


def _choices(instance: Instance) -> pd.DataFrame:
    """Return the wishes of the newly arrived as choices, the first wish first."""
    arrived = instance.newly_arrived
    wishes = arrived["wishes"].fillna("").str.split().explode().dropna()
    wishes = wishes[wishes != ""]
    rank = wishes.groupby(level=0, sort=False).cumcount() + 1
    blank = instance.choices.iloc[:0].reindex(range(len(wishes)))
    return blank.assign(
        pupil_id=arrived["pupil_id"].reindex(wishes.index).to_numpy(),
        rank=np.asarray(rank, np.int64),
        unit_id=wishes.to_numpy(),
    )
