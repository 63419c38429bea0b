"""Home and choice: what of the segregation is already there in where pupils live."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup

from skolval.measure import index_name
from skolval.measure.home_and_choice import area_and_unit, home_and_choice
from skolval.measure.home_sentences import counterfactual_name, home_sentence
from skolval.report.blocks import Column, Section, Table, facts_list, prose, render_table
from skolval.report.origins import cited

if TYPE_CHECKING:
    from skolval.io.run import Run
    from skolval.report.context import Case, Context

__all__ = ["OF_ALL_PUPILS", "ORDER", "render"]

ORDER = 52
OF_ALL_PUPILS = True
_SCOPE = ("within_grade",)


def render(context: Context) -> Section | None:
    """Return the excess over homes and what area and unit tell; None where nothing is known."""
    _ = context.words.gettext
    group = context.run.problem.balance_group
    cases = [case for case in context.cases if case.pooled.pupil is not None]
    found = [home_and_choice(_seen(case), groups=[group], scopes=_SCOPE) for case in cases]
    if not found or all(frame["actual"].isna().all() for frame in found):
        return None
    intro = _(
        "Units differ partly because home areas differ. Here every policy is held against a plain "
        "counterfactual: every pupil at the nearest unit that offers the grade, however many seats "
        "it has. What remains is due to seats, choices and rules. Counted by pupil, within grades, "
        "for evaluation only."
    )
    told = [
        text
        for case, frame in zip(cases, found, strict=True)
        for text in _sentences(case, frame, context)
    ]
    table = _table(cases, found, context)
    body = prose(intro, context.together) + facts_list(told) + render_table(table)
    body += _information(context)
    return Section("homes", _("Home and choice"), body)


def _sentences(case: Case, frame: pd.DataFrame, context: Context) -> list[str]:
    shown = frame[(frame["index"] == "dissimilarity") & (frame["scope"] == "within_grade")]
    told = [home_sentence(row, label=context.group_label) for row in shown.to_dict("records")]
    return [f"{case.title}: {text}" for text in told]


def _information(context: Context) -> Markup:
    """Return what home area and unit tell about the group, by policy."""
    _, words = context.words.gettext, context.words
    group = context.run.problem.balance_group
    rows = []
    for case in context.cases:
        # for anybody the areas of units that count as one would still be told apart
        if context.shown.public or case.pooled.pupil is None:
            continue
        found = area_and_unit(case.pooled.pupil, groups=[group], scopes=_SCOPE)
        for row in found.to_dict("records"):
            whole = row["entropy"]
            area, unit = (row[name] - row[f"{name}_expected"] for name in ("area", "unit"))
            added = row["unit_given_area"] - row["unit_given_area_expected"]
            shares = [value / whole if whole > 0 else None for value in (area, unit, added)]
            rows.append(
                [
                    case.title,
                    *(words.percent(share, 1) for share in shares),
                    words.percent(min(max(row["shared_share"], 0.0), 1.0)),
                ]
            )
    if not rows:
        return Markup()
    heads = [
        _("Home area tells"), _("Unit tells"), _("Unit adds to the area"),
        _("Of the unit’s, told by the area"),
    ]  # fmt: skip
    note = _(
        "Of all there is to know about who belongs to “{group}” within a grade, so much is told by "
        "the pupil’s home area, by the unit, and by the unit when the area is known already. What "
        "chance alone would tell is taken off, exactly."
    ).format(group=context.group_label)
    columns = [Column(_("Policy"), numeric=False), *(Column(head) for head in heads)]
    return render_table(Table(_("What home area and unit tell"), columns, rows, note=note))


def _seen(case: Case) -> Run:
    """Return the run as indices by pupil see it; the callers leave out those that none may."""
    return case.pooled.pupil or case.run


def _table(cases: list[Case], found: list[pd.DataFrame], context: Context) -> Table:
    _, words = context.words.gettext, context.words
    several = any((frame["counterfactual"] == "assigned").any() for frame in found)
    rows: list[list[Any]] = []
    for case, frame in zip(cases, found, strict=True):
        for row in frame.to_dict("records"):
            cells = [case.title, index_name(str(row["index"]))]
            if several:
                cells.append(counterfactual_name(str(row["counterfactual"])))
            cells += [
                words.decimal(row[name])
                for name in (
                    "actual", "actual_expected", "home", "home_expected", "excess",
                    "excess_corrected",
                )
            ]  # fmt: skip
            rows.append([*cells, f"{words.whole(row['n_units'])} / {_home_units(row, context)}"])
    heads = [
        _("As placed"), _("Drawn by lot"), _("Homes alone"), _("Drawn by lot"), _("Excess"),
        _("Excess, corrected"), _("Units / homes alone"),
    ]  # fmt: skip
    words_first = [_("Policy"), _("Index"), *([_("Homes taken as")] if several else [])]
    columns = [
        *(Column(head, numeric=False) for head in words_first),
        *(Column(head) for head in heads),
    ]
    note = _(
        "“Homes alone” is the index had every pupil gone to the nearest unit. “Excess” is as "
        "placed minus homes alone; “corrected” is between the values with chance taken off, since "
        "few large units and many small ones differ by chance alone. Below zero: the units are "
        "less segregated than the homes."
    )
    group = context.run.problem.balance_group
    note = f"{note} {cited(context.run.provenance, 'pupils', (group,), words)}".strip()
    return Table(_("As placed and by homes alone"), columns, rows, note=note, wide=True)


def _home_units(row: dict[Any, Any], context: Context) -> str:
    return context.words.whole(row["n_units_home"])
