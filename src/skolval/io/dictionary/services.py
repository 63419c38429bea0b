"""Table of candidate services against the stream (omvänd skolskjuts)."""

from __future__ import annotations

from skolval.domain.services import SERVICE_KINDS
from skolval.io.dictionary.entries import Field, Table

__all__ = ["TABLES"]

TABLES: tuple[Table, ...] = (
    Table(
        "services", "Kandidatlinjer för omvänd skolskjuts",
        "Candidate services for reversed transport",
        (
            Field("service_id", "code", "kandidatlinje", "candidate service", True,
                  ("kandidat", "linje"), example="R1"),
            Field("leg", "code", "tur: morgon ut eller eftermiddag hem",
                  "leg: out in the morning or home in the afternoon", True, ("tur",),
                  allowed=("morning", "afternoon"),
                  synonyms=(("morgon", "morning"), ("eftermiddag", "afternoon"))),
            Field("order", "whole", "ordning", "order along the leg", True, ("ordning",),
                  minimum=1),
            Field("stop_id", "code", "hållplats", "stop", True, ("hållplats_id", "hållplats"),
                  refers="stops.stop_id"),
            Field("time", "time", "klockslag vid hållplatsen", "clock time at the stop", True,
                  ("tid", "klockslag"), example="07:10"),
            Field("unit_id", "code", "skolenhet vid hållplatsen (tomt: nås till fots)",
                  "school unit at the stop (empty: reached on foot)",
                  aliases=("skolenhet", "skolenhetskod", "enhetskod"),
                  refers="units.unit_id"),
            Field("seats", "whole", "lediga sittplatser på turen", "free seats on the leg", True,
                  ("platser", "sittplatser"), minimum=1),
            Field("kind", "code", "slag: tomtur, beställd tur eller allmän linje",
                  "kind: empty leg, chartered run or ordinary line", aliases=("slag", "typ"),
                  allowed=SERVICE_KINDS,
                  synonyms=(("tomtur", "reverse_leg"), ("beställd", "chartered"),
                            ("linjetrafik", "ordinary"))),
            Field("cost", "whole", "vad linjen kostar i sig", "what the service costs in itself",
                  aliases=("kostnad",), minimum=0, unit="kr/year"),
            Field("pupil_cost", "whole", "vad varje elev på linjen kostar",
                  "what each pupil on the service costs", aliases=("kostnad_per_elev",),
                  minimum=0, unit="kr/year"),
            Field("source", "text", "källa till kostnaden", "source of the cost",
                  aliases=("källa",)),
        ),
        False, ("service_id", "leg", "order"), ("kandidatlinjer", "omvänd_skolskjuts"),
    ),
)  # fmt: skip
