"""Files about school transport (skolskjuts): the municipal tables, own tables, costs, judging.

The tables that are shipped are one file each in ``school_transport/``. An instance names one
or says its own with the same keys; what nobody tells is null.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from skolval.domain.grades import grade_system
from skolval.domain.language import _
from skolval.domain.school_transport import (
    MODES,
    GradeSpan,
    ModeCost,
    SchoolTransport,
    TransportCosts,
    TransportRules,
    TravelCard,
)
from skolval.errors import Fault, InputError, did_you_mean
from skolval.io.faults import Ledger
from skolval.io.plain_faults import Spot, validated
from skolval.io.school_transport_keys import CostsPart, JudgingPart, RulesPart
from skolval.io.worded_text import cited_of
from skolval.io.yaml_file import read_yaml

__all__ = [
    "CostsPart",
    "JudgingPart",
    "RulesPart",
    "costs_of",
    "costs_plain",
    "judging_of",
    "rules_of",
    "rules_plain",
    "transport_table",
    "transport_tables",
]

_FOLDER = "school_transport"


def judging_of(part: JudgingPart | None) -> SchoolTransport | None:
    """Return the noun that `part` says; None when the policy does not judge."""
    if part is None:
        return None
    named = (part.otherwise,) if isinstance(part.otherwise, str) else part.otherwise
    return SchoolTransport(named, part.counts, part.unsafe_metres)


def costs_of(part: CostsPart | None) -> TransportCosts | None:
    """Return the noun that `part` says; None when nothing is told."""
    if part is None:
        return None
    told = {
        mode: ModeCost(**own.model_dump() | {"source": cited_of(own.source)})
        for mode in MODES
        if (own := getattr(part, mode)) is not None
    }
    return TransportCosts(**told, modes=part.modes)


def costs_plain(costs: TransportCosts) -> dict[str, Any]:
    """Return `costs` as the keys of a file; what is not told is left out."""
    keys = {"spare_seat": (), "card": (), "run": ("seats",), "taxi": ("days", "legs")}
    plain: dict[str, Any] = {
        mode: {key: getattr(own, key) for key in ("low", "high", "source", *more)}
        for mode, more in keys.items()
        if (own := getattr(costs, mode)) is not None
    }
    return plain | ({"modes": list(costs.modes)} if costs.modes else {})


def rules_of(part: RulesPart, name: str, *, school_year: str = "") -> TransportRules:
    """Return the noun that `part` says.

    Parameters
    ----------
    name : of the table, empty for an instance's own. school_year : whose grade codes are used
        where the table does not say.

    Raises
    ------
    InputError
        If a span is of no known grades, two are of the same, or the table has no such year.
    """
    as_of = part.grades_as_of or school_year
    return TransportRules(
        name=name,
        municipality=part.municipality,
        spans=_spans(part, as_of),
        grades_as_of=as_of,
        kind=part.kind,
        at_limit=part.at_limit,
        measured_from=part.measuring.start or "",
        measured_to=part.measuring.end or "",
        way=part.measuring.way or "",
        two_homes=part.two_homes or "",
        card=None if part.card is None else TravelCard(part.card.name, part.card.units),
        valid_from=part.valid_from or "",
        valid_to=part.valid_to or "",
        source=cited_of(part.source),
        note_sv=part.note.sv,
        note_en=part.note.en,
    )


def rules_plain(rules: TransportRules) -> dict[str, Any]:
    """Return `rules` as the keys of a file."""
    return {
        "municipality": rules.municipality,
        "kind": rules.kind,
        "grades_as_of": rules.grades_as_of,
        "limits": [
            {
                "grades": f"{span.first}-{span.last}" if span.first else None,
                "metres": span.metres,
                "to_stop": span.to_stop,
            }
            for span in rules.spans
        ],
        "at_limit": rules.at_limit,
        "measuring": {
            "start": rules.measured_from or None,
            "end": rules.measured_to or None,
            "way": rules.way or None,
        },
        "two_homes": rules.two_homes or None,
        "card": None
        if rules.card is None
        else {"name": rules.card.name, "units": rules.card.units},
        "valid_from": rules.valid_from or None,
        "valid_to": rules.valid_to or None,
        "source": rules.source,
        "note": {"sv": rules.note_sv, "en": rules.note_en},
    }


def _spans(part: RulesPart, as_of: str) -> tuple[GradeSpan, ...]:
    codes = grade_system(as_of, part.kind).codes
    found: list[GradeSpan] = []
    faults: list[Fault] = []
    taken: set[int] = set()
    for limit in part.limits:
        first, last = _ends(limit.grades, codes)
        if limit.grades is None:
            found.append(GradeSpan("", "", limit.metres, limit.to_stop))
            mine = set(range(len(codes)))
        elif first in codes and last in codes and codes.index(first) <= codes.index(last):
            found.append(GradeSpan(first, last, limit.metres, limit.to_stop))
            mine = set(range(codes.index(first), codes.index(last) + 1))
        else:
            faults.append(_no_grades(limit.grades, codes, as_of))
            continue
        if mine & taken:
            faults.append(_twice(limit.grades or "", [codes[i] for i in sorted(mine & taken)]))
        taken |= mine
    if faults:
        raise InputError(faults)
    return tuple(found)


def _ends(grades: str | None, codes: tuple[str, ...]) -> tuple[str, str]:
    """Return the first and the last grade of ``4-6``, or of a single grade."""
    if grades is None or grades in codes:
        return grades or "", grades or ""
    first, _dash, last = grades.replace("–", "-").partition("-")
    return first.strip(), last.strip()


def _no_grades(value: str, codes: tuple[str, ...], as_of: str) -> Fault:
    return Fault(
        _("{value!r} is no span of grades in {year}.").format(value=value, year=as_of),
        value=value,
        column="grades",
        rule="grade_span",
        remedy=_("Write the first and the last grade as {example}; grades are {codes}.").format(
            example=f"{codes[0]}-{codes[3]}", codes=", ".join(codes)
        ),
    )


def _twice(value: str, grades: list[str]) -> Fault:
    return Fault(
        _("The limit of {grades} is told twice.").format(grades=", ".join(grades)),
        value=value,
        column="grades",
        rule="grade_span",
        remedy=_("Let every grade stand in one span."),
    )


@cache
def transport_tables() -> tuple[str, ...]:
    """Return the names of the shipped tables of limits."""
    entries = (resources.files("skolval") / _FOLDER).iterdir()
    return tuple(sorted(e.name[:-5] for e in entries if e.name.endswith(".yaml")))


@cache
def transport_table(name: str) -> TransportRules:
    """Return the shipped table called `name` (kommunens skjutsgränser).

    Raises
    ------
    InputError
        If there is none; the message names the nearest.
    """
    if name not in transport_tables():
        raise InputError(
            Fault(
                _("There is no table of school transport called {name!r}.").format(name=name),
                value=name,
                column="school_transport",
                rule="known_table",
                suggestion=did_you_mean(name, transport_tables()),
                remedy=_("Shipped: {shipped}. Or write the municipality's own limits.").format(
                    shipped=", ".join(transport_tables())
                ),
            )
        )
    ledger = Ledger()
    document = read_yaml(Path(str(resources.files("skolval") / _FOLDER / f"{name}.yaml")), ledger)
    value = {} if document is None else document.value
    spot = None if document is None else Spot(document, called=f"{name}.yaml")
    part = None if spot is None else validated(RulesPart, value, spot, ledger)
    if part is None:
        raise InputError(ledger.faults)
    return rules_of(part, name)
