"""One municipality among all: a page that loads nothing, chart first and its table after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from skolval import __version__
from skolval.measure.national import FEWEST_UNITS, WHOLE, one_of
from skolval.report.blocks import (
    Column,
    Section,
    Table,
    facts_list,
    figure,
    prose,
    render_table,
)
from skolval.report.chart_style import drawn
from skolval.report.context import speaking
from skolval.report.html_page import Page
from skolval.report.unit_charts import ranked
from skolval.report.words import Words

__all__ = ["Subject", "among_section", "national_facts", "national_page", "write_national"]

_NEAR = 4


@dataclass(frozen=True, slots=True)
class Subject:
    """What the page is about: the municipality, the group's name, and whose units count."""

    municipality: str
    group: str
    owners: str
    source: str


def write_national(table: pd.DataFrame, path: Path, subject: Subject, *, lang: str = "sv") -> Path:
    """Write the page about `subject` among all of `table` and return its path."""
    path.write_text(national_page(table, subject, lang=lang), encoding="utf-8")
    return path


def national_page(table: pd.DataFrame, subject: Subject, *, lang: str = "sv") -> str:
    """Return the page as the text of one HTML file.

    Parameters
    ----------
    table : as `skolval.measure.national.municipalities` gives.

    Raises
    ------
    UsageError
        If the municipality is not in the table.
    """
    words = Words(lang)
    with speaking(lang):
        ours = one_of(table, subject.municipality)
        sections = [
            _summary(table, ours, words),
            among_section(table, ours, words),
            _all(table, ours, words),
            _method(subject, words),
        ]
    _ = words.gettext
    title = _("Segregation between schools: {municipality} among all municipalities").format(
        municipality=ours["municipality"]
    )
    footer = _("Made with skolval {version}. Nothing in this file is fetched from a network.")
    return Page(
        lang=lang,
        title=title,
        lead=_lead(ours, subject, words),
        banner="",
        sections=tuple(sections),
        text={
            "banner": "", "skip": _("Skip to the content"), "contents": _("Contents"),
            "kicker": _("Published statistics, with the part of chance told."),
            "footer": footer.format(version=__version__),
        },
    ).html()  # fmt: skip


def _lead(ours: Mapping[Any, Any], subject: Subject, words: Words) -> str:
    _ = words.gettext
    return _(
        "{group}: {share} of {pupils} pupils in {units} {owners} of {municipality} with a "
        "published share."
    ).format(
        group=_capital(subject.group), share=words.percent(ours["share"], 1),
        pupils=words.whole(ours["pupils"]), units=words.whole(ours["units"]),
        owners=_owners(subject, words), municipality=ours["municipality"],
    )  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _owners(subject: Subject, words: Words) -> str:
    _ = words.gettext
    return _("municipal units") if subject.owners == "municipal" else _("units")


def national_facts(table: pd.DataFrame, ours: Mapping[Any, Any], words: Words) -> list[str]:
    """Return what the table says about one municipality, one sentence each."""
    _ = words.gettext
    whole = table[table["municipality"] == WHOLE].to_dict("records")[0]
    facts = [
        _(
            "Dissimilarity D is {d}: so large a share of the group would have to change unit for "
            "every unit to have the same share. By lot it would be {lot} on average; in the whole "
            "country, all units together, it is {whole}."
        ).format(
            d=words.decimal(ours["d"]), lot=words.decimal(ours["d_by_lot"]),
            whole=words.decimal(whole["d"]),
        ),
        _(
            "The sorting behind it lies between {low} and {high} (95 per cent): so much can be "
            "told from {units} units of these sizes."
        ).format(
            low=words.decimal(ours["low_95"], 2), high=words.decimal(ours["high_95"], 2),
            units=words.whole(ours["units"]),
        ),
        _(
            "It is number {rank} of {of} municipalities, counted from the most segregated; "
            "{above} have an interval wholly above it and {below} wholly below."
        ).format(
            rank=words.whole(ours["rank"]), of=words.whole(ours["of"]),
            above=words.whole(ours["above"]), below=words.whole(ours["below"]),
        ),
        _(
            "A pupil of the group meets on average {isolation} of the same group in the unit "
            "(isolation); {v} of the variation lies between units (V)."
        ).format(isolation=words.percent(ours["isolation"], 1), v=words.percent(ours["v"], 1)),
    ]  # fmt: skip
    if ours["suppressed"]:
        facts.append(
            _(
                "The share of {count} units is suppressed and they are left out; with any counts "
                "that the suppression allows, D lies between {low} and {high}."
            ).format(
                count=words.whole(ours["suppressed"]), low=words.decimal(ours["d_low"]),
                high=words.decimal(ours["d_high"]),
            )
        )  # fmt: skip
    return facts


def _summary(table: pd.DataFrame, ours: Mapping[Any, Any], words: Words) -> Section:
    _ = words.gettext
    facts = national_facts(table, ours, words)
    return Section("summary", _("Summary"), facts_list(facts))


def among_section(table: pd.DataFrame, ours: Mapping[Any, Any], words: Words) -> Section:
    """Return the chart of all municipalities and the table of those nearest in rank."""
    _ = words.gettext
    shown = table[table["municipality"] != WHOLE]
    whole = float(table.loc[table["municipality"] == WHOLE, "d"].iloc[0])
    values = zip(shown["underlying"], shown["low_95"], shown["high_95"], strict=True)
    chart = ranked(
        shown["municipality"].astype(str).tolist(),
        [(float(a), float(b), float(c)) for a, b, c in values],
        str(ours["municipality"]),
        axes=(
            _("Municipalities, from the most segregated"),
            _("Underlying dissimilarity D"),
        ),
        mean=(whole, _("the whole country, {value}").format(value=words.decimal(whole, 2))),
    )
    caption = _(
        "Each mark is a municipality with at least {fewest} units, {ours} with the diamond. The "
        "mark is the underlying D, that is without what small units give by chance; the line is "
        "its 95 per cent interval. The dashed line is all units of the country together."
    ).format(fewest=words.whole(FEWEST_UNITS), ours=ours["municipality"])
    near = _near(shown, ours, words)
    picture = figure(
        drawn(chart, name="national", lang=words.lang), caption=caption, spoken=caption, table=near
    )
    return Section("among", _("Among all municipalities"), picture)


def _near(shown: pd.DataFrame, ours: Mapping[Any, Any], words: Words) -> Table:
    place = int(ours["rank"]) - 1
    start = max(0, min(place - _NEAR, len(shown) - 2 * _NEAR - 1))
    rows = shown.iloc[start : start + 2 * _NEAR + 1].to_dict("records")
    caption = words.gettext("Nearest in rank")
    return _table(caption, rows, ours, words)


def _all(table: pd.DataFrame, ours: Mapping[Any, Any], words: Words) -> Section:
    _ = words.gettext
    rows = table.to_dict("records")
    note = _(
        "Units whose share is suppressed are left out of the values; “D with suppressed” is what "
        "D can be with any counts that the suppression allows. “Drawn by lot” is the mean of D if "
        "the same pupils were drawn to units of the same sizes."
    )
    made = _table(_("All municipalities"), rows, ours, words, note=note)
    return Section("all", _("All municipalities"), render_table(made))


def _table(
    caption: str,
    rows: list[dict[Any, Any]],
    ours: Mapping[Any, Any],
    words: Words,
    *,
    note: str = "",
) -> Table:
    _ = words.gettext
    heads = (
        _("Rank"), _("Units"), _("Share"), _("D"), _("Drawn by lot"), _("Underlying D"),
        _("95 per cent"), _("D with suppressed"), _("Isolation"), _("V"),
    )  # fmt: skip
    cells = [
        [
            _name(row, ours, words),
            words.whole(row["rank"]),
            words.whole(row["units"]),
            words.percent(row["share"], 1),
            words.decimal(row["d"]),
            words.decimal(row["d_by_lot"]),
            words.decimal(row["underlying"]),
            _span(row["low_95"], row["high_95"], words, 2),
            _span(row["d_low"], row["d_high"], words, 3),
            words.decimal(row["isolation"]),
            words.decimal(row["v"]),
        ]
        for row in rows
    ]
    columns = [Column(_("Municipality"), numeric=False), *(Column(head) for head in heads)]
    return Table(caption, columns, cells, note=note, wide=True)


def _name(row: Mapping[Any, Any], ours: Mapping[Any, Any], words: Words) -> Any:
    if row["municipality"] == WHOLE:
        return words.gettext("The whole country")
    if row["municipality"] == ours["municipality"]:
        return Markup("<strong>{}</strong>").format(row["municipality"])
    return row["municipality"]


def _span(low: float, high: float, words: Words, decimals: int) -> str:
    if low != low:  # noqa: PLR0124 - NaN: nothing is suppressed, or there is no interval
        return words.decimal(None)
    return f"{words.decimal(low, decimals)}–{words.decimal(high, decimals)}"


def _method(subject: Subject, words: Words) -> Section:
    _ = words.gettext
    return Section(
        "method",
        _("How it is counted"),
        prose(
            _(
                "All grades of a unit are counted together, and units of one municipality may have "
                "different grades. Compare D only beside what lot gives and with its interval: "
                "small units look segregated by chance alone."
            ),
            _(
                "The interval holds every underlying D that could by chance have given what is "
                "seen, found by simulating municipalities with the same unit sizes and the same "
                "overall share. The register itself is complete."
            ),
            _("Source: {source}.").format(source=subject.source),
        ),
    )
