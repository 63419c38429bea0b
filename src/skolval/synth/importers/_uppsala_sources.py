"""Where every part of the Uppsala instance comes from: source, vintage, licence, definition."""

from __future__ import annotations

from collections.abc import Mapping

from skolval.domain.instance import Source
from skolval.synth.importers._public_cohort import Cohort
from skolval.synth.importers._public_params import PublicParams

__all__ = ["TITLE", "sources_of"]

TITLE = {"sv": "Uppsala (öppna data)", "en": "Uppsala (public data)"}

_SCB = "Statistics Sweden (SCB)"
_SKOLVERKET = "Skolverket (Swedish National Agency for Education), Underlag för analys"
_OSM = "© OpenStreetMap contributors, ODbL 1.0"
_FREE = "official statistics, free with source"


def sources_of(
    cleaned: Mapping[str, int], params: PublicParams, cohort: Cohort
) -> tuple[Source, ...]:
    """Return what the head of the instance says of every table, with what was assumed."""
    return (*_published(cleaned), *_made(params, cohort.part))


def _published(cleaned: Mapping[str, int]) -> tuple[Source, ...]:
    dropped = ", ".join(f"{number} {name}" for name, number in cleaned.items())
    return (
        Source(
            "areas", f"{_SCB}, DeSO 2018, population by age, background and education",
            "2022-12-31", "CC0 / free with source",
            "Polygons simplified to 8 m. Distances of pupils start at the representative point.",
        ),
        Source(
            "units and enrolment", f"{_SKOLVERKET} and Skolenhetsregistret", "2024/25", _FREE,
            "Pupils of years 1-9. Grades are inferred, F-5/F-6 and 6-9/7-9 can be wrong."
            " Suppressed shares keep their mark and are read as intervals.",
        ),
        Source(
            "positions of units", f"Geocodes from Nominatim and others; {_OSM}", "2026", "ODbL 1.0"
        ),
        Source(
            "nodes and edges", f"OpenStreetMap through Overpass, walkable ways; {_OSM}",
            "2023-01-12", "ODbL 1.0",
            f"Only 4.4 x 3.9 km of the centre. Dropped: {dropped}. One-ways do not bind"
            " pedestrians. Elsewhere distances are straight lines x 1.3.",
        ),
        Source(
            "stops", "Trafiklab, GTFS Regional, Samtrafiken (UL)", "2023-10-11", "CC0 as stated"
        ),
    )  # fmt: skip


def _made(params: PublicParams, part: float) -> tuple[Source, ...]:
    if params.independent == "placeable":
        law = (
            "What-if: independent units are placeable, which the law does not allow"
            " (Skollagen 10 kap. 35-36 §§)."
        )
    else:
        law = f"Municipal units only; the cohort is scaled by their part, {part:.4f}."
    drawn = f"drawn by skolval import uppsala-public, seed {params.seed}"
    return (
        Source(
            "pupils", drawn, params.school_year, "",
            "A fifth of each area's children in the five-year band that starts school that year,"
            " without later moves or births. Their groups are modelled, not observed, see the"
            f" provenance table. No addresses. {law}",
        ),
        Source(
            "offerings", "assumed", params.school_year, "",
            f"Seats are not published. Assumed: {params.spare:g} % more than pupils in all, in"
            " proportion to each unit's real pupils per grade, at least 10.",
        ),
        Source(
            "siblings and choices", drawn, params.school_year, "",
            "37 % have an older sibling at school, drawn to a near unit. Wishes follow a"
            " random-utility model (distance, sibling, popularity, resemblance); popularity is"
            " set so that expected first wishes follow the units' real sizes.",
        ),
    )  # fmt: skip
