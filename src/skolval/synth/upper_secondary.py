"""generate upper_secondary: a synthetic gymnasieskola of twenty units, one pupil in ten on IM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from skolval.domain.grades import UPPER_SECONDARY
from skolval.domain.instance import Instance
from skolval.domain.introduction_view import candidates, sought
from skolval.domain.policy import Policy, Step
from skolval.io.school_transport import transport_table
from skolval.synth._chance import stream
from skolval.synth.areas import draw_areas
from skolval.synth.generate import groups_and_sources
from skolval.synth.geography import geography
from skolval.synth.gymnasium_hosts import programme_table
from skolval.synth.gymnasium_pupils import draw_introduced, draw_youths
from skolval.synth.gymnasium_units import draw_gymnasiums
from skolval.synth.households import draw_children
from skolval.synth.profiles import profile
from skolval.synth.streets import streets
from skolval.synth.tables import area_ids, area_table, complete, numbered
from skolval.synth.town_lines import town_departures, town_lines
from skolval.synth.transport import draw_departures, draw_lines

if TYPE_CHECKING:
    from skolval.synth.areas import Areas
    from skolval.synth.gymnasium_pupils import Introduced, Youths
    from skolval.synth.gymnasium_units import Gymnasium
    from skolval.synth.households import Children
    from skolval.synth.profiles import Profile

__all__ = ["NAME", "generate_upper_secondary", "upper_secondary_profile"]

NAME = "upper_secondary"
_NODES = 4_500


def upper_secondary_profile() -> Profile:
    """Return the profile: the town of exempelstad with a coarser street network."""
    return profile("exempelstad").replace(
        name="exempelstad_upper_secondary",
        title_sv="Exempelstads gymnasieskola (påhittad)",
        title_en="Exempelstad upper secondary (invented)",
        nodes=_NODES,
    )


def generate_upper_secondary(*, seed: int) -> Instance:
    """The same seed gives the same upper secondary schools, to the last byte (gymnasieskola).

    The pupils of national programmes stay where they are; one pupil in ten goes to an
    introduction programme, and is in the table of its own.
    """
    plan = upper_secondary_profile()
    ground = geography(plan, seed=seed)
    nodes, edges, pairs = streets(plan, ground, seed=seed)
    areas = draw_areas(plan, ground, seed=seed)
    children = draw_children(plan, ground, areas, pairs, seed=seed)
    units = draw_gymnasiums(ground, seed=seed)
    youths = draw_youths(plan, children, units, seed=seed)
    introduced = draw_introduced(plan, children, youths, seed=seed)
    ids = (numbered("G", len(units)), area_ids(plan, areas))
    rural, town = draw_lines(ground, seed=seed), town_lines(ground)
    stops, lines = (pd.concat(both, ignore_index=True) for both in zip(rural, town, strict=True))
    runs = [draw_departures(rural[1]), town_departures(town[1])]
    groups, sources = groups_and_sources(plan, NAME, seed)
    programmes = programme_table(ids[0], units, youths, seed=seed)
    made = Instance(
        name=plan.name,
        title={"sv": plan.title_sv, "en": plan.title_en},
        school_year=plan.school_year,
        school_form=NAME,
        crs="EPSG:3006",
        groups=groups,
        balance_group="low_education",
        units=_units(ids, units, areas),
        offerings=_offerings(programmes),
        pupils=_pupils(ids, children, youths),
        choices=complete("choices", {}, 0),
        areas=area_table(plan, areas, seed=seed),
        nodes=complete("nodes", dict(nodes)),
        edges=complete("edges", dict(edges)),
        travel=complete("travel", {}, 0),
        enrolment=complete("enrolment", {}, 0),
        lines=complete("lines", dict(lines)),
        stops=complete("stops", dict(stops)),
        departures=complete("departures", dict(pd.concat(runs, ignore_index=True))),
        programmes=programmes,
        introduction_pupils=_introduced(ids[1], children, youths, introduced),
        transport=transport_table(NAME),
        transport_limits=(6000, 6000, 6000),
        sources=sources,
    )
    placed = _placed_today(made, introduced, seed)
    return placed.replace(enrolment=_enrolment(placed))


def _units(ids: tuple[Any, Any], units: Gymnasium, areas: Areas) -> pd.DataFrame:
    area = cKDTree(areas.centre).query(units.xy)[1]
    return complete(
        "units",
        {
            "unit_id": ids[0],
            "name": units.name,
            "provider": np.where(units.municipal, "municipal", "independent"),
            "x": units.xy[:, 0],
            "y": units.xy[:, 1],
            "area_id": ids[1][area],
            "placeable": units.municipal,
        },
    )


def _offerings(programmes: pd.DataFrame) -> pd.DataFrame:
    """Return the national programmes in their first year."""
    rows = programmes[programmes["kind"] != "introduction"]
    return complete(
        "offerings",
        {
            "offering_id": (rows["unit_id"] + "-" + rows["programme"]).to_numpy(object),
            "unit_id": rows["unit_id"].to_numpy(object),
            "kind": np.full(len(rows), "programme"),
            "grade": np.full(len(rows), UPPER_SECONDARY.codes[0]),
            "programme": rows["programme"].to_numpy(object),
            "seats": rows["seats"].to_numpy(np.int64),
        },
    )


def _person(areas: Any, children: Children, rows: Any) -> dict[str, Any]:
    shown = ~children.protected[rows]
    return {
        "x": np.where(shown, children.xy[rows, 0], np.nan),
        "y": np.where(shown, children.xy[rows, 1], np.nan),
        "area_id": pd.Series(areas[children.area[rows]], dtype="str").where(shown),
        "protected": ~shown,
        "low_education": _flag(children.low_education[rows], shown),
        "foreign_background": _flag(children.foreign[rows], shown),
    }


def _flag(values: Any, known: Any) -> pd.Series:
    return pd.Series(pd.arrays.IntegerArray(values.astype(np.int64), ~known))


def _pupils(ids: tuple[Any, Any], children: Children, youths: Youths) -> pd.DataFrame:
    mine = ~youths.introduced
    rows = youths.row[mine]
    return complete(
        "pupils",
        {
            "pupil_id": numbered("g", len(rows)),
            "grade": np.array(UPPER_SECONDARY.codes)[youths.grade[mine]],
            "in_round": np.zeros(len(rows), bool),
            "current_unit": ids[0][youths.unit[mine]],
            "programme": youths.programme[mine],
            **_person(ids[1], children, rows),
        },
    )


def _introduced(
    areas: Any, children: Children, youths: Youths, introduced: Introduced
) -> pd.DataFrame:
    rows = youths.row[youths.introduced]
    towards = pd.Series(introduced.towards, dtype="str")
    return complete(
        "introduction_pupils",
        {
            "pupil_id": numbered("i", len(rows)),
            "swedish": introduced.merits.swedish,
            "english": introduced.merits.english,
            "maths": introduced.merits.maths,
            "others": introduced.merits.others,
            "newly_arrived": introduced.newly_arrived,
            "turns_20": introduced.turns_20,
            "started": introduced.started,
            "orientation": towards.where(towards != ""),
            "language": children.language[rows],
            **_person(areas, children, rows),
        },
    )


def _placed_today(made: Instance, introduced: Introduced, seed: int) -> Instance:
    """Fill in where those who have started go: units that run their programme today, by groups."""
    rng = stream(seed, "introduction-today")
    rows = candidates(made, Policy("today", Step("nearest_school", None)))
    table = made.introduction_pupils
    unit = np.full(len(table), None, object)
    for pupil, code in enumerate(sought(made, rows)):
        here = rows[(rows["programme"] == code) & (rows["groups_today"] > 0)]
        if introduced.started[pupil] and len(here):
            weight = here["groups_today"].to_numpy(float)
            unit[pupil] = here["unit_id"].iloc[int(rng.choice(len(here), p=weight / weight.sum()))]
    return made.replace(introduction_pupils=table.assign(current_unit=pd.Series(unit, dtype="str")))


def _enrolment(made: Instance) -> pd.DataFrame:
    """Return this year's pupils by unit and group, introduction pupils included."""
    names = ["current_unit", *(group.id for group in made.groups)]
    everyone = pd.concat([made.pupils[names], made.introduction_pupils[names]]).dropna()
    parts = []
    for group in made.groups:
        found = everyone.groupby("current_unit")[group.id].agg(["size", "sum"]).reset_index()
        members = found["sum"].to_numpy(np.int64)
        parts.append(
            complete(
                "enrolment",
                {
                    "unit_id": found["current_unit"].to_numpy(object),
                    "group": np.full(len(found), group.id),
                    "pupils": found["size"].to_numpy(np.int64),
                    "share": members / found["size"].to_numpy(float),
                    "count_low": members,
                    "count_high": members,
                },
            )
        )
    return pd.concat(parts, ignore_index=True)
