"""skolval import timetable: one day of an invented feed into an instance."""

from __future__ import annotations

import pandas as pd
import pytest
from pyproj import Transformer
from tests.io.broken_cases import sound
from tests.sources.feeds import feed_folder, feed_zip

from skolval.cli import main
from skolval.errors import InputError, UsageError
from skolval.io.instance import check_instance, read_instance
from skolval.synth.importers.timetable import Params, read
from skolval.travel.transit import transit_times


@pytest.fixture
def lillby(tmp_path):
    """Areas at 17.6-17.62 east, 59.85-59.86 north: the feed's first two stops are in or near."""
    return sound(tmp_path / "lillby")


def test_stops_near_the_areas_and_their_runs_come_into_the_instance(lillby, tmp_path):
    found = read(feed_zip(tmp_path / "ul.zip"), Params(into=lillby, licence="CC0-1.0"))
    instance = found.instance
    assert instance.stops["name"].str.contains("Torget").any()
    assert "9022099000009001" not in set(instance.stops["stop_id"])
    assert instance.departures["trip_id"].tolist() == ["t1", "t2", "t3", "t4"]
    assert instance.school_day.weekday == "tue"
    facts = instance.provenance.set_index("table")
    assert facts.loc["departures", ["file", "licence"]].tolist() == ["ul.zip", "CC0-1.0"]
    assert instance.sources[-1].what == "timetable"
    assert found.notes[0].startswith("The timetable of 2026-10-13")


def test_the_weekday_read_is_the_weekday_on_which_minutes_are_told(lillby, tmp_path):
    found = read(feed_folder(tmp_path / "ul"), Params(into=lillby, day="2026-10-07"))
    assert found.instance.school_day.weekday == "wed"
    minutes = transit_times(found.instance).minutes
    assert minutes.shape[1] == 2


def test_a_written_instance_is_read_back_without_faults(lillby, tmp_path, capsys):
    words = ["import", "timetable", str(feed_zip(tmp_path / "ul.zip")), str(tmp_path / "out"),
             "--into", str(lillby), "--buffer", "5000"]  # fmt: skip
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert not stop.value.code
    assert "2026-10-13" in capsys.readouterr().out
    instance, faults = check_instance(tmp_path / "out")
    assert instance is not None
    assert [fault for fault in faults if fault.level == "error"] == []
    assert len(instance.departures) == 4


def with_school_bus(lillby, trip="B1-0725"):
    (lillby / "stops.csv").write_text(
        "stop_id,name,x,y\nH,Hem,648100,6638100\nS,Skola,648000,6638000\nX,Gammal,648900,6638000\n",
        encoding="utf-8",
    )
    (lillby / "lines.csv").write_text(
        "line_id,order,stop_id,minute,direction\nB1,1,H,0,in\nB1,2,S,5,in\nG,1,S,0,in\nG,2,X,5,in\n",
        encoding="utf-8",
    )
    (lillby / "departures.csv").write_text(
        f"trip_id,line_id,direction,departure,kind,seats\n{trip},B1,in,07:25,school,8\n"
        "G1,G,in,07:00,public,\n",
        encoding="utf-8",
    )
    return lillby


def test_school_transport_of_the_instance_stays_and_its_old_public_lines_go(lillby, tmp_path):
    found = read(feed_folder(tmp_path / "ul"), Params(into=with_school_bus(lillby))).instance
    runs = found.departures.set_index("trip_id")
    assert runs.loc["B1-0725", ["kind", "seats"]].tolist() == ["school", 8]
    assert "G1" not in runs.index
    assert {"H", "S"} <= set(found.stops["stop_id"])
    assert "X" not in set(found.stops["stop_id"])
    again = read_instance(with_school_bus(lillby)).lines
    pd.testing.assert_series_equal(
        found.lines.set_index("line_id").loc["B1", "stop_id"],
        again.set_index("line_id").loc["B1", "stop_id"],
    )


def test_a_run_of_the_instance_that_is_called_as_one_of_the_feed_is_refused(lillby, tmp_path):
    with pytest.raises(InputError, match="'t1' is in the feed and among"):
        read(feed_folder(tmp_path / "ul"), Params(into=with_school_bus(lillby, "t1")))


def test_a_feed_of_another_county_is_refused(lillby, tmp_path):
    text = (lillby / "areas.geojson").read_text("utf-8")
    (lillby / "areas.geojson").write_text(text.replace("17.6", "13.6"), encoding="utf-8")
    with pytest.raises(InputError, match="No run of 2026-10-13 stops twice"):
        read(feed_folder(tmp_path / "ul"), Params(into=lillby))


def test_without_shapes_the_homes_and_units_say_where_the_municipality_is(lillby, tmp_path):
    (lillby / "areas.geojson").unlink()
    found = read(feed_folder(tmp_path / "ul"), Params(into=lillby, buffer=4_000))
    assert len(found.instance.stops) >= 2


@pytest.mark.parametrize(
    ("more", "said"),
    [({"day": "2026-13-01"}, "is not a date"), ({"day": "2027-02-02"}, "Nothing runs")],
)
def test_a_day_that_is_none_or_empty_is_refused(lillby, tmp_path, more, said):
    with pytest.raises(InputError, match=said):
        read(feed_folder(tmp_path / "ul"), Params(into=lillby, **more))


def test_an_instance_in_a_local_system_gets_its_stops_in_that_system(lillby, tmp_path):
    national = read(feed_folder(tmp_path / "ul"), Params(into=lillby)).instance.stops
    local = Transformer.from_crs("EPSG:3006", "EPSG:3011", always_xy=True)
    for name in ("units", "pupils"):
        table = pd.read_csv(lillby / f"{name}.csv", dtype=str)
        x, y = local.transform(table["x"].astype(float), table["y"].astype(float))
        table.assign(x=x.round(2), y=y.round(2)).to_csv(lillby / f"{name}.csv", index=False)
    head = (lillby / "instance.yaml").read_text("utf-8")
    (lillby / "instance.yaml").write_text(head.replace("EPSG:3006", "EPSG:3011"), encoding="utf-8")
    found = read(tmp_path / "ul", Params(into=lillby)).instance.stops
    assert found["stop_id"].tolist() == national["stop_id"].tolist()
    x, y = local.transform(national["x"].to_numpy(), national["y"].to_numpy())
    assert found["x"].to_numpy() == pytest.approx(x, abs=0.01)
    assert found["y"].to_numpy() == pytest.approx(y, abs=0.01)


def test_two_feeds_at_once_are_refused(lillby, tmp_path):
    feed = feed_zip(tmp_path / "ul.zip")
    with pytest.raises(UsageError, match="one feed"):
        read([feed, feed], Params(into=lillby))
