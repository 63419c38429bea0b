"""Any of the 290 municipalities from national files: areas, units, pupils made from statistics.

Statistics tell residents by area, a map file where the areas lie, a register or table which units
there are. Pupils, siblings and wishes are drawn by chance from these, seats are assumed by a
stated rule; every column keeps where it comes from. Without the areas' surfaces nobody knows how
far it is: the instance then holds what can be measured, and no pupils, unless `--homes units` asks
for a what-if in which pupils live around the units.

Files
-----
--statistics FILE : Statistics Sweden's tables by DeSO or RegSO: ages, background, education.
--units FILE : school units with municipality, position, pupils and shares.
--areas FILE : surfaces of the areas: GeoJSON, GeoPackage, shapefile or a zip with one.
--streets FILE : OpenStreetMap (Overpass JSON, or PBF), or lines as from NVDB (GeoPackage,
    shapefile); without them distances are straight lines x 1.3.
--timetable FILE : public transport of a Tuesday (GTFS); for another day, or later, there is
    `skolval import timetable`.
--stops FILE : public-transport stops with position, where there is no timetable.

Example
-------
skolval import municipality --code 0581 --statistics deso_2022.csv --vintage 2022-12-31
--units units.csv --areas DeSO_2018.gpkg --limits norrkoping out/norrkoping
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from skolval.domain.language import N_
from skolval.io.school_transport import transport_table
from skolval.sources.gtfs import GtfsTerms
from skolval.synth.importers._imported import Imported
from skolval.synth.importers._municipality_make import made_instance, named_municipality
from skolval.synth.importers._municipality_read import MunicipalityFiles, read_national
from skolval.synth.importers._public_params import PublicParams
from skolval.synth.importers._timetable_into import with_feed

__all__ = ["Params", "read"]


class Params(PublicParams):
    """What may be chosen.

    Parameters
    ----------
    code : municipality, by code or name. statistics, units, areas, streets, timetable,
        stops : files.
    layer, area_code, crs : of the map file. limits : name of a table of school transport.
    vintage, units_vintage : of statistics and units. independent : here left out unless asked for.
    """

    code: str = Field(description=N_("The municipality, by code (0581) or name."))
    statistics: tuple[Path, ...] = Field(description=N_("Statistics by area (SCB)."))
    units: tuple[Path, ...] = Field(description=N_("School units with municipality."))
    areas: Path | None = Field(None, description=N_("Map file with the areas' surfaces."))
    layer: str = Field("", description=N_("Layer of the map file, where it has several."))
    area_code: str = Field("", description=N_("Column of the map file that holds the codes."))
    crs: str = Field("", description=N_("Coordinate system of the map file, if it does not say."))
    streets: Path | None = Field(None, description=N_("Streets for walking."))
    timetable: Path | None = Field(None, description=N_("Timetable of public transport (GTFS)."))
    stops: Path | None = Field(None, description=N_("Stops of public transport."))
    limits: str = Field("", description=N_("Municipal limits of school transport, by name."))
    vintage: str = Field(
        "", description=N_("Day of the statistics, where they do not say: 2022-12-31.")
    )
    units_vintage: str = Field(
        "", description=N_("School year of the units, where they do not say: 2024/25.")
    )
    independent: Literal["placeable", "excluded"] = Field(
        "excluded",
        description=N_("Whether independent units take part; placeable is a what-if."),
    )


def read(params: Params) -> Imported:
    """Return the instance of one municipality.

    Raises
    ------
    InputError
        With every fault of the files at once.
    UsageError
        If there is no such municipality or no such table of limits.
    """
    files = MunicipalityFiles(
        params.statistics,
        params.units,
        areas=params.areas,
        layer=params.layer,
        area_code=params.area_code,
        crs=params.crs,
        streets=params.streets,
        stops=params.stops,
        vintage=params.vintage,
        units_vintage=params.units_vintage,
    )
    home = named_municipality(params.code)
    rules = transport_table(params.limits) if params.limits else None
    imported = made_instance(read_national(files, home), home, params, rules)
    if params.timetable is None:
        return imported
    travelled = with_feed(imported.instance, params.timetable, GtfsTerms())
    return Imported(travelled.instance, (*imported.notes, *travelled.notes))
