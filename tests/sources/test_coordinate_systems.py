"""Which coordinate system are numbers in? Every system, both orders of axes, all over Sweden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skolval.io.faults import Ledger
from skolval.sources._readings import Reading, fits, readings
from skolval.sources.crs import Clues, around, box_of, located
from skolval.sources.municipalities import in_sweden, municipalities, municipality_called
from skolval.sources.systems import SWEREF99TM, SYSTEMS, WGS84, converted, system_called, title_of

UPPSALA = municipality_called("0380")
X = np.array([646_000.0, 652_000.0, 648_000.0])
Y = np.array([6_638_000.0, 6_630_000.0, 6_645_000.0])


def table(system: str, x=X, y=Y, *, swap: bool = False) -> pd.DataFrame:
    east, north = converted(np.asarray(x, float), np.asarray(y, float), SWEREF99TM, system)
    return pd.DataFrame({"x": north if swap else east, "y": east if swap else north})


def place(frame: pd.DataFrame, **clues):
    ledger = Ledger()
    found = located(frame, x="x", y="y", ledger=ledger, clues=Clues(**clues))
    return found, [str(fault) for fault in ledger.faults]


def in_use(system: str, x=X, y=Y) -> bool:
    east, north = converted(np.asarray(x, float), np.asarray(y, float), SWEREF99TM, system)
    return bool(fits(east, north, Reading(system, turned=False)).all())


# --- the systems themselves ------------------------------------------------------------------


def test_published_coordinates_of_one_place_agree_between_the_systems():
    # Figures of another implementation: latitude 61, longitude 17.25 in SWEREF 99 18 00.
    x, y = converted(np.array([17.25]), np.array([61.0]), WGS84, "EPSG:3011")
    assert (x[0], y[0]) == pytest.approx((109_420.005, 6_765_725.847), abs=0.001)
    # Boden's town hall as the municipality publishes it: SWEREF 99 21 45, N 7303417, E 147211.
    lon, lat = converted(np.array([147_211.0]), np.array([7_303_417.0]), "EPSG:3017", WGS84)
    assert (lat[0], lon[0]) == pytest.approx((65.825, 21.689), abs=0.001)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("3011", "EPSG:3011"), ("epsg:3011", "EPSG:3011"), ("SWEREF 99 18 00", "EPSG:3011"),
        ("sweref991800", "EPSG:3011"), ("urn:ogc:def:crs:EPSG::3011", "EPSG:3011"),
        ("SWEREF99 TM", SWEREF99TM), ("RT90 2,5 gon V", "EPSG:3021"), ("rt90", "EPSG:3021"),
        ("RT 90 5 gon väst", "EPSG:3020"), ("urn:ogc:def:crs:OGC:1.3:CRS84", WGS84),
        ("wgs84", WGS84), ("Web Mercator", "EPSG:3857"), ("EPSG:4619", "EPSG:4619"),
        ("mitt system", ""),
    ],
)  # fmt: skip
def test_a_system_is_known_by_every_name_people_write(name, code):
    assert system_called(name) == code


def test_an_esri_text_means_the_same_system():
    esri = (
        'PROJCS["SWEREF99_TM",GEOGCS["GCS_SWEREF99",DATUM["D_SWEREF99",SPHEROID["GRS_1980",'
        '6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
        'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER['
        '"False_Northing",0.0],PARAMETER["Central_Meridian",15.0],PARAMETER["Scale_Factor",'
        '0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
    )
    assert system_called(esri) == SWEREF99TM


def test_a_system_that_no_list_names_keeps_its_own_name():
    own = "+proj=tmerc +lat_0=0 +lon_0=17 +k=1 +x_0=0 +y_0=0 +ellps=GRS80 +units=m +no_defs"
    assert title_of(system_called(own)) == "unknown"
    assert title_of("EPSG:4619") == "SWEREF99 (EPSG:4619)"


@pytest.mark.parametrize("text", ["0380", "380", "Uppsala", "UPPSALA KOMMUN", "0380 Uppsala"])
def test_a_municipality_is_known_by_code_and_name(text):
    assert municipality_called(text) is UPPSALA


@pytest.mark.parametrize(
    ("text", "name"),
    [("Göteborgs stad", "Göteborg"), ("Borås", "Borås"), ("Falu kommun", None), ("9999", None)],
)
def test_a_municipality_in_the_genitive_is_known_and_an_unknown_one_is_not(text, name):
    found = municipality_called(text)
    assert (found.name if found else None) == name


def test_every_municipality_has_a_box_inside_sweden():
    boxes = municipalities()
    assert len(boxes) == 290
    assert all(box.west < box.east and box.south < box.north for box in boxes.values())
    assert (in_sweden(X, Y)).all()
    assert not in_sweden(np.array([1_200_000.0, np.nan]), np.array([6_638_000.0, 0.0])).any()


# --- one file -------------------------------------------------------------------------------


@pytest.mark.parametrize("swap", [False, True])
@pytest.mark.parametrize("system", [s.code for s in SYSTEMS])
def test_every_system_in_use_is_found_with_the_municipality(system, swap):
    """Each system around the middle of a municipality where it is used."""
    for home in municipalities().values():
        x = np.array([0.4, 0.5, 0.6]) * (home.east - home.west) + home.west
        y = np.array([0.5, 0.6, 0.4]) * (home.north - home.south) + home.south
        if not in_use(system, x, y):
            continue
        found, faults = place(table(system, x, y, swap=swap), within=box_of(home))
        if found is None:
            continue  # a municipality as long as the zones are apart: another will do
        assert found.crs == system
        assert np.abs(found.x - x).max() < 0.02
        assert np.abs(found.y - y).max() < 0.02
        assert found.turned.all() == swap
        assert f"the numbers are {title_of(system)}." in found.notes[0]
        assert ("were turned" in found.notes[-1]) == swap
        assert not faults
        return
    pytest.fail("no municipality where the system is found")


@pytest.mark.parametrize("system", [WGS84, SWEREF99TM, "EPSG:3857"])
def test_national_systems_need_no_municipality(system):
    found, faults = place(table(system))
    assert (found.crs, faults) == (system, [])


def test_zones_that_share_their_numbers_are_a_fault_with_the_candidates_and_the_option():
    found, faults = place(table("EPSG:3011"))
    assert found is None
    first, rest = faults[0].split(": ", 1)
    assert first.endswith("fit several coordinate systems")
    assert rest.endswith("Name the system with --crs, for example --crs EPSG:3008.")
    assert "SWEREF 99 18 00 (EPSG:3011)" in faults[0]


def test_other_points_tell_the_zone_too():
    found, _faults = place(table("EPSG:3011"), within=around(X + 500, Y - 300))
    assert found.crs == "EPSG:3011"
    assert around(np.array([np.nan]), np.array([1.0])) is None


@pytest.mark.parametrize("asked", ["3011", "SWEREF 99 18 00"])
def test_the_option_decides_and_needs_no_note(asked):
    found, faults = place(table("EPSG:3011"), asked=asked)
    assert (found.crs, found.notes, faults) == ("EPSG:3011", (), [])


def test_an_option_that_the_numbers_contradict_is_a_fault():
    found, faults = place(table(WGS84), asked="EPSG:3006")
    assert found is None
    assert faults[0].endswith(
        "do not lie in Sweden when they are read as SWEREF 99 TM (EPSG:3006)."
        " They fit: WGS 84 (EPSG:4326). Name that system, or none."
    )


def test_an_unknown_name_gets_a_suggestion():
    found, faults = place(table(WGS84), asked="SWEREF 99 18 0")
    assert found is None
    assert "Did you mean SWEREF 99 18 00? Write its EPSG code" in faults[0]


def test_a_wrong_declaration_is_corrected_with_a_note():
    found, faults = place(table(SWEREF99TM), declared="EPSG:4326")
    assert found.notes == (
        (
            "The file says WGS 84 (EPSG:4326), but the numbers are SWEREF 99 TM (EPSG:3006);"
            " they were read so."
        ),
    )
    assert not faults


def test_a_right_declaration_of_a_zone_needs_nothing_else():
    found, faults = place(table("EPSG:3011"), declared="EPSG:3011")
    assert (found.crs, found.notes, faults) == ("EPSG:3011", (), [])


def test_a_declared_zone_is_believed_outside_its_own_part_of_the_country():
    found, _faults = place(table("EPSG:3015"), declared="EPSG:3015", within=box_of(UPPSALA))
    assert found.crs == "EPSG:3015"


def test_positions_in_another_municipality_are_told_as_such():
    found, faults = place(table(WGS84), declared=WGS84, within=box_of(municipality_called("Lund")))
    assert found is None
    assert faults == [
        (
            "The positions lie in Sweden as WGS 84 (EPSG:4326), but not in the municipality."
            " Give the municipality's own file, or name the right municipality."
        )
    ]


def test_numbers_of_no_system_are_told():
    found, faults = place(pd.DataFrame({"x": [1e9, 2e9], "y": [5e9, 1e9]}))
    assert found is None
    assert "lie in Sweden in no coordinate system that is known" in faults[0]


def test_decimal_commas_and_spaces_in_numbers_are_read():
    frame = pd.DataFrame(
        {"x": ["646 000,5", "652\N{NO-BREAK SPACE}000"], "y": ["6638000", "6 630 000,25"]}
    )
    found, faults = place(frame)
    assert (found.x.tolist(), found.y.tolist()) == (
        [646_000.5, 652_000.0],
        [6_638_000.0, 6_630_000.25],
    )
    assert not faults


def test_words_among_the_numbers_are_faults_with_their_rows():
    found, faults = place(pd.DataFrame({"x": ["646000", "okänd"], "y": ["6638000", "6630000"]}),
                          file="enheter.csv", first_row=2)  # fmt: skip
    assert found is None
    assert faults == [
        (
            "enheter.csv, row 3, column x: 'okänd' is not a number. Write degrees or metres in digits,"
            " with a comma or a point for decimals."
        )
    ]


def test_a_missing_column_gets_a_suggestion():
    ledger = Ledger()
    frame = table(SWEREF99TM).rename(columns={"x": "Lon", "y": "latitud"})
    assert located(frame, x="lon", y="latitude", ledger=ledger) is None
    assert [fault.suggestion for fault in ledger.faults] == ["Lon", "latitud"]
    assert "The column lon is missing. Did you mean Lon?" in str(ledger.faults[0])


def test_a_table_without_positions_has_no_system_to_find():
    found, faults = place(pd.DataFrame({"x": [None, ""], "y": [None, ""]}))
    assert np.isnan(found.x).all()
    assert not faults


# --- single rows ----------------------------------------------------------------------------


def rows(**change):
    """Twelve points in SWEREF 99 TM with one row changed."""
    x, y = np.tile(X, 4) + np.arange(12), np.tile(Y, 4)
    frame = pd.DataFrame({"x": x, "y": y})
    frame.loc[5, ["x", "y"]] = change["x"], change["y"]
    return frame


def test_one_row_with_swapped_axes_is_turned_and_noted():
    found, faults = place(rows(x=6_638_000.0, y=646_005.0))
    assert (found.x[5], found.y[5]) == (646_005.0, 6_638_000.0)
    assert found.turned.tolist() == [False] * 5 + [True] + [False] * 6
    assert found.notes[-1] == "1 positions had their axes swapped and were turned: rows 7."
    assert not faults


def test_one_row_in_the_right_order_among_swapped_ones_is_turned_too():
    frame = rows(x=6_638_000.0, y=646_005.0).rename(columns={"x": "y", "y": "x"})
    found, faults = place(frame)
    assert (found.x[5], found.y[5]) == (646_005.0, 6_638_000.0)
    assert found.turned.sum() == 11
    assert not faults


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (0, 0, "row 7, column x, y: Both coordinates are zero, which is no place in Sweden."),
        (np.nan, 6_638_000, "row 7, column x, y: One coordinate is given but not the other."),
        (9.9e6, 1, "row 7, column x, y: The position lies outside Sweden, read as SWEREF 99 TM"),
        (17.64, 59.86, "The position is WGS 84 (EPSG:4326), while the others are SWEREF 99 TM"),
        (59.86, 17.64, "The position is WGS 84 (EPSG:4326), while the others are SWEREF 99 TM"),
    ],
)
@pytest.mark.parametrize("level", ["error", "warning"])
def test_a_row_that_cannot_be_placed_is_told_and_gets_no_position(x, y, expected, level):
    ledger = Ledger()
    found = located(rows(x=x, y=y), x="x", y="y", ledger=ledger, clues=Clues(level=level))
    assert np.isnan(found.x[5])
    assert np.isfinite(np.delete(found.x, 5)).all()
    assert [fault.level for fault in ledger.faults] == [level]
    assert expected in str(ledger.faults[0])


def test_more_than_a_hundred_bad_rows_are_counted():
    x = np.r_[np.full(2000, 646_000.0), np.zeros(150)]
    _found, faults = place(
        pd.DataFrame({"x": x, "y": np.r_[np.full(2000, 6.638e6), np.zeros(150)]})
    )
    assert len(faults) == 101
    assert "50 more rows have the same fault." in faults[-1]


def test_many_swapped_rows_are_shown_as_a_few():
    x, y = np.full(100, 646_000.0), np.full(100, 6_638_000.0)
    x[:7], y[:7] = y[:7].copy(), x[:7].copy()
    found, _faults = place(pd.DataFrame({"x": x, "y": y}))
    assert found.notes[-1].endswith(
        "7 positions had their axes swapped and were turned: rows 2, 3, 4, 5, 6 ...."
    )


def test_degrees_are_given_where_the_target_has_them():
    ledger = Ledger()
    found = located(table(SWEREF99TM), x="x", y="y", ledger=ledger, target=WGS84)
    assert (found.x[0], found.y[0]) == pytest.approx((17.6064887, 59.853783), abs=1e-7)


# --- all over Sweden --------------------------------------------------------------------------

spots = st.tuples(
    st.sampled_from(sorted(municipalities())),
    st.floats(0.0, 1.0, allow_nan=False),
    st.floats(0.0, 1.0, allow_nan=False),
    st.sampled_from([s.code for s in SYSTEMS]),
    st.booleans(),
)


@given(spots)
@settings(deadline=None, max_examples=150)
def test_a_point_anywhere_is_never_read_as_another_system_than_it_may_be(spot):
    """The true reading is always among the candidates; alone, it gives back the point."""
    code, east, north, system, swap = spot
    home = municipalities()[code]
    x = np.array([home.west + east * (home.east - home.west)])
    y = np.array([home.south + north * (home.north - home.south)])
    if not in_use(system, x, y):
        return
    frame = table(system, x, y, swap=swap)
    for within in (None, box_of(home)):
        candidates = readings(frame["x"].to_numpy(), frame["y"].to_numpy(), within)
        assert (system, swap) in {(one.system, one.turned) for one in candidates}
        found, faults = place(frame, within=within)
        if len(candidates) == 1:
            assert (found.x[0], found.y[0]) == pytest.approx((x[0], y[0]), abs=0.02)
        else:
            assert found is None
            assert title_of(system) in faults[0]


def test_the_share_of_places_that_tell_their_system_alone_is_what_the_module_says(rng):
    """Measured on five points in every municipality where a system is in use."""
    shares = {}
    for system in SYSTEMS:
        for number, home in enumerate(municipalities().values()):
            if number % 10:
                continue
            x = home.west + rng.random(5) * (home.east - home.west)
            y = home.south + rng.random(5) * (home.north - home.south)
            if not in_use(system.code, x, y):
                continue
            frame = table(system.code, x, y).to_numpy()
            kind = system.title.split()[0] + (" zone" if system.local else "")
            for hint, within in (("alone", None), ("municipality", box_of(home))):
                unique = len(readings(frame[:, 0], frame[:, 1], within)) == 1
                shares.setdefault((kind, hint), []).append(unique)
    told = {key: float(np.mean(found)) for key, found in shares.items()}
    assert told["WGS", "alone"] == told["SWEREF", "alone"] == 1.0
    assert told["SWEREF zone", "alone"] < 0.3
    assert told["SWEREF zone", "municipality"] >= 0.9
    assert told["RT", "municipality"] >= 0.95
    assert told["RT zone", "municipality"] >= 0.95
    assert told["Web", "municipality"] == 1.0
