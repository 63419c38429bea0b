"""The command line of the importers."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Annotated, Literal

import click
import pytest
from click.testing import CliRunner
from pydantic import BaseModel, Field
from tests.public_files import write_public_files

from skolval.cli import import_work
from skolval.cli.commands.import_ import command
from skolval.cli.import_options import checked_params, options_of
from skolval.cli.import_pages import importer_page
from skolval.cli.import_takers import TAKERS
from skolval.errors import InputError, UsageError
from skolval.io.instance import read_instance
from skolval.io.shipped import find_instance
from skolval.registry import load, names
from skolval.sources.kinds import KINDS


@pytest.fixture
def public(tmp_path):
    return str(write_public_files(tmp_path / "public"))


def run(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_without_arguments_what_can_be_imported_is_listed():
    done = run()
    assert done.exit_code == 0
    assert "uppsala-public  Uppsala municipality from public files" in done.output
    assert "areas.csv: one row per area" in done.output
    listed = json.loads(run("--json").output)["importers"]
    assert set(listed) == {name.replace("_", "-") for name in names("importer")}
    assert listed["rezoning"]["files"]["schools.csv"].startswith("one row per school")
    assert listed["rezoning"]["example"].startswith("skolval import rezoning")


def test_the_list_is_made_without_importing_an_importer():
    code = (
        "import sys; from skolval.cli import skolval\n"
        "try: skolval(['import'])\nexcept SystemExit: pass\n"
        "heavy = {'pandas', 'numpy', 'geopandas', 'pydantic'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "rezoning" in done.stdout


@pytest.mark.parametrize("member", names("importer"))
def test_help_of_an_importer_tells_its_options_files_and_an_example(member):
    done = run(member.replace("_", "-"), "--help")
    assert done.exit_code == 0, done.output
    assert f"Example: skolval import {member.replace('_', '-')}" in " ".join(done.output.split())
    module = load("importer", member)
    for name in module.Params.model_fields:
        assert f"--{name.replace('_', '-')}" in done.output
    for option in command.get_command(None, member.replace("_", "-")).params:
        if isinstance(option, click.Option):
            assert option.help, option.name
    for common in ("--out", "--format", "--dry-run", "--json"):
        assert common in done.output


@pytest.mark.parametrize("member", names("importer"))
def test_the_example_of_an_importer_is_a_command_that_is_understood(member):
    words = shlex.split(importer_page(member).example)
    assert words[:3] == ["skolval", "import", member.replace("_", "-")]
    made = command.get_command(None, words[2])
    made.make_context(words[2], words[3:])


def test_an_instance_is_written_and_what_is_assumed_is_said(public, tmp_path):
    done = run("uppsala-public", public, tmp_path / "out", "--seed", 3)
    assert done.exit_code == 0, done.output
    assert "WHAT-IF" in done.output
    assert "seats are assumed" in done.output
    assert "OpenStreetMap contributors, ODbL" in done.output
    assert len(read_instance(tmp_path / "out").pupils) == 71


def test_machines_get_one_object(public, tmp_path):
    done = run("uppsala-public", public, tmp_path / "out", "--json", "--format", "parquet")
    told = json.loads(done.output)
    assert told["rows"]["units"] == 5
    assert told["folder"] == str(tmp_path / "out")
    assert len(told["notes"]) >= 3
    assert (tmp_path / "out" / "pupils.parquet").exists()


def test_a_dry_run_writes_nothing(public, tmp_path):
    done = run("uppsala-public", public, tmp_path / "out", "--dry-run")
    assert "Nothing was written" in done.output
    assert not (tmp_path / "out").exists()
    assert run("uppsala-public", public, "--dry-run").exit_code == 0


def test_an_importers_own_options_come_before_those_that_all_share():
    told = run("municipality", "--help").output
    assert told.index("--code TEXT") < told.index("--units-vintage") < told.index("--seed")


def test_options_reach_the_importer(public, tmp_path):
    done = run(
        "uppsala-public", public, tmp_path / "out", "--independent", "excluded",
        "--spare", 20, "--school-year", "2023/24", "--cohort", "first-year",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "Independent units are left out" in done.output
    made = read_instance(tmp_path / "out")
    assert made.school_year == "2023/24"
    assert made.offerings["seats"].sum() == -(-len(made.pupils) * 6 // 5)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--spare", "-1"), "--spare: Input should be greater than or equal to 0"),
    ],
)
def test_a_wrong_option_is_a_wrong_call(public, tmp_path, words, message):
    done = run("uppsala-public", public, tmp_path / "out", *words)
    assert isinstance(done.exception, UsageError)
    assert message in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_a_word_that_is_no_choice_is_told_with_the_choices(public, tmp_path):
    done = run("uppsala-public", public, tmp_path / "out", "--independent", "perhaps")
    assert done.exit_code == 2
    assert "'placeable', 'excluded'" in done.output


def test_an_unknown_importer_is_told_with_the_nearest(public, tmp_path):
    done = run("uppsala-publik", public, tmp_path / "out")
    assert isinstance(done.exception, UsageError)
    assert "uppsala_public" in str(done.exception)


def test_a_name_alone_is_a_wrong_call():
    done = run("uppsala-public")
    assert done.exit_code == 2
    assert "Give what to import" in done.output


def test_a_folder_that_holds_anything_is_left_as_it_is(public, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "precious.txt").write_text("mine", encoding="utf-8")
    done = run("uppsala-public", public, out)
    assert isinstance(done.exception, UsageError)
    assert [path.name for path in out.iterdir()] == ["precious.txt"]


def test_a_filled_folder_is_refused_before_anything_is_read(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "precious.txt").write_text("mine", encoding="utf-8")
    done = run("rezoning", tmp_path / "nowhere", tmp_path / "out")
    assert isinstance(done.exception, UsageError)
    assert "not empty" in str(done.exception)


def test_without_a_new_folder_nothing_is_begun(tmp_path):
    done = run("rezoning", tmp_path)
    assert done.exit_code == 2
    assert "Give a new folder last" in done.output


@pytest.fixture
def tables(tmp_path):
    """Two areas beside each other, both going to the one school, whose seats are not told."""
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, text in {
        "areas": "area,poor,rich,school\na1,3,1,S1\na2,1,4,S1\n",
        "schools": "id,name,area\nS1,One,a1\n",
        "travel": "area,school,metres\na1,S1,100\na2,S1,200\n",
        "adjacency": "a,b\na1,a2\n",
    }.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_dry_run_tells_files_tables_assumptions_and_provenance(tables):
    done = run("rezoning", tables, "--dry-run")
    assert done.exit_code == 0, done.output
    assert "areas.csv: table of an unknown kind, 2 rows, UTF-8" in done.output
    assert "pupils 9" in done.output
    assert "Provenance of columns: " in done.output
    assert "ASSUMED: offerings.seats" in done.output
    assert "MODELLED: pupils.poor" in done.output


def test_machines_get_files_and_provenance(tables, tmp_path):
    told = json.loads(run("rezoning", tables, tmp_path / "town", "--json").output)
    assert [file["file"] for file in told["files"]][:2] == ["adjacency.csv", "areas.csv"]
    seats = [row for row in told["provenance"] if row["column"] == "seats"]
    assert seats[0]["made"] == "assumed"


def test_a_written_instance_tells_what_to_do_next(tables, tmp_path):
    done = run("rezoning", *tables.iterdir(), "--out", tmp_path / "town")
    assert done.exit_code == 0, done.output
    assert f"Next: skolval check {tmp_path / 'town'}" in done.output
    assert len(read_instance(tmp_path / "town").provenance) > 5


def test_a_wrong_folder_leaves_nothing_half_written(tmp_path):
    (tmp_path / "empty").mkdir()
    done = run("uppsala-public", tmp_path / "empty", tmp_path / "out")
    assert isinstance(done.exception, InputError)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty"]


class Odd(BaseModel):
    """What may be chosen.

    Parameters
    ----------
    files : to read. year : of the figures, e.g. 2024.
    """

    files: tuple[Path, ...]
    year: int = 2024
    rate: Annotated[float, Field(description="Kronor per km.", le=9)] = 3.5
    kind: Literal["a", "b"] | None = None
    keep: bool = Field(default=True, description="Keep the rest.")
    either: int | str = "x"
    nested: dict[str, int] = Field(default_factory=dict)


def test_every_kind_of_field_becomes_an_option_of_its_kind():
    made = {option.name: option for option in options_of(Odd, {"files": "Files.", "year": "Year."})}
    assert set(made) == {"files", "year", "rate", "kind", "keep", "either"}
    assert made["files"].multiple
    assert made["files"].required
    assert made["files"].help == "Files. May be repeated."
    assert made["year"].help == "Year. [default: 2024]"
    assert made["kind"].type.choices == ("a", "b")
    assert made["keep"].opts == ["--keep"]
    assert made["keep"].secondary_opts == ["--no-keep"]
    assert made["rate"].help == "Kronor per km. [default: 3.5]"


def test_what_is_not_given_keeps_its_default_and_a_wrong_value_is_named(tmp_path):
    chosen = {"files": (tmp_path,), "year": None, "keep": False, "rate": None}
    found = checked_params(Odd, chosen)
    assert (found.year, found.keep, found.rate) == (2024, False, 3.5)
    with pytest.raises(UsageError, match="--rate: Input should be less than or equal to 9"):
        checked_params(Odd, chosen | {"rate": 10.0})


def test_an_importer_may_take_all_its_files_by_options(tmp_path, monkeypatch):
    seen = {}
    module = ModuleType("odd")
    module.Params = Odd
    made = SimpleNamespace(instance=read_instance(find_instance("lillstad")))
    module.read = lambda params: seen.update(params=params) or made
    monkeypatch.setattr(import_work, "imported_json", lambda *_parts: {})
    (tmp_path / "a.csv").write_text("a,b\n", encoding="utf-8")
    shared = import_work.Shared((), None, "csv", dry_run=True, as_json=True)
    import_work.run_import(module, {"files": (tmp_path / "a.csv",)}, shared)
    assert seen["params"].files == (tmp_path / "a.csv",)
    assert import_work.read_files([], seen["params"]) == [tmp_path / "a.csv"]


def test_recognise_tells_what_files_are_and_why(tables):
    (tables / "brev.txt").write_text("Hej\n", encoding="utf-8")
    (tables / "val.csv").write_text("elev;val 1\n20160312-2384;A\n", encoding="utf-8")
    done = run("recognise", tables)
    assert done.exit_code == 0
    assert "brev.txt: not recognised" in done.output
    assert "since it holds: elev, val 1" in done.output
    assert "personal identity numbers" in done.output
    assert "20160312" not in done.output


def test_recognise_tells_machines_too_and_misses_a_missing_file(tables):
    done = run("recognise", tables / "areas.csv", tables / "no.csv", "--json")
    assert [file["code"] for file in json.loads(done.output)["files"]] == ["table", "missing"]
    assert done.exit_code == 1


def test_every_command_told_for_a_kind_is_one_that_is_understood():
    for kind, words in TAKERS.items():
        assert kind in KINDS
        _skolval, name, *rest = shlex.split(words)
        if name == "import":
            made = command.get_command(None, rest[0])
            known = {flag for option in made.params for flag in option.opts}
            assert {word for word in rest if word.startswith("--")} <= known


def test_what_may_not_be_written_is_said_in_a_dry_run_and_refused_otherwise(tables, monkeypatch):
    real = load("importer", "rezoning").read

    def unfit(source, params):
        found = real(source, params)
        return replace(found, unfit="Seats are missing.", notes=("calm", "WARNING: first"))

    monkeypatch.setattr(load("importer", "rezoning"), "read", unfit)
    done = run("rezoning", tables, "--dry-run")
    assert "It would not be written: Seats are missing." in done.output
    assert done.output.index("WARNING: first") < done.output.index("calm")
    refused = run("rezoning", tables, tables.parent / "town")
    assert "Seats are missing." in str(refused.exception)
    assert not (tables.parent / "town").exists()


def test_importers_that_only_differ_in_options_need_no_source(tables):
    done = run("municipality", "a", "b", "--code", "0509", "--statistics", "x", "--units", "y")
    assert done.exit_code == 2
    assert "Give what to import" in done.output
