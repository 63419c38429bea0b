"""Uppsala municipality from public files: 150 areas, 76 school units, streets of the centre.

Real: areas, their residents by age, background and education; units, their positions,
providers, grades, pupils and composition (suppressed cells stay intervals); streets and
stops. Assumed and said so: seats. Drawn by chance from the seed: pupils, siblings, wishes.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from skolval.domain.language import _
from skolval.domain.retelling import retold
from skolval.errors import Fault, InputError
from skolval.io.faults import Ledger
from skolval.io.school_transport import transport_table
from skolval.sources.adjacency import borders
from skolval.sources.deso import read_deso
from skolval.sources.overpass import read_overpass
from skolval.sources.school_units import read_units
from skolval.sources.stops import read_stops
from skolval.synth.importers._imported import Imported
from skolval.synth.importers._public_files import GROUP_IDS, PublicFiles
from skolval.synth.importers._public_params import PublicParams
from skolval.synth.importers._public_recipe import Name, assembled
from skolval.synth.importers._uppsala_sources import TITLE, file_facts, sources_of

__all__ = ["Params", "read"]

_COUNTED = 2022
_FILES = {
    "shapes": "uppsala-deso/uppsala_deso2018.geojson",
    "areas": "uppsala-deso/uppsala_deso2018_attributes.csv",
    "units": "uppsala-schools/uppsala_grundskolor_2024_25.csv",
    "streets": "uppsala-osm/uppsala_city_walk_overpass_2023-01-12.json.gz",
    "stops": "uppsala-ul-stops/uppsala_ul_stops_2023.csv",
}


class Params(PublicParams):
    """What may be chosen, as of every import of public files."""


def read(folder: Path, params: Params) -> Imported:
    """Return the instance made from the public files of Uppsala in `folder`.

    Parameters
    ----------
    folder : holds uppsala-deso, uppsala-schools, uppsala-osm and uppsala-ul-stops.

    Raises
    ------
    InputError
        With every fault of the files at once.
    UsageError
        If no children of the school year's starting age are in the statistics.
    """
    files = _files(folder)
    name = Name(
        name="uppsala_public",
        title=TITLE,
        vintage="areas 2022-12-31; units 2024/25",
    )
    imported, cohort = assembled(files, params, name)
    cleaned = files.streets.cleaned if files.streets else {}
    sources = sources_of(cleaned, params, cohort)
    rules = transport_table("uppsala")
    return Imported(imported.instance.replace(sources=sources, transport=rules), imported.notes)


def _files(folder: Path) -> PublicFiles:
    """Read every file before anything is said, so that one try tells every fault."""
    ledger = Ledger()
    if not folder.is_dir():
        raise InputError(
            Fault(
                _("There is no folder {folder}.").format(folder=folder),
                file=folder.name,
                rule="folder",
                remedy=_("Give the folder that holds uppsala-deso and uppsala-schools."),
            )
        )
    paths = {part: folder / file for part, file in _FILES.items()}
    areas = read_deso(folder / "uppsala-deso", ledger)
    units = read_units(paths["units"], ledger)
    streets = read_overpass(paths["streets"], ledger)
    stops = read_stops(paths["stops"], ledger)
    if areas is None or units is None or streets is None or stops is None:
        raise InputError(ledger.faults)
    hidden = int(units[[f"mark_{group}" for group in GROUP_IDS]].notna().sum().sum())
    facts = tuple(file_facts(paths, suppressed=hidden))
    ground = borders(areas["geometry"], areas["area_id"])
    areas = areas.assign(region=_regions(areas))
    return PublicFiles(
        areas,
        units,
        _COUNTED,
        streets=streets,
        stops=stops,
        adjacency=ground.frame[["area_id", "neighbour_id"]],
        facts=(*facts, *ground.facts),
        notes=tuple(retold(note) for note in ground.notes),
    )


def _regions(areas: pd.DataFrame) -> pd.Series:
    """Return each area's RegSO, which its name begins with."""
    return areas["name"].str.rsplit(" ", n=1).str[0]
