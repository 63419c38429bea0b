"""Values of goals as a reader says them: kilometres, pupils and per cent, not parts of a pupil."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from skolval.report.facts import label

if TYPE_CHECKING:
    from skolval.report.words import Words

__all__ = ["measured", "read_sentence", "weight_words"]

_KILOMETRES_FROM = 10_000


def measured(unit: str, value: float, words: Words) -> str:
    """Return a goal's value with its unit, in plain words."""
    _ = words.gettext
    if unit == "1/100000 pupil":
        return _("{count} pupils").format(count=words.decimal(value / 100_000, 1))
    if unit == "1/1000000 of the seats":
        return _("{points} percentage points").format(points=words.decimal(value / 10_000, 1))
    if unit == "metres":
        if abs(value) >= _KILOMETRES_FROM:
            return f"{words.decimal(value / 1000, 1)}\N{NO-BREAK SPACE}km"
        return words.metres(value)
    if unit == "1/1000 pupil who does not ride":
        return _("{count} pupils who do not ride").format(count=words.decimal(value / 1000, 1))
    return f"{words.whole(value)} {_(unit)}"


def weight_words(unit: str, weight: int, words: Words) -> str:
    """Return what one whole unit counts in a weighted sum, in plain words."""
    _ = words.gettext
    times, text = {
        "1/100000 pupil": (100_000, _("{count} a pupil")),
        "1/1000000 of the seats": (10_000, _("{count} a percentage point")),
        "1/1000 pupil who does not ride": (1000, _("{count} a pupil")),
        "metres": (1, _("{count} a metre")),
        "minutes": (1, _("{count} a minute")),
        "pupils": (1, _("{count} a pupil")),
        "units": (1, _("{count} a unit")),
        "kronor per school year": (1, _("{count} a krona")),
        "wish numbers": (1, _("{count} a wish number")),
    }.get(unit, (1, "{count}"))
    return text.format(count=words.whole(times * weight))


def read_sentence(goal: str, reading: Mapping[str, float], words: Words) -> str:
    """Return what the goal's reading means, or nothing where there is none."""
    _, name = words.gettext, label("goal", goal, words)
    known = reading.keys()
    if {"index", "lines", "error"} <= known:
        return _(
            "{goal}: the index is {index}, reckoned from the placement. The straight lines that "
            "were made small give {lines}; they are never above the index and at most {error} "
            "below it, so what is proven of them holds for the index."
        ).format(
            goal=name,
            index=words.decimal(reading["index"], 4),
            lines=words.decimal(reading["lines"], 4),
            error=words.decimal(reading["error"], 4),
        )
    if {"lowest", "highest"} & known:
        ends = [words.whole(reading[end]) for end in ("lowest", "highest") if end in known]
        return _(
            "{goal}: {ends} kronor per school year if a pupil costs the lowest or the highest "
            "price that the policy gives."
        ).format(goal=name, ends=words.listed(ends))
    if {"fullest", "emptiest"} <= known:
        return _("{goal}: the fullest unit is filled to {full}, the emptiest to {empty}.").format(
            goal=name,
            full=words.percent(reading["fullest"], 1),
            empty=words.percent(reading["emptiest"], 1),
        )
    if (hosted := _hosting_sentence(goal, reading, words)) is not None:
        return f"{name}: {hosted}"
    ds = [f"{group} {words.decimal(value, 3)}" for group, value in reading.items()]
    return _("{goal}: D is {ds}.").format(goal=name, ds=words.listed(ds)) if ds else ""


def _hosting_sentence(goal: str, reading: Mapping[str, float], words: Words) -> str | None:
    """Return what a goal of groups reads as, None where it is of something else."""
    _ = words.gettext
    if goal == "hosting_cost" and reading:
        return _("{groups} kronor for groups and {units} for the units that have any.").format(
            groups=words.whole(reading["groups"]), units=words.whole(reading["units"])
        )
    if goal == "host_spread" and reading:
        return _("{share} of the pupils in groups are at these units.").format(
            share=words.percent(reading["share"], 1)
        )
    if goal == "host_composition" and reading:
        return _("the share of the group is {share} at the unit of the mean pupil.").format(
            share=words.percent(reading["share"], 1)
        )
    return None
