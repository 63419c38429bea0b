"""Finds the files that make up a map: a shapefile is four, a folder or a zip may hold several."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

__all__ = ["Part", "dbf_encoding", "digest_of", "parts_of"]

_MAPS = (".gpkg", ".geojson", ".shp", ".fgb", ".gml", ".kml", ".tab", ".mif", ".gdb")
_NEEDED = (".shx", ".dbf")
_LEAST_FOREIGN = 0x80
_WINDOWS = "åäöÅÄÖéü".encode("cp1252")
_DOS = "åäöÅÄÖéü".encode("cp850")


@dataclass(frozen=True, slots=True)
class Part:
    """One map file, which may hold several layers.

    Parameters
    ----------
    name : the file's name without folders. source : as GDAL opens it.
    lacks : parts of a shapefile that are missing. dbf : the attribute table's bytes.
    told : the encoding that a .cpg file names, or nothing.
    """

    name: str
    source: str
    lacks: tuple[str, ...] = ()
    dbf: bytes = b""
    told: str = ""


def parts_of(path: Path) -> tuple[Part, ...]:
    """Return the maps in a file, a folder or a zip, by name; none where there are none."""
    if path.is_dir() and path.suffix.lower() != ".gdb":
        inside = [one for one in path.rglob("*") if _is_map(one.name) and not _hidden(one)]
        return tuple(_in_folder(one) for one in sorted(inside))
    if path.is_file() and zipfile.is_zipfile(path):
        return _in_zip(path)
    if path.suffix.lower() in {".dbf", ".shx", ".prj", ".cpg"}:
        beside = sorted(path.parent.glob(f"{path.stem}.[sS][hH][pP]"))
        return tuple(_in_folder(one) for one in beside[:1])
    return (_in_folder(path),)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file, of all parts of a shapefile, or of all files of a folder."""
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.is_file())
    elif path.suffix.lower() in {".shp", ".dbf", ".shx", ".prj", ".cpg"}:
        files = sorted(one for one in path.parent.glob(f"{path.stem}.*") if one.is_file())
    else:
        files = [path]
    digest = sha256()
    for one in files:
        digest.update(one.read_bytes())
    return digest.hexdigest()


def dbf_encoding(octets: bytes) -> str:
    """Return the encoding of an attribute table, judged by its bytes; nothing for plain ASCII.

    Old Swedish shapefiles name no encoding: they are Latin-1 or from DOS, new ones UTF-8.
    """
    # A dBASE header holds binary numbers; the records begin where its bytes 8-9 say.
    body = octets[int.from_bytes(octets[8:10], "little") :]
    if not any(octet >= _LEAST_FOREIGN for octet in body):
        return ""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        windows = sum(body.count(octet) for octet in _WINDOWS)
        dos = sum(body.count(octet) for octet in _DOS)
        return "CP850" if dos > windows else "CP1252"
    return "UTF-8"


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in path.parts[-2:])


def _is_map(name: str) -> bool:
    return name.lower().endswith(_MAPS) and not name.startswith(".")


def _in_folder(path: Path) -> Part:
    if path.suffix.lower() != ".shp":
        return Part(path.name, str(path))
    beside = {one.suffix.lower(): one for one in path.parent.glob(f"{path.stem}.*")}
    return Part(
        path.name,
        str(path),
        tuple(suffix for suffix in _NEEDED if suffix not in beside),
        beside[".dbf"].read_bytes() if ".dbf" in beside else b"",
        beside[".cpg"].read_text("ascii", "replace").strip() if ".cpg" in beside else "",
    )


def _in_zip(path: Path) -> tuple[Part, ...]:
    with zipfile.ZipFile(path) as archive:
        names = sorted(name for name in archive.namelist() if not _hidden(Path(name)))
        found = []
        for name in names:
            if not _is_map(name):
                continue
            source = f"/vsizip/{{{path}}}/{name}"
            stem = name.rpartition(".")[0] + "."
            beside = {"." + one.removeprefix(stem).lower(): one for one in names
                      if one.startswith(stem)}  # fmt: skip
            if not name.lower().endswith(".shp"):
                found.append(Part(Path(name).name, source))
                continue
            lacks = tuple(suffix for suffix in _NEEDED if suffix not in beside)
            dbf = archive.read(beside[".dbf"]) if ".dbf" in beside else b""
            told = archive.read(beside[".cpg"]) if ".cpg" in beside else b""
            found.append(
                Part(Path(name).name, source, lacks, dbf, told.decode("ascii", "replace").strip())
            )
    return tuple(found)
