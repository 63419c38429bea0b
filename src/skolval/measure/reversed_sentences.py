"""Reversed school transport in sentences, for terminals, comparisons and reports."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from skolval.domain.language import _, current, ngettext, number, percent

if TYPE_CHECKING:
    from skolval.measure.reversed_transport import ReversedNumbers, Scenario

__all__ = [
    "TAXI_SOURCE",
    "kind_name",
    "kronor_sentence",
    "offer_sentence",
    "reversed_sentences",
    "scenario_name",
    "walk_sentence",
]

TAXI_SOURCE = "Tranås 2016"


def kind_name(kind: str) -> str:
    """Return what the reader calls a kind of service."""
    return {
        "reverse_leg": _("empty leg"),
        "chartered": _("chartered run"),
        "ordinary": _("ordinary line"),
    }[kind]


def scenario_name(name: str) -> str:
    """Return what the reader calls a take-up."""
    return {
        "none": _("nobody accepts"),
        "low": _("half the assumed take-up"),
        "middle": _("as assumed"),
        "high": _("half as much again"),
        "all": _("everybody accepts"),
    }[name]


def reversed_sentences(found: ReversedNumbers, group: str) -> list[str]:
    """Return what reversed transport comes to, for a board.

    Parameters
    ----------
    group : what the reader calls the balance group.
    """
    if not found.offered:
        text = _("No seat outwards is offered. Services that could be run: {count}.")
        return [text.format(count=number(found.candidates, current()))]
    middle = found.scenario("middle")
    said = [offer_sentence(found), kronor_sentence(found, middle), _time_sentence(found)]
    said += [_relief_sentence(middle), *_company_sentences(found, group)]
    if found.voluntary:
        said.append(_sensitivity_sentence(found))
    said.append(walk_sentence())
    return [text for text in said if text]


def walk_sentence() -> str:
    """Return what a way in metres is for those who ride outwards."""
    return _(
        "Where ways to school are told in metres, a seat outwards counts with the walk to and from "
        "its stops."
    )


def offer_sentence(found: ReversedNumbers) -> str:
    """Return how many are offered a seat on how many services, and how many are to accept."""
    lang, middle = current(), found.scenario("middle")
    if not found.voluntary:
        text = ngettext(
            "{offered} pupil is taken to ride outwards, on {run} of {candidates} services. "
            "It is a what-if: nobody is asked.",
            "{offered} pupils are taken to ride outwards, on {run} of {candidates} services. "
            "It is a what-if: nobody is asked.",
            found.offered,
        )
        return text.format(offered=number(found.offered, lang), **_services(found))
    text = ngettext(
        "{offered} pupil is offered a seat outwards, on {run} of {candidates} services, and "
        "about {accepted} is assumed to accept it.",
        "{offered} pupils are offered a seat outwards, on {run} of {candidates} services, and "
        "about {accepted} of them are assumed to accept it.",
        found.offered,
    )
    return text.format(
        offered=number(found.offered, lang),
        accepted=number(round(middle.accepted), lang),
        **_services(found),
    )


def _services(found: ReversedNumbers) -> dict[str, str]:
    lang = current()
    return {"run": number(found.used, lang), "candidates": number(found.candidates, lang)}


def kronor_sentence(found: ReversedNumbers, scenario: Scenario) -> str:
    """Return what the services cost, and per pupil who rides."""
    lang = current()
    if not scenario.high:
        text = _(
            "It costs nothing more: the buses go anyway. Without a seat on a line the same pupil "
            "could cost half a million kronor a year by taxi ({source})."
        )
        return text.format(source=TAXI_SOURCE)
    each = scenario.per_pupil
    text = _("It costs {low} kronor a school year")
    if scenario.high != scenario.low:
        text = _("It costs {low} to {high} kronor a school year")
    said = text.format(low=number(scenario.low, lang), high=number(scenario.high, lang))
    if math.isfinite(each):
        told = number(round(each, -2), lang)
        said += _(", at most about {each} per pupil who rides").format(each=told)
    if round(found.cards):
        said += _("; travel cards for {count} of them").format(
            count=number(round(found.cards), lang)
        )
    if found.chartered:
        said += _("; chartered buses paid for: {count}").format(count=number(found.chartered, lang))
    return f"{said}."


def _time_sentence(found: ReversedNumbers) -> str:
    if not math.isfinite(found.minutes):
        return ""
    lang = current()
    ride = number(round(found.minutes), lang)
    if not math.isfinite(found.otherwise):
        return _("The ride takes {ride} minutes on average, from door to door and bell.").format(
            ride=ride
        )
    text = _(
        "The ride takes {ride} minutes on average from leaving home until the bell; the way to the "
        "unit where they otherwise go takes {way}."
    )
    return text.format(ride=ride, way=number(round(found.otherwise), lang))


def _relief_sentence(scenario: Scenario) -> str:
    if not scenario.relieved:
        return _("No unit that would be full gets room by it.")
    text = _("Units that would be full and get room by it: {count}.")
    return text.format(count=number(scenario.relieved, current()))


def _company_sentences(found: ReversedNumbers, group: str) -> list[str]:
    """Return the composition at both ends; nothing where it is not known."""
    lang = current()
    (left_before, left), (come_before, come) = found.share_left, found.share_reached
    if not all(math.isfinite(one) for one in (left, come, found.share_riders)):
        return []
    text = _(
        "Of those offered a seat {riders} are of the group {group} by their home areas. At the "
        "units they leave the share is {left}, at those they come to {come}."
    )

    def change(before: float, after: float) -> str:
        was, now = (percent(one, lang, decimals=1) for one in (before, after))
        if not math.isfinite(before):
            return now
        if was == now:
            return _("{now} as before").format(now=now)
        return _("{now} instead of {then}").format(now=now, then=was)

    return [
        text.format(
            riders=percent(found.share_riders, lang, decimals=1),
            group=group,
            left=change(left_before, left),
            come=change(come_before, come),
        )
    ]


def _sensitivity_sentence(found: ReversedNumbers) -> str:
    lang = current()
    low, high, none = (found.scenario(name) for name in ("low", "high", "none"))
    text = _(
        "Nobody has published how many accept such seats. With half the assumed take-up {low} "
        "ride, with half as much again {high}."
    )
    said = text.format(
        low=number(round(low.accepted), lang), high=number(round(high.accepted), lang)
    )
    if not math.isfinite(none.beyond):
        return said
    beyond = _("If nobody accepts, {beyond} pupils are beyond the seats.")
    return f"{said} {beyond.format(beyond=number(round(none.beyond), lang))}"
