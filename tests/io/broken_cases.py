"""Every kind of broken instance and policy, with the fault that must be told.

`sound(folder)` writes a tiny sound instance called Lillby: two units (Björk, municipal, and
Ek, independent), grades F and 1, three pupils and two areas. A case changes one thing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import xlsxwriter

Change = Callable[[Path], object]

HEAD = """\
name: lillby
title: {sv: Lillby, en: Lillby}
school_year: 2026/27
crs: EPSG:3006
balance_group: low_income
groups:
  - id: low_income
    label: {sv: låg inkomst, en: low income}
    kind: socioeconomic
"""
UNITS = """\
unit_id,name,provider,x,y,area_id
11,Björk,municipal,648000,6638000,A1
12,Ek,independent,649000,6638000,A2
"""
OFFERINGS = """\
offering_id,unit_id,kind,grade,seats,minimum_size
11-F,11,grade,F,30,
11-1,11,grade,1,30,
12-F,12,grade,F,30,
"""
PUPILS = """\
pupil_id,x,y,area_id,grade,low_income,current_unit,protected,in_round,sibling_unit,sibling_grade
p1,648100,6638100,A1,F,1,,no,yes,,
p2,648200,6638100,A2,F,0,,no,yes,11,1
p3,648300,6638100,A1,1,0,11,no,yes,,
"""
CHOICES = """\
pupil_id,rank,unit_id,offering_id
p1,1,11,
p2,1,11,
p3,1,,11-1
"""
AREAS = """\
area_id,name,population,share_low_income
A1,Norr,100,0.2
A2,Söder,200,0.4
"""
POLICY = """\
policy: own
mechanism: deferred_acceptance
criteria:
  - sibling:
      grades: [F, "1"]
  - relative_proximity
  - lottery
"""


_WIDE = 0.0175
"""Degrees of longitude that are a kilometre there: each unit stands in its own area."""


def _square(west: float, south: float) -> dict[str, object]:
    east, north = west + _WIDE, south + 0.01
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def shapes(west: float = 17.636, south: float = 59.85, **member: object) -> str:
    """Two square areas as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": {"deso": name},
            "geometry": _square(west + i * _WIDE, south),
        }
        for i, name in enumerate(("A1", "A2"))
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **member})


def sound(folder: Path) -> Path:
    """Write the sound instance and its policy."""
    folder.mkdir(parents=True)
    tables = {"units": UNITS, "offerings": OFFERINGS, "pupils": PUPILS, "choices": CHOICES,
              "areas": AREAS}  # fmt: skip
    (folder / "instance.yaml").write_text(HEAD, encoding="utf-8")
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    (folder / "areas.geojson").write_text(shapes(), encoding="utf-8")
    (folder / "policies").mkdir()
    (folder / "policies" / "own.yaml").write_text(POLICY, encoding="utf-8")
    return folder


def put(file: str, text: str | bytes) -> Change:
    """Write a file anew."""
    octets = text if isinstance(text, bytes) else text.encode()
    return lambda folder: (folder / file).write_bytes(octets)


def swap(file: str, old: str, new: str) -> Change:
    """Replace a text that stands in the file."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        if old not in text:
            raise LookupError(old)
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def drop(file: str) -> Change:
    return lambda folder: (folder / file).unlink()


def into_folder(file: str) -> Change:
    def change(folder: Path) -> None:
        (folder / file).unlink()
        (folder / file).mkdir()

    return change


def parquet_too(table: str) -> Change:
    return lambda folder: pd.read_csv(folder / f"{table}.csv").to_parquet(
        folder / f"{table}.parquet"
    )


def workbook(sheet: str, lines: list[list[object]], *, instead_of: str = "") -> Change:
    """Write a workbook with one sheet, in place of a CSV file."""

    def change(folder: Path) -> None:
        if instead_of:
            (folder / instead_of).unlink()
        with xlsxwriter.Workbook(folder / "tables.xlsx") as book:
            page = book.add_worksheet(sheet)
            for row, line in enumerate(lines):
                page.write_row(row, 0, line)

    return change


def with_column(text: str, heading: str, *cells: str) -> str:
    """Return a table with one more column."""
    lines = text.splitlines()
    return "".join(f"{line},{cell}\n" for line, cell in zip(lines, (heading, *cells), strict=True))


def needing(features: str, needs: str) -> Change:
    """Give the first unit features and the first pupil needs, under Swedish headings."""

    def change(folder: Path) -> None:
        put("units.csv", with_column(UNITS, "anpassningar", features, ""))(folder)
        put("pupils.csv", with_column(PUPILS, "behov", needs, "", ""))(folder)

    return change


@dataclass(frozen=True)
class Case:
    """A change of the sound instance, and the fault that it must give."""

    name: str
    change: Change
    message: str
    file: str
    row: int | None = None
    column: str = ""
    remedy: str = ""
    suggestion: str = ""
    sheet: str = ""
    level: str = "error"
    policy: bool = False


def head(name: str, old: str, new: str, message: str, **place: object) -> Case:
    return Case(name, swap("instance.yaml", old, new), message, "instance.yaml", **place)  # type: ignore[arg-type]


def table(file: str, name: str, old: str, new: str, message: str, **place: object) -> Case:
    return Case(name, swap(f"{file}.csv", old, new), message, f"{file}.csv", **place)  # type: ignore[arg-type]


def rule(name: str, old: str, new: str, message: str, **place: object) -> Case:
    change = swap("policies/own.yaml", old, new)
    return Case(name, change, message, "own.yaml", policy=True, **place)  # type: ignore[arg-type]


HEAD_CASES = (
    Case("no instance.yaml", drop("instance.yaml"), "has no instance.yaml", "instance.yaml",
         remedy="skolval new"),
    Case("instance.yml", lambda f: (f / "instance.yaml").rename(f / "instance.yml"),
         "has no instance.yaml", "instance.yaml", suggestion="to rename instance.yml"),
    Case("empty instance.yaml", put("instance.yaml", ""), "The file is empty", "instance.yaml", 1,
         remedy="skolval new"),
    Case("only comments", put("instance.yaml", "# nothing\n"), "The file is empty", "instance.yaml"),
    Case("a list", put("instance.yaml", "- a\n- b\n"), "does not hold keys", "instance.yaml", 1),
    Case("instance.yaml is a folder", into_folder("instance.yaml"), "is a folder", "instance.yaml"),
    Case("two documents", put("instance.yaml", HEAD + "---\na: 1\n"), "not valid YAML",
         "instance.yaml", 10),
    head("yaml bracket", "{sv: Lillby, en: Lillby}", "{sv: Lillby", "not valid YAML", row=3,
         remedy="brackets"),
    head("yaml tab", "  - id", "\t- id", "not valid YAML", row=7, remedy="never tabs"),
    head("duplicate key", "crs: EPSG:3006", "crs: EPSG:3006\nname: again", "already on line 1",
         row=5, remedy="Keep one"),
    head("anchor", "{sv: Lillby, en: Lillby}", "&a {sv: Lillby, en: Lillby}\nsources: [*a]",
         "Anchors", remedy="Write the values out"),
    head("unknown key", "school_year", "school_yaer", "no key called 'school_yaer'", row=3,
         suggestion="school_year", column="school_yaer", remedy="Known keys"),
    head("missing key", "school_year: 2026/27\n", "", "lacks the key 'school_year'",
         column="school_year", remedy="Add `school_year"),
    head("wrong school year", "2026/27", "2026/29", "not a school year", row=3,
         column="school_year", remedy="2026/27"),
    head("school year as a number", "2026/27", "2026", "school_year is '2026'", row=3,
         remedy="Write text"),
    head("unknown EPSG", "EPSG:3006", "EPSG:999999", "not a known coordinate", row=4, column="crs",
         remedy="EPSG:3006"),
    head("degrees CRS", "EPSG:3006", "EPSG:4326", "does not measure in metres", row=4,
         column="crs", remedy="EPSG:3006"),
    head("unknown balance group", "balance_group: low_income", "balance_group: low_incom",
         "not one of the groups", row=5, column="balance_group", suggestion="low_income"),
    head("group kind", "kind: socioeconomic", "kind: sociekonomic", "kind cannot be", row=9,
         suggestion="socioeconomic"),
    head("group named as a column", "- id: low_income", "- id: grade\n  - id: low_income",
         "'grade' is already a column", row=7, remedy="name of its own"),
    head("group twice", "- id: low_income", "- id: low_income\n  - id: low_income",
         "'low_income' stands twice", row=8),
    head("group with capitals", "- id: low_income", "- id: Low Income", "id: String should match",
         row=7, column="groups.id"),
    head("detour as text", "crs: EPSG:3006", "crs: EPSG:3006\ndetour_factor: much",
         "detour_factor is 'much'", row=5, remedy="Write a number"),
    head("detour below one", "crs: EPSG:3006", "crs: EPSG:3006\ndetour_factor: 0.5",
         "detour_factor is 0.5", row=5, remedy="at least 1"),
    head("transport limits unknown", "crs: EPSG:3006",
         "crs: EPSG:3006\ntransport_limits: {low: 2000, mid: 3}", "no key called 'mid'", row=5,
         suggestion="middle"),
    head("balance on background", "kind: socioeconomic", "kind: background",
         "is of kind background", row=5, column="balance_group", level="warning"),
)  # fmt: skip

FILE_CASES = (
    Case("no units", drop("units.csv"), "The table units is missing (skolenheter)", "units.csv",
         remedy="skolval new"),
    Case("units misspelt", lambda f: (f / "units.csv").rename(f / "unitz.csv"),
         "unitz.csv is not a table", "unitz.csv", suggestion="units", remedy="Known tables"),
    Case("old Excel", put("pupils.xls", b"x"), "is not a file that is read", "pupils.xls",
         remedy=".xlsx"),
    Case("other file", put("notes.docx", b"x"), "is not read", "notes.docx", level="warning"),
    Case("csv and parquet", parquet_too("units"), "in both units.csv and units.parquet",
         "units.parquet", remedy="Keep one"),
    Case("csv is a folder", into_folder("choices.csv"), "is a folder, not a file", "choices.csv"),
    Case("csv empty", put("pupils.csv", ""), "even the header is missing", "pupils.csv", 1),
    Case("csv header only", put("pupils.csv", PUPILS.split("\n", maxsplit=1)[0]), "has no rows", "pupils.csv"),
    Case("csv is a workbook", put("units.csv", b"PK\x03\x04"), "looks like an Excel workbook",
         "units.csv"),
    Case("csv is not text", put("units.csv", b"a\0b\x81"), "it is not text", "units.csv"),
    Case("open quotation mark", swap("units.csv", "Björk", '"Björk'), "never closed", "units.csv", 2),
    Case("row too wide", swap("units.csv", "648000,", "648000,5,"), "The row has 7 cells",
         "units.csv", 2, remedy="semicolons"),
    Case("row too short", swap("units.csv", "6638000,A1", "6638000"), "The row has 5 cells",
         "units.csv", 2),
    Case("parquet corrupt", lambda f: (put("units.parquet", b"PAR1nonsense")(f),
                                       (f / "units.csv").unlink()),
         "cannot be read as Parquet", "units.parquet"),
    Case("xlsx corrupt", put("tables.xlsx", b"PKnonsense"), "cannot be read as Excel",
         "tables.xlsx"),
    Case("xlsx unknown sheet", workbook("Elevr", [["a"], [1]]), "'Elevr' is not a table",
         "tables.xlsx", sheet="Elevr", suggestion="pupils"),
    Case("xlsx and csv", workbook("Elever", [["elev_id"], ["p9"]]), "in both", "tables.xlsx",
         sheet="Elever"),
    Case("xlsx bad cell", workbook("Utbud", [["utbud_id", "skolenhetskod", "slag", "åk", "platser"],
                                             ["11-F", 11, "årskurs", "F", "många"],
                                             ["11-1", 11, "årskurs", 1, 30],
                                             ["12-F", 12, "årskurs", "F", 30]],
                                   instead_of="offerings.csv"),
         "'många' is not a whole number", "tables.xlsx", 2, "platser", sheet="Utbud"),
    Case("xlsx header not first", workbook("Val", [[], ["elev", "rank", "skolenhetskod"],
                                                   ["p1", 1, 11]], instead_of="choices.csv"),
         "header must be row 1", "tables.xlsx", 1, sheet="Val"),
    Case("geojson corrupt", put("areas.geojson", "{"), "not valid JSON", "areas.geojson", 1),
    Case("geojson not a collection", put("areas.geojson", "[]"), "not a GeoJSON",
         "areas.geojson"),
    Case("geojson in metres", put("areas.geojson", shapes(648000, 6638000)), "are not degrees",
         "areas.geojson", remedy="WGS 84"),
    Case("geojson unknown crs", put("areas.geojson", shapes(crs={"properties": {"name": "Sthlm"}})),
         "'Sthlm' is not a known", "areas.geojson"),
    Case("geojson of points", swap("areas.geojson", "Polygon", "MultiPoint"), "Feature 1",
         "areas.geojson", remedy="Polygon"),
    Case("geojson other area", swap("areas.geojson", '"A2"', '"A9"'), "'A9' has a shape but no row",
         "areas.geojson", 2, "deso"),
    Case("geojson near property", swap("areas.geojson", '"deso": "A1"',
                                       '"deso": "A1", "share_low_incom": 1'),
         "no property called 'share_low_incom'", "areas.geojson",
         suggestion="share_low_income", column="share_low_incom"),
    Case("geojson other property", swap("areas.geojson", '"deso": "A1"', '"deso": "A1", "zz": 1'),
         "not read: zz", "areas.geojson", level="warning"),
)  # fmt: skip

TABLE_CASES = (
    table("units", "unknown column", "provider", "provder", "no column called 'provder'", row=1,
          column="provder", suggestion="provider", remedy="Rename or delete"),
    table("pupils", "column of personal numbers", "sibling_grade", "personnummer",
          "personal identity numbers are not read", row=1, column="personnummer"),
    table("offerings", "missing column", ",seats", ",minimum size again", "column seats is missing",
          column="seats", remedy="platser"),
    table("units", "column twice", "area_id", "namn", "both mean name", column="namn"),
    table("units", "column without heading", ",area_id", ",", "no heading", row=1,
          column="number 6"),
    table("pupils", "group column missing", "low_income", "low_incom", "no column called",
          row=1, column="low_incom", suggestion="low_income"),
    table("pupils", "group value", "A1,F,1", "A1,F,2", "'2' is neither 0 nor 1", row=2,
          column="low_income", remedy="nothing if unknown"),
    table("offerings", "seats not whole", "F,30", "F,30.5", "'30.5' is not a whole number", row=2,
          column="seats", remedy="digits only"),
    table("offerings", "seats negative", "F,30", "F,-3", "'-3' is too low", row=2, column="seats",
          remedy="least allowed is 0 pupils"),
    table("offerings", "seats empty", "F,30", "F,", "cell is empty", row=2, column="seats"),
    table("offerings", "more minimum than seats", "F,30,", "F,30,31", "'31' is more than the seats",
          row=2, column="minimum_size"),
    table("offerings", "no grade", "grade,1,30", "grade,,30", "needs a grade", row=3,
          column="grade"),
    table("offerings", "kind", "11,grade,F", "11,grad,F", "'grad' is not allowed", row=2,
          column="kind", suggestion="grade", remedy="grade or programme"),
    table("offerings", "kind not placed", "12-F,12,grade,F", "12-F,12,preparatory,F",
          "places nobody there", row=4, column="kind", level="warning"),
    table("offerings", "unit unknown", "12-F,12", "12-F,13", "'13' is not in the table units",
          row=4, column="unit_id", suggestion="", remedy="Correct it"),
    table("offerings", "offering twice", "11-1,", "11-F,", "'11-F' stands more than once", row=3,
          column="offering_id"),
    table("units", "provider", "independent", "privat", "'privat' is not allowed", row=3,
          column="provider", remedy="municipal or independent"),
    table("units", "unit twice", "12,Ek", "11,Ask,municipal,649000,6638000,A2\n12,Ek",
          "'11' stands more than once", row=3,
          column="unit_id"),
    table("units", "unit nowhere", "649000,6638000,A2", ",,", "neither position nor area", row=3,
          column="unit_id"),
    table("units", "not a number", "648000", "64800O", "'64800O' is not a number", row=2,
          column="x", remedy="comma or a point"),
    table("units", "half a position", "648000,", ",", "One coordinate", row=2, column="x"),
    table("units", "swapped axes", "648000,6638000", "6638000,648000", "seem to be swapped", row=2,
          column="x", remedy="swap the columns"),
    table("units", "latitude and longitude", "648000,6638000", "17.6,59.8", "looks like degrees",
          row=2, column="x", remedy="Convert"),
    table("units", "far outside", "648000,6638000", "64800000,6638000", "lies far outside", row=2,
          column="x", remedy="check digits"),
    table("pupils", "grade unknown", "A2,F,0", "A2,11,0", "'11' is not a grade", row=3,
          column="grade", remedy="F, 1, 2"),
    table("pupils", "pupil twice", "p2,", "p1,", "'p1' stands more than once", row=3,
          column="pupil_id"),
    table("pupils", "pupil nowhere", "648100,6638100,A1", ",,", "neither position nor known area",
          row=2, column="pupil_id", remedy="area_id"),
    table("pupils", "area unknown", "6638100,A1,F", "6638100,A8,F", "'A8' is not in the table areas",
          row=2, column="area_id"),
    table("pupils", "personal number", "p1,", "20190312-1234,", "personal identity number", row=2,
          column="pupil_id", remedy="pseudonym"),
    table("pupils", "personal number, ten digits", "p1,", "190312-1234,",
          "personal identity number", row=2, column="pupil_id"),
    table("pupils", "personal number elsewhere", "A1,F,1,,", "A1,F,1,201903121234,",
          "personal identity number", row=2, column="current_unit"),
    table("pupils", "protected without wish", "p3,", "p4,,,,F,,,yes,yes,,\np3,", "is protected, and has",
          row=4, column="pupil_id", remedy="current_unit"),
    table("pupils", "protected at a unit without the grade", "p3,", "p4,,,,1,,12,yes,yes,,\np3,",
          "neither current unit nor choices offer the grade", row=4, column="pupil_id",
          remedy="offers the grade"),
    table("pupils", "outside round without unit", "A1,F,1,,no,yes", "A1,F,1,,no,no",
          "does not take part in the round and has no current unit", row=2, column="pupil_id"),
    table("pupils", "yes or no", "A1,F,1,,no,", "A1,F,1,,kanske,", "neither yes nor no", row=2,
          column="protected", remedy="ja/nej"),
    Case("next unit unknown", put("units.csv", with_column(UNITS, "nästa skola", "17", "")),
         "'17' is not in the table units", "units.csv", 2, "nästa skola"),
    Case("own next unit", put("units.csv", with_column(UNITS, "next_unit", "", "12")),
         "'12' is its own next unit", "units.csv", 3, "next_unit", remedy="go on"),
    Case("need that no unit meets", needing("hiss slinga", "his"), "No unit meets the need 'his'",
         "pupils.csv", 2, "behov", remedy="hiss, slinga", suggestion="hiss"),
    Case("needs and no features", put("pupils.csv", with_column(PUPILS, "needs", "hiss", "", "")),
         "No unit meets the need 'hiss'", "pupils.csv", 2, "needs", remedy="Fill in features"),
    Case("programme that nobody offers",
         put("pupils.csv", with_column(PUPILS, "program", "", "dans", "")),
         "No offering has the programme 'dans'", "pupils.csv", 3, "program", level="warning"),
    table("pupils", "sibling without grade", "11,1\n", "11,\n", "without the sibling's grade",
          row=3, column="sibling_unit"),
    table("pupils", "sibling without unit", "11,1\n", ",1\n", "without the sibling's unit", row=3,
          column="sibling_grade"),
    table("pupils", "current unit unknown", "A1,1,0,11", "A1,1,0,17", "'17' is not in the table",
          row=4, column="current_unit"),
    table("choices", "pupil unknown", "p2,", "p7,", "'p7' is not in the table pupils", row=3,
          column="pupil_id"),
    table("choices", "rank gap", "p2,1", "p2,2", "'2' comes too early", row=3, column="rank",
          remedy="without gaps"),
    table("choices", "rank nought", "p2,1", "p2,0", "'0' is too low", row=3, column="rank"),
    table("choices", "rank twice", "p2,1,11,", "p2,1,11,\np2,1,12,",
          "combination of pupil_id and rank", row=4, column="pupil_id"),
    table("choices", "unit twice", "p2,1,11,", "p2,1,11,\np2,2,11,", "'11' more than once", row=4,
          column="unit_id"),
    table("choices", "other grade's offering", "p2,1,11,", "p2,1,,11-1", "of another grade", row=3,
          column="offering_id"),
    table("choices", "unit without the grade", "p3,1,,11-1", "p3,1,12,",
          "'12' does not offer the pupil's grade", row=4, column="unit_id"),
    table("choices", "offering of another unit", "p3,1,,11-1", "p3,1,12,11-1",
          "is not at the wished unit", row=4, column="offering_id"),
    table("choices", "nothing wished", "p2,1,11,", "p2,1,,", "neither unit nor offering", row=3,
          column="unit_id"),
    table("choices", "not placeable", "p2,1,11,", "p2,1,12,", "may not place", row=3,
          column="unit_id", level="warning"),
    table("areas", "share above one", "0.4", "1.4", "'1.4' is too high for a share", row=3,
          column="share_low_income", remedy="whole column"),
    table("areas", "share of words", "0.4", "few", "neither a share nor", row=3,
          column="share_low_income", remedy=". .. ... -"),
    table("areas", "area twice", "A2,", "A1,", "'A1' stands more than once", row=3,
          column="area_id"),
    Case("few seats", swap("offerings.csv", "F,30", "F,1"), "Grade F has 1 seats for 2 pupils",
         "offerings.csv", column="seats", level="warning"),
    Case("nobody offers", put("offerings.csv", OFFERINGS.replace("11-1,11", "12-1,12")),
         "offers grade 1, which 1 pupils seek", "offerings.csv", column="grade"),
    Case("grade F from 2028", swap("instance.yaml", "2026/27", "2028/29"),
         "'F' is not a grade of the school year", "offerings.csv", 2, "grade", "F is grade 1"),
    Case("wishes outside the round", put("pupils.csv", PUPILS.replace("11,no,yes", "11,no,no")),
         "has wishes but does not take part", "choices.csv", 4, "pupil_id", level="warning"),
    Case("group nowhere", lambda f: (put("areas.csv", AREAS.replace("share_low_income", "namn2")
                                         .replace("name,", "name,"))(f),
                                     put("pupils.csv", PUPILS.replace("low_income", "språk"))(f)),
         "group column low_income is missing among the pupils", "pupils.csv",
         column="low_income", remedy="Add the column"),
    Case("group by area only", put("pupils.csv", PUPILS.replace("low_income", "språk")),
         "group column low_income is missing", "pupils.csv", column="low_income", level="warning"),
    Case("edge to nowhere", lambda f: (put("nodes.csv", "node_id,x,y\nn1,648000,6638000\n")(f),
                                       put("edges.csv", "from_node,to_node,metres\nn1,n2,5\n")(f)),
         "'n2' is not in the table nodes", "edges.csv", 2, "to_node"),
    Case("edges without nodes", put("edges.csv", "from_node,to_node,metres\nn1,n2,5\n"),
         "the instance has no table nodes", "edges.csv", column="from_node"),
    Case("travel from nowhere", put("travel.csv", "origin_id,unit_id,metres\np9,11,500\n"),
         "'p9' is neither a pupil nor an area", "travel.csv", 2, "origin_id"),
    Case("enrolment of unknown group",
         put("enrolment.csv", "unit_id,group,pupils,share\n11,low_incom,50,..\n"),
         "'low_incom' is not a group", "enrolment.csv", 2, "group", suggestion="low_income"),
    Case("enrolment without share",
         put("enrolment.csv", "unit_id,group,pupils,share\n11,low_income,50,\n"),
         "The cell is empty", "enrolment.csv", 2, "share", remedy="Write the share"),
)  # fmt: skip

POLICY_CASES = (
    rule("unknown key", "policy: own", "policy: own\nmecanism: x", "no key called 'mecanism'",
         row=2, suggestion="mechanism"),
    rule("no mechanism", "mechanism: deferred_acceptance\n", "", "lacks the key 'mechanism'"),
    rule("mechanism unnamed", "mechanism: deferred_acceptance", "mechanism:", "is not named",
         row=2),
    rule("mechanism misspelt", "deferred_acceptance", "defered_acceptance",
         "no mechanism called 'defered_acceptance'", row=2, suggestion="deferred_acceptance",
         remedy="nearest_school"),
    rule("criterion misspelt", "- relative_proximity", "- relative_proximty",
         "no criterion called", row=6, suggestion="relative_proximity"),
    rule("unknown rule", "criteria:", "rules: [capacty]\ncriteria:", "no rule called 'capacty'",
         row=3, suggestion="capacity"),
    rule("unknown goal", "criteria:", "goals: [travell]\ncriteria:", "no goal called 'travell'",
         row=3, suggestion="travel"),
    rule("unknown parameter", "grades: [F", "grade: [F", "no key called 'grade'", row=5,
         suggestion="grades"),
    rule("parameter of none", "- relative_proximity\n", "- attendance_area: {x: 1}\n",
         "no key called 'x'", row=6, remedy="no settings"),
    rule("wrong type", 'grades: [F, "1"]', "radius_metres: far", "radius_metres is 'far'", row=5,
         remedy="Write a whole number"),
    rule("truth for a number", 'grades: [F, "1"]', "radius_metres: true", "radius_metres is 'true'",
         row=5),
    rule("below bound", 'grades: [F, "1"]', "radius_metres: -5", "radius_metres is -5", row=5,
         remedy="at least 0"),
    rule("list for a text", "- lottery", "- lottery: {seed: [1]}", "seed is '[1]'", row=7,
         remedy="Write text"),
    rule("reference misspelt", "- relative_proximity\n",
         "- relative_proximity: {reference: statik}\n", "reference cannot be 'statik'", row=6,
         suggestion="static"),
    rule("nej is text", "- lottery", "- lottery: {each_unit: nej}", "each_unit is 'nej'", row=7,
         remedy="true or false"),
    rule("criteria not a list", "criteria:\n", "rules: capacity\ncriteria:\n", "must be a list",
         row=3),
    rule("not total", "  - lottery\n", "", "order must be total (ÖKN 2019:290)", row=6,
         column="criteria", remedy="- lottery"),
    rule("order not stated", "- relative_proximity", "- [relative_proximity, absolute_proximity]",
         "order between these criteria is not stated (ÖKN 2019:290)", row=6),
    rule("after the total", "- lottery", "- lottery\n  - absolute_proximity", "never decides",
         row=8),
    rule("criterion twice", "- lottery", "- relative_proximity\n  - lottery", "stands twice", row=7),
    rule("birth date", "- relative_proximity", "- birth_date", "ÖKN 2019:1036", row=6,
         remedy="lottery"),
    rule("personnummer", "- relative_proximity", "- Personnummer", "ÖKN 2019:1036", row=6),
    rule("wish rank", "- relative_proximity", "- wish_rank", "ÖKN 2017:132", row=6),
    rule("ethnicity", "- relative_proximity", "- foreign_background", "diskrimineringslagen", row=6),
    rule("step of a number", "- relative_proximity", "- 7", "must be a name", row=6),
    rule("criteria needed", 'criteria:\n  - sibling:\n      grades: [F, "1"]\n'
         "  - relative_proximity\n  - lottery\n", "", "needs selection criteria", row=2),
    rule("distance", "policy: own", "policy: own\ndistance: straight",
         "distance cannot be 'straight'", row=2, remedy="'any' or 'route'"),
    rule("no wishes", "policy: own", "policy: own\nmax_wishes: 0", "max_wishes is 0", row=2,
         remedy="at least 1"),
    rule("unknown nested key", "policy: own", "policy: own\nnon_choosers: {nerest: 3}",
         "no key called 'nerest'", row=2, suggestion="nearest"),
    rule("duplicate key", "policy: own", "policy: own\nseed: a\nseed: b", "already on line 2",
         row=3),
    rule("yaml syntax", "criteria:", "criteria: [", "not valid YAML"),
    rule("grade of another year", 'grades: [F, "1"]', 'grades: [F, "12"]',
         "names the grade '12', which lillby lacks", row=4, column="grades", remedy="F, 1"),
    rule("number or list", "criteria:", "rules: [{travel_limit: {metres: far}}]\ncriteria:",
         "metres is 'far'", row=3, column="metres", remedy="Write a whole number or a list."),
    rule("list of numbers", "criteria:",
         "rules: [{travel_limit: {metres: [1, x, 3]}}]\ncriteria:", "metres is 'x'", row=3,
         column="metres", remedy="Write a whole number."),
    rule("group of another place", "criteria:",
         "rules: [{balance: {at_most: 0.2, group: low_incom}}]\ncriteria:",
         "names the group 'low_incom', which lillby lacks", row=3, column="group",
         suggestion="low_income"),
    rule("nothing near home", "criteria:", "near_home: {always: false}\ncriteria:",
         "No unit is near home", row=3, remedy="metres"),
    rule("near home of a word", "criteria:", "near_home: {metres: far}\ncriteria:",
         "metres is 'far'", row=3, remedy="Write a whole number or a list."),
    rule("near home of two stages", "criteria:", "near_home: {metres: [1, 2]}\ncriteria:",
         "", row=3),
    rule("secured misspelt", "criteria:", "secured: guarantie\ncriteria:",
         "secured cannot be 'guarantie'", row=3, suggestion="guarantee"),
    rule("measuring point misspelt", "criteria:", "measuring_point: main_entrence\ncriteria:",
         "measuring_point cannot be", row=3, suggestion="main_entrance"),
    rule("first misspelt", "criteria:", "non_choosers: {first: atendance_area}\ncriteria:",
         "first cannot be", row=3, suggestion="attendance_area"),
    rule("order misspelt", "criteria:", "non_choosers: {order: lst}\ncriteria:",
         "order cannot be 'lst'", row=3, suggestion="last"),
    rule("seats twice", "criteria:", "seat_classes:\n  - name: a\n    seats: 3\n    share: 0.2\n"
         "criteria:", "says its seats twice", row=6, remedy="Keep `seats` or `share`"),
    rule("only for nobody", "criteria:", "seat_classes: [{name: a, seats: 3, only: true}]\n"
         "criteria:", "has only, but not who", row=3, remedy="who:"),
    rule("class without a name", "criteria:", "seat_classes: [{seats: 3}]\ncriteria:",
         "lacks the key 'name'", row=3),
    rule("class misspelt", "criteria:", "seat_classes: [{name: a, seets: 3}]\ncriteria:",
         "no key called 'seets'", row=3, suggestion="seats"),
    rule("shares over one", "criteria:", "seat_classes:\n  - {name: a, share: 0.6}\n"
         "  - {name: b, share: 0.5}\ncriteria:", "are 110% of the seats", row=5,
         column="seat_classes.share", remedy="at most 1"),
    rule("shares over one at a unit", "criteria:", "seat_classes:\n  - {name: a, share: 0.6}\n"
         '  - {name: b, share: 0.5, units: ["11"]}\ncriteria:', "are 110% of the seats", row=5),
    rule("one share over one", "criteria:", "seat_classes: [{name: a, share: 1.5}]\ncriteria:",
         "share is 1.5", row=3, remedy="at most 1"),
    rule("two classes of the rest", "criteria:", "seat_classes: [{name: a}, {name: b}]\ncriteria:",
         "take the seats that are left", row=3),
    rule("two classes of one name", "criteria:", "seat_classes: [{name: a, seats: 1}, {name: a}]\n"
         "criteria:", "two seat classes called a", row=3),
    rule("share of a pupil", "criteria:", "seat_classes:\n  - name: a\n    seats: 1\n    who:\n"
         "      {group: low_income, basis: pupil, at_least: 0.5}\ncriteria:",
         "basis looks at the pupil", row=7, remedy="basis: area"),
    rule("basis misspelt", "criteria:", "seat_classes: [{name: a, seats: 1, who: {group: low_income,"
         " basis: aera}}]\ncriteria:", "basis cannot be 'aera'", row=3, suggestion="area"),
    rule("class of an unknown group", "criteria:",
         "seat_classes:\n  - name: a\n    who: {group: low_incom}\ncriteria:",
         "seat_classes names the group 'low_incom', which lillby lacks", row=5,
         suggestion="low_income"),
    rule("class at an unknown unit", "criteria:",
         'seat_classes:\n  - name: a\n    units: ["11", "1"]\ncriteria:',
         "seat_classes names the unit '1', which lillby lacks", row=5, remedy="11, 12"),
    rule("unit twice", "criteria:", 'seat_classes: [{name: a, units: ["11", "11"]}]\ncriteria:',
         "The unit 11 stands twice", row=3),
    rule("classes under another mechanism", "mechanism: deferred_acceptance",
         "mechanism: top_trading_cycles\nseat_classes: [{name: a}]", "does not look at seat_classes",
         row=3, remedy="deferred_acceptance"),
    rule("pair of an unknown unit", "criteria:", "rules:\n  - paired_units:\n      pairs:\n"
         '        - {units: ["11", "17"], lower: [F], upper: ["1"]}\ncriteria:',
         "paired_units names the unit '17'", row=4, column="pairs", remedy="11, 12"),
    rule("pair of an unknown grade", "criteria:", "rules:\n  - paired_units:\n      pairs:\n"
         '        - {units: ["11", "12"], lower: [F], upper: [Z]}\ncriteria:',
         "paired_units names the grade 'Z'", row=4, column="pairs"),
    rule("pair with itself", "criteria:", "rules:\n  - paired_units:\n      pairs:\n"
         '        - {units: ["11", "11"], lower: [F], upper: ["1"]}\ncriteria:',
         "a pair is two different units", row=6),
    rule("grade on both sides", "criteria:", "rules:\n  - paired_units:\n      pairs:\n"
         '        - {units: ["11", "12"], lower: [F], upper: [F]}\ncriteria:',
         "the grade F is both lower and upper", row=6),
    rule("unit in two pairs", "criteria:", "rules:\n  - paired_units:\n      pairs:\n"
         '        - {units: ["11", "12"], lower: [F], upper: ["1"]}\n'
         '        - {units: ["12", "11"], lower: [F], upper: ["1"]}\ncriteria:',
         "the unit 11 is in two pairs", row=4),
    rule("next unit of an unknown unit", "criteria:",
         'rules:\n  - feeder_continuity: {next_unit: {"11": "17"}}\ncriteria:',
         "feeder_continuity names the unit '17'", row=4, column="next_unit"),
    rule("next unit itself", "criteria:",
         'rules:\n  - feeder_continuity: {next_unit: {"11": "11"}}\ncriteria:',
         "the unit 11 is its own next unit", row=4),
    rule("opt-in of an unknown unit", "criteria:",
         'rules:\n  - provider_fixed: {opt_in: ["13"]}\ncriteria:',
         "provider_fixed names the unit '13'", row=4, column="opt_in"),
    rule("several groups, one unknown", "criteria:",
         "rules:\n  - balance: {groups: {low_income: 0.2, poor: 0.3}}\ncriteria:",
         "balance names the group 'poor'", row=4, column="groups"),
    rule("group and groups", "criteria:",
         "rules:\n  - balance: {group: low_income, groups: {low_income: 0.2}}\ncriteria:",
         "give `group` or `groups`, not both", row=4),
    rule("no group at all", "criteria:", "goals:\n  - imbalance: {groups: []}\ncriteria:",
         "`groups` names no group", row=4),
    rule("group twice", "criteria:",
         "rules:\n  - composition_ceiling: {at_most: 0.3, groups: [low_income, low_income]}\ncriteria:",
         "`groups` names a group twice", row=4),
    rule("ceiling told twice", "criteria:",
         "rules:\n  - composition_band: {points: 5, groups: {low_income: 5}}\ncriteria:",
         "give `points` for all groups, or a value for each", row=4),
    rule("ceiling not told", "criteria:", "rules:\n  - composition_floor\ncriteria:",
         "give `at_least` for all groups, or a value for each", row=4),
    rule("budget of nothing", "criteria:", "rules:\n  - transport_budget\ncriteria:",
         "give `at_most`, `pupils` or both", row=4),
    rule("budget without a price", "criteria:",
         "rules:\n  - transport_budget: {at_most: 100000}\ncriteria:",
         "`at_most` and `kronor_per_pupil` are given together", row=4),
    rule("highest before lowest", "criteria:",
         "rules:\n  - transport_budget: {at_most: 100000, kronor_per_pupil: [900, 500]}\ncriteria:",
         "is the lowest and then the highest", row=4),
    rule("bound on nothing", "criteria:", "bounds: [{who: {group: low_income}}]\ncriteria:",
         "neither floor nor ceiling", row=3),
    rule("bound on nobody", "criteria:", "bounds: [{ceiling: 3}]\ncriteria:",
         "lacks the key 'who'", row=3),
    rule("floor above ceiling", "criteria:",
         "bounds: [{who: {group: low_income}, floor: 0.5, ceiling: 0.4}]\ncriteria:",
         "floor 0.5 is above the ceiling 0.4", row=3),
    rule("half a pupil", "criteria:", "bounds: [{who: {group: low_income}, ceiling: 3.5}]\ncriteria:",
         "above 1 it counts pupils", row=3, remedy="whole number"),
    rule("bounds twice", "criteria:", "bounds:\n  - {who: {group: low_income}, ceiling: 3}\n"
         "  - {who: {group: low_income}, floor: 3}\ncriteria:", "two bounds on low_income", row=5),
    rule("hard and soft bounds", "criteria:",
         "bounds:\n  - {who: {group: low_income}, ceiling: 3, hard: true}\n"
         "  - {who: {group: low_income, basis: pupil}, floor: 3}\ncriteria:",
         "Some bounds are hard and others soft", row=5),
    rule("bound on an unknown group", "criteria:",
         "bounds: [{who: {group: low_incomes}, ceiling: 3}]\ncriteria:",
         "bounds names the group 'low_incomes', which lillby lacks", row=3,
         suggestion="low_income"),
    rule("classes and bounds", "criteria:", "seat_classes: [{name: a}]\n"
         "bounds: [{who: {group: low_income}, ceiling: 3}]\ncriteria:", "not both", row=4),
    Case("policy empty", put("policies/own.yaml", ""), "The file is empty", "own.yaml", 1,
         policy=True),
    Case("policy missing", drop("policies/own.yaml"), "There is no policy file own.yaml", "",
         policy=True, remedy="lottery"),
    Case("policy is a folder", into_folder("policies/own.yaml"), "is a folder, not a policy", "",
         policy=True),
)  # fmt: skip

CASES = HEAD_CASES + FILE_CASES + TABLE_CASES + POLICY_CASES


def broken(case: Case, folder: Path) -> Path:
    """Write the sound instance and break it as `case` says."""
    if folder.exists():
        shutil.rmtree(folder)
    case.change(sound(folder))
    return folder
