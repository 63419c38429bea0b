"""Groups and where they stand, in sentences, for terminals, comparisons and reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.language import _, current, ngettext, number, percent
from skolval.measure.concentration import LARGE_SHARE

if TYPE_CHECKING:
    from skolval.inference.drawn_groups import DrawnGroups
    from skolval.measure.concentration import Concentration
    from skolval.measure.hosting import HostingNumbers, Part

__all__ = [
    "MORE_THAN_CHANCE",
    "cost_sentence",
    "hosting_sentences",
    "lot_sentence",
    "lot_verdict",
    "price_sentence",
    "spread_sentence",
    "today_sentence",
]

MORE_THAN_CHANCE = 0.05
"""What chance gives less often than this is called more, or less, than chance."""


def spread_sentence(found: HostingNumbers, spread: Concentration) -> str:
    """Return how many units have groups, and how few of them hold most of the pupils.

    Parameters
    ----------
    spread : of pupils in groups over units, as the reader may know it.
    """
    lang = current()
    text = ngettext(
        "{groups} group at {hosting} of {units} units. The {top} units with most pupils in groups "
        "hold {share} of them, and it takes {enough} of {units} units to hold {large}.",
        "{groups} groups at {hosting} of {units} units. The {top} units with most pupils in groups "
        "hold {share} of them, and it takes {enough} of {units} units to hold {large}.",
        int(found.groups.sum()),
    )
    return text.format(
        groups=number(int(found.groups.sum()), lang),
        hosting=number(found.hosting_units, lang),
        **_concentrated(spread),
    )


def today_sentence(found: HostingNumbers) -> str:
    """Return where groups stand today; empty where none does."""
    spread, lang = found.spread_today, current()
    if not spread.total:
        return ""
    if spread.total == 1:
        return _("Today there is one group, at one of {units} units.").format(
            units=number(spread.units, lang)
        )
    text = _(
        "Today there are {groups} groups at {hosting} of {units} units: the {top} units with most "
        "groups hold {share} of them, and it takes {enough} of {units} units to hold {large}."
    )
    return text.format(
        groups=number(spread.total, lang),
        hosting=number(spread.holding, lang),
        **_concentrated(spread),
    )


def _concentrated(spread: Concentration) -> dict[str, str]:
    """Return how few units hold how much, as both sentences about it name it."""
    lang = current()
    return {
        "units": number(spread.units, lang),
        "top": number(spread.top, lang),
        "share": percent(spread.top_share, lang),
        "enough": number(spread.enough, lang),
        "large": percent(LARGE_SHARE, lang),
    }


def lot_sentence(lot: DrawnGroups | None) -> str:
    """Return whether the groups are more concentrated than a draw by lot makes them.

    The chance is exact, or from so many draws; see `inference.drawn_groups`.
    """
    if lot is None:
        return ""
    hosting, lang = lot.tests["hosting"], current()
    drawn = _(
        "Had the {groups} groups been drawn by lot to the {rooms} rooms of {units} units, they "
        "would be at {mean} units on average ({low} to {high} in 95 draws of 100), and the {top} "
        "units with most groups would hold {share} of them. Here they are at {hosting} units, and "
        "the {top} with most hold {held}: {verdict}."
    )
    return drawn.format(
        groups=number(lot.groups, lang),
        rooms=number(lot.rooms, lang),
        units=number(lot.units, lang),
        mean=number(hosting.mean, lang),
        low=number(hosting.low, lang),
        high=number(hosting.high, lang),
        top=number(lot.top, lang),
        share=percent(lot.top_mean, lang),
        hosting=number(hosting.value, lang),
        held=percent(lot.top_share, lang),
        verdict=lot_verdict(lot),
    )


def lot_verdict(lot: DrawnGroups) -> str:
    """Return what the test says, with its chance: judged by the pairs of groups at one unit."""
    test = lot.tests["together"]
    text, p = _("no more concentrated than chance makes it ({p})"), test.p_more
    if test.p_more <= MORE_THAN_CHANCE:
        text = _("more concentrated than chance makes it ({p})")
    elif test.p_less <= MORE_THAN_CHANCE:
        text, p = _("spread more evenly than chance makes it ({p})"), test.p_less
    return text.format(p=_chance(p, test.error))


def _chance(p: float, error: float) -> str:
    """Return ``p = 0.012``; with the Monte Carlo error where it was drawn."""
    lang = current()
    if p < 0.001:
        told = _("p below {p}").format(p=number(0.001, lang, decimals=3))
    else:
        told = _("p = {p}").format(p=number(p, lang, decimals=3))
    exact = (
        _("exact")
        if not error
        else _("drawn, ±{error}").format(error=number(max(2 * error, 0.001), lang, decimals=3))
    )
    return f"{told}, {exact}"


def cost_sentence(found: HostingNumbers) -> str:
    """Return what a year costs and of what; empty where nothing has a price."""
    if not found.kronor:
        return ""
    lang = current()
    return _(
        "A year costs {all} kronor: {unit} for the units that have groups, {group} for the groups "
        "and {transport} for the ways to school."
    ).format(
        all=number(found.kronor, lang),
        unit=number(found.unit_cost, lang),
        group=number(found.group_cost, lang),
        transport=number(found.transport, lang),
    )


def price_sentence(
    first: tuple[str, HostingNumbers, Concentration],
    other: tuple[str, HostingNumbers, Concentration],
) -> str:
    """Return what `other` gives and costs against `first`: concentration, metres and kronor.

    Parameters
    ----------
    first, other : title, numbers, and the spread of pupils over units that may be known.
    """
    lang, (named, before, then), (title, after, now) = current(), first, other
    metres, kronor = after.metres_mean - before.metres_mean, after.kronor - before.kronor
    way = _("{metres} m longer") if metres >= 0 else _("{metres} m shorter")
    way = way if round(metres) else _("as long as before")
    held, was = percent(now.top_share, lang), percent(then.top_share, lang)
    money = _("{kronor} kronor more a year") if kronor >= 0 else _("{kronor} kronor less a year")
    money = money if kronor else _("as much as before")
    return _(
        "{title} against {first}: groups at {units}, the {top} units with most pupils in groups "
        "hold {held}, the way to school is {way} on average, and it costs {money}."
    ).format(
        title=title,
        first=named,
        units=_moved(after.hosting_units, before.hosting_units),
        top=number(now.top, lang),
        held=_("{now} instead of {then}").format(now=held, then=was)
        if held != was
        else _("{now} as before").format(now=held),
        way=way.format(metres=number(abs(metres), lang)),
        money=money.format(kronor=number(abs(kronor), lang)),
    )


def _moved(now: int, then: int) -> str:
    """Return how many units have groups, against how many had."""
    lang = current()
    if now == then:
        return ngettext("{now} unit as before", "{now} units as before", now).format(
            now=number(now, lang)
        )
    text = ngettext("{now} unit instead of {then}", "{now} units instead of {then}", now)
    return text.format(now=number(now, lang), then=number(then, lang))


def hosting_sentences(found: HostingNumbers) -> list[str]:
    """Return all that is to be said of one run, for the office: nothing is hidden."""
    said = [
        spread_sentence(found, found.spread),
        lot_sentence(found.lot),
        cost_sentence(found),
        _counted(
            found.siblings,
            _("{count} of {of} pupils with a sibling in school go to the unit of one."),
        ),
        _counted(
            found.languages,
            _("{count} of {of} pupils with a noted language have a teacher of it at the unit."),
        ),
        _fullness(found),
        _counted(
            found.stay, _("{count} of {of} pupils who were placed before stay where they are.")
        ),
    ]
    return [text for text in said if text]


def _counted(part: Part, text: str) -> str:
    """Return how many of whom; empty where there are none."""
    lang = current()
    told = text.format(of=number(part.of, lang), count=number(part.count, lang))
    return told if part.of else ""


def _fullness(found: HostingNumbers) -> str:
    months, lang = found.months, current()
    if not months.seats:
        return ""
    text = _("Of the group seats {share} are taken in the mean month, {most} in the fullest.")
    return text.format(share=percent(months.utilisation, lang), most=percent(months.fullest, lang))
