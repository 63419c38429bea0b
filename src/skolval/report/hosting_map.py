"""The map of groups: units by how many groups they have, coloured by the share of newly arrived.

Today stands first, so that before and after lie side by side. How many groups a unit has is no
secret; how many pupils and what share of newly arrived follow what the report tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.domain.disclosure import few
from skolval.law import marked
from skolval.measure.hosting import hosted_runs
from skolval.report.geography import box_of
from skolval.report.hosting_named import named, of_programmes
from skolval.report.hosting_told import hosting_told
from skolval.report.map_geometry import LARGEST, round_number
from skolval.report.map_layers import PAINTS, flows
from skolval.report.mapview import Drawing, Side
from skolval.report.scale import UNKNOWN
from skolval.report.told import Told

if TYPE_CHECKING:
    from skolval.domain.counts import FloatArray
    from skolval.domain.hosting import Hosting
    from skolval.domain.problem import IntArray
    from skolval.io.run import Run
    from skolval.report.hosting_told import HostingTold
    from skolval.report.words import Words

__all__ = ["RECENT_COLOURS", "HostedDrawing", "drawing_of", "recent_breaks"]

RECENT_COLOURS = ("#fbf0dd", "#f0cf9d", "#dfa35c", "#c1702c", "#8f4413", "#4f1f08")
"""Of the share of newly arrived, from light to dark: other colours than those of the areas, and
lightness falls evenly, so that a grey copy keeps the order."""

_STEPS = (0.01, 0.02, 0.03, 0.05, 0.10, 0.15)


def drawing_of(runs: Sequence[Run], words: Words, audience: str = "internal") -> Drawing:
    """Return what the map of `runs` shows; of groups where every policy places pupils in them."""
    if all(hosted_runs([run]) for run in runs):
        return HostedDrawing(runs, words, audience)
    return Drawing(runs, words, audience)


class HostedDrawing(Drawing):
    """Everything the map of groups shows, in one language."""

    def __init__(self, runs: Sequence[Run], words: Words, audience: str = "internal") -> None:
        super().__init__(runs, words, audience)
        public = audience != "internal"
        policies = self.numbers[-len(self.runs) :]
        self.held: list[HostingTold] = []
        for run, numbers in zip(self.runs, policies, strict=True):
            told = hosting_told(run, Told(run, self.runs[0], public), numbers.mask.placed)
            self.held += [] if told is None else [told]
        titles = [run.problem.policy.label(words.lang) for run in self.runs]
        self.titles = [words.gettext("Groups today"), *titles]
        today = self.held[0].numbers.today
        self.groups: list[IntArray] = [today, *(held.numbers.groups for held in self.held)]
        self.recent: list[FloatArray] = [
            _recent_today(self.first, public=public),
            *(held.recent for held in self.held),
        ]
        self.most = max(1, *(int(groups.max(initial=0)) for groups in self.groups))
        self.per_root = LARGEST / np.sqrt(self.most)
        self.breaks = recent_breaks(self.recent)
        anywhere = np.any([groups > 0 for groups in self.groups], axis=0)
        shown = anywhere & ~np.isnan(self.y) & ~np.isnan(self.x)
        if shown.any():
            self.box = box_of(self.y[shown], self.x[shown])

    def sides(self) -> list[Side]:
        """Return today, or the first policy where there are several, and the last."""
        marks = ["", *(marked(run, lang=self.words.lang) for run in self.runs)]
        named = [
            f"{title} ({mark})" if mark else title
            for title, mark in zip(self.titles, marks, strict=True)
        ]
        return [Side("left", named[0]), Side("right", named[-1])]

    def view(self, instance: Any, *, wheel: bool) -> dict[str, Any]:
        """Return everything the page's script draws, as plain values; see `Drawing.view`."""
        shown = super().view(instance, wheel=wheel)
        shown["paints"] |= {
            "recent": {"breaks": list(self.breaks), "colours": list(RECENT_COLOURS)},
            "change": {"breaks": PAINTS["change"][0], "colours": PAINTS["change"][1]},
        }
        shown["paint"] = "recent"
        return shown

    def circle(self, policy: int, unit: int) -> tuple[int, str] | None:
        """Return the groups of a unit and the colour of its share of newly arrived."""
        groups, share = int(self.groups[policy][unit]), self.recent[policy][unit]
        if not groups:
            return None
        if np.isnan(share):
            return groups, UNKNOWN
        return groups, RECENT_COLOURS[int(np.searchsorted(self.breaks, share, side="right"))]

    def _policies(self) -> list[dict[str, Any]]:
        drawn = [[], *(flows(run, self.audience) for run in self.runs)]
        return [
            {
                "rows": [self._row(policy, unit) for unit in range(len(self.groups[policy]))],
                "flows": drawn[policy] if len(self.areas) else [],
                "zones": None,
            }
            for policy in range(len(self.groups))
        ]

    def _row(self, policy: int, unit: int) -> dict[str, Any]:
        recent, before = self.recent[policy][unit], self.recent[0][unit]
        return {
            "n": int(self.groups[policy][unit]),
            "s": None,
            "u": self._use(policy, unit),
            "c": _plain(recent - before),
            "r": _plain(recent),
            "t": self._words(policy, unit),
        }

    def _hosting(self, policy: int) -> Hosting | None:
        """Return the hosts of a policy, each its own; those of today are the first policy's."""
        return self.runs[max(policy - 1, 0)].problem.hosting

    def _use(self, policy: int, unit: int) -> float | None:
        """Return the group seats taken in the fullest month as a share; None where not told."""
        if not policy:
            return None
        held, hosting = self.held[policy - 1], self._hosting(policy)
        if held.rounded or hosting is None:
            return None
        mine = hosting.host_unit == unit
        seats = int((held.numbers.host_groups[mine] * hosting.most_size[mine]).sum())
        most = float(held.numbers.months.unit_used[unit].max(initial=0.0))
        return _plain(most / seats) if seats else None

    def _words(self, policy: int, unit: int) -> str:
        _, words = self.words.gettext, self.words
        groups = int(self.groups[policy][unit])
        lines = [
            words.ngettext("{count} group", "{count} groups", groups).format(
                count=words.whole(groups)
            )
            + self._kinds(policy, unit)
        ]
        if policy:
            pupils = self.held[policy - 1].by_unit[unit]
            lines.append(
                _("Number of pupils in groups not shown")
                if np.isnan(pupils)
                else words.ngettext(
                    "{count} pupil in groups", "{count} pupils in groups", int(pupils)
                ).format(count=words.whole(pupils))
            )
        share = self.recent[policy][unit]
        decimals = 0 if self.audience != "internal" else 1
        lines.append(
            named(
                self.first,
                _("Share of newly arrived not shown"),
                _("Share on introduction programmes not shown"),
            )
            if np.isnan(share)
            else named(
                self.first,
                _("Newly arrived: {share} of all pupils"),
                _("On introduction programmes: {share} of all pupils"),
            ).format(share=words.percent(share, decimals))
        )
        return "\n".join(lines)

    def _kinds(self, policy: int, unit: int) -> str:
        """Return the groups of each kind in brackets, nothing where there is no group."""
        hosting = self._hosting(policy)
        if hosting is None:
            return ""
        opened = self.held[policy - 1].numbers.host_groups if policy else hosting.today
        parts = [
            f"{hosting.kinds[hosting.host_kind[host]]}: {self.words.whole(opened[host])}"
            for host in np.flatnonzero((hosting.host_unit == unit) & (opened > 0))
        ]
        return f" ({', '.join(parts)})" if parts else ""

    def sizes(self) -> list[int]:
        """Return how many groups the circles of the legend stand for."""
        return sorted({round_number(self.most * part) for part in (0.1, 0.5, 1.0)})


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 4)


def _recent_today(run: Run, *, public: bool) -> FloatArray:
    """Return the share of newly arrived at each unit today, NaN where not known or told."""
    hosting = run.problem.hosting
    if hosting is None:
        return np.zeros(0)
    if of_programmes(run):  # no table tells how many go to introduction programmes today
        return np.full(len(hosting.unit_pupils), np.nan)
    pupils, recent = hosting.unit_pupils, hosting.unit_recent
    known = pupils > 0
    if public:
        known &= ~few(recent) & ~few(pupils - recent)
    share: FloatArray = np.where(known, recent / np.maximum(pupils, 1), np.nan)
    return share.round(2) if public else share


def recent_breaks(recent: Sequence[FloatArray]) -> tuple[float, ...]:
    """Return lower ends of the second to last class, of a round width that covers most shares."""
    known = np.concatenate([one[~np.isnan(one)] for one in recent])
    top = float(np.quantile(known, 0.95)) if len(known) else 0.0
    width = next((step for step in _STEPS if step * len(RECENT_COLOURS) >= top), _STEPS[-1])
    return tuple(round(width * step, 4) for step in range(1, len(RECENT_COLOURS)))
