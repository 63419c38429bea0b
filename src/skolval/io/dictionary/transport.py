"""Tables of stops, lines and departures."""

from __future__ import annotations

from skolval.domain.timetable import DIRECTIONS, KINDS
from skolval.io.dictionary.entries import Field, Table

__all__ = ["TABLES"]

_DIRECTION = Field(
    "direction", "code", "riktning: in eller ut", "direction: in or out",
    aliases=("riktning",), allowed=DIRECTIONS, synonyms=(("ut", "out"),),
)  # fmt: skip

TABLES: tuple[Table, ...] = (
    Table(
        "stops", "Hållplatser", "Stops",
        (
            Field("stop_id", "code", "hållplats", "stop", True, ("hållplats_id", "hållplats")),
            Field("name", "text", "namn", "name", aliases=("namn",)),
            Field("x", "x", "östlig koordinat", "easting", True, ("e", "ost"), unit="m"),
            Field("y", "y", "nordlig koordinat", "northing", True, ("n", "nord"), unit="m"),
            Field("change_minutes", "whole", "minsta bytestid här",
                  "least time for a change here", aliases=("bytestid",), minimum=0, maximum=120,
                  unit="min"),
        ),
        False, ("stop_id",), ("hållplatser",),
    ),
    Table(
        "lines", "Linjer: hållplatser i ordning", "Lines: stops in order",
        (
            Field("line_id", "code", "linje", "line", True, ("linje",)),
            Field("order", "whole", "ordning", "order along the line", True, ("ordning",),
                  minimum=1),
            Field("stop_id", "code", "hållplats", "stop", True, ("hållplats_id", "hållplats"),
                  refers="stops.stop_id"),
            Field("minute", "number", "minuter från start", "minutes from the start", True,
                  ("minut",), minimum=0, unit="min"),
            Field("seats", "whole", "sittplatser", "seats", aliases=("platser",), minimum=0),
            _DIRECTION,
            Field("waits", "number", "minuter som fordonet står vid hållplatsen",
                  "minutes that the vehicle stands at the stop", aliases=("uppehåll",),
                  minimum=0, unit="min"),
            Field("boarding", "code", "på- och avstigning (both), bara på- eller bara avstigning",
                  "boarding and alighting (both), or only one of them",
                  aliases=("påstigning",), allowed=("both", "on", "off", "none"),
                  synonyms=(("båda", "both"), ("på", "on"), ("av", "off"), ("ingen", "none"))),
            Field("name", "text", "linjens namn för resenärer", "what travellers call the line",
                  aliases=("namn", "linjenamn")),
        ),
        False, ("line_id", "order", "direction"), ("linjer",),
    ),
    Table(
        "departures", "Avgångar: tidtabell", "Departures: the timetable",
        (
            Field("trip_id", "code", "tur", "run", True, ("tur", "tur_id"), example="L1-0725"),
            Field("line_id", "code", "linje", "line", True, ("linje",), refers="lines.line_id",
                  example="L1"),
            _DIRECTION,
            Field("departure", "time", "avgång från första hållplatsen",
                  "departure from the first stop", True, ("avgång", "avgångstid"),
                  example="07:25"),
            Field("days", "list", "dagar, t.ex. mon tue (tomt: måndag till fredag)",
                  "days, e.g. mon tue (empty: Monday to Friday)", aliases=("dagar", "trafikdagar")),
            Field("kind", "code", "slag: allmän linje eller skolskjuts",
                  "kind: public line or school transport", aliases=("slag", "typ"),
                  allowed=KINDS,
                  synonyms=(("allmän", "public"), ("linjetrafik", "public"),
                            ("skolskjuts", "school"), ("skolbuss", "school"))),
            Field("seats", "whole", "sittplatser, om andra än linjens",
                  "seats, if others than the line's", aliases=("platser", "sittplatser"),
                  minimum=0),
            Field("vehicle", "code", "fordon som kör turen", "vehicle that makes the run",
                  aliases=("fordon", "omlopp")),
            Field("cost", "whole", "turens kostnad", "cost of the run", aliases=("kostnad",),
                  minimum=0, unit="kr/year"),
            Field("category", "text", "trafikslag så som källan kallar det",
                  "category as the source calls it", aliases=("trafikslag",)),
        ),
        False, ("trip_id",), ("avgångar", "tidtabell"),
    ),
)  # fmt: skip
