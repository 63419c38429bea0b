"""Doubts (osäkerheter): what a distance certificate does not know, said on its face."""

from __future__ import annotations

from collections.abc import Iterator

from skolval.domain.instance import Instance
from skolval.domain.language import N_
from skolval.travel.certificate import Certificate
from skolval.travel.snapping import REACH_METRES

__all__ = ["doubts_of"]

_NOT_GIVEN = {
    "main_entrance": N_(
        "The main entrance of the unit is not given; whether its own point is there is not known."
    ),
    "nearest_entrance": N_(
        "No entrance of the unit is given; whether one is at its own point is not known."
    ),
    "plot_boundary": N_(
        "The boundary of the unit's plot is not given; the distance ends at its own point."
    ),
}
"""What is said where a unit lacks the place at which distances end."""

_NO_END = N_("It is not given where at the unit distances end; its own point is used.")

_TOLD_GAP = 1_000_000
"""Micrometres off the street from which the straight stretch is worth a sentence."""


def doubts_of(told: Certificate, instance: Instance) -> tuple[str, ...]:
    """Return English sentences on what is not known, to be retold in the reader's language."""
    if told.kind == "table":
        return (
            N_(
                "The distance was measured by somebody else and given in a ready travel table:"
                " its way, measuring point and street network are not known here."
            ),
        )
    doubts = [*_of_ends(told), *(_of_line(told) if told.kind == "straight" else ())]
    if told.kind == "street":
        doubts += _of_streets(told, instance)
    return tuple(doubts)


def _of_ends(told: Certificate) -> Iterator[str]:
    if told.home and told.home.kind == "area":
        yield N_(
            "The pupil has no address: the way begins at a representative point of the home area."
        )
    if not told.measuring_point:
        yield N_("It is not told where at the unit distances end; the unit's own point is used.")
    elif told.door and told.door.kind == "unit":
        yield _NOT_GIVEN.get(told.measuring_point, _NO_END)


def _of_line(told: Certificate) -> Iterator[str]:
    yield N_(
        "There are no streets that meet within {reach} m of both doors: the distance is a straight"
        " line times {factor}, and rivers, railways and motorways are not seen."
    ).format(reach=REACH_METRES, factor=told.detour_factor)


def _of_streets(told: Certificate, instance: Instance) -> Iterator[str]:
    if told.metres < 0:
        yield N_("One-way streets leave no way between the two doors.")
    off = sum(end.gap for end in (told.home, told.door) if end)
    if off >= _TOLD_GAP:
        yield N_(
            "{metres} m lie between the doors and the street in a straight line; what stands"
            " there is not known."
        ).format(metres=f"{off / 1e6:.0f}")
    edges = instance.edges
    if "unsafe" not in edges or not edges["unsafe"].notna().any():
        yield N_("It is not told which roads are unsafe, so traffic danger is not looked at.")
    if not _dated(instance):
        yield N_("It is not told which day the streets describe.")


def _dated(instance: Instance) -> bool:
    facts = instance.provenance
    streets = facts[facts["table"].isin(["nodes", "edges"])]
    return bool((streets["vintage"].fillna("") != "").any())
