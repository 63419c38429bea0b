"""Robustness: each placement in many scenarios of refusals, absence, growth and late arrivals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd
from markupsafe import Markup

from skolval.registry import load
from skolval.report.blocks import Column, Section, Table, facts_list, figure, prose, render_table
from skolval.report.chart_style import drawn
from skolval.report.charts import refused
from skolval.report.origins import cited

if TYPE_CHECKING:
    from skolval.lenses._look import Look
    from skolval.report.context import Context

__all__ = ["ORDER", "render"]

ORDER = 64
_MEASURES = ("placed", "metres", "dissimilarity", "baseline", "utilisation", "overfull", "anew",
             "moved", "without")  # fmt: skip
_COLUMNS = ("planned", "mean", "p10", "p90")
_COUNTED = frozenset({"placed", "anew", "moved", "without"})
_SHARES = frozenset({"dissimilarity", "baseline", "utilisation"})


def render(context: Context) -> Section | None:
    """Return the outcome over the scenarios and the gain that is left; None if not asked for."""
    if not context.scenarios:
        return None
    _ = context.words.gettext
    lens = load("lens", "robustness")
    params = lens.Params.model_validate({"scenarios": context.scenarios})
    seen = [case.pooled.area for case in context.cases]
    if any(run is None for run in seen):
        return None
    looks = [lens.look(run, params) for run in seen if run is not None]
    intro = _(
        "No plan comes true to the letter. Each placement is tried in {count} scenarios: {low} to "
        "{high} per cent of the pupils refuse the place and leave the municipality’s units, some "
        "do not come, some arrive late, and each area has more or fewer pupils than foreseen. The "
        "ranges are assumptions, not forecasts. All policies meet the same scenarios."
    ).format(
        count=context.words.whole(params.scenarios),
        low=context.words.whole(int(params.refuse_low)),
        high=context.words.whole(int(params.refuse_high)),
    )
    body = prose(intro)
    if len(looks) == 1 and not context.shown.public:
        body += facts_list(looks[0].sentences)
    return Section(
        "robustness",
        _("What the placement withstands"),
        body + _outcomes(context, looks) + _curve(context, looks),
    )


def _outcomes(context: Context, looks: list[Look]) -> Markup:
    _, words = context.words.gettext, context.words
    names = dict(
        zip(
            _MEASURES,
            (
                _("Pupils who attend"),
                _("Mean way, metres"),
                _("D by home area"),
                _("D if drawn by lot"),
                _("Seats used, share"),
                _("Overfull offerings"),
                _("Placed anew for lack of room"),
                _("Moved up the line"),
                _("Without a place"),
            ),
            strict=True,
        )
    )
    rows = []
    for case, seen in zip(context.cases, looks, strict=True):
        table = seen.frames["summary"].set_index("measure")
        for name in _MEASURES:
            told = words.decimal if name in _SHARES else words.whole
            cells = [float(table[column].to_dict()[name]) for column in _COLUMNS]
            if context.shown.public:
                cells = [_coarse(name, cell) for cell in cells]
            shown = [words.decimal(None) if math.isnan(cell) else told(cell) for cell in cells]
            rows.append([case.title, names[name], *shown])
    heads = (_("As planned"), _("Mean"), _("One in ten is below"), _("One in ten is above"))
    columns = [Column(_("Policy"), numeric=False), Column(_("Measure"), numeric=False)]
    columns += [Column(head) for head in heads]
    return render_table(Table(_("Outcome over the scenarios"), columns, rows, wide=True))


def _coarse(name: str, value: float) -> float:
    """Return a number as anybody may read it: pupils to fives, the way to ten metres."""
    if name in _COUNTED:
        return 5 * round(value / 5) if not math.isnan(value) else value
    return round(value, -1 if name == "metres" else 2) if not math.isnan(value) else value


def _curve(context: Context, looks: list[Look]) -> Markup:
    _, words = context.words.gettext, context.words
    frames = [seen.frames["gain"].dropna(subset=["dissimilarity"]) for seen in looks]
    if pd.concat(frames).empty:
        return Markup()
    titles = [case.title for case in context.cases]
    chart = refused(
        titles,
        [case.tone for case in context.cases],
        [list(zip(f["refuse_share"], f["dissimilarity"], strict=True)) for f in frames],
        axes=(_("Pupils who refuse the place"), _("D by home area, those who attend")),
    )
    caption = _(
        "Segregation among those who attend, by how many refuse the place offered. The gain is "
        "measured against everybody at the nearest unit."
    )
    share = f"share_{context.group.id}"
    caption = f"{caption} {cited(context.run.provenance, 'areas', (share,), words)}".strip()
    heads = (_("Refuse"), _("D by home area"), _("Everybody nearest"), _("Left of the gain"))
    rows = [
        [
            title,
            words.percent(row["refuse_share"]),
            words.decimal(row["dissimilarity"]),
            words.decimal(row["nearest"]),
            words.percent(None if math.isnan(row["gain_left"]) else row["gain_left"]),
        ]
        for title, frame in zip(titles, frames, strict=True)
        for row in frame.to_dict("records")
    ]
    columns = [Column(_("Policy"), numeric=False), *(Column(head) for head in heads)]
    note = _(
        "Over 100 per cent: those who are left are spread more evenly, against everybody at the "
        "nearest unit, than was planned for all."
    )
    table = Table(_("What is left of the gain in D when pupils refuse"), columns, rows, note=note)
    picture = drawn(chart, name="robust", lang=words.lang)
    return figure(picture, caption=caption, spoken=caption, table=table)
