"""Profiles (orter): how large and how built each synthetic municipality is, as data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Self

from skolval.domain.language import _
from skolval.errors import Fault, UsageError, did_you_mean
from skolval.synth.choices import Taste

__all__ = ["PROFILES", "Profile", "profile"]


_LEAST_AREAS = 4
_LEAST_NODES = 200


def _at_least_one(count: int, factor: float) -> int:
    """Return the scaled count; a kind of unit that exists goes on existing."""
    return max(1, round(count * factor)) if count else 0


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of municipality; nothing in it is a real place.

    Parameters
    ----------
    name, title_sv, title_en, code : names; `code` is a municipality code that no
        Swedish municipality has.
    pupils : pupils in all grades in the coming school year. inhabitants : residents.
    square_km : area of the municipality.
    spans : (grades, municipal units, independent units) for every grade span.
    areas : statistical areas (DeSO-like). nodes : about how many street nodes.
    villages : settlements beside the main town. main_share, rural_share : shares of
        the residents in the main town and outside every settlement.
    density : residents per square kilometre in the main town.
    foreign_background, low_education : shares of the pupils; uneven_foreign and
        uneven_education : their dissimilarity D over areas.
    spare : seats above expected demand, share; `seat_noise` its spread over units.
    independent_appeal : popularity of independent units against municipal ones.
    river : whether a river with few bridges runs through the main town.
    """

    name: str
    title_sv: str
    title_en: str
    code: str
    pupils: int
    inhabitants: int
    square_km: float
    spans: tuple[tuple[str, int, int], ...]
    areas: int
    nodes: int
    villages: int
    main_share: float
    rural_share: float
    density: float = 3300.0
    foreign_background: float = 0.29
    low_education: float = 0.33
    uneven_foreign: float = 0.44
    uneven_education: float = 0.25
    spare: float = 0.02
    seat_noise: float = 0.28
    independent_appeal: float = -0.95
    river: bool = True
    school_year: str = "2026/27"
    taste: Taste = field(default_factory=Taste)

    @property
    def units(self) -> int:
        """Number of school units."""
        return sum(municipal + independent for _span, municipal, independent in self.spans)

    def replace(self, **changes: Any) -> Self:
        """Return a changed copy."""
        return replace(self, **changes)

    def scaled(self, pupils: int) -> Self:
        """Return the profile with `pupils` pupils and everything else in proportion."""
        factor = pupils / self.pupils
        return self.replace(
            pupils=pupils,
            inhabitants=round(self.inhabitants * factor),
            square_km=self.square_km * factor,
            spans=tuple(
                (span, _at_least_one(own, factor), _at_least_one(free, factor))
                for span, own, free in self.spans
            ),
            areas=max(_LEAST_AREAS, round(self.areas * factor)),
            nodes=max(_LEAST_NODES, round(self.nodes * factor)),
            villages=max(1, round(self.villages * min(factor, factor**0.5))),
        )


_SPANS_76 = (
    ("F-3", 14, 0),
    ("F-5", 13, 0),
    ("F-6", 12, 8),
    ("F-9", 3, 3),
    ("4-6", 4, 0),
    ("4-9", 4, 2),
    ("6-9", 5, 0),
    ("7-9", 6, 2),
)


def _times(units: int) -> tuple[tuple[str, int, int], ...]:
    """Return the span mix of 76 units, multiplied to `units` units."""
    factor = units / 76
    mix = {span: (round(own * factor), round(free * factor)) for span, own, free in _SPANS_76}
    own, free = mix["F-6"]
    mix["F-6"] = (own + units - sum(map(sum, mix.values())), free)
    return tuple((span, own, free) for span, (own, free) in mix.items())


PROFILES: dict[str, Profile] = {
    item.name: item
    for item in (
        Profile(
            name="lillstad", title_sv="Lillstad (påhittad)", title_en="Lillstad (invented)",
            code="9901", pupils=300, inhabitants=3_000, square_km=40,
            spans=(("F-3", 1, 0), ("F-6", 2, 0), ("F-9", 0, 1), ("4-9", 1, 0), ("7-9", 1, 0)),
            areas=6, nodes=320, villages=2, main_share=0.70, rural_share=0.08, density=2000.0,
        ),
        Profile(
            name="smastad", title_sv="Småstad (påhittad)", title_en="Småstad (invented)",
            code="9902", pupils=2_500, inhabitants=25_000, square_km=450,
            spans=(("F-3", 2, 0), ("F-5", 1, 0), ("F-6", 4, 1), ("F-9", 1, 1), ("4-9", 1, 0),
                   ("6-9", 1, 0), ("7-9", 1, 0)),
            areas=16, nodes=3_000, villages=6, main_share=0.62, rural_share=0.14, density=2400.0,
        ),
        Profile(
            name="exempelstad", title_sv="Exempelstad (påhittad)",
            title_en="Exempelstad (invented)", code="9903", pupils=24_000, inhabitants=240_000,
            square_km=2_200, spans=_SPANS_76, areas=145, nodes=17_000, villages=24,
            main_share=0.73, rural_share=0.09,
        ),
        Profile(
            name="storstad", title_sv="Storstad (påhittad)", title_en="Storstad (invented)",
            code="9904", pupils=112_000, inhabitants=1_000_000, square_km=900,
            spans=_times(360), areas=600, nodes=60_000, villages=20, main_share=0.86,
            rural_share=0.02, density=4200.0,
        ),
        Profile(
            name="miljon", title_sv="Miljonlandet (påhittat)", title_en="Miljonlandet (invented)",
            code="9905", pupils=1_000_000, inhabitants=10_000_000, square_km=60_000,
            spans=_times(3_600), areas=6_000, nodes=220_000, villages=400, main_share=0.12,
            rural_share=0.10, river=False,
        ),
    )
}  # fmt: skip


def profile(name: str) -> Profile:
    """Return the profile called `name`.

    Raises
    ------
    UsageError
        If there is none; the message names the nearest one.
    """
    if name not in PROFILES:
        raise UsageError(
            Fault(
                _("There is no profile called {name!r}.").format(name=name),
                value=name,
                rule="known_name",
                suggestion=did_you_mean(name, tuple(PROFILES)),
                remedy=_("Known: {known}.").format(known=", ".join(PROFILES)),
            )
        )
    return PROFILES[name]
