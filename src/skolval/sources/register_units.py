"""One school unit of a web service's answer, whichever version it is of (skolenhet)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from skolval.sources.scb_cells import number_of
from skolval.sources.unit_codes import municipality_code, unit_code

__all__ = ["FORMS", "PLANNED", "REGISTER", "unit_of"]

REGISTER = "Skolenhetsregistret"
PLANNED = "Planned Educations"

FORMS: Mapping[str, str] = {
    "gr": "GR", "grundskola": "GR", "11": "GR",
    "fsk": "FSK", "fklass": "FSK", "forskoleklass": "FSK", "förskoleklass": "FSK",
    "gran": "GRAN", "grs": "GRAN", "grsar": "GRAN", "grundsarskola": "GRAN",
    "anpassadgrundskola": "GRAN", "anpassad grundskola": "GRAN", "grundsärskola": "GRAN",
    "gy": "GY", "gymnasieskola": "GY", "21": "GY",
    "gyan": "GYAN", "gys": "GYAN", "gysar": "GYAN", "gymnasiesarskola": "GYAN",
    "anpassadgymnasieskola": "GYAN", "anpassad gymnasieskola": "GYAN",
    "sam": "SAM", "sameskola": "SAM", "sp": "SP", "specialskola": "SP",
    "fth": "FTH", "fritidshem": "FTH",
}  # fmt: skip
"""Word or code of a school form, in lower case, to the code used here; FSK is preschool class,
GRAN and GYAN are the adapted forms (until 2023 särskola)."""
_STATUSES = {"aktiv": "AKTIV", "vilande": "VILANDE", "upphört": "UPPHORT", "upphort": "UPPHORT",
             "upphord": "UPPHORT", "planerad": "PLANERAD"}  # fmt: skip
_VISIT = ("BESOKSADRESS", "VISITING_ADDRESS", "Besöksadress")


def unit_of(raw: Any) -> dict[str, Any] | None:
    """Return a unit's columns, None where the object is no unit; missing values are None."""
    if not isinstance(raw, dict):
        return None
    if "Skolenhetskod" in raw:
        return _first_version(raw)
    if "addresses" in raw or "schoolTypes" in raw or "municipalityCode" in raw:
        return _second_version(raw)
    if "code" in raw or "schoolUnitCode" in raw:
        return _planned(raw) if _is_planned(raw) else _second_version(raw)
    return None


def _is_planned(raw: Mapping[str, Any]) -> bool:
    return "code" in raw or "schoolUnitName" in raw or "geographicalAreaCode" in raw


def _first_version(raw: Mapping[str, Any]) -> dict[str, Any]:
    visit = _object(raw.get("Besoksadress"))
    geo = _object(visit.get("GeoData"))
    owner = _object(raw.get("Huvudman"))
    municipality = _object(raw.get("Kommun"))
    forms = [form for form in _list(raw.get("Skolformer")) if isinstance(form, dict)]
    grades = [
        str(year)
        for year in range(1, 11)
        if any(_true(form.get(f"Ak{year}")) for form in forms if _form(_word(form)) == "GR")
    ]
    return _unit(
        raw["Skolenhetskod"],
        REGISTER,
        name=raw.get("Namn") or raw.get("Skolenhetsnamn"),
        status=raw.get("Status"),
        owner=owner.get("Namn"),
        owner_type=owner.get("Typ"),
        municipality=municipality.get("Kommunkod") or raw.get("Kommunkod"),
        address=_joined(visit, "Adress", "Postnr", "Ort"),
        place=(geo.get("Koordinat_WGS84_Lat"), geo.get("Koordinat_WGS84_Lng"),
               geo.get("Koordinat_SweRef_E"), geo.get("Koordinat_SweRef_N")),
        forms=[_word(form) for form in forms],
        grades=grades,
    )  # fmt: skip


def _word(form: Mapping[str, Any]) -> str:
    return str(form.get("type") or form.get("Benamning") or form.get("SkolformKod") or "")


def _second_version(raw: Mapping[str, Any]) -> dict[str, Any]:
    visit = _visiting(raw.get("addresses"))
    geo = _object(visit.get("geoCoordinates"))
    organizer = _object(raw.get("organizer"))
    owner = _object(organizer.get("attributes")) or organizer
    properties = _object(raw.get("schoolTypeProperties"))
    return _unit(
        raw.get("schoolUnitCode"),
        REGISTER,
        name=raw.get("displayName") or raw.get("schoolName") or raw.get("name"),
        status=raw.get("status"),
        owner=owner.get("displayName") or owner.get("name"),
        owner_type=owner.get("organizerType"),
        municipality=raw.get("municipalityCode"),
        address=_joined(visit, "streetAddress", "postalCode", "locality"),
        place=(geo.get("latitude"), geo.get("longitude"),
               geo.get("coordinateSweRefE"), geo.get("coordinateSweRefN")),
        forms=[str(form) for form in _list(raw.get("schoolTypes")) or properties],
        grades=[str(year) for year in _list(_object(properties.get("gr")).get("grades"))],
    )  # fmt: skip


def _planned(raw: Mapping[str, Any]) -> dict[str, Any]:
    contact = _object(raw.get("contactInfo"))
    visit = _visiting(contact.get("addresses")) or _object(raw.get("visitingAddress"))
    types = [kind for kind in _list(raw.get("typeOfSchooling")) if isinstance(kind, dict)]
    years = [
        str(year) for kind in types if _form(str(kind.get("code"))) == "GR"
        for year in _list(kind.get("schoolYears"))
    ]  # fmt: skip
    forms = [str(kind.get("code")) for kind in types] or [
        str(kind) for kind in _list(raw.get("typeOfSchooling")) if isinstance(kind, str)
    ]
    found = _unit(
        raw.get("code") or raw.get("schoolUnitCode"),
        PLANNED,
        name=raw.get("name") or raw.get("schoolUnitName"),
        status=raw.get("status"),
        owner=raw.get("corporationName") or raw.get("principalOrganizer"),
        owner_type=raw.get("principalOrganizerType"),
        municipality=raw.get("geographicalAreaCode"),
        address=_joined(visit, "street", "zipCode", "city"),
        place=(_any(raw, "wgs84Lat", "wgs84_Lat", "wgs84Latitude", "latitude"),
               _any(raw, "wgs84Long", "wgs84_Long", "wgs84Lng", "wgs84Longitude", "longitude"),
               None, None),
        forms=forms,
        grades=years,
    )  # fmt: skip
    return found | {"abroad": True if raw.get("abroadSchool") is True else None}


def _unit(
    code: Any,
    service: str,
    *,
    place: tuple[Any, Any, Any, Any],
    forms: list[str],
    grades: list[str],
    **texts: Any,
) -> dict[str, Any]:
    lat, lon, east, north = (_number(value) for value in place)
    told = {key: str(value).strip() if value else None for key, value in texts.items()}
    known = sorted({form for word in forms if (form := _form(word))})
    return {
        "unit_id": unit_code(str(code))[0] or str(code),
        "name": told["name"],
        "status": _STATUSES.get((told["status"] or "").casefold(), told["status"]),
        "owner": told["owner"],
        "owner_type": told["owner_type"],
        "municipality_code": municipality_code(told["municipality"] or "") or None,
        "address": told["address"],
        "lat": lat,
        "lon": lon,
        "x": east,
        "y": north,
        "forms": " ".join(known) or None,
        "grades": " ".join(_grades(grades, preschool="FSK" in known)) or None,
        "abroad": None,
        "service": service,
    }


def _grades(told: list[str], *, preschool: bool) -> list[str]:
    """Return grades in order as F, 1, 2, ...; ``Ak4``, ``4`` and ``åk 4`` are the same."""
    years = {int(found[0]) for text in told if (found := re.search(r"\d{1,2}", text))}
    return [*(["F"] if preschool else []), *(str(year) for year in sorted(years))]


def _form(word: str) -> str:
    return FORMS.get(word.strip().casefold(), "")


def _number(value: Any) -> float | None:
    """Return a coordinate, None where it is missing or zero; text may have a decimal comma."""
    return number_of(str(value)) or None


def _visiting(addresses: Any) -> Mapping[str, Any]:
    listed = [address for address in _list(addresses) if isinstance(address, dict)]
    # Postal addresses are boxes at post offices: never a place of a school.
    return next((a for a in listed if a.get("type") in _VISIT), {})


def _joined(parts: Mapping[str, Any], street: str, code: str, town: str) -> str | None:
    line = str(parts.get(street) or "").strip()
    place = " ".join(str(parts.get(key) or "").strip() for key in (code, town)).strip()
    return ", ".join(text for text in (line, place) if text) or None


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _any(raw: Mapping[str, Any], *names: str) -> Any:
    return next((raw[name] for name in names if raw.get(name)), None)


def _true(value: Any) -> bool:
    return value is True or str(value).casefold() in {"true", "1", "ja"}
