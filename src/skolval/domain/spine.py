"""build_problem: from instance, policy and travel table to the options table.

The only place that decides which party-offering pairs are admissible. Vectorised by
grade and by chunks of parties, so that memory stays bounded for large municipalities.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.admissible import asks, kept_options, narrowed, refuse_discord, unmeasured
from skolval.domain.language import N_, _
from skolval.domain.noted import (
    attendance_units,
    grounds_of,
    months_of,
    pairs_noted,
    statuses_of,
    straight_metres,
    tested_offerings,
    unit_shares,
)
from skolval.domain.party_tables import PartyTables, codes
from skolval.domain.problem import (
    UNWISHED,
    BoolArray,
    IntArray,
    Offerings,
    Options,
    Parties,
    Problem,
)
from skolval.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.domain.travel import TravelTable

__all__ = ["build_problem"]

_CHUNK = 20_000
_FAR = np.int64(1) << 40


def build_problem(instance: Instance, policy: Policy, travel: TravelTable) -> Problem:
    """Return the problem that `policy` makes of `instance`.

    Parameters
    ----------
    travel : distances of all pupils in the round; see `skolval.travel`.

    Raises
    ------
    InputError
        If nobody takes part in the round, some pupil has no admissible offering, or the
        policy does not fit the instance (measuring point, straight lines, tests).
    """
    rows = np.flatnonzero(instance.pupils["in_round"].to_numpy(bool))
    if not len(rows):
        raise InputError(
            Fault(
                _("No pupil takes part in this round."),
                file=instance.name,
                column="in_round",
                remedy=_("Set in_round to yes for the pupils who are to be placed."),
            )
        )
    builder = _Builder(instance, policy, travel, rows)
    refuse_discord(instance, policy, builder.tested)
    parties = builder.parties()
    offerings = builder.offerings()
    options, reference, reference_unit = builder.options(parties, offerings)
    options, grounds = builder.narrowed(parties, offerings, options)
    pupils = builder.pupils
    straight = asks(policy, "measure", "straight")
    return Problem(
        parties=parties,
        offerings=offerings,
        options=options,
        unit_ids=builder.unit_ids.to_numpy(str),
        area_ids=builder.area_ids.to_numpy(str),
        groups=tuple(group.id for group in instance.groups),
        balance_group=instance.balance_group,
        grades=instance.grades,
        reference=reference,
        reference_unit=reference_unit,
        transport_limits=instance.transport_limits,
        distance_kind=travel.kind,
        policy=policy,
        warnings=(*travel.warnings, *builder.warnings, *unmeasured(instance, policy)),
        grounds=grounds,
        attendance_unit=builder.attendance_unit,
        straight=straight_metres(instance, pupils, offerings, options) if straight else None,
        months=months_of(pupils),
        status=statuses_of(pupils),
        unit_share=unit_shares(instance),
        tested=builder.tested,
    )


@dataclass
class _Pieces:
    """Option rows gathered grade by grade, before sorting."""

    party: list[IntArray]
    offering: list[IntArray]
    metres: list[IntArray]
    minutes: list[IntArray]


class _Builder(PartyTables):
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
        others = int((instance.offerings["kind"] != "grade").sum())
        if others:
            self.warnings.append(
                f"{others} offerings are no grade (programmes, preparatory or introductory"
                " classes); this version reads them and places nobody there."
            )

    def _wishes(self, parties: Parties, offerings: Offerings) -> pd.DataFrame:
        """Return one row per counted wish: party, offering, rank."""
        choices = self.instance.choices
        party = codes(pd.Index(parties.ids), choices["pupil_id"])
        offering = codes(pd.Index(offerings.ids), choices["offering_id"])
        unit = codes(self.unit_ids, choices["unit_id"])
        rank = choices["rank"].to_numpy(np.int64)
        by_grade = {(int(u), int(g)): o for o, u, g in self._plain_last(offerings)}
        width = len(self.grade_codes)
        lookup = np.full((len(self.unit_ids) + 1) * width, -1, np.int64)
        for (u, g), o in by_grade.items():
            lookup[u * width + g] = o
        mine = party >= 0
        grade = np.where(mine, parties.grade[party], 0)
        derived = np.where(unit >= 0, lookup[unit * width + grade], -1)
        offering = np.where(offering >= 0, offering, derived)
        counted = mine & (rank <= (self.policy.max_wishes or len(offerings) + 1))
        open_to = counted & (offering >= 0)
        open_to &= np.where(offering >= 0, offerings.placeable[offering], False)
        lost = int((counted & ~open_to).sum())
        if lost:
            self.warnings.append(
                f"{lost} wishes are for units where the municipality may not place;"
                " they do not count."
            )
        wishes = pd.DataFrame({"party": party, "offering": offering, "rank": rank})[open_to]
        return wishes.sort_values(["party", "rank"]).drop_duplicates(["party", "offering"])

    def _plain_last(self, offerings: Offerings) -> list[tuple[int, int, int]]:
        """Return number, unit and grade of the placeable offerings, tested ones first.

        Within those the first of the table last: it is the one a wish for the unit means.
        """
        plain = np.ones(len(offerings), bool) if self.tested is None else ~self.tested
        order = np.lexsort((-np.arange(len(offerings)), plain))
        rows = order[offerings.placeable[order]]
        columns = (rows, offerings.unit[rows], offerings.grade[rows])
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def _near(
        self, parties: Parties, offerings: Offerings
    ) -> Iterator[tuple[IntArray, IntArray, IntArray, IntArray]]:
        """Yield (parties, offerings of their grade, metres, minutes) by chunk of one grade."""
        origin = self.travel.origin_of_pupil[self.rows]
        for grade in range(len(self.grade_codes)):
            members = np.flatnonzero(parties.grade == grade)
            offers = np.flatnonzero((offerings.grade == grade) & offerings.placeable)
            for start in range(0, len(members), _CHUNK):
                chunk = members[start : start + _CHUNK]
                cells = np.ix_(origin[chunk], offerings.unit[offers])
                known = (origin[chunk] >= 0)[:, None]
                metres = np.where(known, self.travel.metres[cells], -1).astype(np.int64)
                minutes = np.where(known, self.travel.minutes[cells], -1).astype(np.int64)
                yield chunk, offers, metres, minutes

    def options(self, parties: Parties, offerings: Offerings) -> tuple[Options, IntArray, IntArray]:
        wishes = self._wishes(parties, offerings)
        self.attendance_unit = attendance_units(self.instance, self.pupils, parties, offerings)
        reference = np.full((len(parties), 3), -1, np.int64)
        reference_unit = np.full((len(parties), 3), -1, np.int64)
        pieces = _Pieces([], [], [], [])
        for chunk, offers, metres, minutes in self._near(parties, offerings):
            far = np.where(metres < 0, _FAR, metres)
            order = np.argsort(far, axis=1, kind="stable")
            near = order[:, : self.policy.options.nearest]
            keep = np.zeros(far.shape, bool)
            np.put_along_axis(keep, near, values=True, axis=1)
            keep &= metres >= 0
            named = self._named(chunk, offers, (parties, offerings, wishes))
            keep |= named & ((metres >= 0) | parties.protected[chunk][:, None])
            sites = self._sites(offerings, offers)
            by_site = sites[np.argsort(far[:, sites], axis=1, kind="stable")]
            for place in range(min(3, len(sites))):
                column = by_site[:, place]
                value = np.take_along_axis(metres, column[:, None], axis=1)[:, 0]
                reference[chunk, place] = value
                reference_unit[chunk, place] = np.where(
                    value >= 0, offerings.unit[offers[column]], -1
                )
            row, column = np.nonzero(keep)
            pieces.party.append(chunk[row])
            pieces.offering.append(offers[column])
            pieces.metres.append(np.maximum(metres[keep], 0))
            pieces.minutes.append(np.maximum(minutes[keep], 0))
        return self._sorted(pieces, wishes, parties), reference, reference_unit

    def _sites(self, offerings: Offerings, offers: IntArray) -> IntArray:
        """Return the columns that relative proximity can measure against.

        One for each unit, and none where places go by a test.
        """
        open_to = np.arange(len(offers))
        if self.tested is not None:
            open_to = open_to[~self.tested[offers]]
        _units, first = np.unique(offerings.unit[offers[open_to]], return_index=True)
        sites: IntArray = np.sort(open_to[first])
        return sites

    def _named(
        self,
        chunk: IntArray,
        offers: IntArray,
        tables: tuple[Parties, Offerings, pd.DataFrame],
    ) -> BoolArray:
        """Return which cells stay near or far.

        Wishes, the current unit, the attendance area's unit and noted secured places.
        """
        parties, offerings, wishes = tables
        row_of = np.full(len(parties), -1, np.int64)
        row_of[chunk] = np.arange(len(chunk))
        column_of = np.full(len(offerings), -1, np.int64)
        column_of[offers] = np.arange(len(offers))
        row, column = row_of[wishes["party"]], column_of[wishes["offering"]]
        known = (row >= 0) & (column >= 0)
        named: BoolArray = parties.current_unit[chunk][:, None] == offerings.unit[offers][None, :]
        named[row[known], column[known]] = True
        if self.attendance_unit is not None:
            named |= self.attendance_unit[chunk][:, None] == offerings.unit[offers][None, :]
        secured = pairs_noted(self.instance, parties.ids, "secured")
        for party, unit, _value in secured[row_of[secured[:, 0]] >= 0]:
            named[row_of[party], offerings.unit[offers] == unit] = True
        return named

    def narrowed(
        self, parties: Parties, offerings: Offerings, options: Options
    ) -> tuple[Options, dict[str, IntArray]]:
        """Return the admissible options, and what is noted on each of them."""
        grounds = grounds_of(self.instance, parties, offerings, options)
        keep = narrowed(self.policy, options, grounds=grounds, tested=self.tested)
        if keep.all():
            return options, grounds
        options = kept_options(options, keep)
        without = int((np.diff(options.start) == 0).sum())
        if without:
            text = N_("{count} pupils are admissible nowhere and cannot be placed.")
            self.warnings.append(text.format(count=without))
        return options, {name: noted[keep] for name, noted in grounds.items()}

    def _sorted(self, pieces: _Pieces, wishes: pd.DataFrame, parties: Parties) -> Options:
        frame = pd.DataFrame(
            {
                "party": np.concatenate(pieces.party) if pieces.party else np.empty(0, np.int64),
                "offering": np.concatenate(pieces.offering) if pieces.party else [],
                "metres": np.concatenate(pieces.metres) if pieces.party else [],
                "minutes": np.concatenate(pieces.minutes) if pieces.party else [],
            },
            dtype=np.int64,
        ).merge(wishes, on=["party", "offering"], how="left")
        rank = frame["rank"].fillna(UNWISHED).to_numpy(np.int64)
        first = np.where(rank == UNWISHED, _FAR, rank)
        order = np.lexsort((frame["offering"], frame["metres"], first, frame["party"]))
        frame, rank = frame.iloc[order], rank[order]
        party = frame["party"].to_numpy(np.int64)
        counts = np.bincount(party, minlength=len(parties))
        self._refuse_optionless(counts, parties)
        zero = np.zeros(len(frame), np.int64)
        return Options(
            party=party,
            offering=frame["offering"].to_numpy(np.int64),
            mode=zero,
            metres=frame["metres"].to_numpy(np.int64),
            minutes=frame["minutes"].to_numpy(np.int64),
            rank=rank,
            cost=zero.copy(),
            start=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        )

    def _refuse_optionless(self, counts: IntArray, parties: Parties) -> None:
        without = np.flatnonzero(counts == 0)
        if not len(without):
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
