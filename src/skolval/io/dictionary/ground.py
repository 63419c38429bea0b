"""Tables of areas, streets and distances."""

from __future__ import annotations

from skolval.io.dictionary.entries import Field, Table

__all__ = ["TABLES"]

TABLES: tuple[Table, ...] = (
    Table(
        "areas", "Områden", "Areas (geometry in areas.geojson)",
        (
            Field("area_id", "code", "områdeskod", "area code", True,
                  ("områdeskod", "deso", "desokod"), example="0380C1010"),
            Field("name", "text", "namn", "name", aliases=("namn", "områdesnamn")),
            Field("x", "x", "östlig koordinat för en punkt i området",
                  "easting of a representative point", aliases=("e", "ost"), unit="m"),
            Field("y", "y", "nordlig koordinat för en punkt i området",
                  "northing of a representative point", aliases=("n", "nord"), unit="m"),
            Field("population", "whole", "invånare", "residents",
                  aliases=("invånare", "folkmängd", "pop"), minimum=0),
            Field("attendance_units", "list",
                  "skolskjutsområdets skolor, den första som har årskursen gäller",
                  "units of the attendance area, the first that offers the grade counts",
                  aliases=("skolskjutsområdets skolor", "skolskjutsskolor",
                           "anvisningsskolor"), refers="units.unit_id"),
            Field("region", "text", "större område som området hör till, t.ex. RegSO",
                  "larger area that it is part of, e.g. its RegSO", aliases=("regso",)),
        ),
        False, ("area_id",), ("områden",),
    ),
    Table(
        "adjacency", "Områdesgrannar", "Adjacency: areas that are neighbours",
        (
            Field("area_id", "code", "område", "area", True,
                  ("områdeskod", "deso", "område"), refers="areas.area_id",
                  example="0380C1010"),
            Field("neighbour_id", "code", "grannområde, ett par en gång räcker",
                  "neighbouring area; each pair once is enough", True,
                  ("granne", "grannområde", "neighbor_id"), refers="areas.area_id",
                  example="0380C1020"),
        ),
        False, ("area_id", "neighbour_id"), ("grannar", "områdesgrannar"),
    ),
    Table(
        "entrances", "Skolenheternas ingångar", "Entrances of units",
        (
            Field("unit_id", "code", "skolenhet", "unit", True, ("skolenhetskod", "enhetskod"),
                  refers="units.unit_id", example="12345678"),
            Field("kind", "code", "slag: huvudingång, ingång eller tomtgräns",
                  "kind: main entrance, entrance or plot boundary", True, ("slag",),
                  ("main_entrance", "entrance", "plot_boundary"),
                  (("huvudingång", "main_entrance"), ("huvudentré", "main_entrance"),
                   ("ingång", "entrance"), ("entré", "entrance"),
                   ("tomtgräns", "plot_boundary")), example="main_entrance"),
            Field("x", "x", "östlig koordinat", "easting", True, ("e", "ost"), unit="m",
                  example="648000"),
            Field("y", "y", "nordlig koordinat", "northing", True, ("n", "nord"), unit="m",
                  example="6638000"),
            Field("name", "text", "namn", "name", aliases=("namn",)),
        ),
        False, (), ("ingångar", "entréer"),
    ),
    Table(
        "nodes", "Gatunät: knutpunkter", "Street network: nodes",
        (
            Field("node_id", "code", "knutpunkt", "node", True, ("nod", "knutpunkt")),
            Field("x", "x", "östlig koordinat", "easting", True, ("e", "ost"), unit="m"),
            Field("y", "y", "nordlig koordinat", "northing", True, ("n", "nord"), unit="m"),
        ),
        False, ("node_id",), ("noder", "knutpunkter"),
    ),
    Table(
        "edges", "Gatunät: länkar", "Street network: edges",
        (
            Field("from_node", "code", "från knutpunkt", "from node", True, ("från",),
                  refers="nodes.node_id"),
            Field("to_node", "code", "till knutpunkt", "to node", True, ("till",),
                  refers="nodes.node_id"),
            Field("metres", "number", "längd", "length", True, ("längd", "meter"),
                  minimum=0, unit="m"),
            Field("oneway", "bool", "enkelriktad", "one-way", aliases=("enkelriktad",)),
            *(
                Field(mode, "code",
                      f"{sv}: åt båda hållen, framåt (från-till), bakåt eller nej; "
                      "annars som enkelriktad säger",
                      f"{en}: both ways, forward (from-to), backward or no; left out: as "
                      "oneway says",
                      aliases=aliases, allowed=("both", "forward", "backward", "no"),
                      synonyms=(("båda", "both"), ("framåt", "forward"), ("bakåt", "backward"),
                                ("nej", "no")))
                for mode, sv, en, aliases in (
                    ("walk", "till fots", "on foot", ("gång",)),
                    ("cycle", "med cykel", "by bicycle", ("cykel",)),
                    ("drive", "med bil", "by car", ("bil",)),
                )
            ),
            Field("speed", "number", "högsta tillåtna hastighet", "speed limit",
                  aliases=("hastighet", "hastighetsgräns"), minimum=0, maximum=200,
                  unit="km/h"),
            Field("unsafe", "bool", "farlig att gå längs (skolskjuts)",
                  "unsafe for a child to walk along (school transport)",
                  aliases=("farlig", "trafikfarlig")),
            Field("road_class", "code", "slag av väg", "kind of road",
                  aliases=("vägklass", "vägtyp")),
            Field("name", "text", "gatunamn", "street name", aliases=("gatunamn", "namn")),
            Field("bends", "text",
                  "brytpunkter från-till: steg i hela decimeter, öst nord öst nord ...",
                  "bends from-to: steps in whole decimetres, east north east north ...",
                  aliases=("brytpunkter",)),
        ),
        False, (), ("länkar", "gator"),
    ),
    Table(
        "barriers", "Hinder som vägar inte får korsa", "Barriers that ways must not cross",
        (
            Field("name", "text", "namn", "name", aliases=("namn",)),
            Field("effect", "code",
                  "verkan: stängd, farlig att korsa, eller öppning i andra hinder",
                  "effect: closed, unsafe to cross, or an opening in other barriers", True,
                  ("verkan",), ("closed", "unsafe", "opening"),
                  (("stängd", "closed"), ("farlig", "unsafe"), ("öppning", "opening")),
                  example="closed"),
            Field("mode", "code", "för vem: till fots (om tomt), cykel, bil eller alla",
                  "for whom: on foot (if empty), by bicycle, by car or all",
                  aliases=("färdsätt",), allowed=("walk", "cycle", "drive", "all"),
                  synonyms=(("gång", "walk"), ("cykel", "cycle"), ("bil", "drive"),
                            ("alla", "all"))),
            Field("shape", "text", "linje, yta eller punkt som WKT i fallets koordinatsystem",
                  "line, surface or point as WKT in the instance's CRS", True, ("form", "wkt"),
                  example="LINESTRING (648000 6638000, 648500 6638000)"),
        ),
        False, (), ("hinder",),
    ),
    Table(
        "travel", "Färdig restabell", "Ready travel table",
        (
            Field("origin_id", "code", "elev eller område; elevens id följt av /2 är andra hemmet",
                  "pupil or area; the pupil's id and then /2 is the second home", True,
                  ("från_id", "start")),
            Field("unit_id", "code", "skolenhet", "unit", True, ("skolenhetskod",),
                  refers="units.unit_id"),
            Field("metres", "whole", "gångväg", "walking distance", True,
                  ("meter", "avstånd"), minimum=0, unit="m"),
            Field("minutes", "whole", "restid", "travel time", aliases=("minuter", "restid"),
                  minimum=0, unit="min"),
        ),
        False, ("origin_id", "unit_id"), ("restabell", "avstånd"),
    ),
)  # fmt: skip
