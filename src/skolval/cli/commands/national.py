"""Show one municipality among all: D, isolation and V from published statistics."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from skolval.cli.output import common, emit, progress_line, say, table
from skolval.domain.language import _, current

_SOURCE = "Skolverket, Underlag för analys; Skolenhetsregistret"


@click.command(
    help="""Show a municipality's segregation between school units among all municipalities.

    FILES is the file with every compulsory-school unit of the country (Skolverket, Underlag för
    analys), or a folder that holds it. Suppressed shares are intervals, and every municipality
    stands with what lot gives and the interval of its underlying D. All municipalities take a
    minute or so.

    Example: skolval national data/sweden-schools --municipality Uppsala --out uppsala.html
    """
)
@click.argument("files", type=click.Path(path_type=Path, exists=True))
@click.option("--municipality", required=True, help="Its name as in the file.")
@click.option(
    "--group",
    type=click.Choice(["foreign_background", "low_education"]),
    default="foreign_background",
    help="Pupils of foreign background, or whose parents lack post-secondary education.",
)
@click.option(
    "--owners",
    type=click.Choice(["all", "municipal"]),
    default="all",
    help="Count all units (default) or municipal ones alone.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write the page, an HTML file.")
@click.option("--csv", "csv", type=click.Path(path_type=Path), help="Write the whole table.")
@common
def command(
    files: Path, *, municipality: str, group: str, owners: str, as_json: bool, **places: Any
) -> None:
    """Measure all municipalities and tell about one."""
    from skolval.measure.national import municipalities, one_of
    from skolval.report.national import Subject, national_facts, write_national
    from skolval.report.words import Words
    from skolval.sources.national_units import read_national_units

    units = read_national_units(files, group)
    if owners == "municipal":
        units = units[units["owner"] == "municipal"]
    _refuse_unknown(units, municipality)
    found = municipalities(units, group, progress=progress_line(quiet=as_json))
    ours = one_of(found, municipality)
    words = Words(current())
    subject = Subject(municipality, _label(group), owners, _SOURCE)
    written = []
    if places["out"]:
        written.append(write_national(found, places["out"], subject, lang=current()))
    if places["csv"]:
        found.to_csv(places["csv"], index=False, lineterminator="\n")
        written.append(places["csv"])
    facts = national_facts(found, ours, words)
    if as_json:
        rows = {"municipality": ours, "municipalities": found.to_dict("records")}
        emit(rows | {"sentences": facts, "files": [str(path) for path in written]})
        return
    _tell(found, ours, facts)
    for path in written:
        say(_("Written: {path}").format(path=path))


def _label(group: str) -> str:
    return {
        "foreign_background": _("foreign background"),
        "low_education": _("parents without post-secondary education"),
    }[group]


def _refuse_unknown(units: Any, municipality: str) -> None:
    """Refuse a name that the file does not hold before the long work begins."""
    from skolval.measure.national import one_of

    names = units[["municipality"]].drop_duplicates()
    one_of(names, municipality)


def _tell(found: Any, ours: Any, facts: list[str]) -> None:
    from skolval.domain.language import number

    lang = current()
    near = found[(found["rank"] - ours["rank"]).abs() <= 4]
    header = (_("municipality"), _("rank"), _("units"), "D", _("underlying"), _("95 per cent"),
              _("isolation"), "V")  # fmt: skip
    rows = [
        (
            row["municipality"], number(row["rank"], lang), number(row["units"], lang),
            number(row["d"], lang, decimals=3), number(row["underlying"], lang, decimals=3),
            f"{number(row['low_95'], lang, decimals=2)}–{number(row['high_95'], lang, decimals=2)}",
            number(row["isolation"], lang, decimals=3), number(row["v"], lang, decimals=3),
        )
        for row in near.to_dict("records")
    ]  # fmt: skip
    table(_("Nearest in rank"), header, rows)
    say()
    for text in facts:
        say(text)
