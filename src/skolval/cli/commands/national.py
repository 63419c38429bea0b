"""Show one municipality among all: D, isolation and V from published statistics."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from skolval.cli.output import common, emit, progress_line, say, table
from skolval.domain.language import _, current


@click.command(
    help="""Show a municipality's segregation between school units among all municipalities.

    FILES is the file with every compulsory-school unit of the country (Skolverket, Underlag för
    analys), or a folder that holds it. Suppressed shares are intervals, and every municipality
    stands with what lot gives and the interval of its underlying D. All municipalities take a
    minute or so. Beside it stands D as one number with suppressed shares set to one share, as
    older comparisons have it, and with --residents D of the residents' statistical areas.

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
@click.option(
    "--suppressed-as",
    type=click.FloatRange(0, 1),
    default=0.05,
    help="Share that stands for every suppressed one in D as one number (0.05).",
)
@click.option(
    "--residents",
    type=click.Path(path_type=Path, exists=True),
    help="Statistics Sweden's areas of the country, for D of the residents.",
)
@click.option("--vintage", default="", help="Day or year of --residents, if the file says none.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the page, an HTML file.")
@click.option("--csv", "csv", type=click.Path(path_type=Path), help="Write the whole table.")
@common
def command(
    files: Path, *, municipality: str, group: str, owners: str, as_json: bool, **places: Any
) -> None:
    """Measure all municipalities and tell about one."""
    from skolval.measure.national import municipalities, one_of
    from skolval.measure.national_points import points, with_points
    from skolval.report.among import NATIONAL_SOURCE
    from skolval.report.national import Subject, write_national
    from skolval.sources.national_units import read_national_units

    units = read_national_units(files, group)
    if owners == "municipal":
        units = units[units["owner"] == "municipal"]
    _refuse_unknown(units, municipality)
    living = _living(places["residents"], group, places["vintage"])
    found = municipalities(units, group, progress=progress_line(quiet=as_json))
    every = with_points(found, points(units, at=places["suppressed_as"]), living)
    ours = one_of(every, municipality)
    subject = Subject(municipality, _label(group), owners, NATIONAL_SOURCE)
    written = []
    if places["out"]:
        written.append(write_national(found, places["out"], subject, lang=current()))
    if places["csv"]:
        every.to_csv(places["csv"], index=False, lineterminator="\n")
        written.append(places["csv"])
    facts = _facts(found, ours, places["suppressed_as"])
    if as_json:
        listed = every.astype(object).where(every.notna(), None)
        rows = {"municipality": one_of(listed, municipality),
                "municipalities": listed.to_dict("records")}  # fmt: skip
        emit(rows | {"sentences": facts, "files": [str(path) for path in written]})
        return
    _tell(found, ours, facts)
    for path in written:
        say(_("Written: {path}").format(path=path))


def _living(path: Path | None, group: str, vintage: str) -> Any:
    """Return D of the residents' areas by municipality, or nothing where no file is given."""
    from skolval.errors import InputError
    from skolval.io.faults import Ledger
    from skolval.measure.national_points import points_of_residents
    from skolval.sources.residents import residents_of
    from skolval.sources.statistics import Asked, read_statistics

    if path is None:
        return None
    ledger = Ledger()
    read = read_statistics(path, ledger=ledger, asked=Asked(vintage=vintage))
    areas = residents_of(read, group, ledger) if read else None
    if areas is None:
        raise InputError(fault for fault in ledger.faults if fault.level == "error")
    return points_of_residents(areas)


def _facts(found: Any, ours: dict[Any, Any], at: float) -> list[str]:
    """Return the sentences about the municipality; D as one number comes last."""
    from skolval.domain.language import number
    from skolval.report.national import national_facts
    from skolval.report.words import Words

    lang = current()
    ranked = ours["municipality"] in set(found["municipality"])
    facts = national_facts(found, ours, Words(lang)) if ranked else [_too_few()]
    filled = ours["d_filled"] == ours["d_filled"]
    if filled and ours["suppressed_filled"]:
        facts.append(
            _("With every suppressed share set to {share} per cent, D is {d} over {units} units.")
            .format(share=number(100 * at, lang), d=number(ours["d_filled"], lang, decimals=3),
                    units=number(ours["units_filled"], lang))
        )  # fmt: skip
    living = ours.get("d_residents")
    if living is not None and living == living:  # noqa: PLR0124 - NaN: not in the file
        text = _("Over the residents' {areas} statistical areas, D is {d}.")
        facts.append(text.format(d=number(living, lang, decimals=3),
                                 areas=number(ours["areas_residents"], lang)))  # fmt: skip
    return facts


def _too_few() -> str:
    return _("Fewer than five units have a published share, so nothing is told of chance and rank.")


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
    ranked = ours["municipality"] in set(found["municipality"])
    near = found[(found["rank"] - ours["rank"]).abs() <= 4] if ranked else found.iloc[:0]
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
