"""School units as the registers' web services answer (Skolenhetsregistret, Planerad utbildning).

Answers of all versions in use are known: the register's list and single units (version 1 and 2)
and Planned Educations' pages and single units (versions 2-4, ``_embedded``). A folder of saved
answers is read as one; a page that is missing is told. Ceased and resting units are left out.

Source: Skolverket, Skolenhetsregistret API v1-v2 and Planned Educations API v2-v4.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.register_units import REGISTER, unit_of

__all__ = ["ACTIVE", "RegisterRead", "read_register"]

ACTIVE = frozenset({"AKTIV"})
"""Statuses of units that are kept unless others are asked for."""
_LISTS = ("listedSchoolUnits", "schoolUnits", "compactSchoolUnits", "schoolunits")
_COLUMNS = ("unit_id", "name", "status", "owner", "owner_type", "municipality_code", "address",
            "lat", "lon", "x", "y", "forms", "grades", "abroad", "service", "file")  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterRead:
    """Units of saved answers.

    Parameters
    ----------
    frame : unit_id, name, status, owner, owner_type, municipality_code, address, lat, lon
        (WGS 84), x, y (SWEREF 99 TM), forms (as ``FSK GR``), grades (as ``F 1 2 3``), service.
    digests : file name to the SHA-256 of its bytes. vintage : day the register was extracted.
    """

    frame: pd.DataFrame
    notes: tuple[str, ...]
    digests: dict[str, str]
    vintage: str = ""


def read_register(
    paths: Iterable[Path], ledger: Ledger, *, statuses: frozenset[str] = ACTIVE
) -> RegisterRead:
    """Return every unit of the answers with a wanted status, the fullest row of each.

    Parameters
    ----------
    statuses : of AKTIV, VILANDE, PLANERAD and UPPHORT; a unit without status is kept.
    """
    rows: list[dict[str, Any]] = []
    digests: dict[str, str] = {}
    pages = _Pages()
    vintage = ""
    for path in paths:
        body = _opened(path, digests, ledger)
        found = list(_units(body, pages)) if body is not None else []
        if body is not None and not found:
            ledger.add(_no_units(path))
        rows += [row | {"file": path.name} for row in found]
        vintage = max(vintage, _extracted(body))
    pages.tell(ledger)
    frame = pd.DataFrame(rows, columns=list(_COLUMNS))
    frame = _codes_are_good(frame, ledger)
    return _kept(frame, statuses, digests, vintage)


def _opened(path: Path, digests: dict[str, str], ledger: Ledger) -> Any:
    try:
        octets = path.read_bytes()
        digests[path.name] = sha256(octets).hexdigest()
        return json.loads(octets.decode("utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        ledger.add(
            Fault(
                _("The file is no JSON."),
                file=path.name,
                rule="file_format",
                remedy=_("Save the answer of the web service again, as it came."),
            )
        )
        return None


def _no_units(path: Path) -> Fault:
    return Fault(
        _("The file holds no school units that are understood."),
        file=path.name,
        rule="rows",
        remedy=_("Give answers of Skolenhetsregistret (school-units) or of Planned Educations."),
    )


def _units(body: Any, pages: _Pages) -> Iterator[dict[str, Any]]:
    """Yield the units of an answer, whatever envelope it came in."""
    if isinstance(body, list):
        for part in body:
            yield from _units(part, pages)
    elif isinstance(body, dict):
        inside = body.get("body", body)
        if isinstance(inside, dict):
            yield from _inside(inside, pages)


def _inside(body: dict[str, Any], pages: _Pages) -> Iterator[dict[str, Any]]:
    listed = _list(body.get("Skolenheter"))
    if isinstance(body.get("_embedded"), dict):
        pages.seen(body)
        listed = [raw for name in _LISTS for raw in _list(body["_embedded"].get(name))]
    elif not listed:
        yield from _version_two(body) if _is_version_two(body) else _one(body)
    for raw in listed:
        yield from _one(raw)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_version_two(body: Any) -> bool:
    return isinstance(body, dict) and isinstance(body.get("data"), dict)


def _version_two(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the units of the register's version 2: a list of attributes, or one unit."""
    data = body["data"]
    attributes = data.get("attributes")
    if isinstance(attributes, list):
        for raw in attributes:
            yield from _one(raw)
    elif isinstance(attributes, dict):
        owner = body.get("included")
        owner = owner[0] if isinstance(owner, list) and owner else owner
        code = {"schoolUnitCode": data.get("schoolUnitCode")} if "schoolUnitCode" in data else {}
        yield from _one(attributes | code | {"organizer": owner if isinstance(owner, dict) else {}})


def _one(raw: Any) -> Iterator[dict[str, Any]]:
    if isinstance(raw, dict):
        unit = unit_of(raw.get("SkolenhetInfo", raw))
        if unit:
            yield unit


class _Pages:
    """Which pages of a paged answer have been seen."""

    def __init__(self) -> None:
        self._total = 0
        self._seen: set[int] = set()

    def seen(self, body: dict[str, Any]) -> None:
        page = body.get("page")
        if isinstance(page, dict):
            total, number = page.get("totalPages"), page.get("number", 0)
            if isinstance(total, int) and isinstance(number, int):
                self._total = max(self._total, total)
                self._seen.add(number)

    def tell(self, ledger: Ledger) -> None:
        """Write down pages that are missing: a part of the units would be taken for all."""
        lacking = list(islice((n for n in range(self._total) if n not in self._seen), 10))
        if lacking:
            ledger.add(
                Fault(
                    _("Pages {numbers} of {total} are missing (counted from 0).").format(
                        numbers=", ".join(str(number) for number in lacking), total=self._total
                    ),
                    rule="pages",
                    remedy=_("Save every page of the answer and give them all."),
                )
            )


def _extracted(body: Any) -> str:
    meta = body.get("meta") if isinstance(body, dict) else None
    return str(meta.get("extractDate", ""))[:10] if isinstance(meta, dict) else ""


def _codes_are_good(frame: pd.DataFrame, ledger: Ledger) -> pd.DataFrame:
    good = frame["unit_id"].str.fullmatch(r"\d{8}").fillna(value=False).to_numpy(np.bool_)
    for row in frame[~good].head(20).to_dict("records"):
        ledger.add(
            Fault(
                _("{code!r} is no code of a school unit.").format(code=row["unit_id"]),
                file=str(row["file"]),
                value=str(row["unit_id"]),
                rule="value",
                remedy=_("A code has eight digits."),
            )
        )
    return frame[good]


def _kept(
    frame: pd.DataFrame, statuses: frozenset[str], digests: dict[str, str], vintage: str
) -> RegisterRead:
    """Join the answers about a unit, the register before Planned Educations, and drop the rest."""
    order = frame["service"].ne(REGISTER).astype(int)
    fullness = -frame.notna().sum(axis=1)
    ranked = frame.assign(_a=order, _b=fullness).sort_values(["_a", "_b"], kind="stable")
    joined = ranked.drop(columns=["_a", "_b"]).groupby("unit_id", sort=True).first()
    joined = joined.reset_index()
    notes = []
    other = joined["status"].notna() & ~joined["status"].isin(statuses)
    if other.any():
        counts = Counter(joined.loc[other, "status"])
        told = ", ".join(f"{status} {count}" for status, count in sorted(counts.items()))
        notes.append(_("Units left out by their status: {told}.").format(told=told))
    abroad = joined["abroad"].map(lambda value: value is True) & ~other
    if abroad.any():
        notes.append(_("{count} Swedish schools abroad were left out.").format(count=abroad.sum()))
    kept = joined[~other & ~abroad].reset_index(drop=True)
    return RegisterRead(kept.drop(columns="abroad"), tuple(notes), digests, vintage)
