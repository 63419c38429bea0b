"""The words of a distance certificate: metres, both ends, the way, what is not known."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from skolval.domain.language import _, current, number
from skolval.domain.retelling import retold
from skolval.explain.decisions import metres

if TYPE_CHECKING:
    from skolval.explain.certified import CertifiedUnit
    from skolval.travel.certificate import Certificate, CertifiedEnd

__all__ = ["certificate_paragraphs"]

_STREETS = 12
"""Streets of a way that are named one by one."""


def certificate_paragraphs(found: tuple[CertifiedUnit, ...]) -> list[str]:
    """Return one paragraph per certified distance, and one on what holds for all of them."""
    if not found:
        return []
    common = set.intersection(*(set(one.certificate.unknown) for one in found))
    told = [_distance(one, common) for one in found]
    return [*told, *_shared(found, common)]


def _distance(one: CertifiedUnit, common: set[str]) -> str:
    paper = one.certificate
    said = [_head(one)]
    if paper.home and paper.door:
        said.append(
            _("From {home} to {door}.").format(home=_end(paper.home), door=_end(paper.door))
        )
    said += [*_way(paper), *_otherwise(paper)]
    if paper.metres != one.counted:
        text = _("The run counted {metres}: measured again it is another distance.")
        said.append(text.format(metres=metres(one.counted)))
    said += [retold(doubt) for doubt in paper.unknown if doubt not in common]
    return " ".join(said)


def _head(one: CertifiedUnit) -> str:
    role = {
        "placed": _("{unit} (the place): {way}."),
        "wished": _("{unit} (wished for): {way}."),
        "compared": _("{unit} (compared with): {way}."),
        "nearest": _("{unit} (the nearest): {way}."),
    }[one.role]
    return role.format(unit=one.unit, way=_measured(one.certificate))


def _measured(paper: Certificate) -> str:
    if paper.metres < 0:
        return _("no way was found")
    how = {
        "street": {"walk": _("{metres} along streets, walking"),
                   "cycle": _("{metres} along streets, cycling"),
                   "drive": _("{metres} along streets, by car")}.get(paper.mode, "{metres}"),
        "straight": _("{metres}, a straight line times {factor}"),
        "table": _("{metres} by a ready travel table"),
    }[paper.kind]  # fmt: skip
    factor = number(paper.detour_factor, current(), decimals=2)
    return how.format(metres=metres(paper.metres), factor=factor)


def _end(end: CertifiedEnd) -> str:
    kinds = {
        "address": _("the home"),
        "area": _("the home area's point"),
        "unit": _("the unit's point"),
        "main_entrance": _("the main entrance"),
    }
    return _("{what} ({x}, {y})").format(
        what=kinds.get(end.kind, _(end.kind.replace("_", " "))),
        x=f"{end.x:.0f}",
        y=f"{end.y:.0f}",
    )


def _way(paper: Certificate) -> list[str]:
    """Return the streets in the order gone, stretches of one street together."""
    if not paper.steps:
        return []
    named = [
        (name, sum(step.micrometres for step in steps))
        for name, steps in groupby(paper.steps, key=lambda step: step.name)
    ]
    shown = [
        _("{street} {metres}").format(
            street=name or _("streets without a name"), metres=metres(round(long / 1e6))
        )
        for name, long in named[:_STREETS]
    ]
    if len(named) > _STREETS:
        shown.append(_("and {count} more stretches").format(count=len(named) - _STREETS))
    said = [_("The way: {streets}.").format(streets=", ".join(shown))]
    if paper.unsafe_metres:
        text = _("Of it {metres} along roads that are unsafe for a child.")
        said.append(text.format(metres=metres(paper.unsafe_metres)))
    return said


def _otherwise(paper: Certificate) -> list[str]:
    if paper.sensitivity is None or paper.sensitivity.second_best is None:
        return []
    text = _("The next best way is {metres}.")
    return [text.format(metres=metres(paper.sensitivity.second_best))]


def _shared(found: tuple[CertifiedUnit, ...], common: set[str]) -> list[str]:
    papers = [one.certificate for one in found]
    said = []
    network = next((paper.network for paper in papers if paper.network), "")
    crs = next((paper.crs for paper in papers if paper.crs), "")
    if network:
        said.append(
            _("Street network {hash} (SHA-256), coordinates in {crs}.").format(
                hash=network[:16], crs=crs
            )
        )
    elif crs:
        said.append(_("Coordinates in {crs}.").format(crs=crs))
    unknown = [retold(doubt) for doubt in papers[0].unknown if doubt in common]
    if unknown:
        said.append(_("What is not known: {sentences}").format(sentences=" ".join(unknown)))
    return said
