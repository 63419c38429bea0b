"""Tables of what is offered, and of who goes there today."""

from __future__ import annotations

from skolval.io.dictionary.entries import POSITION, Field, Table

__all__ = ["TABLES"]

TABLES: tuple[Table, ...] = (
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
            *POSITION,
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
            Field("starts", "time", "när första lektionen börjar", "when the first lesson starts",
                  aliases=("börjar", "skoldagens början", "ringer in"), example="08:10"),
            Field("ends", "time", "när sista lektionen slutar", "when the last lesson ends",
                  aliases=("slutar", "skoldagens slut"), example="14:30"),
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
)  # fmt: skip
