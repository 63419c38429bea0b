"""Invented timetable feeds (GTFS) with the habits of real ones; no stop, line or time is real."""

from __future__ import annotations

import zipfile
from pathlib import Path

STOPS = """\
stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,platform_code
9021099000001000,Torget (Påhittsby),59.8500,17.6000,1,,
9022099000001001,Torget (Påhittsby),59.8501,17.6001,0,9021099000001000,A
9022099000001002,Torget (Påhittsby),59.8499,17.5999,0,9021099000001000,B
9021099000002000,Ängsvägen (Påhittsby),59.8600,17.6200,1,,
9022099000002001,Ängsvägen (Påhittsby),59.8600,17.6200,0,9021099000002000,A
9021099000003000,"Kyrkan, norra (Påhittsby)",59.8700,17.6400,1,,
9022099000003001,"Kyrkan, norra (Påhittsby)",59.8700,17.6400,0,9021099000003000,A
9022099000009001,Långtbort (Fjärran),60.5000,18.6000,0,,
9021099000004000,Obetjänad,0,0,1,,
"""
ROUTES = """\
route_id,agency_id,route_short_name,route_long_name,route_type,route_desc
9011099000100000,1,1,,700,Stadsbuss
9011099012000000,1,120,,700,Skolbuss
9011099098200000,1,982,,700,Sjukresebuss
9011099090000000,1,,Färjan till ön,1000,
"""
TRIPS = """\
route_id,service_id,trip_id,trip_headsign,direction_id,shape_id
9011099000100000,1,t1,,1,s1
9011099000100000,1,t2,,1,s1
9011099000100000,2,t3,,0,s2
9011099012000000,1,t4,,1,s1
9011099098200000,1,t5,,1,s1
9011099000100000,3,t6,,1,s1
"""
STOP_TIMES = """\
trip_id,arrival_time,departure_time,stop_id,stop_sequence,stop_headsign,pickup_type,drop_off_type,shape_dist_traveled,timepoint
t1,07:20:00,07:20:00,9022099000003001,1,Torget,3,1,0,1
t1,07:26:12,07:26:12,9022099000002001,2,Torget,3,3,1375.3,0
t1,07:33:00,07:33:00,9022099000001001,3,Torget,1,3,2800,1
t2,07:50:00,07:50:00,9022099000003001,1,Torget,3,1,0,1
t2,07:56:12,07:56:12,9022099000002001,2,Torget,3,3,1375.3,0
t2,08:03:00,08:03:00,9022099000001001,3,Torget,1,3,2800,1
t3,24:10:00,24:10:00,9022099000001002,1,Kyrkan,0,1,0,1
t3,24:20:00,24:20:00,9022099000003001,2,Kyrkan,1,0,2800,1
t4,07:00:00,07:00:00,9022099000009001,1,Torget,0,0,0,1
t4,07:40:00,07:41:00,9022099000003001,5,Torget,0,0,40000,1
t4,07:50:00,07:50:00,9022099000001001,9,Torget,0,0,42800,1
t5,07:00:00,07:00:00,9022099000003001,1,Torget,0,0,0,1
t5,07:10:00,07:10:00,9022099000001001,2,Torget,0,0,2800,1
t6,09:00:00,09:00:00,9022099000003001,1,Torget,0,0,0,1
t6,09:10:00,09:10:00,9022099000001001,2,Torget,0,0,2800,1
"""
CALENDAR = """\
service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
1,0,0,0,0,0,0,0,20261005,20261218
2,0,0,0,0,0,0,0,20261005,20261218
3,0,0,0,0,0,0,0,20261005,20261218
"""
CALENDAR_DATES = """\
service_id,date,exception_type
1,20261006,1
1,20261013,1
2,20261013,1
2,20261020,1
3,20261007,1
"""
TRANSFERS = """\
from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id,to_trip_id
9022099000001001,9022099000001002,2,270,,
9022099000001001,9022099000001001,1,,t1,t3
"""
AGENCY = "agency_id,agency_name,agency_url\n1,Påhittstrafiken,https://example.org\n"
FEED_INFO = """\
feed_id,feed_publisher_name,feed_publisher_url,feed_lang,feed_version
SE-xx,Påhittade trafikföretag,https://example.org,sv,2026-10-01
"""
FEED = {
    "stops": STOPS, "routes": ROUTES, "trips": TRIPS, "stop_times": STOP_TIMES,
    "calendar": CALENDAR, "calendar_dates": CALENDAR_DATES, "transfers": TRANSFERS,
    "agency": AGENCY, "feed_info": FEED_INFO,
}  # fmt: skip


def feed_folder(path: Path, **changes: str | None) -> Path:
    """Write the invented feed as a folder; a file given as None is left out."""
    path.mkdir(parents=True)
    for name, text in (FEED | changes).items():
        if text is not None:
            (path / f"{name}.txt").write_text(text, encoding="utf-8")
    return path


def feed_zip(path: Path, *, inside: str = "", bom: bool = False, **changes: str | None) -> Path:
    """Write the invented feed as a zip, its files in the folder `inside`."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in (FEED | changes).items():
            if text is not None:
                octets = text.replace("\n", "\r\n").encode("utf-8-sig" if bom else "utf-8")
                archive.writestr(f"{inside}{name}.txt", octets)
        if inside:
            archive.writestr(f"__MACOSX/{inside}._stops.txt", b"\x00\x01")
    return path
