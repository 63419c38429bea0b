"""The instance as a decision about introduction programmes sees it (introduktionsprogram).

The pupils are those of the table `introduction_pupils`, each with one programme; the offerings are
the introduction programmes that units may run for them under the policy:

- IMV towards a national programme only at units that run it (17 kap. 3 and 28 §§);
- IMY at an independent unit only if it has a vocational programme (17 kap. 28 §);
- IMY, IMA and IMS at an independent unit only where the price is agreed (17 kap. 29 §).

Source: Skollagen (2010:800) 17 kap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from skolval.domain.hosting import HostingRule
from skolval.domain.introduction import (
    INTRODUCTION,
    IntroductionRule,
    Merits,
    code_of,
    open_programmes,
    parts_of,
)
from skolval.domain.language import _
from skolval.errors import Fault, InputError

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.domain.problem import BoolArray

__all__ = [
    "candidates",
    "introduction_view",
    "merits_of",
    "missing_programmes",
    "sought",
    "told",
]

_SHARED = ("pupil_id", "x", "y", "area_id", "language", "current_unit", "household", "protected")
_NEEDED = ("programmes", "introduction_pupils")


def introduction_view(instance: Instance, policy: Policy) -> Instance:
    """Return the instance with the introduction pupils as pupils, and their seats as offerings.

    Raises
    ------
    InputError
        If the instance does not tell of programmes or pupils, or no unit may run what the
        municipality must offer.
    """
    missing = missing_programmes(instance, policy)
    if missing:
        raise InputError(missing)
    rows = candidates(instance, policy)
    units = instance.units
    hosts = units["unit_id"].isin(set(rows["unit_id"])).to_numpy(bool)
    return instance.replace(
        pupils=_pupils(instance, sought(instance, rows)),
        offerings=_offerings(instance, rows),
        choices=instance.choices.iloc[:0],
        grounds=instance.grounds.iloc[:0],
        units=units.assign(placeable=hosts | units["placeable"].to_numpy(bool)),
    )


def missing_programmes(instance: Instance, policy: Policy) -> tuple[Fault, ...]:
    """Return a fault for each table that a policy of introduction programmes needs and has not."""
    return tuple(
        _missing(name, instance, policy) for name in _NEEDED if not len(getattr(instance, name))
    )


def _missing(table: str, instance: Instance, policy: Policy) -> Fault:
    return Fault(
        _(
            "The policy {policy} places pupils in introduction programmes, and {instance} has no "
            "{table}."
        ).format(policy=policy.name, instance=instance.name, table=table),
        file=f"{table}.csv",
        rule="required_table",
        remedy=_("Add the table {table}, or use a policy without `places: introduction`.").format(
            table=table
        ),
    )


def candidates(instance: Instance, policy: Policy) -> pd.DataFrame:
    """Return the rows of `programmes` where pupils may be placed, sorted by unit and code.

    Each has also its programme (``part``) and what it is oriented to (``towards``).
    """
    rule, hosting = policy.introduction or IntroductionRule(), policy.hosting or HostingRule()
    table = instance.programmes
    rows = _introductory(table)
    provider = instance.units.set_index("unit_id")["provider"]
    independent = (rows["unit_id"].map(provider) == "independent").to_numpy(bool)
    agreed = rows["agreement"].astype("boolean").fillna(value=False).to_numpy(bool)
    allowed = ~independent | _free(rows, rule, agreed)
    allowed &= (rows["part"] != "IMV").to_numpy(bool) | _run_at(rows, table)
    vocational = set(table.loc[table["kind"] == "national_vocational", "unit_id"])
    allowed &= ~independent | (rows["part"] != "IMY") | rows["unit_id"].isin(vocational)
    allowed &= _chosen_units(rows, hosting) & (rows["seats"] > 0).to_numpy(bool)
    kept = rows[np.asarray(allowed, bool)]
    order = pd.Index(instance.units["unit_id"]).get_indexer(pd.Index(kept["unit_id"]))
    sorted_rows = kept.assign(_order=order).sort_values(["_order", "programme"])
    return sorted_rows.drop(columns="_order").reset_index(drop=True)


def _introductory(table: pd.DataFrame) -> pd.DataFrame:
    rows = table[table["kind"] == "introduction"]
    parts = [parts_of(str(code)) for code in rows["programme"]]
    rows = rows.assign(part=[one for one, _to in parts], towards=[to for _one, to in parts])
    return rows[rows["part"] != ""]


def _free(rows: pd.DataFrame, rule: IntroductionRule, agreed: BoolArray) -> BoolArray:
    """Return at which rows an independent unit may be used; IMV needs no agreement."""
    if rule.independent != "agreement":
        return np.full(len(rows), rule.independent == "all")
    found: BoolArray = (rows["part"] == "IMV").to_numpy(bool) | agreed
    return found


def _run_at(rows: pd.DataFrame, table: pd.DataFrame) -> BoolArray:
    """Return at which rows the unit runs the national programme that the row is oriented to."""
    national = table[table["kind"] != "introduction"]
    pairs = set(zip(national["unit_id"], national["programme"], strict=True))
    mine = zip(rows["unit_id"], rows["towards"], strict=True)
    return np.array([pair in pairs for pair in mine], bool)


def _chosen_units(rows: pd.DataFrame, hosting: HostingRule) -> BoolArray:
    """Return the rows that the policy lets run groups."""
    if hosting.units == "any":
        return np.ones(len(rows), bool)
    if hosting.units == "today":
        return (rows["groups_today"] > 0).to_numpy(bool, na_value=False)
    chosen: BoolArray = rows["unit_id"].isin(hosting.listed).to_numpy(bool)
    return chosen


def told(column: pd.Series, missing: bool = False) -> BoolArray:
    """Return a column of yes and no, with what an empty cell means."""
    return column.astype("boolean").fillna(missing).to_numpy(bool)


def merits_of(pupils: pd.DataFrame) -> Merits:
    """Return what introduction pupils have passed."""
    return Merits(
        swedish=told(pupils["swedish"]),
        english=told(pupils["english"]),
        maths=told(pupils["maths"]),
        others=pupils["others"].to_numpy(np.int64),
    )


def sought(instance: Instance, rows: pd.DataFrame) -> list[str]:
    """Return the programme of every introduction pupil, as a code.

    What is decided (`programme`) counts as it stands. Otherwise IMV where the grades are enough
    and it is offered towards what the pupil aims at, else IMS for the newly arrived, else IMY
    where it is offered towards what the pupil aims at, else IMA.

    Parameters
    ----------
    rows : where pupils may be placed, see `candidates`.
    """
    pupils = instance.introduction_pupils
    offered = set(rows["programme"])
    fitting = open_programmes(merits_of(pupils), told(pupils["newly_arrived"]))
    decided = pupils["programme"].astype("str").fillna("")
    aim = pupils["orientation"].astype("str").fillna("")
    return [
        own or _by_grades(open_, towards, offered)
        for own, towards, open_ in zip(decided, aim, fitting, strict=True)
    ]


def _by_grades(fitting: BoolArray, towards: str, offered: set[str]) -> str:
    imv, imy, _ima, ims = fitting
    if imv and code_of("IMV", towards) in offered:
        return code_of("IMV", towards)
    if ims:
        return INTRODUCTION[3]
    for code in (code_of("IMY", towards), "IMY"):
        if imy and code in offered:
            return code
    return INTRODUCTION[2]


def _pupils(instance: Instance, codes: list[str]) -> pd.DataFrame:
    table, everyone = instance.introduction_pupils, instance.pupils
    groups = [group.id for group in instance.groups if group.id in table]
    shown = table[[*_SHARED, *groups]].reset_index(drop=True)
    resident = told(table["resident"], missing=True)
    more: dict[str, Any] = {
        "grade": np.full(len(shown), instance.grades.codes[0]),
        "programme": codes,
        "status": np.where(resident, "resident", "non_resident"),
    }
    blank = everyone.iloc[:0].reindex(range(len(shown)))
    filled = blank.assign(**{str(name): shown[name] for name in shown}, **more)
    return filled[list(everyone.columns)].assign(
        in_round=np.ones(len(shown), bool), protected=told(table["protected"])
    )


def _offerings(instance: Instance, rows: pd.DataFrame) -> pd.DataFrame:
    # an introduction programme has no grades: everybody stands in the first
    count = len(rows)
    blank = instance.offerings.iloc[:0].reindex(range(count))
    return blank.assign(
        offering_id=(rows["unit_id"] + "-" + rows["programme"]).astype("str"),
        unit_id=rows["unit_id"],
        kind=pd.Series(["programme"] * count, dtype="str"),
        grade=pd.Series([instance.grades.codes[0]] * count, dtype="str"),
        programme=rows["programme"],
        seats=rows["seats"].astype("int64"),
    )
