"""Measure segregation: indices with random baseline and intervals."""

from __future__ import annotations

from typing import Any

import click

from skolval.cli.output import common, emit, say, table
from skolval.domain.language import _, current, number


@click.command(
    help="""Measure segregation in SUBJECT: a run folder, an instance folder or a shipped instance.

    Every index stands beside its mean by lot (the same pupils drawn to the same unit sizes), its
    value corrected for that, and the interval that suppressed cells leave open. Units with a
    suppressed share are left out of the value unless --suppressed says what to put there.

    Example: skolval measure out/balanced --group low_education
    """
)
@click.argument("subject")
@click.option("--group", "groups", multiple=True, help="Only this group (can be repeated).")
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
@click.option("--out", type=click.Path(dir_okay=False), help="Also write the table to a CSV file.")
@common
def command(
    subject: str,
    groups: tuple[str, ...],
    *,
    suppressed: float | None,
    within_grade: bool,
    out: str | None,
    as_json: bool,
) -> None:
    """Measure and tell."""
    from skolval.cli.subjects import read_subject
    from skolval.measure import measure

    read = read_subject(subject)
    frame = measure(read, groups=groups or None, suppressed=suppressed, within_grade=within_grade)
    if out:
        frame.to_csv(out, index=False, lineterminator="\n")
    if as_json:
        emit(_with_sentences(read, frame))
        return
    _tell(read, frame)


def _labels(read: Any) -> dict[str, str]:
    return {group.id: group.label(current()) for group in read.groups}


def _with_sentences(read: Any, frame: Any) -> dict[str, Any]:
    from skolval.measure import sentences

    rows = frame.to_dict("records")
    for row, text in zip(rows, sentences(frame, _labels(read)), strict=True):
        row["sentence"] = text
    return {"indices": rows}


def _tell(read: Any, frame: Any) -> None:
    from skolval.measure import index_name, sentences
    from skolval.measure.sentences import basis_name, note

    labels, lang = _labels(read), current()
    header = (
        _("index"), _("value"), _("by lot"), _("corrected"), _("lowest"), _("highest"),
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
                *(number(row[c], lang, decimals=4) for c in ("low", "high")),
                *(number(row[c], lang) for c in ("n_pupils", "n_units")),
                note(row),
            )
            for row in part.to_dict("records")
        ]
        table(title, header, rows)
    say()
    for text in sentences(frame[frame["index"] == "dissimilarity"], labels):
        say(text)
