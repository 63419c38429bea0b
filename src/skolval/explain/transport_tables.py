"""A municipality's table of school transport as lines of text; what no source tells is said.

Source: the tables in ``skolval/school_transport``, each with its own source.
"""

from __future__ import annotations

from typing import Any

from skolval.domain.language import _, current, number, worded
from skolval.domain.school_transport import GradeSpan, TransportRules
from skolval.io.school_transport import rules_plain, transport_table, transport_tables

__all__ = ["listed_tables", "table_lines", "table_plain"]


def listed_tables() -> dict[str, str]:
    """Return the municipality of every shipped table, by name."""
    return {name: transport_table(name).municipality for name in transport_tables()}


def table_plain(name: str) -> dict[str, Any]:
    """Return the table called `name` as plain values; what is not told is None.

    Raises
    ------
    InputError
        If there is no such table.
    """
    return {"name": name, **rules_plain(transport_table(name))}


def table_lines(name: str) -> list[str]:
    """Return the table called `name` in words.

    Raises
    ------
    InputError
        If there is no such table.
    """
    rules = transport_table(name)
    return [
        _("{name}: {municipality}").format(name=name, municipality=rules.municipality),
        *(_span(rules, span) for span in rules.spans),
        _("Grades as in {year}; in 2028 every grade is one number up and keeps its limit.").format(
            year=rules.grades_as_of
        ),
        _at_limit(rules),
        _measured(rules),
        _homes(rules),
        *_card(rules),
        _valid(rules),
        _("Source: {source}").format(source=worded(rules.source, current())),
        *([note] if (note := rules.note(current())) else []),
    ]


def _untold() -> str:
    return _("the source does not tell")


def _metres(value: int | None) -> str:
    return _untold() if value is None else _("{metres} m").format(metres=number(value, current()))


def _span(rules: TransportRules, span: GradeSpan) -> str:
    if not span.first:
        text = _("upper secondary school: {metres}")
        return text.format(metres=_metres(span.metres))
    grades = span.first if span.first == span.last else f"{span.first}-{span.last}"
    said = _("grades {grades}: {metres}").format(grades=grades, metres=_metres(span.metres))
    if any(other.to_stop is not None for other in rules.spans):
        stop = _("to the stop {metres}").format(metres=_metres(span.to_stop))
        return f"{said}; {stop}"
    return said


def _at_limit(rules: TransportRules) -> str:
    told = {True: _("yes"), False: _("no"), None: _untold()}[rules.at_limit]
    return _("Exactly the limit is enough: {told}").format(told=told)


def _measured(rules: TransportRules) -> str:
    ends = {
        "": _untold(),
        "main_entrance": _("the main entrance"),
        "nearest_entrance": _("the nearest entrance"),
        "plot_boundary": _("the boundary of the plot"),
    }
    ways = {
        "": _untold(),
        "walk_or_cycle": _("the shortest walking or cycling way"),
        "passable_road": _("passable road (farbar väg)"),
        "road_database": _("the national road database (NVDB)"),
    }
    start = _("the registered address") if rules.measured_from else _untold()
    return _("Measured from: {start}; to: {end}; along: {way}").format(
        start=start, end=ends[rules.measured_to], way=ways[rules.way]
    )


def _homes(rules: TransportRules) -> str:
    told = {
        "both": _("may be granted from both"),
        "registered": _("only from the registered address"),
        "": _untold(),
    }
    return _("Two homes: {told}").format(told=told[rules.two_homes])


def _card(rules: TransportRules) -> list[str]:
    if rules.card is None:
        return []
    text = _(
        "Travel card ({name}) to any municipal or independent unit in the municipality, at the "
        "same distance."
    )
    return [text.format(name=rules.card.name)]


def _valid(rules: TransportRules) -> str:
    return _("Valid from: {start}; to: {end}").format(
        start=rules.valid_from or _untold(), end=rules.valid_to or _untold()
    )
