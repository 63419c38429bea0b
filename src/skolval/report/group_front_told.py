"""What an audience may read of a front of concentration (vad som får berättas om spridningen).

How many groups and units there are and what they cost are facts of the organisation. Shares of
pupils are hidden where they would tell of one to four, ways are told to tens of metres, and sums
over all pupils are not told to the public at all; protected identities are not counted there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from skolval.frontier.groups.record import group_record
from skolval.report.audience import HIDDEN, Shown, counted_runs
from skolval.report.words import N_

if TYPE_CHECKING:
    from skolval.frontier.groups import GroupFrontier
    from skolval.report.words import Words

__all__ = ["PRICES", "GroupFrontTold", "told_to"]

PRICES = {
    "travel": N_("the way of all pupils"),
    "travel_minutes": N_("the journey time of all pupils"),
    "hosting_cost": N_("the yearly cost of groups and their units"),
}
"""What a goal that concentration is weighed against is called in a sentence."""
_UNITS = {
    "travel": N_("metres"), "travel_minutes": N_("minutes"), "hosting_cost": N_("kronor a year"),
}  # fmt: skip
_STEP = 5
_APART = 1e-6
"""Between two steps of the proven line, which is drawn in the order of its shares."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class GroupFrontTold:
    """The rows of a front as an audience may read them.

    Parameters
    ----------
    record : as `skolval.frontier.groups.record.group_record` gives. points, today : its rows as
        the audience's runs are counted. shown : how counts are told.
    """

    record: Row
    points: tuple[Row, ...]
    today: Row | None
    shown: Shown

    @property
    def words(self) -> Words:
        """The reader's words."""
        return self.shown.words

    @property
    def public(self) -> bool:
        """Whether anybody may read it."""
        return self.shown.public

    @property
    def top(self) -> str:
        """How many units are looked at, as text."""
        return self.words.whole(self.record["terms"]["top"])

    @property
    def price(self) -> str:
        """What concentration is weighed against, in words."""
        return self.words.gettext(PRICES[self.record["terms"]["against"]])

    @property
    def unit(self) -> str:
        """The unit of what concentration is weighed against."""
        return self.words.gettext(_UNITS[self.record["terms"]["against"]])

    def percent(self, share: float, decimals: int = 1) -> str:
        """Return a share that is not of pupils; to the public in whole per cent."""
        return self.words.percent(share, 0 if self.public else decimals)

    def share(self, row: Row) -> str:
        """Return the share of the pupils in groups at the units with most."""
        return self.shown.share(
            row["share"], of=row["pupils_in_groups"], decimals=0 if self.public else 1
        )

    def ceiling(self, share: float) -> str:
        """Return a ceiling on the share; they lie evenly between two shares of placements."""
        return self.percent(share) if self.charted else HIDDEN

    def way(self, row: Row) -> str:
        """Return the mean way of those with a known home."""
        return self.words.metres(self.shown.way(row["metres_mean"]))

    def moved(self, row: Row) -> str:
        """Return how many go elsewhere than at the least price; to the public as a share."""
        moved, pupils = row["moved_from_least"], row["pupils_in_groups"]
        if not self.public or moved != moved:  # noqa: PLR0124 - NaN where not known
            return self.words.whole(moved)
        if 0 < pupils < _STEP:
            return HIDDEN
        return self.words.percent(_STEP * round(moved / _STEP) / max(1, pupils))

    def drawn(self, row: Row) -> tuple[float, float]:
        """Return where the row is in the chart: how much more, and the share."""
        share = self.shown.drawn([row["share"]], of=row["pupils_in_groups"])[0]
        return (round(row["more"], 2) if self.public else row["more"]), share

    @property
    def charted(self) -> bool:
        """Whether no share would tell of few pupils, in the chart or by where ceilings lie."""
        rows = [*self.points, *([] if self.today is None else [self.today])]
        return all(self.shown.share(row["share"], of=row["pupils_in_groups"]) != HIDDEN
                   for row in rows)  # fmt: skip

    def below(self) -> list[tuple[float, float]]:
        """Return (how much more at least, share) pairs of the proven line, tightest first."""
        least = max(1, self.record["cheapest"])
        low, line = float(self.record["least"]), []
        for row in self.points:
            more = max(0.0, row["bound"] / least - 1)
            line += [(more, min(low + _APART, row["at"])), (more, row["at"])]
            low = row["at"]
        return [(round(x, 2), y) for x, y in line] if self.public else line


def told_to(found: GroupFrontier, words: Words, audience: str) -> GroupFrontTold:
    """Return what `audience` may read of `found`."""

    def counted(run: Any) -> Any:
        return counted_runs([run], audience)[0]

    shown = Shown(words, audience)
    if not shown.public:
        return GroupFrontTold(group_record(found), found.points, found.today(), shown)
    return GroupFrontTold(group_record(found), found.rows(counted), found.today(counted), shown)
