"""Compare runs: who moves, ranks, metres, indices, breaches."""

from __future__ import annotations

from typing import Any

import click

from skolval.cli.output import common, emit, say, table
from skolval.domain.language import _, current, number, percent


@click.command(
    help="""Compare two or more run folders made from the same instance.

    The first run is the one that the others are held against.

    Few pupils are not hidden here. What is to be published is made by skolval report with
    --audience public.

    Example: skolval compare out/nearest_school out/balanced
    """
)
@click.argument("runs", nargs=-1, required=True, type=click.Path())
@click.option("--out", type=click.Path(file_okay=False), help="Also write the tables as CSV here.")
@common
def command(runs: tuple[str, ...], *, out: str | None, as_json: bool) -> None:
    """Compare and tell."""
    from skolval.cli.legal_table import marked_names
    from skolval.compare import compare
    from skolval.io.run_reading import read_run
    from skolval.law import banner

    read = [read_run(folder) for folder in runs]
    found = compare(read)
    if out:
        _write(found, out)
    warning = banner(read)
    labels = {group.id: group.label(current()) for group in read[0].groups}
    if as_json:
        frames = {name: getattr(found, name).to_dict("records") for name in _FRAMES}
        if len(found.hosting):
            frames["hosting"] = found.hosting.to_dict("records")
        emit(
            {
                "warning": warning,
                "names": found.names,
                "sentences": found.sentences(labels),
                **frames,
            }
        )
        return
    for text in (*([warning] if warning else []), *marked_names(read)):
        say(f"! {text}")
    _tell(found, labels)


_FRAMES = ("summary", "moves", "ranks", "indices", "breaches", "units", "groups", "differences",
           "transport")  # fmt: skip


def _write(found: Any, folder: str) -> None:
    from pathlib import Path

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    some = ("transport", "hosting")
    for name in (name for name in (*_FRAMES, "hosting") if name not in some or _holds(found, name)):
        getattr(found, name).to_csv(place / f"{name}.csv", index=False, lineterminator="\n")


def _holds(found: Any, name: str) -> bool:
    return bool(len(getattr(found, name)))


def _gap(gap: float | None, lang: str) -> str:
    """Return how far from the best possible; a dash where nothing was promised or proven."""
    return "–" if gap is None or gap != gap else percent(gap, lang, decimals=2)  # noqa: PLR0124 - NaN


def _tell(found: Any, labels: dict[str, str]) -> None:
    from skolval.measure import index_name
    from skolval.measure.sentences import basis_name

    lang = current()
    for text in found.sentences(labels):
        say(text)
    say()
    header = (
        _("run"), _("Gap").lower(), _("placed"), _("first wish"), _("some wish"), _("mean m"),
        _("longest m"), _("school transport"), _("breaches"),
    )  # fmt: skip
    rows = [
        (
            row["run"],
            _gap(row["gap"], lang),
            number(row["placed"], lang),
            *(percent(row[key], lang, decimals=1) for key in ("first_wish", "any_wish")),
            *(number(row[key], lang) for key in ("metres_mean", "metres_max", "entitled")),
            number(row["breaches"], lang),
        )
        for row in found.summary.to_dict("records")
    ]
    table(_("Runs"), header, rows)
    if len(found.hosting):
        _tell_hosting(found.hosting)
    if found.hosted:
        return
    shown = found.indices[found.indices["index"].isin(["dissimilarity", "theil_h"])]
    shown = shown[shown["scope"] == "within_grade"]
    lines = [
        (
            row["run"], labels.get(row["group"], row["group"]), basis_name(row["basis"]),
            index_name(row["index"]),
            number(row["value"], lang, decimals=3), number(row["expected"], lang, decimals=3),
        )
        for row in shown.to_dict("records")
    ]  # fmt: skip
    columns = (_("run"), _("group"), _("counted by"), _("index"), _("value"), _("by lot"))
    table(_("Segregation within grades"), columns, lines)
    _tell_differences(found.differences, labels)


def _tell_hosting(frame: Any) -> None:
    lang = current()
    header = (
        _("run"), _("groups"), _("units"), _("in the top units"), _("Gini"), _("by lot"),
        _("siblings together"), _("kronor a year"),
    )  # fmt: skip
    rows = [
        (
            row["run"],
            *(number(row[key], lang) for key in ("groups", "hosting_units")),
            percent(row["top_share"], lang, decimals=1),
            *(number(row[key], lang, decimals=3) for key in ("gini_groups", "gini_by_lot")),
            _("{count} of {of}").format(
                count=number(row["siblings_met"], lang), of=number(row["siblings"], lang)
            )
            if row["siblings"]
            else "–",
            number(row["kronor"], lang),
        )
        for row in frame.to_dict("records")
    ]
    table(_("Groups"), header, rows)


def _tell_differences(frame: Any, labels: dict[str, str]) -> None:
    from skolval.measure import index_name

    if frame.empty:
        return
    lang = current()
    header = (
        _("run"), _("against"), _("group"), _("index"), _("difference"), _("by lot, lowest"),
        _("by lot, highest"), _("p"),
    )  # fmt: skip
    lines = [
        (
            row["run_b"], row["run_a"], labels.get(row["group"], row["group"]),
            index_name(row["index"]),
            *(number(row[c], lang, decimals=3) for c in ("difference", "low_lot", "high_lot", "p")),
        )
        for row in frame.to_dict("records")
    ]  # fmt: skip
    table(_("Differences within grades, and what chance alone gives (95 per cent)"), header, lines)
