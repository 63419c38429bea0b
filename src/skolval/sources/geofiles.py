"""Map files (kartfiler) of any kind: GeoJSON, GeoPackage, shapefile, folder or zip.

What such files do wrong is met here: several layers, no coordinate system, no encoding or a
wrong one, parts that are missing. What the shapes mean is for the reader who asked for them.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyogrio
from pyogrio.errors import DataSourceError

from skolval.domain.language import N_, _
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import Ledger
from skolval.sources._geoparts import Part, dbf_encoding, digest_of, parts_of
from skolval.sources.crs import ShapeArray
from skolval.sources.systems import system_called
from skolval.sources.zips import BROKEN_PACKING

__all__ = ["GeoLayer", "layers_of", "read_geofile"]

_SHOWN = 12


@dataclass(frozen=True, slots=True)
class GeoLayer:
    """One layer of a map file.

    Parameters
    ----------
    frame : the attributes as they stand, one row per shape. shapes : shapely, None where the
        file holds none. crs : the system that the file declares, or nothing.
    file, layer : where it stands. digest : SHA-256 of the file. notes : what was repaired.
    """

    frame: pd.DataFrame
    shapes: ShapeArray
    crs: str
    file: str
    layer: str
    digest: str
    notes: tuple[str, ...] = ()


def layers_of(path: Path) -> tuple[str, ...]:
    """Return the names of the layers with shapes; none where the file cannot be read."""
    try:
        return tuple(name for _part, name in _layers(parts_of(path)))
    except (DataSourceError, *BROKEN_PACKING):
        return ()


def read_geofile(path: Path, *, ledger: Ledger, layer: str = "") -> GeoLayer | None:
    """Return a layer of a map file, or None with a fault where it cannot be read.

    Parameters
    ----------
    path : a file, a zip, or a folder with one. layer : needed where there are several; the
        name in the file, or of the file, in any letter case.
    """
    if not path.exists():
        ledger.add(_fault(path, _("The file does not exist."), _("Check the path.")))
        return None
    try:
        parts = parts_of(path)
        if not _complete(path, parts, ledger):
            return None
        chosen = _chosen(path, _layers(parts), layer, ledger)
        return None if chosen is None else _read(path, *chosen)
    except (OSError, ValueError, *BROKEN_PACKING) as error:
        words = str(error) or type(error).__name__
        reason = words.replace(str(path), path.name).splitlines()[0].split(";")[0]
        message = _("The file cannot be read as a map: {reason}.").format(reason=reason.rstrip("."))
        ledger.add(_fault(path, message, _("Give GeoJSON, a GeoPackage or a shapefile.")))
        return None


def _complete(path: Path, parts: tuple[Part, ...], ledger: Ledger) -> bool:
    """Return whether every shapefile has its parts; write down what the first lacks."""
    for part in parts:
        if part.lacks:
            message = _("The shapefile {name} lacks its parts {lacks}.")
            message = message.format(name=part.name, lacks=", ".join(part.lacks))
            remedy = _("Copy all files with the same name, or give a GeoPackage.")
            ledger.add(_fault(path, message, remedy))
            return False
    return True


def _layers(parts: tuple[Part, ...]) -> list[tuple[Part, str]]:
    found = []
    for part in parts:
        source, notes = _source(part)
        for name, kind in pyogrio.list_layers(source):
            if kind is not None:
                # A file read from memory has a layer with a name that chance gave it.
                found.append((part, Path(part.name).stem if notes else str(name)))
    return found


def _chosen(
    path: Path, layers: list[tuple[Part, str]], asked: str, ledger: Ledger
) -> tuple[Part, str] | None:
    names = [name for _part, name in layers]
    shown = ", ".join(names[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")
    if not layers:
        ledger.add(_fault(path, _("There is no map in it."),
                          _("Give GeoJSON, a GeoPackage or a shapefile.")))  # fmt: skip
        return None
    if asked:
        same = [one for one in layers if asked.casefold() in _callable(*one)]
        if len(same) == 1:
            return same[0]
        message = _("There is no layer {asked!r}; there are: {shown}.")
        ledger.add(
            _fault(path, message.format(asked=asked, shown=shown),
                   _("Name one of the layers."), value=asked,
                   suggestion=did_you_mean(asked, names))
        )  # fmt: skip
        return None
    if len(layers) == 1:
        return layers[0]
    message = _("There are {count} layers: {shown}.").format(count=len(layers), shown=shown)
    remedy = _("Name the one to read with --layer, for example --layer {name}.")
    ledger.add(_fault(path, message, remedy.format(name=names[0])))
    return None


def _callable(part: Part, layer: str) -> set[str]:
    """Return the names by which a layer may be asked for."""
    return {layer.casefold(), part.name.casefold(), Path(part.name).stem.casefold()}


def _read(path: Path, part: Part, layer: str) -> GeoLayer:
    source, notes = _source(part)
    encoding = dbf_encoding(part.dbf)
    if encoding and encoding != "UTF-8":
        notes += (N_("The texts of {file} are in {encoding}.").format(
            file=part.name, encoding=encoding),)  # fmt: skip
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        table: Any = pyogrio.read_dataframe(
            source,
            layer=None if isinstance(source, BytesIO) else layer,
            encoding=encoding or None,
            fid_as_index=False,
            on_invalid="warn",
        )
    notes += tuple(
        dict.fromkeys(
            N_("{file} was read with a remark: {remark}").format(
                file=part.name, remark=str(one.message).replace(str(path), path.name)
            )
            for one in told
        )
    )
    shapes = np.array(table.geometry.to_numpy(), dtype=object)
    declared = "" if table.crs is None else system_called(table.crs.to_wkt())
    frame = pd.DataFrame(table.drop(columns=table.geometry.name))
    frame.columns = frame.columns.astype(str)
    return GeoLayer(frame, shapes, declared, path.name, layer, digest_of(path), notes)


def _source(part: Part) -> tuple[Any, tuple[str, ...]]:
    """Return what GDAL opens; GeoJSON in Latin-1 (against its standard) is turned to UTF-8."""
    if part.source.startswith("/vsizip/") or not part.name.lower().endswith((".geojson", ".json")):
        return part.source, ()
    octets = Path(part.source).read_bytes()
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError:
        note = N_("The texts of {file} are in {encoding}.").format(
            file=part.name, encoding="CP1252"
        )
        return BytesIO(octets.decode("cp1252", "replace").encode()), (note,)
    return part.source, ()


def _fault(
    path: Path, message: str, remedy: str, *, value: str = "", suggestion: str = ""
) -> Fault:
    return Fault(message, path.name, value=value, rule="map_file", remedy=remedy,
                 suggestion=suggestion)  # fmt: skip
