"""What a file seems to be, judged by what stands in it, never by its name.

Nothing is guessed without a reason: a kind is told with the words in the file that it rests on,
and a file that shows no known sign is told as unknown.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from skolval.domain.language import N_
from skolval.sources._kinds_tables import BadSheets, sheets_of, table_kind
from skolval.sources._kinds_vector import vector_signs

__all__ = ["KINDS", "Kind", "recognise"]

KINDS: dict[str, str] = {
    "areas": N_("surfaces of areas (DeSO, RegSO or own)"),
    "streets_lines": N_("streets as lines"),
    "points": N_("points"),
    "streets_overpass": N_("OpenStreetMap streets from Overpass (JSON)"),
    "streets_pbf": N_("OpenStreetMap extract (PBF)"),
    "streets_xml": N_("OpenStreetMap as XML"),
    "timetable": N_("timetables (GTFS)"),
    "gtfs_table": N_("one table of a timetable (GTFS)"),
    "area_statistics": N_("statistics by area (SCB)"),
    "unit_statistics": N_("statistics by school unit (Skolverket)"),
    "year_nine": N_("results of year 9 by school unit (Skolverket)"),
    "unit_register": N_("register of school units (JSON)"),
    "json_stat": N_("statistics as JSON-stat"),
    "applications": N_("applications with wishes"),
    "places": N_("places with positions"),
    "instance_table": N_("table of an instance"),
    "instance": N_("an instance"),
    "instance_head": N_("head of an instance (instance.yaml)"),
    "table": N_("table of an unknown kind"),
    "missing": N_("there is no such file"),
    "unknown": N_("not recognised"),
}
"""Code of a kind to what it is called."""

_MOST_COUNTED = 60_000_000
"""Bytes of a JSON file up to which its entries are counted."""
_HEAD = 200_000
"""Characters at the head of a text that are looked at."""
_REGISTER_LIST = (
    r'"(?:Skolenheter|SkolenhetInfo|listedSchoolUnits|schoolUnits|educationEvents|'
    r'compactSchoolUnits)"'
)
_JSON: tuple[tuple[str, str, str], ...] = (
    ("streets_overpass", r'"elements"\s*:\s*\[', r'"type"\s*:\s*"(?:node|way)"'),
    ("json_stat", r'"class"\s*:\s*"dataset"', r'"dimension"\s*:'),
    ("unit_register", _REGISTER_LIST, r'"(?:Skolenhetskod|schoolUnitCode|code)"'),
    ("unit_register", r'"(?:Skolenhetskod|skolenhetskod|schoolUnitCode)"\s*:', r"[\[{]"),
)  # fmt: skip
"""Kind, and the two signs that a JSON text of that kind shows."""
_ENTRY = {
    "streets_overpass": rb'"type"\s*:\s*"(?:node|way|relation)"',
    "unit_register": rb'"(?:Skolenhetskod|skolenhetskod|schoolUnitCode)"\s*:',
}  # fmt: skip
_GTFS = {"stops.txt", "routes.txt", "trips.txt", "stop_times.txt"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What one file seems to be.

    Parameters
    ----------
    file : its name. code : of `KINDS`. why : the signs that it rests on.
    rows : entries, rows, features or files, None where they were not counted.
    encoding : of a text. crs : that it declares. part : sheet or layer that was recognised.
    personal : personal identity numbers stand in it.
    """

    file: str
    code: str
    why: tuple[str, ...] = ()
    rows: int | None = None
    encoding: str = ""
    crs: str = ""
    part: str = ""
    personal: bool = False

    @property
    def what(self) -> str:
        """What the kind is called, to be translated."""
        return KINDS[self.code]

    def told(self) -> dict[str, Any]:
        """Return the fields for machines."""
        return asdict(self)


def recognise(path: Path) -> Kind:
    """Return what the file, or the folder of a timetable or instance, seems to be."""
    if path.is_dir():
        return _folder(path)
    if not path.is_file():
        return Kind(path.name, "missing")
    try:
        octets = _head_of(path)
        for judge in (_database, _archive, _old_workbook, _pbf, _text):
            found = judge(path, octets)
            if found is not None:
                return found
    except (OSError, ValueError, *BadSheets) as error:
        return Kind(path.name, "unknown", (str(error).splitlines()[0] if str(error) else "",))
    return Kind(path.name, "unknown")


def _head_of(path: Path) -> bytes:
    """Return the first bytes, out of the wrapping of a .gz file."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    opened: Callable[..., Any] = gzip.open if packed else Path.open
    with opened(path, "rb") as stream:
        head: bytes = stream.read(_HEAD)
    return head


def _folder(path: Path) -> Kind:
    names = {entry.name.casefold() for entry in path.iterdir()}
    if names >= _GTFS:
        return Kind(path.name, "timetable", tuple(sorted(_GTFS)))
    if "instance.yaml" in names:
        return Kind(path.name, "instance", ("instance.yaml",), len(names))
    return Kind(path.name, "unknown")


def _database(path: Path, octets: bytes) -> Kind | None:
    """Judge GeoPackage, shapefile and FlatGeobuf by their first bytes."""
    known = (b"SQLite format 3\x00", b"\x00\x00\x27\x0a", b"fgb")
    return _vector(path) if octets.startswith(known) else None


def _vector(path: Path) -> Kind:
    signs = vector_signs(path)
    if signs is None:
        return Kind(path.name, "unknown")
    return Kind(path.name, signs.code, signs.why, signs.rows, crs=signs.crs, part=signs.layer)


def _archive(path: Path, octets: bytes) -> Kind | None:
    """Judge zip files: timetables, workbooks, zipped shapefiles."""
    if not octets.startswith(b"PK"):
        return None
    with ZipFile(path) as archive:
        names = {Path(name).name.casefold() for name in archive.namelist()}
    if names >= _GTFS:
        return Kind(path.name, "timetable", tuple(sorted(_GTFS)))
    if names & {"workbook.xml", "workbook.bin", "content.xml"}:
        return _table(path, b"")
    if any(name.endswith(".shp") for name in names):
        return _vector(path)
    return Kind(path.name, "unknown", tuple(sorted(names))[:5])


def _old_workbook(path: Path, octets: bytes) -> Kind | None:
    return _table(path, b"") if octets.startswith(b"\xd0\xcf\x11\xe0") else None


def _pbf(path: Path, octets: bytes) -> Kind | None:
    if b"OSMHeader" not in octets[:64]:
        return None
    return Kind(path.name, "streets_pbf", ("OSMHeader",))


def _text(path: Path, octets: bytes) -> Kind | None:
    head = octets.lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith((b"{", b"[")):
        return _json(path, head)
    if head.startswith(b"<"):
        return Kind(path.name, "streets_xml", ("<osm",)) if b"<osm" in head[:500] else None
    if re.search(rb"^school_year\s*:", head, re.MULTILINE) and b"groups:" in head:
        return Kind(path.name, "instance_head", ("school_year", "groups"))
    return _table(path, octets)


def _json(path: Path, head: bytes) -> Kind | None:
    text = head.decode("utf-8", "replace")
    if re.search(r'"type"\s*:\s*"(?:FeatureCollection|Feature)"', text):
        return _vector(path)
    for code, first, second in _JSON:
        signs = [found[0] for pattern in (first, second) if (found := re.search(pattern, text))]
        if len(signs) == 2:
            told = tuple(re.sub(r"\s+", " ", sign) for sign in signs)
            return Kind(path.name, code, told, _entries(path, code), "UTF-8")
    return None


def _entries(path: Path, code: str) -> int | None:
    """Return how many entries stand in a JSON file, None where it is large or of another shape."""
    if code not in _ENTRY or path.stat().st_size > _MOST_COUNTED:
        return None
    octets = path.read_bytes()
    if octets.startswith(b"\x1f\x8b"):
        octets = gzip.decompress(octets)
    return len(re.findall(_ENTRY[code], octets))


def _table(path: Path, octets: bytes) -> Kind | None:
    """Judge the sheets of a workbook or the rows of a CSV file; the first known one counts."""
    found = list(_judged(path, octets))
    known = [kind for kind in found if kind.code != "table"]
    return next(iter(known or found), None)


def _judged(path: Path, octets: bytes) -> Iterator[Kind]:
    for sheet in sheets_of(path, octets):
        code, why = table_kind(sheet)
        yield Kind(path.name, code, why, sheet.rows, sheet.encoding, "", sheet.name,
                   sheet.personal)  # fmt: skip
