"""Make a synthetic municipality of a chosen size and seed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from skolval.cli.output import common, emit, progress_line, say, table
from skolval.domain.language import _, current, number

if TYPE_CHECKING:
    import pandas as pd

    from skolval.domain.instance import Instance


@click.command(
    help="""Make a synthetic municipality and write it as an instance folder.

    PROFILE is lillstad (300 pupils), smastad (2,500), exempelstad (24,000), storstad (112,000)
    or miljon (1,000,000), or upper_secondary (20 upper secondary units, 7,300 pupils, one in ten
    in an introduction programme). DIR is a new folder. The same profile and seed give the same
    bytes. Nothing in it is real: schools, homes and pupils are drawn by chance in Swedish
    proportions.

    Example: skolval generate lillstad out/lillstad --seed 1
    """
)
@click.argument("profile")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Any number."
)
@click.option(
    "--pupils",
    type=click.IntRange(100, 5_000_000),
    help="Another number of pupils; the rest of the profile follows in proportion.",
)
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["csv", "parquet"]),
    default="csv",
    show_default=True,
    help="How the tables are written.",
)
@click.option(
    "--facts", is_flag=True, help="Also place one round and print published bands beside measured."
)
@common
def command(
    profile: str,
    folder: Path,
    *,
    seed: int,
    pupils: int | None,
    file_format: str,
    facts: bool,
    as_json: bool,
) -> None:
    """Generate and write."""
    from skolval.io.writing import new_folder, write_instance

    progress = progress_line(quiet=as_json)
    with new_folder(folder) as draft:
        progress(_("Drawing {name} ...").format(name=profile))
        instance = _drawn(profile, seed, pupils, facts=facts)
        progress(_("Writing {count} pupils ...").format(count=_count(len(instance.pupils))))
        write_instance(instance, draft, format=file_format)
    measured = _facts(instance) if facts else None
    if as_json:
        emit({"folder": str(folder), **_sizes(instance), "facts": _rows(measured)})
        return
    for what, count in _sizes(instance).items():
        say(f"{_called(what)}: {_count(count)}")
    if measured is not None:
        _show(measured)
    say(_("Instance folder: {folder}").format(folder=folder))


def _drawn(profile: str, seed: int, pupils: int | None, *, facts: bool) -> Instance:
    from skolval.synth.generate import generate
    from skolval.synth.profiles import profile as profile_named
    from skolval.synth.upper_secondary import NAME, generate_upper_secondary

    if profile != NAME:
        plan = profile_named(profile)
        return generate(plan if pupils is None else plan.scaled(pupils), seed=seed)
    for option in ["--pupils"] * (pupils is not None) + ["--facts"] * facts:
        text = _("{option} is for compulsory schools, and {name} is of one size.")
        raise click.UsageError(text.format(option=option, name=NAME))
    return generate_upper_secondary(seed=seed)


def _count(value: int) -> str:
    return number(value, current())


def _called(what: str) -> str:
    """Return what the data dictionary calls a table or a column."""
    from skolval.io.dictionary import TABLES

    home = {"in_round": "pupils", "seats": "offerings"}
    entry = TABLES[home[what]].field(what) if what in home else TABLES[what]
    text = entry.sv if current() == "sv" else entry.en
    return text.partition(" (")[0].capitalize()


def _sizes(instance: Instance) -> dict[str, int]:
    return {
        "pupils": len(instance.pupils),
        "in_round": int(instance.pupils["in_round"].sum()),
        "units": len(instance.units),
        "offerings": len(instance.offerings),
        "seats": int(instance.offerings["seats"].sum()),
        "areas": len(instance.areas),
        "nodes": len(instance.nodes),
        "edges": len(instance.edges),
    }


def _facts(instance: Instance) -> pd.DataFrame:
    """Place the round under the policy that the bands were published for, and measure."""
    from skolval.io.policy import read_policy
    from skolval.place import place, problem_of
    from skolval.synth.facts import Outcome, facts_table

    problem = problem_of(instance, read_policy("uppsala_2021"))
    return facts_table(Outcome(instance, problem, place(problem)))


def _rows(measured: pd.DataFrame | None) -> list[dict[str, object]] | None:
    if measured is None:
        return None
    return [{str(key): value for key, value in row.items()} for row in measured.to_dict("records")]


def _show(measured: pd.DataFrame) -> None:
    table(
        _("Published bands and this municipality"),
        [_("fact"), _("band"), _("measured"), _("inside"), _("source")],
        [
            (
                str(row["what"]),
                f"{row['low']:g}-{row['high']:g}",
                f"{row['measured']:.3g}",
                _("yes") if row["holds"] else _("no"),
                str(row["source"]),
            )
            for row in measured.to_dict("records")
        ],
    )
