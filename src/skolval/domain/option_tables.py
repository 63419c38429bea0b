"""Options of an instance under a policy: the second half of the spine.

The only place that decides which party-offering pairs are admissible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.admissible import kept_options, narrowed
from skolval.domain.language import N_, _
from skolval.domain.noted import (
    apart_offerings,
    attendance_units,
    grounds_of,
    pairs_noted,
    tested_offerings,
)
from skolval.domain.ordering import sorted_by
from skolval.domain.party_tables import PartyTables
from skolval.domain.problem import (
    PROVIDERS,
    UNWISHED,
    BoolArray,
    IntArray,
    Offerings,
    Options,
    Parties,
)
from skolval.domain.reach import Named, Reach, Ways, offered_at, within_reach
from skolval.domain.structure import (
    applied_for,
    programme_offerings,
    programmes_of,
    providers_of,
)
from skolval.domain.transport_facts import (
    nearest_municipal,
)
from skolval.domain.wish_rows import asked_offerings
from skolval.errors import Fault, InputError

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.domain.travel import TravelTable

__all__ = ["OptionTables", "without_options"]


def without_options(options: Options) -> list[str]:
    """Return a warning of parties without any option, nothing where everybody has one."""
    count = int((np.diff(options.start) == 0).sum())
    if count == 1:
        return [N_("One pupil is admissible nowhere and cannot be placed.")]
    text = N_("{count} pupils are admissible nowhere and cannot be placed.")
    return [text.format(count=count)] if count else []


class OptionTables(PartyTables):
    """Adds the options to parties and offerings."""

    def __init__(
        self, instance: Instance, policy: Policy, travel: TravelTable, rows: IntArray
    ) -> None:
        super().__init__(instance, rows)
        self.policy = policy
        self.travel = travel
        self.warnings: list[str] = []
        self.attendance_unit: IntArray | None = None
        self.tested = tested_offerings(instance)
        self.of_programme = programme_offerings(instance)
        self.apart = apart_offerings(instance)
        self.programmes = programmes_of(instance, self.pupils)
        idle = (instance.offerings["kind"] != "grade").to_numpy(bool)
        if self.of_programme is not None:
            idle = idle & ~self.of_programme
        others = int(idle.sum())
        if others:
            self.warnings.append(
                f"{others} offerings are no grade (programmes, preparatory or introductory"
                " classes); the policy places nobody there."
            )

    def _wishes(self, parties: Parties, offerings: Offerings) -> Named:
        """Return the counted wishes."""
        applied = applied_for(parties, offerings, self.programmes)
        plain = offerings.placeable & ~self.apart
        asked = asked_offerings(self.instance, parties, offerings, (plain, applied))
        counted = asked["rank"].to_numpy(np.int64) <= (
            self.policy.max_wishes or np.iinfo(np.int64).max
        )
        offering = asked["offering"].to_numpy(np.int64)
        open_to = counted & (offering >= 0) & offerings.placeable[offering]
        lost = int((counted & ~open_to).sum())
        if lost:
            self.warnings.append(
                "One wish is for a unit where the municipality may not place; it does not count."
                if lost == 1
                else f"{lost} wishes are for units where the municipality may not place;"
                " they do not count."
            )
        party, rank = (asked[name].to_numpy(np.int64)[open_to] for name in ("party", "rank"))
        offering = offering[open_to]
        order = sorted_by(party, rank)  # a unit wished for twice counts as the first of them
        return party[order], offering[order], rank[order]

    def options(self, parties: Parties, offerings: Offerings) -> tuple[Options, Reach]:
        """Return the options within reach, and where relative proximity measures from."""
        wishes = self._wishes(parties, offerings)
        self.attendance_unit = attendance_units(self.instance, self.pupils, parties, offerings)
        origin = self.travel.origin_of_pupil[self.rows]
        apart = self.apart if self.apart.any() else None
        ways = Ways(parties, offerings, self.travel, origin, apart)
        reach = within_reach(ways, self._named(ways, wishes), nearest=self.policy.options.nearest)
        return self._sorted(ways, reach), reach

    def _named(self, ways: Ways, wishes: Named) -> Named:
        """Return the pairs that stay near or far.

        Wishes, the current unit, the attendance area's unit, noted secured places and the
        programme applied for.
        """
        everybody = np.arange(len(ways.parties))
        secured = pairs_noted(self.instance, ways.parties.ids, "secured")
        pairs = [
            wishes[:2],
            offered_at(ways, everybody, ways.parties.current_unit),
            offered_at(ways, secured[:, 0], secured[:, 1]),
            applied_for(ways.parties, ways.offerings, self.programmes),
        ]
        if self.attendance_unit is not None:
            pairs.append(offered_at(ways, everybody, self.attendance_unit))
        party, offering = (np.concatenate(column) for column in zip(*pairs, strict=True))
        rank = np.full(len(party), UNWISHED, np.int64)
        rank[: len(wishes[2])] = wishes[2]
        return party, offering, rank

    def nearest_municipal(self, parties: Parties, offerings: Offerings) -> IntArray | None:
        """Return the nearest municipal unit of every party, if the policy asks for it."""
        rule = self.policy.school_transport
        if rule is None or "nearest" not in rule.otherwise:
            return None
        municipal = providers_of(self.instance) == PROVIDERS.index("municipal")
        open_to = offerings.placeable & ~self.apart & municipal[offerings.unit]
        return nearest_municipal(parties, offerings, self.travel, self.rows, open_to)

    def narrowed(
        self, parties: Parties, offerings: Offerings, options: Options
    ) -> tuple[Options, dict[str, IntArray]]:
        """Return the admissible options, and what is noted on each of them."""
        grounds = grounds_of(self.instance, parties, offerings, options)
        keep = narrowed(
            self.policy, options, grounds=grounds, tested=self.tested, closed=self._closed(options)
        )
        if not keep.all():
            options = kept_options(options, keep)
            grounds = {name: noted[keep] for name, noted in grounds.items()}
        self.warnings += without_options(options)
        return options, grounds

    def _closed(self, options: Options) -> BoolArray | None:
        """Return the options at a programme that the party did not apply for."""
        applied, offered = self.programmes
        if self.of_programme is None or applied is None or offered is None:
            return None
        alien = applied[options.party] != offered[options.offering]
        closed: BoolArray = self.of_programme[options.offering] & alien
        return closed

    def _sorted(self, ways: Ways, reach: Reach) -> Options:
        last = int(reach.rank.max(initial=0)) + 1
        first = np.where(reach.rank == UNWISHED, last, reach.rank)
        order = sorted_by(reach.party, first, reach.metres, reach.offering)
        party, offering = reach.party[order], reach.offering[order]
        counts = np.bincount(party, minlength=len(ways.parties))
        self._refuse_optionless(counts, ways.parties)
        return Options(
            party=party,
            offering=offering,
            mode=np.zeros(len(party), np.int64),
            metres=reach.metres[order],
            minutes=ways.minutes(party, offering),
            rank=reach.rank[order],
            cost=np.zeros(len(party), np.int64),
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        )

    def _refuse_optionless(self, counts: IntArray, parties: Parties) -> None:
        without = np.flatnonzero(counts == 0)
        if not len(without) or not self.policy.options.nearest:
            return
        raise InputError(
            Fault(
                _(
                    "{count} pupils have no admissible offering of their grade (first: pupil "
                    "{pupil}, grade {grade})."
                ).format(
                    count=len(without),
                    pupil=parties.ids[i],
                    grade=self.grade_codes[parties.grade[i]],
                ),
                file=self.instance.name,
                value=str(parties.ids[i]),
                rule="admissible",
                remedy=_("Check that some placeable unit offers the grade and can be reached."),
            )
            for i in without[:20]
        )
