"""Services that the instance's own table tells (egna kandidatlinjer)."""

from __future__ import annotations

import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.timetable import seconds_of
from skolval.travel.candidates import Candidate, Leg

__all__ = ["told_services"]


def told_services(instance: Instance) -> list[Candidate]:
    """Every service of the table `services` stands as told, in the order of the table.

    What the first row that says something of kind and cost says counts for the whole; the reader
    has refused tables where the rows disagree. An empty kind is a chartered run.
    """
    table = instance.services
    found = []
    for name, rows in table.groupby("service_id", sort=False):
        first = rows[["kind", "cost", "pupil_cost", "source"]].bfill().iloc[0]
        kind = first["kind"] if isinstance(first["kind"], str) else "chartered"
        cost = _kronor(first["cost"])
        found.append(
            Candidate(
                str(name), kind, running=kind != "chartered",
                out=_leg(rows, "morning"), back=_leg(rows, "afternoon"),
                cost=cost, pupil_cost=_kronor(first["pupil_cost"]), lowest=cost,
                source=first["source"] if isinstance(first["source"], str) else "",
            )
        )  # fmt: skip
    return found


def _kronor(cell: object) -> int:
    return 0 if pd.isna(cell) else int(cell)  # type: ignore[call-overload]  # a whole number


def _leg(rows: pd.DataFrame, leg: str) -> Leg:
    calls = rows[rows["leg"] == leg].sort_values("order", kind="stable")
    return Leg(
        stops=tuple(calls["stop_id"].astype(str)),
        times=tuple(seconds_of(word) or 0 for word in calls["time"].astype(str)),
        seats=int(calls["seats"].min()),
        units=tuple(calls["unit_id"].fillna("").astype(str)),
    )
