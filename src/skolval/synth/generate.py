"""generate: a synthetic municipality (påhittad kommun) by profile and seed."""

from __future__ import annotations

import numpy as np

from skolval.domain.grades import grade_system
from skolval.domain.instance import Group, Instance, Source
from skolval.domain.language import N_
from skolval.synth.admission import draw_admission
from skolval.synth.areas import draw_areas
from skolval.synth.arrivals import arrival_tables
from skolval.synth.geography import geography
from skolval.synth.households import draw_children
from skolval.synth.profiles import Profile
from skolval.synth.profiles import profile as profile_named
from skolval.synth.schooling import place_history
from skolval.synth.streets import streets
from skolval.synth.tables import (
    area_ids,
    area_table,
    choice_table,
    complete,
    enrolment_table,
    numbered,
    offering_table,
    pupil_table,
    table_rows,
    unit_ids,
    unit_table,
)
from skolval.synth.transport import draw_departures, draw_lines
from skolval.synth.units import draw_units

__all__ = ["generate", "groups_and_sources"]

_ORIGIN = "skolval generate {name} --seed {seed}"
_LICENCE = "CC0-1.0"
_GROUPS = (
    Group(
        id="low_education",
        label_sv="låg utbildningsbakgrund",
        label_en="low educational background",
        definition=N_("No guardian has post-secondary education (synthetic)."),
        source=N_("synthetic"),
        kind="socioeconomic",
    ),
    Group(
        id="foreign_background",
        label_sv="utländsk bakgrund",
        label_en="foreign background",
        definition=N_("Born abroad, or born in Sweden with two parents born abroad (synthetic)."),
        source=N_("synthetic"),
        kind="background",
    ),
)


def generate(profile: str | Profile, *, seed: int) -> Instance:
    """The same profile and seed give the same municipality, to the last byte (påhittad kommun).

    Every pupil, home, school and name is drawn by chance; what is real is only the shape
    of the distributions, see `skolval.synth.facts`.

    Parameters
    ----------
    profile : name of a shipped profile, or a profile of one's own.
    seed : any whole number from 0; every part (streets, areas, households, ...) has its
        own stream of chance below it.

    Raises
    ------
    UsageError
        If no profile has that name.
    """
    plan = profile if isinstance(profile, Profile) else profile_named(profile)
    codes = grade_system(plan.school_year).codes
    ground = geography(plan, seed=seed)
    nodes, edges, pairs = streets(plan, ground, seed=seed)
    areas = draw_areas(plan, ground, seed=seed)
    children = draw_children(plan, ground, areas, pairs, seed=seed)
    units = draw_units(plan, ground, areas, seed=seed)
    schooling = place_history(plan, children, units, areas, seed=seed)
    admission = draw_admission(plan, children, units, schooling, seed=seed)
    stops, lines = draw_lines(ground, seed=seed)
    unit_names, area_names = unit_ids(plan, units), area_ids(plan, areas)
    rows = table_rows(children, codes)
    pupils = numbered("e", len(rows))
    names = (pupils, unit_names, area_names)
    enrolled = np.bincount(schooling.now[schooling.now >= 0], minlength=len(units))
    arrived = arrival_tables(
        plan, (children, units, areas), names[1:], codes=codes, enrolled=enrolled, seed=seed
    )
    return Instance(
        name=plan.name,
        title={"sv": plan.title_sv, "en": plan.title_en},
        school_year=plan.school_year,
        crs="EPSG:3006",
        groups=_GROUPS,
        balance_group="low_education",
        units=unit_table(unit_names, units, area_names),
        offerings=offering_table(unit_names, admission, codes),
        pupils=pupil_table(names, children, schooling, admission, codes),
        choices=choice_table(pupils, unit_names, admission, rows),
        areas=area_table(plan, areas, seed=seed),
        nodes=complete("nodes", dict(nodes)),
        edges=complete("edges", dict(edges)),
        travel=complete("travel", {}, 0),
        enrolment=enrolment_table(unit_names, children, schooling),
        lines=complete("lines", dict(lines)),
        stops=complete("stops", dict(stops)),
        departures=complete("departures", dict(draw_departures(lines))),
        sources=_sources(plan.name, plan, seed),
    ).replace(**arrived)


def groups_and_sources(
    plan: Profile, called: str, seed: int
) -> tuple[tuple[Group, ...], tuple[Source, ...]]:
    """Return the groups of every synthetic instance, and where its tables come from.

    Parameters
    ----------
    called : what the generate command calls it.
    """
    return _GROUPS, _sources(called, plan, seed)


def _sources(called: str, plan: Profile, seed: int) -> tuple[Source, ...]:
    origin = _ORIGIN.format(name=called, seed=seed)
    return (
        Source(
            what=N_("every table"),
            source=origin,
            vintage=plan.school_year,
            licence=_LICENCE,
            note=N_("Synthetic: no pupil, home, school or place in it is real."),
        ),
    )
