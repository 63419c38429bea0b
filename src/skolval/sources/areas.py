"""Areas (områden): DeSO, RegSO or a municipality's own, from any map file, made fit for use.

Source: SCB, DeSO and RegSO (editions 2018 and 2025); municipalities' own divisions such as NYKO.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray, IntArray
from skolval.domain.provenance import Fact
from skolval.errors import Fault, did_you_mean
from skolval.io.faults import CELLS_TOLD, Ledger
from skolval.io.values import as_text
from skolval.sources._area_columns import (
    clean_codes,
    code_column,
    kind_of,
    municipality_column,
    name_column,
    vintage_of,
)
from skolval.sources._surfaces import enclosing, inner_points, mended, one_per_area, surfaces
from skolval.sources.crs import Clues, ShapeArray, box_of, located_shapes
from skolval.sources.geofiles import GeoLayer, read_geofile
from skolval.sources.municipalities import Municipality, municipalities, municipality_called

__all__ = ["AreasRead", "read_areas"]

_PUBLISHED = {"DeSO": "Statistics Sweden (SCB), DeSO", "RegSO": "Statistics Sweden (SCB), RegSO"}
_SHOWN = 12
_AREA = N_("The area's border as drawn in the file, in EPSG:3006.")
_INNER = N_("A point inside the area, metres in EPSG:3006.")


@dataclass(frozen=True, slots=True)
class AreasRead:
    """Areas, one row each, sorted by code.

    Parameters
    ----------
    frame : area_id, name, x, y (a point inside the area), geometry; metres in EPSG:3006.
    notes : what was repaired or left out, in English (see `retold`).
    attributes : every column of the file, from the first row of each area, by area_id.
    kind : ``DeSO``, ``RegSO`` or an empty text. vintage : edition, empty where not told.
    """

    frame: pd.DataFrame
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]
    attributes: pd.DataFrame = field(default_factory=pd.DataFrame)
    kind: str = ""
    vintage: str = ""


def read_areas(
    path: Path,
    *,
    ledger: Ledger,
    layer: str = "",
    code: str = "",
    crs: str = "",
    municipality: str = "",
) -> AreasRead | None:
    """Return the areas of a map file, or None where the file is faulty.

    Parameters
    ----------
    path : GeoJSON, GeoPackage, shapefile, or a folder or zip with one of them.
    layer : needed where the file has several. code : the column with the codes, where it is
        not recognised. crs : the coordinate system, where neither file nor numbers tell it.
    municipality : code or name; areas elsewhere are left out and counted.
    """
    read = read_geofile(path, ledger=ledger, layer=layer)
    home = _home(municipality, path, ledger)
    if read is None or (municipality and home is None):
        return None
    table = _coded(read, code, ledger)
    if table is None or not _whole(table, ledger):
        return None
    table = _of_municipality(table, home, ledger)
    if table is None:
        return None
    where = _where(table.codes, home, named=bool(crs or read.crs))
    clues = Clues(crs, read.crs, where, read.file, read.layer)
    moved = located_shapes(table.shapes, ledger=ledger, clues=clues)
    if moved is None:
        return None
    table = replace(table, shapes=enclosing(moved[0]), notes=(*table.notes, *moved[1]))
    inside = _inside(table, home, ledger) if _whole(table, ledger) else None
    if inside is None:
        return None
    valid = mended(inside.shapes, inside.codes)
    inside = replace(inside, shapes=valid.shapes, notes=(*inside.notes, *valid.notes))
    return _finished(inside) if _whole(inside, ledger) else None


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of a layer on their way to areas; `rows` are the positions in the layer."""

    layer: GeoLayer
    code: str
    codes: pd.Series
    shapes: ShapeArray
    rows: IntArray
    notes: tuple[str, ...]

    def kept(self, keep: BoolArray, *notes: str) -> _Table:
        """Return the rows where `keep` is true."""
        return replace(
            self,
            codes=self.codes[keep].reset_index(drop=True),
            shapes=self.shapes[keep],
            rows=self.rows[keep],
            notes=(*self.notes, *notes),
        )

    @property
    def frame(self) -> pd.DataFrame:
        """The attributes of the rows."""
        return self.layer.frame.iloc[self.rows].reset_index(drop=True)


def _fault(layer: GeoLayer, message: str, rule: str, remedy: str) -> Fault:
    return Fault(message, layer.file, layer.layer, rule=rule, remedy=remedy)


def _home(called: str, path: Path, ledger: Ledger) -> Municipality | None:
    home = municipality_called(called) if called else None
    if called and home is None:
        names = [one.name for one in municipalities().values()]
        ledger.add(
            Fault(
                _("There is no municipality {called!r}.").format(called=called),
                path.name,
                value=called,
                rule="municipality",
                suggestion=did_you_mean(called, names),
                remedy=_("Write its name, or its code of four digits."),
            )
        )
    return home


def _coded(layer: GeoLayer, asked: str, ledger: Ledger) -> _Table | None:
    """Return the rows with their codes, read from the asked or the recognised column."""
    columns = [str(column) for column in layer.frame.columns]
    same = [column for column in columns if column.casefold() == asked.casefold()]
    column = (same[0] if same else "") if asked else code_column(layer.frame)
    if not len(layer.frame):
        ledger.add(_fault(layer, _("The file has no areas."), "rows", _("Give another file.")))
        return None
    if not column:
        ledger.add(_no_codes(layer, asked, columns))
        return None
    codes, short = clean_codes(layer.frame[column])
    notes = layer.notes
    if short:
        notes += (N_("{count} codes had lost their leading zero; it was put back.").format(
            count=short),)  # fmt: skip
    shapes, stray = surfaces(layer.shapes)
    if stray.any():
        notes += (N_("Lines or points beside {count} areas were left out.").format(
            count=int(stray.sum())),)  # fmt: skip
    rows = np.arange(len(codes), dtype=np.int64)
    return _Table(layer, column, codes.reset_index(drop=True), shapes, rows, notes)


def _no_codes(layer: GeoLayer, asked: str, columns: list[str]) -> Fault:
    shown = ", ".join(columns[:_SHOWN]) + (" ..." if len(columns) > _SHOWN else "")
    if asked:
        message = _("There is no column {asked!r}; the columns are: {shown}.")
    else:
        message = _("No column is known to hold the areas' codes; the columns are: {shown}.")
    fault = _fault(layer, message.format(asked=asked, shown=shown), "required_column",
                   _("Name the column with --area-code."))  # fmt: skip
    return replace(fault, value=asked, suggestion=did_you_mean(asked, columns) if asked else "")


def _whole(table: _Table, ledger: Ledger) -> bool:
    """Return whether every row has a code and a surface; write down those that lack one."""
    lacking = shapely.is_missing(table.shapes) | shapely.is_empty(table.shapes)
    nameless = (table.codes == "").to_numpy(bool)
    for bad, rule, message, remedy in (
        (nameless, "required", _("The area has no code."),
         _("Give it a code, or delete the shape.")),
        (lacking, "geometry", _("The area has no surface."),
         _("Draw it as a polygon, or delete the row.")),
    ):  # fmt: skip
        for row in np.flatnonzero(bad)[:CELLS_TOLD]:
            fault = _fault(table.layer, message, rule, remedy)
            value = str(table.codes.iloc[row])
            number = int(table.rows[row]) + 1
            ledger.add(replace(fault, row=number, column=table.code, value=value))
    return not (nameless | lacking).any()


def _of_municipality(table: _Table, home: Municipality | None, ledger: Ledger) -> _Table | None:
    """Leave out areas whose code or column says that they lie in another municipality."""
    if home is None:
        return table
    if kind_of(table.codes):
        inside = table.codes.str[:4] == home.code
    else:
        column = municipality_column(table.frame, table.code)
        if not column:
            return table
        told = as_text(table.frame[column]).fillna("")
        which = {text: municipality_called(text) for text in told.unique()}
        inside = told.map(lambda text: which[text] == home)
    if inside.all():
        return table
    if not inside.any():
        ledger.add(_elsewhere(table, home))
        return None
    return table.kept(inside.to_numpy(bool), _left_out(int((~inside).sum()), home))


def _left_out(count: int, home: Municipality) -> str:
    return N_("{count} areas outside {name} were left out.").format(count=count, name=home.name)


def _inside(table: _Table, home: Municipality | None, ledger: Ledger) -> _Table | None:
    """Leave out areas that lie wholly outside the box around the municipality."""
    if home is None or kind_of(table.codes):
        return table
    outside = ~shapely.intersects(table.shapes, box_of(home))
    if not outside.any():
        return table
    if outside.all():
        ledger.add(_elsewhere(table, home))
        return None
    return table.kept(~outside, _left_out(int(outside.sum()), home))


def _elsewhere(table: _Table, home: Municipality) -> Fault:
    message = _("No area lies in {name}; the first has the code {code}.")
    return _fault(table.layer, message.format(name=home.name, code=table.codes.iloc[0]),
                  "municipality", _("Give the file of that municipality."))  # fmt: skip


def _where(codes: pd.Series, home: Municipality | None, *, named: bool) -> BaseGeometry | None:
    """Return where the areas must lie: the boxes of the municipalities that codes name.

    Areas of another kind may lie elsewhere too, and are then left out; where a coordinate system
    is `named`, the municipality need not help to find it.
    """
    if not kind_of(codes):
        return None if home is None or named else box_of(home)
    known = municipalities()
    boxes = [box_of(known[code]) for code in sorted(set(codes.str[:4])) if code in known]
    return shapely.union_all(boxes) if boxes else None


def _finished(table: _Table) -> AreasRead:
    kind = kind_of(table.codes)
    shapes, first, joined = one_per_area(table.shapes, table.codes)
    notes = (*table.notes, *joined.notes)
    attributes = table.frame.iloc[first.index].reset_index(drop=True)
    name = name_column(attributes, table.code)
    names = as_text(attributes[name]).fillna("") if name else first.reset_index(drop=True)
    x, y = inner_points(shapes)
    frame = pd.DataFrame(
        {
            "area_id": first.reset_index(drop=True).astype("str"),
            "name": names.astype("str"),
            "x": x,
            "y": y,
            "geometry": pd.Series(list(shapes), dtype=object),
        }
    )
    layer = table.layer
    vintage = vintage_of(layer.frame[table.code], table.code, layer.layer, layer.file)
    attributes.index = pd.Index(frame["area_id"])
    return AreasRead(frame, _facts(layer, kind, vintage, notes), notes, attributes, kind, vintage)


def _facts(layer: GeoLayer, kind: str, vintage: str, notes: Sequence[str]) -> tuple[Fact, ...]:
    blank = Fact(
        "areas", "", _PUBLISHED.get(kind, ""), vintage, file=layer.file, digest=layer.digest
    )
    return (
        replace(blank, column="area_id", definition=f"{kind} code" if kind else "code in the file"),
        replace(blank, column="geometry", definition=_AREA, note=" ".join(notes)),
        replace(blank, column="x", made="computed", definition=_INNER),
        replace(blank, column="y", made="computed", definition=_INNER),
    )
