"""What a front says, in plain sentences (avvägningskurvan i ord)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from skolval.registry import term
from skolval.report.words import N_, Words

if TYPE_CHECKING:
    from skolval.report.front_told import FrontTold

__all__ = ["IMPOSSIBLE", "front_sentences", "told_level", "what_is_levelled"]

IMPOSSIBLE = {
    "infeasible": N_("impossible, proven"),
    "impossible": N_("some pupil has no school left"),
}
"""What came of a lever that no placement can be made with."""


def what_is_levelled(found: FrontTold, words: Words) -> str:
    """Return what is given a ceiling: D, or the name of a goal."""
    _ = words.gettext
    against = found.against
    return "D" if found.of_d else _(against.replace("_", " "))


def front_sentences(found: FrontTold, words: Words) -> list[str]:
    """Return what the front says, one plain sentence each."""
    return [
        text
        for text in (
            *_trades(found, words),
            _sureness(found, words),
            _differing(found, words),
            _dearest(found, words),
            _best_lever(found, words),
            *_not_to_be_done(found, words),
            _unfinished(found, words),
        )
        if text
    ]


def told_level(found: FrontTold, value: float, words: Words) -> str:
    """Return a ceiling as text: D with three decimals, else a whole number."""
    return words.decimal(value, 3 if found.of_d else 0)


def _trades(found: FrontTold, words: Words) -> list[str]:
    _ = words.gettext
    end = found.points[-1]
    key = "d" if found.of_d else "value"
    wanted = [_nearest(found.points, share) for share in (0.02, 0.05, 0.10)]
    text = _(
        "For {longer} longer way in all, {what} falls from {start} to {now}: {mean} m on average "
        "instead of {least} m, and {moved} of {pupils} pupils go elsewhere than in the placement "
        "of least travel."
    )
    shown = []
    for row in wanted:
        if row is None or row in shown or row["longer"] <= 0:
            continue
        shown.append(row)
    told = [
        text.format(
            longer=words.percent(row["longer"], 1), what=what_is_levelled(found, words),
            start=told_level(found, end[key], words), now=told_level(found, row[key], words),
            mean=words.whole(row["metres_mean"]), least=words.whole(end["metres_mean"]),
            moved=words.whole(row["moved_from_least"]),
            pupils=words.whole(found.pupils),
        )
        for row in shown
    ]  # fmt: skip
    if not found.of_d or math.isnan(end["d_by_lot"]):
        return told
    lot = _("If the same pupils were drawn by lot to the same units, D would be {lot} on average.")
    return [*told, lot.format(lot=words.decimal(end["d_by_lot"]))]


def _nearest(rows: Sequence[Mapping[str, Any]], share: float) -> Mapping[str, Any] | None:
    """Return the row of the lowest ceiling whose way is at most `share` longer."""
    return next((row for row in rows if row["longer"] <= share), None)


def _sureness(found: FrontTold, words: Words) -> str:
    _ = words.gettext
    return _(
        "At every one of the {count} points the least travel possible is at most {gap} shorter "
        "than what was found; no placement within the rules and at most {longer} longer has {what} "
        "below {least}."
    ).format(
        count=words.whole(len(found.points)),
        gap=words.percent(max(row["gap"] for row in found.points), 2),
        longer=words.percent(found.terms["longer"] / 100),
        what=what_is_levelled(found, words),
        least=told_level(found, found.least, words),
    )


def _differing(found: FrontTold, words: Words) -> str:
    if len(found.plans) < 2:
        return ""
    _ = words.gettext
    row = found.plans[1]
    return _(
        "At {what} at most {at} another placement, {longer} longer, places {moved} of {pupils} "
        "pupils elsewhere: so much is open to other reasons."
    ).format(
        what=what_is_levelled(found, words), at=told_level(found, found.base_at, words),
        longer=words.percent(row["travel"] / max(1, found.base_travel) - 1, 1),
        moved=words.whole(row["moved_from_first"]),
        pupils=words.whole(found.pupils),
    )  # fmt: skip


def _dearest(found: FrontTold, words: Words) -> str:
    known = [row for row in found.prices if not _nan(row["saved_found"])]
    if not known:
        return ""
    _ = words.gettext
    row = max(known, key=lambda one: one["saved_found"])
    return _(
        "The dearest rule is {rule}: without it the way would be {saved} of all metres shorter at "
        "the same {what}."
    ).format(
        rule=term("rule", row["rule"]),
        saved=words.percent(max(0.0, row["saved_found"]) / max(1, found.base_travel), 1),
        what=what_is_levelled(found, words),
    )


def _best_lever(found: FrontTold, words: Words) -> str:
    known = [row for row in found.levers if not _nan(row["saved_found"])]
    if not known:
        return ""
    _ = words.gettext
    row = max(known, key=lambda one: one["saved_found"])
    if row["saved_found"] <= 0:
        return ""
    return _(
        "Of the levers tried, “{lever}” gives most: {saved} of all metres at the same {what}."
    ).format(
        lever=row["lever"], what=what_is_levelled(found, words),
        saved=words.percent(row["saved_found"] / max(1, found.base_travel), 1),
    )  # fmt: skip


def _not_to_be_done(found: FrontTold, words: Words) -> list[str]:
    """Return the levers that no placement could be made with, each with its reason."""
    _ = words.gettext
    text = _("The lever “{lever}” cannot be pulled: {reason}.")
    return [
        text.format(lever=row["lever"], reason=_(IMPOSSIBLE[row["status"]]))
        for row in found.levers
        if row["status"] in IMPOSSIBLE
    ]


def _unfinished(found: FrontTold, words: Words) -> str:
    if found.complete:
        return ""
    return words.gettext("The walk was stopped; the same command goes on from here.")


def _nan(value: float) -> bool:
    return math.isnan(value)
