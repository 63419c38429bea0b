"""Writes an instance to a folder: all of it or nothing."""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from pyproj import CRS, Transformer
from ruamel.yaml import YAML

from skolval.domain.grades import SCHOOL_FORMS
from skolval.domain.language import _
from skolval.domain.timetable import SchoolDay
from skolval.domain.way_rule import WayRule
from skolval.errors import Fault, UsageError
from skolval.io.dictionary import TABLES
from skolval.io.head import HEAD_FILE
from skolval.io.school_transport import (
    costs_plain,
    rules_plain,
    transport_table,
    transport_tables,
)
from skolval.io.sheets import AREAS_FILE

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = ["HOME_COLUMNS", "new_folder", "refuse_filled", "write_instance"]

FORMATS = ("csv", "parquet")
HOME_COLUMNS = (
    "x", "y", "area_id", "attendance_unit", "second_x", "second_y", "second_area_id",
    "stop_metres",
)  # fmt: skip
"""Columns of the pupils that tell where a home is."""


def refuse_filled(folder: Path) -> None:
    """Refuse to write where there is something already.

    Raises
    ------
    UsageError
        If `folder` is a file, or holds anything.
    """
    if folder.is_file() or (folder.is_dir() and any(folder.iterdir())):
        what = _("is a file") if folder.is_file() else _("is not empty")
        raise UsageError(
            Fault(
                _("The folder {what}.").format(what=what),
                file=folder.name,
                rule="empty_folder",
                remedy=_("Give a new folder; nothing was written."),
            )
        )


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """Give a folder to fill, which becomes `folder` only if everything went well.

    Raises
    ------
    UsageError
        If `folder` is a file, or holds anything.
    """
    refuse_filled(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        draft.chmod(0o755)
        yield draft
        if folder.is_dir():
            folder.rmdir()
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def write_instance(instance: Instance, folder: str | Path, *, format: str = "csv") -> Path:  # noqa: A002 - the word a user expects
    """Write an instance folder that `read_instance` reads back as it was; return its path.

    Parameters
    ----------
    format : ``csv`` (UTF-8, comma, point) or ``parquet``.

    Raises
    ------
    UsageError
        If the folder is not empty, or the format is another.
    """
    if format not in FORMATS:
        raise UsageError(
            _("An instance is written as csv or parquet, not {format!r}.").format(format=format)
        )
    target = Path(folder)
    with new_folder(target) as draft:
        (draft / HEAD_FILE).write_text(_head_text(instance), encoding="utf-8")
        for name in TABLES:
            frame = _columns(instance, name)
            if len(frame) or TABLES[name].required:
                _write_table(frame, draft / f"{name}.{format}", format)
        shapes = instance.areas.get("geometry")
        if shapes is not None and shapes.notna().any():
            (draft / AREAS_FILE).write_text(_shapes_text(instance), encoding="utf-8")
    return target


def _write_table(frame: pd.DataFrame, path: Path, format: str) -> None:  # noqa: A002 - as above
    if format == "parquet":
        frame.to_parquet(path, index=False, compression="zstd")
    else:
        frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def _columns(instance: Instance, name: str) -> pd.DataFrame:
    """Return the columns of the dictionary that hold anything, as they stand in a file."""
    frame: pd.DataFrame = getattr(instance, name)
    of_people = name in {"pupils", "introduction_pupils", "newly_arrived"}
    extra = [group.id for group in instance.groups] if of_people else []
    if name == "areas":
        extra = [f"share_{group.id}" for group in instance.groups]
    if name in {"enrolment", "areas"}:
        frame = _with_marks(frame, ["share"] if name == "enrolment" else extra)
    if "protected" in frame:
        hidden = frame["protected"].astype("boolean").fillna(value=False).astype(bool)
        homes = [column for column in HOME_COLUMNS if column in frame]
        frame = frame.assign(**{column: frame[column].mask(hidden) for column in homes})
    kept = [
        field.name
        for field in TABLES[name].fields
        if field.name in frame and (field.required or frame[field.name].notna().any())
    ]
    return frame[kept + [column for column in extra if column in frame]]


def _with_marks(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Put suppression marks back in place of the missing shares."""
    marks = {column: f"{column}_mark" for column in columns} | {"share": "mark"}
    for column in columns:
        mark = marks[column]
        if mark in frame and frame[mark].notna().any():
            text = frame[column].map(repr, na_action="ignore").astype(object)
            frame = frame.assign(**{column: text.where(frame[column].notna(), frame[mark])})
            frame[column] = frame[column].astype("str")
    return frame


def _head_text(instance: Instance) -> str:
    head: dict[str, Any] = {
        "name": instance.name,
        "title": dict(instance.title),
        "school_year": instance.school_year,
        **({"school_form": form} if (form := instance.school_form) != SCHOOL_FORMS[0] else {}),
        "crs": instance.crs,
        "balance_group": instance.balance_group,
        "groups": [
            {
                "id": group.id,
                "label": {"sv": group.label_sv, "en": group.label_en},
                "definition": group.definition,
                "source": group.source,
                "vintage": group.vintage,
                "kind": group.kind,
            }
            for group in instance.groups
        ],
        "detour_factor": instance.detour_factor,
        **_transport(instance),
        **({"measuring_point": point} if (point := instance.measuring_point) else {}),
        **({"school_day": asdict(day)} if (day := instance.school_day) != SchoolDay() else {}),
        **({"ways": asdict(instance.ways)} if instance.ways != WayRule() else {}),
        "sources": [
            {key: getattr(source, key) for key in ("what", "source", "vintage", "licence", "note")}
            for source in instance.sources
        ],
    }
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 96
    yaml.allow_unicode = True
    stream = io.StringIO()
    yaml.dump(head, stream)
    return stream.getvalue()


def _transport(instance: Instance) -> dict[str, Any]:
    """Return what is said about school transport: a table's name if it is the shipped one."""
    rules, costs = instance.transport, instance.transport_costs
    low, middle, high = instance.transport_limits
    told: dict[str, Any] = {"transport_limits": {"low": low, "middle": middle, "high": high}}
    if rules is not None:
        shipped = rules.name in transport_tables() and transport_table(rules.name) == rules
        told = {"school_transport": rules.name if shipped else rules_plain(rules)}
    return told | ({} if costs is None else {"transport_costs": costs_plain(costs)})


def _shapes_text(instance: Instance) -> str:
    """Return the areas' shapes as GeoJSON in WGS 84 (RFC 7946), to the centimetre."""
    areas = instance.areas[instance.areas["geometry"].notna()]
    system = CRS.from_user_input(instance.crs)
    back = Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    features = [
        {
            "type": "Feature",
            "properties": {"area_id": str(area)},
            "geometry": shapely.geometry.mapping(_in_degrees(shape, back)),
        }
        for area, shape in zip(areas["area_id"], areas["geometry"], strict=True)
    ]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    return f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'


def _in_degrees(shape: Any, back: Transformer) -> Any:
    return shapely.transform(
        shape, lambda xy: np.round(np.column_stack(back.transform(xy[:, 0], xy[:, 1])), 7)
    )
