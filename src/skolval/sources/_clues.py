"""What is known of positions beside their numbers, and the faults of those that cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from shapely.geometry.base import BaseGeometry

from skolval.domain.counts import FloatArray
from skolval.domain.language import _
from skolval.errors import Fault, did_you_mean
from skolval.sources._readings import Reading
from skolval.sources.systems import SYSTEMS, system_called, title_of

__all__ = ["Clues", "elsewhere", "no_column", "not_told", "unknown_name"]


@dataclass(frozen=True, slots=True)
class Clues:
    """What is known of positions beside their numbers, and where to say that they are wrong.

    Parameters
    ----------
    asked : the system that the user named. declared : the system that the file names.
    within : where the points must lie, EPSG:3006: the municipality, its areas, other points.
    file, sheet : for faults. first_row : row number that a person sees for the first point.
    level : of a single position that cannot be placed: an error, or a warning and no position.
    """

    asked: str = ""
    declared: str = ""
    within: BaseGeometry | None = None
    file: str = ""
    sheet: str = ""
    first_row: int = 2
    level: str = "error"


def no_column(frame: pd.DataFrame, column: str, clues: Clues) -> Fault:
    """Say that a column of coordinates is not there."""
    names = [str(name) for name in frame.columns]
    return Fault(
        _("The column {name} is missing.").format(name=column),
        clues.file,
        clues.sheet,
        column=column,
        rule="required_column",
        suggestion=did_you_mean(column, names),
        remedy=_("Name the columns with the coordinates."),
    )


def unknown_name(name: str, clues: Clues) -> Fault:
    """Say that nobody knows the system by this name."""
    return Fault(
        _("The coordinate system {name!r} is not known.").format(name=name),
        clues.file,
        clues.sheet,
        value=name,
        rule="crs",
        suggestion=did_you_mean(name, [s.title for s in SYSTEMS] + [s.code for s in SYSTEMS]),
        remedy=_("Write its EPSG code, for example EPSG:3006."),
    )


def elsewhere(system: str, clues: Clues) -> Fault:
    """Say that the positions are good ones, of another municipality."""
    message = _("The positions lie in Sweden as {name}, but not in the municipality.")
    return Fault(
        message.format(name=title_of(system)),
        clues.file,
        clues.sheet,
        rule="municipality",
        remedy=_("Give the municipality's own file, or name the right municipality."),
    )


def not_told(x: FloatArray, y: FloatArray, found: tuple[Reading, ...], clues: Clues) -> Fault:
    """Say why the system cannot be told, with the candidates."""
    first = f"({x[0]:.10g}, {y[0]:.10g})"
    titles = "; ".join(dict.fromkeys(one.title for one in found))
    place = _("in the municipality") if clues.within is not None else _("in Sweden")
    if clues.asked:
        message = _("The numbers {first} do not lie {place} when they are read as {name}.").format(
            first=first, place=place, name=title_of(system_called(clues.asked))
        )
        remedy = (
            _("They fit: {titles}. Name that system, or none.").format(titles=titles)
            if titles
            else _("Check the system and the digits.")
        )
    elif found:
        message = _("The numbers {first} fit several coordinate systems: {titles}.").format(
            first=first, titles=titles
        )
        remedy = _("Name the system with --crs, for example --crs {code}.").format(
            code=found[0].system
        )
    else:
        message = _(
            "The numbers {first} lie {place} in no coordinate system that is known."
        ).format(first=first, place=place)
        remedy = _("Name the system with --crs, or check the digits and the columns.")
    return Fault(message, clues.file, clues.sheet, value=first, rule="crs", remedy=remedy)
