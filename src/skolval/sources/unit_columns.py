"""The columns of school-unit statistics (skolenhetsstatistik) by the words they go under.

The National Agency renames columns between years (``Andel (%) elever med utl. bakgrund``,
``Elever med utländsk bakgrund, andel (%)``), so a heading is recognised by what it must and must
not say, never by its whole text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from skolval.domain.language import N_

__all__ = ["MEASURES", "TEXTS", "Measure", "measure_of", "text_of"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of a unit.

    Parameters
    ----------
    column : canonical name. must, never : patterns of a heading in lower case.
    per_cent : written 0-100, stored 0-1. rest : published is the share of everybody else.
    definition : what it counts.
    """

    column: str
    must: str
    never: str = r"(?!)"
    per_cent: bool = False
    rest: bool = False
    definition: str = ""


_NOT_PUPILS = (r"per |lärare|årskurs|åk ?\d|åk\d|andel|%|betyg|meritvärde|prov|syv|nyinvandrade"
               r"|flickor|pojkar|bakgrund|kostnad|nationella")  # fmt: skip
MEASURES: tuple[Measure, ...] = (
    Measure(
        "share_foreign_background",
        r"utl(?:\.|ändsk)? ?bakgrund|foreign.background",
        r"antal|nyinvandrade|meritvärde|betyg|lärare",
        per_cent=True,
        definition=N_("Pupils born abroad, or born in Sweden with two parents born abroad."),
    ),
    Measure(
        "share_low_education",
        r"eftergymn|parents.post.secondary|högutbildade föräldrar",
        r"antal|genomsnitt|meritvärde|lärare|pedagog",
        per_cent=True,
        rest=True,
        definition=N_(
            "Pupils of whom no parent has post-secondary education: 100 minus the published per "
            "cent of those with such parents."
        ),
    ),
    Measure(
        "share_girls",
        r"flickor|pct.girls",
        r"antal|meritvärde|betyg|behörig",
        per_cent=True,
        definition=N_("Girls among the pupils."),
    ),
    Measure(
        "share_certified_teachers",
        r"(?:legitimation|legitimerade|certified.teachers|behöriga lärare)",
        r"antal|special|fritids|förskol",
        per_cent=True,
        definition=N_("Teachers with a licence and training in a subject they teach."),
    ),
    Measure(
        "pupils_per_teacher",
        r"elever per (?:lärare|heltidstjänst)|pupils.per.teacher|elever/lärare",
        r"syv|studie- och yrkes",
        definition=N_("Pupils per full-time teacher."),
    ),
    Measure(
        "y9_pupils",
        r"y9.pupils|antal elever (?:i )?(?:åk|årskurs) ?9",
        definition=N_("Pupils who left year 9 with final grades."),
    ),
    Measure(
        "y9_merit",
        r"meritvärde|y9.merit",
        r"16 ämnen|salsa|avvikelse|modell|flickor|pojkar|\bsv\b|riket",
        definition=N_("Mean merit value of year 9, 17 subjects."),
    ),
    Measure(
        "y9_share_all_passed",
        r"(?:uppfyllt betygskriterierna|uppnått kunskapskraven|betyget? (?:lägst )?e|godkän).*alla "
        r"ämnen",
        r"(?:åk|årskurs) ?6|flickor|pojkar",
        per_cent=True,
        definition=N_("Pupils of year 9 who passed in all their subjects."),
    ),
    Measure(
        "y9_share_eligible",
        r"behörig\w* till (?:yrkesprog|gymnasi|ett nationellt|nationell)",
        r"estetiska|ekonomi|natur|flickor|pojkar",
        per_cent=True,
        definition=N_("Pupils of year 9 eligible for a vocational programme."),
    ),
    Measure(
        "pupils",
        r"antal elever|elever, antal|^pupils$|^elever$|elevantal",
        _NOT_PUPILS,
        definition=N_("Pupils of the unit on 15 October; the preschool class is not counted."),
    ),
)
"""Figures of a unit, the first that a heading fits."""

TEXTS: tuple[tuple[str, str], ...] = (
    ("unit_id", r"skol-? ?enhetskod|skolenhetskod|school ?code|school unit ?code|^kod$|unit ?id"),
    ("municipality_code", r"kommun-? ?kod|municipality code"),
    ("owner_number", r"(?:huvudman|organisation).*(?:orgnr|org\.? ?nr|organisationsnummer)|orgnr"),
    ("owner_type", r"typ av huvudman|huvudmannatyp|owner type|huvudman typ"),
    ("owner", r"huvudman(?:nens namn)?|owner|huvudmannanamn"),
    ("municipality", r"skolkommun|kommun|kommunnamn|lägeskommun|municipality"),
    ("name", r"skola|skolans namn|skolenhet(?:snamn|ens namn)?|skolnamn|name|namn"),
    ("address", r"(?:besöks)?adress|address"),
    ("area_id", r"deso(?: ?kod| ?20\d\d)?|områdes?kod|area id"),
    ("lat", r"lat|latitude|latitud|wgs84 ?lat(?:itude)?"),
    ("lon", r"lon|long|lng|longitude|longitud|wgs84 ?(?:long?|lng|longitude)"),
    ("coord_source", r"coord source|koordinatkälla"),
    ("grades", r"årskurser|grades(?: inferred)?|stadier"),
    ("status", r"status"),
)
"""Texts of a unit and the whole heading they go under."""


def measure_of(heading: str) -> Measure | None:
    """Return the figure a heading names, or None."""
    text = _plain(heading)
    for measure in MEASURES:
        if re.search(measure.must, text) and not re.search(measure.never, text):
            return measure
    return None


def text_of(heading: str) -> str:
    """Return the column of texts a heading names, or an empty text."""
    text = _plain(heading)
    for column, pattern in TEXTS:
        if re.fullmatch(pattern, text):
            return column
    return ""


def _plain(heading: str) -> str:
    return re.sub(r"[\s_\N{NO-BREAK SPACE}]+", " ", heading.strip().casefold())
