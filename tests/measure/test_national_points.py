"""D of every municipality as one number: suppressed shares set to one share, and residents' areas."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from commands import run
from skolval.io.faults import Ledger
from skolval.measure.national import municipalities
from skolval.measure.national_points import points, points_of_residents, with_points
from skolval.sources.national_units import read_national_units
from skolval.sources.residents import residents_of
from skolval.sources.statistics import Asked, read_statistics

HEADER = (
    "school_code,name,kommun,owner_type,pupils,pct_foreign_background,"
    "pct_foreign_background_flag,pct_parents_post_secondary,pct_parents_post_secondary_flag"
)
REFERENCE = "municipal_school_segregation_2024_25.csv"
NAMED = {
    "Kristianstad": 0.525,
    "Norrköping": 0.508,
    "Göteborg": 0.491,
    "Malmö": 0.433,
    "Lund": 0.306,
}


@pytest.fixture
def country(tmp_path):
    """Åby has five known units; Ön has six of which four are suppressed; By has four in all."""
    rows = [
        f"1{i},Å{i},Uppsala,Kommunal,100,{share},,60,"
        for i, share in enumerate((0, 10, 20, 30, 40))
    ]
    rows += [f"2{i},Ö{i},Lund,Kommunal,200,,suppressed_few,60," for i in range(3)]
    rows += ["23,Ö3,Lund,Kommunal,200,,suppressed_majority,60,", "24,Ö4,Lund,Enskild,200,50,,60,",
             "25,Ö5,Lund,Kommunal,,,missing,,missing", "26,Ö6,Lund,Kommunal,100,25,,60,"]  # fmt: skip
    rows += [f"3{i},B{i},Malmö,Kommunal,100,10,,60," for i in range(4)]
    path = tmp_path / "sweden_grundskolor_2030.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def by_hand(share, pupils):
    """Half the sum of the differences of the two groups' distributions over units."""
    group, rest = share * pupils, (1 - share) * pupils
    return float(np.abs(group / group.sum() - rest / rest.sum()).sum() / 2)


def test_suppressed_shares_are_set_to_one_share_whatever_their_mark(country):
    found = points(read_national_units(country, "foreign_background")).set_index("municipality")
    assert found.index.tolist() == ["Lund", "Uppsala"]
    lund = found.loc["Lund"]
    assert (lund["units_filled"], lund["suppressed_filled"], lund["pupils_filled"]) == (6, 4, 1100)
    share = np.array([0.05] * 4 + [0.5, 0.25])
    assert lund["d_filled"] == pytest.approx(by_hand(share, np.array([200.0] * 5 + [100])))
    other = points(read_national_units(country, "foreign_background"), at=0.5)
    assert other.set_index("municipality").loc["Lund", "d_filled"] < lund["d_filled"]


def test_municipalities_without_a_rank_come_last_beside_the_others(country):
    units = read_national_units(country, "foreign_background")
    table = municipalities(units, "foreign_background")
    living = pd.DataFrame({"municipality": ["Lund"], "areas_residents": [3], "d_residents": [0.25]})
    joined = with_points(table, points(units), living)
    assert joined["municipality"].tolist() == ["", "Uppsala", "Lund"]
    assert joined["rank"].isna().tolist() == [True, False, True]
    assert joined["d_filled"].isna().tolist() == [True, False, False]
    assert joined["d_residents"].tolist()[2] == 0.25
    assert with_points(table, points(units)).shape[1] == joined.shape[1] - 2


def statistics(folder):
    """Two areas in Lund, one of them with nobody."""
    path = folder / "deso_stat_2022.csv"
    path.write_text(
        "region;utländsk bakgrund 2022;svensk bakgrund 2022\n"
        "1281C1010;90;10\n1281C1020;10;90\n1281C1030;0;0\n0380C1010;5;5\n",
        encoding="utf-8",
    )
    return path


def test_residents_are_counted_by_municipality(tmp_path):
    ledger = Ledger()
    read = read_statistics(statistics(tmp_path), ledger=ledger)
    areas = residents_of(read, "foreign_background", ledger)
    found = points_of_residents(areas).set_index("municipality")
    assert found.loc["Lund"].tolist() == [2, pytest.approx(0.8)]
    assert found.loc["Uppsala", "d_residents"] == 0
    assert residents_of(read, "low_education", ledger) is None
    assert "The statistics by area lack edu_compulsory." in str(ledger.faults[0])


def test_the_command_tells_both_also_of_a_municipality_without_a_rank(country, tmp_path):
    table = tmp_path / "t.csv"
    done = run("--lang", "en", "national", country, "--municipality", "Lund", "--residents",
               statistics(tmp_path), "--csv", table)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Fewer than five units have a published share" in done.stdout
    assert "With every suppressed share set to 5 per cent" in done.stdout
    assert "Over the residents' 2 statistical areas, D is 0.800." in done.stdout
    written = pd.read_csv(table)
    assert len(written) == 3
    assert written["rank"].dropna().tolist() == [1]


def test_the_command_speaks_to_machines_and_refuses_statistics_of_other_things(country, tmp_path):
    done = run("national", country, "--municipality", "Lund", "--json", "--suppressed-as", "0.1")
    told = json.loads(done.stdout)["municipality"]
    assert told["rank"] is None
    assert told["units_filled"] == 6
    done = run("--lang", "en", "national", country, "--municipality", "Lund", "--group",
               "low_education", "--residents", statistics(tmp_path))  # fmt: skip
    assert done.returncode == 1
    assert "lack edu_compulsory" in done.stderr


@pytest.mark.shared
def test_d_of_every_municipality_with_five_units_is_reproduced(shared):
    """247 municipalities, suppressed shares as 5 per cent; to three decimals where published."""
    folder = shared / "data/sweden/sweden-schools"
    found = points(read_national_units(folder, "foreign_background")).set_index("municipality")
    assert len(found) == 247
    for name, d in NAMED.items():
        assert found.loc[name, "d_filled"] == pytest.approx(d, abs=5e-4), name
    raw = pd.read_csv(folder / "sweden_grundskolor_2024_25.csv", dtype={"school_code": str})
    secret = raw["pct_foreign_background_flag"].isin(["suppressed_few", "suppressed_majority"])
    raw["share"] = raw["pct_foreign_background"].mask(secret, 5) / 100
    raw = raw[raw["pupils"] > 0]
    for name, part in raw.groupby("kommun"):
        if len(part) >= 5:
            d = by_hand(part["share"].to_numpy(), part["pupils"].to_numpy())
            assert found.loc[name, "d_filled"] == pytest.approx(d, abs=1e-9), name


@pytest.mark.shared
def test_the_published_table_of_municipalities_is_met_to_three_decimals(shared):
    folder = shared / "data/sweden/sweden-schools"
    if not (folder / REFERENCE).is_file():
        pytest.skip("the published table is not on this machine")
    table = pd.read_csv(folder / REFERENCE, dtype={"kommun_kod": str})
    name = next(c for c in table if table[c].isin(list(NAMED)).sum() == len(NAMED))
    table = table.set_index(name)
    published = pd.Series(NAMED)
    numbers = table.select_dtypes("number")
    column = next(
        c for c in numbers if ((numbers.loc[list(NAMED), c] - published).abs() < 6e-4).all()
    )
    found = points(read_national_units(folder, "foreign_background")).set_index("municipality")
    assert set(table.index) == set(found.index)
    assert (table[column] - found["d_filled"]).abs().max() <= 5.1e-4


@pytest.mark.shared
def test_d_of_uppsalas_residents_is_the_published_one(shared):
    ledger = Ledger()
    read = read_statistics(shared / "data/sweden/sweden-deso", ledger=ledger,
                           asked=Asked(vintage="2022-12-31"))  # fmt: skip
    found = points_of_residents(residents_of(read, "foreign_background", ledger))
    assert len(found) == 290
    uppsala = found.set_index("municipality").loc["Uppsala"]
    assert uppsala["areas_residents"] == 150
    assert uppsala["d_residents"] == pytest.approx(0.351, abs=5e-4)
