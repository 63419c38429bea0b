"""The facts of an explanation (förklaring): one pupil, every wish, what decided; no words.

Nothing here is about another pupil, except one number per refused wish: the score of the
last admitted on the ground that decided. Where even that would tell about a single child
(few admitted, a protected identity) it is missing and `Wish.cause` is ``few``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from skolval.explain.group_facts import GroupPlace

__all__ = [
    "ClassCut",
    "JudgedTransport",
    "NearHomeFacts",
    "NearUnit",
    "OfferedSeat",
    "OneMoreSeat",
    "PupilExplanation",
    "Score",
    "Transport",
    "Wish",
]


@dataclass(frozen=True, slots=True)
class Score:
    """One key by which applicants are ordered; the larger goes first.

    Parameters
    ----------
    criterion : name of the criterion, or one that every policy has (``protected``, ``secured``,
        ``claim``). own : this pupil's. last : the last admitted applicant's, told up to the
        criterion that decided; None elsewhere.
    """

    criterion: str
    own: int
    last: int | None


@dataclass(frozen=True, slots=True)
class ClassCut:
    """One class of seats (platsgrupp) at an offering where the pupil was refused.

    Parameters
    ----------
    name : as the policy says, empty for the seats left to everybody. seats : whole.
    member : the pupil is of the kind the class is for, None where it is for everybody.
    only : nobody else may have these seats.
    cause : ``criterion``, ``kind`` (those the class is for took all), ``barred`` (the pupil is
        not of the kind), ``few``, ``tie`` or ``mechanism``. decided : the criterion.
    own, last : scores on it, None where it is not told.
    """

    name: str
    seats: int
    member: bool | None
    only: bool
    cause: str
    decided: str = ""
    own: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class OneMoreSeat:
    """Where the pupil would be with one more seat here, the mechanism run again.

    Parameters
    ----------
    given : the pupil would have this very place. unit, rank, metres : the better place that
        the pupil would have elsewhere, since others move; "", -1 and -1 if none, or if only one
        other child is placed there, whose wishes it would tell.
    """

    given: bool
    unit: str = ""
    rank: int = -1
    metres: int = -1


@dataclass(frozen=True, slots=True)
class Wish:
    """One option of the pupil, in the order in which it was tried.

    Parameters
    ----------
    rank : wish number, 0 when not wished for. metres : from home.
    reference_unit, reference_metres : the alternative of relative proximity, "" and -1 if none.
    seats, taken : of the offering. outcome : ``placed``, ``refused``, ``free`` (a seat is free)
        or ``not_tried``. scores : by criterion. decided : the criterion on which the pupil
        goes after the last admitted, empty where nothing decided or it is not told.
    places_short : the pupil's number on the list of those who want the place, that is how many
        more seats here would have given it, with all other placements as they are.
    cause : why a refused wish was refused: ``criterion``, ``few`` (not told, few were admitted),
        ``class`` (see `classes`), ``ceiling`` (so many of the pupil's kind are admitted already),
        ``bound`` (a kind under its floor or ceiling goes first), ``tie``, ``mechanism`` (see the
        mechanism's own words), ``guarantee`` (it is the guarantee school of those admitted),
        ``no_seats``, ``together`` (there is no order); else empty.
    reference : which unit is the alternative: ``static``, ``seats``, ``guarantee`` ...
    applicants, place : how many wanted the place or have it, and the pupil's number
        among them in the order of the criteria.
    last_place : the last admitted one's number, 0 where it is not told.
    straight : the deciding distance is as the crow flies.
    near : near home by the policy's definition. paragraph : which paragraph of 10 kap. 30 § the
        refusal of a wish would rest on: ``first``, ``second`` or empty.
    """

    unit: str
    offering: str
    rank: int
    metres: int
    minutes: int
    reference_unit: str
    reference_metres: int
    seats: int
    taken: int
    outcome: str
    scores: tuple[Score, ...]
    decided: str = ""
    places_short: int = 0
    cause: str = ""
    reference: str = ""
    applicants: int = 0
    place: int = 0
    last_place: int = 0
    straight: bool = False
    near: bool = False
    paragraph: str = ""
    classes: tuple[ClassCut, ...] = ()
    one_more_seat: OneMoreSeat | None = None

    @property
    def margin(self) -> int | None:
        """Own score minus the last admitted one's, on the criterion that decided."""
        for score in self.scores:
            if score.criterion == self.decided and score.last is not None:
                return score.own - score.last
        return None


@dataclass(frozen=True, slots=True)
class NearUnit:
    """A unit near the pupil's home by the policy's definition."""

    unit: str
    metres: int


@dataclass(frozen=True, slots=True)
class NearHomeFacts:
    """What near home (nära hemmet) means for the pupil.

    Parameters
    ----------
    defined : the policy has a definition; else the nearest unit alone counts.
    metres, nearest : the definition for the pupil's stage, None where it does not limit.
    always : the nearest unit counts whatever its distance.
    units : near the pupil's home, nearest first. placed : the place is one of them.
    """

    defined: bool
    metres: int | None
    nearest: int | None
    always: bool
    units: tuple[NearUnit, ...]
    placed: bool


@dataclass(frozen=True, slots=True)
class JudgedTransport:
    """School transport as the policy judges it; see `skolval.domain.entitlement`.

    Parameters
    ----------
    outcome : one of `OUTCOMES`. grounds : ``distance``, ``traffic``, ``special``.
    metres : of the way, -1 unknown. margin : metres beyond the limit, None if not known.
    otherwise : name of the unit where the municipality otherwise would have placed the pupil,
        empty if nothing tells. own_choice : the family chose another one.
    independent : the unit is run by an independent owner.
    second, second_metres, second_margin : from a second home; empty, -1 and None without one.
    two_homes : as in `TransportRules`. card : name of the travel card, empty for none.
    stop_metres, stop_limit : to the stop, None where not known; metres -2: none within a limit.
    at_limit_told : the source tells whether exactly the limit is enough.
    traffic_judged : unsafe roads were looked at. municipality, source : whose limits.
    """

    outcome: str
    grounds: tuple[str, ...]
    metres: int
    margin: int | None
    otherwise: str
    own_choice: bool
    independent: bool = False
    second: str = ""
    second_metres: int = -1
    second_margin: int | None = None
    two_homes: str = ""
    card: str = ""
    stop_metres: int | None = None
    stop_limit: int | None = None
    at_limit_told: bool = False
    traffic_judged: bool = False
    municipality: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Transport:
    """School transport (skolskjuts) by distance; traffic and disability are not looked at.

    Parameters
    ----------
    entitled : the way is longer than `limit` metres, or the policy judges so. own_choice : the
        place was wished for and is not the pupil's nearest unit, so that the right has to be
        judged. judged : all that is judged, None where the policy does not judge.
    """

    entitled: bool
    limit: int
    own_choice: bool
    judged: JudgedTransport | None = None


@dataclass(frozen=True, slots=True)
class OfferedSeat:
    """A seat on a service outwards (omvänd skolskjuts) that the pupil is offered.

    Parameters
    ----------
    service : its name. kind : one of `domain.services.SERVICE_KINDS`.
    stop, leaves : where the pupil boards in the morning, and the clock time there; there, arrives :
        the stop at the unit. back_stop, returns : where and when the pupil is back.
    walk_metres : home to the stop and from the stop to the unit. minutes : from door to door.
    own_metres : of the pupil's own way to the unit, -1 unknown.
    voluntary : the seat may be declined. declined_unit : where the pupil then is placed.
    """

    service: str
    kind: str
    stop: str
    leaves: str
    there: str
    arrives: str
    back_stop: str
    returns: str
    walk_metres: int
    minutes: int
    own_metres: int
    voluntary: bool
    declined_unit: str = ""


@dataclass(frozen=True, slots=True)
class PupilExplanation:
    """All that is told about one pupil.

    Parameters
    ----------
    protected : a protected identity; then no distance, unit or wish is told.
    ordered : whether the mechanism orders applicants, so that a refusal has a deciding
        criterion. placed_unit : name, or empty without a place. wishes : tried options.
    nearest_unit, nearest_metres : the pupil's nearest option. rules : names
        of the policy's rules. entitled : to school transport, by distance.
    order : names of the criteria, first deciding first. chose : the pupil has wishes.
    seat : on a service outwards, None where the pupil is offered none.
    group : beside the class, None where the policy places nobody in groups.
    """

    pupil: str
    grade: str
    mechanism: str
    status: str
    protected: bool
    ordered: bool
    placed_unit: str = ""
    placed_metres: int = -1
    placed_rank: int = -1
    nearest_unit: str = ""
    nearest_metres: int = -1
    wishes: tuple[Wish, ...] = ()
    rules: tuple[str, ...] = ()
    entitled: bool = False
    order: tuple[str, ...] = ()
    chose: bool = False
    near_home: NearHomeFacts | None = None
    transport: Transport | None = None
    seat: OfferedSeat | None = None
    group: GroupPlace | None = None

    @property
    def refused_wishes(self) -> tuple[Wish, ...]:
        """The wishes that were refused, first wish first."""
        return tuple(w for w in self.wishes if w.rank > 0 and w.outcome in {"refused", "free"})
