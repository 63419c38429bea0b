"""skolval measure FILE: any table of pupils on the command line."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from commands import run

PUPILS = (
    [("North", "m", "abroad", 1)] * 12 + [("North", "m", "born here", 1)] * 8
    + [("South", "i", "abroad", 2)] * 3 + [("South", "i", "born here", 2)] * 17
)  # fmt: skip


@pytest.fixture
def pupils(tmp_path):
    """Two schools of 20 pupils, 12 and 3 of them born abroad."""
    path = tmp_path / "pupils.csv"
    frame = pd.DataFrame(PUPILS, columns=["school", "owner", "background", "year"])
    frame.to_csv(path, index=False)
    return path


@pytest.fixture
def shares(tmp_path):
    path = tmp_path / "shares.csv"
    path.write_text(
        "school;abroad;pupils\nA;60,0;40\nB;10,0;40\nC;..;30\nD;.;.\n", encoding="utf-8"
    )
    return path


def measured(path, *words):
    return run("measure", path, "--unit", "school", *words)


def test_every_index_stands_beside_its_level_by_lot(pupils):
    done = measured(pupils, "--group", "background", "--index", "D", "--focus", "abroad")
    assert done.returncode == 0
    assert "40 pupils, 2 units" in done.stdout
    assert "0.4800" in done.stdout
    assert "by lot" in done.stdout


def test_intervals_and_draws_have_columns_of_their_own(pupils):
    done = measured(
        pupils, "--group", "background", "--index", "D", "--interval", "--permutations", "50"
    )
    for heading in ("underlying", "standard error", "mean of draws", "beta_fit"):
        assert heading in done.stdout


def test_parts_and_local_values(pupils, tmp_path):
    out = tmp_path / "found.csv"
    done = measured(pupils, "--group", "background", "--within", "owner", "--out", out)
    assert "between parts" in done.stdout
    assert "Values by unit stand in the CSV file" in done.stdout
    assert set(pd.read_csv(out)["family"]) >= {"local", "parts", "two_group"}


def test_one_measurement_per_year(pupils):
    done = measured(pupils, "--group", "background", "--by", "year", "--json")
    assert {row["by"] for row in json.loads(done.stdout)["indices"]} == {"1", "2"}


def test_published_shares_have_bounds_and_say_what_is_left_out(shares):
    done = measured(shares, "--share", "abroad", "--total", "pupils", "--index", "D")
    assert "highest, suppressed" in done.stdout
    assert "1 units without a published total left out" in done.stdout
    set_to = measured(
        shares, "--share", "abroad", "--total", "pupils", "--index", "D", "--suppressed", "0"
    )
    assert "110 pupils, 3 units" in set_to.stdout


def test_too_many_hidden_pupils_are_told(tmp_path):
    path = tmp_path / "large.csv"
    path.write_text("school,abroad,pupils\nA,10,90000\nB,20,90000\nC,.,90000\n", encoding="utf-8")
    done = measured(path, "--share", "abroad", "--total", "pupils", "--index", "D")
    assert "too many suppressed pupils for bounds" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--group", "bakground"], "Did you mean background"),
        (["--group", "background", "--suppressed", "0.1"], "add --share"),
        (["--group", "background", "--by", "yaer"], "Did you mean year"),
        (["--group", "background", "--index", "dissimilaritet"], "no index called"),
    ],
    ids=["group", "suppressed", "by", "index"],
)
def test_faults_are_told_in_words(pupils, words, said):
    done = measured(pupils, *words)
    assert done.returncode in {1, 2}
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_needs_a_unit_and_options_of_files_need_a_file(pupils, tmp_path):
    assert "Which column names the unit" in run("measure", pupils).stderr
    done = run("measure", "lillstad", "--interval")
    assert "is for a file" in done.stderr


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("pupil.csv", None, "Did you mean pupils.csv"),
        ("pupils.doc", "x", "are not read"),
        ("double.csv", "school,school\nA,B\n", "Two columns are called"),
        ("empty.csv", "", "header is missing"),
    ],
    ids=["missing", "kind", "double", "empty"],
)
def test_files_that_cannot_be_read_are_told(pupils, name, text, said):
    path = pupils.with_name(name)
    if text is not None:
        path.write_text(text, encoding="utf-8")
    done = measured(path, "--group", "background")
    assert done.returncode == 1
    assert said in done.stderr


def test_a_sheet_is_named_where_there_are_several(tmp_path):
    path = tmp_path / "town.xlsx"
    frame = pd.DataFrame(PUPILS, columns=["school", "owner", "background", "year"])
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        frame.to_excel(book, sheet_name="pupils", index=False)
        frame.to_excel(book, sheet_name="other", index=False)
    asked = ("--group", "background", "--index", "D")
    assert measured(path, *asked, "--sheet", "pupils").returncode == 0
    assert "Did you mean pupils" in measured(path, *asked, "--sheet", "pupil").stderr
    assert "several sheets" in measured(path, *asked).stderr


def test_a_file_is_measured_without_loading_what_takes_longer_than_the_measuring(pupils):
    import subprocess
    import sys

    code = (
        "import sys; from skolval.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "finally: print({name.split('.')[0] for name in sys.modules} & "
        "{'scipy', 'numba', 'ortools', 'geopandas', 'folium', 'altair'})"
    )
    words = ["measure", str(pupils), "--unit", "school", "--group", "background", "--interval"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[-1] == "set()", done.stderr
