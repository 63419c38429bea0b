"""Runs outwards stop by stop as pages tell them (körordning): calls, minutes, can it be made.

For the office alone: which stops a bus calls at follows from where single pupils live.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.language import _, current, number
from skolval.domain.timetable import clock_text
from skolval.measure.reversed_sentences import kind_name
from skolval.report.blocks import Column, Table, prose, render_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from skolval.measure.reversed_routes import Route, RouteCall
    from skolval.report.words import Words

__all__ = ["routes_part", "verdict_text"]


def routes_part(words: Words, title: str, routes: Sequence[Route]) -> list[Markup]:
    """Return what came of the runs in a sentence, and a table of them; nothing without runs."""
    if not routes:
        return []
    rows = [_row(words, one) for one in routes]
    heads = (_("Calls, and pupils aboard after each"), _("Minutes"), _("By the timetable"),
             _("Before the bell"), _("Longest journey"), _("Can it be made"))  # fmt: skip
    table = Table(
        _("Runs stop by stop: {policy}").format(policy=title),
        [
            Column(_("Service"), numeric=False),
            Column(heads[0], numeric=False),
            *(Column(head) for head in heads[1:-1]),
            Column(heads[-1], numeric=False),
        ],
        rows,
        note=_(
            "Only stops where somebody is offered a seat. Minutes: from the first call to the "
            "last; before the bell: the least that anybody has left at the door, in the afternoon "
            "from the last lesson until the bus leaves; longest journey: from home until the bell, "
            "or from the last lesson until at home, and what the policy lets it be. A hired bus is "
            "at the units no later than its timetable says, in the afternoon no sooner; the order "
            "of its other stops is the shortest by road, standing a minute at each."
        ),
        wide=True,
    )
    return [prose(_summary(routes)), render_table(table)]


def verdict_text(one: Route) -> str:
    """Return whether a run can be made, in words."""
    said = {
        "timetable": _("yes, it goes anyway"),
        "proven": _("yes, and no order is shorter (proven)"),
        "searched": _("yes, the shortest found; not proven"),
        "late": _("no, its timetable breaks the bell, the journey or the seats"),
        "no_roads": _("by its timetable; ways by road are not known"),
        "refused": _("no: {reason}").format(reason=one.reason),
    }[one.verdict]
    if one.short <= 0:
        return said
    text = _("{said}; its own timetable lacks {minutes} minutes between two stops")
    return text.format(said=said, minutes=number(-(-one.short // 60), current()))


def _summary(routes: Sequence[Route]) -> str:
    lang = current()
    hired = [one for one in routes if one.kind == "chartered"]
    made = sum(one.verdict not in {"late", "refused"} for one in routes)
    text = _("Runs that can be made, out and home: {made} of {count}.")
    said = text.format(made=number(made, lang), count=number(len(routes), lang))
    if not hired:
        return said
    proven = sum(one.verdict == "proven" for one in hired)
    saved = round(sum(one.saved for one in hired) / 60)
    text = _(
        "Of {count} by hired buses {proven} are proven the shortest; together they take "
        "{saved} minutes a day less than by the timetable that was planned before the offers."
    )
    told = {"count": len(hired), "proven": proven, "saved": saved}
    return f"{said} " + text.format(**{name: number(one, lang) for name, one in told.items()})


def _row(words: Words, one: Route) -> list[str]:
    leg = _("home") if one.back else _("out")
    return [
        f"{one.service_id} ({kind_name(one.kind)}), {leg}",
        "; ".join(_call(words, call) for call in one.calls),
        words.whole(round(one.seconds / 60)),
        words.whole(round(one.planned / 60)),
        words.whole(one.spare // 60),
        f"{words.whole(-(-one.longest // 60))} / {words.whole(one.most // 60)}",
        verdict_text(one),
    ]


def _call(words: Words, call: RouteCall) -> str:
    """Return a stop, when the bus leaves it, and how full it is then."""
    at = clock_text(call.at // 60 * 60)
    if not call.aboard:
        return f"{at} {call.name}"
    return f"{at} {call.name} ({words.whole(call.aboard)}/{words.whole(call.seats)})"
