"""Uppsala municipality from public files: 150 areas, 76 school units, streets of the centre.

Real: areas, their residents by age, background and education; units, their positions,
providers, grades, pupils and composition (suppressed cells stay intervals); streets and
stops. Assumed and said so: seats. Drawn by chance from the seed: pupils, siblings, wishes.

Files
-----
uppsala-deso : statistics and surfaces of the 150 DeSO.
uppsala-schools : the municipality's school units.
uppsala-osm : streets of the centre, from Overpass.
uppsala-ul-stops : public-transport stops.
uppsala-nyko : names of the municipality's own areas, if the folder is there.

Example
-------
skolval import uppsala-public path/to/uppsala out/uppsala --seed 1
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import shapely

from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.io.faults import Ledger
from skolval.io.school_transport import transport_table
from skolval.sources.areas import read_areas
from skolval.synth.importers._imported import Imported
from skolval.synth.importers._municipality_make import files_of, named_municipality, under_rules
from skolval.synth.importers._municipality_read import MunicipalityFiles, read_national
from skolval.synth.importers._public_files import PublicFiles
from skolval.synth.importers._public_params import PublicParams
from skolval.synth.importers._public_recipe import Name, assembled
from skolval.synth.importers._uppsala_sources import TITLE, sources_of

__all__ = ["Params", "read"]

_HOME = "0380"
_NYKO = "uppsala-nyko/uppsala_nyko3_2017.geojson"


class Params(PublicParams):
    """What may be chosen, as of every import of public files."""


def read(folder: Path, params: Params) -> Imported:
    """Return the instance made from the public files of Uppsala in `folder`.

    Raises
    ------
    InputError
        With every fault of the files at once.
    UsageError
        If no children of the school year's starting age are in the statistics.
    """
    if not folder.is_dir():
        raise InputError(
            Fault(
                _("There is no folder {folder}.").format(folder=folder),
                file=folder.name,
                rule="folder",
                remedy=_("Give the folder that holds uppsala-deso and uppsala-schools."),
            )
        )
    home = named_municipality(_HOME)
    files = _named(files_of(read_national(_files(folder), home), home), folder / _NYKO)
    name = Name(
        name="uppsala_public",
        title=TITLE,
        vintage="areas 2022-12-31; units 2024/25",
    )
    imported, cohort = assembled(files, params, name)
    cleaned = files.streets.cleaned if files.streets else {}
    instance = imported.instance.replace(sources=sources_of(cleaned, params, cohort))
    return under_rules(Imported(instance, imported.notes), transport_table("uppsala"))


def _files(folder: Path) -> MunicipalityFiles:
    deso = folder / "uppsala-deso"
    return MunicipalityFiles(
        statistics=(deso / "uppsala_deso2018_attributes.csv",),
        units=(folder / "uppsala-schools" / "uppsala_grundskolor_2024_25.csv",),
        areas=deso / "uppsala_deso2018.geojson",
        streets=folder / "uppsala-osm" / "uppsala_city_walk_overpass_2023-01-12.json.gz",
        stops=folder / "uppsala-ul-stops" / "uppsala_ul_stops_2023.csv",
        vintage="2022-12-31",
        units_vintage="2024/25",
    )


def _named(files: PublicFiles, path: Path) -> PublicFiles:
    """Return the areas called by the municipality's own areas (NYKO) that their points lie in.

    Raises
    ------
    InputError
        If the file is there and faulty.
    """
    if not path.is_file():
        return files
    ledger = Ledger()
    own = read_areas(path, ledger=ledger)
    if own is None:
        raise InputError(fault for fault in ledger.faults if fault.level == "error")
    areas = files.areas
    points = shapely.points(areas["x"].to_numpy(float), areas["y"].to_numpy(float))
    tree = shapely.STRtree(own.frame["geometry"].to_numpy(object))
    row, place = tree.query_nearest(points, all_matches=False)
    names = areas["name"].astype("str").copy()
    names.iloc[row] = own.frame["name"].to_numpy(object)[place]
    # An own area holds several areas: the end of the code tells them apart.
    named = areas.assign(name=names + " " + areas["area_id"].astype(str).str[4:])
    fact = next(fact for fact in own.facts if fact.column == "area_id")
    told = replace(
        fact,
        column="name",
        source="Uppsala kommun, NYKO level 3",
        definition="name of the municipality's own area around the area's point, and its code",
        made="computed",
    )
    others = tuple(one for one in files.facts if (one.table, one.column) != ("areas", "name"))
    return replace(files, areas=named, facts=(*others, told))
