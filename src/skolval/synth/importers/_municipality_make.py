"""One municipality cut from the national files: its instance, honest about what is missing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from skolval.domain.grades import grade_system
from skolval.domain.instance import Source
from skolval.domain.language import N_, _
from skolval.domain.provenance import Fact
from skolval.errors import Fault, InputError, UsageError, did_you_mean
from skolval.io.faults import Ledger
from skolval.sources.adjacency import borders
from skolval.sources.areas import AreasRead
from skolval.sources.municipalities import Municipality, municipalities, municipality_called
from skolval.synth.importers._imported import Imported
from skolval.synth.importers._municipality_areas import areas_of
from skolval.synth.importers._municipality_read import National
from skolval.synth.importers._municipality_units import located_units, units_of
from skolval.synth.importers._public_facts import fitting
from skolval.synth.importers._public_files import GROUP_IDS, HIDING_MARKS, PublicFiles
from skolval.synth.importers._public_params import PublicParams
from skolval.synth.importers._public_recipe import Name, assembled, tables_of_files

if TYPE_CHECKING:
    from skolval.domain.school_transport import TransportRules

__all__ = ["files_of", "made_instance", "named_municipality", "under_rules"]

_USUAL = (2000, 4000, 4000)


def named_municipality(called: str) -> Municipality:
    """Return the municipality with a code or name.

    Raises
    ------
    UsageError
        If there is none; the message names the nearest one.
    """
    home = municipality_called(called)
    if home is None:
        names = [one.name for one in municipalities().values()]
        raise UsageError(
            Fault(
                _("There is no municipality {called!r}.").format(called=called),
                value=called,
                rule="municipality",
                suggestion=did_you_mean(called, names),
                remedy=_("Write its name, or its code of four digits."),
            )
        )
    return home


def made_instance(
    national: National, home: Municipality, params: PublicParams, rules: TransportRules | None
) -> Imported:
    """Return the instance of `home`.

    Without positions of the areas it holds what can be measured, and no pupils.

    Raises
    ------
    InputError
        With every fault of the files at once.
    """
    files = files_of(national, home)
    name = _name(home, files, params, rules)
    if files.placed_areas or params.homes == "units":
        imported = assembled(files, params, name)[0]
    else:
        instance = tables_of_files(files, params, name)
        imported = Imported(instance, (_measured_only(home), *files.notes))
    return under_rules(imported, rules)


def under_rules(imported: Imported, rules: TransportRules | None) -> Imported:
    """Return the instance with limits of school transport; the files tell no entrances of units.

    Distances then end at the unit's own point, taken as the point that the limits are measured to.
    """
    if rules is None:
        text = N_(
            "No limits of school transport were named (--limits); those of Uppsala, 2, 4 and 4"
            " km, stand in their place."
        )
        return Imported(imported.instance, (*imported.notes, text))
    instance = imported.instance.replace(transport=rules)
    if not rules.measured_to:
        return Imported(instance, imported.notes)
    text = N_(
        "The limits are measured to {point}; no file tells where that is, and distances end at the"
        " units' own points."
    ).format(point=rules.measured_to)
    known = instance.provenance
    ends = (known["table"] == "units") & known["column"].isin(["x", "y"])
    instance = instance.replace(
        measuring_point=rules.measured_to,
        provenance=known.assign(note=known["note"].mask(ends, text)),
    )
    return Imported(instance, (*imported.notes, text))


def files_of(national: National, home: Municipality) -> PublicFiles:
    """Return the files of `home` as every import of public files works on them.

    Raises
    ------
    InputError
        With every fault at once.
    """
    ledger = Ledger()
    shapes = _of(national.shapes, home)
    areas = areas_of(home, national.statistics, shapes, ledger)
    units = units_of(national.units.frame, national.years, home, ledger)
    if areas is None or units is None:
        raise InputError(fault for fault in ledger.faults if fault.level == "error")
    units = located_units(units, home, areas.frame, ledger)
    drawn = shapes is not None
    ground = borders(areas.frame["geometry"], areas.frame["area_id"]) if drawn else None
    streets = national.streets
    told = (streets.facts, streets.notes) if streets else ((), ())
    return PublicFiles(
        areas.frame,
        units.frame,
        _counted(areas.facts),
        streets=national.streets,
        stops=national.stops,
        adjacency=ground.frame[["area_id", "neighbour_id"]] if ground else None,
        facts=_with_hidden(
            units.frame,
            fitting(
                (
                    *areas.facts,
                    *(ground.facts if ground else ()),
                    *units.facts,
                    *national.units.facts,
                    *told[0],
                )
            ),
        ),
        notes=(
            *areas.notes,
            *(ground.notes if ground else ()),
            *national.units.notes,
            *units.notes,
            *told[1],
        ),
    )


def _with_hidden(units: pd.DataFrame, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Return the facts with the hidden cells of this municipality's units alone."""
    marks = [units[f"mark_{group}"].isin(HIDING_MARKS) for group in GROUP_IDS]
    hidden = int(sum(int(mark.sum()) for mark in marks))
    return tuple(
        replace(fact, suppressed=hidden) if (fact.table, fact.column) == ("enrolment", "share")
        else replace(fact, suppressed=0) if fact.table == "units"
        else fact
        for fact in facts
    )  # fmt: skip


def _of(shapes: AreasRead | None, home: Municipality) -> AreasRead | None:
    """Return the surfaces of `home` alone; a map file may hold the whole country."""
    if shapes is None or not shapes.kind:
        return shapes
    own = shapes.frame["area_id"].astype(str).str[:4] == home.code
    return replace(shapes, frame=shapes.frame[own].reset_index(drop=True))


def _counted(facts: tuple[Fact, ...]) -> int:
    """Return the year of the residents."""
    for fact in facts:
        found = re.search(r"(?:19|20)\d\d", fact.vintage)
        if found and fact.column == "pop":
            return int(found[0])
    return 0


def _name(
    home: Municipality, files: PublicFiles, params: PublicParams, rules: TransportRules | None
) -> Name:
    plain = re.sub(r"[^a-z0-9]+", "_", _unaccented(home.name)).strip("_")
    stages = None if rules is None else rules.by_stage(grade_system(params.school_year))
    return Name(
        name=f"{plain}_{home.code}",
        title={
            "sv": f"{home.name} (öppna data)",
            "en": f"{home.name} (public data)",
        },
        vintage=f"residents {files.counted}-12-31",
        limits=stages or _USUAL,
        sources=_sources(files, params.school_year),
    )


def _unaccented(text: str) -> str:
    return text.casefold().translate(str.maketrans("åäöéü", "aaoeu"))


def _sources(files: PublicFiles, year: str) -> tuple[Source, ...]:
    """Return one source per table and file, from the facts; what is assumed is so for a year."""
    found: dict[tuple[str, str, str], Source] = {}
    for fact in files.facts:
        key = (fact.table, fact.source, fact.vintage)
        source, vintage = fact.source, fact.vintage
        if fact.made in {"assumed", "modelled"}:
            source, vintage = f"{fact.made}, {source}", vintage or year
        found.setdefault(key, Source(fact.table, source, vintage, fact.licence))
    return tuple(found.values())


def _measured_only(home: Municipality) -> str:
    return _(
        "MEASURED ONLY: no file tells where the areas of {name} lie, so nobody knows how far it is"
        " to any unit. The instance has areas, units and enrolment to be measured, and no pupils."
        " Give --areas (a map file with DeSO or RegSO) to place pupils, or --homes units for a"
        " what-if in which pupils live around the units."
    ).format(name=home.name)
