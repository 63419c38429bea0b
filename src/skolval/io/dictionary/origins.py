"""The table that says where all other tables come from."""

from __future__ import annotations

from skolval.domain.provenance import MADE
from skolval.io.dictionary.entries import Field, Table

__all__ = ["TABLES"]

TABLES: tuple[Table, ...] = (
    Table(
        "provenance", "Proveniens: varifrån varje kolumn kommer",
        "Provenance: where every column comes from",
        (
            Field("table", "code", "tabell i fallet", "table of the instance", True, ("tabell",),
                  example="areas"),
            Field("column", "code", "kolumn; tom för hela tabellen",
                  "column; empty for the whole table", aliases=("kolumn",), example="population"),
            Field("source", "text", "vem som gav ut uppgiften", "who published it",
                  aliases=("källa", "utgivare")),
            Field("vintage", "text", "dag eller år som uppgiften avser",
                  "day or year that the values describe", aliases=("avser", "årgång", "tidpunkt"),
                  example="2022-12-31"),
            Field("definition", "text", "vad talet betyder", "what the number means",
                  aliases=("betydelse",)),
            Field("made", "code", "hur värdet kom till: läst, beräknat, modellerat eller antaget",
                  "how the value came to be: read, computed, modelled or assumed",
                  aliases=("tillkomst",), allowed=MADE,
                  synonyms=(("läst", "read"), ("beräknad", "computed"), ("beräknat", "computed"),
                            ("modellerad", "modelled"), ("modellerat", "modelled"),
                            ("antagen", "assumed"), ("antaget", "assumed")), example="read"),
            Field("file", "text", "filens namn, utan mappar", "name of the file, without folders",
                  aliases=("fil",)),
            Field("digest", "code", "filens SHA-256, 64 hexadecimala tecken",
                  "SHA-256 of the file, 64 hexadecimal characters",
                  aliases=("kontrollsumma", "sha256", "hash")),
            Field("suppressed", "whole", "uppgifter dolda hos källan",
                  "values hidden at the source", aliases=("dolda", "undertryckta"), minimum=0),
            Field("licence", "text", "villkor för användning", "terms of use",
                  aliases=("licens", "license")),
            Field("note", "text", "vad som lagats, modellerats eller utelämnats",
                  "what was repaired, modelled or left out", aliases=("anmärkning", "not")),
        ),
        False, (), ("proveniens", "ursprung", "origins"),
    ),
)  # fmt: skip
