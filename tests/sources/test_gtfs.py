"""One day of a timetable feed: what real feeds do is understood, what is wrong is told at once."""

from __future__ import annotations

import zipfile
from datetime import date

import pytest
import shapely
from tests.sources import feeds
from tests.sources.feeds import feed_folder, feed_zip

from skolval.io.faults import Ledger
from skolval.sources.gtfs import GtfsTerms, read_gtfs

TOWN = shapely.Point(645_000, 6_638_000).buffer(8_000)


def read(path, **terms):
    ledger = Ledger()
    found = read_gtfs(path, ledger=ledger, terms=GtfsTerms(**{"area": TOWN, **terms}))
    assert found is not None, [str(fault) for fault in ledger.faults]
    assert not ledger.broken
    return found


def told(path, **terms):
    ledger = Ledger()
    assert read_gtfs(path, ledger=ledger, terms=GtfsTerms(**terms)) is None
    return [
        (fault.file, fault.row, fault.column, fault.rule)
        for fault in ledger.faults
        if fault.level == "error"
    ]


@pytest.fixture
def feed(tmp_path):
    return feed_folder(tmp_path / "ul")


def test_platforms_become_their_stop_and_runs_with_the_same_times_one_line(feed):
    found = read(feed)
    assert found.stops["stop_id"].str.startswith("9021").all()
    assert found.lines["line_id"].drop_duplicates().tolist() == ["1.1", "1.2", "120.1"]
    runs = found.departures.set_index("trip_id")
    assert runs["line_id"].to_dict() == {"t1": "1.1", "t2": "1.1", "t3": "1.2", "t4": "120.1"}
    assert runs["direction"].to_dict() == {"t1": "in", "t2": "in", "t3": "out", "t4": "in"}
    assert set(runs["days"]) == {"tue"}


def test_times_keep_their_seconds_and_may_pass_midnight(feed):
    found = read(feed)
    assert found.lines["minute"].tolist()[:3] == [0.0, 6.2, 13.0]
    assert found.departures["departure"].tolist() == ["07:20", "07:50", "24:10", "07:41"]


def test_getting_on_is_not_allowed_at_the_last_stop_nor_off_at_the_first(feed):
    lines = read(feed).lines
    assert lines["boarding"].fillna("both").tolist()[:3] == ["on", "both", "off"]


def test_stops_outside_the_area_are_cut_off_and_the_run_begins_at_the_first_inside(feed):
    found = read(feed)
    assert "9022099000009001" not in set(found.stops["stop_id"])
    assert found.departures.set_index("trip_id").loc["t4", "departure"] == "07:41"
    assert any(note.startswith("1 calls outside the area") for note in found.notes)
    whole = read(feed, area=None)
    assert "9022099000009001" in set(whole.stops["stop_id"])
    assert len(read(feed, buffer=200_000.0).stops) == 4


def test_a_buffer_keeps_stops_beyond_the_border(feed):
    near = shapely.box(645_600, 6_637_500, 645_700, 6_637_600)
    assert len(read(feed, area=near, buffer=1_700.0).stops) == 2


def test_the_weekday_is_read_on_its_fullest_date_for_school_buses_need_not_run_every_week(feed):
    found = read(feed)
    assert found.day == date(2026, 10, 13)  # the 6th and the 20th have fewer runs
    assert read(feed, weekday="wed").departures["trip_id"].tolist() == ["t6"]
    assert read(feed, day=date(2026, 10, 20)).departures["trip_id"].tolist() == ["t3"]


def test_patients_transport_is_left_out_and_school_buses_are_open_to_all_unless_told(feed):
    found = read(feed)
    assert "t5" not in set(found.departures["trip_id"])
    assert any("not for pupils" in note for note in found.notes)
    assert set(found.departures["kind"]) == {"public"}
    closed = read(feed, school_buses="school").departures.set_index("trip_id")["kind"]
    assert closed["t4"] == "school"
    assert closed["t1"] == "public"
    assert "t5" in set(read(feed, left_out=()).departures["trip_id"])


def test_the_longest_change_told_within_a_stop_counts_in_whole_minutes(feed):
    found = read(feed)
    change = found.stops.set_index("stop_id")["change_minutes"]
    assert change["9021099000001000"] == 5  # 270 s
    assert change.isna().sum() == 2
    assert any(note.startswith("1 transfers") for note in found.notes)


def test_the_facts_tell_publisher_version_date_validity_file_and_digest(tmp_path):
    path = feed_zip(tmp_path / "ul.zip")
    facts = {fact.table: fact for fact in read(path, licence="CC0-1.0").facts}
    assert set(facts) == {"stops", "lines", "departures"}
    fact = facts["departures"]
    assert fact.source == "Påhittade trafikföretag SE-xx"
    assert fact.vintage == "2026-10-01 2026-10-13"
    assert "2026-10-06 - 2026-10-20" in fact.note
    assert "Påhittstrafiken" in fact.note
    assert (fact.file, fact.licence, len(fact.digest)) == ("ul.zip", "CC0-1.0", 64)


def test_without_feed_info_the_agencies_are_the_source(tmp_path):
    path = feed_folder(tmp_path / "ul", feed_info=None)
    assert read(path).facts[0].source == "Påhittstrafiken"


def test_the_validity_told_goes_before_the_days_of_service(tmp_path):
    info = "feed_publisher_name,feed_start_date,feed_end_date\nP,20260901,20261231\n"
    fact = read(feed_folder(tmp_path / "ul", feed_info=info)).facts[0]
    assert "2026-09-01 - 2026-12-31" in fact.note


@pytest.mark.parametrize(
    "shape", [{}, {"inside": "ul/"}, {"bom": True}, {"inside": "a/b/", "bom": True}]
)
def test_a_zip_a_folder_in_a_zip_and_a_byte_order_mark_read_alike(tmp_path, feed, shape):
    there, here = read(feed_zip(tmp_path / "ul.zip", **shape)), read(feed)
    for name in ("stops", "lines", "departures"):
        assert getattr(there, name).equals(getattr(here, name))


def test_without_calendar_the_dates_alone_count_and_the_other_way_round(tmp_path, feed):
    alone = feed_folder(tmp_path / "alone", calendar=None)
    assert read(alone).departures.equals(read(feed).departures)
    weekly = (
        "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
        "1,1,1,1,1,1,0,0,20261005,20261018\n"
    )
    regular = feed_folder(tmp_path / "weekly", calendar=weekly, calendar_dates=None)
    assert read(regular).day == date(2026, 10, 6)
    holiday = "service_id,date,exception_type\n1,20261006,2\n"
    but_one = feed_folder(tmp_path / "but_one", calendar=weekly, calendar_dates=holiday)
    assert read(but_one).day == date(2026, 10, 13)


def test_empty_times_between_are_filled_in_by_the_way_gone(tmp_path):
    times = feeds.STOP_TIMES.replace("t1,07:26:12,07:26:12", "t1,,")
    found = read(feed_folder(tmp_path / "ul", stop_times=times))
    line = found.departures.set_index("trip_id").loc["t1", "line_id"]
    minute = found.lines[found.lines["line_id"] == line]["minute"].tolist()
    assert minute == [0.0, pytest.approx(13 * 1375.3 / 2800, abs=0.01), 13.0]
    assert any(note.startswith("1 times") for note in found.notes)


def test_empty_times_are_filled_in_by_stops_where_no_way_is_told(tmp_path):
    times = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "t1,07:20:00,07:20:00,9022099000003001,1\n"
        "t1,,,9022099000002001,4\n"
        "t1,07:30:00,,9022099000001001,9\n"
    )
    found = read(feed_folder(tmp_path / "ul", stop_times=times))
    assert found.lines["minute"].tolist() == [0.0, 5.0, 10.0]


def test_two_platforms_of_one_stop_in_a_row_are_one_call_with_a_wait(tmp_path):
    times = (
        "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
        "t1,07:20:00,07:21:00,9022099000003001,1\n"
        "t1,07:30:00,07:31:00,9022099000001001,2\n"
        "t1,07:33:00,07:34:00,9022099000001002,3\n"
        "t1,07:40:00,07:40:00,9022099000002001,4\n"
    )
    found = read(feed_folder(tmp_path / "ul", stop_times=times))
    assert found.lines["minute"].tolist() == [0.0, 9.0, 19.0]
    assert found.lines["waits"].fillna(0).tolist() == [0.0, 4.0, 0.0]
    assert found.departures["departure"].tolist() == ["07:21"]


def test_frequencies_become_departures(tmp_path):
    often = "trip_id,start_time,end_time,headway_secs,exact_times\nt1,07:00:00,08:00:00,1200,0\n"
    found = read(feed_folder(tmp_path / "ul", frequencies=often))
    runs = found.departures[found.departures["trip_id"].str.startswith("t1")]
    assert runs["departure"].tolist() == ["07:00", "07:20", "07:40"]
    assert runs["trip_id"].is_unique
    assert any(note.startswith("3 departures are made from frequencies") for note in found.notes)


def test_calls_that_must_be_booked_are_no_calls(tmp_path):
    times = feeds.STOP_TIMES.replace("2,Torget,3,3,1375.3", "2,Torget,2,2,1375.3")
    found = read(feed_folder(tmp_path / "ul", stop_times=times))
    assert "none" in set(found.lines["boarding"])
    assert any(note.startswith("2 calls must be booked") for note in found.notes)


def test_blocks_are_vehicles_and_types_name_what_no_description_does(tmp_path):
    trips = feeds.TRIPS.replace("direction_id,shape_id", "direction_id,block_id").replace(
        "s1", "b7"
    )
    routes = feeds.ROUTES.replace(",Stadsbuss", ",").replace("700,Skolbuss", "712,")
    found = read(feed_folder(tmp_path / "ul", trips=trips, routes=routes), school_buses="school")
    runs = found.departures.set_index("trip_id")
    assert runs.loc["t1", ["vehicle", "category", "kind"]].tolist() == ["b7", "bus", "public"]
    assert runs.loc["t4", "kind"] == "school"


def test_a_feed_in_windows_letters_with_spaces_round_cells_is_read(tmp_path):
    path = feed_folder(tmp_path / "ul")
    (path / "stops.txt").write_bytes(feeds.STOPS.replace(",Torget", ", Torget").encode("cp1252"))
    assert "Torget (Påhittsby)" in set(read(path).stops["name"])


# What is wrong


@pytest.mark.parametrize("missing", ["stops", "routes", "trips", "stop_times"])
def test_a_file_that_must_be_there_is_missed(tmp_path, missing):
    path = feed_folder(tmp_path / "ul", **{missing: None})
    assert told(path) == [("ul", None, "", "required_file")]


def test_neither_calendar_nor_dates_is_a_fault(tmp_path):
    path = feed_folder(tmp_path / "ul", calendar=None, calendar_dates=None)
    assert told(path) == [("ul", None, "", "required_file")]


def test_a_misspelt_file_and_column_get_the_nearest_name(tmp_path):
    path = feed_folder(tmp_path / "ul", trips=feeds.TRIPS.replace("service_id", "servce_id"))
    (path / "routes.txt").rename(path / "route.txt")
    ledger = Ledger()
    assert read_gtfs(path, ledger=ledger) is None
    assert {fault.suggestion for fault in ledger.faults} == {"route", "servce_id"}


BROKEN = {
    "a time that is none": (
        {"stop_times": feeds.STOP_TIMES.replace("07:26:12,07:26:12", "7.26,07:61:00")},
        [("stop_times.txt", 3, "arrival_time", "time"), ("stop_times.txt", 3, "departure_time", "time")],
    ),
    "no time at the first stop": (
        {"stop_times": feeds.STOP_TIMES.replace("t1,07:20:00,07:20:00", "t1,,")},
        [("stop_times.txt", 2, "departure_time", "required")],
    ),
    "a stop before the one before": (
        {"stop_times": feeds.STOP_TIMES.replace("07:26:12,07:26:12", "07:16:12,07:16:12")},
        [("stop_times.txt", 3, "arrival_time", "time_order")],
    ),
    "leaving before coming": (
        {"stop_times": feeds.STOP_TIMES.replace("07:40:00,07:41:00", "07:40:00,07:39:00")},
        [("stop_times.txt", 11, "departure_time", "time_order")],
    ),
    "an unknown stop": (
        {"stop_times": feeds.STOP_TIMES.replace("9022099000002001,2", "9022099000002009,2")},
        [("stop_times.txt", 3, "stop_id", "reference"), ("stop_times.txt", 6, "stop_id", "reference")],
    ),
    "a place on the run that is no number, and one twice": (
        {"stop_times": feeds.STOP_TIMES.replace("9022099000002001,2", "9022099000002001,two", 1)
         .replace("9022099000001001,9", "9022099000001001,5")},
        [("stop_times.txt", 3, "stop_sequence", "whole_number"),
         ("stop_times.txt", 12, "stop_sequence", "unique")],
    ),
    "an unknown route": (
        {"routes": feeds.ROUTES.replace("9011099000100000,1,1", "9011099000100009,1,1")},
        [("trips.txt", row, "route_id", "reference") for row in (2, 3, 4)],
    ),
    "a trip and a stop twice": (
        {"trips": feeds.TRIPS + "9011099000100000,1,t1,,1,s1\n"},
        [("trips.txt", 8, "trip_id", "unique")],
    ),
    "a stop without a place, one swapped and one far away": (
        {"stops": feeds.STOPS.replace("59.8700,17.6400,1", ",17.6400,1")
         .replace("59.8600,17.6200,1", "17.6200,59.8600,1").replace("59.8500,17.6000,1", "0,0,1")},
        [("stops.txt", 7, "stop_lat", "number"), ("stops.txt", 5, "stop_lat", "swapped"),
         ("stops.txt", 2, "stop_lat", "position")],
    ),
    "dates and kinds of exception that are none": (
        {"calendar_dates": "service_id,date,exception_type\n1,2026-10-06,1\n1,20261332,1\n1,20261013,3\n"},
        [("calendar_dates.txt", 2, "date", "date"), ("calendar_dates.txt", 3, "date", "date"),
         ("calendar_dates.txt", 4, "exception_type", "exception_type")],
    ),
    "frequencies that are none": (
        {"frequencies": "trip_id,start_time,end_time,headway_secs\nt1,07:00:00,x,0\n"},
        [("frequencies.txt", 2, "end_time", "time"), ("frequencies.txt", 2, "headway_secs", "headway")],
    ),
    "a row too short": (
        {"trips": feeds.TRIPS + "9011099000100000,1\n"}, [("trips.txt", 8, "", "row_width")],
    ),
    "no service at all": (
        {"calendar": None, "calendar_dates": "service_id,date,exception_type\n"},
        [("ul", None, "", "calendar")],
    ),
    "an empty file": ({"routes": ""}, [("routes.txt", 1, "", "header")]),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_wrong_is_told_with_file_row_and_column(tmp_path, what):
    changes, expected = BROKEN[what]
    assert told(feed_folder(tmp_path / "ul", **changes)) == expected


def test_many_faults_of_one_kind_are_told_as_a_number(tmp_path):
    rows = "".join(f"9011099000100000,1,t{n},,1,s1\n" * 2 for n in range(100, 160))
    found = told(feed_folder(tmp_path / "ul", trips=feeds.TRIPS + rows))
    assert len(found) == 51


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (
            {"day": date(2027, 1, 1)},
            "Nothing runs on 2027-01-01: the feed holds 2026-10-06 to 2026-10-20",
        ),
        ({"weekday": "sun"}, "Nothing runs on any sun"),
    ],
)
def test_a_day_without_runs_is_refused(feed, terms, said):
    ledger = Ledger()
    assert read_gtfs(feed, ledger=ledger, terms=GtfsTerms(**terms)) is None
    assert said in ledger.faults[0].message


def test_what_is_no_feed_is_said_to_be_none(tmp_path):
    (tmp_path / "note.txt").write_text("hello", encoding="utf-8")
    assert told(tmp_path / "nowhere")[0][3] == "file"
    assert told(tmp_path / "note.txt")[0][3] == "file"


def test_two_feeds_in_one_zip_are_refused(tmp_path):
    path = feed_zip(tmp_path / "ul.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("again/stops.txt", feeds.STOPS)
    assert ("ul.zip", None, "", "unique") in told(path)


def _packed(tmp_path):
    path = tmp_path / "packed.zip"
    with (
        zipfile.ZipFile(feed_zip(tmp_path / "plain.zip")) as plain,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in plain.namelist():
            packed.writestr(name, plain.read(name))
    return path


@pytest.mark.parametrize(
    ("signature", "place", "octets"),
    [
        (b"PK\x03\x04", 45, b"\xff\xff\xff"),  # what is packed
        (b"PK\x01\x02", 16, b"\x00\x00"),  # the check sum
        (b"PK\x01\x02", 10, b"\x63\x00"),  # the way of packing
        (b"PK\x01\x02", 6, b"\xff"),  # the version of the packer
        (b"PK\x01\x02", 8, b"\x01"),  # a password
        (b"PK\x05\x06", 16, b"\xff\xff\xff\x00"),  # where the list of files begins
    ],
)
def test_a_zip_that_was_damaged_or_locked_is_a_fault_and_never_a_traceback(
    tmp_path, signature, place, octets
):
    path = _packed(tmp_path)
    whole = bytearray(path.read_bytes())
    start = whole.index(signature) + place
    whole[start : start + len(octets)] = octets
    path.write_bytes(bytes(whole))
    assert "file" in {rule for *_where, rule in told(path)}
