"""The real areas and positions of Uppsala; skipped where the shared data are absent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from skolval.io.faults import Ledger
from skolval.sources._readings import readings
from skolval.sources.adjacency import borders
from skolval.sources.areas import read_areas
from skolval.sources.crs import Clues, box_of, located
from skolval.sources.municipalities import municipalities
from skolval.sources.positions import Known, Points, doubts, places_of
from skolval.sources.systems import SWEREF99TM, converted

pytestmark = pytest.mark.shared
UPPSALA = "data/uppsala"


@pytest.fixture(scope="module")
def areas(shared):
    return read(shared / UPPSALA / "uppsala-deso/uppsala_deso2018.geojson")


@pytest.fixture(scope="module")
def schools(shared):
    path = shared / UPPSALA / "uppsala-schools/uppsala_grundskolor_2024_25.csv"
    return pd.read_csv(path, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def known(shared, areas):
    outline = read(shared / UPPSALA / "uppsala-boundaries/uppsala_kommun.geojson")
    towns = read(shared / UPPSALA / "uppsala-boundaries/uppsala_tatorter_lm2020.geojson").frame
    places = places_of(towns["name"], towns["geometry"])
    return Known(outline.frame["geometry"][0], areas.frame, places)


def read(path, **asked):
    ledger = Ledger()
    found = read_areas(path, ledger=ledger, **asked)
    assert ledger.faults == ()
    return found


def test_deso_of_uppsala(areas):
    assert (len(areas.frame), areas.kind, areas.vintage) == (150, "DeSO", "2018")
    assert areas.notes == ("Lines or points beside 4 areas were left out.",)
    assert shapely.is_valid(areas.frame["geometry"].to_numpy()).all()
    square_km = shapely.area(areas.frame["geometry"].to_numpy()).sum() / 1e6
    assert square_km == pytest.approx(2245, rel=0.01)


def test_the_neighbours_of_the_areas_need_a_tolerance(areas):
    """21 of 387 borders have no two corners in common to the centimetre, one of 22.8 km."""
    frame = areas.frame
    found = borders(frame["geometry"], frame["area_id"])
    assert (len(found.frame), len(found.bridged), found.lonely) == (387, 21, ())
    assert found.bridged["metres"].max() > 20_000
    exact = borders(frame["geometry"], frame["area_id"], tolerance=0.0)
    assert len(exact.frame) == 366
    for tolerance in (1.0, 2.0, 15.0):
        other = borders(frame["geometry"], frame["area_id"], tolerance=tolerance)
        assert len(other.frame) == 387


def test_the_municipalitys_own_areas(shared):
    found = read(shared / UPPSALA / "uppsala-nyko", municipality="Uppsala")
    assert (len(found.frame), found.kind) == (65, "")
    assert found.frame["name"].is_unique
    assert "Gottsunda" in set(found.frame["name"])
    assert len(borders(found.frame["geometry"], found.frame["area_id"]).frame) == 169


def test_no_real_position_is_doubted(schools, known):
    place = located(schools, x="lon", y="lat", ledger=Ledger())
    assert (place.crs, place.turned.any()) == ("EPSG:4326", False)
    assert len(judged(schools, place.x, place.y, known)[0]) == 0


def test_the_two_gross_errors_that_the_geocoder_made_are_found(schools, known):
    """Almunge in the city 24.6 km away, and Tuna 40 km away, as they once were."""
    place = located(schools, x="lat", y="lon", ledger=Ledger())
    assert place.turned.all()
    x, y = place.x.copy(), place.y.copy()
    almunge, tuna = (
        int(schools.index[schools["name"] == n][0]) for n in ("Almunge skola", "Tuna skola")
    )
    x[almunge], y[almunge] = 648_085.0, 6_638_559.0
    x[tuna], y[tuna] = x[tuna] - 28_284, y[tuna] - 28_284
    frame, told = judged(schools, x, y, known)
    assert set(frame["row"]) == {almunge, tuna}
    assert set(frame.loc[frame["row"] == almunge, "kind"]) == {"area", "place"}
    assert frame.loc[frame["row"] == almunge, "metres"].min() > 20_000
    assert frame.loc[frame["row"] == tuna, "metres"].max() > 30_000
    assert all("nothing was moved" in text for text in told)


def judged(schools, x, y, known):
    ledger = Ledger()
    points = Points(
        schools["school_code"], x, y, schools["deso"], schools["address"], schools["name"]
    )
    return doubts(points, known, ledger).frame, [str(fault) for fault in ledger.faults]


@pytest.mark.parametrize("system", ["EPSG:3011", "EPSG:3021", "EPSG:3006", "EPSG:3857"])
def test_the_schools_are_found_in_every_system_of_theirs(schools, known, system):
    place = located(schools, x="lon", y="lat", ledger=Ledger())
    east, north = converted(place.x, place.y, SWEREF99TM, system)
    frame = pd.DataFrame({"x": north, "y": east})
    again = located(frame, x="x", y="y", ledger=Ledger(), clues=Clues(within=known.outline))
    assert again.crs == system
    assert np.abs(again.x - place.x).max() < 0.03


def test_national_geocodes_in_other_municipalities_are_found(shared):
    """21 of 3,960 units lie outside their municipality, the worst by 297 km."""
    path = shared / "data/sweden/sweden-schools/sweden_grundskolor_2024_25.csv"
    units = pd.read_csv(path, dtype=str, keep_default_na=False)
    place = located(units, x="lon", y="lat", ledger=Ledger())
    assert np.isfinite(place.x).sum() == 3960
    metres = []
    known = {code: rows for code, rows in units.groupby("kommun_kod").indices.items() if code}
    for code, rows in known.items():
        box = box_of(municipalities()[code])
        points = Points(units["school_code"].iloc[rows], place.x[rows], place.y[rows])
        metres += doubts(points, Known(outline=box), Ledger()).frame["metres"].tolist()
    assert len(metres) == 21
    assert max(metres) == pytest.approx(297_000, abs=1_000)


def test_units_of_most_municipalities_tell_their_system_with_the_municipality(shared):
    """271 municipalities with three or more geocoded units, in RT 90 2.5 gon V."""
    path = shared / "data/sweden/sweden-schools/sweden_grundskolor_2024_25.csv"
    units = pd.read_csv(path, dtype=str, keep_default_na=False)
    units = units[units["lat"] != ""]
    lon, lat = (units[axis].astype(float).to_numpy() for axis in ("lon", "lat"))
    east, north = converted(lon, lat, "EPSG:4326", "EPSG:3021")
    unique = []
    for code, rows in units.groupby("kommun_kod").indices.items():
        if len(rows) >= 3 and len(unique) < 60:
            home = municipalities()[code]
            box = shapely.box(home.west, home.south, home.east, home.north)
            unique.append(len(readings(east[rows], north[rows], box)) == 1)
    assert np.mean(unique) > 0.95
