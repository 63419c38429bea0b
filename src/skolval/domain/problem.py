"""Problem = Instance x Policy: parties, offerings and the options table (the spine).

All arrays are numpy; whole numbers are int64 unless said. Row order is fixed: parties
in the order of the pupils table, options sorted by party, then wish (rank 1, 2, ...),
then unwished options by metres, then offering.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from skolval.domain.entitlement import counted
from skolval.domain.grades import GradeSystem

if TYPE_CHECKING:
    from skolval.domain.ground import Ground
    from skolval.domain.hosting import Hosting
    from skolval.domain.introduction_facts import Introduction
    from skolval.domain.policy import Policy
    from skolval.domain.school_transport import TransportCosts, TransportRules
    from skolval.domain.services import Services

__all__ = [
    "GROUNDS",
    "PROVIDERS",
    "STATUSES",
    "UNWISHED",
    "BoolArray",
    "IntArray",
    "Offerings",
    "Options",
    "Parties",
    "Problem",
]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

STATUSES: tuple[str, ...] = (
    "resident",
    "undocumented",
    "not_registered",
    "early_start",
    "non_resident",
)
"""Standing of an applicant (sökandens ställning), the usual one first."""

GROUNDS: tuple[str, ...] = (
    "queue_days",
    "test_score",
    "operational_connection",
    "listed",
    "secured",
    "consent",
)
"""What a municipality can note about a pupil at a unit (urvalsuppgifter)."""

PROVIDERS: tuple[str, ...] = ("municipal", "independent")
"""Who runs a school unit (huvudman): the municipality or an independent owner (enskild)."""

UNWISHED = 0
"""Rank of an option that the pupil did not wish for (wishes are 1, 2, ...)."""


@dataclass(frozen=True, slots=True)
class Parties:
    """What is placed, one row each; a party is the smallest thing placed as one.

    Parameters
    ----------
    ids : str array (n,). size : pupils in the party. grade : index into the grade codes.
    area : index into `Problem.area_ids`, -1 unknown. current_unit : unit index, -1 none.
    household : index shared by siblings, -1 none.
    sibling_unit, sibling_grade : (n, S) unit and grade index of each sibling who stays at a
        unit next year, filled with -1; S is the largest number of such siblings (at least 1).
    protected : protected identity (skyddad identitet).
    member : (n, G) pupils of each group in the party (0/1 for a single pupil), -1 unknown.
    area_share : (n, G) permille of each group among the residents of the home area, -1 unknown.
    """

    ids: npt.NDArray[np.str_]
    size: IntArray
    grade: IntArray
    area: IntArray
    current_unit: IntArray
    household: IntArray
    sibling_unit: IntArray
    sibling_grade: IntArray
    protected: BoolArray
    member: IntArray
    area_share: IntArray

    def __len__(self) -> int:
        return len(self.size)


@dataclass(frozen=True, slots=True)
class Offerings:
    """Something with seats: a grade at a unit.

    Parameters
    ----------
    ids : str array (m,). unit : unit index. grade : grade index.
    seats, minimum : whole pupils; minimum 0 when there is none.
    placeable : False where the municipality may not place anybody.
    """

    ids: npt.NDArray[np.str_]
    unit: IntArray
    grade: IntArray
    seats: IntArray
    minimum: IntArray
    placeable: BoolArray

    def __len__(self) -> int:
        return len(self.seats)


@dataclass(frozen=True, slots=True)
class Options:
    """One row per admissible party-offering(-mode) triple, sorted by party.

    Parameters
    ----------
    party, offering : indices. mode : 0 on foot or own way; others number transport lines.
    metres, minutes : whole. rank : wish number, `UNWISHED` (0) when not wished for.
    cost : kronor per school year.
    start : (n_parties + 1,) first row of each party (CSR pointer).
    """

    party: IntArray
    offering: IntArray
    mode: IntArray
    metres: IntArray
    minutes: IntArray
    rank: IntArray
    cost: IntArray
    start: IntArray

    def __len__(self) -> int:
        return len(self.party)


@dataclass(frozen=True, slots=True)
class Problem:
    """The problem that mechanisms, the solver, the audit and the report share.

    Parameters
    ----------
    unit_ids, area_ids, groups : labels of the indices used in the tables.
    reference : (n_parties, 3) metres to the nearest, the second nearest and the third
        nearest placeable unit that offers the party's grade, and `reference_unit`
        their unit indices (-1 and metres -1 when there are fewer).
    transport_limits : metres by stage, see `Instance`.
    distance_kind : ``table``, ``street``, ``straight`` or ``mixed``.
    policy : the policy under which the options were made.
    grounds : by name, (n_options,) what the municipality has noted about the pupil at the unit
        (queue days, test score, operational connection, place on a given list); whole,
        -1 where nothing is noted.
    guarantee : (n_parties,) option row of the guarantee school (garantiskola), -1 none;
        None when the policy needs none.
    attendance_unit : (n_parties,) unit of the attendance area that offers the grade, -1 none.
    straight : (n_options,) straight-line metres, -1 unknown; None when the policy needs none.
    months : (n_parties,) months in Sweden, -1 unknown.
    status : (n_parties,) index into `STATUSES`.
    unit_share : (n_units, G) permille of each group in today's enrolment, -1 unknown.
    tested : (n_offerings,) places go by a test score alone (färdighetsprov); None for none.
    honour : (n_parties,) option row of the place in a published placement that may only get
        better, -1 none; None when there is none to honour.
    background : those of `groups` that the instance says are of background (ethnic), by which
        no pupil may be chosen.
    unit_provider : (n_units,) index into `PROVIDERS`.
    next_unit : (n_units,) unit where pupils go on when the unit's grades end, -1 none.
    programme : (n_parties,) programme or profile applied for, empty for none; and
        offering_programme : (n_offerings,) what the offering is, empty for an ordinary one.
    needs : (n_parties,) words of what the pupil needs of a unit, separated by spaces; and
        unit_features : (n_units,) words of what the unit has.
    ground : how the areas lie; None unless the policy's parties are areas.
    of_areas : whether the parties are whole areas, see `domain.area_parties`.
    transport, transport_costs : what the municipality says, see `Instance`; a policy's costs go
        before the instance's.
    transport_reason : (n_parties,) index into `entitlement.REASONS`, what is decided about the
        pupil. stop_metres : (n_parties,) from home to the nearest stop, -1 unknown, -2 none near.
    nearest_municipal : (n_parties,) nearest unit where the municipality could place, -1 unknown;
        None unless the policy asks for it.
    second_metres : (n_options,) from a second home (växelvis boende), -1 where there is none.
    unsafe_metres : (n_options,) along roads that are unsafe for a child, -1 not known.
    services : reversed school transport that options of mode 1, 2, ... ride on; None for none.
    introduction : facts of hosts and pupils of introduction programmes, None for other plans.
    hosting : groups beside the classes, see `domain.hosting`; None unless the policy places
        pupils in such groups.
    """

    parties: Parties
    offerings: Offerings
    options: Options
    unit_ids: npt.NDArray[np.str_]
    area_ids: npt.NDArray[np.str_]
    groups: tuple[str, ...]
    balance_group: str
    grades: GradeSystem
    reference: IntArray
    reference_unit: IntArray
    transport_limits: tuple[int, int, int]
    distance_kind: str
    policy: Policy
    warnings: tuple[str, ...] = ()
    grounds: Mapping[str, IntArray] = field(default_factory=dict)
    guarantee: IntArray | None = None
    attendance_unit: IntArray | None = None
    straight: IntArray | None = None
    months: IntArray | None = None
    status: IntArray | None = None
    unit_share: IntArray | None = None
    tested: BoolArray | None = None
    honour: IntArray | None = None
    background: tuple[str, ...] = ()
    unit_provider: IntArray | None = None
    next_unit: IntArray | None = None
    programme: npt.NDArray[np.str_] | None = None
    offering_programme: npt.NDArray[np.str_] | None = None
    needs: npt.NDArray[np.str_] | None = None
    unit_features: npt.NDArray[np.str_] | None = None
    ground: Ground | None = None
    of_areas: bool = False
    transport: TransportRules | None = None
    transport_costs: TransportCosts | None = None
    transport_reason: IntArray | None = None
    stop_metres: IntArray | None = None
    nearest_municipal: IntArray | None = None
    second_metres: IntArray | None = None
    unsafe_metres: IntArray | None = None
    services: Services | None = None
    hosting: Hosting | None = None
    introduction: Introduction | None = None

    def unit_of_option(self) -> IntArray:
        """Return the unit index of every option row."""
        unit: IntArray = self.offerings.unit[self.options.offering]
        return unit

    def stage_of_party(self) -> IntArray:
        """Return 0, 1 or 2: the low, middle or high stage of every party's grade."""
        by_grade = np.array([self.grades.stage(code) for code in self.grades.codes], np.int64)
        stage: IntArray = by_grade[self.parties.grade]
        return stage

    def entitled(self) -> BoolArray:
        """Return for every option row whether it entitles to school transport (skolskjuts).

        By distance alone, unless the policy judges it; see `skolval.domain.entitlement`.

        Source: Skollagen 10 kap. 32 §; the limits are the municipality's own.
        """
        return counted(self)

    def composition(self, group: str, basis: str) -> IntArray:
        """Return permille of `group` in every party times its size.

        Parameters
        ----------
        basis : ``area`` is group-blind (the home area's residents); ``pupil`` uses the
            individual and is a labelled upper bound. Unknown individuals count as the
            mean of the known ones (rounded to a permille); what is known is exact.
        """
        column = self.groups.index(group)
        if basis == "area":
            known: IntArray = self.parties.area_share[:, column]
            return _filled(known, self.parties.size)
        member = self.parties.member[:, column]
        size = self.parties.size
        mean = _mean(member * 1000 / np.maximum(size, 1), size, known=(member >= 0) & (size > 0))
        return np.where(member < 0, mean * size, member * 1000)

    def replace(self, **changes: Any) -> Self:
        """Return a changed copy."""
        return replace(self, **changes)


def _filled(permille: IntArray, size: IntArray) -> IntArray:
    mean = _mean(permille, size, known=(permille >= 0) & (size > 0))
    filled: IntArray = np.where(permille >= 0, permille, mean) * size
    return filled


def _mean(permille: IntArray | npt.NDArray[np.float64], size: IntArray, *, known: BoolArray) -> int:
    """Return the mean of those that are known, weighted by size, rounded to a permille."""
    return round(float(np.average(permille[known], weights=size[known]))) if known.any() else 0
