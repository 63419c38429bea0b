"""Streets (gatunät) from whatever file holds them, judged by what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.kinds import recognise
from skolval.sources.overpass import read_overpass
from skolval.sources.pbf import Box, read_pbf
from skolval.sources.road_lines import RoadOptions, read_road_lines
from skolval.sources.street_ways import Streets
from skolval.sources.strict_csv import present

__all__ = ["read_streets"]

_SORTS = {
    "streets_overpass": "overpass",
    "streets_pbf": "osm",
    "streets_xml": "osm",
    "streets_lines": "lines",
}


def read_streets(
    paths: Sequence[Path],
    ledger: Ledger,
    options: RoadOptions | None = None,
    *,
    box: Box | None = None,
) -> Streets | None:
    """Return the cleaned streets of one or several files of one sort, or None with faults.

    Parameters
    ----------
    options : of lines; danger and target hold for OpenStreetMap files too.
    box : (west, south, east, north) degrees to which OpenStreetMap files (PBF) are cut.
    """
    wanted = options or RoadOptions()
    missing = [path for path in paths if not present(path, ledger)]
    if missing:
        return None
    # A layer of lines is only known as streets by its columns, so any other map is tried as lines.
    sorts = [_SORTS.get(recognise(path).code, "lines") for path in paths]
    if len(set(sorts)) > 1 or (sorts[0] == "lines" and len(paths) > 1):
        ledger.add(_mixed(paths))
        return None
    if sorts[0] == "overpass":
        return read_overpass(paths, ledger, danger=wanted.danger, target=wanted.target)
    if sorts[0] == "osm":
        return read_pbf(paths, ledger, box=box, danger=wanted.danger, target=wanted.target)
    return read_road_lines(paths[0], ledger, wanted)


def _mixed(paths: Sequence[Path]) -> Fault:
    return Fault(
        _("These files cannot be one street network: {files}.").format(
            files=", ".join(path.name for path in paths)
        ),
        rule="streets",
        remedy=_("Give OpenStreetMap extracts of one sort, or one file of lines."),
    )
