"""Addresses (adresser) to positions, only through a register that the user gives; no network.

Street, number, letter and postcode are compared after the same cleaning of both sides. What
fits nothing, or several places, gets no position and is counted; addresses are never told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.counts import FloatArray
from skolval.io.values import as_text

__all__ = ["AddressRegister", "Found", "address_of", "register_of"]

_ENDINGS = ((r"g(?:at)?\.", "gatan"), (r"v(?:äg)?\.", "vägen"), (r"gr\.", "gränd"),
            (r"pl\.", "plats"), (r"all\.", "allé"), (r"st\.", "stigen"))  # fmt: skip
_WHOLE = re.compile(
    r"(?P<street>\D.*?|\d+\s?:?\w{1,3} .*?)[\s,]+(?P<number>\d{1,4})\s*(?:[-–/]\s*\d{1,4})?"
    r"\s*(?P<letter>[a-zåäö])?(?![a-zåäö0-9])(?P<rest>.*)"
)
_POSTCODE = re.compile(r"(?<!\d)(\d{3})\s?(\d{2})(?!\d)")
_APARTMENT = re.compile(r"[\s,]*(?:lgh|lägenhet|bv|\d?\s?tr|c/o|nb)\b.*")
_APART = 150.0
"""Metres between register rows of one address that still count as one place."""

Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Found:
    """Positions of addresses.

    Parameters
    ----------
    x, y : not a number where none was found. how : ``exact``, ``no_letter``, ``no_postcode``;
        ``empty``, ``unread``, ``street``, ``number`` or ``several`` where there is none.
    """

    x: FloatArray
    y: FloatArray
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddressRegister:
    """Places by street, number, letter and postcode; empty parts stand for any."""

    places: dict[Key, tuple[float, float] | None]
    streets: frozenset[str]

    def find(self, addresses: Sequence[Key | None]) -> Found:
        """Return the positions of addresses as `address_of` gives them."""
        x, y = np.full(len(addresses), np.nan), np.full(len(addresses), np.nan)
        how = []
        for row, address in enumerate(addresses):
            place, told = self._find(address)
            how.append(told)
            if place is not None:
                x[row], y[row] = place
        return Found(x, y, tuple(how))

    def _find(self, address: Key | None) -> tuple[tuple[float, float] | None, str]:
        if address is None:
            return None, "empty"
        street, number, letter, postcode = address
        if not street or not number:
            return None, "unread"
        if street not in self.streets:
            return None, "street"
        tries = [(letter, postcode, "exact")]
        if letter:
            tries.append(("", postcode, "no_letter"))
        if postcode:
            tries += [(letter, "", "no_postcode"), ("", "", "no_postcode")]
        for tried, code, told in dict.fromkeys(tries):
            key = (street, number, tried, code)
            if key in self.places:
                place = self.places[key]
                return place, told if place else "several"
        return None, "number"


def address_of(whole: str, number: str = "", letter: str = "", postcode: str = "") -> Key | None:
    """Return street, number, letter and postcode, cleaned; None where nothing is told.

    Parameters
    ----------
    whole : the street, or street and number and more in one text, as on an envelope.
    """
    text = unicodedata.normalize("NFC", whole).casefold().strip()
    if not text:
        return None
    code = _POSTCODE.search(postcode) or _POSTCODE.search(text)
    if not number:
        match = _WHOLE.fullmatch(_APARTMENT.sub("", _POSTCODE.sub(" ", text)).strip(" ,."))
        if match is None:
            return "", "", "", ""
        text, number, letter = match["street"], match["number"], letter or match["letter"] or ""
    parts = re.fullmatch(r"0*(\d+)\s*(?:[-–/]\s*\d+)?\s*([a-zåäö]?)", number.casefold().strip())
    digits, after = (parts[1], parts[2]) if parts else ("", "")
    told = letter.casefold().strip() or after
    return _street(text), digits, told, code[1] + code[2] if code else ""


def _street(text: str) -> str:
    for ending, word in _ENDINGS:
        text = re.sub(rf"{ending}(?=\s|$)", word, text)
    text = re.sub(r"(?<=\w)\s+(gatan|vägen|gränd|stigen)$", r"\1", text)
    return re.sub(r"[\W_]+", "", text)


def register_of(columns: dict[str, pd.Series], x: FloatArray, y: FloatArray) -> AddressRegister:
    """Return the register of a table.

    Parameters
    ----------
    columns : ``street`` (or ``address``), ``number``, ``letter``, ``postcode`` as far as they
        are there. x, y : positions in the wanted system; rows without one are passed over.
    """
    texts: dict[str, Any] = {role: as_text(cells).fillna("") for role, cells in columns.items()}
    none = [""] * len(x)
    whole = texts.get("street", texts.get("address", none))
    rows = zip(whole, *(texts.get(role, none) for role in ("number", "letter", "postcode")),
               strict=True)  # fmt: skip
    found: dict[Key, list[tuple[float, float]]] = {}
    streets = set()
    for (street, number, letter, postcode), east, north in zip(rows, x, y, strict=True):
        key = address_of(street, number, letter, postcode)
        if key is None or not key[1] or np.isnan(east) or np.isnan(north):
            continue
        streets.add(key[0])
        for alike in {key, (*key[:3], "")}:
            found.setdefault(alike, []).append((float(east), float(north)))
    return AddressRegister({key: _one(places) for key, places in found.items()}, frozenset(streets))


def _one(places: list[tuple[float, float]]) -> tuple[float, float] | None:
    """Return the first of places that are one, or None where they lie apart."""
    first = min(places)
    far = max(np.hypot(east - first[0], north - first[1]) for east, north in places)
    return None if far > _APART else first
