"""Groups that a unit runs beside its classes (förberedelseklasser, introduktionsprogram).

Which units run how many groups of which kind, and who takes a seat in one: a pupil in a group
holds two seats at the same unit, one in the group for some months and one in a regular class.

Months are counted from the first month of the plan, month 0, and end before `Hosting.months`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray

__all__ = ["LANGUAGE_DEMANDS", "NO_HOST", "PLACED_KINDS", "Hosting", "HostingRule"]

PLACED_KINDS: tuple[str, ...] = ("pupils", "newly_arrived", "introduction")
"""What a policy places: the pupils of the round, those newly arrived, or introduction pupils."""

LANGUAGE_DEMANDS: tuple[str, ...] = ("required", "preferred", "ignored")
"""Whether a group may only take pupils whose language a teacher at the unit speaks."""

NO_HOST = -1
"""Host of an option without a group: the pupil goes to a regular class from the first day."""


@dataclass(frozen=True, slots=True)
class HostingRule:
    """What a municipality decides about its groups (kommunens regler för grupperna).

    Shares are permille, so that they are compared without rounding.

    Parameters
    ----------
    units : ``any`` unit of the hosts' table, those that host ``today``, those for central
        ``reception``, or the ``listed`` ones.
    listed : ids of units, for ``listed``.
    min_hosts : at least so many units run a group. groups_most : groups at most in all, None
        for as many as there are rooms.
    top_units, top_share : at most `top_share` of all pupils in groups at any `top_units` units
        together; None for no such ceiling.
    recent_share : newly arrived pupils among all pupils of a unit at most, today's and those
        placed; None for no such ceiling. A unit that is above it today may not get more.
    languages : one of `LANGUAGE_DEMANDS`.
    least_size, most_size : pupils in a group, instead of the hosts' own; None for their own.
    months_most : months in a group at most in all. regular_within : months after arrival
        within which the regular class must be decided and its seat taken.
    first_month : ``YYYY-MM`` of month 0, empty for August of the school year.
    months : months planned. keep : pupils already placed stay where they are.

    Source: Skollagen 3 kap. 12 e and 12 f §§ (two months, two years).
    """

    units: str = "any"
    listed: tuple[str, ...] = ()
    min_hosts: int = 0
    groups_most: int | None = None
    top_units: int = 0
    top_share: int | None = None
    recent_share: int | None = None
    languages: str = "preferred"
    least_size: int | None = None
    most_size: int | None = None
    months_most: int = 24
    regular_within: int = 2
    first_month: str = ""
    months: int = 12
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Hosting:
    """Candidate hosts, what they can run and what it costs, and who needs a group when.

    H hosts (a unit and a kind of group), U units, n parties, m offerings, L languages.

    Parameters
    ----------
    kinds : what groups are of: an age band (``1-3``) or a programme (``IMA``).
    host_unit, host_kind : (H,) a unit that may run groups of that kind; sorted, each pair once.
    most, today : (H,) groups at most (rooms), and groups that run today.
    unit_most : (U,) groups at most at the unit over all kinds.
    least_size, most_size : (H,) pupils in a group at one time, each counted by `share`: a
        group never holds more than the most in any month, and is opened only if the fullest
        month of the host brings at least the least for each of its groups.
    unit_cost : (U,) kronor per year for a unit that runs any group. group_cost : (H,) kronor
        per year and group.
    languages : names; unit_language : (U, L) whether a teacher there speaks it;
    party_language : (n,) index, -1 when none is noted.
    option_host : (n_options,) host row whose seat the option takes, `NO_HOST` (-1) for none.
    months : number of months planned, the horizon.
    enters, leaves : (n,) first month in the group and first month after it, 0..months.
    seat_from : (n,) month from which the regular seat is taken, to the end of the plan.
    clock : (n,) months in a group before `enters`. share : (n,) permille of the week in it.
    kept : (n,) option row of a pupil who is already placed, -1 for nobody placed before.
    unit_pupils, unit_recent : (U,) pupils, and newly arrived pupils, at the unit beside
        those who are placed here.
    seats : (m, months) free regular seats in each month; None when they are those of the
        offerings in every month. The offerings then have the most of any month.
    first_month : ``YYYY-MM`` of month 0, empty when unknown.
    reception : (H,) hosts for central reception (mottagningsenheter); None when none are told.
    """

    kinds: tuple[str, ...]
    host_unit: IntArray
    host_kind: IntArray
    most: IntArray
    today: IntArray
    unit_most: IntArray
    least_size: IntArray
    most_size: IntArray
    unit_cost: IntArray
    group_cost: IntArray
    languages: tuple[str, ...]
    unit_language: BoolArray
    party_language: IntArray
    option_host: IntArray
    months: int
    enters: IntArray
    leaves: IntArray
    seat_from: IntArray
    clock: IntArray
    share: IntArray
    kept: IntArray
    unit_pupils: IntArray
    unit_recent: IntArray
    seats: IntArray | None = None
    first_month: str = ""
    reception: BoolArray | None = None

    def __len__(self) -> int:
        return len(self.host_unit)

    def replace(self, **changes: Any) -> Self:
        """Return a changed copy."""
        return replace(self, **changes)

    def with_rows(self, keep: BoolArray) -> Self:
        """Return the hosting of the option rows of `keep`, renumbered in the same order."""
        number = np.where(keep, np.cumsum(keep) - 1, -1)
        kept = np.where(self.kept >= 0, number[np.maximum(self.kept, 0)], -1)
        return self.replace(option_host=self.option_host[keep], kept=kept)

    def with_parties(self, keep: BoolArray) -> Self:
        """Return the hosting of the parties of `keep`; their option rows are cut before."""
        names = ("party_language", "enters", "leaves", "seat_from", "clock", "share", "kept")
        return self.replace(**{name: getattr(self, name)[keep] for name in names})
