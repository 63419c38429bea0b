"""The data dictionary: every table and column of an instance, said once.

Used by the reader and `skolval check` (what must hold), by `skolval new` (empty
templates) and by the documentation. Column names are English; the Swedish aliases are
accepted everywhere. Groups add columns: ``<group>`` (0/1) in pupils and
``share_<group>`` (0-1, or a suppression mark) in areas.
"""

from __future__ import annotations

from dataclasses import dataclass

from skolval.domain.problem import GROUNDS, STATUSES

__all__ = ["SUPPRESSION_MARKS", "TABLES", "Field", "Table"]

SUPPRESSION_MARKS: dict[str, str] = {
    ".": "missing",
    "..": "suppressed_few",
    "...": "suppressed_majority",
    "-": "not_reported",
}
"""Skolverket's marks: never numbers; they become intervals (lowest to highest)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column.

    Parameters
    ----------
    name : canonical name. kind : ``text``, ``code``, ``whole``, ``number``, ``share``,
        ``bool``, ``grade``, ``list`` (separated by spaces or ;), ``x`` or ``y``.
    required : must be present and filled in every row.
    sv : what it holds, in Swedish; en : in English.
    aliases : accepted column names beside the canonical one (compared without case).
    allowed : the only accepted values, canonical first; `synonyms` map others onto them.
    refers : ``table.column`` whose values these must be.
    minimum, maximum : bounds of a number. unit : its unit. example : shown in templates.
    """

    name: str
    kind: str
    sv: str
    en: str
    required: bool = False
    aliases: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    refers: str = ""
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: a file ``<name>.csv`` or ``<name>.parquet``, or a sheet of the workbook.

    `key` columns together are unique; `aliases` are accepted file and sheet names.
    """

    name: str
    sv: str
    en: str
    fields: tuple[Field, ...]
    required: bool = False
    key: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """Return the field called `name` (KeyError if there is none)."""
        for field in self.fields:
            if field.name == name:
                return field
        raise KeyError(name)


_POSITION = (
    Field("x", "x", "östlig koordinat i fallets koordinatsystem", "easting in the instance's CRS",
          aliases=("e", "ost", "öst", "easting", "x_ost"), unit="m", example="648000"),
    Field("y", "y", "nordlig koordinat i fallets koordinatsystem", "northing in the instance's CRS",
          aliases=("n", "nord", "northing", "y_nord"), unit="m", example="6638000"),
)  # fmt: skip

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "units", "Skolenheter", "School units",
            (
                Field("unit_id", "code", "skolenhetskod", "official unit code", True,
                      ("skolenhetskod", "enhetskod", "skolenhet_id"), example="12345678"),
                Field("name", "text", "namn", "name", True,
                      ("namn", "skola", "skolenhet", "skolnamn"), example="Björkskolan"),
                Field("provider", "code", "huvudman: kommunal eller enskild",
                      "provider: municipal or independent", True, ("huvudman", "regi"),
                      ("municipal", "independent"),
                      (("kommunal", "municipal"), ("kommun", "municipal"),
                       ("enskild", "independent"), ("fristående", "independent"),
                       ("friskola", "independent")), example="municipal"),
                *_POSITION,
                Field("area_id", "code", "område där enheten ligger", "area of the site",
                      aliases=("områdeskod", "deso"), refers="areas.area_id"),
                Field("placeable", "bool", "får kommunen placera här",
                      "may the municipality place here (default: yes if municipal)",
                      aliases=("placeringsbar",), example="yes"),
                Field("next_unit", "code", "skolenhet där eleverna går vidare när årskurserna "
                      "tar slut", "unit where pupils go on when the unit's grades end",
                      aliases=("nästa skolenhet", "nästa skola", "mottagande skola"),
                      refers="units.unit_id"),
                Field("features", "list", "anpassningar som enheten har, t.ex. hiss hörslinga",
                      "what the unit has for pupils' needs, e.g. lift hearing_loop",
                      aliases=("anpassningar", "tillgänglighet")),
            ),
            True, ("unit_id",), ("skolenheter", "skolor", "enheter"),
        ),
        Table(
            "offerings", "Utbud", "Offerings",
            (
                Field("offering_id", "code", "utbudspunktens kod", "code of the offering", True,
                      ("utbud_id", "utbudskod"), example="12345678-F"),
                Field("unit_id", "code", "skolenhetskod", "unit", True,
                      ("skolenhetskod", "enhetskod"), refers="units.unit_id", example="12345678"),
                Field("kind", "code", "slag", "kind", True, ("slag", "typ"),
                      ("grade", "programme", "preparatory", "introductory"),
                      (("årskurs", "grade"), ("program", "programme"),
                       ("förberedelseklass", "preparatory"),
                       ("introduktionsprogram", "introductory")), example="grade"),
                Field("grade", "grade", "årskurs", "grade", aliases=("årskurs", "åk"), example="F"),
                Field("programme", "code", "program eller profil; slaget program är i sin årskurs "
                      "bara för dem som sökt det",
                      "programme or profile; the kind programme is, in its grade, only for those "
                      "who applied for it", aliases=("program",)),
                Field("seats", "whole", "platser i denna omgång", "seats in this round", True,
                      ("platser", "antal platser", "kapacitet"), minimum=0, unit="pupils",
                      example="50"),
                Field("minimum_size", "whole", "minsta antal", "least pupils if it runs",
                      aliases=("minsta antal", "min_antal"), minimum=0, unit="pupils"),
                Field("fixed_cost", "whole", "fast kostnad", "fixed cost",
                      aliases=("fast kostnad",), minimum=0, unit="kr/year"),
                Field("languages", "list", "språk", "languages", aliases=("språk",)),
                Field("selection", "code", "urval: efter urvalsgrunderna, eller färdighetsprov",
                      "who goes first: the policy's criteria (default), or a test score alone",
                      aliases=("urval", "urvalssätt"), allowed=("criteria", "test"),
                      synonyms=(("urvalsgrunder", "criteria"), ("prov", "test"),
                                ("färdighetsprov", "test"))),
            ),
            True, ("offering_id",), ("utbud", "utbudspunkter", "platser"),
        ),
        Table(
            "pupils", "Elever", "Pupils",
            (
                Field("pupil_id", "code", "pseudonym, aldrig personnummer",
                      "pseudonym, never a personal identity number", True,
                      ("elev_id", "elevid", "elev"), example="e0001"),
                *_POSITION,
                Field("area_id", "code", "hemområde", "home area",
                      aliases=("områdeskod", "deso", "område"), refers="areas.area_id"),
                Field("grade", "grade", "årskurs kommande läsår", "grade in the coming school year",
                      True, ("årskurs", "åk", "sökt årskurs"), example="F"),
                Field("in_round", "bool", "deltar i denna omgång (annars går eleven kvar)",
                      "is placed in this round (default yes; otherwise stays at current_unit)",
                      aliases=("deltar",), example="yes"),
                Field("current_unit", "code", "nuvarande skolenhet", "current unit",
                      aliases=("nuvarande skola", "nuvarande skolenhet"), refers="units.unit_id"),
                Field("household", "code", "hushåll, lika för syskon", "shared by siblings",
                      aliases=("hushåll", "familj")),
                Field("sibling_unit", "code", "skolenhet där ett syskon går kvar",
                      "unit where a sibling stays", aliases=("syskonskola", "syskons skolenhet"),
                      refers="units.unit_id"),
                Field("sibling_grade", "grade", "syskonets årskurs kommande läsår",
                      "the sibling's grade in the coming school year",
                      aliases=("syskons årskurs",)),
                Field("protected", "bool", "skyddade personuppgifter", "protected identity",
                      aliases=("skyddad", "skyddad identitet", "sekretess")),
                Field("language", "code", "modersmål", "mother tongue",
                      aliases=("språk", "modersmål")),
                Field("months_in_sweden", "whole", "månader i Sverige", "months in Sweden",
                      aliases=("månader i sverige",), minimum=0, maximum=300, unit="months"),
                Field("programme", "code", "sökt program", "programme applied for",
                      aliases=("program",)),
                Field("attendance_unit", "code", "skolskjutsområdets skola (annars områdets)",
                      "unit of the attendance area (otherwise that of the home area)",
                      aliases=("skolskjutsområdets skola", "skolskjutsskola", "anvisningsskola",
                               "anvisad skola"), refers="units.unit_id"),
                Field("status", "code", "sökandens ställning", "standing of the applicant",
                      aliases=("ställning",), allowed=STATUSES,
                      synonyms=(("folkbokförd", "resident"), ("bosatt", "resident"),
                                ("papperslös", "undocumented"),
                                ("ej folkbokförd", "not_registered"),
                                ("inte folkbokförd", "not_registered"),
                                ("tidig skolstart", "early_start"),
                                ("annan kommun", "non_resident"),
                                ("utombys", "non_resident"))),
                Field("needs", "list", "behov som enheten måste möta, ord ur dess anpassningar",
                      "needs that the unit must meet, words of its features",
                      aliases=("behov", "anpassningar", "anpassningsbehov")),
            ),
            True, ("pupil_id",), ("elever",),
        ),
        Table(
            "choices", "Val", "Choices",
            (
                Field("pupil_id", "code", "elev", "pupil", True, ("elev_id", "elevid", "elev"),
                      refers="pupils.pupil_id", example="e0001"),
                Field("rank", "whole", "valets ordning, 1 först", "order, 1 first", True,
                      ("rangordning", "val", "valnummer"), minimum=1, example="1"),
                Field("unit_id", "code", "önskad skolenhet", "wished unit",
                      aliases=("skolenhetskod", "enhetskod", "önskad skola"),
                      refers="units.unit_id", example="12345678"),
                Field("offering_id", "code", "önskad utbudspunkt", "wished offering",
                      aliases=("utbud_id",), refers="offerings.offering_id"),
            ),
            False, ("pupil_id", "rank"), ("val", "ansökningar", "önskemål"),
        ),
        Table(
            "grounds", "Urvalsuppgifter", "Grounds: what is noted about a pupil at a unit",
            (
                Field("pupil_id", "code", "elev", "pupil", True, ("elev_id", "elevid", "elev"),
                      refers="pupils.pupil_id", example="e0001"),
                Field("unit_id", "code", "skolenhet", "unit", True,
                      ("skolenhetskod", "enhetskod", "skola"),
                      refers="units.unit_id", example="12345678"),
                Field("ground", "code", "uppgiftens slag", "what is noted", True,
                      ("grund", "urvalsgrund"), GROUNDS,
                      (("ködagar", "queue_days"), ("kötid", "queue_days"),
                                ("provresultat", "test_score"), ("poäng", "test_score"),
                                ("verksamhetsmässigt samband", "operational_connection"),
                                ("listplats", "listed"), ("plats på lista", "listed"),
                                ("säkrad plats", "secured"), ("samtycke", "consent")),
                      example="queue_days"),
                Field("value", "whole", "värde: dagar, poäng, plats på listan, eller 1 för ja",
                      "value: days, score, place on the list, or 1 for yes", True, ("värde",),
                      minimum=0, example="120"),
            ),
            False, ("pupil_id", "unit_id", "ground"), ("grunder", "urvalsuppgifter"),
        ),
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
            ),
            False, (), ("länkar", "gator"),
        ),
        Table(
            "travel", "Färdig restabell", "Ready travel table",
            (
                Field("origin_id", "code", "elev eller område", "pupil or area", True,
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
        Table(
            "enrolment", "Faktiska elever per enhet", "Actual enrolment by unit",
            (
                Field("unit_id", "code", "skolenhet", "unit", True, ("skolenhetskod",),
                      refers="units.unit_id"),
                Field("group", "code", "grupp", "group", True, ("grupp",)),
                Field("pupils", "whole", "elever", "pupils", True, ("elever", "antal"), minimum=0),
                Field("share", "share", "gruppens andel, eller undertryckningsmärke",
                      "the group's share (0-1 or per cent), or a suppression mark", True,
                      ("andel",)),
            ),
            False, ("unit_id", "group"), ("elevsammansättning",),
        ),
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
    )
}  # fmt: skip
