"""The columns of area statistics (områdesstatistik) and what each of them means, said once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from skolval.domain.language import N_

__all__ = [
    "BACKGROUND",
    "BIRTH",
    "EDUCATION",
    "TENURE",
    "age_column",
    "band_of",
    "canonical_names",
    "definition_of",
    "facets_of_column",
]

BACKGROUND: Mapping[str, str] = MappingProxyType(
    {"swedish": "swedish_background", "foreign": "foreign_background"}
)
BIRTH: Mapping[str, str] = MappingProxyType({"sweden": "born_sweden", "abroad": "born_abroad"})
EDUCATION: Mapping[str, str] = MappingProxyType(
    {
        "compulsory": "edu_compulsory",
        "upper_secondary": "edu_upper_secondary",
        "post_sec_lt3y": "edu_post_sec_lt3y",
        "post_sec_ge3y": "edu_post_sec_ge3y",
        "missing": "edu_missing",
    }
)
TENURE: Mapping[str, str] = MappingProxyType(
    {
        "rental": "dw_rental",
        "tenant_owned": "dw_tenant_owned",
        "owned": "dw_owned",
        "unknown": "dw_unknown",
    }
)
_DEFINITIONS: Mapping[str, str] = MappingProxyType(
    {
        "pop": N_("Residents on 31 December."),
        "swedish_background": N_("Residents born in Sweden with at least one parent born there."),
        "foreign_background": N_(
            "Residents born abroad, or born in Sweden with two parents born abroad."
        ),
        "born_sweden": N_("Residents born in Sweden, wherever their parents were born."),
        "born_abroad": N_("Residents born abroad; not the same as foreign background."),
        "edu_compulsory": N_("Residents of the ages told with at most compulsory school."),
        "edu_upper_secondary": N_("Residents of the ages told with upper secondary school."),
        "edu_post_sec_lt3y": N_("Residents of the ages told with less than 3 years after it."),
        "edu_post_sec_ge3y": N_("Residents of the ages told with 3 years or more after it."),
        "edu_missing": N_("Residents of the ages told whose education is not known."),
        "dw_rental": N_("Dwellings rented."),
        "dw_tenant_owned": N_("Dwellings owned through a housing cooperative (bostadsrätt)."),
        "dw_owned": N_("Dwellings owned outright (äganderätt)."),
        "dw_unknown": N_("Dwellings whose tenure is not known."),
        "households": N_("Households."),
        "cars": N_("Passenger cars registered to residents."),
        "income_n": N_("Persons whose income is counted."),
        "median_income_tkr": N_("Median income of a year, thousand kronor."),
        "median_net_income_tkr": N_("Median net income of a year, thousand kronor."),
        "mean_income_tkr": N_("Mean income of a year, thousand kronor."),
        "mean_wage_income_tkr": N_("Mean wage income of a year, thousand kronor."),
        "dwellings": N_("Dwellings."),
    }
)
_AGE = re.compile(r"age_(\d{1,3})_(\d{1,3}|plus)")
_TABLES = {"background": BACKGROUND, "birth": BIRTH, "education": EDUCATION, "tenure": TENURE}


def canonical_names() -> list[str]:
    """Return the columns that are not ages."""
    return list(_DEFINITIONS)


def age_column(band: str) -> str:
    """Return the column of an age band ``low_high`` or ``low_plus``."""
    return f"age_{band}"


def band_of(column: str) -> tuple[int, int] | None:
    """Return lowest and highest age of an age column (999 where it is open), or None."""
    found = _AGE.fullmatch(column)
    if not found:
        return None
    return int(found[1]), 999 if found[2] == "plus" else int(found[2])


def definition_of(column: str) -> str:
    """Return what a column counts, in English as stored."""
    band = band_of(column)
    if band is None:
        return _DEFINITIONS.get(column, "")
    low, high = band
    ages = f"{low}+" if high == 999 else f"{low}-{high}" if high > low else f"{low}"
    return f"Residents aged {ages} on 31 December."


def facets_of_column(column: str) -> dict[str, str]:
    """Return dimension and member of a canonical column; empty for an unknown one."""
    for dimension, members in _TABLES.items():
        for member, name in members.items():
            if name == column:
                return {dimension: member}
    if _AGE.fullmatch(column):
        return {"age": column.removeprefix("age_")}
    return {"contents": column} if column in _DEFINITIONS else {}
