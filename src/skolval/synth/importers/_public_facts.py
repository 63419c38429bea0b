"""What an import of public files adds to the facts of its readers: modelled, assumed, drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from skolval.domain.instance import Group
from skolval.domain.language import N_
from skolval.domain.provenance import Fact
from skolval.io.dictionary import TABLES
from skolval.synth.importers._public_cohort import Cohort
from skolval.synth.importers._public_params import PublicParams

__all__ = ["fitting", "made_facts", "public_groups"]

_SCB = "Statistics Sweden (SCB)"
_SKOLVERKET = "Skolverket (Swedish National Agency for Education), Underlag för analys"

_AROUND = (
    "What-if (--homes units): as many starters as each unit has pupils in a grade, of the"
    " composition that it publishes, at homes by lot around it; no areas, no real address."
)
_ELSEWHERE = {
    ("units", "pupils"): ("enrolment", "pupils"),
    ("units", "share_foreign_background"): ("enrolment", "share"),
    ("areas", "regso"): ("areas", "region"),
    ("areas", "pop"): ("areas", "population"),
    ("areas", "area_name"): ("areas", "name"),
}
"""What readers call a column to where an instance has it."""
_MORE = {"areas": ("geometry", "share_foreign_background", "share_low_education")}


def fitting(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the facts of readers about columns that an instance has, one for each column."""
    found: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        for column in fact.column.split(", "):
            place = _ELSEWHERE.get((fact.table, column), (fact.table, column))
            if place not in found and _is_there(*place):
                found[place] = replace(fact, table=place[0], column=place[1])
    return tuple(found.values())


def _is_there(table: str, column: str) -> bool:
    if table not in TABLES:
        return False
    known = {field.name for field in TABLES[table].fields}
    return not column or column in known or column in _MORE.get(table, ())


def public_groups(vintage: str) -> tuple[Group, ...]:
    """Return the groups that both areas and units are published for."""
    return (
        Group(
            id="low_education",
            label_sv="utan eftergymnasial utbildning",
            label_en="without post-secondary education",
            definition=N_(
                "Areas: residents aged 25-64 without post-secondary education, of those whose"
                " education is known. Units: pupils whose parents lack post-secondary education"
                " (100 minus the published per cent). Pupils: modelled."
            ),
            source=f"{_SCB}; {_SKOLVERKET}",
            vintage=vintage,
            kind="socioeconomic",
        ),
        Group(
            id="foreign_background",
            label_sv="utländsk bakgrund",
            label_en="foreign background",
            definition=N_(
                "Born abroad, or born in Sweden with two parents born abroad. Areas: all"
                " residents. Units: pupils of years 1-9. Pupils: modelled."
            ),
            source=f"{_SCB}; {_SKOLVERKET}",
            vintage=vintage,
            kind="background",
        ),
    )


def made_facts(cohort: Cohort, params: PublicParams) -> Iterator[Fact]:
    """Yield a fact for every column that no file holds, with what was assumed under `params`."""
    drawn = f"skolval import, seed {params.seed}"
    year = params.school_year
    around = params.homes == "units"
    if not around:
        yield Fact(
            "pupils", "area_id", drawn, year, "school starters by home area", "modelled",
            note="An even part of each area's children in the band of ages that starts school that"
            f" year, without later moves or births; {cohort.part:.4f} of them go to units that"
            " take part.",
        )  # fmt: skip
    for group, target in cohort.targets.items():
        yield Fact(
            "pupils", group, drawn, year, "1 belongs to the group, 0 does not", "modelled",
            suppressed=int((cohort.members[group] < 0).sum()),
            note=_AROUND if around else _composition_note(target, params),
        )  # fmt: skip
    for axis in ("x", "y") if params.homes != "point" else ():
        yield Fact(
            "pupils", axis, drawn, year, "home", "modelled",
            note=_AROUND if around
            else f"By lot in the home area ({params.homes}); no real address.",
        )  # fmt: skip
    yield Fact(
        "pupils", "sibling_unit", drawn, year, "unit where an older sibling stays", "modelled",
        note="37 % of children have an older brother or sister at school; their units are drawn,"
        " mostly near.",
    )  # fmt: skip
    yield Fact(
        "offerings", "seats", "skolval import", year, "seats in the first grade", "assumed",
        note=f"Not published. {params.spare:g} % more than pupils in all, in proportion to each"
        " unit's real pupils per grade, at least 10.",
    )  # fmt: skip
    yield Fact(
        "choices", "unit_id", drawn, year, "wishes", "modelled",
        note="Random utility (distance, sibling, popularity, resemblance); popularity is set so"
        " that expected first wishes follow the units' real sizes.",
    )  # fmt: skip


def _composition_note(target: float, params: PublicParams) -> str:
    together = f"Inside an area low education and foreign background have odds {params.odds:g}."
    if params.children == "residents":
        return f"As among all residents of the area (--children residents). {together}"
    level = (
        "their weighted mean among residents"
        if target != target  # noqa: PLR0124 - NaN: no unit published it
        else f"the {target:.1%} that the units taking part publish"
    )
    return (
        "Children by group and area are not published. Their logit is the residents', shrunk to"
        " the municipality's where few adults are 30-54 years old, spread"
        f" {params.spread:g}, level set to {level}. Sensitivity: --children residents, --spread."
        f" {together}"
    )
