"""What instance.yaml says about school transport: a shipped table, own limits, or three metres."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from skolval.domain.grades import SCHOOL_FORMS, UPPER_SECONDARY, GradeSystem, stage_label
from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.io.school_transport import RulesPart, rules_of, transport_table

if TYPE_CHECKING:
    from skolval.domain.school_transport import TransportRules
    from skolval.io.faults import Ledger
    from skolval.io.yaml_file import Document

__all__ = ["transport_of"]

_KEY = "school_transport"


def transport_of(
    told: str | RulesPart | None,
    year: str,
    grades: GradeSystem,
    found: tuple[Document, Ledger],
    *,
    ends: str = "",
) -> TransportRules | None:
    """Return the municipality's rules, None where there are none or they cannot be used.

    Parameters
    ----------
    told : the value of `school_transport`. year, grades : of the instance.
    found : the file and where its faults are written down. ends : where the instance's distances
        end, empty if it does not say.
    """
    if told is None:
        return None
    document, ledger = found
    try:
        if isinstance(told, str):
            rules = transport_table(told)
        else:
            rules = rules_of(told, "", school_year=year)
    except InputError as error:
        ledger.add(*(_placed(fault, document) for fault in error.faults))
        return None
    faults = [_placed(fault, document) for fault in _misfits(rules, year, grades)]
    ledger.add(*faults, *(_placed(fault, document) for fault in _other_end(rules, ends)))
    if "transport_limits" in document.value:
        ledger.add(_placed(_twice(), document))
        return None
    return None if any(fault.level == "error" for fault in faults) else rules


def _placed(fault: Fault, document: Document) -> Fault:
    column = f"{_KEY}.{fault.column}" if fault.column not in {"", _KEY} else _KEY
    return replace(fault, file=document.file, row=document.line((_KEY,)), column=column)


def _twice() -> Fault:
    return Fault(
        _("Both `school_transport` and `transport_limits` are given."),
        rule="transport_limits",
        remedy=_("Keep one of them; `school_transport` says more."),
    )


def _misfits(rules: TransportRules, year: str, grades: GradeSystem) -> Iterator[Fault]:
    """Yield what keeps a table from being used on the instance, and what is to be known."""
    form = SCHOOL_FORMS[int(grades == UPPER_SECONDARY)]
    if rules.kind != form:
        yield _other_form(rules)
        return
    untold = [
        code for code, limit in zip(grades.codes, rules.limits(grades), strict=True)
        if limit is None
    ]  # fmt: skip
    if untold:
        yield Fault(
            _("The limit of grades {grades} is not told.").format(grades=", ".join(untold)),
            value=rules.name,
            rule="transport_untold",
            remedy=_("Write the municipality's own limits with `metres` for every grade."),
        )
        return
    yield from _notices(rules, year, grades)


def _other_form(rules: TransportRules) -> Fault:
    older = rules.kind == "upper_secondary"
    return Fault(
        _("The table is for upper secondary school, and the pupils here are younger.")
        if older
        else _("The table is for the compulsory school, and the pupils here are older."),
        value=rules.name,
        rule="transport_kind",
        remedy=_("Name a table for the compulsory school.")
        if older
        else _("Name a table for upper secondary school, for instance upper_secondary."),
    )


def _other_end(rules: TransportRules, ends: str) -> Iterator[Fault]:
    """Yield that the limits are measured to another point than the distances here."""
    if not rules.measured_to or rules.measured_to == ends:
        return
    if ends:
        text = _("The limits are measured to {rules}, but the distances here end at {ends}.")
    else:
        text = _(
            "The limits are measured to {rules}, and the instance does not say where its distances "
            "end."
        )
    yield Fault(
        text.format(rules=rules.measured_to, ends=ends),
        value=ends,
        rule="measuring_point",
        remedy=_("Write `measuring_point`, and measure to the point of the rules."),
        level="warning",
    )


def _notices(rules: TransportRules, year: str, grades: GradeSystem) -> Iterator[Fault]:
    start, end = rules.valid_from or year, rules.valid_to or year
    if not start <= year <= end:
        yield Fault(
            _("The limits hold from {start} to {end}, and the school year is {year}.").format(
                start=rules.valid_from or "…", end=rules.valid_to or "…", year=year
            ),
            value=year,
            rule="transport_validity",
            remedy=_("Check that the municipality still has them."),
            level="warning",
        )
    limits = rules.limits(grades)
    for stage in range(3):
        mine = [m for c, m in zip(grades.codes, limits, strict=True) if grades.stage(c) == stage]
        if len(set(mine)) > 1:
            yield Fault(
                _(
                    "The limits differ within {stage}; rules and goals that go by stage use the "
                    "lowest."
                ).format(stage=stage_label(grades, stage)),
                rule="transport_stages",
                remedy=_("Entitlement itself goes by grade; give `metres` to other rules."),
                level="warning",
            )
