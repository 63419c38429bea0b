"""The known places that an address or a unit's name speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

__all__ = ["places_named", "places_of", "plain_address"]

_POSTCODE = re.compile(r"(?<![0-9])[0-9]{3} ?[0-9]{2}(?![0-9])")
_PIECES = re.compile(r"[-–/,]| och ", re.IGNORECASE)
_SIDES = re.compile(
    r"^(?:västra|östra|norra|södra|centrala|mellersta|inre|yttre) |"
    r"(?: (?:inre|yttre))?(?: (?:västra|östra|norra|södra))?"
    r" (?:omland|tätort|centrum|kyrkby|landsbygd|samhälle)$",
    re.IGNORECASE,
)
_SCHOOL = re.compile(r"(?:s?skolan?|s? skolan?)$")
_LONGEST = 3
_SHORTEST = 4
"""Letters that a place must have to be found within the name of a unit."""


def places_of(names: Iterable[str], shapes: Iterable[BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return surfaces by the place names in the names of areas, in lower case.

    ``Gunsta-Marielund-Länna`` is three places, ``Västra Storvreta`` is Storvreta; a place that
    several areas name is all of them.
    """
    parts: dict[str, list[BaseGeometry]] = {}
    for name, shape in zip(names, shapes, strict=True):
        for piece in {str(name), *_PIECES.split(str(name))}:
            plain = _plain(piece)
            for one in {plain, _plain(_SIDES.sub("", plain))} - {""}:
                parts.setdefault(one, []).append(shape)
    return {name: shapely.union_all(parts[name]) for name in sorted(parts)}


def places_named(address: str, unit: str, places: Mapping[str, BaseGeometry]) -> tuple[str, ...]:
    """Return the known places that an address and a unit's name speak of, the town first.

    A postal town reaches far into the country; ``Gåvsta skola, Gåvstavägen 9, Uppsala`` speaks of
    Uppsala and of Gåvsta, and may stand in either.
    """
    street, _comma, town = address.rpartition(",")
    after = _POSTCODE.split(address)
    said = [_plain(_POSTCODE.sub("", town))] if street else []
    said += [_plain(after[-1])] if len(after) > 1 else []
    for text in (street or ("" if len(after) > 1 else town), unit):
        said += _pieces(_plain(text))
    return tuple(dict.fromkeys(one for one in said if one in places))


def _pieces(text: str) -> list[str]:
    """Return every run of up to three words, with and without the word for school."""
    words = text.split()
    found = []
    for length in range(min(_LONGEST, len(words)), 0, -1):
        for first in range(len(words) - length + 1):
            piece = " ".join(words[first : first + length])
            found += [one for one in (piece, _SCHOOL.sub("", piece)) if len(one) >= _SHORTEST]
    return found


def plain_address(addresses: pd.Series) -> pd.Series:
    """Return street and number as they are compared: lower case, without the town."""
    street = addresses.fillna("").astype(str).str.partition(",")[0]
    street = street.str.replace(_POSTCODE, "", regex=True)
    return street.str.casefold().str.replace(r"\s+", "", regex=True)


def _plain(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").split()).strip(" .")
