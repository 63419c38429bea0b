"""A problem as the tables of a run folder (problem/)."""

from __future__ import annotations

import pandas as pd

from skolval.domain.problem import (
    Problem,
)
from skolval.io.run_ground import ground_frames
from skolval.io.run_hosting import hosting_frames
from skolval.io.run_introduction import introduction_frames
from skolval.io.run_services import service_frames

__all__ = ["FACTS", "GROUND", "OPTION_COLUMNS", "SHARES", "problem_frames"]

SHARES, FACTS = "unit_shares", "unit_facts"
"""Tables beside parties, offerings and options."""

_BY_PARTY = (
    "attendance_unit", "months", "status", "guarantee", "honour", "transport_reason",
    "stop_metres", "nearest_municipal",
)  # fmt: skip


_BY_OPTION = ("straight", "second_metres", "unsafe_metres")


_TEXT_BY_PARTY = ("programme", "needs")


GROUND = "ground_"


OPTION_COLUMNS = ("party", "offering", "mode", "metres", "minutes", "rank", "cost")


def problem_frames(problem: Problem) -> dict[str, pd.DataFrame]:
    """Return the tables of `problem`, without any coordinate of a home."""
    frames = {
        "parties": _parties_frame(problem),
        "offerings": _offerings_frame(problem),
        "options": _options_frame(problem),
    }
    if problem.unit_share is not None:
        frames[SHARES] = pd.DataFrame(problem.unit_share, columns=list(problem.groups))
    if len(facts := _facts_frame(problem)):
        frames[FACTS] = facts
    frames |= introduction_frames(problem.introduction)
    frames |= service_frames(problem.services)
    return frames | ground_frames(problem.ground) | hosting_frames(problem.hosting)


def _parties_frame(problem: Problem) -> pd.DataFrame:
    parties = problem.parties
    frame = pd.DataFrame(
        {
            "pupil_id": parties.ids,
            "size": parties.size,
            "grade": parties.grade,
            "area": parties.area,
            "current_unit": parties.current_unit,
            "household": parties.household,
            "protected": parties.protected,
        }
    )
    for slot in range(parties.sibling_unit.shape[1]):
        frame[f"sibling_unit_{slot}"] = parties.sibling_unit[:, slot]
        frame[f"sibling_grade_{slot}"] = parties.sibling_grade[:, slot]
    for column, group in enumerate(problem.groups):
        frame[f"member_{group}"] = parties.member[:, column]
        frame[f"area_share_{group}"] = parties.area_share[:, column]
    for place in range(problem.reference.shape[1]):
        frame[f"reference_{place}"] = problem.reference[:, place]
        frame[f"reference_unit_{place}"] = problem.reference_unit[:, place]
    for name in (*_BY_PARTY, *_TEXT_BY_PARTY):
        if (column := getattr(problem, name)) is not None:
            frame[name] = column
    return frame


def _offerings_frame(problem: Problem) -> pd.DataFrame:
    offerings = problem.offerings
    frame = pd.DataFrame(
        {
            "offering_id": offerings.ids,
            "unit": offerings.unit,
            "grade": offerings.grade,
            "seats": offerings.seats,
            "minimum": offerings.minimum,
            "placeable": offerings.placeable,
        }
    )
    more = {"tested": problem.tested, "programme": problem.offering_programme}
    return frame.assign(**{name: column for name, column in more.items() if column is not None})


def _facts_frame(problem: Problem) -> pd.DataFrame:
    columns = {
        "provider": problem.unit_provider,
        "next_unit": problem.next_unit,
        "features": problem.unit_features,
    }
    return pd.DataFrame({name: told for name, told in columns.items() if told is not None})


def _options_frame(problem: Problem) -> pd.DataFrame:
    options = problem.options
    columns = {name: getattr(options, name) for name in OPTION_COLUMNS}
    columns |= {f"{GROUND}{name}": noted for name, noted in problem.grounds.items()}
    for name in _BY_OPTION:
        if (column := getattr(problem, name)) is not None:
            columns[name] = column
    return pd.DataFrame(columns, copy=False)  # millions of rows need not be gathered first
