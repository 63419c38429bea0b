"""Measure segregation: indices with random baseline and intervals."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from skolval.cli.output import common, emit, say, table
from skolval.domain.language import _, current, number


@click.command(
    help="""Measure segregation in SUBJECT: a run folder, an instance (folder or shipped name), or
    any file with a table of pupils (CSV, Parquet, Excel).

    Every index stands beside its mean by lot (the same pupils drawn to the same unit sizes), its
    value corrected for that, and the interval that suppressed cells leave open. Units with a
    suppressed share are left out of the value unless --suppressed says what to put there.

    Of a file, say which column names the unit (--unit) and which the group (--group), or which
    columns hold the groups' counts (--counts), or the group and all (--members, --total), or a
    published share and all (--share, --total: 0-1 or per cent, suppression marks understood), or a
    value per pupil (--value). One row may be one pupil, or --weight pupils.

    Few pupils are not hidden here. What is to be published is made by skolval report with
    --audience public.

    Example: skolval measure out/balanced --group low_education

    Example: skolval measure out/balanced --homes --levels

    Example: skolval measure lillstad --spatial

    Example: skolval measure pupils.csv --unit school --group background --within provider
    """
)
@click.argument("subject")
@click.option("--group", "groups", multiple=True, help="Group id; of a file: group column.")
@click.option(
    "--suppressed",
    type=click.FloatRange(0, 1),
    help="Share put in place of suppressed shares, e.g. 0.05.",
)
@click.option(
    "--within-grade/--all-grades",
    default=True,
    help="Of a run, also pool the indices within grades, as the report does (default), or not.",
)
@click.option("--unit", "units", multiple=True, help="Of a file: column that names the unit.")
@click.option("--counts", "wide", multiple=True, help="Of a file: a column of counts per group.")
@click.option("--members", default="", help="Of a file: column with the group's count.")
@click.option("--share", default="", help="Of a file: column with the group's published share.")
@click.option("--mark", default="", help="Of a file: column with the share's suppression mark.")
@click.option("--total", default="", help="Of a file: column with all pupils.")
@click.option("--weight", default="", help="Of a file: column with pupils per row.")
@click.option("--value", default="", help="Of a file: column with a value per pupil.")
@click.option("--focus", default="", help="Of a file: only of this group.")
@click.option("--against", default="", help="Of a file: compare --focus with this group alone.")
@click.option("--within", multiple=True, help="Of a file: column of the parts units lie in.")
@click.option("--by", multiple=True, help="Of a file: one measurement per value of the column.")
@click.option("--strata", multiple=True, help="Of a file: permute pupils only within these.")
@click.option("--index", "indices", multiple=True, help="Only this index (name or symbol).")
@click.option("--interval", is_flag=True, help="Also intervals, corrections, standard errors.")
@click.option("--permutations", type=click.IntRange(0), default=0, help="Draws by lot, e.g. 1000.")
@click.option("--sheet", default="", help="Sheet of a workbook.")
@click.option("--levels", is_flag=True, help="Also by provider, unit and grade.")
@click.option("--homes", is_flag=True, help="Of a run, also home and choice: nearest unit, areas.")
@click.option("--each-unit", is_flag=True, help="Also unit by unit, with what chance gives.")
@click.option("--transport", is_flag=True, help="Of a run, also school transport by unit.")
@click.option("--spatial", is_flag=True, help="Of an instance, also residents at 0.5-4 km.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False),
    help="Also write the table to a CSV file, and each further one beside it.",
)
@common
def command(subject: str, *, as_json: bool, out: str | None, **asked: Any) -> None:
    """Measure and tell."""
    if Path(subject).is_file() or asked["units"]:
        from skolval.cli.measured_file import measure_file

        measure_file(Path(subject), asked, out=out, as_json=as_json)
        return
    from skolval.cli.measured_file import refuse_file_options
    from skolval.cli.measured_parts import parts_of, tell_parts, write_parts
    from skolval.cli.subjects import read_subject
    from skolval.measure import measure

    refuse_file_options(subject, asked)
    read = read_subject(subject)
    parts = parts_of(read, asked)
    frame = measure(
        read,
        groups=asked["groups"] or None,
        suppressed=asked["suppressed"],
        within_grade=asked["within_grade"],
    )
    if out:
        frame.to_csv(out, index=False, lineterminator="\n")
        write_parts(parts, out)
    if as_json:
        told = {name: part.to_dict("records") for name, part in parts.items()}
        emit(_with_sentences(read, frame) | told)
        return
    _tell(read, frame)
    tell_parts(parts, _labels(read))


def _labels(read: Any) -> dict[str, str]:
    return {group.id: group.label(current()) for group in read.groups}


def _with_sentences(read: Any, frame: Any) -> dict[str, Any]:
    from skolval.measure import sentences
    from skolval.measure.index_rows import first_sentence
    from skolval.registry import load

    rows = frame.to_dict("records")
    for row, text in zip(rows, sentences(frame, _labels(read)), strict=True):
        row["definition"] = _(first_sentence(load("index", row["index"])))
        row["sentence"] = text
    return {"indices": rows}


def _tell(read: Any, frame: Any) -> None:
    from skolval.measure import index_name, sentences
    from skolval.measure.sentences import basis_name, interval_text, note

    labels, lang = _labels(read), current()
    hidden = bool(frame["low"].notna().any())
    header = (
        _("index"), _("value"), _("by lot"), _("corrected"), _("95 per cent"),
        *((_("lowest, suppressed"), _("highest, suppressed")) if hidden else ()),
        _("pupils"), _("units"), _("note"),
    )  # fmt: skip
    for keys, part in frame.groupby(["basis", "scope", "group"], sort=False):
        basis, scope, group = keys
        title = f"{labels.get(group, group)}: {basis_name(basis)}"
        if scope == "within_grade":
            title += f", {_('within grade')}"
        rows = [
            (
                index_name(row["index"]),
                *(number(row[c], lang, decimals=3) for c in ("value", "expected", "corrected")),
                interval_text(row, lang),
                *(number(row[c], lang, decimals=4) for c in ("low", "high") if hidden),
                *(number(row[c], lang) for c in ("n_pupils", "n_units")),
                note(row),
            )
            for row in part.to_dict("records")
        ]
        table(title, header, rows)
    say()
    for text in sentences(frame[frame["index"] == "dissimilarity"], labels):
        say(text)
