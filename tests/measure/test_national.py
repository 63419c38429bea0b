"""One municipality among all: file, figures, ranks, page and command."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest

from commands import run
from skolval.errors import InputError, UsageError
from skolval.indices import dissimilarity
from skolval.measure.national import NATIONAL_COLUMNS, WHOLE, municipalities, one_of
from skolval.report.national import Subject, national_page
from skolval.sources.national_units import read_national_units

HEADER = (
    "school_code,name,kommun,owner_type,pupils,pct_foreign_background,"
    "pct_foreign_background_flag,pct_parents_post_secondary,pct_parents_post_secondary_flag"
)


def file_of(place, rows, name="sweden_grundskolor_2030.csv"):
    path = place / name
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def municipality(name, shares, *, start):
    return [
        f"{start + i},{name}skolan {i},{name},{'Enskild' if i == 5 else 'Kommunal'},200,{s},,60,"
        for i, s in enumerate(shares)
    ]


@pytest.fixture
def country(tmp_path):
    """Åby is split, Berga even, Cederby between; Ön has too few units, one unit no place."""
    rows = [
        *municipality("Åby", (5, 5, 80, 80, 40, 45), start=100),
        *municipality("Berga", (30, 31, 29, 30, 30, 31), start=200),
        *municipality("Cederby", (10, 50, 30, 20, 40, 30), start=300),
        *municipality("Ön", (10, 90), start=400),
        "500,Dold,Cederby,Kommunal,60,,suppressed_few,50,",
        "501,Utan siffror,Cederby,Kommunal,,,missing,,missing",
        "502,Utan kommun,,Kommunal,100,50,,50,",
        "503,Bytt ägare,Berga,Enskild,,,missing,,missing",
        "503,Bytt ägare,Berga,Enskild,200,30,,60,",
    ]
    return file_of(tmp_path, rows)


def test_units_are_read_once_with_their_marks(country):
    units = read_national_units(country.parent, "foreign_background")
    assert len(units) == 24
    hidden = units.set_index("unit_id").loc["500"]
    assert np.isnan(hidden["share"])
    assert (hidden["low"], hidden["high"]) == (0, 6)
    assert units.set_index("unit_id").loc["503", "pupils"] == 200
    assert set(units["owner"]) == {"municipal", "independent"}


def test_a_share_of_the_rest_is_turned_round_with_its_mark(tmp_path):
    path = file_of(tmp_path, ["1,A,Åby,Kommunal,100,10,,,suppressed_few", "2,B,Åby,Kommunal,50,,suppressed_majority,70,"])  # fmt: skip
    units = read_national_units(path, "low_education")
    assert units["share"].iloc[1] == pytest.approx(0.3)
    # Few parents have post-secondary education: then nearly all pupils belong to the group.
    assert (units["low"].iloc[0], units["high"].iloc[0]) == (90, 100)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("1,A,Åby,Statlig,100,10,,50,", "owner_type"),
        ("1,A,Åby,Kommunal,-3,10,,50,", "pupils"),
        ("1,A,Åby,Kommunal,100,130,,50,", "pct_foreign_background"),
        ("1,A,Åby,Kommunal,100,,odd,50,", "pct_foreign_background_flag"),
        ("1,A,Åby,Kommunal,100,,,50,", "pct_foreign_background"),
        ("1,A,Åby,Kommunal,10,10,,50,\n1,A,Åby,Enskild,20,10,,50,", "twice with figures"),
    ],
)
def test_faulty_cells_are_named(tmp_path, row, told):
    with pytest.raises(InputError, match=told):
        read_national_units(file_of(tmp_path, [row]), "foreign_background")


def test_a_missing_file_or_column_is_named(tmp_path):
    with pytest.raises(InputError, match="holds no file"):
        read_national_units(tmp_path, "foreign_background")
    file_of(tmp_path, []).write_text("school_code,name\n1,A\n", encoding="utf-8")
    with pytest.raises(InputError, match="kommun"):
        read_national_units(tmp_path, "foreign_background")
    file_of(tmp_path, [], name="other_grundskolor.csv")
    with pytest.raises(InputError, match="several"):
        read_national_units(tmp_path, "foreign_background")


def test_every_municipality_stands_with_what_lot_gives_and_its_rank(country):
    heard = []
    units = read_national_units(country, "foreign_background")
    table = municipalities(units, "foreign_background", progress=heard.append)
    assert tuple(table.columns) == NATIONAL_COLUMNS
    assert list(table["municipality"]) == [WHOLE, "Åby", "Cederby", "Berga"]
    assert list(table["rank"].iloc[1:]) == [1, 2, 3]
    assert heard == ["Municipality 1 of 4 ..."]
    ours = one_of(table, "åby")
    x, t = np.array([10.0, 10, 160, 160, 80, 90]), np.full(6, 200.0)
    assert ours["d"] == pytest.approx(float(dissimilarity.KERNEL.value(x, t)))
    assert ours["low_95"] <= ours["underlying"] <= ours["high_95"]
    cederby = one_of(table, "Cederby")
    assert (cederby["suppressed"], cederby["without_figures"]) == (1, 1)
    assert cederby["d_low"] < cederby["d_high"]
    assert one_of(table, "Berga")["above"] == 2
    assert ours["below"] == 1


def test_an_unknown_municipality_gets_a_suggestion(country):
    table = municipalities(read_national_units(country, "foreign_background"), "foreign_background")
    with pytest.raises(UsageError, match="Åby"):
        one_of(table, "Åbyn")
    with pytest.raises(UsageError, match="no municipality"):
        one_of(table.iloc[:1], "Åby")


def test_a_country_without_large_municipalities_has_only_itself(tmp_path):
    path = file_of(tmp_path, municipality("Ön", (10, 90), start=1))
    table = municipalities(read_national_units(path, "foreign_background"), "foreign_background")
    assert list(table["municipality"]) == [WHOLE]


@pytest.mark.parametrize("lang", ["en", "sv"])
def test_the_page_loads_nothing_and_marks_the_municipality(country, lang):
    table = municipalities(read_national_units(country, "foreign_background"), "foreign_background")
    subject = Subject("Cederby", "foreign background", "all", "Skolverket")
    page = national_page(table, subject, lang=lang)
    assert f'<html lang="{lang}">' in page
    assert "default-src" in page
    assert not re.search(r'(src|href)="https?:', page)
    assert "<strong>Cederby</strong>" in page
    assert page.index('<div class="chart"') < page.index("<table>")
    assert page.count("<section") == 4
    assert page == national_page(table, subject, lang=lang)


def test_the_command_writes_page_and_table(country, tmp_path):
    page, table = tmp_path / "p.html", tmp_path / "t.csv"
    done = run(
        "--lang", "en", "national", country, "--municipality", "Cederby", "--out", page,
        "--csv", table,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "It is number 2 of 3 municipalities" in done.stdout
    assert "suppressed" in done.stdout
    assert page.read_text("utf-8").rstrip().endswith("</html>")
    assert len(pd.read_csv(table)) == 4


def test_the_command_speaks_to_machines_and_counts_municipal_units_alone(country):
    done = run(
        "national", country, "--municipality", "Åby", "--owners", "municipal", "--json",
        "--group", "foreign_background",
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["municipality"]["units"] == 5
    assert len(told["sentences"]) == 4


def test_the_command_refuses_an_unknown_name_before_it_measures(country):
    done = run("--lang", "en", "national", country, "--municipality", "Åbyn")
    assert done.returncode == 2
    assert "Åby" in done.stderr


GOLDEN = {
    "Uppsala": (55, 0.286, 0.414, 0.436, 0.210),
    "Stockholm": (141, 0.273, 0.443, 0.471, 0.273),
    "Linköping": (54, 0.273, 0.457, 0.462, 0.260),
    "Lund": (40, 0.280, 0.293, 0.373, 0.130),
    "Gislaved": (14, 0.374, 0.191, 0.402, 0.045),
    "Göteborg": (126, 0.377, 0.479, 0.566, 0.304),
    "Malmö": (79, 0.517, 0.422, 0.630, 0.235),
}


@pytest.mark.shared
def test_sweden_and_its_municipalities_have_their_published_numbers(shared):
    """Baselines 2024/25, foreign background, municipal units (the country: all units).

    Shares are rounded back to whole pupils; our file knows one unit more in Göteborg and one fewer in Malmö than the published figures.
    """
    units = read_national_units(shared / "data/sweden", "foreign_background")

    counted = units[(units["pupils"] > 0) & units["share"].notna()]
    assert len(counted) == pytest.approx(4083, abs=10)
    x, t = np.rint(counted["share"] * counted["pupils"]), counted["pupils"]
    assert x.sum() / t.sum() == pytest.approx(0.278, abs=5e-4)
    assert float(dissimilarity.KERNEL.value(x.to_numpy(), t.to_numpy())) == pytest.approx(
        0.418, abs=1e-3
    )
    ours = units[(units["owner"] == "municipal") & units["municipality"].isin(GOLDEN)]
    table = municipalities(ours, "foreign_background")
    for name, (count, *numbers) in GOLDEN.items():
        row = one_of(table, name)
        assert row["units"] == pytest.approx(count, abs=1)
        found = [row[column] for column in ("share", "d", "isolation", "v")]
        slack = 8e-4 if row["units"] == count else 2.5e-3
        assert found == pytest.approx(numbers, abs=slack), name
