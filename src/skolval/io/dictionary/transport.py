"""Tables of stops and lines."""

from __future__ import annotations

from skolval.io.dictionary.entries import Field, Table

__all__ = ["TABLES"]

TABLES: tuple[Table, ...] = (
    Table(
        "stops", "Hållplatser", "Stops",
        (
            Field("stop_id", "code", "hållplats", "stop", True, ("hållplats_id",)),
            Field("name", "text", "namn", "name", aliases=("namn",)),
            Field("x", "x", "östlig koordinat", "easting", True, ("e", "ost"), unit="m"),
            Field("y", "y", "nordlig koordinat", "northing", True, ("n", "nord"), unit="m"),
        ),
        False, ("stop_id",), ("hållplatser",),
    ),
    Table(
        "lines", "Linjer: hållplatser i ordning", "Lines: stops in order",
        (
            Field("line_id", "code", "linje", "line", True, ("linje",)),
            Field("order", "whole", "ordning", "order along the line", True, ("ordning",),
                  minimum=1),
            Field("stop_id", "code", "hållplats", "stop", True, ("hållplats_id",),
                  refers="stops.stop_id"),
            Field("minute", "number", "minuter från start", "minutes from the start", True,
                  ("minut",), minimum=0, unit="min"),
            Field("seats", "whole", "sittplatser", "seats", aliases=("platser",), minimum=0),
            Field("direction", "code", "riktning: in eller ut", "direction: in or out",
                  aliases=("riktning",), allowed=("in", "out"), synonyms=(("ut", "out"),)),
        ),
        False, ("line_id", "order", "direction"), ("linjer",),
    ),
)  # fmt: skip
